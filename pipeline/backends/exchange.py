"""One exchange with a host: how a request goes out, and how a reply is read, bounded in all.

The machinery of `pipeline.backends.wire`, which says what an exchange is for. Keys are spelt out
here and nowhere else, and what a key looks like is taken out of every reply before it is read.
"""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies, proxy_bypass

import msgspec
from msgspec import Struct

from pipeline import __version__
from pipeline.backends.addresses import Way
from pipeline.backends.keys import Secret
from pipeline.errors import DiskFull

if TYPE_CHECKING:
    import ssl

    import httpx

__all__ = [
    "Broken",
    "Part",
    "Reply",
    "Request",
    "exchange",
    "exchange_there",
    "forget",
    "lone",
    "opened",
    "pooled",
    "save",
]

_MOST_BYTES = 256 << 20
"""Bytes of a reply that are read: ten 4K pictures as base64 are about 200 million."""
_CONNECT_SECONDS = 15.0
_DRIPS = 10
"""A reply that comes in drips may take so many times the patience for one of them."""
_HERE = ("all://localhost", "all://127.0.0.1", "all://[::1]")
"""This machine is never asked through a proxy."""
_TEXT = re.compile(r"^(text/|application/([\w.+-]+\+)?json|application/problem)")


class Broken(Exception):
    """A reply that was not read to its end; says why."""


class Part(Struct, frozen=True):
    """One field of a form; a file where ``file_name`` is given."""

    name: str
    value: str | bytes | Path
    file_name: str = ""
    media_type: str = ""


class Request(Struct, frozen=True):
    """One request; of ``json``, ``form`` and ``body`` at most one is given."""

    method: str
    url: str
    headers: Mapping[str, str | Secret] = {}
    json: object = None
    """Sent compact, in the order it has, so that what is kept is sent byte by byte the same."""
    form: tuple[Part, ...] = ()
    body: bytes | Path | None = None
    seconds: float = 60.0
    """How long the reply may be silent, at its beginning and later."""
    most_bytes: int = _MOST_BYTES
    given_by: str = ""
    """For an address that a reply gave: the service's own. It is then held to what downloads are
    held to, and carries no key."""


class Reply(Struct, frozen=True):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""
    file: Path | None = None
    """Where the body lies, if it is the result itself."""
    is_whole: bool = True
    """Whether the body was read to its end; a refusal is one without its sentence."""

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: it is none.
        """
        try:
            return json.loads(self.body)
        except RecursionError as err:
            raise ValueError("it is nested too deeply") from err

    @property
    def media_type(self) -> str:
        """What the reply says it is, as ``video/mp4``; empty where it says nothing."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_text(self) -> bool:
        """Whether it says that it is words: JSON, HTML, plain text."""
        return bool(_TEXT.match(self.media_type))


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """The authorities that are believed; ``SSL_CERT_FILE`` counts.

    Comes before every client, and makes its libraries quiet: at their most talkative they write
    down links that let anybody in, and whatever a service echoes in its headers.
    """
    import httpx

    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return httpx.create_ssl_context()


def _plain() -> dict[str, Any]:
    """What every client has: who is believed, and a jar that no cookie goes into."""
    return {"verify": _trust(), "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=[]))}


@lru_cache(maxsize=1)
def pooled() -> httpx.Client:
    """The client of questions: connections are kept for the next one."""
    import httpx

    limits = httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=30)
    return httpx.Client(**_plain(), limits=limits, mounts=dict.fromkeys(_HERE))


@lru_cache(maxsize=1)
def lone() -> httpx.Client:
    """The client of orders: every one has a connection of its own.

    A kept connection that dies under an order looks like an order whose answer was lost.
    """
    import httpx

    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.Client(**_plain(), limits=limits, mounts=dict.fromkeys(_HERE))


@lru_cache(maxsize=1)
def _direct() -> httpx.Client:
    """The client of addresses that were looked at: no proxy, nothing kept for another name."""
    import httpx

    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.Client(**_plain(), limits=limits, trust_env=False)


def forget() -> None:
    """Close what is kept open; the next exchange begins anew, in the environment of its day."""
    for made in (pooled, lone, _direct):
        if made.cache_info().currsize:
            made().close()
            made.cache_clear()
    _trust.cache_clear()


def _timeout(request: Request) -> httpx.Timeout:
    import httpx

    return httpx.Timeout(request.seconds, connect=min(_CONNECT_SECONDS, request.seconds))


def _built(client: httpx.Client, request: Request, files: ExitStack) -> httpx.Request:
    """The request as it goes out; keys are spelt out here and nowhere else."""
    headers = {
        name: value.reveal() if isinstance(value, Secret) else value
        for name, value in request.headers.items()
    }
    said = {name.lower() for name in headers}
    headers |= {} if "user-agent" in said else {"user-agent": f"rushes/{__version__}"}
    more: dict[str, Any] = {}
    if request.json is not None:
        more["content"] = msgspec.json.encode(request.json)
        headers |= {} if "content-type" in said else {"content-type": "application/json"}
    elif request.form:
        more["files"] = [_field(part, files) for part in request.form]
    elif isinstance(request.body, Path):
        more["content"] = files.enter_context(request.body.open("rb"))
        headers["content-length"] = str(request.body.stat().st_size)
    elif request.body is not None:
        more["content"] = request.body
    return client.build_request(
        request.method, request.url, headers=headers, timeout=_timeout(request), **more
    )


def _field(part: Part, files: ExitStack) -> tuple[str, tuple[Any, ...]]:
    value: Any = part.value
    if isinstance(value, Path):
        value = files.enter_context(value.open("rb"))
    told = (part.file_name or None, value)
    return part.name, (*told, part.media_type) if part.media_type else told


def exchange(client: httpx.Client, request: Request, into: Path | None) -> Reply:
    """Send it once, and read what comes back; a redirect is a reply like others.

    Raises:
        Broken, httpx.HTTPError, httpx.InvalidURL: no whole reply came.
        DiskFull: the result had no room.
    """
    with ExitStack() as files:
        sent = _built(client, request, files)
        response = client.send(sent, stream=True, follow_redirects=False)
        files.callback(response.close)
        return _read(response, request, into)


def exchange_there(request: Request, way: Way, into: Path | None) -> Reply:
    """The same, to the addresses that were looked at."""
    with opened(request, way) as response:
        return _read(response, request, into)


@contextmanager
def opened(request: Request, way: Way) -> Iterator[httpx.Response]:
    """A response from the addresses that were looked at, tried in their order.

    Behind a proxy the name is the proxy's to look up: what this machine knows of it was looked at.
    """
    import httpx

    with ExitStack() as files:
        client = pooled() if _has_proxy(way) else _direct()
        places = ("",) if client is pooled() else way.addresses
        if not places:
            raise httpx.ConnectError("its name is not known")
        for address in places:
            sent = _built(client, request, files)
            if address:
                sent.url = sent.url.copy_with(host=address)  # the Host header keeps the name
                sent.extensions = {**sent.extensions, "sni_hostname": way.host}
            try:
                response = client.send(sent, stream=True, follow_redirects=False)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if address == places[-1]:
                    raise
                continue
            files.callback(response.close)
            yield response
            return


def _has_proxy(way: Way) -> bool:
    return bool(getproxies().get(way.scheme) and not proxy_bypass(way.host))


def _read(response: httpx.Response, request: Request, into: Path | None) -> Reply:
    """The reply; of one that is no success, as much as came."""
    import httpx

    secrets = [one for one in request.headers.values() if isinstance(one, Secret)]
    headers = {name.lower(): _hidden(value, secrets) for name, value in response.headers.items()}
    reply = Reply(response.status_code, headers)
    deadline = time.monotonic() + request.seconds * _DRIPS
    is_good = response.is_success
    if into is not None and is_good and not reply.is_text:
        save(response, into, request.most_bytes, deadline)
        return msgspec.structs.replace(reply, file=into)
    parts: list[bytes] = []
    is_whole = True
    try:
        parts.extend(_chunks(response, request.most_bytes, deadline))
    except (httpx.HTTPError, Broken):
        if is_good:
            raise
        is_whole = False
    body = b"".join(parts)
    for secret in secrets:
        for spelling in secret.spellings():
            body = body.replace(spelling.encode(), b"(key)")
    return msgspec.structs.replace(reply, body=body, is_whole=is_whole)


def _hidden(text: str, secrets: list[Secret]) -> str:
    for secret in secrets:
        for spelling in secret.spellings():
            text = text.replace(spelling, "(key)")
    return text


def _chunks(response: httpx.Response, most_bytes: int, deadline: float) -> Iterator[bytes]:
    """The body, bounded in size and time.

    Raises:
        Broken: it is larger, or takes longer.
    """
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > most_bytes:
            raise Broken(f"there is more than {most_bytes / 1e6:.0f} MB of it")
        if time.monotonic() > deadline:
            raise Broken("it comes too slowly")
        yield chunk


def save(response: httpx.Response, path: Path, most_bytes: int, deadline: float) -> int:
    """Write the body beside its place, sync it, and put it there; its size."""
    aside = path.with_name(f"{path.name}.part")
    size = 0
    try:
        with aside.open("wb") as file:
            for chunk in _chunks(response, most_bytes, deadline):
                size += file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        promised = response.headers.get("content-length", "")
        if promised.isdecimal() and int(promised) != response.num_bytes_downloaded:
            raise Broken(f"{promised} bytes were promised and {size} came")
        aside.replace(path)
    except OSError as err:
        raise (DiskFull.from_os(err, path) or err) from err
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
    return size
