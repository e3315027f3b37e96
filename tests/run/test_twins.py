"""Orders that cannot be told apart: no job is taken for two of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.backends.base import Capabilities, Order, Prepared, Recovery, Ticket
from pipeline.errors import SubmitUnknown
from pipeline.ledger.ledger import Ledger
from pipeline.run.runner import Runner
from tests.run.doubles import Inline, Scripted, Studio, _jobs, panel, work


class Seedless(Scripted):
    """A service that takes no seed, and lists every order of the same words."""

    def capabilities(self, model: str = "") -> Capabilities:
        return replace(super().capabilities(model), has_seed=False, recovery=Recovery.LISTED)

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        word = self._next("lost", self.settings.submits)
        if word == "not taken":
            raise SubmitUnknown("the connection broke, and nothing was taken")
        ticket = super().submit(prepared, attempt_key, into)
        if word == "taken":
            raise SubmitUnknown("the answer was lost")
        return ticket

    def prepare(self, order: Order) -> Prepared:
        return Prepared(order, {"prompt": order.prompt})

    def find(self, attempt_key: str, prepared: Prepared, since: datetime) -> list[Ticket]:
        jobs = _jobs(Path(self.settings.book))
        return [
            Ticket(self.name, job=f"job-{str(job['key'])[:8]}", data={"key": job["key"]})
            for job in jobs
            if job["body"] == prepared.body
        ]


@pytest.fixture
def ledger(studio: Studio) -> Iterator[Ledger]:
    """The production's ledger."""
    with studio.ledger() as opened:
        yield opened


def run(studio: Studio, ledger: Ledger, *words: str, concurrency: int = 1):
    """Two takes of the same words, one after the other where nothing else is said."""
    maker = studio.maker(Seedless, submits=words, concurrency=concurrency)
    runner = Runner(studio.floor(ledger, Inline(), maker=maker))
    runner.recover()
    return runner.run([work(panel(slot=1)), work(panel(slot=2))])


def test_a_job_that_became_a_take_is_not_taken_for_another_order(
    studio: Studio, ledger: Ledger
) -> None:
    """The first was made; the second was lost and never taken: the list shows the first alone."""
    result = run(studio, ledger, "ok", "not taken")

    assert 1 == studio.bills
    assert 1 == len(result.made)
    assert 1 == len(result.in_doubt)


def test_a_lost_order_is_found_beside_its_twin(studio: Studio, ledger: Ledger) -> None:
    """Both are in the list; the one that has a ticket is not it."""
    result = run(studio, ledger, "ok", "taken")

    assert 2 == studio.bills
    assert 2 == len(result.made)
    assert 2 == len({one.ref for one in result.made})


def test_one_job_never_becomes_two_takes(studio: Studio, ledger: Ledger) -> None:
    """Both answers were lost and one order was taken: at most one of them gets it."""
    result = run(studio, ledger, "taken", "not taken", concurrency=2)

    assert 1 == studio.bills
    assert 1 >= len(result.made)
    assert 2 == len(result.made) + len(result.in_doubt)
