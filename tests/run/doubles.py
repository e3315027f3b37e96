"""Doubles of the run's tests: a scripted generator that counts what it bills, and a still clock."""

from __future__ import annotations

import json
import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, TypeVar

from pipeline.backends.base import (
    Backend,
    Cancelled,
    Capabilities,
    Collected,
    Failure,
    Operation,
    Order,
    OrderImage,
    Output,
    Prepared,
    Progress,
    Recovery,
    Settings,
    State,
    Ticket,
)
from pipeline.errors import (
    CannotMake,
    JobFailed,
    MediaError,
    Moderated,
    NotConfigured,
    OutOfCredit,
    RateLimited,
    SubmitRejected,
    SubmitUnknown,
    Unreachable,
)
from pipeline.facts import CLIP, PANEL, Kind, MediaInfo, Money, Take
from pipeline.ledger.ledger import Ledger
from pipeline.plan.jobs import Job, JobId, Wanted
from pipeline.run.floor import Floor, Makers
from pipeline.run.work import Work
from pipeline.run.worker import Answer, Call, fault_of, named
from pipeline.run.workers import Workers
from pipeline.vault.vault import Places, Vault

T = TypeVar("T")

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class FakeClock:
    """Time that passes only when everybody waits."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def seconds(self) -> float:
        return self.passed

    def wait(self, news: queue.SimpleQueue[T], seconds: float, *, is_busy: bool) -> T | None:
        if is_busy:
            return news.get(timeout=30)
        try:
            return news.get_nowait()
        except queue.Empty:
            self.passed += max(seconds, 0.001)
            return None


class ScriptedSettings(Settings):
    """What a scripted generator is told."""

    book: str = ""
    """The folder of the service: its bills and jobs, which outlive every process."""
    recovery: str = "none"
    is_free: bool = False
    is_local: bool = False
    price: int = 100_000
    submits: tuple[str, ...] = ()
    """What each paid request is answered, in order; then ``ok``."""
    prepares: tuple[str, ...] = ()
    finds: tuple[str, ...] = ()
    """What each look-up is answered before it looks, in order; then nothing."""
    polls: tuple[str, ...] = ()
    collects: tuple[str, ...] = ()
    outputs: int = 1
    extra: int = 0
    concurrency: int = 4
    is_listed: bool = True
    """Whether a search finds what was accepted."""
    has_companion: bool = False
    ticket_size: int = 0
    """How much a ticket carries."""
    base_url: str = ""
    """Where the service is; another place is another account."""
    expires_hours: int = 0
    """When its results are gone, as it says itself, from the beginning of the tests on."""
    cancels: str = "unknown"
    """What a cancelled job costs: ``unknown``, ``free``, ``billed``; ``no``: it goes on."""
    per_minute: int | None = None
    per_day: int | None = None
    result_hours: float | None = None


class Scripted(Backend):
    """A service whose books are files, so that a kill cannot make it forget what it billed."""

    name: ClassVar[str] = "scripted"
    about: ClassVar[str] = "answers from a script"
    Settings: ClassVar[type[Settings]] = ScriptedSettings

    settings: ScriptedSettings

    def capabilities(self, model: str = "") -> Capabilities:
        return Capabilities(
            operations=frozenset(Operation),
            is_free=self.settings.is_free,
            is_local=self.settings.is_local,
            recovery=Recovery(self.settings.recovery),
            outputs=self.settings.outputs,
            concurrency=self.settings.concurrency,
            per_minute=self.settings.per_minute,
            per_day=self.settings.per_day,
            result_hours=self.settings.result_hours,
            has_first_frame=True,
        )

    def check(self, order: Order) -> list[str]:
        return []

    def estimate(self, order: Order) -> Money | None:
        return Money(self.settings.price) if self.settings.price >= 0 else None

    def prepare(self, order: Order) -> Prepared:
        word = self._next("prepares", self.settings.prepares)
        if word == "unreachable":
            raise Unreachable("the upload broke off")
        refuse(word)
        return Prepared(order, {"prompt": order.prompt, "seed": order.seed})

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        book = Path(self.settings.book)
        word = self._next("submits", self.settings.submits)
        same_key = [job for job in _jobs(book) if job["key"] == attempt_key]
        bills_once = self.settings.recovery in {"client_id", "idempotent"}
        if word.endswith("!"):  # before anybody looks at its key
            refuse(word[:-1])
        if not (bills_once and same_key):
            refuse(word)
            bill(book, attempt_key, prepared.body)
        if word == "lost":
            raise SubmitUnknown("the answer was lost")
        if word == "strange":
            raise ValueError("something nobody thought of")
        if word == "leaves":
            raise SystemExit(3)
        data = {"key": attempt_key, "more": "x" * self.settings.ticket_size}
        return Ticket(self.name, job=f"job-{attempt_key[:8]}", data=data)

    def poll(self, ticket: Ticket, into: Path) -> Progress:
        word = self._next("polls", self.settings.polls, "ready")
        if word == "fault":
            raise ConnectionError("no route to the service")
        if word == "limited":
            raise RateLimited("too many looks", retry_after_seconds=30)
        if word.startswith("moderated"):
            failure = Failure("not this", is_billed=True, refused=word[len("moderated ") :])
            return Progress(State.MODERATED, failure=failure)
        if word.startswith("failed"):
            failure = Failure(
                "it went wrong there",
                is_retryable="retryable" in word,
                is_billed="billed" in word,
            )
            return Progress(State.FAILED, failure=failure)
        hours = self.settings.expires_hours
        return Progress(State(word), expires=START + timedelta(hours=hours) if hours else None)

    def collect(self, ticket: Ticket, into: Path) -> Collected:
        word = self._next("collects", self.settings.collects)
        if word == "fault":
            raise ConnectionError("the download broke off")
        outputs = []
        for number in range(self.settings.outputs + self.settings.extra):
            path = into / f"out{number}.bin"
            text = "broken" if word == "broken" else f"{ticket.job} {number} " + "x" * 2000
            path.write_text(text)
            companions: tuple[tuple[str, Path], ...] = ()
            if self.settings.has_companion:
                layers = into / f"out{number}.ora"
                layers.write_text(f"layers of {ticket.job} {number}")
                companions = (("layers", layers),)
            outputs.append(Output(path, companions, seed=None, job=ticket.job))
        return Collected(tuple(outputs), Money(self.settings.price) if word == "ok" else None)

    def cancel(self, ticket: Ticket) -> Cancelled:
        with (Path(self.settings.book) / "cancelled").open("a") as file:
            file.write(f"{ticket.job}\n")
        cost = {"free": Money(0), "billed": Money(40_000)}.get(self.settings.cancels)
        return Cancelled(self.settings.cancels != "no", cost)

    def find(self, attempt_key: str, prepared: Prepared, since: datetime) -> list[Ticket]:
        refuse(self._next("finds", self.settings.finds))
        if not self.settings.is_listed:
            return []
        return [
            Ticket(self.name, job=f"job-{job['key'][:8]}", data={"key": job["key"]})
            for job in _jobs(Path(self.settings.book))
            if job["key"] == attempt_key
        ]

    def _next(self, script: str, words: tuple[str, ...], last: str = "ok") -> str:
        """The next word of a script; how far it was read outlives this process."""
        path = Path(self.settings.book) / f"{self.name}.{script}.read"
        count = path.stat().st_size if path.exists() else 0
        with path.open("ab") as file:
            file.write(b"x")
        return words[count] if count < len(words) else last


def refuse(word: str) -> None:
    """Raise what a service answers before it accepts anything."""
    if word == "rejected":
        raise SubmitRejected("the service did not take it")
    if word.startswith("moderated"):
        raise Moderated("the service will not make this", refused=word[len("moderated ") :])
    if word == "limited":
        raise RateLimited("too many at once", retry_after_seconds=5)
    if word == "no credit":
        raise OutOfCredit("the account is empty")
    if word == "no key":
        raise NotConfigured("the key is not accepted")
    if word == "no":
        raise CannotMake("the service will not have it")


def bill(book: Path, key: str, body: object) -> None:
    """Accept an order: one line in the service's book, on the disk before anybody is told."""
    with (book / "bills.jsonl").open("a") as file:
        file.write(json.dumps({"key": key, "body": body}) + "\n")
        file.flush()
        getattr(os, "fdatasync", os.fsync)(file.fileno())  # not counted among our own syncs


def bills(book: Path) -> int:
    """How many orders the service has billed."""
    return len(_jobs(book))


def _jobs(book: Path) -> list[dict[str, object]]:
    path = book / "bills.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines()]


class Here(Scripted):
    """The same, as a backend of this machine: whole attempts in a worker."""

    name: ClassVar[str] = "here"

    def collect(self, ticket: Ticket, into: Path) -> Collected:
        word = self._next("collects", self.settings.collects)
        if word == "failed":
            raise JobFailed("it could not be drawn", is_retryable=True)
        if word == "dies":
            os._exit(9)
        if word == "talks":
            self.tell(7.0, "step 1\n of 2\x1b " + "x" * 5000)
            threading.Event().wait(0.5)
        return super().collect(ticket, into)


def measure(path: Path) -> MediaInfo:
    """Say what a scripted file holds: pictures, unless it says that it is broken."""
    text = path.read_text()
    if text.startswith("broken"):
        raise MediaError(f"{path.name} cannot be decoded")
    if path.suffix == ".bin":
        return MediaInfo(kind="image", width=96, height=54, frames=1, codec="test")
    return MediaInfo(kind="video", width=96, height=54, frames=12, rate=Fraction(24))


class Inline:
    """Workers that answer at once, in this process, so that a test can count what they do."""

    count = 1

    def submit(
        self,
        call: Call,
        then: Callable[[Answer], None],
        meanwhile: Callable[[object], None] | None = None,
    ) -> None:
        try:
            answer = Answer(named(call.function)(*call.arguments))
        except (Exception, SystemExit) as err:  # noqa: BLE001 - the wall of a worker
            answer = Answer(fault=fault_of(err))
        then(answer)


def panel(shot: str = "sh010", slot: int = 1, **order: object) -> Job:
    """A job for a panel."""
    words = order.pop("words", {"panel": f"the panel of {shot}"})
    generator = str(order.pop("generator", "gen"))
    return Job(
        JobId(shot, PANEL, generator, slot),
        Order(Operation.T2I, shot, prompt=f"panel of {shot}", **order),  # type: ignore[arg-type]
        words=words,  # type: ignore[arg-type]
    )


def second(shot: str = "sh010", slot: int = 1, generator: str = "gen") -> Job:
    """A job that starts from the shot's panel (a picture too, so that no ffmpeg is needed)."""
    first = OrderImage("first", wanted=f"{shot} panel")
    return Job(
        JobId(shot, CLIP, generator, slot),
        Order(Operation.I2I, shot, images=(first,)),
        words={"motion": "none"},
        wanted=(Wanted(shot, PANEL),),
    )


@dataclass
class Studio:
    """A production folder with a scripted service beside it."""

    home: Path
    checkpoint: Callable[[str], None] = lambda _: None
    events: list[object] = field(default_factory=list)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.book.mkdir(parents=True, exist_ok=True)
        (self.home / "takes").mkdir(exist_ok=True)

    @property
    def book(self) -> Path:
        return self.home / "service"

    @property
    def bills(self) -> int:
        return bills(self.book)

    def ledger(self) -> Ledger:
        return Ledger.open(self.home / ".rushes/ledger.sqlite")

    def vault(self, ledger: Ledger | None = None) -> Vault:
        vault = Vault(Places(self.home / "takes", self.home / ".rushes"))
        vault.scan(ledger.takes if ledger else None)
        return vault

    def maker(self, kind: type[Scripted] = Scripted, **settings: object) -> Scripted:
        return kind(ScriptedSettings(book=str(self.book), **settings), self.home)

    def floor(self, ledger: Ledger, workers: Workers, **more: object) -> Floor:
        maker = more.pop("maker", None) or self.maker()
        vault = self.vault(ledger)
        given: dict[str, object] = {
            "vault": vault,
            "ledger": ledger,
            "makers": Makers({"gen": maker}),  # type: ignore[dict-item]
            "workers": workers,
            "standing": lambda shot, kind: newest(vault, shot, kind),
            "measure": "tests.run.doubles:measure",
            "home": self.home,
            "run": "run-1",
            "clock": self.clock,
            "tell": self.events.append,
            "checkpoint": self.checkpoint,
        }
        return Floor(**(given | more))  # type: ignore[arg-type]

    def files(self) -> list[str]:
        """Every file under takes/, relative."""
        takes = self.home / "takes"
        return sorted(str(path.relative_to(takes)) for path in takes.rglob("*") if path.is_file())


def newest(vault: Vault, shot: str, kind: Kind) -> Take | None:
    """The take with the highest number."""
    return max(vault.takes(shot, kind), key=lambda take: take.ref.number, default=None)


def work(job: Job, **more: object) -> Work:
    """A job to be made."""
    return Work(job, **more)  # type: ignore[arg-type]


def slow_measure(path: Path) -> MediaInfo:
    """Take as long as the test likes: until a file called ``go`` lies in the production."""
    while not (path.parents[3] / "go").exists():
        threading.Event().wait(0.01)
    return measure(path)
