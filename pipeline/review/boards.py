"""The board: its page and its rows."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.review.answers import desk_of, looking, said
from pipeline.review.templates import page

__all__ = ["routes"]


def routes() -> list[Route]:
    """``/`` and ``/api/board``."""
    return [Route("/", looking(_page)), Route("/api/board", looking(_board))]


def _page(request: Request) -> Response:
    return page(request, "board")


def _board(request: Request) -> Response:
    desk = desk_of(request)
    return said(desk.kept("board", lambda _: desk.board()))
