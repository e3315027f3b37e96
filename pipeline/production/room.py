"""Whether the disks have room for what is to be made: said beforehand, never a reason to refuse."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["little_room"]

A_SECOND = 5_000_000
"""Bytes for a planned second: takes, parts and the delivery. Measured on the samples and templates,
drawn and moved on this machine at 1920 pixels: 65 MB for 63 s, 326 MB for 78 s, 265 MB for 28 s."""
AT_LEAST = 50_000_000
"""Bytes for a film however short: the ledger, what lies aside while it is made."""


def little_room(production: Production) -> str:
    """One sentence when there is clearly less room than the film needs; empty when there is not.

    What lies there already is counted as done.
    """
    project, home = production.project, production.home
    frames = sum(shot.frames for shot in project.shots.values() if not shot.is_omitted)
    whole = AT_LEAST + int(frames / project.fps * A_SECOND)
    for folder in (home.derived, home.takes, home.out):
        place = _there(folder)
        try:
            free = shutil.disk_usage(place).free
        except OSError:
            continue
        if free >= whole:
            continue
        need = max(AT_LEAST, whole - sum(map(_size, (home.takes, home.derived, home.out))))
        if free < need:
            return (
                f"only {_written(free)} are free in {place}, and this film may need about "
                f"{_written(need)} (`rushes sweep` frees some); nothing is lost when it is full"
            )
    return ""


def _there(folder: Path) -> Path:
    """The nearest folder that exists."""
    return next((place for place in (folder, *folder.parents) if place.is_dir()), folder)


def _size(folder: Path) -> int:
    """Bytes of everything in a folder."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(place) / name).lstat().st_size
            except OSError:
                continue  # gone meanwhile
    return total


def _written(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
