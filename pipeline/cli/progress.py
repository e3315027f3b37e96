"""What a run does, on screen: one line that moves on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TextIO

import click

from pipeline.cli.away import Away
from pipeline.cli.common import counted
from pipeline.cli.lines import lines_asked
from pipeline.cli.phases import Phases, clock_words, roughly
from pipeline.errors import columns, listed
from pipeline.facts import Money
from pipeline.plan.called import counted_takes
from pipeline.production.budgeting import spent_words, summed
from pipeline.production.making import picked_up
from pipeline.run import events
from pipeline.run.events import Event
from pipeline.run.pace import ORDER

__all__ = ["Progress"]

_TICK_SECONDS = 0.5
_DRAW_SECONDS = 0.1
"""The moving line is drawn no more often: ten thousand quick panels are not slowed by it."""
_PLAIN_SECONDS = 10.0
"""How long plain lines are silent while work goes on."""
_MARKS = "|/-\\"
_WIDEST = 110
_SILENCED = (
    events.JobMade | events.JobEnded | events.JobInDoubt | events.JobRetried | events.RunEnded
)
"""After these nothing is said any more of how far a job is, until the next one speaks."""


class Progress:
    """Listens to a run and says how far it is: what, n of m, money so far, about how long left."""

    def __init__(
        self,
        *,
        is_quiet: bool = False,
        stream: TextIO | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream or sys.stderr
        self._is_quiet = is_quiet
        is_dumb = os.environ.get("TERM") == "dumb"  # it cannot go back to the left edge
        self._moves = not is_quiet and self._stream.isatty() and not is_dumb
        self._now = now
        self._phases = Phases()
        self._away = Away()
        self._lines = lines_asked()
        self._width = 0
        self._turn = 0
        self._spoke = now()
        self._drew = float("-inf")
        self._plain = ""
        self._moved = ""
        """What the job that spoke last says of its own progress."""
        self._spent: tuple[Money, ...] = ()
        self._unpriced = 0
        """Orders that cost money, nobody knows how much."""
        self._mutex = threading.RLock()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if not self._is_quiet:
            self._thread = threading.Thread(target=self._tick, name="progress", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        with self._mutex:
            self._clear()

    def __call__(self, event: Event) -> None:
        """Show one event."""
        with self._mutex:
            if self._lines is not None:
                self._lines.write(event)
            if not self._is_quiet:
                self._show(event)

    def _show(self, event: Event) -> None:
        self._phases.hear(event, self._now())
        self._away.hear(event, self._now())
        if isinstance(event, _SILENCED):
            self._moved = ""
        match event:
            case events.Outlined():
                self._say(_opening(event, self._phases.here(self._now())))
                self.look()
            case events.WasRecovered() | events.Told():
                self._say(_news(event))
            case events.JobMade():
                self._unpriced += event.is_unpriced
                self._count(event.price)
                self.look()
            case events.JobMoved():
                self._moved = _moved(event)
                self.look()
            case events.PiecesStarted():
                self._say(_parts(event, self._phases.here(self._now())))
                self.look()
            case events.PieceMade() | events.JoinStarted():
                self.look()
            case events.JoinEnded():
                self._clear()
            case _:
                self._say(_sentence(event))

    @contextmanager
    def hushed(self) -> Iterator[None]:
        """Leave the screen to somebody else for a while: a question is asked."""
        with self._mutex:
            self._clear()
            yield

    def look(self) -> None:
        """Bring what stands on the screen up to date; called again and again while work goes on."""
        with self._mutex:
            if not self._phases.is_at_work:
                return
            now = self._now()
            if self._moves and now - self._drew >= _DRAW_SECONDS:
                self._draw(now)
            elif not self._moves:
                self._speak(now)

    def _tick(self) -> None:
        while not self._over.wait(_TICK_SECONDS):
            self.look()

    def _count(self, price: Money | None) -> None:
        if price is not None and price.micros:
            self._spent = summed((*self._spent, price))

    # -- the line ------------------------------------------------------------------------------

    def _line(self, now: float) -> str:
        cost = spent_words(self._spent, self._unpriced)
        money = f", {cost} spent" if cost else ""
        left = self._phases.left(now)
        about = f", about {clock_words(left)} left" if left is not None and left >= 1 else ""
        stands_on = self._phases.known_from
        about += f" (going by {stands_on})" if about and stands_on else ""
        done = f"{self._phases.words}{money}{about}".removeprefix(", ")
        return "; ".join(filter(None, (done, self._away.words(now))))

    def _whole_line(self, now: float) -> str:
        """The line, and behind it how far the job is that spoke last."""
        return "  ".join(filter(None, (self._line(now), self._moved)))

    def _draw(self, now: float) -> None:
        """The line that moves, no wider than the terminal: a wrapped one could not be wiped out."""
        self._clear()
        self._turn += 1
        room = min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns) - 3
        line, wide = _fitting(self._whole_line(now), room)
        self._stream.write(f"{line} {_MARKS[self._turn % len(_MARKS)]}")
        self._stream.flush()
        self._width = wide + 2
        self._drew = now

    def _speak(self, now: float) -> None:
        """A plain line: of the first and the last of every phase, and when it was long silent."""
        words = self._phases.words
        is_due = now - self._spoke >= _PLAIN_SECONDS
        if is_due or (self._phases.is_news and words != self._plain):
            self._plain = words
            self._say(self._line(now))

    def _say(self, line: str) -> None:
        if line:
            self._clear()
            click.echo(line, file=self._stream)
            self._spoke = self._now()

    def _clear(self) -> None:
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0


def _fitting(text: str, room: int) -> tuple[str, int]:
    """As much of the text as so many columns hold, and the columns that it takes."""
    wide = 0
    for number, char in enumerate(text):
        if wide + columns(char) > room:
            return text[:number], wide
        wide += columns(char)
    return text, wide


def _opening(event: events.Outlined, here: float) -> str:
    """What is going to be made, and about how long it takes; of services nobody knows that."""
    services = dict.fromkeys(job.generator for job, effort in event.jobs if effort.word == ORDER)
    words = [job.kind.word for job, _ in event.jobs]
    parts = [counted_takes(words.count(word), word) for word in dict.fromkeys(words)]
    if event.film:
        parts.append(f"the film ({event.seconds:.1f} s)")
    times = [roughly(here)] if here or not services else []
    if services:
        names = listed(services)
        take = "take" if len(services) > 1 else "takes"
        left = f"orders are left at {names}"
        times.append(left if event.leaves else f"as long as {names} {take}")
    return f"to make: {', '.join(parts)}: {' here, and '.join(times)}"


def _news(event: events.WasRecovered | events.Told) -> str:
    """What is said before the work begins."""
    return event.words if isinstance(event, events.Told) else picked_up(event.recovered)


def _moved(event: events.JobMoved) -> str:
    """What one job says of its progress; empty where it says nothing that a person would read."""
    far = "" if event.fraction is None else f"{event.fraction:.0%}"
    said = ", ".join(filter(None, (far, event.words)))
    return f"{event.job}: {said}" if said else ""


def _parts(event: events.PiecesStarted, left: float) -> str:
    """How many parts of the film are rendered, and how many are as they should be."""
    if not event.pieces:
        if not event.kept:
            return ""
        if event.kept == 1:
            return "nothing to render: the one part of the film is as it should be"
        return f"nothing to render: all {event.kept} parts of the film are as they should be"
    kept = f", {event.kept} kept" if event.kept else ""
    return f"{counted(event.pieces, 'part')} of the film to render{kept}: {roughly(left)}"


def _sentence(event: Event) -> str:
    """The sentence of an event that is told as it is; empty for those that are not."""
    match event:
        case events.JobEnded():
            return f"{event.job}: {event.reason}" if event.reason else ""
        case events.JobInDoubt():
            return f"{event.ref}: in doubt: {event.reason}"
        case events.JobRetried():
            return f"{event.job}: {event.reason}; again in {event.seconds:.0f} s"
        case events.MakerPaused():
            return f"{event.generator} pauses: {event.reason}"
        case events.RunStopping():
            return _stopping(event)
        case _:
            return ""


def _stopping(event: events.RunStopping) -> str:
    """What a stopping run still does; only who pressed Ctrl-C is told what pressing it again does.

    Any other reason is said at the end, once.
    """
    if event.reason != events.INTERRUPTED:
        goes_on = f"stopping: finishing {event.in_hand} in hand, nothing new is begun"
        return goes_on if event.in_hand else ""
    return (
        f"{event.reason}: finishing {event.in_hand} in hand, nothing new is begun "
        "(Ctrl-C again leaves at once; nothing is lost either way)"
    )
