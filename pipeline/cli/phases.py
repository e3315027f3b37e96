"""Where a run stands: its phases by name, how many of each are done, and how long is left."""

from __future__ import annotations

from collections import Counter

from pipeline.cli.common import counted
from pipeline.plan.called import takes_called
from pipeline.plan.jobs import JobId
from pipeline.run import events
from pipeline.run.events import Event
from pipeline.run.pace import ORDER, Pace
from pipeline.run.waits import Waits

__all__ = ["Phases", "clock_words", "roughly"]

_JUMP, _JUMP_SECONDS = 1.2, 5.0
"""A time left that grows by less than this stands still instead."""
_JOBS = "jobs"
_FILM = "film"
_PIECE = "piece"
_JOIN = "join"
_MINUTE = 60

_Ended = events.JobMade | events.JobEnded | events.JobInDoubt


class Phases:
    """Follows the events of a run, from the first panel to the joined film."""

    def __init__(self) -> None:
        self._pace = Pace()
        self._waits = Waits()
        self._asked: Counter[str] = Counter()
        self._done: Counter[str] = Counter()
        self._begun: set[str] = set()
        self._known: set[JobId] = set()
        self._film: list[object] = []
        self._pieces: list[object] = []
        self._stage = ""
        self._said = float("inf")
        self._last = ""

    @property
    def is_at_work(self) -> bool:
        """Whether anything is being made now that can be counted."""
        return bool(self._stage)

    @property
    def is_news(self) -> bool:
        """Whether the first or the last of a kind has just been made."""
        return self._last in self._asked and self._done[self._last] in {1, self._asked[self._last]}

    @property
    def words(self) -> str:
        """The phase by name, and n of m; two where one is not over when the next begins."""
        if self._stage == _JOIN:
            return "joining the film"
        if self._stage == _FILM:
            return "laying out the film"
        if self._stage == _PIECE:
            return f"rendering the film  {self._count(_PIECE)}"
        return ", ".join(f"{takes_called(word)}  {self._count(word)}" for word in self._kinds())

    @property
    def known_from(self) -> str:
        """What the time left stands on, where it is no guess of this machine's own work."""
        return self._waits.known_from

    def here(self, now: float) -> float:
        """Seconds of work on this machine."""
        return self._pace.left(now)

    def left(self, now: float) -> float | None:
        """Seconds until all of it is done; standing still where they would grow by little.

        None where nobody knows: a service makes something, and has made nothing yet.
        """
        away = self._waits.left(now)
        if away is None:
            return None
        left, before = self._pace.left(now) + away, self._said
        if not before < left < max(before * _JUMP, before + _JUMP_SECONDS):
            self._said = left
        return self._said

    def hear(self, event: Event, now: float) -> None:
        """Count one event in."""
        self._last = ""
        match event:
            case events.Outlined():
                self._outline(event)
            case events.JobStarted():
                self._begun.add(event.job.kind.word)
                self._pace.begin(event.job, now)
                self._waits.begin(event.job, now)
            case events.JobMoved():
                self._know(event)
            case events.JobMade() | events.JobEnded() | events.JobInDoubt():
                self._end_job(event, now)
            case events.RunEnded():
                self._stage = _FILM if self._film else ""
            case _:
                self._hear_film(event, now)

    def _hear_film(self, event: Event, now: float) -> None:
        """Count in what is rendered."""
        match event:
            case events.PiecesStarted():
                self._begin_pieces(event)
            case events.PieceStarted():
                self._pace.begin((_PIECE, event.key), now)
            case events.PieceMade():
                self._pace.end((_PIECE, event.key), now)
                self._done[_PIECE], self._last = event.done, _PIECE
            case events.JoinStarted():
                self._stage = _JOIN
                self._pace.expect(_JOIN, event.effort)
                self._pace.begin(_JOIN, now)
            case events.JoinEnded():
                self._pace.end(_JOIN, now)
                self._stage = ""

    def _outline(self, event: events.Outlined) -> None:
        self._pace.lanes = event.lanes
        self._stage = _JOBS
        for job, effort in event.jobs:
            self._known.add(job)
            self._asked[job.kind.word] += 1
            if effort.word != ORDER:
                self._pace.expect(job, effort)
            elif not event.leaves:
                self._waits.expect(job, job.generator)
        self._forget_film()
        for number, effort in enumerate(event.film):
            name = _JOIN if effort.word == _JOIN else (_FILM, number)
            self._film.append(name)
            self._pace.expect(name, effort)

    def _know(self, event: events.JobMoved) -> None:
        """Count in what an earlier run ordered: nobody outlined it."""
        job = event.job
        if job not in self._known:
            self._known.add(job)
            if event.seconds is not None:
                self._waits.expect(
                    job, job.generator
                )  # made long ago, perhaps: that teaches nothing
            self._asked[job.kind.word] += 1
            self._begun.add(job.kind.word)
            self._stage = self._stage or _JOBS

    def _end_job(self, event: _Ended, now: float) -> None:
        word = event.job.kind.word
        self._done[word] += 1
        self._asked[word] = max(self._asked[word], self._done[word])
        self._begun.add(word)
        self._last = word
        self._pace.end(event.job, now)
        self._waits.end(event.job, now, is_made=isinstance(event, events.JobMade))
        self._stage = self._stage or _JOBS

    def _begin_pieces(self, event: events.PiecesStarted) -> None:
        self._forget_film()
        for name in self._pieces:
            self._pace.forget(name)
        self._pace.lanes = event.lanes
        self._pieces = [(_PIECE, key) for key, _ in event.efforts]
        for key, effort in event.efforts:
            self._pace.expect((_PIECE, key), effort)
        self._asked[_PIECE], self._done[_PIECE] = event.pieces, 0
        self._stage = _PIECE if event.pieces else _FILM

    def _forget_film(self) -> None:
        for name in self._film:
            if name != _JOIN:
                self._pace.forget(name)
        self._film = []

    def _kinds(self) -> list[str]:
        """The kinds that are being made now: those begun and not done, else the next."""
        kinds = [word for word in self._asked if word != _PIECE]
        wanting = [word for word in kinds if self._done[word] < self._asked[word]]
        begun = [word for word in wanting if word in self._begun]
        return begun or wanting[:1] or kinds[-1:]

    def _count(self, word: str) -> str:
        return f"{self._done[word]} of {self._asked[word]}"


def clock_words(seconds: float) -> str:
    """A time left, no finer than it is known."""
    if seconds >= _MINUTE:
        seconds = round(seconds / 5) * 5
    minutes, rest = divmod(round(seconds), _MINUTE)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def roughly(seconds: float) -> str:
    """A time that is only guessed."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 90:
        return f"about {round(seconds / 10) * 10} seconds"
    return f"about {counted(round(seconds / _MINUTE), 'minute')}"
