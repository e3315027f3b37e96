"""What a run does, on screen: one line that moves on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from types import TracebackType
from typing import Self, TextIO

import click

from pipeline.facts import Money
from pipeline.production.making import picked_up
from pipeline.run import events
from pipeline.run.events import Event

__all__ = ["Progress"]


class Progress:
    """Listens to a run and says how far it is: what, n of m, money so far, about how long left."""

    def __init__(self, *, is_quiet: bool = False, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._is_quiet = is_quiet
        self._moves = not is_quiet and self._stream.isatty()
        self._began = time.monotonic()
        self._width = 0
        self._step_said = ""
        self._spent: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clear()

    def __call__(self, event: Event) -> None:
        """Show one event."""
        if self._is_quiet:
            return
        match event:
            case events.RunStarted():
                self._began = time.monotonic()
            case events.WasRecovered(recovered):
                self._say(picked_up(recovered))
            case events.JobMade():
                self._count(event.price)
                self._step(str(event.ref), event.done, event.total)
            case events.JobMoved():
                self._move(event)
            case events.PiecesStarted():
                self._begin_pieces(event)
            case events.PieceMade():
                self._step("rendering the film", event.done, event.total)
            case _:
                self._say(_sentence(event))

    def _count(self, price: Money | None) -> None:
        if price is not None and price.micros:
            self._spent[price.currency] = self._spent.get(price.currency, 0) + price.micros

    def _begin_pieces(self, event: events.PiecesStarted) -> None:
        self._began = time.monotonic()
        if event.kept and not event.pieces:
            self._say(
                f"nothing to render: all {event.kept} parts of the film are as they should be"
            )
        elif event.kept:
            self._say(f"{event.pieces} parts of the film to render, {event.kept} kept")

    # -- the line ------------------------------------------------------------------------------

    def _step(self, what: str, done: int, total: int) -> None:
        elapsed = time.monotonic() - self._began
        left = elapsed / done * (total - done) if done else 0
        money = "".join(f", {micros / 1e6:.2f} {name}" for name, micros in self._spent.items())
        about = f", about {_clock(left)} left" if done < total else ""
        line = f"{what}  {done} of {total}{money}{about}"
        self._step_said = f"{line}  "
        if self._moves:
            self._clear()
            self._show(line)
        elif done == total or total <= 20 or done % max(1, total // 10) == 0:
            click.echo(line, file=self._stream)

    def _move(self, event: events.JobMoved) -> None:
        """Show how far one job is, behind how far all are; on a terminal only."""
        if not self._moves:
            return
        far = "" if event.fraction is None else f"{event.fraction:.0%}"
        said = ", ".join(filter(None, (far, event.words)))
        if said:
            self._clear()
            line = f"{self._step_said}{event.job}: {said}"
            self._show(line[: shutil.get_terminal_size().columns - 1])

    def _show(self, line: str) -> None:
        self._stream.write(line)
        self._stream.flush()
        self._width = len(line)

    def _say(self, line: str) -> None:
        self._clear()
        if line:
            click.echo(line, file=self._stream)

    def _clear(self) -> None:
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0


def _sentence(event: Event) -> str:
    """The sentence of an event that is told as it is; empty for those that are not."""
    match event:
        case events.JobEnded():
            return f"{event.job}: {event.reason}"
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


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
