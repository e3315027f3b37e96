"""Read how a picture lies in the frame, from a key of the film and from the words of an event."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pipeline.project.cut_words import COLOURS, Line, Word, colour_of, did_you_mean
from pipeline.project.frame_rule import BLUR, FrameRule

if TYPE_CHECKING:
    from pipeline.project.nodes import Node
    from pipeline.project.reading import Reader

__all__ = ["FRAME_EXAMPLES", "FRAME_WORDS", "frame_key", "frame_words", "read_frame_rule"]

FRAME_WORDS = ("fit", "fill", "pad")
FRAME_EXAMPLES = ("fit", "fill", "fill @ 40,30", "pad blur", "pad black")
_POINT = re.compile(r"(?P<x>[0-9]{1,3}(?:\.[0-9]{1,6})?)%?,(?P<y>[0-9]{1,3}(?:\.[0-9]{1,6})?)%?")


def read_frame_rule(text: str) -> FrameRule:
    """The rule that ``text`` spells.

    Raises:
        ValueError: it spells none; two sentences: what is wrong, and what to write.
    """
    words = text.replace("@", " @ ").split()
    word, behind = (words[0], words[1:]) if words else ("", [])
    if word == "fit":
        if behind:
            raise ValueError(
                f"'{behind[0]}' has no meaning behind 'fit'",
                "write pad blur or pad black for another ground",
            )
        return FrameRule("fit")
    if word == "fill":
        return _fill(behind)
    if word == "pad":
        return _pad(behind)
    raise ValueError(
        f"'{text}' is no way to lie in the frame",
        did_you_mean(word, FRAME_WORDS) or "write fit, fill, fill @ 40,30, pad blur or pad black",
    )


def _fill(behind: list[str]) -> FrameRule:
    if not behind:
        return FrameRule("fill")
    match = _POINT.fullmatch("".join(behind[1:]))
    x, y = (Fraction(match["x"]), Fraction(match["y"])) if match else (None, None)
    if behind[0] != "@" or x is None or y is None or x > 100 or y > 100:
        raise ValueError(
            f"'{' '.join(behind).removeprefix('@ ')}' is not a point of the picture",
            "write percent of width and height from top left: fill @ 40,30",
        )
    return FrameRule("fill", (x, y))


def _pad(behind: list[str]) -> FrameRule:
    said = " ".join(behind)
    ground = BLUR if said == BLUR else colour_of(said)
    if ground is None:
        near = did_you_mean(said, (BLUR, *COLOURS))
        raise ValueError(
            f"'{said}' is no ground for a picture" if said else "'pad' needs a ground",
            near or "write pad blur, pad black or pad 0x203040",
        )
    return FrameRule("pad", ground=ground)


def frame_key(reader: Reader, node: Node | None) -> FrameRule | None:
    """``frame:`` of a film, a scene or a shot."""
    scalar = reader.scalar(node, "frame", "fit, fill @ 40,30, pad blur or pad black")
    if scalar is None:
        return None
    try:
        return read_frame_rule(scalar.text)
    except ValueError as err:
        reader.error(scalar, *err.args)
        return None


def frame_words(line: Line, word: Word) -> dict[str, Any]:
    """``fit``, ``fill [@ 40,30]`` or ``pad GROUND`` behind a shot; ``word`` is the first."""
    said = [word.text]
    if word.text == "fill" and (following := line.peek()) and following.text.startswith("@"):
        line.take()
        said.append(following.text)
        if following.text == "@" and (point := line.take()):
            said.append(point.text)
    elif word.text == "pad" and (ground := line.take()):
        said.append(ground.text)
    try:
        return {"frame": read_frame_rule(" ".join(said))}
    except ValueError as err:
        line.fault(word, *err.args)
        return {}
