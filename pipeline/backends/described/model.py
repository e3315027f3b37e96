"""A description of a service, read and checked: what the engine works with."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import Any

from msgspec import Struct, field

from pipeline.backends.base import Operation, Recovery, State
from pipeline.backends.described.paths import Paths
from pipeline.backends.described.templates import Template
from pipeline.facts import Money

__all__ = [
    "MOST_SEED",
    "Call",
    "Cancel",
    "Cost",
    "Description",
    "Errors",
    "Find",
    "Inputs",
    "KeyRule",
    "Limits",
    "Option",
    "Poll",
    "Request",
    "Results",
    "Then",
    "Upload",
]

Named = Mapping[str, Paths]

MOST_SEED = 4_294_967_295
"""What fits into 32 bits."""


class Request(Struct, frozen=True):
    """One request, as a template."""

    method: str
    address: Template
    """A path below the service's address, or a whole address of one of its hosts."""
    json: Template = None
    form: Template = None
    headers: Mapping[str, Template] = field(default_factory=dict)


class KeyRule(Struct, frozen=True):
    """How an account is told."""

    header: str
    written: str = "$key"
    """What stands in the header, with ``$key`` in it."""
    variables: tuple[str, ...] = ()


class Limits(Struct, frozen=True):
    """How fast a service may be asked."""

    poll_seconds: float = 2.0
    concurrency: int = 4
    per_minute: int | None = None
    """None: nobody says."""
    per_day: int | None = None
    result_hours: float | None = None


class Option(Struct, frozen=True):
    """A setting of the author's that is passed on."""

    kind: str
    about: str
    default: Any = None
    one_of: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


class Then(Struct, frozen=True):
    """The second request of an upload: to another host, without the key."""

    method: str
    to: Paths
    fields: Paths = ()


class Upload(Struct, frozen=True):
    """How a file is uploaded."""

    request: Request
    uri: Paths
    then: Then | None = None
    lasts: int = 3600
    """Seconds."""


class Inputs(Struct, frozen=True):
    """How files are handed over."""

    send: str = "data"
    """``data``, ``upload``, or ``data or upload``."""
    most_bytes: int = 0
    """The largest file that goes as data; 0: any."""
    upload: Upload | None = None


class Cost(Struct, frozen=True):
    """Where a price stands, and what it counts in."""

    at: Paths
    unit: Money = Money(1_000_000)
    of: int = 1
    """So many of it are one unit."""


class Poll(Struct, frozen=True):
    """How a job is looked at, and what the answer means."""

    request: Request | None = None
    """None where the answer to the order is the result."""
    state: Paths = ()
    states: Mapping[str, State] = field(default_factory=dict)
    http: Mapping[int, State] = field(default_factory=dict)
    failed_by: Paths = ()
    gone_by: Paths = ()
    ready_by: Paths = ()
    fraction: Paths = ()
    whole: float = 1.0
    wait: Paths = ()
    cost: Cost | None = None
    reason: Paths = ()
    code: Paths = ()
    refused: Paths = ()
    expires: Paths = ()
    moderated: tuple[str, ...] = ()
    billed: tuple[str, ...] = ()
    retryable: tuple[str, ...] = ()


class Results(Struct, frozen=True):
    """Where a finished job's files are."""

    request: Request | None = None
    """None: in the answer to the look at the job, or in the answer to the order."""
    urls: Paths = ()
    base64: Paths = ()
    file: bool = False
    one: bool = False
    seed: Paths = ()
    companions: Named = field(default_factory=dict)
    most_bytes: int = 4_000_000_000
    timeout: float = 900.0


class Cancel(Struct, frozen=True):
    """How a job is stopped."""

    request: Request
    states: frozenset[State] = frozenset({State.QUEUED, State.WORKING})
    """The states in which it is asked for."""


class Find(Struct, frozen=True):
    """How an order whose answer was lost is looked for."""

    request: Request
    items: Paths
    job: Paths
    match: Named = field(default_factory=dict)
    keep: Named = field(default_factory=dict)
    make: Mapping[str, Template] = field(default_factory=dict)
    next: Paths = ()
    pages: int = 5
    absent: tuple[int, ...] = ()
    absent_by: tuple[str, ...] = ()


class Errors(Struct, frozen=True):
    """What the service's refusals say."""

    message: Paths = ()
    code: Paths = ()
    moderated: tuple[str, ...] = ()
    no_credit: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


class Call(Struct, frozen=True):
    """What is sent for one operation, and how what comes of it is followed."""

    operation: Operation
    request: Request
    names: frozenset[str] = frozenset()
    """The values that an order of this call is made of: those that its request has places for."""
    models: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    """Pictures without which it is not for an order."""
    of: str = ""
    """``picture`` or ``clip``, where it is made from one of them alone."""
    model: str = ""
    own_model: bool = False
    """The service has one loaded where nobody names one."""
    reply: str = "job"
    job: Paths = ()
    own_job: Template = None
    """Our own id for the job, in the place of ``job``."""
    keep: Named = field(default_factory=dict)
    recovery: Recovery = Recovery.NONE
    lengths: tuple[Fraction, ...] = ()
    is_range: bool = False
    sizes: tuple[tuple[int, int], ...] = ()
    takes: int = 1
    timeout: float = 60.0
    poll: Poll = Poll()
    results: Results = Results()
    cancel: Cancel | None = None
    find: Find | None = None

    def serves(self, model: str) -> bool:
        """Whether it is for this model; an author who names none may mean any."""
        return not self.models or not model or any(fnmatchcase(model, one) for one in self.models)


class Description(Struct, frozen=True):
    """One service."""

    name: str
    about: str
    url: str
    calls: tuple[Call, ...]
    docs: str = ""
    checked: str = ""
    page: str = ""
    hosts: tuple[str, ...] = ()
    key: KeyRule | None = None
    headers: Mapping[str, Template] = field(default_factory=dict)
    is_free: bool = False
    recovery: Recovery = Recovery.NONE
    limits: Limits = Limits()
    most_seed: int = MOST_SEED
    inputs: Inputs = Inputs()
    options: Mapping[str, Option] = field(default_factory=dict)
    errors: Errors = Errors()

    def call(
        self, operation: Operation, model: str, pictures: frozenset[str] = frozenset()
    ) -> Call | None:
        """The call for an order with these pictures; None where there is none."""
        for call in self.calls:
            if call.operation is operation and call.serves(model) and call.needs <= pictures:
                return call
        return None

    def calls_of(self, model: str) -> tuple[Call, ...]:
        """Every call that may be made for a model: of each operation up to one that takes all."""
        found: list[Call] = []
        whole: set[Operation] = set()
        for call in self.calls:
            if call.operation not in whole and call.serves(model):
                found.append(call)
                if not call.needs:
                    whole.add(call.operation)
        return tuple(found)
