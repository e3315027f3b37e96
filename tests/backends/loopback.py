"""A service on this machine that does exactly what a test says, byte by byte, and counts."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

__all__ = ["Line", "Service", "answer"]


def answer(
    status: int = 200, body: bytes = b"{}", head: str = "", kind: str = "application/json"
) -> bytes:
    """A whole reply as it travels."""
    about = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n{head}"
    return f"HTTP/1.1 {status} Said\r\n{about}\r\n".encode() + body


class Line:
    """One connection."""

    def __init__(self, tcp: socket.socket, service: Service) -> None:
        self.tcp = tcp
        self.service = service

    def hear(self, *, whole: bool = True) -> bytes:
        """The next request; its head alone where ``whole`` is false."""
        heard = b""
        while b"\r\n\r\n" not in heard:
            more = self.tcp.recv(1 << 16)
            if not more:
                return b""
            heard += more
        head, _, body = heard.partition(b"\r\n\r\n")
        size = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                size = int(line.partition(b":")[2])
        chunked = b"transfer-encoding: chunked" in head.lower()
        while whole and (len(body) < size or (chunked and not body.endswith(b"0\r\n\r\n"))):
            body += self.tcp.recv(1 << 16)
        self.service.heard.append((head, body))
        return heard

    def say(self, data: bytes) -> None:
        """Send it as it is."""
        self.tcp.sendall(data)

    def cut(self) -> None:
        """Break the connection off, hard."""
        self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.tcp.close()


class Service:
    """Every connection is given to ``act``; requests are written down."""

    def __init__(self, act: Callable[[Line], None]) -> None:
        self.heard: list[tuple[bytes, bytes]] = []
        """Head and body of every request."""
        self.lines = 0
        """Connections that were made."""
        self.over = threading.Event()
        """Set when the test is over: whoever stalls may stop."""
        self._act = act
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """End it."""
        self.over.set()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                tcp, _ = self._door.accept()
            except OSError:
                return
            self.lines += 1
            threading.Thread(target=self._talk, args=(tcp,), daemon=True).start()

    def _talk(self, tcp: socket.socket) -> None:
        with contextlib.suppress(OSError), tcp:
            self._act(Line(tcp, self))
