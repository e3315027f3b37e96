"""What killed processes left half-made is cleared away."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.vault.leftovers import clear_leftovers

NOW = 1_000_000.0


def test_old_temporary_things_go_and_everything_else_stays(tmp_path: Path) -> None:
    """An hour old and ours: gone. Young, or with a final name: there."""
    for name in (".join-old", ".join-young"):
        (tmp_path / name).mkdir()
    for name in (".film.mp4.part.mp4", "film.mp4", ".hidden"):
        (tmp_path / name).write_bytes(b"x")
    for path in tmp_path.iterdir():
        age = 60 if "young" in path.name else 7200
        os.utime(path, (NOW - age, NOW - age))

    count = clear_leftovers(tmp_path, now=NOW)

    assert 2 == count
    assert {".join-young", "film.mp4", ".hidden"} == {path.name for path in tmp_path.iterdir()}
