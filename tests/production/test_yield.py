"""The yield of a production: what was made, what of it is used, what it cost and will cost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from pipeline.facts import Money
from pipeline.production import Production
from pipeline.production.yield_words import finishing_words, head_words
from pipeline.production.yielding import production_yield
from tests.doubles import tiny_film
from tests.production.footage import ran
from tests.production.yields import shot_film

CREDITS = "credits:runway"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scenes of three shots: 15 panels, 12 clips, 5 of them played for a second each."""
    return shot_film(tmp_path_factory.mktemp("yield") / "film").folder


def test_the_steps_from_stills_to_seconds(film: Path) -> None:
    """Stills made, clips made, clips used, seconds used; of the film and of its scenes."""
    report = production_yield(Production(film))

    rows = [report.whole, *report.scenes]
    steps = [(row.stills, row.clips, row.used, row.used_seconds) for row in rows]
    assert [(15, 12, 5, 5.0), (9, 7, 3, 3.0), (6, 5, 2, 2.0)] == steps
    assert [48.0, 28.0, 20.0] == [row.made_seconds for row in rows]


def test_money_is_that_of_the_ledger_failures_included(film: Path) -> None:
    """15 panels, 10 clips, two that failed; two in credits, counted by the stated rate."""
    production = Production(film)
    report = production_yield(production)

    ledger = production.ledger.money.sums()
    dollars = 15 * 40_000 + 12 * 350_000
    assert {"USD": dollars, CREDITS: 50_000_000} == {
        one.settled.currency: one.settled.micros for one in ledger
    }
    assert {one.settled for one in ledger} == set(report.paid)
    assert (Money(dollars + 500_000),) == report.whole.spent
    assert report.whole.spent[0].micros == sum(row.spent[0].micros for row in report.scenes)
    assert report.whole.spent[0].micros == sum(row.spent[0].micros for row in report.generators)


def test_each_used_second_and_each_accepted_shot_has_its_price(film: Path) -> None:
    """5.30 USD for five seconds; fourteen attempts for five shots, by generator and by prompt."""
    report = production_yield(Production(film))

    kling, gen = (row for row in report.generators if row.name in {"kling", "gen"})
    assert ((Money(1_060_000),), 14, 2.8) == (
        report.whole.a_second,
        report.whole.attempts,
        report.whole.attempts_a_shot,
    )
    assert (12, 5, (), None) == (kling.attempts, kling.shots, gen.a_second, gen.attempts_a_shot)
    first = report.prompts[0]
    assert ("the clip of sh1010, anamorphic, 极度细节", 3, 1) == (
        first.name,
        first.clips,
        first.used,
    )


def test_finishing_is_priced_at_the_present_yield(film: Path) -> None:
    """One shot has no clip: 2.8 attempts and 1.06 USD, as each accepted one has cost."""
    finishing = production_yield(Production(film)).finishing

    assert (1, 2.0, 3, (Money(1_060_000),)) == (
        finishing.shots,
        finishing.seconds,
        finishing.attempts,
        finishing.cost,
    )
    assert finishing_words(finishing).endswith("at the present yield about 3 attempts and 1.06 USD")


def test_a_film_that_nothing_was_shot_for_has_no_yield(tmp_path: Path) -> None:
    """And says so; nothing is divided by nothing."""
    report = production_yield(Production(tiny_film(tmp_path / "tiny")))

    assert "spent: nothing" == head_words(report)[-1]
    assert (3, None, None) == (
        report.finishing.shots,
        report.finishing.attempts,
        report.finishing.cost,
    )
    assert "no clip is used yet, so there is no yield" in finishing_words(report.finishing)


def test_the_report_is_a_table_json_and_a_picture(film: Path, tmp_path: Path) -> None:
    """The same figures in all; the picture is as high as it needs, and its file is named."""
    path = tmp_path / "yield.png"

    table = ran(film, f"report --picture {path}").out
    told = json.loads(ran(film, "report --json").out)

    assert "15 stills made → 12 clips made → 5 clips used → 5.0 s used" in table
    assert "spent: 5.30 USD at the stated rates (4.80 USD + 50 credits of runway)" in table
    assert str(path) == table.splitlines()[-1]
    (kling,) = (line for line in table.splitlines() if line.startswith("kling"))
    assert ["0", "10", "5", "5.0", "2.4", "4.20", "USD", "0.84", "USD"] == kling.split()[1:]
    assert (12, ["5.30 USD"]) == (told["whole"]["clips"], told["whole"]["spent"])
    with Image.open(path) as picture:
        assert 1600 == picture.width
        bright = sum(
            count for count, (r, g, b) in picture.convert("RGB").getcolors(1 << 20) if r > b + 80
        )
    assert bright > 10_000  # what is used stands out


def test_a_picture_needs_a_name_and_a_folder(film: Path) -> None:
    """One sentence, nothing written."""
    named = ran(film, "report --picture yield.pdf", code=2)
    placed = ran(film, "report --picture nowhere/yield.png", code=2)

    assert "'yield.pdf' is no name of a PNG file" in named.err
    assert "there is no folder" in placed.err
