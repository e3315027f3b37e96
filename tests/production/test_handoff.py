"""A cut handed over: one folder in which every clip is there, and nothing is lost silently."""

from __future__ import annotations

import json
import re
import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.clock import sample_of
from pipeline.cut.leader import leader_frames
from pipeline.interchange.marking import beneath
from pipeline.media.ffmpeg import run
from pipeline.production import Production
from pipeline.production.handoff_tools import TOOLS
from pipeline.production.sequencing import Hrefs, sequence
from tests import needs
from tests.production.footage import ran
from tests.production.test_spotting import chunks, film_of

pytestmark = pytest.mark.timeout(180)

HREF = re.compile(
    r'(?:<pathurl>|src="|"target_url": "|"path": "|<property name="resource">)'
    r'(?P<href>(?:media|audio)/[^"<]+)'
)
SIZE = (128, 72)


@pytest.fixture
def film(shot: Path) -> Path:
    """The film of three shots, delivered small."""
    with (shot / "film.yaml").open("a", encoding="utf-8") as text:
        text.write("deliveries: {main: {width: 256}}\n")
    return shot


def _named(text: str) -> set[str]:
    """Every file that a timeline names."""
    return {found["href"] for found in HREF.finditer(text)}


def _frames(path: Path) -> np.ndarray:
    """Every frame of a film, small."""
    width, height = SIZE
    output = run(
        (
            *("-v", "error", "-i", str(path), "-map", "0:v:0", "-fps_mode", "passthrough"),
            *("-vf", f"scale={width}:{height}:flags=area", "-f", "rawvideo", "-pix_fmt", "rgb24"),
            "pipe:1",
        ),
        doing="decoding",
    ).output
    return np.frombuffer(output, np.uint8).reshape(-1, height, width, 3).astype(float)


def test_the_folder_has_everything_that_its_timelines_name(film: Path) -> None:
    """Timelines, takes, stems, a reference movie with a leader, and a list of what is lost."""
    said = ran(film, "handoff resolve")

    folder = film / "out" / "handoff-main-v1"
    named: set[str] = set()
    for ending in (".otio", ".fcpxml", ".xml"):
        found = _named((folder / f"main-v1{ending}").read_text("utf-8"))
        assert found, ending
        named |= found
    assert all((folder / href).is_file() for href in named)
    assert "media/sh010_clip_t01.mp4" in named
    assert sorted(f"main-v1_{name}.wav" for name in ("DX", "FX", "ME", "MX")) == sorted(
        path.name for path in (folder / "stems").iterdir()
    )
    shown = next((folder / "reference").iterdir())
    assert 8 * 24 == len(_frames(shown)) - len(_frames(film / _draft(film)))
    lines = (folder / "lost.txt").read_text("utf-8").splitlines()
    assert lines
    assert all(line in said.all for line in lines)
    assert not list((film / "out").glob(".handoff-*"))


def _draft(film: Path) -> str:
    ran(film, "cut")
    return f"out/{film.name}_main_draft.mp4"


def test_a_folder_that_is_there_stays_and_what_is_not_there_yet_is_said(film: Path) -> None:
    mine = film / "out" / "handoff-main-v1" / "README.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("do not touch", "utf-8")

    said = ran(film, "handoff sound")

    assert "do not touch" == mine.read_text("utf-8")
    assert (film / "out" / "handoff-main-v1_2" / "README.txt").is_file()
    assert "not there yet: " in said.err
    assert "sh030" in said.err


def test_melt_plays_the_project_with_the_frames_of_our_own_film(film: Path) -> None:
    """At ten points of the film, each within the differences of two codings and colour ways."""
    melt = needs.program("melt")
    ran(film, "handoff kdenlive")
    ran(film, "export --as-is")
    folder = film / "out" / "handoff-main-v1"

    subprocess.run(
        [
            melt,
            "-silent",
            "main-v1.kdenlive",
            "-consumer",
            "avformat:melt.nut",
            "vcodec=ffv1",
            "an=1",
        ],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=100,
    )

    ours = _frames(next((film / "out").glob("*_v01.mp4")))
    theirs = _frames(folder / "melt.nut")
    assert len(ours) == len(theirs)
    for at in np.linspace(0, len(ours) - 1, 10).astype(int):
        assert np.abs(ours[at] - theirs[at]).mean() < 6, at
    unlike = np.abs(ours[0] - theirs[-1]).mean()
    assert unlike > 12, "the film's own frames differ by more than what is allowed"


def test_with_handles_only_what_is_used_is_handed_over(film: Path) -> None:
    """The windows are counted on the take's own clock, and every file is there."""
    (film / "cuts").mkdir(exist_ok=True)
    (film / "cuts" / "main.yaml").write_text("cut: main\nevents:\n- sh010/1 8-14\n", "utf-8")

    ran(film, "handoff kdenlive --handles 2")

    folder = film / "out" / "handoff-main-v1"
    text = (folder / "main-v1.kdenlive").read_text("utf-8")
    names = _named(text)
    assert "media/sh010_clip_t01_f6-16.mov" in names
    assert all((folder / href).is_file() for href in names)
    assert 'in="2" out="7"' in text
    assert 10 == len(_frames(folder / "media" / "sh010_clip_t01_f6-16.mov"))


def test_a_program_that_nobody_knows_is_told(film: Path) -> None:
    said = ran(film, "handoff imovie", code=2)

    assert "nothing is known of the program 'imovie'" in said.err
    assert ", ".join(TOOLS) in said.err


def test_notes_go_out_as_markers(film: Path) -> None:
    ran(film, "note sh010/1@4 slower")
    ran(film, "cut write otio")

    timeline = json.loads((film / "out" / "main-v1.otio").read_text("utf-8"))
    marked = timeline["tracks"]["markers"]
    assert [("n1 sh010 clip 1", 4.0, "slower")] == [
        (each["name"], each["marked_range"]["start_time"]["value"], each["comment"])
        for each in marked
    ]


def test_handles_are_as_long_as_a_fast_clip_runs_on_beneath_a_dissolve(film: Path) -> None:
    """At double speed four frames of a dissolve show eight of the take."""
    (film / "cuts").mkdir(exist_ok=True)
    text = "cut: main\nevents:\n- sh010/1 0-8 x2\n- dissolve 4\n- sh020/1 0-6\n"
    (film / "cuts" / "main.yaml").write_text(text, "utf-8")

    cut = sequence(Production(film), "main", Hrefs(film))

    assert [8, 0] == [*beneath(cut.tracks[0].events)]
    ran(film, "handoff premiere --handles 2")
    folder = film / "out" / "handoff-main-v1" / "media"
    assert (folder / "sh010_clip_t01_f0-16.mov").is_file()


def test_at_29_97_everything_in_the_folder_begins_at_the_same_frame(tmp_path: Path) -> None:
    """Edit list, reference movie, stems and sounds: 01:00:00;00 drops numbers in all of them.

    There is no take in the film yet: handles are asked for all the same, and slates stand there.
    """
    film = film_of(tmp_path / "film", "29.97").folder
    rate = Fraction(30000, 1001)

    said = ran(film, "handoff sound --handles 12")

    assert "not there yet: " in said.err
    (folder,) = (film / "out").glob("handoff-main-v*")
    listed = next(folder.glob("*.edl")).read_text("utf-8")
    assert " 01:00:00;00 " in listed
    shown = run(("-i", str(next((folder / "reference").iterdir())), "-f", "null", "-"), doing="it")
    assert "timecode        : 00:59:52;00" in shown.log
    begins = {
        path.parent.name: int.from_bytes(chunks(path)[b"bext"][338:346], "little")
        for place in ("stems", "cues")
        for path in sorted((folder / place).glob("*.wav"), reverse=True)
    }
    assert sample_of(107892 - 240, rate) == begins["stems"]
    assert sample_of(107892, rate) <= begins["cues"] < sample_of(107892 + 60, rate)


def test_a_film_that_begins_at_midnight_has_its_leader_before_it(film: Path) -> None:
    """The reference movie's first frame is of the day before, and no negative number."""
    text = (film / "film.yaml").read_text("utf-8")
    text = text.replace("{width: 256}", "{width: 256, timecode: 00:00:00:00}")
    (film / "film.yaml").write_text(text, "utf-8")

    cut = sequence(Production(film), "main", Hrefs(film))

    assert "23:59:52:00" == cut.timecode(-leader_frames(cut.rate))
