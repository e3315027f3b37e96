"""Serve the page until Ctrl-C: on this machine alone, or in the network when told to."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from msgspec import Struct

from pipeline.errors import FilmError
from pipeline.review.app import review_app
from pipeline.review.desk import Desk
from pipeline.review.guard import Pass

if TYPE_CHECKING:
    from pipeline.production import Production

__all__ = ["Served", "Serving", "address_here"]

_HOME = "127.0.0.1"
_SOMEWHERE = ("192.0.2.1", 9)
"""An address of nobody (RFC 5737): asking the way there sends nothing."""


class Serving(Struct, frozen=True):
    """How the page is to be served."""

    port: int = 0
    """0: any that is free."""
    network: str = ""
    """This machine's address in a network that may look too; empty: this machine alone."""


class Served:
    """The page of one production, ready to be looked at."""

    def __init__(self, production: Production, wish: Serving) -> None:
        """Take a port.

        Raises:
            FilmError: the port is taken.
        """
        self._socket = _listening("0.0.0.0" if wish.network else _HOME, wish.port)  # noqa: S104
        port = self._socket.getsockname()[1]
        names = (_HOME, "localhost", *filter(None, (wish.network,)))
        self._asked = Pass.new(frozenset(f"{name}:{port}" for name in names), port)
        self._host = f"{wish.network or _HOME}:{port}"
        self._desk = Desk(production)
        config = uvicorn.Config(
            review_app(self._desk, self._asked),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config, self._desk)

    @property
    def address(self) -> str:
        """Where it is; without the token, which lets in."""
        return f"http://{self._host}/"

    @property
    def door(self) -> str:
        """The address that lets in, once in every browser."""
        return f"{self.address}?token={self._asked.token}"

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until Ctrl-C, or until ``stop``."""
        self._desk.open()
        ready()
        try:
            with suppress(KeyboardInterrupt):
                self._server.run(sockets=[self._socket])
        finally:
            self._desk.close()
            self._socket.close()

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which it answers."""
        return self._asked.hosts

    def close(self) -> None:
        """Give the port back, where it is not served at all."""
        self._desk.close()
        self._socket.close()

    def stop(self) -> None:
        """End it, from another thread."""
        self._desk.close()
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Ends what an open page listens to when Ctrl-C comes, so that nothing holds up the end."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl-C, or the system asks to end."""
        self._desk.end()
        super().handle_exit(sig, frame)


def address_here() -> str:
    """This machine's address in its network; empty where there is none."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect(_SOMEWHERE)
        return str(way.getsockname()[0])
    return ""


def _listening(host: str, port: int) -> socket.socket:
    # named as TCP, or asyncio would send small answers 40 ms late (Nagle)
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(128)  # from here on nobody is turned away: who is early waits
    except OSError as err:
        taken.close()
        raise FilmError(
            f"port {port} is taken or not allowed: {err.strerror or err}",
            fix="leave --port away, and any that is free is taken",
        ) from err
    return taken
