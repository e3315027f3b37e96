"""What other commands decide while a run goes on: left in the ledger as requests, heeded by it.

A take brought in, a take circled, a shot approved: what was planned before may be wanted no more,
and is not bought. Takes that are owed since are made before the run ends.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.errors import FilmError, LedgerError
from pipeline.facts import Decision, Kind, Take
from pipeline.production.planning import gather, jobs_of, standing_take
from pipeline.run.work import Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.production.production import Production

__all__ = ["Requests", "ask_the_run"]


def ask_the_run(production: Production, verb: str, shots: Sequence[str]) -> bool:
    """Tell the run that is under way what was decided about ``shots``; False when there is none."""
    from pipeline.run.lock import busy

    if not busy(production.home.state):
        return False
    production.ledger.notes.ask(datetime.now(UTC), verb, {"shots": list(shots)})
    return True


class Requests:
    """The requests that come to one run; what lay there before it is in its plan already."""

    def __init__(self, production: Production, forced: Sequence[str]) -> None:
        self._production = production
        self._folder = str(production.folder)
        self._place = _place(self._folder)
        self._forced = forced
        self._touched: set[str] = set()
        self._are_new = False
        self._cancelled: set[str] = set()
        self.came = False
        """Whether anything was asked of this run."""
        production.ledger.notes.take_requests(datetime.now(UTC))

    def since_last(self) -> bool:
        """Whether something was asked since this was asked last: time for another plan."""
        self._heed()
        were_new, self._are_new = self._are_new, False
        return were_new

    def must_stand(self) -> None:
        """See that the film is where it was when the run began.

        Raises:
            LedgerError: its folder was moved or renamed.
        """
        if _place(self._folder) != self._place:
            raise LedgerError(
                f"{self._folder} was moved or renamed while a run worked in it: nothing is lost",
                fix="give the same command where it is now; it goes on where it stood",
            )

    def is_wanted(self, work: Work) -> bool:
        """Whether what was planned is still missing, by all that is known now."""
        self._heed()
        job = work.job.id
        if job.shot not in self._touched:
            return True
        production = self._production
        shots = (production.project.holders[job.shot],)
        from pipeline.plan.decide import decide

        return any(
            (row.job.id.kind, row.job.id.generator) == (job.kind, job.generator)
            and row.decision in (Decision.MAKE, Decision.PRICE_UNKNOWN)
            for row in decide(jobs_of(production, shots, ()), gather(production, self._forced))
        )

    def heard(self, shot: str) -> None:
        """Others who share the takes have ordered for that shot: its plan is looked at again."""
        self._touched.add(shot)

    def standing(self, shot: str, kind: Kind) -> Take | None:
        """The take that stands for a shot now."""
        self._heed()
        return standing_take(self._production, shot, kind)

    def cancelled(self) -> frozenset[str]:
        """The shots whose orders somebody asked to stop, since this was asked last."""
        self._heed()
        found, self._cancelled = frozenset(self._cancelled), set()
        return found

    def _heed(self) -> None:
        """Read anew what the requests are about: the picks, and the folders of their shots."""
        production = self._production
        if not production.ledger.notes.has_requests():
            return
        asked = production.ledger.notes.take_requests(datetime.now(UTC))
        for request in asked:
            if request.verb == "cancel":
                self._cancelled.update(request.data["shots"])
        asked = tuple(request for request in asked if request.verb != "cancel")
        if not asked:
            return
        self.came = self._are_new = True
        project = production.project
        from pipeline.project.picks_file import read_picks

        try:
            picks, _ = read_picks(production.folder / "picks.yaml", project.holders)
            production.project = replace(project, picks=picks)
        except FilmError:
            pass  # somebody is writing in it: what was read before stands
        for shot in {name for request in asked for name in request.data["shots"]}:
            self._touched.add(shot)
            production.vault.reread(shot)
            kinds = production.vault.kinds(shot)
            found = (production.vault.takes(shot, kind) for kind in kinds)
            production.ledger.slots.learn(take.slate for takes in found for take in takes)


def _place(folder: str) -> tuple[int, int]:
    """Which folder that is, whatever it is called; one that is gone is none."""
    try:
        found = os.stat(folder)  # noqa: PTH116  # asked twice for every take
    except OSError:
        return (0, 0)
    return found.st_dev, found.st_ino
