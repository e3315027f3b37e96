"""Little room on the disk is said before a run, and never keeps one from beginning."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.production import Production
from pipeline.production.room import A_SECOND, AT_LEAST, little_room
from tests.doubles import tiny_film
from tests.production.footage import typed

Free = Callable[[int], None]


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Free:
    """Let every disk have so many bytes left."""

    def leave(count: int) -> None:
        usage = type(shutil.disk_usage("/"))(10 * count, 9 * count, count)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    return leave


@pytest.mark.parametrize("line", ["make", "board", "shoot", "export --as-is"])
def test_clearly_too_little_room_is_one_line(tmp_path: Path, free: Free, line: str) -> None:
    """The run goes on all the same."""
    film = tiny_film(tmp_path / "film", sh020="CU | a child", sh030="WS | a bridge")
    free(3_000_000)

    said = typed("-p", film, *line.split())

    (warning,) = (one for one in said.err.splitlines() if "are free in" in one)
    assert warning.startswith(f"only 3 MB are free in {film}, and this film may need about 58 MB")
    assert said.code in (0, 1)


def test_room_enough_is_not_spoken_of(tmp_path: Path, free: Free) -> None:
    """Nor is it where only looking is meant."""
    film = tiny_film(tmp_path / "film")
    free(AT_LEAST + 2 * A_SECOND)

    assert "" == little_room(Production(film))
    free(1000)
    assert "are free in" not in typed("-p", film, "make", "-n").all


def test_what_lies_there_already_needs_no_room(tmp_path: Path, free: Free) -> None:
    """A finished long film is exported again without a warning."""
    film = tiny_film(tmp_path / "film", defaults="{seconds: 60, panels: 1, clips: 1}")
    free(AT_LEAST + A_SECOND)
    before = little_room(Production(film))
    (film / "takes" / "sh010").mkdir(parents=True)
    with (film / "takes" / "sh010" / "large.mov").open("wb") as file:
        file.truncate(180 * A_SECOND)

    assert "may need about 950 MB" in before
    assert "" == little_room(Production(film))
