"""News while a page is open: server-sent events, from the desk to the browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from pipeline.review.answers import desk_of

__all__ = ["routes"]

_LOOK_SECONDS = 0.15
_QUIET_SECONDS = 15.0
"""After so long a line that says nothing, so that a page that is gone is noticed."""


def routes() -> list[Route]:
    """``/api/live?since=ID``: every event has an id, a kind and a line of JSON."""
    return [Route("/api/live", _live)]


async def _live(request: Request) -> Response:
    since = request.headers.get("last-event-id") or request.query_params.get("since", "")
    desk = desk_of(request)
    last = int(since) if since.isdecimal() and len(since) < 16 else desk.last

    async def told() -> AsyncIterator[bytes]:
        nonlocal last
        yield b"retry: 1000\n\n"
        quiet = 0.0
        while not desk.is_closed:
            for news in desk.news_since(last):
                yield b"id: %d\nevent: %s\ndata: %s\n\n" % (
                    news.id, news.kind.encode(), news.data
                )  # fmt: skip
                last, quiet = news.id, 0.0
            await asyncio.sleep(_LOOK_SECONDS)
            quiet += _LOOK_SECONDS
            if quiet > _QUIET_SECONDS:
                quiet = 0.0
                yield b": here\n\n"

    return StreamingResponse(told(), media_type="text/event-stream")
