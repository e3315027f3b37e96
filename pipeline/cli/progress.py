"""What a run does, on screen: one line that moves on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

import click

if TYPE_CHECKING:
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
        handler = getattr(self, f"_on_{type(event).__name__}", None)
        if handler is not None and not self._is_quiet:
            handler(event)

    # -- events --------------------------------------------------------------------------------

    def _on_RunStarted(self, event: object) -> None:  # noqa: N802  # named after the event
        self._began = time.monotonic()
        del event

    def _on_WasRecovered(self, event: Event) -> None:  # noqa: N802
        from pipeline.production.making import picked_up

        self._say(picked_up(event.recovered))  # type: ignore[union-attr]

    def _on_JobMade(self, event: Event) -> None:  # noqa: N802
        price = event.price  # type: ignore[union-attr]
        if price is not None and price.micros:
            self._spent[price.currency] = self._spent.get(price.currency, 0) + price.micros
        self._step(str(event.ref), event.done, event.total)  # type: ignore[union-attr]

    def _on_JobEnded(self, event: Event) -> None:  # noqa: N802
        self._say(f"{event.job}: {event.reason}")  # type: ignore[union-attr]

    def _on_JobInDoubt(self, event: Event) -> None:  # noqa: N802
        self._say(f"{event.ref}: in doubt: {event.reason}")  # type: ignore[union-attr]

    def _on_JobRetried(self, event: Event) -> None:  # noqa: N802
        self._say(f"{event.job}: {event.reason}; again in {event.seconds:.0f} s")  # type: ignore[union-attr]

    def _on_MakerPaused(self, event: Event) -> None:  # noqa: N802
        self._say(f"{event.generator} pauses: {event.reason}")  # type: ignore[union-attr]

    def _on_RunStopping(self, event: Event) -> None:  # noqa: N802
        self._say(
            f"{event.reason}: finishing {event.in_hand} in hand, nothing new is begun "  # type: ignore[union-attr]
            "(Ctrl-C again leaves at once; nothing is lost either way)"
        )

    def _on_PiecesStarted(self, event: Event) -> None:  # noqa: N802
        self._began = time.monotonic()
        kept = event.kept  # type: ignore[union-attr]
        if kept and not event.pieces:  # type: ignore[union-attr]
            self._say(f"nothing to render: all {kept} parts of the film are as they should be")
        elif kept:
            self._say(f"{event.pieces} parts of the film to render, {kept} kept")  # type: ignore[union-attr]

    def _on_PieceMade(self, event: Event) -> None:  # noqa: N802
        self._step("rendering the film", event.done, event.total)  # type: ignore[union-attr]

    # -- the line ------------------------------------------------------------------------------

    def _step(self, what: str, done: int, total: int) -> None:
        elapsed = time.monotonic() - self._began
        left = elapsed / done * (total - done) if done else 0
        money = "".join(f", {micros / 1e6:.2f} {name}" for name, micros in self._spent.items())
        about = f", about {_clock(left)} left" if done < total else ""
        line = f"{what}  {done} of {total}{money}{about}"
        if self._moves:
            self._clear()
            self._stream.write(line)
            self._stream.flush()
            self._width = len(line)
        elif done == total or total <= 20 or done % max(1, total // 10) == 0:
            click.echo(line, file=self._stream)

    def _say(self, line: str) -> None:
        self._clear()
        if line:
            click.echo(line, file=self._stream)

    def _clear(self) -> None:
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
