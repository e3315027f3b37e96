"""The names of takes as people type them."""

from __future__ import annotations

import pytest

from pipeline.facts import CLIP, PANEL, Kind
from pipeline.project.edit import TakeChoice
from pipeline.project.take_text import event_take, parse_take, pick_take, take_of_event


@pytest.mark.parametrize(
    ("text", "shot", "take"),
    [
        ("5", "", TakeChoice(CLIP, 5)),
        ("p2", "", TakeChoice(PANEL, 2)),
        ("panel 3", "", TakeChoice(PANEL, 3)),
        ("panel3", "", TakeChoice(PANEL, 3)),
        ("clip2", "", TakeChoice(CLIP, 2)),
        ("clip b7", "", TakeChoice(CLIP, 7, "b")),
        ("b7", "", TakeChoice(CLIP, 7, "b")),
        ("t07", "", TakeChoice(CLIP, 7)),
        ("voice.l1-4", "", TakeChoice(Kind("voice", "l1"), 4)),
        ("clip.2 4", "", TakeChoice(Kind("clip", "2"), 4)),
        ("voice.answer 2", "", TakeChoice(Kind("voice", "answer"), 2)),
        ("voice.L-1 b2", "", TakeChoice(Kind("voice", "L-1"), 2, "b")),
        ("sh020.l12 2", "sh020", TakeChoice(Kind("voice", "l12"), 2)),
        ("sh020.answer/b2", "sh020", TakeChoice(Kind("voice", "answer"), 2, "b")),
        ("sh020 voice.l1 3", "sh020", TakeChoice(Kind("voice", "l1"), 3)),
        ("sh020/5", "sh020", TakeChoice(CLIP, 5)),
        ("sh020 5", "sh020", TakeChoice(CLIP, 5)),
        ("sh020 clip 5", "sh020", TakeChoice(CLIP, 5)),
        ("opening/p2", "opening", TakeChoice(PANEL, 2)),
    ],
)
def test_a_take_is_named_the_way_people_say_it(text, shot, take):
    """A bare number is a clip; a letter, a word and a shot may stand before it."""
    assert (shot, take) == parse_take(text)


@pytest.mark.parametrize("text", ["", "0", "five", "sh020", "sh020/", "p", "5 6", "９"])
def test_what_is_no_take_is_said(text):
    """Anything else is refused in the person's own words."""
    with pytest.raises(ValueError, match="is not a take") as caught:
        parse_take(text)

    fix = "write 5 for a clip, p2 for a panel, b7 for unit b"
    assert f"'{text}' is not a take: {fix}" == str(caught.value)


@pytest.mark.parametrize(
    "take", [TakeChoice(kind, 7, unit) for kind in (CLIP, PANEL) for unit in ("", "b")]
)
def test_takes_are_written_as_they_are_read(take):
    """The two spellings of the files read back as the same take."""
    assert take == take_of_event(event_take(take))
    assert ("", take) == parse_take(pick_take(take))
