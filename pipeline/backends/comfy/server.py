"""Speak with a ComfyUI server: its queue, its history, its nodes and its files.

As read in the server's source (Comfy-Org/ComfyUI, server.py and execution.py, commit 002c3fb9):
a job is in ``/queue`` or in ``/history``, which are memory and are lost when the server ends; what
was saved stays on its disk and comes through ``/view``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from msgspec import Struct

from pipeline.backends.keys import Secret
from pipeline.backends.wire import Part, Reply, Request, ask
from pipeline.errors import BackendError, JobFailed, Unreachable
from pipeline.facts import Json

__all__ = ["Entry", "Saved", "Server"]

_REMEMBERED = 200
"""Ended jobs that are looked through for one whose number the server chose itself."""
_MOST_BYTES = 16 << 30
_FETCH_SECONDS = 180.0
_GONE = frozenset({400, 404})


class Entry(Struct, frozen=True):
    """A job that the server knows."""

    id: str
    place: int = -1
    """How many stand before it; 0 while it is worked on, -1 once it has ended."""
    record: Json = {}
    """What the history holds of it."""

    @property
    def has_ended(self) -> bool:
        """Whether there is a result, good or bad."""
        return self.place < 0


class Saved(Struct, frozen=True):
    """A file of the server's."""

    name: str
    folder: str = ""
    type: str = "output"

    @property
    def query(self) -> str:
        """As ``/view`` is asked for it."""
        return urlencode({"filename": self.name, "subfolder": self.folder, "type": self.type})


class Server:
    """One server; keeps nothing but what it was told about nodes and uploads."""

    def __init__(self, base_url: str, key: Secret | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self._headers: Mapping[str, str | Secret] = (
            {"authorization": key.within("Bearer {}")} if key else {}
        )
        self._uploads: dict[str, str] = {}
        self._nodes: dict[str, Json] = {}

    def post(self, path: str, data: object) -> Request:
        """A request that brings JSON."""
        return Request("POST", self.base_url + path, self._headers, json=data)

    def entry(self, job: str) -> Entry | None:
        """The job, wherever it is; None: the server does not know it (any more).

        Asked in an order in which a job that moves on in between is not missed.
        """
        return self._ended(job) or self._queued(job) or self._ended(job)

    def entries_with(self, text: str) -> list[Entry]:
        """The jobs whose graph holds a text, waiting and ended."""
        found = [
            Entry(str(item[1]), place)
            for place, item in self._queue()
            if len(item) > 2 and text in repr(item[2])
        ]
        history = self._json(f"/history?max_items={_REMEMBERED}")
        for id_, record in history.items():
            graph = record.get("prompt") if isinstance(record, dict) else None
            if graph is not None and text in repr(graph):
                found.append(Entry(str(id_), record=record))
        return found

    def node(self, kind: str) -> Json | None:
        """What the server says of a class of nodes; None: it has none such."""
        if kind not in self._nodes:
            said = self._json(f"/object_info/{quote(kind, safe='')}").get(kind)
            if not isinstance(said, dict):
                return None
            self._nodes[kind] = said
        return self._nodes[kind]

    def forget(self, kind: str) -> None:
        """Ask anew about a class of nodes the next time."""
        self._nodes.pop(kind, None)

    def upload(self, path: Path, name: str) -> str:
        """Bring a file, once; its name as nodes write it.

        The server keeps one copy of the same content under the same name.
        """
        if name not in self._uploads:
            form = (
                Part("image", path, name, "application/octet-stream"),
                Part("subfolder", "rushes"),
                Part("type", "input"),
            )
            url = f"{self.base_url}/upload/image"
            reply = self._ask(
                Request("POST", url, self._headers, form=form, seconds=_FETCH_SECONDS)
            )
            said = self._read(reply, "/upload/image")
            folder, own = said.get("subfolder") or "", str(said.get("name") or name)
            self._uploads[name] = f"{folder}/{own}" if folder else own
        return self._uploads[name]

    def has(self, saved: Saved) -> bool:
        """Whether a file lies on the server's disk."""
        reply = self._ask(Request("HEAD", f"{self.base_url}/view?{saved.query}", self._headers))
        if reply.status in _GONE:
            return False
        self._must_be_well(reply, "/view")
        return True

    def bring(self, saved: Saved, path: Path) -> None:
        """Download a file.

        Raises:
            JobFailed: it is no longer there.
        """
        url = f"{self.base_url}/view?{saved.query}"
        request = Request("GET", url, self._headers, seconds=_FETCH_SECONDS, most_bytes=_MOST_BYTES)
        reply = self._ask(request, path)
        if reply.status in _GONE:
            raise JobFailed(
                f"'{saved.name}' is no longer in the output folder of {self.base_url}",
                is_retryable=True,
            )
        self._must_be_well(reply, "/view")
        if reply.file is None:
            raise Unreachable(f"{self.base_url} sent a page of text in place of '{saved.name}'")

    def stop(self, entry: Entry) -> bool:
        """End a job that waits or is worked on; whether the server did."""
        reply = self._ask(self.post(f"/api/jobs/{quote(entry.id, safe='')}/cancel", {}))
        if reply.status == 200:
            return bool(self._read(reply, "/api/jobs").get("cancelled"))
        self._ask(self.post("/queue", {"delete": [entry.id]}))  # an older server
        if entry.place == 0:
            self._ask(self.post("/interrupt", {"prompt_id": entry.id}))
        now = self.entry(entry.id)
        return now is None or _is_interrupted(now.record)

    def _ended(self, job: str) -> Entry | None:
        record = self._json(f"/history/{quote(job, safe='')}").get(job)
        return Entry(job, record=record) if isinstance(record, dict) else None

    def _queued(self, job: str) -> Entry | None:
        return next((Entry(job, place) for place, item in self._queue() if item[1] == job), None)

    def _queue(self) -> Iterator[tuple[int, list[Any]]]:
        """The jobs that have not ended, each with how many stand before it."""
        said = self._json("/queue")
        if "queue_running" not in said:
            raise Unreachable(f"what answers at {self.base_url} is no ComfyUI")
        for item in _items(said["queue_running"]):
            yield 0, item
        waiting = sorted(_items(said.get("queue_pending")), key=lambda item: item[0])
        yield from enumerate(waiting, start=1)

    def _json(self, path: str) -> Json:
        return self._read(self._ask(Request("GET", self.base_url + path, self._headers)), path)

    def _ask(self, request: Request, into: Path | None = None) -> Reply:
        """Ask once.

        Raises:
            Unreachable: nobody answers, said as the user knows it.
        """
        try:
            return ask(request, into)
        except Unreachable as err:
            raise Unreachable(
                f"ComfyUI at {self.base_url} does not answer ({err.message.rpartition(': ')[2]})",
                fix="start it, or say where it is: `base_url: http://HOST:8188`",
            ) from err

    def _read(self, reply: Reply, path: str) -> Json:
        self._must_be_well(reply, path)
        try:
            said = reply.json()
        except ValueError as err:
            raise Unreachable(f"what answers at {self.base_url}{path} is no ComfyUI") from err
        return said if isinstance(said, dict) else {}

    def _must_be_well(self, reply: Reply, path: str) -> None:
        if not 200 <= reply.status < 300:
            raise BackendError(
                f"ComfyUI at {self.base_url} answers {reply.status} to {path.partition('?')[0]}"
            )


def _items(said: object) -> Iterator[list[Any]]:
    for item in said if isinstance(said, list) else ():
        if isinstance(item, list) and len(item) > 1:
            yield item


def _is_interrupted(record: Json) -> bool:
    messages = (record.get("status") or {}).get("messages") or ()
    return any(message and message[0] == "execution_interrupted" for message in messages)
