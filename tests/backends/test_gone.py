"""Generators that cannot be asked by their name: who makes today what they made."""

from __future__ import annotations

import pytest
import yaml

from pipeline.backends import shelf
from pipeline.backends.base import Operation
from pipeline.backends.gone import GONE, gone
from pipeline.errors import ProjectError


@pytest.mark.parametrize("name", GONE)
def test_what_is_named_instead_is_there(name: str) -> None:
    """A film-maker can copy it as it stands."""
    for instead in GONE[name].instead:
        written = yaml.safe_load(instead[: instead.index("}") + 1])

        kind = shelf.find(written["backend"])
        can = kind(kind.Settings.model_construct(), None).capabilities(written.get("model", ""))

        assert can.operations & set(Operation)


@pytest.mark.parametrize(
    "name",
    ["sora", "Sora 2", "gen-2", "Gen2", "lumiere", "emu", "midjourney", "pika", "svd", "kling"],
)
def test_a_name_of_old_is_an_error_that_leads_on(name: str) -> None:
    """It says what became of it, and what serves today."""
    with pytest.raises(ProjectError) as err:
        shelf.find(name)

    assert err.value.message.startswith(f"'{name}' ")
    assert "today: {backend: " in str(err.value)


def test_other_names_are_misspelt() -> None:
    """And are told what was meant."""
    assert gone("runwey") is None
    assert ("there is no backend 'runwey'", "did you mean 'runway'?") == shelf.unknown("runwey")
