"""One shot: its page, and its takes to be judged."""

from __future__ import annotations

from msgspec import to_builtins
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.review.answers import desk_of, looking, said
from pipeline.review.templates import page

__all__ = ["routes"]


def routes() -> list[Route]:
    """``/shot/ID`` and ``/api/shot/ID``."""
    return [Route("/shot/{shot}", looking(_page)), Route("/api/shot/{shot}", looking(_shot))]


def _page(request: Request) -> Response:
    return page(request, "shot", shot=request.path_params["shot"])


def _shot(request: Request) -> Response:
    desk = desk_of(request)
    view = desk.production.shot_view(request.path_params["shot"])
    board = desk.board()
    row = next((one for one in board.rows if one.shot == view.shot), None)
    data = to_builtins(view)
    data |= {"row": row, "fps": board.fps, "aspect": board.aspect, "news_id": desk.last}
    return said(data)
