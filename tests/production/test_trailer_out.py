"""The sample trailer goes out to an editor, is re-cut there, and comes back as what was done."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.production import Production
from tests import needs
from tests.production.footage import clip, ran
from tests.production.returning import sent

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trailer with a plain clip for every shot, small; not to be touched."""
    home = tmp_path_factory.mktemp("trailer")
    folder = Path(shutil.copytree(ROOT / "projects" / "wandering-earth", home / "film"))
    film = folder / "film.yaml"
    text = film.read_text("utf-8")
    film.write_text(text.replace("main: {width: 1280", "main: {width: 160"), "utf-8")
    production = Production(folder)
    for number, shot in enumerate(production.project.shots):
        made = clip(home / f"{shot}.mp4", f"0x{8 * number + 16:02x}4060", frames=130)
        production.adopt([made], shot=shot)
    ran(folder, "cut write otio fcp7 fcpxml edl")
    return folder


@pytest.fixture
def film(whole: Path, tmp_path: Path) -> Path:
    """The trailer."""
    return Path(shutil.copytree(whole, tmp_path / "film"))


@pytest.mark.parametrize("name", ["otio", "fcp7", "fcpxml", "edl"])
def test_the_trailer_comes_back_untouched(film: Path, name: str) -> None:
    """Cards, credits, a split, a fast stretch and a picture laid over: nothing is different."""
    files = sent(film, name)

    said = ran(film, f"readback {' '.join(map(str, files))} --name back")

    assert "back: nothing is different" == said.out.splitlines()[0]
    assert "not understood" not in said.out


def test_a_recut_otio_comes_back_as_what_was_done(film: Path) -> None:
    """Written by OpenTimelineIO's own library, as an editor's plug-in would."""
    otio = needs.package("opentimelineio")
    (path,) = sent(film, "otio")
    timeline = otio.adapters.read_from_file(str(path))
    track = timeline.video_tracks()[0]
    clips = {each.name: each for each in track.find_clips()}
    shorter, out = clips["sh060_clip_t01"], clips["sh130_clip_t01"]
    moved = clips["sh210_clip_t01"]
    shorter.source_range = otio.opentime.TimeRange(
        shorter.source_range.start_time, otio.opentime.RationalTime(72, 24)
    )
    del track[track.index(out)]
    del track[track.index(moved)]
    track.insert(track.index(clips["sh220_clip_t01"]) + 1, moved)
    theirs = film / "theirs.otio"
    otio.adapters.write_to_file(timeline, str(theirs))

    said = ran(film, f"readback {theirs} --name resolve-v3")

    first = said.out.splitlines()[0]
    assert first.startswith("resolve-v3: sh060 -8 frames; ")
    assert "; sh130 out; sh210 now after sh220; " in first
    assert first.endswith("total -1:16")
    text = (film / "cuts" / "resolve-v3.yaml").read_text("utf-8")
    assert "like: main" in text
    assert "- replace sh060: sh060/1 0-72" in text
    assert "- drop sh130" in text


def test_a_recut_edl_comes_back_as_what_was_done(film: Path) -> None:
    """Lines taken out and moved as an editor's list would have it, with new record times."""
    lists = sent(film, "edl")
    blocks = lists[0].read_text("utf-8").split("\n\n", 1)
    theirs = film / "theirs_V1.edl"
    kept, skip = [], False
    for line in blocks[1].splitlines():
        if line[:1].isdigit() and line.split()[1] == "SH130C01":
            skip = True
            continue
        skip = skip and not line[:1].isdigit()
        if not skip:
            kept.append(line)
    theirs.write_text("\n".join([blocks[0], "", *kept]), "utf-8")

    said = ran(film, f"readback {theirs} {lists[1]} --name list")

    first = said.out.splitlines()[0]
    assert "list: black (2nd) in after sh120 (1:08); sh130 out" == first
