"""The end-credit roll: its lines, how fast it moves, and the drawing of what is in the frame.

    # Heading          large, in the middle
    Role: Name         the role at the left of the middle, the name at its right
        Another name   below the name before (the line begins with a space)
    a plain line       in the middle
                       a blank line is a gap
    {generators}       a line for each model that made what the cut shows

The roll begins below the frame and ends above it. It moves by the same whole number of pixels each
frame, so that it does not judder; what that leaves over is spread between the lines.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image

from pipeline.cut.placing import Placed
from pipeline.cut.timeline import Clip, Panes, TitleCue
from pipeline.errors import Problem
from pipeline.facts import Json, Slate, Take, TakeRef
from pipeline.media.lettering import Lettering, draw_lines, text_width
from pipeline.project.story import Text

__all__ = [
    "ROLL",
    "Roll",
    "Row",
    "credit_cards",
    "credit_problems",
    "draw_row",
    "expanded",
    "lay_out",
    "models_of",
    "roll_layer",
]

ROLL = "credits"
"""The style of words that roll."""

_MODELS = "{generators}"
_NAMELESS = {
    "sketch": "rushes sketch",
    "camera": "rushes camera",
    "slate": "",
    "still": "",
    "inbox": "",
    "command": "",
}
"""What stands for a generator without a model; nothing for the author's own material."""

_DEEPEST = 6
"""How far back the takes that a take was made from are followed."""

_LINE, _HEADING, _GAP = 1.5, 2.6, 1.1
"""Heights in parts of the letters' size."""
_SIZE = 0.042
_HEADING_SIZE = 1.3
_GUTTER = 0.022
"""Half of what lies between role and name, in parts of the width."""
_WIDEST = 0.86
_CLOSEST, _LOOSEST = 0.94, 1.35
"""How much the roll may be drawn together or apart to come out in whole pixels a frame."""
_LEAST_SECONDS = 2
"""What a line needs on screen to be read."""


class Row(Struct, frozen=True):
    """One line of the roll as it is set: what stands where, and its height in letter sizes."""

    kind: Literal["heading", "pair", "plain", "gap"]
    left: str = ""
    """The role of a pair; the words of any other line."""
    right: str = ""

    @property
    def height(self) -> float:
        """In parts of the letters' size."""
        return {"heading": _HEADING, "gap": _GAP}.get(self.kind, _LINE)


class Roll(Struct, frozen=True):
    """A roll laid out for a frame: each row with its top, and the way a frame."""

    rows: tuple[tuple[float, Row], ...]
    size: float
    """Of the letters, in pixels."""
    speed: int
    """Pixels a frame, upwards."""


def expanded(text: str, models: Iterable[str]) -> str:
    """The words with ``{generators}`` replaced by the models, a line each.

    Behind a role they stand below each other; without any model the line is left out.
    """
    names = list(models)
    lines: list[str] = []
    for line in text.split("\n"):
        if _MODELS not in line:
            lines.append(line)
        elif names:
            lines.append(line.replace(_MODELS, names[0]))
            is_pair = _pair(line) is not None or line[:1].isspace()
            lines += [f"  {name}" if is_pair else name for name in names[1:]]
    return "\n".join(lines)


def models_of(clips: Iterable[Clip], slates: Mapping[TakeRef, Slate]) -> tuple[str, ...]:
    """The models that made what is shown, each once, in order of first use.

    The model of a panel that a clip was made from comes before that of the clip.
    """
    by_name = {str(ref): slate for ref, slate in slates.items()}
    found: dict[str, None] = {}
    for clip in (each for shown in clips for each in _seen(shown)):
        slate = slates.get(clip.take) if clip.take is not None else None
        for each in _with_sources(slate, by_name, _DEEPEST) if slate is not None else ():
            name = each.model or _NAMELESS.get(each.backend, each.backend)
            found.update({name: None} if name else {})
    return tuple(found)


def _seen(clip: Clip) -> tuple[Clip, ...]:
    """The clip, or those that a split screen shows."""
    return clip.media.cells if isinstance(clip.media, Panes) else (clip,)


def _with_sources(slate: Slate, by_name: Mapping[str, Slate], depth: int) -> Iterator[Slate]:
    """The takes that a take was made from, and then itself."""
    names = [*(each.take for each in slate.inputs), slate.parent]
    for name in dict.fromkeys(names) if depth else ():
        if name in by_name:
            yield from _with_sources(by_name[name], by_name, depth - 1)
    yield slate


def credit_cards(
    titles: Iterable[TitleCue], placed: Placed, takes: Iterable[Take], rate: Fraction
) -> tuple[tuple[TitleCue, ...], tuple[Problem, ...]]:
    """The titles with the models of the film in every roll, and what is odd about them."""
    slates = {each.slate.ref: each.slate for each in takes}
    models = models_of((clip for _, clip in placed.clips), slates)
    cues = tuple(
        replace(cue, text=Text((("", expanded(cue.text.first, models)),)))
        if cue.style == ROLL
        else cue
        for cue in titles
    )
    return cues, tuple(each for cue in cues for each in credit_problems(cue, rate))


def roll_layer(title: TitleCue) -> Json:
    """The roll as it stands in a recipe."""
    return {"kind": "roll", "text": title.text.first, "whole": len(title.record)}


def credit_problems(title: TitleCue, rate: Fraction) -> tuple[Problem, ...]:
    """A warning where the roll is too fast to be read, with the length that it needs."""
    if title.style != ROLL:
        return ()
    rows = _rows(title.text.first)
    ways = 1 + _SIZE * sum(row.height for row in rows)
    least = math.ceil(_LEAST_SECONDS * ways)
    if len(title.record) >= least * rate:
        return ()
    said = f"the credits move too fast to be read: a line is seen for less than {_LEAST_SECONDS} s"
    return (Problem(said, where=title.where, fix=f"write credits {least}s", is_warning=True),)


def lay_out(layer: Json, width: int, height: int) -> Roll:
    """Place every row for a frame of that size and choose the speed."""
    size = _SIZE * min(height, width * 0.75)
    rows, frames = _rows(layer["text"]), max(1, layer["whole"])
    steps = [row.height * size for row in rows]
    way = height + sum(steps)
    speed = max(1, math.floor(way / frames))
    if speed * frames < height + sum(steps) * _CLOSEST:
        speed += 1
    spread = min(_LOOSEST, max(_CLOSEST, (speed * frames - height) / max(1.0, sum(steps))))
    placed, top = [], float(height)
    for row, step in zip(rows, steps, strict=True):
        placed.append((top, row))
        top += step * spread
    return Roll(tuple(placed), size, speed)


def draw_row(row: Row, roll: Roll, width: int) -> tuple[Image.Image, int] | None:
    """A row drawn, and where its left side lies; None for a gap."""
    plain = Lettering(roll.size, weight=500, align="left")
    middle, room = width / 2, width * (_WIDEST / 2 - _GUTTER)
    if row.kind == "gap":
        return None
    if row.kind != "pair":
        is_heading = row.kind == "heading"
        how = Lettering(roll.size, weight=500)
        if is_heading:
            how = Lettering(roll.size * _HEADING_SIZE, weight=650)
        picture = draw_lines([row.left], _fitting(row.left, how, width * _WIDEST))
        return picture, round(middle - picture.width / 2)
    whole = Image.new("RGBA", (width, round(roll.size * 1.9)), (0, 0, 0, 0))
    dim = Lettering(roll.size, weight=400, colour="#b4b4b4", align="left")
    if row.left:
        role = draw_lines([row.left], _fitting(row.left, dim, room))
        whole.alpha_composite(role, (max(0, round(middle - width * _GUTTER - role.width)), 0))
    if row.right:
        name = draw_lines([row.right], _fitting(row.right, plain, room))
        whole.alpha_composite(name, (round(middle + width * _GUTTER), 0))
    return whole, 0


def _fitting(text: str, how: Lettering, room: float) -> Lettering:
    wide = text_width(text, how)
    if wide <= room:
        return how
    return Lettering(how.size * room / wide, weight=how.weight, colour=how.colour, align=how.align)


def _rows(text: str) -> list[Row]:
    rows: list[Row] = []
    for line in text.expandtabs(4).split("\n"):
        words = line.strip()
        pair = _pair(line)
        if not words:
            rows.append(Row("gap"))
        elif words.startswith("#"):
            rows.append(Row("heading", words.lstrip("#").strip()))
        elif pair is not None:
            rows.append(Row("pair", *pair))
        elif line[:1].isspace() and rows and rows[-1].kind == "pair":
            rows.append(Row("pair", "", words))
        else:
            rows.append(Row("plain", words))
    return rows


def _pair(line: str) -> tuple[str, str] | None:
    """Role and name; None where the line is not of that form (an address is not)."""
    for mark in (": ", "：", ":\t"):
        role, found, name = line.strip().partition(mark)
        if found and role.strip() and name.strip():
            return role.strip(), name.strip()
    return None
