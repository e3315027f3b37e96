"""Cuts as files: both forms of an event, the neighbours, and what stands in for a fault."""
# ruff: noqa: E501

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.facts import CLIP
from pipeline.project.cut_file import default_cut, read_cut, read_cut_text
from pipeline.project.edit import (
    Black,
    Dissolve,
    Fade,
    Missing,
    Over,
    SceneEvent,
    ShotEvent,
    Split,
    TakeChoice,
)
from pipeline.project.story import Project, Scene, Shot, Text
from tests.project.board import BOARD
from tests.project.plain import plain

SHOT = ShotEvent("sh320", TakeChoice(CLIP, 4), 10, 40)


def events_of(text):
    """The events and the printed problems of a cut with these lines."""
    cut, problems = read_cut_text("events:\n" + text, BOARD)
    return plain(cut.events), [line for each in problems for line in each.lines()]


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("{shot: sh320, take: 4, in: 10, out: 40}", "sh320/4 10-40"),
        ("{shot: sh320, take: p4, in: 10, length: 30}", "sh320/p4 10+30"),
        ("{shot: sh320, in: 10, hold: 12, gain: -3}", "sh320 10- hold 12 gain -3"),
        ("{shot: sh320, speed: 0.5, flop: true, mute: false}", "sh320 x0.5 flop"),
        ("{shot: sh320, zoom: {by: 1.15, at: [40, 30]}}", "sh320 zoom 1.15 @ 40,30"),
        ('{shot: sh320, zoom: "1.15 @ 40,30"}', "sh320 zoom 1.15 @ 40,30"),
        ("{over: sh320, take: 4, in: 0, out: 8, at: 24}", "over sh320/4 0-8 at 24"),
        ("{scene: sc030}", "sc030"),
        ("{black: 12}", "black 12"),
        ("{colour: red, length: 12}", "colour red 12"),
        ("{card: {zh: 完, en: The end}, length: 2s, style: main}", 'card 2s zh "完" en "The end" main'),
        ("{card: The end, length: 2s}", 'card 2s "The end"'),
        ("{missing: 2s, text: the ship explodes}", 'missing 2s "the ship explodes"'),
        ("{fade: in, length: 24, colour: white}", "fade in 24 white"),
        ("{dissolve: 24}", "dissolve 24"),
        ("{dip: 24, colour: white}", "dip 24 white"),
    ],
)  # fmt: skip
def test_both_forms_of_an_event_say_the_same(long, short):
    """The long form of any line reads as the very value of its short form."""
    frame = "- sh010\n- {}\n- sh010\n"

    assert events_of(frame.format(short)) == events_of(frame.format(long))
    assert [] == events_of(frame.format(long))[1]


def test_the_long_form_may_stand_on_several_lines():
    """Keys below each other are the same event as keys in braces."""
    text = "- shot: sh320\n  take: 4\n  in: 10\n  out: 40\n"

    assert ((SHOT,), []) == events_of(text)


def test_pictures_side_by_side_stand_below_their_split():
    """A split is one event with a picture a line, in the short form and in the long one."""
    short = "- split left-right gap 1 white:\n  - sh320/4 10-40\n  - sh320/4 10-40\n"
    long = "- split: left-right gap 1% white\n  events: [sh320/4 10-40, sh320/4 10-40]\n"

    assert ((Split("left-right", (SHOT, SHOT), Fraction(1), "#ffffff"),), []) == events_of(short)
    assert events_of(short) == events_of(long)


def test_a_picture_of_a_split_that_cannot_be_read_is_a_red_slate_in_its_own_place():
    """The other one plays; the line is named."""
    ((split,), problems) = events_of("- split left-right:\n  - sh320/4 10-40\n  - sh320 flpo\n")

    assert SHOT == split.events[0]
    assert Missing(48, "sh320 flpo", is_fault=True) == split.events[1]
    assert "cuts/main.yaml:4:11: 'flpo' is no word of the cut" == problems[0]


@pytest.mark.parametrize(
    ("text", "place", "message", "fix"),
    [
        ("- {shto: sh320}", "2:4", "'shto' does not begin an event", "did you mean 'shot'?"),
        ("- {shot: sh320, tkae: 4}", "2:17", "an event with 'shot' has no key 'tkae'", "did you mean 'take'?"),
        ("- {shot: [sh320]}", "2:10", "a single word is due here, not a list or a block", ""),
        ("- {shot: sh320, flop: yes}", "2:23", "'flop' is said with true or false", "write flop: true"),
        ("- {shot: sh320, zoom: {by: 1.2, att: [40, 30]}}", "2:33", "a zoom has no key 'att'", "did you mean 'at'?"),
        ("- {shot: sh320, speed: fast}", "2:24", "'speed' is a number, or a list of points", "write speed: 0.5, or speed: [[0, 1], [24, 0.3]]"),
        ("- {shot: sh320, in: 40, out: 10}", "2:30", "the window 40-10 ends before it begins", "write 10-40"),
        ("- [sh320]", "2:3", "an event is one line, not a list", "begin each event on its own line with '- '"),
        ("- sh320 0-24  flpo", "2:15", "'flpo' is no word of the cut", "did you mean 'flop'?"),
        ("- 'sh320 0-24 flpo'", "2:15", "'flpo' is no word of the cut", "did you mean 'flop'?"),
        ("- split left-right: [sh010]", "2:9", "'split left-right' shows 2 pictures; 1 stands below it", ""),
        ("- split grid: [sh010, sh020]", "2:9", "'grid' is no way to split the picture", "did you mean 'quarters'?"),
        ("- split left-right gap 50: [sh010, sh020]", "2:24", "a gap is 0 to 20 percent of the height", "write gap 1"),
        ("- split left-right gap 1 whit: [sh010, sh020]", "2:26", "'whit' is no colour", "did you mean 'white'?"),
        ("- split left-right line: [sh010, sh020]", "2:20", "'line' has no meaning behind 'split'", "write gap 1 white"),
        ("- split sideways: [sh010, sh020]", "2:9", "'sideways' is no way to split the picture", "write one of left-right, top-bottom, thirds, quarters"),
        ("- dissolve 24", "2:3", "'dissolve 24' has no event after it", ""),
        ("- dissolve 49\n- sh010", "2:3", "'dissolve 49' is longer than the event after it, which has 48 frames", "write at most 48"),
        ("- fade out 24\n- sh010", "2:3", "'fade out 24' has no event before it", ""),
        ("- over sh010 0+8 at 0\n- sh010", "2:3", "'over' has no event before it to lie over", ""),
        ("- sh010 0-20\n- over sh010/1 0+8 at 24", "3:3", "over sh010/1 begins at frame 24; the event it lies over has 20 frames", "write at 19 or less, or put the line below the event that plays then"),
        ("sound:\n- m1 until sh010", "3:3", "'m1' ends here but does not play", "begin it in a line before this one: m1 at 0"),
        ("- sh010\nsound:\n- m1 at 0\n- m1 until 12\n- m1 until 24", "6:3", "'m1' ends here but does not play", "begin it in a line before this one: m1 at 0"),
        ("- sh010\nsound: m1", "3:8", "sound is a list", "begin each sound on its own line with '- '"),
        ("- sh010\nsond:\n- m1", "3:1", "a cut has no key 'sond'", "did you mean 'sound'?"),
        ("- sh010\ncut: other", "3:6", "the cut calls itself 'other' in the file main.yaml", "write cut: main, or rename the file"),
        ("- sh010\nreplace: {}", "3:1", "a cut has no key 'replace'", "write changes: and below it `- replace sh020`, a line for each"),
        ("- sh010\nlike: main", "1:1", "a cut that is like another has no events of its own", "write how it differs from 'main' under changes:, or take like: out"),
        ("- sh010\nchanges: [drop sh010]", "3:10", "changes are made to another cut", "name it: write like: main"),
        ("- sh010\nlike: [a]", "3:7", "'like' names one cut", "write like: main"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_place(text, place, message, fix):
    """File, line and column, what is wrong, and what to do."""
    _, problems = read_cut_text("events:\n" + text, BOARD)

    found = [(f"{p.where.line}:{p.where.column}", p.message, p.fix) for p in problems
             if p.message != "the cut has no events"]  # fmt: skip
    assert [(place, message, fix)] == found


def test_a_word_that_is_left_over_inside_a_split_is_named():
    """As it is behind any other event."""
    _, problems = read_cut_text("events:\n- split left-right: [sh010 at 3, sh020]", BOARD)

    assert [
        ("2:28", "'at' has no meaning inside a split"),
    ] == [(f"{each.where.line}:{each.where.column}", each.message) for each in problems]


def test_a_line_that_cannot_be_read_keeps_its_place_and_its_length():
    """The draft shows a red slate where the fault is, and everything else as it was."""
    events, problems = events_of("- fade in 24\n- sh010 36-12\n- black 12\n- disolve 12\n")

    slate, other = (
        Missing(48, "sh010 36-12", is_fault=True),
        Missing(24, "disolve 12", is_fault=True),
    )
    assert (Fade(is_in=True, frames=24), slate, Black(12), other) == events
    assert 6 == len(problems)


@pytest.mark.parametrize(
    "text",
    ["", "- a\n", "events: 3\n", "events: [\n", "x: {y: [}\n", "\x00", "events:\n", "events: []\n"],
)
def test_a_file_that_cannot_be_read_is_one_red_slate(text):
    """No cut is ever empty: what cannot be read says so on the screen."""
    cut, problems = read_cut_text(text, BOARD)

    assert [True] == [each.is_fault for each in cut.events]
    assert problems


def test_a_cut_is_named_after_its_file(tmp_path):
    """The file says what the cut is called, and messages name it within the production."""
    (tmp_path / "cuts").mkdir()
    path = tmp_path / "cuts" / "festival.yaml"
    path.write_text(
        "events:\n- sc030\n- dissolve 12\n- sh010\nsound:\n- m1 at 0\n- m1 until sh010\n"
    )

    cut, problems = read_cut(path, replace(BOARD, folder=tmp_path))

    assert ("festival", (), True) == (cut.name, problems, cut.is_written)
    assert (SceneEvent("sc030"), Dissolve(12), ShotEvent("sh010")) == plain(cut.events)
    assert [Path("cuts/festival.yaml")] * 3 == [each.where.file for each in cut.events]
    assert [False, True] == [each.is_end for each in cut.sound]


def test_with_no_file_the_cut_is_the_board():
    """Every scene in order; a scene whose shots are all omitted is left out."""
    shots = {name: Shot(name, "", number, 48, is_omitted=name == "sh030")
             for number, name in enumerate(("sh010", "sh020", "sh030"))}  # fmt: skip
    scenes = (Scene("sc010", ("sh010", "sh020")), Scene("sc020", ("sh030",)))
    project = Project(Path("film"), Text(()), Fraction(24), Fraction(2), scenes=scenes, shots=shots)

    cut = default_cut(project)

    assert (SceneEvent("sc010"),) == cut.events
    assert not cut.is_written


def test_over_and_split_are_read_with_their_shots():
    """What lies over the picture is an event of its own."""
    events, problems = events_of("- sh010\n- over sh320/4 10-40 at 4\n")

    assert ((ShotEvent("sh010"), Over(SHOT, 4)), []) == (events, problems)


def test_a_name_is_guessed_on_a_large_board_too():
    """Among ten thousand shots a slip of one letter is still understood."""
    large = replace(BOARD, shots={f"sh{number:05d}": 48 for number in range(10_000)})
    slips = ("sh0123", "sh01234x", "sh01x34", "hs01234", "sh99999x9")

    _, problems = read_cut_text("events:\n" + "".join(f"- {each}\n" for each in slips), large)

    assert ["sh00123", "sh01234", "sh01034", "sh01234", ""] == [
        each.fix.removeprefix("did you mean '").removesuffix("'?") for each in problems
    ]


@pytest.mark.parametrize(
    ("lock", "message", "fix"),
    [
        ("locked: perhaps", "this is no lock", "write `locked: yes`, or have it written"),
        ("locked: [sc010]", "this is no lock", "write `locked: yes`, or have it written"),
        ("locked: {sc010: now}", "this is no lock", "write `locked: yes`, or have it written"),
        ("locked: {sc099: yes}", "'sc099' is no scene that could be locked", ""),
        (
            "locked: v3 00000000",
            "the cut 'main' is locked, and was changed since",
            "`rushes cut diff v3`",
        ),
        (
            "locked: 00000000",
            "the cut 'main' is locked, and was changed since",
            "`rushes unlock main`",
        ),
        ("locked: yes", "", ""),
        ("locked: no", "", ""),
        ("locked:", "", ""),
    ],
)  # fmt: skip
def test_a_lock_that_cannot_be_read_or_was_changed_is_named(lock, message, fix):
    """A lock by hand needs no digest."""
    cut, problems = read_cut_text(f"cut: main\n{lock}\nevents:\n- sh010\n", BOARD)

    assert message == "".join(one.message for one in problems)
    assert fix in "".join(one.fix for one in problems)
    assert (cut.lock is None) == (lock in {"locked: no", "locked: [sc010]"})
