"""The wire to the services: one request at a time, and not one more.

    submit    one paid request on a connection of its own; never repeated, never redirected
    ask       one question or upload; may be asked again by whoever asked
    fetch     one download of a result: https, public addresses, bounded in size and time

It knows HTTP and nothing of films or services, and it repeats nothing: that is the run's to
decide. What a key looks like is taken out of every answer before anybody reads it.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from msgspec import Struct

from pipeline.backends.addresses import shown_url, way_to
from pipeline.backends.exchange import (
    Broken,
    Part,
    Reply,
    Request,
    exchange,
    exchange_there,
    lone,
    opened,
    pooled,
    save,
)
from pipeline.backends.keys import Secret
from pipeline.errors import OutputExpired, SubmitRejected, SubmitUnknown, Unreachable

if TYPE_CHECKING:
    import httpx

__all__ = ["Fetched", "Part", "Reply", "Request", "ask", "fetch", "submit"]

_STALL_SECONDS = 30.0
"""How long a download may stand still."""
_REDIRECTS = 5
_LINKS = (301, 302, 303, 307, 308)


class Fetched(Struct, frozen=True):
    """A result that was downloaded."""

    path: Path
    media_type: str
    """What the host said it is; whether that is so is seen when it is decoded."""
    size: int


def submit(request: Request, into: Path | None = None) -> Reply:
    """Send an order: exactly one request, on a fresh connection.

    With ``into``, a good reply that is no text is the result: it is written to that file, synced.

    Raises:
        SubmitRejected: no connection was made; nothing was sent.
        SubmitUnknown: it may have been taken, and the answer was lost.
        DiskFull: the result had no room; the order may have been taken.
    """
    import httpx

    place = shown_url(request.url)
    never_sent = (
        *(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError),
        *(httpx.UnsupportedProtocol, httpx.InvalidURL),
    )
    try:
        return exchange(lone(), request, into)
    except never_sent as err:
        raise SubmitRejected(f"{place} cannot be reached: {_why(err)}; nothing was sent") from err
    except httpx.HTTPError as err:
        raise SubmitUnknown(f"{place} was sent the order and gave no answer: {_why(err)}") from err
    except Broken as err:
        raise SubmitUnknown(f"{place} was sent the order, and {err}") from err


def ask(request: Request, into: Path | None = None) -> Reply:
    """Ask once, or bring an upload; a redirect is not followed.

    With ``into``, a good reply that is no text is written to that file, synced.

    Raises:
        Unreachable: no whole answer came; or a reply gave the address, and it is not a public one.
    """
    import httpx

    place = shown_url(request.url)
    try:
        if not request.given_by:
            return exchange(pooled(), request, into)
        if any(isinstance(value, Secret) for value in request.headers.values()):
            raise ValueError("no key goes to an address that a service gave")
        return exchange_there(request, way_to(request.url, request.given_by), into)
    except (httpx.HTTPError, httpx.InvalidURL) as err:
        raise Unreachable(f"{place} does not answer: {_why(err)}") from err
    except Broken as err:
        raise Unreachable(f"{place} answered, and {err}") from err


def fetch(url: str, path: Path, *, most_bytes: int, seconds: float, base_url: str = "") -> Fetched:
    """Download a result to ``path``, synced; there is no half of it at any moment.

    No key goes along. ``base_url`` is the service's own address: results may lie on that host, and
    on this machine where the service is on this machine; otherwise https and public addresses
    only, after every redirect too.

    Raises:
        OutputExpired: the link has ended.
        Unreachable: not now: broken off, too slow, a page where a result should be, or an address
            that is not asked.
        DiskFull: no room.
    """
    import httpx

    place = shown_url(url)
    deadline = time.monotonic() + seconds
    try:
        for _ in range(_REDIRECTS + 1):
            way = way_to(url, base_url)
            request = Request("GET", url, {"accept-encoding": "identity"}, seconds=_STALL_SECONDS)
            with opened(request, way) as response:
                if response.status_code not in _LINKS:
                    return _brought(response, path, most_bytes, deadline)
                url = urljoin(url, response.headers.get("location", ""))
    except (httpx.HTTPError, httpx.InvalidURL) as err:
        raise Unreachable(f"the result at {place} does not come: {_why(err)}") from err
    except Broken as err:
        raise Unreachable(f"the result at {place} did not come whole: {err}") from err
    raise Unreachable(f"the result at {place} is passed on more than {_REDIRECTS} times")


def _why(err: Exception) -> str:
    """A transport's error in a few words, without what it was about."""
    name = re.sub(r"(?<!^)(?=[A-Z])", " ", type(err).__name__).lower()
    said = " ".join(str(err).split())
    return f"{name}: {said[:200]}" if said else name


def _brought(response: httpx.Response, path: Path, most_bytes: int, deadline: float) -> Fetched:
    """A download's answer: the file, or why there is none."""
    status = response.status_code
    if status >= 500 or status in {408, 425, 429}:
        raise Broken(f"the host answers {status}")
    if not response.is_success:
        raise OutputExpired(f"the link to the result has ended: its host answers {status}")
    media_type = Reply(status, response.headers).media_type
    if media_type in {"text/html", "application/xhtml+xml"}:
        raise Broken("a web page came in its place")
    promised = response.headers.get("content-length", "")
    if promised.isdecimal() and int(promised) > most_bytes:
        raise Broken(f"it has {int(promised) / 1e6:.0f} MB, more than a result may have")
    return Fetched(path, media_type, save(response, path, most_bytes, deadline))
