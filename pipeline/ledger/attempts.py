"""Attempts: every order that was meant, sent, answered or lost, state by state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from msgspec import Struct, field
from msgspec.json import decode, encode
from msgspec.structs import replace

from pipeline.facts import Json, Kind, Money, TakeRef
from pipeline.ledger.store import Row, Store

__all__ = ["OPEN_STATES", "Attempt", "AttemptState", "Attempts", "dated", "plain"]


_KEY = re.compile(r"[0-9A-Za-z_-]+")


class AttemptState(StrEnum):
    """Where an attempt stands."""

    INTENDED = "intended"
    """Written down, with its frozen order; perhaps sent."""
    SUBMITTED = "submitted"
    """Sent, with a ticket."""
    RUNNING = "running"
    """Its service was at work on it when a run that left it there looked last."""
    COLLECTED = "collected"
    """Its files lie aside, whole and synced."""
    DONE = "done"
    """Its takes are in their places."""
    REFUSED = "refused"
    """Surely not accepted."""
    FAILED = "failed"
    """Ended badly."""
    MODERATED = "moderated"
    """The service will not make this."""
    IN_DOUBT = "in_doubt"
    """Sent, the answer lost; a person decides."""
    WRITTEN_OFF = "written_off"
    """A person decided that it is lost."""
    CANCELLED = "cancelled"
    """Stopped on request."""
    EXPIRED = "expired"
    """The service says that the result is gone."""


OPEN_STATES = (
    AttemptState.INTENDED,
    AttemptState.SUBMITTED,
    AttemptState.RUNNING,
    AttemptState.COLLECTED,
)


class Attempt(Struct, frozen=True):
    """One attempt to make the take of a slot (or the takes of several)."""

    key: str
    """Ours, sent along where a service takes such a key."""
    refs: tuple[TakeRef, ...]
    """The numbers that were given out for it."""
    generator: str
    backend: str
    intended: datetime
    state: AttemptState = AttemptState.INTENDED
    run: str = ""
    plan: str = ""
    """The agreed plan that it was ordered under."""
    job_slot: int = 1
    model: str = ""
    recovery: str = ""
    is_free: bool = False
    is_local: bool = False
    is_side: bool = False
    words: Json = field(default_factory=dict)
    files: tuple[tuple[str, str], ...] = ()
    inputs: tuple[str, ...] = ()
    frames: int = 0
    order: Json = field(default_factory=dict)
    """The frozen order."""
    body: Json = field(default_factory=dict)
    """What was (or will be) sent."""
    settings: Json = field(default_factory=dict)
    tries: int = 3
    price: Money | None = None
    """The most it can cost: what was reserved."""
    result_hours: float | None = None
    """How long its service keeps results; None: nobody says."""
    ticket: Json | None = None
    """With ``sent``, when its service took it, and ``expires``, once the service said that."""
    collected: Json | None = None
    """The outputs that lie aside, as the runner wrote them down."""
    reason: str = ""
    is_billed: bool = False
    is_retryable: bool = False
    refused: str = ""
    """What was refused, where it is moderated now; kept with its slot."""
    ended: datetime | None = None

    @property
    def ref(self) -> TakeRef:
        """The first take's name."""
        return self.refs[0]

    @property
    def sent(self) -> datetime:
        """When it was sent, as nearly as is known."""
        said = (self.ticket or {}).get("sent")
        return datetime.fromisoformat(said) if said else self.intended

    @property
    def expires(self) -> datetime | None:
        """Until when its result is there at least; None: nobody says."""
        said = (self.ticket or {}).get("expires")
        if said:
            return datetime.fromisoformat(said)
        hours = self.result_hours
        return None if hours is None else self.sent + timedelta(hours=hours)

    def to_json(self) -> Json:
        """The attempt as an order file holds it."""
        return {
            "order_file": 1,
            "key": self.key,
            "takes": [_ref_to_json(ref) for ref in self.refs],
            "generator": self.generator,
            "backend": self.backend,
            "intended": dated(self.intended),
            "state": self.state.value,
            "run": self.run,
            "ticket": self.ticket,
            **_frozen(self),
        }

    @classmethod
    def from_json(cls, data: Json) -> Attempt:
        """The attempt that an order file describes.

        Raises:
            KeyError, ValueError, TypeError: it describes none.
        """
        if not _KEY.fullmatch(data["key"]):  # it names a folder that is removed in the end
            raise ValueError(f"'{data['key']}' is no key of an attempt")
        return cls(
            key=data["key"],
            refs=tuple(_ref_from_json(item) for item in data["takes"]),
            generator=data["generator"],
            backend=data["backend"],
            intended=datetime.fromisoformat(data["intended"]),
            state=AttemptState(data["state"]),
            run=data.get("run", ""),
            ticket=data.get("ticket"),
            **_thawed(data),
        )


class Attempts:
    """The attempts table: one statement a function."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, attempt: Attempt) -> None:
        """Write a new attempt and the numbers it was given."""
        self._store.write(
            "INSERT INTO attempts (key, state, generator, backend, intended, run, frozen) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                attempt.key,
                attempt.state.value,
                attempt.generator,
                attempt.backend,
                dated(attempt.intended),
                attempt.run,
                plain(_frozen(attempt)),
            ),
        )
        for position, ref in enumerate(attempt.refs):
            self.give_take(attempt.key, position, ref)

    def give_take(self, key: str, position: int, ref: TakeRef) -> None:
        """Say which number the attempt's output at ``position`` gets."""
        self._store.write(
            "INSERT OR REPLACE INTO attempt_takes (attempt, position, shot, kind, unit, number) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (key, position, ref.shot, str(ref.kind), ref.unit, ref.number),
        )

    def write_ticket(self, key: str, ticket: Json, at: datetime) -> None:
        """Keep the ticket: from here on any process can pick the job up."""
        self._store.write(
            "INSERT OR REPLACE INTO tickets (attempt, at, ticket) VALUES (?, ?, ?)",
            (key, dated(at), plain(ticket)),
        )

    def lower(self, attempt: Attempt, recovery: str) -> None:
        """Say that an order is settled in another way than it said of itself."""
        self._store.write(
            "UPDATE attempts SET frozen = ? WHERE key = ?",
            (plain(_frozen(replace(attempt, recovery=recovery))), attempt.key),
        )

    def move(self, key: str, state: AttemptState) -> None:
        """Say where an attempt stands now."""
        self._store.write("UPDATE attempts SET state = ? WHERE key = ?", (state.value, key))

    def write_collected(self, key: str, collected: Json) -> None:
        """Keep what lies aside, so that it needs no second collecting."""
        self._store.write(
            "UPDATE attempts SET state = 'collected', collected = ? WHERE key = ?",
            (plain(collected), key),
        )

    def end(self, attempt: Attempt) -> None:
        """Write how an attempt ended."""
        self._store.write(
            "UPDATE attempts SET state = ?, ended = ?, reason = ?, is_billed = ?, "
            "is_retryable = ? WHERE key = ?",
            (
                attempt.state.value,
                dated(attempt.ended) if attempt.ended else None,
                attempt.reason,
                attempt.is_billed,
                attempt.is_retryable,
                attempt.key,
            ),
        )

    def in_states(self, states: Iterable[AttemptState]) -> tuple[Attempt, ...]:
        """Every attempt that stands in one of ``states``, oldest first."""
        names = [state.value for state in states]
        marks = ", ".join("?" * len(names))
        return self._read(f"WHERE a.state IN ({marks})", names)

    def get(self, key: str) -> Attempt | None:
        """The attempt of that key."""
        found = self._read("WHERE a.key = ?", [key])
        return found[0] if found else None

    def of_shot(self, shot: str) -> tuple[Attempt, ...]:
        """Every attempt for a shot, oldest first."""
        return self._read(
            "WHERE a.key IN (SELECT attempt FROM attempt_takes WHERE shot = ?)", [shot]
        )

    def sent_since(self, backend: str, model: str, since: datetime) -> tuple[datetime, ...]:
        """When orders for a model were sent since then, oldest first.

        Those that were surely not accepted are not among them.
        """
        rows = self._store.rows(
            "SELECT a.intended FROM attempts a LEFT JOIN tickets t ON t.attempt = a.key "
            "WHERE a.intended >= ? AND a.backend = ? AND json_extract(a.frozen, '$.model') = ? "
            "AND (t.attempt IS NOT NULL OR a.state NOT IN ('refused', 'failed')) "
            "ORDER BY a.intended",
            (dated(since), backend, model),
        )
        return tuple(datetime.fromisoformat(row[0]) for row in rows)

    def counted(self) -> list[tuple[str, str, str, str]]:
        """(key, shot, kind, generator) of every attempt that came to something or was billed.

        What was surely never accepted (refused, cut off, sent back to be tried again) is no
        attempt at the picture.
        """
        rows = self._store.rows(
            "SELECT a.key, t.shot, t.kind, a.generator FROM attempts a "
            "JOIN attempt_takes t ON t.attempt = a.key AND t.position = 0 "
            "WHERE a.state NOT IN ('intended', 'refused', 'cancelled') "
            "AND (a.is_billed OR NOT a.is_retryable)"
        )
        return [(key, shot, kind, generator) for key, shot, kind, generator in rows]

    def _read(self, where: str, values: Sequence[object]) -> tuple[Attempt, ...]:
        rows = self._store.rows(
            "SELECT a.key, a.state, a.generator, a.backend, a.intended, a.ended, a.run, "  # noqa: S608 - where is ours
            "a.frozen, a.collected, a.reason, a.is_billed, a.is_retryable, t.ticket "
            f"FROM attempts a LEFT JOIN tickets t ON t.attempt = a.key {where} "
            "ORDER BY a.intended, a.rowid",
            values,
        )
        if not rows:
            return ()
        refs = self._refs([row[0] for row in rows])
        return tuple(_attempt(row, refs.get(row[0], ())) for row in rows)

    def _refs(self, keys: Sequence[str]) -> dict[str, tuple[TakeRef, ...]]:
        rows = self._store.rows(
            "SELECT t.attempt, t.shot, t.kind, t.number, t.unit FROM attempt_takes t "
            "WHERE t.attempt IN (SELECT value FROM json_each(?)) ORDER BY t.attempt, t.position",
            (plain(list(keys)),),
        )
        found: dict[str, tuple[TakeRef, ...]] = {}
        for key, shot, kind, number, unit in rows:
            ref = TakeRef(shot, Kind.parse(kind), number, unit)
            found[key] = (*found.get(key, ()), ref)
        return found


def dated(date: datetime) -> str:
    """A date as the ledger keeps it: ISO 8601, UTC."""
    return date.astimezone(UTC).isoformat()


def plain(data: object) -> str:
    """Plain data as one canonical line, so that equal data is equal text."""
    return encode(data, order="deterministic").decode()


def _frozen(attempt: Attempt) -> Json:
    price = attempt.price
    return {
        "plan": attempt.plan,
        "job_slot": attempt.job_slot,
        "model": attempt.model,
        "recovery": attempt.recovery,
        "is_free": attempt.is_free,
        "is_local": attempt.is_local,
        "is_side": attempt.is_side,
        "words": attempt.words,
        "files": [list(item) for item in attempt.files],
        "inputs": list(attempt.inputs),
        "frames": attempt.frames,
        "order": attempt.order,
        "body": attempt.body,
        "settings": attempt.settings,
        "tries": attempt.tries,
        "price": [price.micros, price.currency] if price else None,
        "result_hours": attempt.result_hours,
    }


def _thawed(data: Json) -> Json:
    price = data.get("price")
    return {
        "plan": data.get("plan", ""),
        "job_slot": int(data.get("job_slot", 1)),
        "model": data.get("model", ""),
        "recovery": data.get("recovery", ""),
        "is_free": bool(data.get("is_free")),
        "is_local": bool(data.get("is_local")),
        "is_side": bool(data.get("is_side")),
        "words": data.get("words", {}),
        "files": tuple((path, digest) for path, digest in data.get("files", ())),
        "inputs": tuple(data.get("inputs", ())),
        "frames": int(data.get("frames", 0)),
        "order": data.get("order", {}),
        "body": data.get("body", {}),
        "settings": data.get("settings", {}),
        "tries": int(data.get("tries", 3)),
        "price": Money(price[0], price[1]) if price else None,
        "result_hours": data.get("result_hours"),
    }


def _attempt(row: Row, refs: tuple[TakeRef, ...]) -> Attempt:
    return Attempt(
        key=row[0],
        state=AttemptState(row[1]),
        generator=row[2],
        backend=row[3],
        intended=datetime.fromisoformat(row[4]),
        ended=datetime.fromisoformat(row[5]) if row[5] else None,
        run=row[6],
        collected=decode(row[8]) if row[8] else None,
        reason=row[9],
        is_billed=bool(row[10]),
        is_retryable=bool(row[11]),
        ticket=decode(row[12]) if row[12] else None,
        refs=refs,
        **_thawed(decode(row[7])),
    )


def _ref_to_json(ref: TakeRef) -> Json:
    return {"shot": ref.shot, "kind": str(ref.kind), "number": ref.number, "unit": ref.unit}


def _ref_from_json(data: Json) -> TakeRef:
    ref = TakeRef(data["shot"], Kind.parse(data["kind"]), int(data["number"]), data["unit"])
    if TakeRef.from_stem(ref.stem) != ref:
        raise ValueError(f"'{ref}' is no name of a take")
    return ref
