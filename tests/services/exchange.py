"""What is asked of the fake services and what they answer, good or bad."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from tests.services.books import Job

__all__ = ["Ask", "Refused", "Reply"]


@dataclass
class Ask:
    """One request, whole."""

    method: str
    path: str
    """Behind the name of the service: ``/v1/tasks/…``."""
    query: dict[str, str]
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    base: str
    """Where the service stands: ``http://127.0.0.1:8123/runway``."""

    @property
    def parts(self) -> list[str]:
        """The path, cut at its strokes."""
        return [part for part in self.path.split("/") if part]

    def json(self) -> Any:
        """The body as JSON; nothing where there is none."""
        return json.loads(self.body) if self.body else {}

    def form(self) -> dict[str, Any]:
        """The fields of a form: text as text, files as bytes."""
        kind = self.headers.get("content-type", "")
        if not kind.startswith("multipart/"):
            return dict(parse_qsl(self.body.decode()))
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        found: dict[str, Any] = {}
        for part in BytesParser().parsebytes(head + self.body).walk():
            name = part.get_param("name", header="content-disposition")
            held = part.get_payload(decode=True)
            if name and isinstance(held, bytes):
                is_file = part.get_filename() is not None
                found[str(name)] = held if is_file else held.decode()
        return found


@dataclass
class Reply:
    """One answer, and what goes wrong on its way."""

    status: int = 200
    data: Any = None
    """JSON, or bytes as they are."""
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json"
    job: Job | None = None
    """The order that was accepted with it."""
    drop: bool = False
    """Close the connection without a word."""
    wait: float = 0.0
    """Seconds before the first byte."""
    cut: int | None = None
    """Send no more than so many bytes, and close."""
    stall: bool = False
    """Send half, and then nothing."""

    def body(self) -> bytes:
        """The bytes of the answer."""
        if isinstance(self.data, bytes):
            return self.data
        return b"" if self.data is None else json.dumps(self.data).encode()


class Refused(Exception):
    """An answer that ends a request at once."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply
