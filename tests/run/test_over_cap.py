"""Limits and many jobs: what there is no room for costs nothing, not even an upload."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from pipeline.backends.base import Order, Prepared
from pipeline.errors import BudgetReached
from pipeline.facts import Money
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.money import Caps
from pipeline.run.floor import Makers
from pipeline.run.runner import Runner
from pipeline.run.work import RunResult
from tests.run.doubles import Inline, Scripted, Studio, panel, work

DIME = Money(100_000)


class Counting(Scripted):
    """Counts what it is asked to get ready; a shot may have a price of its own."""

    prepared: ClassVar[list[str]] = []
    prices: ClassVar[dict[str, int]] = {}

    def estimate(self, order: Order) -> Money | None:
        return Money(self.prices.get(order.shot, self.settings.price))

    def prepare(self, order: Order) -> Prepared:
        self.prepared.append(order.shot)
        return super().prepare(order)


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """Every test begins with an empty count."""
    Counting.prepared.clear()
    Counting.prices.clear()


def run(studio: Studio, works: list[object], caps: Caps, **settings: object) -> RunResult:
    """Run the works under the caps."""
    maker = studio.maker(Counting, **settings)
    other = studio.maker(Counting, **settings)
    with studio.ledger() as ledger:
        makers = Makers({"gen": maker, "other": other})
        floor = studio.floor(ledger, Inline(), makers=makers, caps=caps)
        return Runner(floor).run(works)


def agreed(shot: str, micros: int = 100_000, **more: object) -> object:
    """A panel that somebody agreed to at that price."""
    return work(panel(shot, **more), agreed=Money(micros))


def test_a_small_budget_is_asked_about_a_few_times_not_for_every_job(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two hundred jobs three have room: neither prepared nor tried again at every end."""
    asked: list[str] = []
    true_intend = Ledger.intend

    def intend(ledger: Ledger, attempt, wanted, caps) -> object:
        asked.append(wanted.shot)
        return true_intend(ledger, attempt, wanted, caps)

    monkeypatch.setattr(Ledger, "intend", intend)
    jobs = [agreed(f"sh{n:03d}") for n in range(200)]

    result = run(studio, jobs, Caps(film=Money(350_000)), concurrency=4)

    assert (3, 197, 3) == (len(result.made), len(result.failed), studio.bills)
    assert all(one.is_for_budget for one in result.failed)
    assert len(Counting.prepared) < 15
    assert len(asked) < 20


def test_a_cheaper_job_still_has_room(studio: Studio) -> None:
    """What is too dear stops nothing that fits, whichever comes first."""
    Counting.prices["sh002"] = 300_000
    jobs = [agreed("sh001"), agreed("sh002", 300_000), agreed("sh003"), agreed("sh004")]

    result = run(studio, jobs, Caps(film=Money(320_000)), concurrency=1)

    made = {one.ref.shot for one in result.made}
    assert ({"sh001", "sh003", "sh004"}, ["sh002"]) == (
        made,
        [one.job.shot for one in result.failed],
    )


def test_a_shots_limit_keeps_no_other_shot_waiting(studio: Studio) -> None:
    """Nor does one generator's keep another's."""
    jobs = [work(panel("sh001", slot=slot), agreed=DIME, most=Money(150_000)) for slot in (1, 2, 3)]
    jobs += [agreed("sh002"), agreed("sh003", generator="other")]

    result = run(studio, jobs, Caps(generators={"other": Money(1)}), concurrency=2)

    assert ["sh001", "sh002"] == sorted(one.ref.shot for one in result.made)
    assert ["sh001", "sh001", "sh003"] == sorted(one.job.shot for one in result.failed)


def test_money_that_comes_back_lets_in_as_many_as_fit(studio: Studio) -> None:
    """Three orders fail unbilled; of those that waited as many are made as would have been."""
    jobs = [agreed(f"sh00{n}") for n in range(9)]

    result = run(
        studio,
        jobs,
        Caps(film=Money(350_000)),
        concurrency=9,
        polls=("failed", "failed", "failed"),
    )

    assert (3, 6) == (len(result.made), studio.bills)
    assert 3 == sum(one.is_for_budget for one in result.failed)


def test_an_order_dearer_than_agreed_is_not_sent(studio: Studio) -> None:
    """Whatever the budget: somebody said yes to another price."""
    result = run(studio, [agreed("sh001", 99_999)], Caps())

    (failed,) = result.failed
    assert failed.is_for_budget
    assert "the order may cost 0.10 USD, and 0.099999 USD were agreed to" in failed.reason
    assert 0 == studio.bills


def test_the_limit_that_refused_is_named(tmp_path: Path) -> None:
    """So that jobs wait under the one that has no room."""
    from tests.ledger.builders import WANTED, attempt

    with (
        Ledger.open(tmp_path / "ledger.sqlite") as ledger,
        pytest.raises(BudgetReached) as said,
    ):
        ledger.intend(attempt("a"), WANTED, Caps(generators={"kling": Money(1)}))

    assert "generator:kling" == said.value.scope
