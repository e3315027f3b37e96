"""A job as data: what to make, from what, for which slot of which shot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Protocol

from msgspec import Struct, field

from pipeline.backends.base import Order, Refusal
from pipeline.errors import Where
from pipeline.facts import Json, Kind
from pipeline.project.story import Project, Shot

__all__ = ["Facts", "Job", "JobId", "Recipe", "Stage", "Wanted"]


class JobId(Struct, frozen=True, order=True):
    """Which result: the ``slot``-th take of a kind of a shot from one generator."""

    shot: str
    kind: Kind
    generator: str
    slot: int
    """Counted from 1 within shot, kind and generator; not the take number."""

    def __str__(self) -> str:
        return f"{self.shot} {self.kind} #{self.slot} by {self.generator}"


class Wanted(Struct, frozen=True, order=True):
    """An input that is still to be put in: what stands for a kind of a shot, or a named take."""

    shot: str
    kind: Kind
    use: str = "start from"
    """What is done with it: ``start from``, ``end on``, ``be made from``, ``go on from``,
    ``be joined of``."""
    take: str = ""
    """The take, as ``2`` or ``b2``; empty: the one that stands when the order is closed."""


class Recipe(Struct, frozen=True):
    """Derived work: a performer by its word, and everything that shapes the result."""

    performer: str
    """``cut.reel``, ``cut.mix``; looked up in a table that ``production`` fills."""
    data: Json = field(default_factory=dict)


class Job(Struct, frozen=True):
    """One thing to make."""

    id: JobId
    work: Order
    """With its wanted inputs still open."""
    words: Json
    """The author's fields, joined and normalised: what *outdated* compares."""
    wanted: tuple[Wanted, ...] = ()
    author_files: tuple[tuple[str, str], ...] = ()
    """(path relative to the production, digest) of files the author named."""
    needed_frames: int = 0
    """Film frames the cut needs of it; 0 for stills."""
    where: Where | None = None
    marks: Mapping[str, Where] = field(default_factory=dict)
    """Where each part of the order is asked for, by the names that a ``Refusal`` knows."""

    def place_of(self, fault: str) -> Where | None:
        """Where the author asks for what is refused; of a plain sentence, where the shot does."""
        part = fault.field if isinstance(fault, Refusal) else ""
        return self.marks.get(part, self.where)

    def told(self, fault: str) -> str:
        """What is refused, behind its place: ``film.yaml:31:7: 'camera' makes clips …``."""
        place = self.place_of(fault)
        return f"{place}: {fault}" if place is not None else str(fault)


class Facts(Struct, frozen=True):
    """What a stage may know beside the project: digests of the author's files."""

    digests: dict[str, str] = field(default_factory=dict)
    """By path relative to the production; a missing file is absent."""
    lengths: dict[str, int] = field(default_factory=dict)
    """Film frames, from its first, that the cut needs of a shot's clip, tails included."""
    longest: dict[str, Fraction] = field(default_factory=dict)
    """Seconds of the longest clip that a generator makes, by name; absent: of any length."""


class Stage(Protocol):
    """Turns the written film into jobs; pure."""

    name: str
    kind: Kind

    def jobs(self, project: Project, facts: Facts, shots: Sequence[Shot]) -> Iterable[Job]:
        """Every job the stage asks for, in board order, whether made already or not."""
        ...
