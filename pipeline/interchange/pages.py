"""The pages that leave for people: a grid of cells, the film's name above, the number below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from reportlab.lib.pagesizes import A4, landscape, letter
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import DiskFull, MediaError
from pipeline.interchange.page_words import Pen, Type, pen_for

__all__ = [
    "ACCENT",
    "FAINT",
    "INK",
    "PAPERS",
    "SOFT",
    "Box",
    "Grid",
    "Page",
    "PageHead",
    "pages",
]

Box = tuple[float, float, float, float]
"""Left, top, width and height, in points; y grows upwards, as on PDF pages."""

PAPERS = {"a4": landscape(A4), "letter": landscape(letter)}
MARGIN = 34.0
GAP = 22.0
HEAD = 30.0
FOOT = 16.0

INK = "#1c1e22"
SOFT = "#666b73"
FAINT = "#9aa0a8"
ACCENT = "#0f6b70"
TITLE = Type(13, 600, INK)
HEADING = Type(8, 400, SOFT)


class PageHead(Struct, frozen=True):
    """What stands above every page, and the paper."""

    title: str
    about: str
    """Beside the title: how many shots, how long, of which day."""
    subject: str = "storyboard"
    paper: str = "a4"
    """``a4`` or ``letter``."""


class Grid(Struct, frozen=True):
    """How the cells of a page stand."""

    columns: int
    rows: int
    gap: float = GAP

    @property
    def cells(self) -> int:
        """How many there are."""
        return self.columns * self.rows

    def box(self, size: tuple[float, float], place: int) -> Box:
        """The cell of that number, row by row from the top left."""
        wide = (size[0] - 2 * MARGIN - (self.columns - 1) * self.gap) / self.columns
        high = (size[1] - 2 * MARGIN - HEAD - FOOT - (self.rows - 1) * self.gap) / self.rows
        left = MARGIN + place % self.columns * (wide + self.gap)
        top = size[1] - MARGIN - HEAD - place // self.columns * (high + self.gap)
        return left, top, wide, high


class Page(Struct, frozen=True, eq=False):
    """A page that is being drawn."""

    pen: Pen
    first: int
    """The number of its first cell in the whole, and the one behind its last."""
    end: int
    boxes: tuple[Box, ...]


def pages(
    path: Path,
    head: PageHead,
    grid: Grid,
    feet: Sequence[str],
    *,
    texts: Iterable[str],
) -> Iterator[Page]:
    """The pages of a PDF one after another, each finished when the next is asked for.

    Args:
        path: the file; it has its name when the last page is done.
        head: what stands above.
        grid: how the cells stand.
        feet: for every cell, what its page names below: its scene.
        texts: everything that will be written, so that its letters are embedded.

    Raises:
        MediaError: the place cannot be written.
        DiskFull: no room.
    """
    size = PAPERS[head.paper]
    part = path.with_name(f".{path.name}.part")
    canvas = Canvas(str(part), pagesize=size, invariant=True, pageCompression=1)
    canvas.setTitle(head.title)
    canvas.setSubject(head.subject)
    canvas.setCreator("rushes")
    pen = pen_for(canvas, (head.title, head.about, "0123456789 / –", *feet, *texts), (400, 600))
    count = max(1, -(-len(feet) // grid.cells))
    for number in range(count):
        first = number * grid.cells
        end = min(first + grid.cells, len(feet))
        _frame(pen, head, size)
        scenes = list(dict.fromkeys(filter(None, feet[first:end])))
        pen.line(" – ".join(dict.fromkeys((*scenes[:1], *scenes[-1:]))), (MARGIN, MARGIN), HEADING)
        told = f"{number + 1} / {count}"
        pen.line(told, (size[0] - MARGIN, MARGIN), HEADING, align="right")
        boxes = tuple(grid.box(size, place) for place in range(grid.cells))
        yield Page(pen, first, end, boxes)
        canvas.showPage()
    try:
        canvas.save()
        part.replace(path)
    except OSError as err:
        part.unlink(missing_ok=True)
        said = f"{path} cannot be written: {err.strerror}"
        raise DiskFull.from_os(err, path) or MediaError(said, fix="name another place") from err


def _frame(pen: Pen, head: PageHead, size: tuple[float, float]) -> None:
    wide, high = size
    top = high - MARGIN - TITLE.size + 3
    pen.line(head.title, (MARGIN, top), TITLE)
    pen.line(head.about, (wide - MARGIN, top), HEADING, align="right")
    pen.rule((MARGIN, top - 8), wide - 2 * MARGIN, INK)
