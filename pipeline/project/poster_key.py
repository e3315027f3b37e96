"""Read ``poster:`` of a delivery: ``sh040``, ``sh040@12``, ``12.5s`` or ``300f``."""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction

from pipeline.project.lengths import frames_of_length
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Node
from pipeline.project.poster import Poster
from pipeline.project.reading import Reader

__all__ = ["read_poster"]

_SHOT = re.compile(r"(?P<shot>[A-Za-z][\w-]{0,63})(?:\s*@\s*(?P<frame>[0-9]{1,7}))?", re.ASCII)


def read_poster(
    reader: Reader, node: Node | None, shots: Collection[str], fps: Fraction
) -> Poster | None:
    """The frame that is wanted; None where nothing, or nothing that can be read, is written."""
    scalar = reader.scalar(node, "poster", "a shot or a time, like sh040 or 12.5s")
    if scalar is None:
        return None
    text = scalar.text.strip()
    match = _SHOT.fullmatch(text)
    if match is None:
        try:
            return Poster("", frames_of_length(text, fps, bare="f"), scalar.where)
        except ValueError as err:
            reader.error(scalar, str(err), "write poster: sh040, sh040@12, 12.5s or 300f")
            return None
    if match["shot"] not in shots:
        fix = did_you_mean(match["shot"], shots) or "name a shot of the film, or a time like 12.5s"
        reader.error(scalar, f"there is no shot '{match['shot']}' for the poster", fix)
        return None
    frame = None if match["frame"] is None else int(match["frame"])
    return Poster(match["shot"], frame, scalar.where)
