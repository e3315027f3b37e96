"""Bad files at every door of a film: named, left where they are, and the rest goes on."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pipeline.production import Production
from tests.doubles import tiny_film
from tests.media.hostile import LISTS, png, write_clip, write_picture
from tests.production.footage import picture, typed

CANARY = ".canary.ts"
URL = "http://127.0.0.1:9/x.ts"


def bad_files(folder: Path) -> list[Path]:
    """One of each class, and beside them what a list would find."""
    folder.mkdir(parents=True, exist_ok=True)
    write_clip(folder / CANARY, sound=True)
    for kind in ("hls", "ffconcat", "dash"):
        text = LISTS[kind].format(file=CANARY, url=URL, port=9)
        (folder / f"{kind}.mp4").write_text(text, "utf-8")
    (folder / "vector.png").write_text(LISTS["svg"].format(file=CANARY, url=URL), "utf-8")
    (folder / "huge.png").write_bytes(png(100_000, 100_000))
    (folder / "empty.mp4").touch()
    (folder / "text.jpg").write_text("<html>404</html>", "utf-8")
    (folder / "half.mp4").write_bytes(write_clip(folder / "whole.mp4").read_bytes()[:900])
    (folder / "whole.mp4").unlink()
    write_picture(folder / "still.mp4", "PNG")
    found = sorted(each for each in folder.iterdir() if each.name != CANARY)
    for path in found:
        os.utime(path, (time.time() - 60,) * 2)
    return found


def test_the_inbox_leaves_them_and_takes_in_what_is_whole(tmp_path: Path) -> None:
    """Each is named with what is wrong; none becomes a take."""
    film = Production(tiny_film(tmp_path / "film"))
    bad = bad_files(film.folder / "inbox" / "sh010")
    good = picture(film.folder / "inbox" / "sh010" / "good.png")
    os.utime(good, (time.time() - 60,) * 2)

    report = film.adopt([])

    assert ["good.png"] == [each.file.name for each in report.adopted]
    why = {each.file.name: each.reason for each in report.left}
    assert {each.name for each in bad} <= set(why)
    assert all(why[each.name] for each in bad)
    assert "picture (PNG)" in why["still.mp4"]
    assert "million pixels" in why["huge.png"]
    assert all(each.exists() for each in bad)


@pytest.mark.parametrize("name", ["hls.mp4", "huge.png", "empty.mp4", "still.mp4", "vector.png"])
def test_a_file_named_on_the_command_line_is_refused_in_one_sentence(
    name: str, tmp_path: Path
) -> None:
    """Without a traceback, and the takes folder stays empty."""
    folder = tiny_film(tmp_path / "film")
    bad_files(tmp_path / "bad")

    said = typed("adopt", tmp_path / "bad" / name, "--shot", "sh010", at=folder)

    assert name in said.out + said.err
    assert "Traceback" not in said.err
    assert not list((folder / "takes").rglob("*_t01.*"))


def test_init_from_a_folder_names_what_it_leaves(tmp_path: Path) -> None:
    """And makes a film of the rest."""
    bad = bad_files(tmp_path / "album")
    picture(tmp_path / "album" / "good.png")

    said = typed("init", tmp_path / "film", "--from", tmp_path / "album")

    assert 0 == said.code, said.err
    assert [] == [each.name for each in bad if each.name not in said.out + said.err]


@pytest.mark.parametrize("name", ["huge.png", "vector.png", "text.jpg"])
def test_a_still_or_a_reference_that_is_bad_is_named_with_its_line(
    name: str, tmp_path: Path
) -> None:
    """`check` says it; the board of the other shots is made."""
    folder = tiny_film(tmp_path / "film", sh010=f"{{panel: x, still: refs/{name}}}")
    bad_files(folder / "refs")

    said = typed("check", at=folder)

    assert f"'refs/{name}', named by sh010, cannot be opened as a picture" in said.out + said.err
    assert "film.yaml:" in said.out + said.err


@pytest.mark.parametrize("name", ["hls.mp4", "half.mp4"])
def test_music_that_is_bad_keeps_no_draft_from_being_made(name: str, tmp_path: Path) -> None:
    """The film plays without it, and the terminal says why."""
    folder = tiny_film(tmp_path / "film")
    bad_files(folder / "audio")
    text = (folder / "film.yaml").read_text("utf-8")
    text = text.replace("film: 1\n", f"film: 1\nmusic: {{m1: {{file: audio/{name}}}}}\n", 1)
    (folder / "film.yaml").write_text(text, "utf-8")
    (folder / "cuts").mkdir(exist_ok=True)
    (folder / "cuts" / "main.yaml").write_text(
        "cut: main\nevents: [sh010]\nsound: [m1 at 0]\n", "utf-8"
    )

    said = typed("cut", at=folder)

    assert name in said.out + said.err
    assert "Traceback" not in said.err
    assert list((folder / "out").rglob("*.mp4"))
