"""How long the author's recordings are: measured once, kept beside the production's state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from pipeline.errors import MediaError
from pipeline.production.home import state_of
from pipeline.project.texts import Measure

__all__ = ["measurer"]

_FILE = "lengths.json"


def measurer(folder: Path, environment: Mapping[str, str]) -> Measure:
    """What tells the seconds of a sound; a file that did not change is not opened again.

    None for what is no sound: the film's other checks say why.
    """
    kept = state_of(folder, environment) / _FILE
    known: dict[str, str] = {}
    is_read = False

    def measure(path: Path) -> Fraction | None:
        nonlocal is_read
        if not is_read:
            known.update(_read(kept))
            is_read = True
        full = folder / path
        try:
            status = full.stat()
        except OSError:
            return None
        key = f"{path.as_posix()} {status.st_size} {status.st_mtime_ns}"
        if key not in known:
            known[key] = _measured(full)
            _write(kept, known)
        return Fraction(known[key]) if known[key] else None

    return measure


def _measured(path: Path) -> str:
    from pipeline.media.probe import probe

    try:
        info = probe(path)
    except MediaError:
        return ""
    return str(info.seconds) if info.seconds and info.has_sound else ""


def _read(path: Path) -> dict[str, str]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _write(path: Path, known: Mapping[str, str]) -> None:
    """Keep what was measured; where that cannot be, it is measured again next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.part")
        unfinished.write_text(json.dumps(known, indent=0, sort_keys=True), encoding="utf-8")
        unfinished.replace(path)
    except OSError:
        return
