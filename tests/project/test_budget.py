"""What a film may cost, as it is written: budgets by name, rates, the limit of a shot."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.facts import Money, Rates
from pipeline.project.load import load
from tests.project.films import write_film

HEAD = "film: 1\ngenerators: {kling: {backend: fal}, gen: {backend: runway}}\n"
TAIL = (
    "use: {panels: gen, clips: kling}\nshots:\n  sh010: MS | x\n  sh020: {panel: y, most: 3 USD}\n"
)


def test_a_budget_is_one_amount_or_one_for_each_name(tmp_path: Path) -> None:
    """Of the film, of a named generator, and of a service's credits."""
    one = load(write_film(tmp_path / "one", HEAD + "budget: 80 USD\n" + TAIL))
    each = "budget: {film: 80 USD, kling: 30 EUR, gen: 2500 credits}\n"
    several = load(write_film(tmp_path / "two", HEAD + each + TAIL))

    assert ((), ()) == (one.problems, several.problems)
    assert (Money(80_000_000), {}) == (one.budget.film, one.budget.generators)
    assert Money(80_000_000) == several.budget.film
    assert {
        "kling": Money(30_000_000, "EUR"),
        "gen": Money(2_500_000_000, "credits:runway"),
    } == several.budget.generators


def test_a_shot_has_a_limit_of_its_own_or_that_of_all(tmp_path: Path) -> None:
    """`most:` stands at a shot, a scene or under `defaults:`."""
    own = load(write_film(tmp_path / "own", HEAD + TAIL))
    usual = load(write_film(tmp_path / "all", HEAD + "defaults: {most: 1 USD}\n" + TAIL))

    assert [None, Money(3_000_000)] == [shot.most for shot in own.shots.values()]
    assert [Money(1_000_000), Money(3_000_000)] == [shot.most for shot in usual.shots.values()]


def test_rates_are_stated_by_currency_and_by_service(tmp_path: Path) -> None:
    """Three capitals are a currency; anything else is a service, and means one of its credits."""
    text = HEAD + "rates: {EUR: 1.08 USD, runway: 0.01 USD, fal: 1 EUR}\n" + TAIL

    rates = load(write_film(tmp_path, text)).budget.rates

    assert Money(1_080_000) == rates.worth(Money(1_000_000, "EUR"), "USD")
    assert Money(250_000) == rates.worth(Money(25_000_000, "credits:runway"), "USD")
    assert Money(2_160_000) == rates.worth(Money(2_000_000, "credits:fal"), "USD")
    assert Money(925_926, "EUR") == rates.worth(Money(1_000_000), "EUR")
    assert rates.worth(Money(1, "credits:luma"), "USD") is None
    assert Money(0) == Rates().worth(Money(0, "credits:luma"), "USD")


def test_cheap_lost_orders_may_be_bought_again(tmp_path: Path) -> None:
    """Only where it is written."""
    cheap = load(write_film(tmp_path / "a", HEAD + "rebuy_below: 0.05 USD\n" + TAIL))
    usual = load(write_film(tmp_path / "b", HEAD + TAIL))

    assert (Money(50_000), None) == (cheap.budget.rebuy_below, usual.budget.rebuy_below)


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(80_000_000), "80.00 USD"),
        (Money(3_500), "0.0035 USD"),
        (Money(-1_250_000, "EUR"), "-1.25 EUR"),
        (Money(25_000_000, "credits:runway"), "25 credits of runway"),
        (Money(2_500_000, "credits:runway"), "2.5 credits of runway"),
    ],
)
def test_an_amount_is_written_as_it_is(money: Money, text: str) -> None:
    """Never rounded: a third of a cent is not nothing."""
    assert text == str(money)
