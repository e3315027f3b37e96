"""The real program with a hurried clock, which may die at a checkpoint.

    python -m tests.services.hurried [--die NAME --of SHOT] [--patience S] -- -p FOLDER board …
    python -m tests.services.hurried --warm

A run waits as long as it always does, by a clock that goes a hundred times as fast: polls, pauses
and what a service asks for all keep their proportions. A death is that of a power cut: the process
kills itself where the run calls the checkpoint ``NAME`` for an order of ``SHOT``. With
``--patience`` no answer and no piece of a download is awaited longer than so many true seconds.

``--warm`` is a process that has everything imported; for every line of stdin, a list of such
words, it forks one that runs the program, says its pid, and then the status that it left with.
That takes a third of a second off every start, and hundreds of them are killed.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from typing import TypeVar

from msgspec.structs import replace

T = TypeVar("T")
HURRY = 100


class Hurried:
    """A clock that goes a hundred times as fast; dates are those of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def seconds(self) -> float:
        return monotonic() * HURRY

    def wait(self, news: queue.SimpleQueue[T], seconds: float, *, is_busy: bool) -> T | None:
        try:
            return news.get(timeout=max(0.0, seconds / HURRY))
        except queue.Empty:
            return None


def dies_at(name: str, shot: str) -> Callable[[str], None]:
    """A checkpoint that ends the process where it is called ``name`` for the shot."""

    def checkpoint(called: str) -> None:
        if called == name and (not shot or shot in _shots_in_hand()):
            os.kill(os.getpid(), signal.SIGKILL)

    return checkpoint


def _shots_in_hand() -> set[str]:
    """The shots of the attempts that whoever calls is working on."""
    found: set[str] = set()
    frame = sys._getframe(2)
    while frame is not None:
        attempt, meant = frame.f_locals.get("attempt"), frame.f_locals.get("meant")
        found |= {ref.shot for ref in getattr(attempt, "refs", ())}
        if hasattr(meant, "work"):
            found.add(meant.work.job.id.shot)
        frame = frame.f_back
    return found


def impatient(seconds: float) -> None:
    """Wait for no answer and no piece of a download longer than that."""
    from pipeline.backends import wire

    submit, ask = wire.submit, wire.ask
    wire.submit = lambda request, into=None: submit(replace(request, seconds=seconds), into)
    wire.ask = lambda request, into=None: ask(replace(request, seconds=seconds), into)
    wire._STALL_SECONDS = seconds


def warm() -> None:
    """Fork a program for every line of stdin."""
    import httpx  # noqa: F401

    from pipeline.backends import rest, wire  # noqa: F401
    from pipeline.cli import stage  # noqa: F401
    from pipeline.production import making, production  # noqa: F401

    for line in sys.stdin:
        said = json.loads(line)
        sys.stdout.flush()
        pid = os.fork()
        if not pid:
            os.setsid()
            os.environ.update(said["environment"])
            log = os.open(said["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            nothing = os.open(os.devnull, os.O_RDONLY)
            for ours, theirs in ((nothing, 0), (log, 1), (log, 2)):
                os.dup2(ours, theirs)
            run(said["words"])
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")
        sys.stdout.flush()


def run(given: list[str]) -> None:
    """Run the program, hurried."""
    ours, words = given[: given.index("--")], given[given.index("--") + 1 :]
    said = dict(zip(ours[::2], ours[1::2], strict=True))
    from pipeline.__main__ import main as program
    from pipeline.production import making

    as_it_is = making.on_the_floor

    def on_the_floor(*given: object) -> object:
        floor = replace(as_it_is(*given), clock=Hurried())
        if "--die" in said:
            floor = replace(floor, checkpoint=dies_at(said["--die"], said.get("--of", "")))
        return floor

    making.on_the_floor = on_the_floor
    if "--patience" in said:
        impatient(float(said["--patience"]))
    sys.argv = ["rushes", *words]
    program()


if __name__ == "__main__":
    if sys.argv[1:] == ["--warm"]:
        warm()
    else:
        run(sys.argv[1:])
