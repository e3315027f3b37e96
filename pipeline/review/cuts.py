"""The cut: its page, its pictures in order, its draft, and what is done to single lines of it.

    /cut, /cut/NAME        the page            GET  /api/cut/NAME
    the draft              GET  /draft/NAME.mp4, POST /api/draft {cut}
    one line of the file   POST /api/line/trim {cut, at, was, start, end}
                                /api/line/move {cut, at, was, before}     before: null is the end
                                /api/line/repeat, /api/line/drop {cut, at, was}

``at`` is the place of the line in the list and ``was`` its text as the page saw it: where another
line stands there meanwhile, nothing is changed and a sentence says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from pipeline.errors import ProjectError
from pipeline.review.answers import desk_of, doing, looking, said
from pipeline.review.deciding import told
from pipeline.review.drafting import draft
from pipeline.review.templates import page

if TYPE_CHECKING:
    from pipeline.production import Production
    from pipeline.production.choosing import Change
    from pipeline.review.desk import Desk

__all__ = ["routes"]


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a cut, as the page saw it."""

    cut: str
    at: int
    was: str


class Trimmed(Line, frozen=True, forbid_unknown_fields=True):
    """A line and its new window."""

    start: int
    end: int


class Moved(Line, frozen=True, forbid_unknown_fields=True):
    """A line and the one that it is to stand before; None: the end."""

    before: int | None


class OfCut(Struct, frozen=True, forbid_unknown_fields=True):
    """A cut."""

    cut: str


def routes() -> list[Route]:
    """The page, what it shows, and what it does."""
    return [
        Route("/cut", looking(_page)),
        Route("/cut/{cut}", looking(_page)),
        Route("/api/cut/{cut}", looking(_cut)),
        Route("/draft/{cut}.mp4", looking(_draft)),
        Route("/api/draft", doing(OfCut, _render), methods=["POST"]),
        Route("/api/line/trim", doing(Trimmed, told(_trim)), methods=["POST"]),
        Route("/api/line/move", doing(Moved, told(_move)), methods=["POST"]),
        Route("/api/line/repeat", doing(Line, told(_repeat)), methods=["POST"]),
        Route("/api/line/drop", doing(Line, told(_drop)), methods=["POST"]),
    ]


def _page(request: Request) -> Response:
    return page(request, "cut", cut=request.path_params.get("cut", "main"))


def _cut(request: Request) -> Response:
    name = request.path_params["cut"]
    return said(desk_of(request).kept(f"cut {name}", lambda film: film.cut_view(name)))


def _draft(request: Request) -> Response:
    production, name = desk_of(request).production, request.path_params["cut"]
    if name != "main" and name not in production.project.cuts:
        raise ProjectError(f"there is no cut '{name[:40]}'")
    path = production.draft_of(name)
    if not path.is_file():
        raise ProjectError(f"the cut '{name}' has no draft yet", fix="`rushes cut` renders it")
    return FileResponse(path, media_type="video/mp4", headers={"Cache-Control": "no-cache"})


def _render(desk: Desk, of: OfCut) -> dict[str, Any]:
    return {"said": draft(desk, of.cut), "news": ()}


def _trim(film: Production, of: Trimmed) -> Change:
    return film.trim_line(of.cut, of.at, (of.start, of.end), was=of.was)


def _move(film: Production, of: Moved) -> Change:
    return film.move_line(of.cut, of.at, of.before, was=of.was)


def _repeat(film: Production, of: Line) -> Change:
    return film.repeat_line(of.cut, of.at, was=of.was)


def _drop(film: Production, of: Line) -> Change:
    return film.drop_line(of.cut, of.at, was=of.was)
