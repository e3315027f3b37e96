"""The models of services, as they are listed."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from pipeline.backends import shelf
from pipeline.cli.models import backend_lines, model_lines, setting_lines
from pipeline.errors import columns
from pipeline.production.examining import backend_rows
from pipeline.production.modelling import model_list
from tests.production.footage import typed


def test_a_services_models_are_listed_with_price_source_and_date(film):
    """What it does, the lengths it makes, what it costs, where that was read; unknown is said."""
    listed = typed("backends", "list", "runway", at=film).out.splitlines()
    lines = {line.split()[0]: line for line in listed if line.strip()}

    assert "t2v i2v" in lines["gen4.5"]
    assert "2 to 10 s" in lines["gen4.5"]
    assert "0.12 USD a second [pricing, 2026-11-30]" in lines["gen4.5"]
    assert "price unknown" in lines["klingO3_pro"]
    assert "retired on 2026-07-30: use gen4_turbo or gen4.5" in lines["gen3a_turbo"]
    assert "docs.dev.runwayml.com/guides/pricing" in lines["[pricing]"]
    assert "1 credit is 0.01 USD" in "\n".join(listed)


def test_the_list_as_json_holds_everything_that_is_known(film):
    said = json.loads(typed("backends", "list", "runway", "--json", at=film).out)["models"]
    rows = {row["name"]: row for row in said["models"]}
    i2v = rows["gen4.5"]["can"]["i2v"]
    wide = next(size for size in i2v["sizes"] if size["word"] == "1584:672")

    assert (wide["width"], wide["height"], wide["shape"]) == (1584, 672, 2.3571)
    assert (i2v["seconds"], i2v["prompt"], i2v["seed"], i2v["last"]) == (
        "2 to 10 s",
        1000,
        True,
        False,
    )
    assert rows["klingO3_pro"]["can"]["t2v"]["price"] is None
    assert dict(said["sources"])["pricing"].startswith("docs.dev.runwayml.com")


def test_a_model_that_ends_soon_says_when_and_what_comes_after():
    openai = model_list("openai", date(2026, 11, 30))
    text = "\n".join(model_lines(openai))

    assert "until 2026-12-01, then gpt-image-2.5-sunburst or gpt-image-2.5-flare" in text
    assert "retired on 2026-09-24: use runway/gen4.5 or google/gemini-omni-1.2-flash" in text
    assert [row.is_retired for row in openai.models] == sorted(
        row.is_retired for row in openai.models
    )


def test_a_router_says_that_it_sells_more(film):
    listed = typed("backends", "list", "fal", at=film).out

    assert "any other model can be named, too" in listed
    assert model_list("sketch", date(2026, 11, 30)) is None


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_broken_by_the_screen(width):
    """Of the generators, their settings and their models, long names and all."""
    rows = backend_rows()
    lines = list(backend_lines(rows, width))
    for row in rows:
        lines += setting_lines(row, width)
        models = model_list(row.name, date(2026, 11, 30))
        lines += model_lines(models, width) if models is not None else ()

    too_wide = [line for line in lines if sum(map(columns, line)) > width and " " in line.strip()]
    assert [] == too_wide
    assert len(rows) == len(shelf.names())


def test_the_columns_stand_below_one_another():
    """What a generator costs, and a model's price, begin in one column, whatever the names are."""
    lines = list(backend_lines(backend_rows(), 120))
    heads = {
        line.index(word) for line in lines for word in ("  free  ", "  paid  ") if word in line
    }
    fal = list(model_lines(model_list("fal", date(2026, 11, 30)), 120))
    prices = {found.start() for line in fal if (found := re.search(r"\S* USD|price unknown", line))}

    assert (1, 1) == (len(heads), len(prices - {0}))
