"""A cut written as a timeline of another program."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from pipeline.media.ffmpeg import program
from pipeline.media.probe import probe
from pipeline.production import Production
from tests import needs
from tests.production.footage import clip, ran

PLAIN = "cut: main\nevents:\n- sh010/1 0-12\n- sh010/2 4+8\n"
BACKWARDS = "cut: main\nevents:\n- sh030/1 0-24 reverse\n- dissolve 4\n- sh010/1 0-12\n"


def _recut(folder: Path, text: str) -> None:
    """Another cut, and a small picture."""
    (folder / "cuts" / "main.yaml").write_text(text, "utf-8")
    with (folder / "film.yaml").open("a", encoding="utf-8") as film:
        film.write("deliveries: {main: {width: 160}}\n")


def test_the_cut_is_written_beside_the_films_and_speaks_of_the_takes(shot: Path) -> None:
    _recut(shot, PLAIN)

    said = ran(shot, "cut write otio")

    path = shot / "out" / "main-v1.otio"
    assert str(path) == said.out.splitlines()[0]
    track = json.loads(path.read_text("utf-8"))["tracks"]["children"][0]
    urls = [
        clip["media_references"]["DEFAULT_MEDIA"]["target_url"]
        for clip in track["children"]
        if clip["OTIO_SCHEMA"] == "Clip.2"
    ]
    assert "../takes/sh010/sh010_clip_t01.mp4" == urls[0]
    assert all((path.parent / url).resolve().is_file() for url in urls)


def test_a_timeline_that_is_there_and_differs_stays(shot: Path) -> None:
    _recut(shot, PLAIN)
    ran(shot, "cut write otio")
    path = shot / "out" / "main-v1.otio"
    path.write_text("an editor worked on this", "utf-8")

    said = ran(shot, "cut write otio")
    again = ran(shot, "cut write otio")

    assert "an editor worked on this" == path.read_text("utf-8")
    assert said.out.splitlines()[0].endswith("main-v1_2.otio")
    assert said.out == again.out


def test_a_second_draft_of_jianying_is_a_folder_of_its_own(shot: Path) -> None:
    """The program opens ``draft_content.json`` and no other, whichever it finds in the folder."""
    _recut(shot, PLAIN)
    ran(shot, "cut write jianying")
    first = shot / "out" / "main-v1_jianying" / "draft_content.json"
    first.write_text("an editor worked on this", "utf-8")

    said = ran(shot, "cut write jianying")

    assert "an editor worked on this" == first.read_text("utf-8")
    assert 2 == len(list(first.parent.iterdir()))
    second = shot / "out" / "main-v1_jianying_2"
    assert str(second / "draft_content.json") in said.out
    assert ["draft_content.json", "draft_meta_info.json"] == sorted(
        path.name for path in second.iterdir()
    )


def test_a_bundle_holds_the_timeline_and_every_take(shot: Path, tmp_path: Path) -> None:
    """OpenTimelineIO's own reader unpacks it, and every clip is there."""
    otio = needs.package("opentimelineio")
    _recut(shot, PLAIN)

    said = ran(shot, "cut write otioz")
    again = ran(shot, "cut write otioz")

    path = shot / "out" / "main-v1.otioz"
    assert str(path) == said.out.splitlines()[0]
    assert said.out == again.out
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    timeline = otio.adapters.read_from_file(str(path), extract_to_directory=str(unpacked))
    urls = [clip.media_reference.target_url for clip in timeline.find_clips()]
    assert ["media/sh010_clip_t01.mp4", "media/sh010_clip_t02.mp4"] == urls
    take = shot / "takes" / "sh010" / "sh010_clip_t02.mp4"
    assert take.read_bytes() == (unpacked / urls[1]).read_bytes()


def test_a_format_nobody_knows_is_told(shot: Path) -> None:
    assert "there is no format 'aaf'" in ran(shot, "cut write aaf", code=2).err


def _two_halves(folder: Path) -> Path:
    """A clip that is navy for 12 frames and then teal for 12."""
    parts = [clip(folder / f"{colour}.mp4", colour, frames=12) for colour in ("navy", "teal")]
    whole = folder / "halves.mp4"
    command = [program(), "-v", "error", "-y", "-i", parts[0], "-i", parts[1]]
    command += ["-filter_complex", "concat=n=2", "-pix_fmt", "yuv420p", whole]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return whole


def _colour(path: Path, frame: int) -> str:
    """Whether a frame is navy or teal."""
    command = [
        program(),
        "-v",
        "error",
        "-i",
        str(path),
        "-vf",
        f"select=eq(n\\,{frame}),scale=1:1",
    ]
    command += ["-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
    done = subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return "teal" if done.stdout[1] > 64 else "navy"


def test_an_event_that_an_edl_would_show_wrongly_is_rendered_to_a_file(
    shot: Path, tmp_path: Path
) -> None:
    """Time run backwards, with the tail that the dissolve after it shows; once, then kept."""
    Production(shot).adopt([_two_halves(tmp_path)], shot="sh030")
    _recut(shot, BACKWARDS)

    said = ran(shot, "cut write edl")

    (file,) = (shot / "out" / "rendered").iterdir()
    assert file.name.startswith("sh030_clip_t01_r")
    assert 24 + 4 == probe(file).frames
    assert ["teal", "teal", "navy", "navy"] == [_colour(file, at) for at in (0, 11, 12, 23)]
    assert "sh030_clip_t01 is rendered with reverse" in said.out
    edl = (shot / "out" / "main-v1.edl").read_text("utf-8")
    assert f"* SOURCE FILE: rendered/{file.name}" in edl
    stamp = file.stat().st_mtime_ns
    assert said.out == ran(shot, "cut write edl").out
    assert stamp == file.stat().st_mtime_ns
