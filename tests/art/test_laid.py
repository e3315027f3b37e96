"""Things the words name that once were missing, too large or in the wrong place."""

from __future__ import annotations

import pytest

from pipeline.art.composer import compose
from pipeline.art.understanding import Brief


def sheets(words, framing="WS", angle=""):
    """The names of the sheets a shot lays, cut and light."""
    stage = compose(Brief(words=words, framing=framing, angle=angle, film="f", place="p")).stage
    return {sheet.name for sheet in (*stage.sheets, *stage.lights)}


@pytest.mark.parametrize(
    ("words", "framing", "laid"),
    [
        ("a crowd looking up at a pillar of light", "MS", {"plume", "leads"}),
        ("three hikers around a campfire", "WS", {"campfire", "logs"}),
        ("a rocket launches at night", "EWS", {"flame"}),
        ("a lamp and a letter on the table", "CU", {"thing", "second"}),
        ("a tunnel, a train's headlights", "WS", {"train"}),
    ],
)
def test_what_is_named_is_laid(words, framing, laid):
    """Things that were once left out stand in the picture."""
    assert laid <= sheets(words, framing)


def test_a_campfire_burns_no_forest():
    """A small fire is small."""
    assert "fire" not in sheets("a boy beside a campfire in the forest", "MS")


def test_a_bridge_carries_what_drives_over_it():
    """The truck stands on the deck, beside the bridge in depth, not in the field before it."""
    stage = compose(Brief(words="a truck crosses a bridge", framing="WS", film="f")).stage
    depth = {sheet.name: sheet.depth for sheet in stage.sheets}

    assert depth["hero truck"] < depth["hero bridge"] < depth["hero truck"] + 0.02
