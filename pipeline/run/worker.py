"""The child's side of a worker process: take calls, answer them, and leave when the parent is gone.

A worker stands in a session of its own, so that Ctrl-C is the parent's to answer; it ignores
SIGINT all the same, watches its parent with one thread, and takes every program that it started
along when it leaves.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from multiprocessing.connection import Connection
from operator import attrgetter
from pathlib import Path
from typing import Any

from msgspec import Struct

from pipeline.backends.programs import end_marked, shown
from pipeline.errors import DiskFull, FilmError

__all__ = [
    "Answer",
    "Call",
    "Fault",
    "Report",
    "end_session",
    "fault_of",
    "named",
    "serve",
]

_REPORT_SECONDS = 0.25
"""Between two reports of a worker; a program may say more than anybody can read."""

_MOST_WORDS = 500
"""Characters of a stranger's error that are told; its trace is kept whole."""

_MARK = "RUSHES_WORKER"
"""In the environment of all that a worker starts: found by it wherever it went."""


class Call(Struct, frozen=True):
    """A function by its name and the arguments for it; both travel to another process."""

    function: str
    """``module:name``."""
    arguments: tuple[object, ...] = ()
    reports: bool = False
    """It also takes ``report``, a function to be called with how far it is."""


class Fault(Struct, frozen=True):
    """An error as a value, so that it travels whole."""

    kind: str
    """The class's name: ``MediaError``, ``JobFailed``; ``Lost`` for a worker that died."""
    message: str
    fix: str = ""
    retry_after_seconds: float = 0.0
    is_retryable: bool = False
    is_billed: bool = False
    refused: str = ""
    """What was refused, where it was moderated."""
    trace: str = ""
    """Where it came from, for errors that are nobody's but a program's."""


class Answer(Struct, frozen=True):
    """What came of a call."""

    value: Any = None
    fault: Fault | None = None


class Report(Struct, frozen=True):
    """What a call says while it is worked on."""

    value: Any


def fault_of(err: BaseException) -> Fault:
    """The error as a value; errors that no room of ours raised carry their trace.

    A disk without room is known as such whoever met it.
    """
    if isinstance(err, OSError):
        err = DiskFull.from_os(err, Path(str(err.filename or "a file"))) or err
    if isinstance(err, FilmError):
        return Fault(
            kind=type(err).__name__,
            message=err.message,
            fix=err.fix,
            retry_after_seconds=getattr(err, "retry_after_seconds", 0.0),
            is_retryable=getattr(err, "is_retryable", False),
            is_billed=getattr(err, "is_billed", False),
            refused=getattr(err, "refused", ""),
        )
    said = shown(str(err), _MOST_WORDS)
    message = f"{type(err).__name__}: {said}" if said else type(err).__name__
    return Fault("Exception", message, trace="".join(traceback.format_exception(err)))


@lru_cache(maxsize=256)
def named(function: str) -> Any:
    """What ``module:name`` names, imported now."""
    module, _, name = function.partition(":")
    return attrgetter(name)(import_module(module))


def serve(calls: Connection) -> None:
    """Answer calls until there are no more; the main function of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: _leave(1))
    if hasattr(os, "setsid"):
        with suppress(OSError):
            os.setsid()
    threading.Thread(target=_watch_parent, daemon=True).start()
    os.environ[_MARK] = str(os.getpid())
    mouth = _Mouth(calls)
    try:
        calls.send(None)  # it serves: whoever dies before this has begun nothing
    except OSError:
        _leave(0)
    while True:
        try:
            call = calls.recv()
        except (EOFError, OSError):
            break
        if call is None:
            break
        try:
            more = {"report": mouth.reporter()} if call.reports else {}
            answer = Answer(named(call.function)(*call.arguments, **more))
        except (Exception, SystemExit) as err:  # noqa: BLE001 - the wall around all it runs
            answer = Answer(fault=fault_of(err))
        try:
            mouth.answer(answer)
        except OSError:
            break
    _leave(0)


class _Mouth:
    """Sends a worker's answers, and a few reports a second between them."""

    def __init__(self, calls: Connection) -> None:
        self._calls = calls
        self._sending = threading.Lock()
        self._listening = threading.Lock()
        self._has_news = threading.Event()
        self._newest: Report | None = None
        self._turn: object = None
        threading.Thread(target=self._send_reports, daemon=True).start()

    def reporter(self) -> Callable[[object], None]:
        """Takes, from any thread, how far the call that begins is, until that is answered.

        Only the newest report matters, and some are never sent. What is left of a call, a thread
        or a program, is not heard once another one is in hand.
        """
        turn = self._turn = object()

        def report(value: object) -> None:
            with self._listening:
                if self._turn is turn:
                    self._newest = Report(value)
                    self._has_news.set()

        return report

    def answer(self, answer: Answer) -> None:
        """Send what came of the call; what was reported of it and not sent yet is forgotten."""
        with self._sending:
            with self._listening:
                self._turn = self._newest = None
            self._calls.send(answer)

    def _send_reports(self) -> None:
        while True:
            self._has_news.wait()
            self._has_news.clear()
            with self._sending, suppress(OSError):
                with self._listening:
                    newest, self._newest = self._newest, None
                if newest is not None:
                    self._calls.send(newest)
            time.sleep(_REPORT_SECONDS)


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        _leave(1)


def _leave(code: int) -> None:
    media = sys.modules.get("pipeline.media.ffmpeg")
    if media is not None:
        media.end_children()
    end_session(os.getpid(), but=os.getpid())
    os._exit(code)


def end_session(session: int, but: int = 0) -> None:
    """Kill every process that a worker started (Linux; elsewhere its process group).

    Those of its session, and those that left it for a session of their own.
    """
    if sys.platform == "win32":
        return
    end_marked(_MARK, str(session), but=but)
    processes = _session(session)
    if processes is None:
        if not but:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(session, signal.SIGKILL)
        return
    for pid in processes:
        if pid != but:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _session(session: int) -> list[int] | None:
    """The processes of a session as /proc shows them; None where there is no /proc."""
    proc = Path("/proc")
    if not (proc / "self/stat").exists():
        return None
    found = []
    for entry in proc.iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError, ValueError, IndexError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                found.append(int(entry.name))
    return found
