"""The contract between rushes and a generator.

    prepare -> submit (at most one paid request) -> ticket -> poll -> collect

A backend never sleeps, retries, draws seeds, chooses file names or logs secrets: the runner does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from msgspec import Struct, field
from pydantic import BaseModel, ConfigDict

from pipeline.backends.states import Recovery, State
from pipeline.facts import Camera, Digest, Json, Money

if TYPE_CHECKING:
    from pipeline.backends.keys import KeyPlace
    from pipeline.backends.model import Override

__all__ = [
    "Backend",
    "Cancelled",
    "Capabilities",
    "Collected",
    "Operation",
    "Order",
    "OrderImage",
    "Output",
    "Prepared",
    "Progress",
    "Recovery",
    "Refusal",
    "Settings",
    "State",
    "Ticket",
]


class Operation(StrEnum):
    """What is asked for."""

    T2I = "t2i"
    """A picture from words."""
    I2I = "i2i"
    """A picture from a picture."""
    T2V = "t2v"
    """A clip from words."""
    I2V = "i2v"
    """A clip from a picture."""
    V2V = "v2v"
    """A clip from a clip."""
    EXTEND = "extend"
    """A clip that goes on from a clip."""
    UPSCALE = "upscale"
    """The same, larger."""
    TTS = "tts"
    """Speech from words."""
    SFX = "sfx"
    """A sound from words."""
    MUSIC = "music"
    """Music from words."""


class Settings(BaseModel):
    """A backend's own settings in ``film.yaml``; a misspelt one is an error with its line."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_AnySettings = Settings  # where the class attribute of a backend hides the name


class OrderImage(Struct, frozen=True):
    """A picture that goes with an order."""

    role: str
    """``first``, ``last``, ``reference``, ``source``."""
    digest: Digest = ""
    """Empty while the picture is still to be made."""
    path: Path | None = None
    """The file here, known once the order is closed."""
    take: str = ""
    """The take it is, as ``sh030 panel 2``; empty for the author's own file."""
    begins: int = 0
    """The film frame of that take with which it begins, where only a stretch of it is sent."""
    wanted: str = ""
    """While open: ``shot kind`` of the take that will stand there."""


class Order(Struct, frozen=True):
    """What a backend is asked to make: data, frozen at the intent."""

    operation: Operation
    shot: str
    prompt: str = ""
    negative: str = ""
    images: tuple[OrderImage, ...] = ()
    video: OrderImage | None = None
    frames: int = 1
    """Pictures wanted; 1 for a still. Of a sound film frames, 0 where it may be of any length."""
    width: int = 1280
    height: int = 720
    fps: Fraction = Fraction(24)
    seed: int | None = None
    """Drawn by the runner before the intent; None only while the order is open."""
    camera: Camera | None = None
    model: str = ""
    words: Json = field(default_factory=dict)
    """The author's own fields: framing, angle, lens, panel, style, named elements, place."""
    options: Json = field(default_factory=dict)


class Capabilities(Struct, frozen=True):
    """What a backend (with one model) can do; checked in the plan, before any money."""

    operations: frozenset[Operation]
    seconds: tuple[Fraction, Fraction] | tuple[Fraction, ...] | None = None
    """The lengths it makes; None: any."""
    seconds_are_a_range: bool = True
    """Whether ``seconds`` is (least, most) or a list of choices."""
    has_seed: bool = True
    has_negative: bool = False
    has_first_frame: bool = False
    has_last_frame: bool = False
    references: int = 0
    is_free: bool = False
    is_local: bool = False
    """The whole attempt runs in a worker process on this machine."""
    outputs: int = 1
    """Takes that one order gives."""
    distinct: int | None = None
    """Different results it can give for the same words; None: any number."""
    waits_for_person: bool = False
    """Files come from elsewhere (inbox); no attempt is made."""
    poll_seconds: float = 1.0
    """The least interval between two polls."""
    concurrency: int = 4
    """Orders of this model that may be at the service at once."""
    per_minute: int | None = None
    """Orders of this model that may be sent within any minute; None: nobody says."""
    per_day: int | None = None
    """Orders of this model that may be sent within any 24 hours; None: nobody says."""
    result_hours: float | None = None
    """How long a finished job's results are kept there; None: nobody says."""
    recovery: Recovery = Recovery.NONE
    retired_on: str = ""
    successors: tuple[str, ...] = ()


class Refusal(str):
    """What of an order cannot be honoured: a sentence, and the part of the order that asks for it.

    ``field`` is a name of the order as an author would know it: ``operation prompt negative first
    last references source seconds size seed camera model``, or a setting of the generator. The
    plan finds the line of the author's file by it; a plain sentence is laid at the shot's door.
    """

    field: str
    __slots__ = ("field",)

    def __new__(cls, field: str, sentence: str) -> Self:
        """The sentence, with the part of the order it is about."""
        refusal = super().__new__(cls, sentence)
        refusal.field = field
        return refusal

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return self.field, str(self)


class Prepared(Struct, frozen=True):
    """An order made ready to send: inputs uploaded, the wire body frozen."""

    order: Order
    body: Json
    """What will be sent, without secrets."""


class Ticket(Struct, frozen=True):
    """Plain JSON with which any later process, on any machine, picks the job up."""

    backend: str
    job: str = ""
    """The service's own id."""
    settings: Json = field(default_factory=dict)
    """The backend's settings, without secrets."""
    data: Json = field(default_factory=dict)
    """URLs and whatever else polling needs."""
    files: tuple[str, ...] = ()
    """Results that already lie in ``into``."""
    doubt: str = ""
    """Of a job that was found: why it may be another's. It is named to a person, not adopted."""


class Failure(Struct, frozen=True):
    """How a job ended badly."""

    reason: str
    is_retryable: bool = False
    is_billed: bool = False
    refused: str = ""
    """What was refused, where it was moderated: see ``pipeline.errors.Moderated``."""


class Progress(Struct, frozen=True):
    """One look at a job."""

    state: State
    fraction: float | None = None
    retry_after_seconds: float | None = None
    failure: Failure | None = None
    cost: Money | None = None
    expires: datetime | None = None
    """When the results are gone from there (aware); None: the service does not say."""


class Output(Struct, frozen=True):
    """One take's files."""

    path: Path
    companions: tuple[tuple[str, Path], ...] = ()
    """(role, file)."""
    seed: int | None = None
    job: str = ""


class Collected(Struct, frozen=True):
    """What a finished job gave."""

    outputs: tuple[Output, ...]
    cost: Money | None = None


class Cancelled(Struct, frozen=True):
    """What became of a request to stop."""

    is_stopped: bool
    """False: it goes on, or has ended already."""
    cost: Money | None = None
    """What is billed all the same; None: nobody knows, and what was reserved counts as spent."""


def _unheard(fraction: float | None, words: str) -> None:
    del fraction, words


class Backend(ABC):
    """One generator; one instance a process, no state that matters.

    Subclasses give ``name``, ``Settings`` and the methods below. ``about`` is one sentence for
    ``rushes backends list``.
    """

    name: ClassVar[str]
    about: ClassVar[str] = ""
    Settings: ClassVar[type[Settings]] = Settings
    needs_trust: ClassVar[bool] = False
    """Runs a program that the film names; only after ``rushes trust``."""
    trusted_with: ClassVar[str] = "runs a program that this film names"
    """What is allowed by that, as the end of a sentence behind the generator's name."""
    place: ClassVar[str] = ""
    """Where it sends orders, as shipped or described; another address there needs trust too."""
    page: ClassVar[str] = ""
    """Where a person sees his own jobs at the service: an address; empty: nobody said."""

    overrides: tuple[Override, ...] = ()
    """What the film says of models, under ``models:``; set before anything is asked."""
    tell: Callable[[float | None, str], None] = staticmethod(_unheard)
    """Says how far the work in hand is: fraction (None where nobody can say) and words.

    For what is made on this machine while ``submit`` lasts; may be called as often as one likes,
    from any thread. A service says the same when it is polled.
    """

    def __init__(self, settings: _AnySettings, home: Path) -> None:
        self.settings = settings
        self.home = home
        """The production's folder: relative paths of settings and orders start here."""

    @classmethod
    def bound_to(cls, settings: Mapping[str, object], home: Path) -> type[Backend]:
        """The backend that these settings mean: itself, unless they name what it goes by.

        Called before the settings are read. ``home`` is the production's folder.

        Raises:
            ProjectError: what they name cannot be read.
        """
        del settings, home
        return cls

    @abstractmethod
    def capabilities(self, model: str = "") -> Capabilities:
        """What can be asked for."""

    def recovery_of(self, order: Order) -> Recovery:
        """How an order is found again; where a model's orders differ, nearer than ``recovery``."""
        return self.capabilities(order.model).recovery

    @abstractmethod
    def check(self, order: Order) -> Sequence[str]:
        """What of this order cannot be honoured, one sentence each; nothing is dropped silently.

        A ``Refusal`` says which part of the order it is about, so that its line can be named.
        """

    def unknown_words(self, order: Order) -> Sequence[str]:
        """Words of the order that will not be seen in the result; the plan names them."""
        del order
        return ()

    def seconds_asked(self, order: Order) -> Fraction | None:
        """The length that is asked for, where the model makes only certain ones.

        The shortest that covers the order; None where it makes the order's own length, or none.
        """
        del order
        return None

    @abstractmethod
    def estimate(self, order: Order) -> Money | None:
        """The most it can cost; None is unknown."""

    @abstractmethod
    def prepare(self, order: Order) -> Prepared:
        """Upload inputs and freeze the body; free and repeatable."""

    @abstractmethod
    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        """Send the order, once.

        A reply that is itself the result is written into ``into`` and named by the ticket.

        Raises:
            SubmitRejected: surely not accepted.
            SubmitUnknown: nobody can know.
            Moderated: refused for its content.
            RateLimited: later.
            OutOfCredit: the account is empty.
        """

    def answered(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket | None:
        """The ticket of an order whose answer is the result and lies whole in ``into``; or None."""
        del prepared, attempt_key, into
        return None

    @abstractmethod
    def poll(self, ticket: Ticket, into: Path) -> Progress:
        """Look at the job, once."""

    @abstractmethod
    def collect(self, ticket: Ticket, into: Path) -> Collected:
        """Bring the results into ``into``; may be repeated."""

    def cancel(self, ticket: Ticket) -> Cancelled:
        """Stop the job where the service allows it.

        Polls first: at some services the same call erases a finished job. One that has ended is
        left alone (``is_stopped`` False).
        """
        del ticket
        return Cancelled(is_stopped=False)

    def ticket_of(self, job: str, order: Order) -> Ticket:
        """The ticket of a job that was found, or made, on the service's own page.

        ``order`` says operation and model; its words may be unknown (empty).

        Raises:
            CannotMake: an id alone is not enough here; says what is.
        """
        del order
        return Ticket(self.name, job, settings=dict(frozen_settings(self.settings)))

    def key_place(self) -> KeyPlace | None:
        """Where its key is looked for, and found; None: it needs none."""
        return None

    def find(self, attempt_key: str, prepared: Prepared, since: datetime) -> list[Ticket]:
        """Jobs of ours at the service that could be this attempt; proves presence only."""
        del attempt_key, prepared, since
        return []

    def is_like(self, one: Prepared, other: Prepared) -> bool:
        """Whether ``find`` might take a job of one order for the other's; asks nobody."""
        del one, other
        return True


def frozen_settings(settings: Settings) -> Mapping[str, object]:
    """The settings as they travel in tickets and worker calls: plain JSON, no secrets."""
    return settings.model_dump(mode="json")
