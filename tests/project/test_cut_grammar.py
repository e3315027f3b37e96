"""The one-line events of a cut, word by word."""
# ruff: noqa: E501

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.facts import CLIP, PANEL
from pipeline.project.cut_format import format_event
from pipeline.project.cut_grammar import parse_event
from pipeline.project.edit import (
    Black,
    Dissolve,
    Fade,
    Missing,
    Over,
    SceneEvent,
    ShotEvent,
    TakeChoice,
    Zoom,
)
from pipeline.project.story import Text
from tests.project.board import BOARD
from tests.project.plain import plain

CLIP_1, CLIP_2, CLIP_4 = (TakeChoice(CLIP, number) for number in (1, 2, 4))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sh040", ShotEvent("sh040")),
        ("sh010/2  0-36", ShotEvent("sh010", CLIP_2, 0, 36)),
        ("sh020/b5 12-1:16", ShotEvent("sh020", TakeChoice(CLIP, 5, "b"), 12, 40)),
        ("sh080/p2", ShotEvent("sh080", TakeChoice(PANEL, 2))),
        ("sh100/1  30+28", ShotEvent("sh100", CLIP_1, 30, 58)),
        ("sh100 0.5s-1.5s", ShotEvent("sh100", None, 12, 36)),
        ("sh100 00:00:01:00+12f", ShotEvent("sh100", None, 24, 36)),
        ("sh100 12-", ShotEvent("sh100", None, 12)),
        ("sh100 -36", ShotEvent("sh100", None, None, 36)),
        ("sh270 12 until bar 9", ShotEvent("sh270", start=12, until="bar 9")),
        ("sh270 until beat", ShotEvent("sh270", until="beat")),
        (
            "sh270 until beat 33 of m1 flop",
            ShotEvent("sh270", until="beat 33 of m1", is_flopped=True),
        ),
        ("sh270 12+2 bars", ShotEvent("sh270", None, 12, 108)),
        ("sh270 0+1.5 beats mute", ShotEvent("sh270", None, 0, 18, is_muted=True)),
        (
            "sh230/4 4+18 flop zoom 1.15 @ 40,30",
            ShotEvent(
                "sh230",
                CLIP_4,
                4,
                22,
                is_flopped=True,
                zoom=Zoom(Fraction("1.15"), Fraction(40), Fraction(30)),
            ),
        ),
        (
            "sh230 zoom 115% @40,30",
            ShotEvent("sh230", zoom=Zoom(Fraction("1.15"), Fraction(40), Fraction(30))),
        ),
        ("sh230 zoom 2", ShotEvent("sh230", zoom=Zoom(Fraction(2)))),
        ("sh270/1 0-48 x0.5", ShotEvent("sh270", CLIP_1, 0, 48, speed=((0, Fraction(1, 2)),))),
        ("sh270 x1", ShotEvent("sh270")),
        ("sh270 x2/3", ShotEvent("sh270", speed=((0, Fraction(2, 3)),))),
        ("sh270 gain -3 mute", ShotEvent("sh270", gain=-3.0, is_muted=True)),
        ("sh270 hold 1s", ShotEvent("sh270", hold=24)),
        ("sc030", SceneEvent("sc030")),
        ("over sh140/1 0+8 at 24", Over(ShotEvent("sh140", CLIP_1, 0, 8), 24)),
        ("over sh140 0+8 flop", Over(ShotEvent("sh140", None, 0, 8, is_flopped=True), 0)),
        ("black 12", Black(12)),
        ("white 12", Black(12, "#ffffff")),
        ("colour 0x203040 1s", Black(24, "#203040")),
        ('missing 2s "the ship explodes"', Missing(48, "the ship explodes")),
        ("missing 2s 飞船爆炸", Missing(48, "飞船爆炸")),
        ("missing 2s", Missing(48, "")),
        ("fade in 24", Fade(is_in=True, frames=24)),
        ("fade out 1s to white", Fade(is_in=False, frames=24, colour="#ffffff")),
        ("dissolve 24", Dissolve(24)),
        ("dip 24 white", Dissolve(24, "dip", "#ffffff")),
        ("wipe 12 left", Dissolve(12, "wipe", direction="left")),
        ("sh270 reverse loop 3", ShotEvent("sh270", is_reversed=True, loop=3)),
        ("sh270 x1@0>0.3@24", ShotEvent("sh270", speed=((0, Fraction(1)), (24, Fraction(3, 10))))),
    ],
)
def test_an_event_says_what_it_shows(text, expected):
    """Each line of the grammar reads as one event, without a word of complaint."""
    event, problems = parse_event(text, BOARD)

    assert (expected, ()) == (plain(event), problems)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("sh270 0-48 x1>0.3", ((0, Fraction(1)), (74, Fraction(3, 10)))),
        ("sh270 0-48 x1>3", ((0, Fraction(1)), (24, Fraction(3)))),
        ("sh270 0-48 x2>2@12>0.5", ((0, Fraction(2)), (12, Fraction(2)), (31, Fraction(1, 2)))),
        ("sh270 x1>0.5", ((0, Fraction(1)), (48, Fraction(1, 2)))),
        ("sh270 0-4 x2@0>2@12>1", ((0, Fraction(2)), (12, Fraction(2)), (13, Fraction(1)))),
    ],
)
def test_a_ramp_reaches_its_last_speed_where_the_window_ends(text, points):
    """A window of 48 frames at (1 + 0.3) / 2 fills 48 / 0.65 = 74 frames of the film."""
    event, problems = parse_event(text, BOARD)

    assert () == problems
    assert points == event.speed


def test_a_card_holds_its_words_in_every_language():
    """A title card is a plain colour with a title on it."""
    event, problems = parse_event('card 2s zh "36小时" en "36 hours" main', BOARD)

    assert () == problems
    assert isinstance(event, Black)
    assert event.title is not None
    assert (48, "main") == (event.frames, event.title.style)
    assert Text((("zh", "36小时"), ("en", "36 hours"))) == event.title.text


def test_an_event_of_the_picture_cannot_last_until_a_shot():
    """What follows begins when it ends; a picture laid over it may."""
    event, problems = parse_event("sh270 until sh310", BOARD)
    over, nothing = parse_event("over sh270 0 until sh310 at 4", BOARD)

    assert ShotEvent("sh270", until="sh310") == plain(event)
    assert [(7, "an event cannot last until sh310: what follows begins when it ends")] == [
        (each.where.column, each.message) for each in problems
    ]
    assert frozenset({"cut", "export"}) == problems[0].stops
    assert (Over(ShotEvent("sh270", None, 0, until="sh310"), 4), ()) == (plain(over), nothing)


@pytest.mark.parametrize(
    ("text", "column", "message", "fix"),
    [
        ("disolve 24", 1, "'disolve' is no shot, no scene and no word of the cut", "did you mean 'dissolve'?"),
        ("sh27 0-36", 1, "'sh27' is no shot, no scene and no word of the cut", "did you mean 'sh270'?"),
        ("over sh27 0-36", 6, "the shot 'sh27' is not on the board", "did you mean 'sh270'?"),
        ("sc030/2", 1, "'sc030' is a scene; a scene has no takes", "write sc030 alone"),
        ("sh270/one", 1, "'one' is not a take of sh270", "write 2 for a clip, p2 for a panel, b2 for clip 2 of unit b"),
        ("sh270/0", 1, "'0' is not a take of sh270", "write 2 for a clip, p2 for a panel, b2 for clip 2 of unit b"),
        ("sh270 0-24 flip", 12, "'flip' is no word of the cut", "did you mean 'flop'?"),
        ("sh270 0-24 frobnicate", 12, "'frobnicate' is no word of the cut", "write a window (0-36), or words like flop"),
        ("sh270 36-12", 7, "the window 36-12 ends before it begins", "write 12-36"),
        ("sh270 12-12", 7, "the window 12-12 holds no frame", "the out point is the first frame that is not used: write 12-13 for one"),
        ("sh270 12+0", 7, "the window 12+0 holds no frame", "the out point is the first frame that is not used: write 12-13 for one"),
        ("sh270 12", 7, "'12' is only half a window", "write 12-OUT, 12+LENGTH, or 12- for the planned length"),
        ("sh270 +12", 7, "the window +12 has no beginning", "write 0+12"),
        ("sh270 12+", 7, "the window 12+ does not say how long it is", ""),
        ("sh270 0-1:30", 7, "'1:30' is not a time at 24 frames a second", "write frames (36), seconds (1.5s), seconds:frames (1:12) or 00:00:01:12"),
        ("sh270 0-36b", 7, "'36b' is not a time", "write frames (36), seconds (1.5s), seconds:frames (1:12) or 00:00:01:12"),
        ("sh270 0-12 12-24", 12, "the window is said twice", ""),
        ("sh270 flop flop", 12, "'flop' is said twice", ""),
        ("sh270 0-12 until beat", 7, "the event says its end twice", "write an out point or until, not both"),
        ("sh270 x0", 7, "'0' is not a speed", "write x0.5 for half speed, x2 for double"),
        ("sh270 x1>2>3", 7, "the ramp x1>2>3 does not say when each speed is reached", "write x1>0.3, or x1@0>0.3@24 with frames that rise"),
        ("sh270 zoom", 7, "'zoom' needs a factor", "write zoom 1.15 or zoom 1.15 @ 40,30"),
        ("sh270 zoom 0.5", 12, "a zoom of 0.5 is out of bounds", "1 is the whole picture; write a factor between 1 and 20"),
        ("sh270 zoom 2 @ 140,30", 16, "'140,30' is not a point of the picture", "write percent of width and height from top left: zoom 1.15 @ 40,30"),
        ("sh270 gain loud", 12, "'gain' needs decibels", "write gain -3"),
        ("sh270 gain 60", 12, "a gain of 60 dB is out of bounds", "write -96 to 24, or mute"),
        ("sh270 hold", 7, "'hold' needs a length", "write hold 12"),
        ("sh270 hold 0", 12, "'hold' lasts no time at all", "write hold 12"),
        ("over", 1, "'over' needs a shot", "write over sh140 0+8 at 24"),
        ("over sh270 at", 12, "'at' needs a number of frames", "write at 24"),
        ("black", 1, "'black' needs a length", "write black 12"),
        ("colour mauve 12", 8, "'mauve' is no colour", "write black, white, grey, gray, red, green, blue, amber or 0x203040"),
        ("card 2s", 1, "a card needs words", 'write card 2s "36 hours"'),
        ('card 2s fr "36 heures"', 9, "'fr' is not a language of the film", "the film speaks zh, en"),
        ('card 2s "36 hours" mian', 20, "'mian' is no style of a card", "did you mean 'main'?"),
        ('missing 2s "the ship', 12, "the quotes that begin here are never closed", 'close them with "'),
        ("fade 24", 6, "'fade' goes in or out", "write fade in 24 or fade out 24"),
        ("dissolve", 1, "'dissolve' needs a length", "write dissolve 24"),
        ("dissolve 24 flop", 13, "'flop' has no meaning behind 'dissolve'", "take it out, or begin a new line with it"),
        ("wipe 12 lfet", 9, "a wipe cannot go 'lfet'", "did you mean 'left'?"),
        ("sh270 until", 7, "'until' needs a place", "write until beat, until beat 33 or until bar 9"),
        ("sh270 until noon", 13, "'noon' is no place that an event can last until", "write until beat 33 or until bar 9"),
        ("sh270 until bar 0", 17, "bars count from 1", "write until bar 1"),
        ("sh270 until beat 3 of", 20, "'of' needs a piece of music", "write until beat 33 of m1"),
        ("sh270 until bar", 13, "'until bar' needs a number", "write until bar 9"),
        ("split left-right", 1, "'split' needs pictures to show", "write `split left-right:` and a line for each picture below it"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_column_with_its_remedy(text, column, message, fix):
    """No word is dropped in silence; the event is refused and the place is exact."""
    event, problems = parse_event(text, BOARD)

    faults = [each for each in problems if "not yet" not in each.message]
    assert event is None
    assert [(column, message, fix)] == [(p.where.column, p.message, p.fix) for p in faults]


def test_the_gain_of_what_is_laid_over_lets_its_sound_be_heard():
    """Whatever it is; without it the picture alone is laid over."""
    for text, gain in (("gain -3", -3.0), ("gain 0", 0.0)):
        event, problems = parse_event(f"over sh140/1 0+8 {text} at 24", BOARD)

        assert Over(ShotEvent("sh140", CLIP_1, 0, 8, gain=gain), 24, is_heard=True) == plain(event)
        assert () == problems
        assert f"over sh140/1 0-8 {text} at 24" == format_event(event)
