"""Derived work: pieces of the film, made by pure performers in worker processes, kept by key."""

from __future__ import annotations

import queue
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from pipeline.errors import MediaError, NoWorkers
from pipeline.plan.jobs import Recipe
from pipeline.run import events
from pipeline.run.events import Listener, silent
from pipeline.run.interrupt import Interrupt
from pipeline.run.pace import Effort
from pipeline.run.worker import Answer, Call, named
from pipeline.run.workers import Workers
from pipeline.vault.derived import Derived

__all__ = ["Performed", "Piece", "Tools", "perform", "perform_one"]


class Piece(Struct, frozen=True):
    """One derived file to make: a recipe, its key, and the files that go in."""

    key: str
    """Of everything that shapes the file."""
    suffix: str
    """Its ending, with the point."""
    recipe: Recipe
    inputs: Mapping[str, Path] = field(default_factory=dict)
    """Input files by digest."""
    needs: tuple[str, ...] = ()
    """Keys of other pieces that must be there first; they are handed in among the inputs."""
    effort: Effort = Effort("part")


class Performed(Struct, frozen=True):
    """What came of the pieces."""

    made: Mapping[str, Path]
    """Every piece that is there now, by key; kept ones included."""
    failed: tuple[tuple[str, str], ...] = ()
    """(key, why)."""
    is_interrupted: bool = False
    stopped_by: str = ""
    """The full disk that ended the work early; empty when none did."""

    @property
    def is_whole(self) -> bool:
        """Whether every piece is there."""
        return not (self.failed or self.is_interrupted or self.stopped_by)


class Tools(Struct, frozen=True):
    """What derived work is done with."""

    workers: Workers
    derived: Derived
    performers: Mapping[str, str]
    """A performer's function, as ``module:name``, by its word in recipes. It is called with the
    recipe's data, the input files by digest (or key), and the path that it must write; it counts
    its frames itself and raises ``MediaError`` rather than leave a short file."""
    tell: Listener = silent
    stop: Interrupt = field(default_factory=Interrupt)


def perform(pieces: Sequence[Piece], tools: Tools) -> Performed:
    """Make every piece that is not there yet, as many at a time as there are workers.

    One that fails stops only those that need it. One whose process the system ended (for want of
    memory, as a rule) is made again when nothing else is at work, and reported when it dies there
    too. Ctrl-C lets the pieces in hand end and begins
    none. Memory does not grow with their number.

    Raises:
        NoWorkers: nothing can be made on this machine.
    """
    return _Performance(pieces, tools).run()


def perform_one(function: str, piece: Piece, inputs: Mapping[str, Path], folder: Path) -> Path:
    """Make one piece; runs in the worker that gives the file its name.

    Raises:
        MediaError: the performer wrote nothing, or says what is wrong with its inputs.
        DiskFull: no room.
    """
    derived = Derived(folder)
    aside = derived.aside(piece.key, piece.suffix)
    try:
        named(function)(piece.recipe.data, inputs, aside)
        if not aside.is_file() or not aside.stat().st_size:
            raise MediaError(f"{piece.recipe.performer} wrote nothing")
        return derived.put(piece.key, piece.suffix, aside)
    finally:
        aside.unlink(missing_ok=True)


class _Performance:
    """One round of derived work."""

    def __init__(self, pieces: Sequence[Piece], tools: Tools) -> None:
        self._tools = tools
        self._made: dict[str, Path] = {}
        self._failed: dict[str, str] = {}
        self._stopped_by = ""
        self._no_workers: NoWorkers | None = None
        self._answers: queue.SimpleQueue[tuple[Piece, Answer] | None] = queue.SimpleQueue()
        self._todo: dict[str, Piece] = {}
        for piece in pieces:
            kept = tools.derived.get(piece.key, piece.suffix)
            if kept is not None:
                self._made[piece.key] = kept
            else:
                self._todo.setdefault(piece.key, piece)
        self._total = len(self._todo)
        self._in_hand = 0
        self._alone: dict[str, Piece] = {}
        """Their processes were ended by the system: once more, one at a time, after all others."""
        self._tried: set[str] = set()
        self._is_alone = False

    def run(self) -> Performed:
        tools = self._tools
        efforts = tuple((piece.key, piece.effort) for piece in self._todo.values())
        kept, lanes = len(self._made), tools.workers.count
        tools.tell(events.PiecesStarted(self._total, kept, efforts, lanes))
        tools.stop.listen(lambda: self._answers.put(None))
        self._fill()
        while self._in_hand:
            heard = self._answers.get()
            if heard is not None:
                self._in_hand -= 1
                self._hear(*heard)
            elif self._in_hand:
                tools.tell(events.RunStopping(events.INTERRUPTED, self._in_hand))
            self._fill()
        if self._no_workers is not None:
            raise self._no_workers
        for piece in self._todo.values():
            if not (tools.stop.is_set or self._stopped_by):
                self._failed[piece.key] = f"what it needs was not made: {piece.recipe.performer}"
        return Performed(
            self._made,
            tuple(self._failed.items()),
            is_interrupted=tools.stop.is_set and bool(self._todo or self._alone),
            stopped_by=self._stopped_by,
        )

    def _fill(self) -> None:
        """Keep every worker busy with the first pieces whose needs are there."""
        if self._tools.stop.is_set or self._stopped_by or self._no_workers:
            return
        while self._in_hand < self._tools.workers.count and not self._is_alone:
            piece = next((one for one in self._todo.values() if self._is_ready(one)), None)
            if piece is None:
                break
            del self._todo[piece.key]
            self._begin(piece)
        if self._alone and not self._in_hand:
            key = next(iter(self._alone))
            self._tried.add(key)
            self._is_alone = True
            self._begin(self._alone.pop(key))

    def _is_ready(self, piece: Piece) -> bool:
        return all(key in self._made for key in piece.needs)

    def _begin(self, piece: Piece) -> None:
        function = self._tools.performers.get(piece.recipe.performer)
        if function is None:
            self._failed[piece.key] = f"nobody performs '{piece.recipe.performer}'"
            return
        inputs = {**piece.inputs, **{key: self._made[key] for key in piece.needs}}
        arguments = (function, piece, inputs, self._tools.derived.folder)
        self._in_hand += 1
        self._tools.tell(events.PieceStarted(piece.key))
        self._tools.workers.submit(
            Call("pipeline.run.pieces:perform_one", arguments),
            lambda answer: self._answers.put((piece, answer)),
        )

    def _hear(self, piece: Piece, answer: Answer) -> None:
        self._is_alone = False
        if answer.fault is None:
            self._made[piece.key] = answer.value
            done = self._total - len(self._todo) - self._in_hand - len(self._failed)
            done -= len(self._alone)
            word = piece.recipe.performer
            self._tools.tell(events.PieceMade(piece.key, word, done, self._total))
        elif answer.fault.kind == "DiskFull":
            self._stopped_by = f"{answer.fault.message} ({answer.fault.fix})"
        elif answer.fault.kind == "NoWorkers":
            self._no_workers = NoWorkers(answer.fault.message, fix=answer.fault.fix)
        elif answer.fault.is_retryable and piece.key not in self._tried:
            self._alone[piece.key] = piece
        else:
            again = ", alone too" if piece.key in self._tried else ""
            self._failed[piece.key] = answer.fault.message + again
