"""Money: every cap is asked before every order, and every sum is the sum of its rows."""

from __future__ import annotations

import json
import multiprocessing
import random
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.errors import BudgetReached
from pipeline.facts import CLIP, Money, Rates, TakeRef
from pipeline.ledger.agreed import Agreed
from pipeline.ledger.attempts import AttemptState
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.money import FILM, Caps, Charge, Unpriced, scope_of
from pipeline.ledger.rebuild import Evidence, rebuild
from pipeline.ledger.schema import MIGRATIONS
from tests.ledger.builders import NOW, WANTED, attempt, slate, total

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


def test_an_order_of_unknown_price_is_counted_and_is_never_nothing(ledger: Ledger) -> None:
    """Under way, ended, and until its service says what it billed; a refusal takes it out."""
    caps = Caps(allows_unknown=True)
    orders = [ledger.intend(attempt(key, price=None), WANTED, caps) for key in "abcd"]
    film = [ledger.money.unpriced()]

    for kept in orders[:3]:
        ledger.finish(kept, {kept.ref: True}, cost=None, at=NOW)
    ledger.end(replace(orders[3], state=AttemptState.REFUSED, ended=NOW))
    film.append(ledger.money.unpriced())
    ledger.money.settle(Charge.of(orders[0]), Money(70_000), NOW)
    ledger.money.settle(Charge.of(orders[1]), Money(0), NOW)

    assert [Unpriced(0, 4), Unpriced(3, 0)] == film
    shot, other = scope_of("shot", "sh010"), scope_of("generator", "mj")
    scopes = (FILM, shot, "run-1", other, scope_of("plan", "p"))
    found = [ledger.money.unpriced(scope).settled for scope in scopes]
    assert [1, 1, 1, 0, 0] == found
    assert [("sh010", "kling", "c")] == ledger.money.settled_unpriced()
    assert (70_000, 0) == total(ledger)


def test_what_is_unknown_is_said_where_a_limit_is_reached(ledger: Ledger) -> None:
    """The sum beside it is a least one; and the order itself may be the unknown one."""
    caps = Caps(film=DIME, allows_unknown=True)
    bought(ledger, "a", caps, price=None)
    bought(ledger, "b", caps)

    with pytest.raises(BudgetReached) as priced:
        bought(ledger, "c", caps, price=Money(1))
    with pytest.raises(BudgetReached) as unknown:
        bought(ledger, "d", caps, price=None)

    rest = (
        "of 0.10 USD for the film, at least 0.10 USD (+ 1 of unknown price) spent and "
        "0.00 USD reserved, 0.00 USD left"
    )
    assert f"the order may cost 0.000001 USD; {rest}" == priced.value.message
    assert f"the order has a price that nobody knows; {rest}" == unknown.value.message


def test_an_order_file_and_a_slate_without_a_price_come_back_as_unknown(tmp_path: Path) -> None:
    """A lost ledger forgets no order because nobody knew its price; what was free stays free."""
    order = attempt("a" * 32, price=None, refs=(TakeRef("sh020", CLIP, 1),))
    slates = (
        slate(1, attempt="one", price=None),
        slate(2, attempt="two", price=None, is_free=True),
        slate(3, attempt="three", price=Money(5)),
        slate(4, attempt="three", price=None),
    )

    rebuild(tmp_path / "ledger.sqlite", Evidence(slates, (order.to_json(),)), NOW)

    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        assert Unpriced(1, 1) == ledger.money.unpriced()
        assert (5, 0) == total(ledger)


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


def test_an_older_ledger_learns_what_it_never_knew_the_price_of(tmp_path: Path) -> None:
    """An amount of nothing that nobody said is unknown; one that was given back is not counted."""
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as old:
        for migration in MIGRATIONS[:3]:
            old.executescript(migration)
        old.executescript("PRAGMA user_version = 3;")
        rows = [("a", "settled", None), ("b", "reserved", None), ("c", "released", None)]
        for key, state, price in [*rows, ("d", "settled", [0, "USD"])]:
            frozen = json.dumps({"price": price, "is_free": False})
            old.execute(
                "INSERT INTO attempts (key, state, generator, backend, intended, run, frozen)"
                " VALUES (?, 'done', 'kling', 'fal', '', 'r', ?)",
                (key, frozen),
            )
            old.execute(
                "INSERT INTO money (attempt, run, state, currency, reserved, settled, at)"
                " VALUES (?, 'r', ?, 'USD', 0, 0, '')",
                (key, state),
            )
    old.close()

    with Ledger.open(path) as ledger:
        assert Unpriced(1, 1) == ledger.money.unpriced()


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
