"""What happens during a run, as frozen values; console, JSON lines and web page listen."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from pipeline.facts import Money, TakeRef
from pipeline.plan.jobs import JobId
from pipeline.run.pace import Effort
from pipeline.run.work import Recovered, RunResult

__all__ = [
    "INTERRUPTED",
    "Event",
    "JobEnded",
    "JobInDoubt",
    "JobMade",
    "JobMoved",
    "JobRetried",
    "JobStarted",
    "JoinEnded",
    "JoinStarted",
    "Listener",
    "MakerPaused",
    "Outlined",
    "PieceMade",
    "PieceStarted",
    "PiecesStarted",
    "RunEnded",
    "RunStarted",
    "RunStopping",
    "Told",
    "WasRecovered",
    "silent",
]


INTERRUPTED = "interrupted"
"""Why a run stops that somebody stopped with Ctrl-C."""


class Outlined(Struct, frozen=True):
    """What is about to be made, all in all; told before the first of it."""

    jobs: tuple[tuple[JobId, Effort], ...]
    film: tuple[Effort, ...] = ()
    """What has to be rendered after them, as far as it is known now; empty: no film follows."""
    seconds: float = 0.0
    """Of that film, from its first frame to its last."""
    lanes: int = 1
    """Processes at work."""
    leaves: bool = False
    """What services make is ordered and not waited for."""


class Told(Struct, frozen=True):
    """Something to know before the first of it is made."""

    words: str


class RunStarted(Struct, frozen=True):
    """A run begins with ``jobs`` to make and ``under_way`` orders to go on with."""

    jobs: int
    under_way: int = 0


class WasRecovered(Struct, frozen=True):
    """An earlier run had been cut off; this is what was picked up."""

    recovered: Recovered


class JobStarted(Struct, frozen=True):
    """The intent is written; ``ref`` is the number that was given out."""

    job: JobId
    ref: TakeRef
    price: Money | None = None
    """The most it can cost."""


class JobMoved(Struct, frozen=True):
    """A generator says how far it is."""

    job: JobId
    state: str
    fraction: float | None = None
    """0 to 1; None where nobody can say."""
    words: str = ""
    """What it says of its work, in one short line."""
    seconds: float | None = None
    """Since it was sent to its service; None for what is made on this machine."""


class JobMade(Struct, frozen=True):
    """A take is in its place."""

    job: JobId
    ref: TakeRef
    done: int
    """Jobs of this run that have ended, this one included."""
    total: int
    price: Money | None = None
    """What the order cost."""
    is_unpriced: bool = False
    """It cost money, and nobody knows how much."""


class JobRetried(Struct, frozen=True):
    """An attempt ended unbilled; another follows after ``seconds``."""

    job: JobId
    reason: str
    seconds: float


class JobEnded(Struct, frozen=True):
    """A job gave no take."""

    job: JobId
    reason: str
    """Empty where the same was told of another job: a limit has no room for either."""
    done: int
    total: int


class JobInDoubt(Struct, frozen=True):
    """Sent, the answer lost, and nobody can know: a person decides."""

    job: JobId
    ref: TakeRef
    reason: str


class MakerPaused(Struct, frozen=True):
    """It gets no more orders in this run; the others go on."""

    generator: str
    """A generator of the film, a service (``runway``), or a model of one (``runway gen4.5``)."""
    reason: str


class RunStopping(Struct, frozen=True):
    """Nothing new is begun any more: Ctrl-C, or a full disk."""

    reason: str
    in_hand: int
    """Local jobs that are finished first."""


class PiecesStarted(Struct, frozen=True):
    """Derived work begins: ``pieces`` to make, ``kept`` were there already."""

    pieces: int
    kept: int
    efforts: tuple[tuple[str, Effort], ...] = ()
    """How much work each is, by key."""
    lanes: int = 1
    """Processes at work."""


class PieceStarted(Struct, frozen=True):
    """One derived file is being made."""

    key: str


class PieceMade(Struct, frozen=True):
    """One derived file is in its place."""

    key: str
    performer: str
    done: int
    total: int


class JoinStarted(Struct, frozen=True):
    """Every part is there: they are joined into the film."""

    effort: Effort


class JoinEnded(Struct, frozen=True):
    """The film lies in its place."""


class RunEnded(Struct, frozen=True):
    """The run is over."""

    result: RunResult


Event = (
    Outlined
    | RunStarted
    | WasRecovered
    | JobStarted
    | JobMoved
    | JobMade
    | JobRetried
    | JobEnded
    | JobInDoubt
    | MakerPaused
    | RunStopping
    | PiecesStarted
    | PieceStarted
    | PieceMade
    | JoinStarted
    | JoinEnded
    | RunEnded
    | Told
)

Listener = Callable[[Event], None]


def silent(event: Event) -> None:
    """Listen to nothing."""
    del event
