"""The ledger as the other rooms use it: whole steps of an attempt, each one commit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from pipeline.errors import LedgerError
from pipeline.facts import Json, Money, TakeRef
from pipeline.ledger.agreed import Agreements
from pipeline.ledger.attempts import OPEN_STATES, Attempt, Attempts, AttemptState
from pipeline.ledger.history import History, SlotState
from pipeline.ledger.jobs import Jobs
from pipeline.ledger.money import Caps, Charge, Purse
from pipeline.ledger.notes import Notes, TakeIndex
from pipeline.ledger.slots import Slots, SlotsWanted, slot_state_after
from pipeline.ledger.store import Store

__all__ = ["Ledger"]


class Ledger:
    """One production's journal. Safe to use from several threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.attempts = Attempts(store)
        self.jobs = Jobs(store)
        self.slots = Slots(store)
        self.agreed = Agreements(store)
        self.money = Purse(store, self.agreed)
        self.notes = Notes(store)
        self.takes = TakeIndex(store)

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """Open the ledger's file, creating it where there is none; to look at where it is closed.

        Raises:
            LedgerError: it is damaged, newer than this program, or kept busy by another.
        """
        return cls(Store(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def copy_to(self, path: Path) -> None:
        """Write a copy as of this moment into a new file, whatever others write meanwhile."""
        self._store.copy_to(path)

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    @property
    def commits(self) -> int:
        """Transactions committed through this object."""
        return self._store.commits

    @property
    def looking(self) -> str:
        """Why nothing can be written, in a few words; empty where everything can be."""
        return self._store.looking

    def must_write(self) -> None:
        """Make sure that what is to be written can be; see ``Store.must_write``."""
        self._store.must_write()

    def learn(self, write: Callable[[], object]) -> None:
        """Write what the folders show; while looking, in memory alone."""
        self._store.learn(write)

    def atomic(self) -> AbstractContextManager[None]:
        """Everything written inside is committed together, or not at all."""
        return self._store.atomic()

    def history(self, shots: Collection[str] | None = None) -> History:
        """Everything the plan needs of the past, in one pass; or of some shots alone."""
        return self.slots.history(shots)

    def open_attempts(self) -> tuple[Attempt, ...]:
        """Attempts that have not ended, oldest first; in doubt is not among them."""
        return self.attempts.in_states(OPEN_STATES)

    def in_doubt(self) -> tuple[Attempt, ...]:
        """Attempts that a person must decide about."""
        return self.attempts.in_states((AttemptState.IN_DOUBT,))

    # -- the steps of an attempt, each one commit ---------------------------------------------

    def intend(self, attempt: Attempt, wanted: SlotsWanted, caps: Caps) -> Attempt:
        """Give numbers out, freeze the order, and reserve the most it can cost: one commit.

        Raises:
            BudgetReached: a cap would be passed; nothing is written.
            LedgerError: the slot that was to be tried again is not open.
        """
        with self.atomic():
            if wanted.number is None:
                first = self.slots.next_number(wanted.shot, wanted.kind, wanted.unit, wanted.floor)
                refs = tuple(
                    TakeRef(wanted.shot, wanted.kind, first + more, wanted.unit)
                    for more in range(wanted.outputs)
                )
                attempt = replace(attempt, refs=refs)
                for ref in refs:
                    self.slots.add(attempt, ref)
            else:
                attempt = replace(attempt, refs=self._refs_again(wanted))
                for ref in attempt.refs:
                    if not self.slots.try_again(attempt, ref):
                        raise LedgerError(f"{ref} is not open to be tried again")
            self.attempts.add(attempt)
            price = Money(0) if attempt.is_free else attempt.price
            self.money.reserve(Charge.of(attempt), price, caps, attempt.intended)
        return attempt

    def keep_ticket(
        self,
        attempt: Attempt,
        ticket: Json,
        at: datetime,
        state: AttemptState = AttemptState.SUBMITTED,
    ) -> Attempt:
        """Keep the ticket of an order that was accepted, or is being made: one commit.

        Raises:
            JobHeld: its job is another order's; nothing is written.
        """
        with self.atomic():
            self.jobs.must_be_free(attempt, ticket)
            self.attempts.write_ticket(attempt.key, ticket, at)
            self.attempts.move(attempt.key, state)
        return replace(attempt, ticket=ticket, state=state)

    def keep_collected(self, attempt: Attempt, collected: Json) -> Attempt:
        """Keep what lies aside, whole and synced: one commit."""
        self.attempts.write_collected(attempt.key, collected)
        return replace(attempt, collected=collected, state=AttemptState.COLLECTED)

    def finish(
        self, attempt: Attempt, taken: Mapping[TakeRef, bool], *, cost: Money | None, at: datetime
    ) -> Money | None:
        """Write that an attempt's takes are in place and settle its money: one commit.

        ``taken`` says for every number whether a take came of it. Returns what was billed beyond
        the reservation.
        """
        ended = replace(attempt, state=AttemptState.DONE, ended=at)
        with self.atomic():
            self.attempts.end(ended)
            for ref, is_made in taken.items():
                state = SlotState.MADE if is_made else SlotState.CLOSED
                self.slots.end(ref, state, "" if is_made else "the order gave fewer takes")
            return self.money.settle(Charge.of(attempt), cost, at)

    def end(self, ended: Attempt, cost: Money | None = None) -> SlotState:
        """Write how an attempt ended without a take, and settle or release its money: one commit.

        In doubt, the reservation stays until a person decides. Returns what its slots are now.
        """
        at = ended.ended or ended.intended
        with self.atomic():
            if ended.state is AttemptState.IN_DOUBT:
                ended = replace(ended, ended=None)
            self.attempts.end(ended)
            state = SlotState.CLOSED
            for ref in ended.refs:
                state = slot_state_after(ended, self.slots.tries(ref))
                self.slots.end(ref, state, ended.reason, ended.refused)
            if ended.state is not AttemptState.IN_DOUBT:
                if ended.is_billed:
                    self.money.settle(Charge.of(ended), cost, at)
                else:
                    self.money.release(ended.key, at)
        return state

    def reopen(self, attempt: Attempt, at: datetime, reason: str = "cut off") -> None:
        """Close an attempt that surely was not billed and was no real try: one commit."""
        with self.atomic():
            self.attempts.end(
                replace(
                    attempt,
                    state=AttemptState.FAILED,
                    reason=reason,
                    is_retryable=True,
                    ended=at,
                )
            )
            for ref in attempt.refs:
                self.slots.reopen_untried(ref)
            self.money.release(attempt.key, at)

    def renumber(self, attempt: Attempt, position: int, floor: int) -> TakeRef:
        """Give an output the next free number, because its own name is taken: one commit."""
        old = attempt.refs[position]
        with self.atomic():
            number = self.slots.next_number(old.shot, old.kind, old.unit, floor)
            ref = replace(old, number=number)
            self.slots.add(replace(attempt, refs=(ref,)), ref)
            self.slots.end(old, SlotState.MADE, "the name was taken by a file from elsewhere")
            self.attempts.give_take(attempt.key, position, ref)
        return ref

    def add_take(self, attempt: Attempt, floor: int) -> Attempt:
        """Give an output that nobody promised the next free number: one commit."""
        first = attempt.ref
        with self.atomic():
            number = self.slots.next_number(first.shot, first.kind, first.unit, floor)
            ref = replace(first, number=number)
            self.slots.add(replace(attempt, refs=(ref,)), ref)
            self.attempts.give_take(attempt.key, len(attempt.refs), ref)
        return replace(attempt, refs=(*attempt.refs, ref))

    def rename_shot(self, old: str, new: str) -> None:
        """Give everything that is written about a shot its new name: one commit.

        Raises:
            LedgerError: the new name has a history of its own in the same numbers.
        """
        with self.atomic():
            for kind, unit, number in self._store.rows(
                "SELECT a.kind, a.unit, a.number FROM slots a JOIN slots b USING (kind, unit, "
                "number) WHERE a.shot = ? AND b.shot = ? AND a.attempt <> b.attempt",
                (old, new),
            ):
                raise LedgerError(
                    f"{new} has a {kind} {unit}{number} of its own, as {old} has",
                    fix="choose an id that was never used",
                )
            for table in ("slots", "attempt_takes", "owed", "log", "notes"):
                self._rename_in(table, old, new)
            self._store.write(
                "UPDATE slots SET inputs = replace(inputs, ?, ?) WHERE shot = ?",
                (f'"{old} ', f'"{new} ', new),
            )
            self._store.write(
                "INSERT INTO floors (shot, kind, unit, number) "
                "SELECT ?, kind, unit, number FROM floors WHERE shot = ? "
                "ON CONFLICT (shot, kind, unit) "
                "DO UPDATE SET number = max(number, excluded.number)",
                (new, old),
            )
            self.money.rename_shot(old, new)
            self.agreed.rename_shot(old, new)
            self._store.write("DELETE FROM take_index WHERE folder IN (?, ?)", (old, new))

    def _rename_in(self, table: str, old: str, new: str) -> None:
        self._store.write(f"UPDATE OR REPLACE {table} SET shot = ? WHERE shot = ?", (new, old))  # noqa: S608 - the tables are named above

    def _refs_again(self, wanted: SlotsWanted) -> tuple[TakeRef, ...]:
        ref = TakeRef(wanted.shot, wanted.kind, wanted.number or 0, wanted.unit)
        before = self.attempts.get(self.slots.latest_attempt(ref))
        if before is None or ref not in before.refs:
            return (ref,)
        return tuple(one for one in before.refs if one == ref or self.slots.is_open(one))
