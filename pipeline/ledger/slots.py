"""Slots: numbers of (shot, kind), given out once and never again, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct
from msgspec.json import decode

from pipeline.facts import LASTING, Kind, Slate, TakeRef
from pipeline.ledger.attempts import Attempt, AttemptState, plain
from pipeline.ledger.history import History, Slot, SlotState
from pipeline.ledger.store import Row, Store

__all__ = ["Slots", "SlotsWanted", "slot_state_after"]

_FEW = 50
"""Shots that are asked for one by one; beyond them, reading every row is as quick."""


class SlotsWanted(Struct, frozen=True):
    """Which numbers an attempt needs."""

    shot: str
    kind: Kind
    unit: str = ""
    outputs: int = 1
    """How many takes one order gives."""
    number: int | None = None
    """The open slot that is tried again; None: new numbers."""
    floor: int = 0
    """The highest number the shot's folder speaks of."""


class Slots:
    """The slots table: one statement a function."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def next_number(self, shot: str, kind: Kind, unit: str, floor: int) -> int:
        """One more than every number ever given out, in the ledger or in the folder."""
        row = self._store.row(
            "SELECT MAX(n) FROM ("
            "SELECT MAX(number) AS n FROM slots WHERE shot = ?1 AND kind = ?2 AND unit = ?3 "
            "UNION ALL SELECT number FROM floors WHERE shot = ?1 AND kind = ?2 AND unit = ?3)",
            (shot, str(kind), unit),
        )
        known = row[0] if row and row[0] is not None else 0
        return 1 + max(int(known), floor)

    def reserve_number(self, shot: str, kind: Kind, unit: str = "", floor: int = 0) -> int:
        """Give a number out without a slot (for a file that is adopted)."""
        with self._store.atomic():
            number = self.next_number(shot, kind, unit, floor)
            self.raise_floor(TakeRef(shot, kind, number, unit))
        return number

    def raise_floor(self, ref: TakeRef) -> None:
        """Remember that this number was given out, whatever becomes of it."""
        self._store.write(
            "INSERT INTO floors (shot, kind, unit, number) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (shot, kind, unit) DO UPDATE SET number = max(number, excluded.number)",
            (ref.shot, str(ref.kind), ref.unit, ref.number),
        )

    def add(self, attempt: Attempt, ref: TakeRef) -> None:
        """Open a slot for a new number, under way with ``attempt``."""
        self._store.write(
            "INSERT INTO slots (shot, kind, unit, number, generator, state, words, inputs, files, "
            "frames, is_free, is_side, tries, attempt) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
            (
                ref.shot,
                str(ref.kind),
                ref.unit,
                ref.number,
                attempt.generator,
                SlotState.UNDER_WAY.value,
                plain(attempt.words),
                plain(attempt.inputs),
                plain(attempt.files),
                attempt.frames,
                attempt.is_free,
                attempt.is_side,
                attempt.key,
            ),
        )

    def try_again(self, attempt: Attempt, ref: TakeRef) -> bool:
        """Put an open slot under way again, with the words of now; False when it is not open."""
        touched = self._store.write(
            "UPDATE slots SET state = ?, generator = ?, words = ?, inputs = ?, files = ?, "
            "frames = ?, is_free = ?, is_side = ?, tries = tries + 1, reason = '', attempt = ? "
            "WHERE shot = ? AND kind = ? AND unit = ? AND number = ? AND state = ?",
            (
                SlotState.UNDER_WAY.value,
                attempt.generator,
                plain(attempt.words),
                plain(attempt.inputs),
                plain(attempt.files),
                attempt.frames,
                attempt.is_free,
                attempt.is_side,
                attempt.key,
                ref.shot,
                str(ref.kind),
                ref.unit,
                ref.number,
                SlotState.OPEN.value,
            ),
        )
        return touched == 1

    def end(self, ref: TakeRef, state: SlotState, reason: str = "", refused: str = "") -> None:
        """Write what became of a slot."""
        self._store.write(
            "UPDATE slots SET state = ?, reason = ?, refused = ? "
            "WHERE shot = ? AND kind = ? AND unit = ? AND number = ?",
            (state.value, reason, refused, ref.shot, str(ref.kind), ref.unit, ref.number),
        )

    def reopen_untried(self, ref: TakeRef) -> None:
        """Open a slot again whose attempt was cut off here; it does not count as a try."""
        self._store.write(
            "UPDATE slots SET state = ?, tries = max(0, tries - 1) "
            "WHERE shot = ? AND kind = ? AND unit = ? AND number = ?",
            (SlotState.OPEN.value, ref.shot, str(ref.kind), ref.unit, ref.number),
        )

    def tries(self, ref: TakeRef) -> int:
        """How often the slot was attempted."""
        row = self._store.row(
            "SELECT tries FROM slots WHERE shot = ? AND kind = ? AND unit = ? AND number = ?",
            (ref.shot, str(ref.kind), ref.unit, ref.number),
        )
        return int(row[0]) if row else 0

    def is_open(self, ref: TakeRef) -> bool:
        """Whether the slot may be tried again."""
        row = self._store.row(
            "SELECT state FROM slots WHERE shot = ? AND kind = ? AND unit = ? AND number = ?",
            (ref.shot, str(ref.kind), ref.unit, ref.number),
        )
        return row is not None and row[0] == SlotState.OPEN

    def numbers(self, shot: str) -> frozenset[TakeRef]:
        """Every take of a shot that a number was given out for, and that is not forgotten."""
        rows = self._store.rows("SELECT kind, number, unit FROM slots WHERE shot = ?", (shot,))
        return frozenset(
            TakeRef(shot, Kind.parse(kind), number, unit) for kind, number, unit in rows
        )

    def forget(self, ref: TakeRef, attempt: str) -> None:
        """Know nothing of a slot any more that another production gave out; its number stays."""
        self.raise_floor(ref)
        self._store.write(
            "DELETE FROM slots WHERE shot = ? AND kind = ? AND unit = ? AND number = ? "
            "AND attempt = ?",
            (ref.shot, str(ref.kind), ref.unit, ref.number, attempt),
        )

    def latest_attempt(self, ref: TakeRef) -> str:
        """The key of the slot's latest attempt; empty when there is no such slot."""
        row = self._store.row(
            "SELECT attempt FROM slots WHERE shot = ? AND kind = ? AND unit = ? AND number = ?",
            (ref.shot, str(ref.kind), ref.unit, ref.number),
        )
        return str(row[0]) if row else ""

    def with_words(self, key: tuple[str, Kind, str], words: object, below: int | None) -> int:
        """How many slots of (shot, kind, generator), numbered below, were given these words."""
        row = self._store.row(
            "SELECT COUNT(*) FROM slots WHERE shot = ? AND kind = ? AND generator = ? "
            "AND words = ? AND number < ?",
            (key[0], str(key[1]), key[2], plain(words), below if below is not None else 1 << 60),
        )
        return int(row[0]) if row else 0

    def learn(self, slates: Iterable[Slate]) -> int:
        """Add slots for takes that came from elsewhere; the slate is right. How many were new."""
        slates = tuple(slates)
        rows = self._rows_of(
            "SELECT shot, kind, unit, number, state FROM slots",
            {slate.ref.shot for slate in slates},
        )
        known = {(shot, kind, unit, number): state for shot, kind, unit, number, state in rows}
        settled = {SlotState.MADE.value, SlotState.UNDER_WAY.value}
        new = [
            slate
            for slate in slates
            if known.get((slate.ref.shot, str(slate.ref.kind), slate.ref.unit, slate.ref.number))
            not in settled
        ]
        if new:
            self._store.learn(lambda: self._write_all_made(new))
        return len(new)

    def _write_all_made(self, slates: Iterable[Slate]) -> None:
        for slate in slates:
            self._write_made(slate)

    def _write_made(self, slate: Slate) -> None:
        ref = slate.ref
        self._store.write(
            "INSERT OR REPLACE INTO slots (shot, kind, unit, number, generator, state, words, "
            "inputs, files, frames, is_free, is_side, tries, attempt) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
            (
                ref.shot,
                str(ref.kind),
                ref.unit,
                ref.number,
                slate.generator,
                SlotState.MADE.value,
                plain(slate.words),
                plain([item.take for item in slate.inputs if item.take]),
                plain([[item.path, item.digest] for item in slate.inputs if item.path]),
                slate.order.get("frames", 0) if ref.kind.word in LASTING else 0,
                slate.is_free,
                slate.origin.value == "side",
                slate.attempt,
            ),
        )

    def owe(self, shot: str, kind: Kind, generator: str, count: int) -> None:
        """Ask for ``count`` takes beyond what the film says; negative takes some back."""
        self._store.write(
            "INSERT INTO owed (shot, kind, generator, count) VALUES (?, ?, ?, max(0, ?)) "
            "ON CONFLICT (shot, kind, generator) "
            "DO UPDATE SET count = max(0, count + ?)",
            (shot, str(kind), generator, count, count),
        )

    def history(self, shots: Collection[str] | None = None) -> History:
        """Everything the plan needs of the past, in one pass; or of some shots alone."""
        kinds: dict[str, Kind] = {}
        states = {state.value: state for state in SlotState}
        slots: dict[tuple[str, Kind], list[Slot]] = {}
        rows = self._rows_of(
            "SELECT shot, kind, number, generator, state, unit, words, inputs, files, frames, "
            "is_free, tries, reason, attempt, refused, is_side FROM slots",
            shots,
            "ORDER BY shot, kind, number, unit",
        )
        for row in rows:
            kind = kinds.get(row[1]) or kinds.setdefault(row[1], Kind.parse(row[1]))
            slot = Slot(
                shot=row[0],
                kind=kind,
                number=row[2],
                generator=row[3],
                state=states[row[4]],
                unit=row[5],
                words=decode(row[6]),
                inputs=() if row[7] == "[]" else tuple(decode(row[7])),
                files=()
                if row[8] == "[]"
                else tuple((path, digest) for path, digest in decode(row[8])),
                frames=row[9],
                is_free=bool(row[10]),
                tries=row[11],
                reason=row[12],
                attempt=row[13],
                refused=row[14],
                is_side=bool(row[15]),
            )
            slots.setdefault((row[0], kind), []).append(slot)
        owed = {
            (shot, Kind.parse(kind), generator): count
            for shot, kind, generator, count in self._store.rows(
                "SELECT shot, kind, generator, count FROM owed WHERE count > 0"
            )
        }
        return History({key: tuple(found) for key, found in slots.items()}, owed)

    def _rows_of(self, query: str, shots: Collection[str] | None, order: str = "") -> Iterable[Row]:
        """The rows of a query about some shots; where these are many, or None, about all."""
        if shots is None or len(shots) > _FEW:
            return self._store.rows(f"{query} {order}")
        one = f"{query} WHERE shot = ? {order}"
        return (row for shot in sorted(shots) for row in self._store.rows(one, (shot,)))


def slot_state_after(attempt: Attempt, tries: int) -> SlotState:
    """What a slot is, once its latest attempt stands as it does."""
    if attempt.state is AttemptState.DONE:
        return SlotState.MADE
    if attempt.state is AttemptState.IN_DOUBT:
        return SlotState.IN_DOUBT
    if attempt.state is AttemptState.MODERATED:
        return SlotState.MODERATED
    if attempt.ended is None:
        return SlotState.UNDER_WAY
    may_try = attempt.is_retryable and not attempt.is_billed and tries < attempt.tries
    return SlotState.OPEN if may_try else SlotState.CLOSED
