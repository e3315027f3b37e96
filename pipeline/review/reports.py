"""The report: yield and money as plots.

/report, /report/CUT     the page            GET  /api/report/CUT
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.review.answers import desk_of, looking, said
from pipeline.review.templates import page

__all__ = ["routes"]


def routes() -> list[Route]:
    """The page and its figures."""
    return [
        Route("/report", looking(_page)),
        Route("/report/{cut}", looking(_page)),
        Route("/api/report/{cut}", looking(_report)),
    ]


def _page(request: Request) -> Response:
    return page(request, "report", cut=request.path_params.get("cut", "main"))


def _report(request: Request) -> Response:
    name = request.path_params["cut"]
    return said(desk_of(request).kept(f"report {name}", lambda film: film.report_view(name)))
