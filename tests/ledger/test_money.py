"""Money: every cap is asked before every order, and every sum is the sum of its rows."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.errors import BudgetReached
from pipeline.facts import Money, Rates
from pipeline.ledger.agreed import Agreed
from pipeline.ledger.attempts import AttemptState
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.money import FILM, Caps, Charge, scope_of
from pipeline.ledger.schema import MIGRATIONS
from tests.ledger.builders import NOW, WANTED, attempt, total

DIME = Money(100_000)
RATES = Rates((("EUR", Money(1_080_000)), ("credits:runway", Money(10_000))))


def bought(ledger: Ledger, key: str, caps: Caps, **more: object) -> None:
    """An order of ten cents, which the service takes and bills."""
    shot = str(more.pop("shot", "sh010"))
    kept = ledger.intend(attempt(key, **more), replace(WANTED, shot=shot), caps)
    ledger.finish(kept, {kept.ref: True}, cost=kept.price, at=NOW)


@pytest.mark.parametrize(
    ("caps", "own", "other"),
    [
        (Caps(generators={"kling": DIME}), {}, {"generator": "mj"}),
        (Caps(shot=DIME), {}, {"shot": "sh020"}),
        (Caps(), {"plan": "p"}, {"plan": "q"}),
    ],
)
def test_a_cap_counts_its_own_orders_alone(
    ledger: Ledger, caps: Caps, own: dict[str, str], other: dict[str, str]
) -> None:
    """What another generator, another shot or another plan cost is not held against it."""
    ledger.agreed.add("p", [Agreed(("sh010", "panel", "kling"), DIME)], NOW)
    bought(ledger, "a", caps, **own)
    bought(ledger, "b", caps, **other)

    with pytest.raises(BudgetReached, match=r"0\.10 USD spent and 0\.00 USD reserved, 0\.00 USD"):
        bought(ledger, "c", caps, **own)


def test_other_currencies_count_by_stated_rates_rounded_up(ledger: Ledger) -> None:
    """Ten credits and a euro are 1.18 USD: what is left of two dollars is 0.82."""
    caps = Caps(film=Money(2_000_000), rates=RATES)
    bought(ledger, "a", caps, price=Money(10_000_000, "credits:runway"))
    bought(ledger, "b", caps, price=Money(1_000_000, "EUR"))

    bought(ledger, "c", caps, price=Money(820_000))
    with pytest.raises(BudgetReached) as said:
        bought(ledger, "d", caps, price=Money(1_000_000, "credits:runway"))

    assert (
        "the order may cost 1 credit of runway (counted as 0.01 USD); of 2.00 USD for the film, "
        "2.00 USD spent and 0.00 USD reserved, 0.00 USD left"
    ) == said.value.message


def test_what_cannot_be_counted_is_not_sent(ledger: Ledger) -> None:
    """Neither an order in credits without a rate, nor one after such an order was paid."""
    bought(ledger, "a", Caps(), price=Money(1, "credits:luma"))

    with pytest.raises(BudgetReached) as priced:
        bought(ledger, "b", Caps(shot=DIME), shot="sh020", price=Money(1, "credits:runway"))
    with pytest.raises(BudgetReached) as spent:
        bought(ledger, "c", Caps(film=DIME), shot="sh020", price=Money(1))

    assert "`rates: {runway: … USD}`" in priced.value.fix
    assert "`rates: {luma: … USD}`" in spent.value.fix


def test_an_order_of_unknown_price_needs_something_left(ledger: Ledger) -> None:
    """Allowed or not: where the budget is used up, nothing is sent."""
    bought(ledger, "a", Caps())

    bought(ledger, "b", Caps(film=Money(100_001), allows_unknown=True), price=None)
    with pytest.raises(BudgetReached):
        bought(ledger, "c", Caps(film=Money(100_000), allows_unknown=True), price=None)


def test_a_late_figure_takes_the_place_of_the_earlier_one(ledger: Ledger) -> None:
    """A bill for what was released, or settled before, is counted once."""
    kept = ledger.intend(attempt("a"), WANTED, Caps())
    ledger.end(replace(kept, state=AttemptState.FAILED, ended=NOW))
    ledger.money.settle(Charge.of(kept), Money(30_000), NOW)
    ledger.money.settle(Charge.of(kept), Money(40_000), NOW)

    assert ((40_000, 0), (40_000, 0)) == (total(ledger), total(ledger, scope_of("shot", "sh010")))


def test_a_renamed_shot_keeps_what_it_cost(ledger: Ledger) -> None:
    """Its limit is asked about the same money under the new name."""
    bought(ledger, "a", Caps(shot=DIME))

    ledger.rename_shot("sh010", "sh015")

    assert ((0, 0), (100_000, 0)) == (
        total(ledger, scope_of("shot", "sh010")),
        total(ledger, scope_of("shot", "sh015")),
    )
    with pytest.raises(BudgetReached, match="for sh015"):
        bought(ledger, "b", Caps(shot=DIME), shot="sh015")


def test_an_older_ledger_learns_by_whom_and_for_what_it_was_spent(tmp_path: Path) -> None:
    """Money of version one is counted by generator and by shot."""
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as old:
        old.executescript(MIGRATIONS[0])
        old.executescript(
            "PRAGMA user_version = 1;"
            "INSERT INTO attempts (key, state, generator, backend, intended, run, frozen)"
            " VALUES ('a', 'done', 'kling', 'fal', '', 'r', '{}');"
            "INSERT INTO attempt_takes VALUES ('a', 0, 'sh010', 'clip', '', 1, '');"
            "INSERT INTO money VALUES ('a', 'r', 'settled', 'USD', 9, 7, '');"
            "INSERT INTO money VALUES ('b', 'r', 'reserved', 'USD', 5, 0, '');"
        )
    old.close()

    with Ledger.open(path) as ledger:
        assert (7, 0) == total(ledger, scope_of("generator", "kling"))
        assert (7, 0) == total(ledger, scope_of("shot", "sh010"))


MICROS = st.integers(1, 3_000_000)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["kling", "mj"]),
        st.sampled_from(["sh010", "sh020"]),
        st.sampled_from(["USD", "EUR", "credits:runway"]),
        st.one_of(st.none(), MICROS),
        st.sampled_from(["settle", "settle for", "release", "doubt"]),
        MICROS,
    ),
    max_size=15,
)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_the_sums_are_the_sums_of_the_rows(tmp_path_factory, steps) -> None:
    """Whatever is reserved, settled, released, refused, in whatever currency; and no cap passed."""
    film, kling, shot = Money(4_000_000), Money(2_000_000), Money(3_000_000)
    caps = Caps(film, {"kling": kling}, shot, RATES, allows_unknown=True)
    billed_more = False
    with Ledger.open(tmp_path_factory.mktemp("money") / "ledger.sqlite") as ledger:
        for number, (generator, name, currency, price, end, cost) in enumerate(steps):
            money = None if price is None else Money(price, currency)
            wanted = replace(WANTED, shot=name)
            order = attempt(str(number), generator=generator, price=money)
            try:
                kept = ledger.intend(order, wanted, caps)
            except BudgetReached:
                continue
            if end == "settle":
                ledger.finish(kept, {kept.ref: True}, cost=money, at=NOW)
            elif end == "settle for":
                bill = Money(cost, currency)
                billed_more |= money is None or cost > money.micros
                ledger.finish(kept, {kept.ref: True}, cost=bill, at=NOW)
            elif end == "release":
                ledger.end(replace(kept, state=AttemptState.REFUSED, ended=NOW))

        rows = ledger._store.rows(
            "SELECT 'film', currency, reserved * (state = 'reserved'), settled FROM money "
            "UNION ALL SELECT 'run-1', currency, reserved * (state = 'reserved'), settled "
            "FROM money UNION ALL SELECT 'generator:' || generator, currency, "
            "reserved * (state = 'reserved'), settled FROM money UNION ALL "
            "SELECT 'shot:' || shot, currency, reserved * (state = 'reserved'), settled FROM money"
        )
        summed: dict[tuple[str, str], tuple[int, int]] = {}
        for scope, currency, reserved, settled in rows:
            before = summed.get((scope, currency), (0, 0))
            summed[scope, currency] = (before[0] + reserved, before[1] + settled)
        totals = {
            (scope, currency): (reserved, settled)
            for scope, currency, reserved, settled in ledger._store.rows(
                "SELECT scope, currency, reserved, settled FROM totals"
            )
        }
        assert {key: sums for key, sums in totals.items() if any(sums)} == {
            key: sums for key, sums in summed.items() if any(sums)
        }
        if not billed_more:
            limits = [(FILM, film), (scope_of("generator", "kling"), kling)]
            limits += [(scope_of("shot", name), shot) for name in ("sh010", "sh020")]
            for scope, cap in limits:
                assert counted(ledger, scope) <= cap.micros


def counted(ledger: Ledger, scope: str) -> int:
    """What a scope came to in millionths of a dollar, reserved and settled."""
    amounts = [money for one in ledger.money.sums(scope) for money in (one.settled, one.reserved)]
    return sum(RATES.worth(money, "USD").micros for money in amounts)


def spend_in_a_process(path: str, seed: int) -> None:
    """Reserve, settle, release as it comes, until the caps say no three times running."""
    dice, refused, place = random.Random(seed), 0, 0
    caps = Caps(Money(1_500_000), {"kling": Money(700_000)}, rates=RATES)
    with Ledger.open(Path(path)) as ledger:
        while refused < 3 and place < 60:
            place += 1
            generator, currency = dice.choice(["kling", "mj"]), dice.choice(["USD", "EUR"])
            price = Money(dice.randrange(1, 200_000), currency)
            order = attempt(f"{seed}-{place}", generator=generator, price=price)
            try:
                kept = ledger.intend(order, WANTED, caps)
            except BudgetReached:
                refused += 1
                continue
            if dice.random() < 0.4:
                ledger.end(replace(kept, state=AttemptState.REFUSED, ended=NOW))
            elif dice.random() < 0.8:
                bill = Money(dice.randrange(price.micros + 1), currency)
                ledger.finish(kept, {kept.ref: True}, cost=bill, at=NOW)


def test_processes_that_spend_at_once_never_pass_a_cap(tmp_path: Path) -> None:
    """Three at once reserve, settle and release; the film's cap and the generator's both hold."""
    path = tmp_path / "ledger.sqlite"
    Ledger.open(path).close()
    context = multiprocessing.get_context("spawn")
    buyers = [context.Process(target=spend_in_a_process, args=(str(path), n)) for n in range(3)]

    for buyer in buyers:
        buyer.start()
    for buyer in buyers:
        buyer.join()

    assert [0, 0, 0] == [buyer.exitcode for buyer in buyers]
    with Ledger.open(path) as ledger:
        assert 1_000_000 < counted(ledger, FILM) <= 1_500_000
        assert 0 < counted(ledger, scope_of("generator", "kling")) <= 700_000
