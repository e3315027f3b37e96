"""Single words of a short shot are changed, and all others stay as they are."""

from __future__ import annotations

import pytest

from pipeline.project.short_form import said_short, with_changes
from pipeline.project.vocabulary import divided

LINE = "EWS, push in, 4s | <engine> over a city => snow drifts"


@pytest.mark.parametrize(
    ("line", "changes", "after"),
    [
        (LINE, {"framing": "CU"}, "CU, push in, 4s | <engine> over a city => snow drifts"),
        (LINE, {"camera": ""}, "EWS, 4s | <engine> over a city => snow drifts"),
        (LINE, {"framing": "", "camera": "", "seconds": ""}, "<engine> over a city => snow drifts"),
        (LINE, {"motion": ""}, "EWS, push in, 4s | <engine> over a city"),
        (LINE, {"panel": "ash"}, "EWS, push in, 4s | ash => snow drifts"),
        (LINE, {"motion": "rain"}, "EWS, push in, 4s | <engine> over a city => rain"),
        ("ash", {"seconds": "2s", "motion": "falls"}, "2s | ash => falls"),
        ("", {"panel": "ash"}, "ash"),
        ("", {"framing": "WS", "panel": "ash"}, "WS | ash"),
        ("MS   slow push in|ash=>it falls", {"framing": "CU"}, "CU   slow push in|ash=>it falls"),
        ("中景，推，2秒｜雪", {"seconds": "3秒"}, "中景，推，3秒｜雪"),
        ("slow CU push | ash", {"camera": "pan left"}, "pan left, CU | ash"),
    ],
)
def test_what_is_not_named_stays_as_it_is_written(
    line: str, changes: dict[str, str], after: str
) -> None:
    """Blanks, order, marks and language of the author included."""
    assert after == with_changes(line, changes)
    said = said_short(after)
    assert {key: value for key, value in changes.items() if value} == {
        key: said[key] for key, value in changes.items() if value
    }
    assert not [key for key, value in changes.items() if not value and key in said]


@pytest.mark.parametrize("line", [LINE, "ash", "", "a|b=>c=>d", "  MS |  x  =>  y  "])
def test_a_line_is_the_sum_of_its_parts(line: str) -> None:
    """Nothing is lost where it is divided."""
    assert line == "".join(divided(line))
