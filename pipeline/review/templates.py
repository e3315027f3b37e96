"""The frames of the pages: a few lines of HTML that name a script and a style sheet."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pipeline.review.answers import desk_of

__all__ = ["page"]


def page(request: Request, name: str, **said: str) -> HTMLResponse:
    """One page of ``pages/``, filled in; whatever it is handed is escaped."""
    project = desk_of(request).production.project
    title = project.title.first or project.folder.name
    text = _frames().get_template(f"{name}.html").render(page=name, film=title, **said)
    return HTMLResponse(text)


@lru_cache(maxsize=1)
def _frames() -> Environment:
    folder = Path(__file__).resolve().parent / "pages"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
