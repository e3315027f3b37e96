"""`frame:` of film, scene and shot, and the words of an event, are read alike and written back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.project.cut_format import format_event
from pipeline.project.cut_grammar import parse_event
from pipeline.project.cut_words import CutContext
from pipeline.project.edit import ShotEvent
from pipeline.project.event_text import retrim
from pipeline.project.frame_rule import FrameRule
from pipeline.project.frame_words import read_frame_rule
from pipeline.project.load import load
from tests.project.films import write_film

BOARD = CutContext(Path(), Fraction(24), {"sh010": 24})
RULES = {
    "fit": FrameRule("fit"),
    "fill": FrameRule("fill"),
    "fill @ 40,30": FrameRule("fill", (Fraction(40), Fraction(30))),
    "fill @ 33.5,0": FrameRule("fill", (Fraction("33.5"), Fraction(0))),
    "pad blur": FrameRule("pad", ground="blur"),
    "pad black": FrameRule("pad"),
    "pad 0x203040": FrameRule("pad", ground="#203040"),
}


@pytest.mark.parametrize("text", RULES)
def test_a_rule_is_read_and_written_back(text: str) -> None:
    """Alone as behind a shot, between other words, and through every edit of the line."""
    event, problems = parse_event(f"sh010 0-12 flop {text} mute", BOARD)

    assert RULES[text] == read_frame_rule(text)
    assert text == str(RULES[text])
    assert isinstance(event, ShotEvent)
    assert not problems
    assert RULES[text] == event.frame
    assert event.is_flopped
    assert event.is_muted
    assert f"sh010 0-12 flop {text} mute" == format_event(event)
    assert f"sh010 3-9 flop {text} mute" == retrim(f"sh010 0-12 flop {text} mute", 3, 9)


@pytest.mark.parametrize("text", ["fill @40,30", "fill  @  40,30", "fill @ 40%,30%"])
def test_the_point_may_be_spaced_freely(text: str) -> None:
    """As that of a zoom."""
    event, problems = parse_event(f"sh010 {text} gain -3", BOARD)

    assert not problems
    assert isinstance(event, ShotEvent)
    assert RULES["fill @ 40,30"] == event.frame
    assert -3 == event.gain


@pytest.mark.parametrize(
    ("text", "said", "fix"),
    [
        ("fill @ 40", "'40' is not a point of the picture", "write percent"),
        ("fill @ 140,3", "'140,3' is not a point of the picture", "write percent"),
        ("fill @", "'@' is not a point of the picture", "write percent"),
        ("pad", "'pad' needs a ground", "write pad blur"),
        ("pad bluu", "'bluu' is no ground for a picture", "did you mean 'blur'?"),
        ("fit pad blur", "how it lies in the frame is said twice", ""),
    ],
)
def test_what_cannot_be_read_is_named(text: str, said: str, fix: str) -> None:
    """With what to write instead."""
    _, problems = parse_event(f"sh010 {text}", BOARD)

    assert [said] == [each.message for each in problems]
    assert problems[0].fix.startswith(fix)


def test_the_nearest_of_film_defaults_scene_and_shot_counts(tmp_path: Path) -> None:
    """And a word that is none is an error with its line."""
    project = load(
        write_film(
            tmp_path,
            "film: 1\nframe: fit\nscenes:\n"
            "  sc010:\n    shots:\n      sh010: a\n      sh020: {panel: b, frame: 'fill @ 20,50'}\n"
            "  sc020:\n    frame: pad blur\n    shots:\n      sh030: c\n"
            "      sh040: {panel: d, frame: fits}\n",
            {},
        )
    )

    shots = project.shots
    assert [
        RULES["fit"],
        FrameRule("fill", (Fraction(20), Fraction(50))),
        RULES["pad blur"],
    ] == [shots[name].frame for name in ("sh010", "sh020", "sh030")]
    (problem,) = [each for each in project.problems if not each.is_warning]
    assert "'fits' is no way to lie in the frame" == problem.message
    assert "did you mean 'fit'?" == problem.fix
    assert problem.where is not None
    assert 12 == problem.where.line


def test_defaults_stand_between_film_and_scene(tmp_path: Path) -> None:
    """As for every key of a shot."""
    text = "film: 1\nframe: fit\ndefaults: {frame: pad white}\nshots:\n  sh010: a\n"

    project = load(write_film(tmp_path, text, {}))

    assert FrameRule("pad", ground="#ffffff") == project.shots["sh010"].frame
