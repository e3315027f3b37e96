"""The grain over a part, told by shot, take and the take's own frame and by no place in the film.

take      |..........[==== window ====]......|      frame 31 of a take has the grain of frame 31
trimmed   |............[== window ====]......|      wherever it stands: no other frame changes
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from hashlib import blake2b

from pipeline.cut.timeline import Clip, Panes
from pipeline.facts import Json
from pipeline.project.grading import Grain

__all__ = ["grain_json", "grain_places", "source_frames"]


def grain_json(recipe: Json, clip: Clip, before: Clip | None, delivered: Grain) -> Json:
    """The grain of a part with that recipe; empty where there is none.

    It is that of the first picture with a take: the part's own, those side by side in it, then
    what runs on beneath it. Plain colour and slates have none.
    """
    pictures = [*_pictures(clip, recipe["picture"])]
    if before is not None and "beneath" in recipe:
        pictures += _pictures(before, recipe["beneath"])
    for each, picture in pictures:
        grain = delivered.over(each.grading.grain)
        if each.take is None or not grain.is_seen:
            continue
        strength, size = grain.strength or Fraction(0), grain.size or Fraction(1)
        ref = each.take
        return {
            "grain": {
                "strength": [strength.numerator, strength.denominator],
                "size": [size.numerator, size.denominator],
                "seed": f"{grain.seed or 0} {each.shot} {ref.kind} {ref.unit}{ref.number}",
                "frames": source_frames(picture, recipe["frames"]),
            }
        }
    return {}


def _pictures(clip: Clip, picture: Json) -> Iterator[tuple[Clip, Json]]:
    if isinstance(clip.media, Panes):
        yield from zip(clip.media.cells, picture["cells"], strict=True)
    elif "digest" in picture:
        yield clip, picture


def source_frames(picture: Json, frames: int) -> list[int]:
    """The take's own frame, on the film's clock, that each frame of a part shows."""
    if "run" in picture:
        first, step = (Fraction(*picture["run"][name]) for name in ("first", "step"))
        last = picture["run"]["moving"] - 1
        return [math.floor(first + min(frame, last) * step) for frame in range(frames)]
    if "move" in picture:
        offset, last = picture["move"]["offset"], picture["move"]["length"] - 1
        return [min(offset + frame, last) for frame in range(frames)]
    places = [math.floor(Fraction(*place)) for place in picture["places"]]
    return [places[min(frame, len(places) - 1)] for frame in range(frames)]


def grain_places(grain: Json, spare: int) -> list[tuple[int, int]]:
    """Where in its tile each frame's grain begins, across and down: even, below ``spare``."""
    found = []
    for frame in grain["frames"]:
        bits = blake2b(f"{grain['seed']} {frame}".encode(), digest_size=4).digest()
        across, down = int.from_bytes(bits[:2], "big"), int.from_bytes(bits[2:], "big")
        found.append((across % (spare // 2) * 2, down % (spare // 2) * 2))
    return found
