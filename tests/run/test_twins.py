"""Orders that cannot be told apart: no job is taken for two of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.backends.base import Capabilities, Order, Prepared, Recovery, Ticket
from pipeline.errors import SubmitUnknown
from pipeline.facts import PANEL, TakeRef
from pipeline.ledger.ledger import Ledger
from pipeline.run.deciding import assume_lost
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


class Loose(Seedless):
    """Its list tells the words alone; what is sent says more."""

    def prepare(self, order: Order) -> Prepared:
        return Prepared(order, {"prompt": order.prompt, "size": [order.width, order.height]})

    def find(self, attempt_key: str, prepared: Prepared, since: datetime) -> list[Ticket]:
        doubts = dict(one.split("=") for one in self.settings.finds)
        return [
            Ticket(self.name, f"job-{str(job['key'])[:8]}", doubt=doubts.get("doubt", ""))
            for job in _jobs(Path(self.settings.book))
            if job["body"]["prompt"] == prepared.body["prompt"]
        ]


def loose(studio: Studio, ledger: Ledger, *words: str, doubt: str = ""):
    """A wide and a narrow picture of the same words, sent at once."""
    finds = (f"doubt={doubt}",) if doubt else ()
    maker = studio.maker(Loose, submits=words, finds=finds)
    runner = Runner(studio.floor(ledger, Inline(), maker=maker))
    runner.recover()
    return runner.run([work(panel(slot=1, width=96)), work(panel(slot=2, width=54))])


def test_orders_that_a_list_cannot_tell_apart_are_twins_whatever_was_sent(
    studio: Studio, ledger: Ledger
) -> None:
    """One of them was taken: nobody takes its picture for the other's, and it is named."""
    result = loose(studio, ledger, "taken", "not taken")
    (job,) = [f"job-{str(one['key'])[:8]}" for one in _jobs(studio.book)]

    assert (1, 0, 2) == (studio.bills, len(result.made), len(result.in_doubt))
    assert all(job in one.reason for one in result.in_doubt)
    assert any("sh010 panel 2" in one.reason for one in result.in_doubt)


def test_a_twin_that_was_answered_leaves_the_other_job_to_the_lost_one(
    studio: Studio, ledger: Ledger
) -> None:
    """The one that has a ticket is known; the other is the lost order's, and no one else's."""
    result = loose(studio, ledger, "ok", "taken")

    assert (2, 2, 0) == (studio.bills, len(result.made), len(result.in_doubt))


def test_a_job_that_may_be_anothers_is_named_and_not_taken(studio: Studio, ledger: Ledger) -> None:
    """Its list tells no time: another film may have asked for the same."""
    result = loose(studio, ledger, "ok", "taken", doubt="has no date")

    assert (2, 1, 1) == (studio.bills, len(result.made), len(result.in_doubt))
    assert "which has no date: it may be another's" in result.in_doubt[0].reason


def test_a_take_whose_ledger_was_lost_keeps_its_job(studio: Studio, ledger: Ledger) -> None:
    """The slate knows the job: a lost order of the same words does not get it a second time."""
    maker = studio.maker(Seedless, submits=("ok", "not taken"))
    first = Runner(studio.floor(ledger, Inline(), maker=maker)).run([work(panel())])
    with Ledger.open(studio.home / ".rushes/younger.sqlite") as younger:
        result = Runner(studio.floor(younger, Inline(), maker=maker)).run([work(panel())])

    assert (1, 1) == (studio.bills, len(first.made))
    assert (0, 1) == (len(result.made), len(result.in_doubt))


class Forgetful(Scripted):
    """A service that gives every order the same id."""

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        return replace(super().submit(prepared, attempt_key, into), job="job-1")


@pytest.mark.parametrize("recovery", ["none", "listed", "tagged", "client_id", "idempotent"])
def test_an_id_that_comes_twice_is_one_take_and_a_doubt(
    studio: Studio, ledger: Ledger, recovery: str
) -> None:
    """Whatever the service may be asked, the second order does not get the first one's picture."""
    maker = studio.maker(Forgetful, recovery=recovery, is_listed=False, concurrency=1)
    runner = Runner(studio.floor(ledger, Inline(), maker=maker))
    result = runner.run([work(panel(slot=1)), work(panel(slot=2))])

    assert (2, 1, 1) == (studio.bills, len(result.made), len(result.in_doubt))
    assert "job-1 of scripted is sh010 panel 1 already" in result.in_doubt[0].reason


def test_a_look_up_that_is_refused_is_asked_again_and_then_a_person_is(
    studio: Studio, ledger: Ledger
) -> None:
    """A refusal is no proof that nothing was taken, and another order would be another payment."""
    maker = studio.maker(recovery="client_id", submits=("lost",), finds=("no",) * 3)
    result = Runner(studio.floor(ledger, Inline(), maker=maker)).run([work(panel())])

    assert (1, 0, 1) == (studio.bills, len(result.made), len(result.in_doubt))
    assert "it cannot be looked up: the service will not have it" in result.in_doubt[0].reason


class Nameless(Loose):
    """Its answers tell no ids."""

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        return replace(super().submit(prepared, attempt_key, into), job="")


def test_a_take_whose_id_nobody_knows_may_have_the_job_that_is_found(
    studio: Studio, ledger: Ledger
) -> None:
    """The list shows its job; the lost order of the same words was never taken."""
    maker = studio.maker(Nameless, submits=("ok", "not taken"), concurrency=1)
    runner = Runner(studio.floor(ledger, Inline(), maker=maker))
    result = runner.run([work(panel(slot=1)), work(panel(slot=2))])

    assert (1, 1, 1) == (studio.bills, len(result.made), len(result.in_doubt))
    assert "may as well be sh010 panel 1, whose id nobody knows" in result.in_doubt[0].reason


@pytest.mark.parametrize("is_billed", [True, False])
def test_an_order_that_was_given_up_may_have_the_job_unless_nothing_was_billed(
    studio: Studio, ledger: Ledger, *, is_billed: bool
) -> None:
    """A person who looked at the service's page knows more than its list tells."""
    maker = studio.maker(Loose, submits=("not taken", "taken"))
    first = Runner(studio.floor(ledger, Inline(), maker=maker))
    (lost,) = first.run([work(panel(slot=1))]).in_doubt
    vault, at = studio.vault(ledger), studio.clock.now()
    assume_lost(ledger, vault, TakeRef("sh010", PANEL, 1), is_billed=is_billed, at=at)
    again = work(panel(slot=1), number=None if is_billed else 1)

    result = Runner(studio.floor(ledger, Inline(), maker=maker)).run([again])

    assert "does not list it" in lost.reason
    assert (1, not is_billed) == (studio.bills, len(result.made) == 1)
    assert is_billed == (len(result.in_doubt) == 1)
