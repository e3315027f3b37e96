"""Hear the film's sound once as it is, so that its level can be decided: peaks and energies.

Keyed apart from the level: two deliveries of other loudness, and its stems, ask for one hearing.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from pipeline.cut.desk import DIALOGUE, Desk
from pipeline.cut.sounds import Samples
from pipeline.errors import DiskFull, MediaError
from pipeline.facts import Json
from pipeline.media.limiter import Curve, Heard, brought_to, held_under
from pipeline.media.loudness import STEP, Meter
from pipeline.project.mastering import USUAL_PEAK

__all__ = ["curve_of", "heard_of", "render_heard"]


def render_heard(recipe: Json, inputs: Mapping[str, Path], into: Path) -> None:
    """Write what the sound of a recipe shows at ``into``: an ``.npz`` of the fields of ``Heard``.

    Raises:
        MediaError: a sound is missing or cannot be read.
        DiskFull: there was no room.
    """
    meter, parts = Meter(), list[Samples]()
    for _begin, count, stems in Desk(recipe, inputs).blocks():
        whole = np.zeros((count, 2), np.float32)
        for stem in stems.values():
            whole += stem
        meter.hear(whole)
        parts.append(_part_peaks(stems, whole))
    try:
        with into.open("wb") as file:
            np.savez(file, peaks=meter.peaks, parts=_joined(parts), energies=meter.energies)
    except OSError as err:
        into.unlink(missing_ok=True)
        raise (
            DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
        ) from err


def _joined(parts: list[Samples]) -> Samples:
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _part_peaks(stems: Mapping[str, Samples], whole: Samples) -> Samples:
    """The highest sample of every stem, and of all but the dialogue, in each step."""
    steps = -(-len(whole) // STEP)
    highest = np.zeros(steps * STEP * 2, np.float32)
    if len(stems) > 1:  # one alone is the whole
        parts = list(stems.values())
        if len(stems) > 2 and DIALOGUE in stems:
            parts.append(whole - stems[DIALOGUE])
        for part in parts:
            np.maximum(highest[: part.size], np.abs(part).ravel(), out=highest[: part.size])
    peaks: Samples = highest.reshape(steps, -1).max(1)
    return peaks


def heard_of(path: Path) -> Heard:
    """Read what ``render_heard`` wrote.

    Raises:
        MediaError: it cannot be read.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            return Heard(file["peaks"], file["parts"], file["energies"])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as err:
        raise MediaError(
            f"{path.name} cannot be read: {err}", fix="rushes sweep --derived, then the same again"
        ) from err


def curve_of(recipe: Json, heard: Heard) -> Curve:
    """The gains that a mix and all its stems are multiplied by."""
    loudness = recipe.get("loudness")
    ceiling = recipe.get("peak", USUAL_PEAK)
    if loudness is None:
        return held_under(heard, ceiling)
    return brought_to(heard, loudness, ceiling)
