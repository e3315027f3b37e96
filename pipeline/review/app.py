"""The page put together: its guard, its routes, its files.

    pages                                  what they ask for
    /              the board               GET  /api/board
    /shot/ID       one shot                GET  /api/shot/ID
    (all)          live                    GET  /api/live          server-sent events
    pictures                               GET  /take/STEM/still.jpg?w=320&at=12
                                           GET  /take/STEM/small.mp4, /take/STEM/whole
    decisions                              POST /api/VERB          JSON in, {said, news} out

A take is named as its files are (``sh030_clip_t07``), never by a path. An answer that went wrong
is ``{error, fix}``. Every group of routes is a file of its own with a ``routes()``; every page is
one file of ``pages/``, one script and one style sheet of ``static/``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.review import boards, cuts, deciding, live, pictures, reports, shots
from pipeline.review.guard import Guard, Pass

if TYPE_CHECKING:
    from pipeline.review.desk import Desk

__all__ = ["review_app"]

HERE = Path(__file__).resolve().parent
GROUPS = (boards, shots, cuts, reports, pictures, live, deciding)


def review_app(desk: Desk, asked: Pass) -> Guard:
    """The application for one production, behind its guard."""
    routes: list[Route | Mount] = [route for group in GROUPS for route in group.routes()]
    routes.append(Mount("/static", StaticFiles(directory=HERE / "static")))
    app = Starlette(routes=routes)
    app.state.desk = desk
    return Guard(app, asked)
