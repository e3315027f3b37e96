"""One process that answers as all the services do: ``python -m tests.services.server FOLDER``.

A film points a service at it with ``base_url: http://127.0.0.1:PORT/runway``. Its books lie in
FOLDER, so that it can be killed and started again; its port is said on the first line, and
``POST /control`` changes what it does.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.services.books import Books
from tests.services.exchange import Ask, Refused, Reply
from tests.services.house import House, page
from tests.services.wires import WIRES

_LONGEST = 1 << 26


class Server:
    """Reads requests, finds the service, and spoils the answer where a scenario says so."""

    def __init__(self, folder: Path) -> None:
        self.house = House(Books(folder / "books.jsonl"), folder)
        self.wires = {kind.name: kind() for kind in WIRES}
        self.port = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while await self._one(reader, writer):
                pass
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await _head(reader)
        if head is None:
            return False
        method, target, headers = head
        split = urlsplit(target)
        service, _, rest = split.path.lstrip("/").partition("/")
        waiting = self.house.next.get(service)
        if method == "POST" and waiting and waiting[0] == "drop-before-body":
            waiting.popleft()
            writer.transport.abort()
            return False
        ask = Ask(
            method,
            unquote(f"/{rest}"),
            dict(parse_qsl(split.query)),
            headers,
            await _body(reader, headers),
            f"http://127.0.0.1:{self.port}/{service}",
        )
        return await self._say(reader, writer, self.answer(service, ask))

    def answer(self, service: str, ask: Ask) -> Reply:
        """What the service says to that."""
        if service == "control":
            return self._control(ask.json())
        if service == "media":
            return self.house.media(ask)
        wire = self.wires.get(service)
        if wire is None or not wire.has_key(ask):
            return wire.refusal("no-key") if wire else page(404)
        try:
            return self.house.spoil(wire.answer(ask, self.house))
        except Refused as refused:
            return refused.reply
        except (KeyError, ValueError, TypeError, IndexError) as err:
            sys.stderr.write(f"{service}: {ask.method} {ask.path}: {err!r}\n")
            return wire.refusal("bad")

    async def _say(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reply: Reply
    ) -> bool:
        if reply.drop:
            writer.transport.abort()
            return False
        if reply.wait and await _is_left(reader, reply.wait):
            writer.transport.abort()
            return False
        body = reply.body()
        lines = [
            f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}",
            f"Date: {formatdate(self.house.now(), usegmt=True)}",
            f"Content-Type: {reply.media_type}",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in reply.headers.items()),
        ]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        if reply.stall:
            writer.write(body[: len(body) // 2])
            await writer.drain()
            await _is_left(reader, self.house.late_seconds)
            writer.transport.abort()
            return False
        writer.write(body[: reply.cut])
        await writer.drain()
        return reply.cut is None

    def _control(self, said: dict[str, Any]) -> Reply:
        house = self.house
        match said:
            case {"next": [service, *words]}:
                house.next[service].extend(words)
            case {"seconds": seconds}:
                house.seconds = seconds
            case {"late": seconds}:
                house.late_seconds = seconds
            case {"lag": seconds}:
                house.lag = seconds
            case {"ahead": seconds}:
                house.ahead += seconds
            case {"forget": service}:
                house.books.forget(service, keys=said.get("keys", False))
        return Reply(
            data={
                "orders": [vars(replace(job, body=None)) for job in house.books.jobs.values()],
                "bodies": [job.body for job in house.books.jobs.values()],
                "counts": dict(house.books.counts),
                "keys": house.key_seen_at,
                "polled": dict(house.polled),
            }
        )


async def _head(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str]] | None:
    try:
        text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = text.split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return method, target, headers


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "") != "chunked":
        return await reader.readexactly(min(int(headers.get("content-length", 0)), _LONGEST))
    found = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        found += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return found


async def _is_left(reader: asyncio.StreamReader, seconds: float) -> bool:
    """Wait; True when the other side hung up before the time was over."""
    try:
        return await asyncio.wait_for(reader.read(1), seconds) == b""
    except TimeoutError:
        return False


async def main(folder: Path, port: int) -> None:
    """Serve until stdin is closed: nobody is left who wants to know."""
    server = Server(folder)
    listening = await asyncio.start_server(server.talk, "127.0.0.1", port, limit=1 << 20)
    server.port = listening.sockets[0].getsockname()[1]
    sys.stdout.write(f"{json.dumps({'port': server.port})}\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
