"""The models of services, as they are listed."""

from __future__ import annotations

import json
from datetime import date

from pipeline.cli.models import model_lines
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
