"""How the page is answered: JSON of our values, errors in a sentence, verbs in the thread pool."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import decode, encode
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from pipeline.errors import FilmError

if TYPE_CHECKING:
    from pipeline.review.desk import Desk

__all__ = ["desk_of", "doing", "looking", "said"]

S = TypeVar("S", bound=Struct)
Endpoint = Callable[[Request], Awaitable[Response]]
JSON = "application/json"


def desk_of(request: Request) -> Desk:
    """The desk that the application stands on."""
    desk: Desk = request.app.state.desk
    return desk


def said(value: Any, status: int = 200) -> Response:
    """Any of our values as JSON; bytes are JSON already."""
    body = value if isinstance(value, bytes) else encode(value)
    return Response(body, status_code=status, media_type=JSON)


def looking(look: Callable[[Request], Response]) -> Endpoint:
    """An endpoint that shows something; what is wrong is said in a sentence."""

    async def answer(request: Request) -> Response:
        try:
            return await run_in_threadpool(look, request)
        except FilmError as err:
            return _fault(err, 404)

    return answer


def doing(form: type[S], act: Callable[[Desk, S], Any]) -> Endpoint:
    """An endpoint that changes something, told in JSON of that form and in no other."""

    async def answer(request: Request) -> Response:
        try:
            wish = decode(await request.body(), type=form)
        except (ValidationError, DecodeError) as err:
            return said({"error": f"that cannot be read: {err}", "fix": ""}, 400)
        except ClientDisconnect:
            return said({"error": "that was too much", "fix": ""}, 413)
        try:
            return said(await run_in_threadpool(act, desk_of(request), wish))
        except FilmError as err:
            return _fault(err, 409)

    return answer


def _fault(err: FilmError, status: int) -> Response:
    return said({"error": err.message, "fix": err.fix}, status)
