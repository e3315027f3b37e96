"""Orders whose answer was lost: taken over by the service's own id, or given up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.errors import ProjectError
from pipeline.facts import TakeRef
from pipeline.plan.decide import retake_line
from pipeline.run import deciding
from pipeline.run.lock import hold

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["adopt_job", "assume_lost"]


def adopt_job(production: Production, job: str, shot: str) -> str:
    """Go on with an order in doubt whose id was found at the service; the next run collects it.

    Raises:
        ProjectError: nothing is in doubt, or more than one order is and the shot was not said.
    """
    with hold(production.home.state, "rushes adopt --job"):
        ref = _one(production, shot)
        now = datetime.now(UTC)
        deciding.adopt_job(production.ledger, production.vault, ref, job, at=now)
        sentence = f"{ref} is job {job}: `rushes make` collects it"
        notes = production.ledger.notes
        notes.log(now, "adopted", shot=ref.shot, sentence=sentence, data={})
    return sentence


def assume_lost(production: Production, take: str) -> str:
    """Give up an order in doubt: it counts as paid, and its slot is not filled again unasked.

    Raises:
        ProjectError: that take is not in doubt.
    """
    with hold(production.home.state, "rushes assume-lost"):
        ref = _one(production, take)
        now = datetime.now(UTC)
        deciding.assume_lost(production.ledger, production.vault, ref, is_billed=True, at=now)
        sentence = f"{ref} is given up; `{retake_line(ref.shot, ref.kind)}` asks anew"
        notes = production.ledger.notes
        notes.log(now, "given up", shot=ref.shot, sentence=sentence, data={})
    return sentence


def _one(production: Production, said: str) -> TakeRef:
    """The one order in doubt that is meant: by its take, by its shot, or because it is alone."""
    doubtful = [attempt.ref for attempt in production.ledger.in_doubt()]
    words = " ".join(said.replace("/", " ").split())
    found = [ref for ref in doubtful if not words or words in {str(ref), ref.shot, ref.stem}]
    if len(found) == 1:
        return found[0]
    names = ", ".join(map(str, doubtful))
    if not doubtful:
        raise ProjectError("no order is in doubt")
    if not found:
        raise ProjectError(f"'{said}' is not in doubt", fix=f"in doubt: {names}")
    raise ProjectError("more than one order is in doubt", fix=f"say which one: {names}")
