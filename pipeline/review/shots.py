"""One shot: its page, and its takes to be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import to_builtins
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.review.answers import desk_of, looking, said
from pipeline.review.templates import page

if TYPE_CHECKING:
    from pipeline.production import Production

__all__ = ["routes"]


def routes() -> list[Route]:
    """``/shot/ID`` and ``/api/shot/ID``."""
    return [Route("/shot/{shot}", looking(_page)), Route("/api/shot/{shot}", looking(_shot))]


def _page(request: Request) -> Response:
    return page(request, "shot", shot=request.path_params["shot"])


def _shot(request: Request) -> Response:
    desk, name = desk_of(request), request.path_params["shot"]

    def view(production: Production) -> dict[str, Any]:
        found, board = production.shot_view(name), desk.board()
        row = next((one for one in board.rows if one.shot == found.shot), None)
        return {**to_builtins(found), "row": row, "fps": board.fps, "aspect": board.aspect}

    return said(desk.kept(f"shot {name}", view))
