"""A cut written as a timeline of another program."""

from __future__ import annotations

import json
from pathlib import Path

from tests.production.footage import ran


def test_the_cut_is_written_beside_the_films_and_speaks_of_the_takes(shot: Path) -> None:
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
    ran(shot, "cut write otio")
    path = shot / "out" / "main-v1.otio"
    path.write_text("an editor worked on this", "utf-8")

    said = ran(shot, "cut write otio")
    again = ran(shot, "cut write otio")

    assert "an editor worked on this" == path.read_text("utf-8")
    assert said.out.splitlines()[0].endswith("main-v1_2.otio")
    assert said.out == again.out


def test_a_format_nobody_knows_is_told(shot: Path) -> None:
    assert "there is no format 'aaf'" in ran(shot, "cut write aaf", code=2).err
