"""What a service allows is kept to: how often it is asked, how many at once, a minute, a day."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import pytest
from msgspec.structs import replace

from pipeline.backends.base import Capabilities, Prepared, Progress, State, Ticket
from pipeline.errors import RateLimited
from pipeline.run.runner import Runner
from pipeline.run.work import RunResult
from pipeline.run.workers import Workers
from tests.run.doubles import FakeClock, Scripted, Studio, panel, work

POLL_SECONDS = 7.0


class Strict(Scripted):
    """A service that writes down when it was asked what."""

    name: ClassVar[str] = "strict"

    clock: FakeClock
    log: list[tuple[float, str, str]]
    """(when, ``order`` or ``look`` or ``made``, job)."""

    def capabilities(self, model: str = "") -> Capabilities:
        return replace(super().capabilities(model), poll_seconds=POLL_SECONDS)

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        ticket = super().submit(prepared, attempt_key, into)
        self.log.append((self.clock.seconds(), "order", ticket.job))
        return ticket

    def poll(self, ticket: Ticket, into: Path) -> Progress:
        self.log.append((self.clock.seconds(), "look", ticket.job))
        word = self._next("polls", self.settings.polls, "ready")
        if word == "patience":
            raise RateLimited("too many looks", retry_after_seconds=31)
        if word == "fault":
            raise ConnectionError("no route to the service")
        seconds = 19.0 if word == "later" else None
        state = State.WORKING if word == "later" else State(word)
        if state is State.READY:
            self.log.append((self.clock.seconds(), "made", ticket.job))
        return Progress(state, retry_after_seconds=seconds)

    def times(self, what: str, job: str = "") -> list[float]:
        """When it was asked that, in order; about one job where one is named."""
        return sorted(at for at, word, of in self.log if word == what and job in {"", of})

    @property
    def jobs(self) -> list[str]:
        """Every job that was ordered."""
        return [job for _, word, job in self.log if word == "order"]


@pytest.fixture
def strict(studio: Studio, workers: Workers):
    """Run so many panels at a service that watches; the service, and what came of it."""

    def run(count: int, **settings: object) -> tuple[Strict, RunResult]:
        maker = studio.maker(Strict, **settings)
        assert isinstance(maker, Strict)
        maker.clock, maker.log = studio.clock, []
        with studio.ledger() as ledger:
            runner = Runner(studio.floor(ledger, workers, maker=maker))
            return maker, runner.run([work(panel(f"sh{n:03d}")) for n in range(count)])

    return run


def gaps(maker: Strict, job: str) -> list[float]:
    """Seconds between an order and its first look, and between every two looks at it."""
    (ordered,) = maker.times("order", job)
    return [after - before for before, after in pairwise([ordered, *maker.times("look", job)])]


@pytest.mark.parametrize("trouble", ["working", "fault"])
def test_looks_never_come_closer_than_the_service_allows(strict, trouble: str) -> None:
    """Whether it answers or not, and however many orders it has."""
    maker, result = strict(6, concurrency=3, polls=(trouble, "working") * 12)

    found = [gap for job in maker.jobs for gap in gaps(maker, job)]
    assert (6, 30) == (len(result.made), len(found))
    assert min(found) >= POLL_SECONDS


@pytest.mark.parametrize(("word", "seconds"), [("later", 19.0), ("patience", 31.0)])
def test_a_service_that_says_when_to_look_again_is_left_alone_until_then(
    strict, word: str, seconds: float
) -> None:
    """As a header beside an answer, and as a refusal to answer."""
    maker, result = strict(1, polls=(word,) * 3)

    first, *others = gaps(maker, maker.jobs[0])
    assert (1, POLL_SECONDS, 3) == (len(result.made), first, len(others))
    assert min(others) >= seconds


def test_an_order_that_is_told_to_wait_is_not_sent_earlier(studio: Studio, strict) -> None:
    """Nor is another order of the same model sent in its place."""
    maker, result = strict(4, concurrency=1, submits=("ok", "limited", "ok"))

    # the first is made after a look; the second is asked to wait 5 s, and so are those after it
    ordered = maker.times("order")
    assert (4, 4) == (len(result.made), studio.bills)
    assert ordered[1] >= maker.times("made")[0] + 5


def test_no_more_are_in_flight_than_the_service_takes(strict) -> None:
    """From the order to the look that finds it made; and so many really are, all the time."""
    maker, result = strict(12, concurrency=3, polls=("working",) * 10)

    steps = {"order": 1, "made": -1}
    flying, most = 0, []
    for _, word, _ in sorted(maker.log, key=lambda row: (row[0], row[1] == "order")):
        flying += steps.get(word, 0)
        most.append(flying)
    assert (12, 3) == (len(result.made), max(most))


def test_no_minute_has_more_orders_than_the_service_takes(strict) -> None:
    """Whichever minute is looked at, not only those of the clock; nothing is waited for longer."""
    maker, result = strict(20, concurrency=20, per_minute=6)

    times = maker.times("order")
    inside = [sum(at <= other < at + 60 for other in times) for at in times]
    assert (20, 6) == (len(result.made), max(inside))
    assert 180 <= times[-1] < 200


def test_no_day_has_more_orders_than_the_service_takes(studio: Studio, strict) -> None:
    """Across runs: what a day has no room for is said, and ordered on the next."""
    first, early = strict(5, per_day=3)
    studio.clock.passed += 3600
    second, none = strict(5, per_day=3)
    studio.clock.passed += 86_400
    third, late = strict(2, per_day=3)

    assert (3, 0, 2) == tuple(len(one.made) for one in (early, none, late))
    assert (3, 0, 2) == tuple(len(one.times("order")) for one in (first, second, third))
    assert "strict takes no more orders a day" in early.left[0].reason
