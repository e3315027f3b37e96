"""Cards that stand where there is no picture yet: words on grey, and on red where something fails.

What a professional wants to see before there is a picture: shot, framing, length and the words.
"""

from __future__ import annotations

import cv2
import numpy as np
from msgspec import Struct
from PIL import Image

from pipeline.media.lettering import Lettering, draw_lines, line_height, wrap
from pipeline.media.multiplane import Bytes

__all__ = ["Card", "draw_card"]

_GREY = ((58, 62, 68), (34, 37, 42))
_RED = ((122, 34, 30), (74, 18, 17))
_PALE = "#e9eaec"
_DIM = "#9ba1a9"
_ROSE = "#f0c4bd"


class Card(Struct, frozen=True):
    """What stands on a card."""

    shot: str
    words: str = ""
    facts: tuple[str, ...] = ()
    """Short facts in one line: framing, angle, lens, camera, length."""
    is_fault: bool = False
    """Something is wrong: the card is red and ``words`` say what."""


def draw_card(card: Card, width: int, height: int) -> Bytes:
    """The card as RGB (height, width, 3); its words are wrapped, and cut with … when too many.

    Characters that no font at hand has are left out, never drawn as boxes.
    """
    paper = Image.fromarray(_paper(width, height, _RED if card.is_fault else _GREY))
    unit = min(height, 0.62 * width)
    margin = 0.085 * unit
    dim = _ROSE if card.is_fault else _DIM
    room = width - 2 * margin
    name = Lettering(size=max(8.0, 0.115 * unit), weight=700, colour=_PALE, align="left")
    fact = Lettering(size=max(5.0, 0.042 * unit), weight=500, colour=dim, align="left")
    top = margin
    top = _put(paper, [card.shot], name, (margin, top), room)
    if card.facts:
        top = _put(paper, ["  ·  ".join(card.facts)], fact, (margin, top + 0.02 * unit), room)
    _rule(paper, (margin, top + 0.035 * unit), room, dim)
    top += 0.075 * unit
    _words(paper, card.words, (margin, top), (room, height - margin - top))
    return np.asarray(paper, np.uint8)


def _words(
    paper: Image.Image, words: str, at: tuple[float, float], room: tuple[float, float]
) -> None:
    """The words as large as they fit, at least readable, at most ``room`` high."""
    if not words.strip():
        return
    unit = min(paper.height, 0.62 * paper.width)
    lines, style = [words], Lettering(size=6.0)
    for part in (0.066, 0.058, 0.05, 0.043, 0.036):
        style = Lettering(size=max(6.0, part * unit), colour=_PALE, align="left", leading=1.36)
        lines = wrap(words, room[0], style)
        if len(lines) * line_height(style) <= room[1]:
            break
    most = max(1, int(room[1] / line_height(style)))
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip() + " …"]
    _put(paper, lines, style, at, room[0])


def _put(
    paper: Image.Image, lines: list[str], style: Lettering, at: tuple[float, float], room: float
) -> float:
    """Lay lines down; returns the row below them. Wider than ``room``: made smaller."""
    letters = draw_lines(lines, style)
    if letters.width > room + style.size:
        high = max(1, round(letters.height * room / letters.width))
        letters = letters.resize((max(1, round(room)), high), Image.Resampling.LANCZOS)
    paper.paste(letters, (round(at[0]) - 2, round(at[1]) - 2), letters)
    return at[1] + letters.height - 4


def _rule(paper: Image.Image, at: tuple[float, float], room: float, colour: str) -> None:
    thick = max(1, round(paper.height / 400))
    paper.paste(colour, (round(at[0]), round(at[1]), round(at[0] + room), round(at[1]) + thick))


def _paper(width: int, height: int, tones: tuple[tuple[int, int, int], ...]) -> Bytes:
    """A quiet fall of light from the upper left, fine enough not to band."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    fall = (0.45 * x + 0.55 * y)[..., None]
    light, dark = (np.array(tone, np.float64) for tone in tones)
    specks = np.random.default_rng(1).uniform(-0.5, 0.5, (height, width, 1))
    picture = light + (dark - light) * fall + specks
    return np.asarray(cv2.convertScaleAbs(picture), np.uint8)
