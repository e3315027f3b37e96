"""A chart of bars as one picture: a funnel of steps above, tables of bars below."""

from __future__ import annotations

from msgspec import Struct
from PIL import Image, ImageDraw

from pipeline.media.lettering import Lettering, draw_lines, text_width

__all__ = ["Bar", "Chart", "Table", "draw_chart"]

WIDTH = 1600
_MARGIN = 72
_PAPER = "#22252a"
_RULE = "#3d434b"
_PALE = "#e9eaec"
_DIM = "#9ba1a9"
_MADE = "#56657a"
_USED = "#f0b45a"
_STEP_HIGH, _STEP_GAP = 64, 26
_ROW_HIGH = 46
_NAME_WIDE, _WORDS_WIDE = 300, 560
"""Of a table's row: room for the name on the left and the words on the right, in pixels."""


class Bar(Struct, frozen=True):
    """One bar: how long it is, how much of it is bright, and what is said beside it."""

    name: str
    whole: float
    part: float
    words: str


class Table(Struct, frozen=True):
    """Bars under a heading, all to one scale."""

    heading: str
    bars: tuple[Bar, ...]
    more: str = ""
    """What is said below of those that are not shown."""


class Chart(Struct, frozen=True):
    """What stands on the picture, from top to bottom."""

    title: str
    facts: str
    funnel: tuple[Bar, ...]
    """Each centred, all to one scale: what was kept of the step before."""
    tables: tuple[Table, ...] = ()
    foot: tuple[str, ...] = ()


def draw_chart(chart: Chart) -> Image.Image:
    """The chart as an RGB picture, as high as it needs; words too wide for it are made smaller."""
    paper = Image.new("RGB", (WIDTH, _height(chart)), _PAPER)
    top = _MARGIN
    top = _write(paper, chart.title, (_MARGIN, top), Lettering(size=46, weight=700, colour=_PALE))
    top = _write(paper, chart.facts, (_MARGIN, top + 8), Lettering(size=26, colour=_DIM)) + 40
    most = max((bar.whole for bar in chart.funnel), default=0.0)
    for bar in chart.funnel:
        _step(paper, bar, top, most)
        top += _STEP_HIGH + _STEP_GAP
    for table in chart.tables:
        top = _table(paper, table, top + 30)
    for line in chart.foot:
        top = _write(paper, line, (_MARGIN, top + 22), Lettering(size=26, colour=_PALE))
    return paper


def _height(chart: Chart) -> int:
    rows = sum(len(table.bars) + bool(table.more) for table in chart.tables)
    head = 46 * 1.5 + 26 * 1.5 + 60
    tables = 110 * len(chart.tables) + rows * _ROW_HIGH
    steps = len(chart.funnel) * (_STEP_HIGH + _STEP_GAP)
    return round(2 * _MARGIN + head + steps + tables + 62 * len(chart.foot))


def _step(paper: Image.Image, bar: Bar, top: int, most: float) -> None:
    """One step of the funnel: a centred bar, its name on the left, its figure on the right."""
    room = WIDTH - 2 * _MARGIN - _NAME_WIDE - 340
    wide = room * bar.whole / most if most else 0.0
    left = _MARGIN + _NAME_WIDE + (room - wide) / 2
    _bars(paper, bar, (left, top, wide, _STEP_HIGH), bar.whole)
    name = Lettering(size=30, weight=500, colour=_PALE)
    _write(paper, bar.name, (_MARGIN, top + 12), name, _NAME_WIDE - 20)
    words = Lettering(size=30, weight=700, colour=_PALE)
    _write(paper, bar.words, (WIDTH - _MARGIN - 320, top + 12), words, 320)


def _table(paper: Image.Image, table: Table, top: int) -> int:
    """The bars under their heading; the row below them."""
    heading = Lettering(size=28, weight=700, colour=_DIM)
    top = _write(paper, table.heading, (_MARGIN, top), heading) + 6
    ImageDraw.Draw(paper).line((_MARGIN, top, WIDTH - _MARGIN, top), _RULE, 2)
    top += 16
    room = WIDTH - 2 * _MARGIN - _NAME_WIDE - _WORDS_WIDE - 40
    most = max((bar.whole for bar in table.bars), default=0.0)
    name, words = Lettering(size=24, colour=_PALE), Lettering(size=24, colour=_DIM)
    for bar in table.bars:
        _write(paper, bar.name, (_MARGIN, top), name, _NAME_WIDE - 20)
        box = (_MARGIN + _NAME_WIDE, top + 4, room, _ROW_HIGH - 18)
        _bars(paper, bar, box, most)
        _write(paper, bar.words, (WIDTH - _MARGIN - _WORDS_WIDE, top), words, _WORDS_WIDE)
        top += _ROW_HIGH
    if table.more:
        _write(paper, table.more, (_MARGIN, top), words)
        top += _ROW_HIGH
    return top


def _bars(
    paper: Image.Image, bar: Bar, box: tuple[float, float, float, float], most: float
) -> None:
    """The whole in a quiet colour, the part of it bright over it; never thinner than a line.

    ``box`` is left, top, width and height; a bar as long as ``most`` fills it.
    """
    left, top, wide, high = box
    draw = ImageDraw.Draw(paper)
    for amount, colour in ((bar.whole, _MADE), (bar.part, _USED)):
        if amount > 0 and most > 0:
            right = left + max(3.0, wide * amount / most)
            draw.rectangle((round(left), round(top), round(right), round(top + high)), colour)


def _write(
    paper: Image.Image, text: str, at: tuple[float, float], style: Lettering, room: float = 0.0
) -> int:
    """Words from the left; made smaller where they are wider than their room. The row below."""
    style = Lettering(size=style.size, weight=style.weight, colour=style.colour, align="left")
    letters = draw_lines([text], style)
    below = round(at[1]) + round(style.size * 1.5)
    room = room or WIDTH - 2 * _MARGIN
    wide = text_width(text, style)
    if wide > room:
        size = (round(letters.width * room / wide), max(1, round(letters.height * room / wide)))
        lower = (letters.height - size[1]) / 2
        letters = letters.resize(size, Image.Resampling.LANCZOS)
        at = (at[0], at[1] + lower)
    paper.paste(letters, (round(at[0]), round(at[1])), letters)
    return below
