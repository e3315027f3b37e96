"""Run somebody's program to its end: bounded in time and words, and nothing of it stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from msgspec import Struct

__all__ = ["Ended", "Program", "end_marked", "run_program", "shown"]

_LINE_BYTES = 1 << 16
"""A line says no more than this; the rest of it is read and forgotten."""

_KEPT_LINES = 20
_PATIENCE_SECONDS = 2.0
"""How long what it said is still read when it has ended."""

_MARK = "RUSHES_ORDER"


class Program(Struct, frozen=True):
    """What is started, and how."""

    arguments: Sequence[str]
    home: Path
    """The folder it starts in."""
    environment: Mapping[str, str]
    timeout_seconds: float


class Ended(Struct, frozen=True):
    """How a program ended."""

    code: int
    said: tuple[str, ...]
    """Its last words on the error channel, line by line."""
    is_late: bool
    """Its time was over, and it was stopped."""


def run_program(program: Program, data: bytes, hear: Callable[[str], None]) -> Ended:
    """Feed it ``data``, give every line of its output to ``hear``, and wait for its end.

    Whatever it started and left running is killed, also where it moved to a session of its own
    (found by a variable of its environment; Linux only). What is not found is not heard after the
    end: its lines would be taken for those of the next order.

    Raises:
        OSError: it cannot be started.
    """
    mark = uuid.uuid4().hex
    options: dict[str, Any] = {} if sys.platform == "win32" else {"process_group": 0}
    child = subprocess.Popen(
        program.arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=program.home,
        env={**program.environment, _MARK: mark},
        **options,
    )
    errors: deque[str] = deque(maxlen=_KEPT_LINES)
    is_over = threading.Event()
    talks = [
        threading.Thread(target=_feed, args=(child.stdin, data), daemon=True),
        threading.Thread(target=_listen, args=(child.stdout, hear, is_over), daemon=True),
        threading.Thread(target=_listen, args=(child.stderr, errors.append, is_over), daemon=True),
    ]
    is_late = False
    try:
        for talk in talks:
            talk.start()
        child.wait(program.timeout_seconds)
    except subprocess.TimeoutExpired:
        is_late = True
    finally:
        _end(child, mark)
        for talk in talks:
            talk.join(_PATIENCE_SECONDS)
        is_over.set()
        for pipe, talk in zip((child.stdin, child.stdout, child.stderr), talks, strict=True):
            if pipe is not None and not talk.is_alive():
                with suppress(OSError):
                    pipe.close()
    return Ended(child.returncode, tuple(errors), is_late)


def end_marked(name: str, value: str, *, but: int = 0) -> None:
    """Kill every process whose environment says ``name=value`` (Linux; elsewhere none is found)."""
    for pid in _marked(f"{name}={value}".encode()):
        if pid not in {but, os.getpid()}:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def shown(words: str, most: int) -> str:
    """Words of somebody else's program as one line, without anything that a terminal would obey."""
    line = " ".join(words[: 4 * most].split())
    line = "".join(char for char in line if char.isprintable())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _end(child: subprocess.Popen[bytes], mark: str) -> None:
    """Kill the program, its group, and what left the group."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    if child.poll() is None:
        child.kill()
    child.wait()
    end_marked(_MARK, mark)


def _marked(wanted: bytes) -> list[int]:
    found = []
    proc = Path("/proc")
    entries = proc.iterdir() if (proc / "self/environ").exists() else iter(())
    for entry in entries:
        if entry.name.isdigit():
            with suppress(OSError):
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found


def _feed(pipe: IO[bytes], data: bytes) -> None:
    with suppress(OSError):  # one that does not read it says by its end whether it minded
        pipe.write(data)
        pipe.close()


def _listen(pipe: IO[bytes], hear: Callable[[str], Any], is_over: threading.Event) -> None:
    for line in _lines(pipe):
        if is_over.is_set():
            pipe.close()  # whoever still holds the other end learns that nobody listens
            return
        hear(line)


def _lines(pipe: IO[bytes]) -> Iterator[str]:
    """Its lines that say anything, each at most so long; a carriage return ends one too."""
    is_rest = False
    while data := pipe.readline(_LINE_BYTES):
        if not is_rest:
            for line in data.decode("utf-8", "replace").splitlines():
                if line.strip():
                    yield line.strip()
        is_rest = not data.endswith(b"\n")
