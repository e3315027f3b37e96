"""Sheets for people: the storyboard, and contact sheets of shots and takes, as PDF or PNG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.errors import MissingToolError, ProjectError
from pipeline.facts import CLIP, PANEL, Kind, Take
from pipeline.plan.standing import choice_of
from pipeline.production.choosing import Change
from pipeline.production.contacts import fitted_small
from pipeline.production.planning import choose, standing_take
from pipeline.production.selecting import Selection
from pipeline.project.story import Shot
from pipeline.project.take_text import event_take
from pipeline.project.vocabulary import camera_words

if TYPE_CHECKING:
    from pipeline.interchange.contact_sheet import Contact
    from pipeline.interchange.storyboard import BoardFrame
    from pipeline.media.multiplane import Bytes
    from pipeline.production.production import Production

__all__ = ["SheetRequest", "write_sheets"]

WIDE = 900
"""Pixels across a panel of the storyboard; on paper about 270 to the inch."""
SMALL = 420
"""The same on a contact sheet."""
PNG_CELL = 320
PNG_COLUMNS = 6
PNG_ROWS = 24
"""Rows of a contact sheet as PNG; what has no room goes to a second."""
FORMS = (".pdf", ".png")


class SheetRequest(Struct, frozen=True):
    """Which sheet is wanted."""

    selection: Selection = Selection()
    has_takes: bool = False
    """Every take of the shots, not one picture a shot."""
    path: Path | None = None
    """Its ending says the form; None: a PDF in ``out/``."""
    paper: str = "a4"
    day: date | None = None
    """What the page says of when it was made."""


def write_sheets(production: Production, request: SheetRequest) -> Change:
    """Write the storyboard, or a contact sheet.

    Raises:
        ProjectError: no such shot, another ending than ``.pdf`` and ``.png``, or nothing to show.
        MissingToolError: what writes PDF is not installed.
        MediaError: the place cannot be written.
    """
    path = request.path or _usual(production, request)
    if path.suffix.lower() not in FORMS:
        fix = "write storyboard.pdf or sheet.png"
        raise ProjectError(f"'{path.name}' is neither a PDF nor a PNG", fix=fix)
    shots = [shot for shot in choose(production, request.selection) if not shot.is_omitted]
    if not shots:
        raise ProjectError("there is no shot to show", fix="write shots, or name others")
    if not path.parent.is_dir():
        if request.path is not None:
            fix = "make it first, or name another place"
            raise ProjectError(f"there is no folder {path.parent}", fix=fix)
        path.parent.mkdir(parents=True)
    if path.suffix.lower() == ".png":
        return _as_png(production, request, shots, path)
    try:
        return _as_pdf(production, request, shots, path)
    except ImportError as err:
        fix = 'python -m pip install "rushes[pdf]"; or write a .png, which needs nothing'
        raise MissingToolError("what writes PDF is not installed", fix=fix) from err


def _usual(production: Production, request: SheetRequest) -> Path:
    """``out/myfilm_storyboard.pdf``, with the shots that were named."""
    names = [production.folder.name, *request.selection.names[:3]]
    word = "takes" if request.has_takes else "storyboard"
    return production.home.out / f"{'_'.join(names)}_{word}.pdf"


def _as_pdf(
    production: Production, request: SheetRequest, shots: Sequence[Shot], path: Path
) -> Change:
    from pipeline.interchange.contact_sheet import write_contact_sheet
    from pipeline.interchange.pages import PageHead
    from pipeline.interchange.storyboard import Board, write_storyboard

    project = production.project
    title = project.title.first or production.folder.name
    aspect = float(project.aspect)
    day = f" · {request.day.isoformat()}" if request.day else ""
    if request.has_takes:
        contacts = list(_contacts(production, shots))
        if not contacts:
            raise ProjectError("there are no takes to show", fix="`rushes board` makes panels")
        about = f"{_count(len(contacts), 'take')} of {_count(len(shots), 'shot')}{day}"
        head = PageHead(title, about, "contact sheet", request.paper)
        pages = write_contact_sheet(head, contacts, path, aspect=aspect)
    else:
        frames = [_frame(production, shot) for shot in shots]
        seconds = float(sum(shot.frames for shot in shots) / project.fps)
        about = f"{_count(len(shots), 'shot')} · {_length(seconds)}{day}"
        head = PageHead(title, about, paper=request.paper)
        pages = write_storyboard(Board(head, aspect, frames), path)
    return Change(f"{_count(pages, 'page')}, {head.about}", (path,), tuple(_missing(shots, title)))


def _frame(production: Production, shot: Shot) -> BoardFrame:
    from pipeline.interchange.storyboard import BoardFrame

    project = production.project
    language = next(iter(project.languages), "")
    camera = camera_words(shot.camera) if shot.camera else ""
    facts = (shot.framing, shot.angle and f"{shot.angle} angle", shot.lens, camera)
    seconds = float(shot.frames / project.fps)
    return BoardFrame(
        id=shot.id,
        facts=" · ".join(filter(None, facts)),
        length=f"{seconds:.1f} s",
        words=_plain(shot.panel or shot.about),
        scene=shot.scene if len(project.scenes) > 1 else "",
        about=_plain(shot.about) if shot.panel else "",
        motion=_plain(shot.motion or next(iter(shot.motions.values()), "")),
        lines=tuple((line.who, line.text.of(language) or line.text.first) for line in shot.lines),
        picture=partial(_picture, production, shot, _size(production, WIDE)),
    )


def _picture(production: Production, shot: Shot, size: tuple[int, int]) -> Bytes | None:
    """What stands for a shot: its panel, else its own still, else its clip."""
    panel = standing_take(production, shot.id, PANEL)
    still = production.folder / shot.still if shot.still else None
    clip = standing_take(production, shot.id, CLIP)
    paths = (panel and panel.path, still, clip and clip.path)
    found = (fitted_small(path, size) for path in paths if path)
    return next((picture for picture in found if picture is not None), None)


def _contacts(production: Production, shots: Sequence[Shot]) -> Iterator[Contact]:
    from pipeline.interchange.contact_sheet import Contact

    size = _size(production, SMALL)
    for shot, take, state in _takes(production, shots):
        yield Contact(
            name=f"{shot.id} {event_take(choice_of(take))}",
            state=state,
            scene=shot.scene if len(production.project.scenes) > 1 else "",
            is_chosen=state in ("circled", "approved"),
            picture=partial(fitted_small, take.path, size),
        )


def _takes(production: Production, shots: Sequence[Shot]) -> Iterator[tuple[Shot, Take, str]]:
    """Panels and clips of the shots with what was decided about them."""
    names = Selection(names=tuple(shot.id for shot in shots))
    states = {row.take: row.state for row in production.takes(names)}
    kinds: tuple[Kind, ...] = (PANEL, CLIP)
    for shot in shots:
        for kind in kinds:
            for take in production.vault.takes(shot.id, kind):
                yield shot, take, states.get(str(take.ref), "")


def _as_png(
    production: Production, request: SheetRequest, shots: Sequence[Shot], path: Path
) -> Change:
    """Contact sheets without a page: as many files as it takes, each of a size that opens."""
    from pipeline.media.pictures import sheet, write_picture

    size = _size(production, PNG_CELL)
    if request.has_takes:
        told = [
            (partial(fitted_small, take.path, size), f"{take.ref}  {state}".strip())
            for _, take, state in _takes(production, shots)
        ]
    else:
        told = [
            (partial(_picture, production, shot, size), f"{shot.id}  {_plain(shot.panel)}".strip())
            for shot in shots
        ]
    pictures = ((opened(), words) for opened, words in told)
    cells = [(picture, words) for picture, words in pictures if picture is not None]
    if not cells:
        raise ProjectError("there is no picture to show", fix="`rushes board` makes panels")
    on_one = PNG_COLUMNS * PNG_ROWS
    files = []
    for number in range(0, len(cells), on_one):
        more = f"_{number // on_one + 1}" if len(cells) > on_one else ""
        files.append(path.with_name(f"{path.stem}{more}{path.suffix}"))
        part = cells[number : number + on_one]
        write_picture(sheet(part, columns=min(PNG_COLUMNS, len(part)), cell=size), files[-1])
    return Change(f"{_count(len(cells), 'picture')}", tuple(files))


def _size(production: Production, wide: int) -> tuple[int, int]:
    return wide, max(2, round(wide / float(production.project.aspect)))


def _missing(shots: Sequence[Shot], title: str) -> Iterator[str]:
    """Characters that no font here has: they are left out of the page, and named."""
    from pipeline.media.fonts import font_shelf

    words = (text for shot in shots for text in (shot.panel, shot.motion or "", shot.about))
    said = " ".join((title, *words))
    lacking = font_shelf().missing(said)
    if lacking:
        yield f"no font here has {' '.join(lacking)}: left out of the page"


def _plain(text: str) -> str:
    """The words as people read them: an element by its name."""
    for mark in "<>{}":
        text = text.replace(mark, "")
    return " ".join(text.split())


def _count(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min" if minutes else f"{seconds:.1f} s"
