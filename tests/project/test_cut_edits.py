"""Edits of a cut, line by line."""
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import FilmError
from pipeline.facts import CLIP, PANEL
from pipeline.project.cut_edits import (
    At,
    cut_text,
    drop_event,
    insert_event,
    move_event,
    open_scene,
    rename_in_cut,
    swap_take,
    trim_event,
    trim_shot,
)
from pipeline.project.edit import (
    Black,
    Cut,
    Dissolve,
    SceneEvent,
    ShotEvent,
    SoundEvent,
    TakeChoice,
)
from pipeline.project.marks import parse_text
from pipeline.project.splices import edited

TAKE = TakeChoice(CLIP, 7)


def after(text, edit):
    """The text of a cut after an edit."""
    return edited(parse_text(text, Path("cuts/main.yaml")), edit)


def refusal(text, edit):
    """What is said when an edit of a cut cannot be made."""
    with pytest.raises(FilmError) as caught:
        after(text, edit)
    return caught.value.lines()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("- sh010/1  0-24  flop # a", "- sh010/7  0-24  flop # a"),
        ("- over sh010/b1 0+8 at 4", "- over sh010/7 0+8 at 4"),
        ("- sh010", "- sh010"),
        ("- sh010/p2 0-24", "- sh010/p2 0-24"),
        ("- 'sh010/1 0-24'", "- 'sh010/7 0-24'"),
        ("- {shot: sh010, take: 1, in: 3}", "- {shot: sh010, take: 7, in: 3}"),
        ("- {shot: sh010/1, in: 3}", "- {shot: sh010, take: 7, in: 3}"),
        ("- shot: sh010\n  take: 1  # a", "- shot: sh010\n  take: 7  # a"),
        ("- split left-right:\n  - sh010/1\n  - sh020/1", "- split left-right:\n  - sh010/7\n  - sh020/1"),
        ("- split left-right: [sh010/1, sh020/1]", "- split left-right: [sh010/7, sh020/1]"),
    ],
)  # fmt: skip
def test_a_take_is_swapped_where_the_cut_names_one(before, expected):
    """Same window, same words; events that name no clip are left alone."""
    assert f"events:\n{expected}\n" == after(f"events:\n{before}\n", swap_take("sh010", TAKE))


def test_only_the_take_that_was_is_swapped():
    """Another take of the same shot is there on purpose."""
    text = "events:\n- sh010/1\n- sh010/2\n- sh010/p1\n"

    was = TakeChoice(PANEL, 1)

    assert text.replace("p1", "7") == after(text, swap_take("sh010", TAKE, was=was))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("sh010/1  0-24  flop # a", "sh010/1  4-30  flop # a"),
        ("sh010 # a", "sh010 4-30 # a"),
        ("sh010 12-1:16 x0.5", "sh010 4-30 x0.5"),
        ("sh010 zoom 1.15 @ 40,30 0+8 hold 12", "sh010 zoom 1.15 @ 40,30 4-30 hold 12"),
        ("sh010 x1>0.3 0-24", "sh010 x1>0.3 4-30"),
        ("sh010 12 until bar 9 flop", "sh010 4-30 flop"),
        ("sh010 12 until bar 9 of m1 flop", "sh010 4-30 flop"),
        ("sh010 12+2 bars flop", "sh010 4-30 flop"),
        ("sh010 until sh020 gain -3", "sh010 4-30 gain -3"),
        ("over sh010 0+8 at 24", "over sh010 4-30 at 24"),
        ("{shot: sh010, in: 1, length: 4, gain: -3}", "{shot: sh010, in: 4, out: 30, gain: -3}"),
        ("{shot: sh010}", "{shot: sh010, in: 4, out: 30}"),
    ],
)
def test_a_window_is_trimmed_and_nothing_else(before, expected):
    """Spaces, words and comments of the line stay."""
    text = "events:\n- black 12\n- {}\n"

    assert text.format(expected) == after(text.format(before), trim_shot("sh010", 4, 30))
    assert text.format(expected) == after(text.format(before), trim_event(At(1), "sh010", 4, 30))


@pytest.mark.parametrize(
    ("text", "edit", "lines"),
    [
        (
            "events:\n- sc010\n",
            trim_shot("sh010", 0, 24),
            [
                "cuts/main.yaml:1:1: no event of the cut shows sh010",
                "    1 | events:",
                (
                    "  fix: `rushes cut --open SCENE` writes the events of its scene, "
                    "or add `- sh010`"
                ),
            ],
        ),
        (
            "events:\n- sh010/1\n- sh010/2\n",
            trim_shot("sh010", 0, 24),
            [
                "cuts/main.yaml:2:3: 2 events of the cut show sh010, on the lines 2, 3",
                "    2 | - sh010/1",
                "  fix: name the event by its number in `rushes cut --list`",
            ],
        ),
        (
            "events:\n- sh010 0-24 flpo\n",
            trim_shot("sh010", 0, 24),
            [
                "cuts/main.yaml:2:3: 'sh010 0-24 flpo' holds a fault; mend it first",
                "    2 | - sh010 0-24 flpo",
            ],
        ),
        (
            "events:\n- sc010\n",
            trim_event(At(0), "sh010", 0, 24),
            [
                "cuts/main.yaml:2:3: event 1 of the cut does not show sh010",
                "    2 | - sc010",
                "  fix: look at the cut again, and name the event by its number",
            ],
        ),
        (
            "events:\n- sh010\n",
            drop_event(At(4)),
            [
                "cuts/main.yaml:1:1: the cut has no event 5; it has 1",
                "    1 | events:",
            ],
        ),
        (
            "events:\n- sh010\n- sh020\n",
            drop_event(At(1, "sh030")),
            [
                "cuts/main.yaml:3:3: event 2 is no longer 'sh030': the cut was changed meanwhile",
                "    3 | - sh020",
                "  fix: look at the cut again and repeat the edit",
            ],
        ),
        (
            "events:\n- sh010\n",
            drop_event(At(0)),
            [
                "cuts/main.yaml:2:3: the cut would be left without an event",
                "    2 | - sh010",
                "  fix: delete the file to go back to the cut that follows from the board",
            ],
        ),
        (
            "events:\n- sh010\n",
            open_scene("sc010", [ShotEvent("sh010")]),
            [
                "cuts/main.yaml:1:1: the cut has no line 'sc010' to open",
                "    1 | events:",
            ],
        ),
        (
            "cut: main\n",
            drop_event(At(0)),
            [
                "cuts/main.yaml:1:1: the cut has no list of events",
                "    1 | cut: main",
                "  fix: write events: and a shot or scene a line below it",
            ],
        ),
        (
            "events: [sh010,  # a\n  sh020]\n",
            drop_event(At(0)),
            [
                "cuts/main.yaml:1:9: the events stand in brackets, with comments between them",
                "    1 | events: [sh010,  # a",
                "  fix: write them one a line, each after '- '",
            ],
        ),
    ],
)
def test_what_cannot_be_done_is_said_with_its_line(text, edit, lines):
    """Nothing is done half-way."""
    assert lines == refusal(text, edit)


def test_a_scene_is_opened_in_its_place():
    """Its comment stays with the first event; indentation is the list's own."""
    text = "events:\n  # act one\n  - sc010   # calm\n  # act two\n  - sc020"
    events = [ShotEvent("sh010", TAKE, 0, 48), ShotEvent("sh020")]

    assert (
        "events:\n  # act one\n  - sh010/7 0-48   # calm\n  - sh020\n  # act two\n  - sc020"
    ) == after(text, open_scene("sc010", events))


def test_events_in_brackets_are_written_one_a_line():
    """The program edits single lines, so it makes them."""
    text = "cut: main\nevents: [sc010, {shot: sh010, take: 2}]  # all\nsound:\n- m1\n"

    assert (
        "cut: main\nevents:  # all\n- black 12\n- sc010\n- {shot: sh010, take: 2}\nsound:\n- m1\n"
    ) == after(text, insert_event(Black(12), before=At(0)))


def test_events_move_without_the_comments_above_them():
    """A heading belongs to its place in the cut, a comment behind an event to the event."""
    text = "events:\n# calm\n- sh010 # a\n- sh020\n# storm\n- sh030 # c"

    assert "events:\n# calm\n- sh020\n# storm\n- sh030 # c\n- sh010 # a\n" == after(
        text, move_event(At(0))
    )
    assert "events:\n# calm\n- sh030 # c\n- sh010 # a\n- sh020\n# storm\n" == after(
        text, move_event(At(2), before=At(0))
    )
    assert "events:\n# calm\n- sh010 # a\n- sh030 # c\n- sh020\n# storm\n" == after(
        text, move_event(At(2, "sh030"), after=At(0))
    )
    assert text == after(text, move_event(At(1), after=At(1)))


def test_a_shot_is_renamed_wherever_it_is_meant():
    """Windows, takes, sounds and places follow; words on the screen stay."""
    text = (
        "events:\n- sh010/2 0-24 # sh010\n- over sh010 0+8 at 24\n- sh020 until sh010\n"
        '- missing 2s "sh010 explodes"\n- missing 2s sh010\n- {shot: sh010, in: 2}\n'
        "- split left-right:\n  - sh010\n  - sh0100\n"
        "sound:\n- m1 at sh010\n- m1 until sh010/2@4 out 12\n- {sound: m1, at: sh010@3}\n"
        "- sh010 at 0\n"
    )

    assert (
        "events:\n- sh999/2 0-24 # sh010\n- over sh999 0+8 at 24\n- sh020 until sh999\n"
        '- missing 2s "sh010 explodes"\n- missing 2s sh010\n- {shot: sh999, in: 2}\n'
        "- split left-right:\n  - sh999\n  - sh0100\n"
        "sound:\n- m1 at sh999\n- m1 until sh999/2@4 out 12\n- {sound: m1, at: sh999@3}\n"
        "- sh010 at 0\n"
    ) == after(text, rename_in_cut("sh010", "sh999"))


def test_a_cut_that_was_never_written_is_written_as_it_is():
    """The file of the default cut says what the board said."""
    cut = Cut("main", (SceneEvent("sc010"), Dissolve(12), ShotEvent("sh010", TAKE, 0, 24)),
              (SoundEvent("m1", at_shot="sh010", fade_in=12),))  # fmt: skip

    assert (
        "cut: main\nevents:\n- sc010\n- dissolve 12\n- sh010/7 0-24\nsound:\n- m1 at sh010 in 12\n"
    ) == cut_text(cut)
