"""Decisions as they are written into picks.yaml."""
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import FilmError, ProjectError
from pipeline.facts import CLIP, PANEL, Kind
from pipeline.project.edit import TakeChoice
from pipeline.project.marks import parse_text
from pipeline.project.picks_edits import (
    approve,
    circle,
    forget,
    keep,
    maybe,
    reject,
    rename_in_picks,
)
from pipeline.project.picks_file import read_picks_text
from pipeline.project.splices import edited

CLIP_5, PANEL_3 = TakeChoice(CLIP, 5), TakeChoice(PANEL, 3)


def after(text, edit):
    """The text of picks.yaml after an edit."""
    return edited(parse_text(text, Path("picks.yaml")), edit)


@pytest.mark.parametrize(
    ("before", "edit", "expected"),
    [
        ("", circle("sh020", CLIP_5), "sh020: {clip: 5}\n"),
        ("# mine\n", circle("sh020", PANEL_3), "# mine\nsh020: {panel: 3}\n"),
        (
            "sh010: {clip: 1}  # a\nsh030: {clip: 1}\n",
            circle("sh020", CLIP_5),
            "sh010: {clip: 1}  # a\nsh020: {clip: 5}\nsh030: {clip: 1}\n",
        ),
        ("sh030: {clip: 1}", circle("sh040", CLIP_5), "sh030: {clip: 1}\nsh040: {clip: 5}\n"),
        (
            "sh020: {clip: 1, note: hers}   # a\n",
            circle("sh020", CLIP_5),
            None,
        ),
        ("sh020: {clip: 1}   # a\n", circle("sh020", CLIP_5), "sh020: {clip: 5}   # a\n"),
        ("sh020: {clip:   1}\n", circle("sh020", PANEL_3), "sh020: {panel: 3, clip:   1}\n"),
        ("sh020:\n  clip: 1 # a\n", circle("sh020", PANEL_3), "sh020:\n  panel: 3\n  clip: 1 # a\n"),
        ("sh020:\n", circle("sh020", CLIP_5), "sh020: {clip: 5}\n"),
        (
            "sh020: {clip: 5}\n",
            reject("sh020", CLIP_5, "six fingers, no face"),
            "sh020: {rejected: {clip 5: 'six fingers, no face'}}\n",
        ),
        (
            "sh020: {rejected: {clip 5: melts}}\n",
            circle("sh020", CLIP_5),
            "sh020: {clip: 5}\n",
        ),
        ("sh020: {panel: 1}\n", maybe("sh020", CLIP_5), "sh020: {panel: 1, maybe: [clip 5]}\n"),
        ("sh020: {clip: 5}\n", maybe("sh020", CLIP_5), "sh020: {clip: 5}\n"),
        ("sh020: {clip: 5}\n", approve("sh020"), "sh020: {clip: 5, approved: true}\n"),
        (
            "sh020: {clip: 5, approved: true}\n",
            approve("sh020", is_approved=False),
            "sh020: {clip: 5}\n",
        ),
        ("", keep("sh020", "coat not seen", was="9f2c61"), "sh020: {kept: {because: coat not seen, was: 9f2c61}}\n"),
        ("sh010: {clip: 1}\nsh020: {clip: 5}\n", forget("sh020", CLIP_5), "sh010: {clip: 1}\n"),
        ("sh020: {clip: 5, approved: true}\n", forget("sh020", "approved"), "sh020: {clip: 5}\n"),
        ("sh020: {clip: 5} # a\n", rename_in_picks("sh020", "sh021"), "sh021: {clip: 5} # a\n"),
        ("{sh020: {clip: 5}}\n", circle("sh030", CLIP_5), "{sh020: {clip: 5}, sh030: {clip: 5}}\n"),
    ],
)  # fmt: skip
def test_a_decision_changes_what_it_is_about(before, edit, expected):
    """One line a shot, in the order of the ids; comments and the other words stay."""
    assert (expected or before.replace("1,", "5,")) == after(before, edit)


def test_a_new_line_does_not_come_between_a_comment_and_its_shot():
    """A comment above a shot stays with it; the heading of the file stays on top."""
    text = "# decisions\n\n# the hard one\nsh030: {clip: 1}\n"

    expected = "# decisions\n\nsh020: {clip: 5}\n# the hard one\nsh030: {clip: 1}\n"

    assert expected == after(text, circle("sh020", CLIP_5))


def test_only_what_is_seen_or_heard_is_circled():
    """Nothing else has a place in the film to stand for."""
    with pytest.raises(ProjectError) as caught:
        circle("sh020", TakeChoice(Kind("matte", "a"), 1))

    said = "sh020 matte.a 1: only panels, clips and what is heard can be circled"
    assert said == caught.value.message


def test_sounds_and_music_are_circled_as_lines_are():
    """Each by its kind, behind the clip; music by the piece's own name."""
    text = after(
        "sh020: {clip: 5, approved: true}\n", circle("sh020", TakeChoice(Kind("sfx", "s1"), 2))
    )
    text = after(text, circle("m1", TakeChoice(Kind("music"), 3)))

    assert "m1: {music: 3}\nsh020: {clip: 5, sfx.s1: 2, approved: true}\n" == text
    picks, problems = read_picks_text(text, ("sh020", "m1"))
    assert () == problems
    assert TakeChoice(Kind("music"), 3) == picks.of("m1").circled(Kind("music"))
    assert TakeChoice(Kind("sfx", "s1"), 2) == picks.of("sh020").circled(Kind("sfx", "s1"))


def test_the_takes_of_lines_stand_behind_the_clip():
    """Each line has its own; another take of it takes the place of the first."""
    first, second, other = (
        TakeChoice(Kind("voice", line), number) for line, number in (("l1", 1), ("l1", 2), ("b", 3))
    )
    text = after("sh020: {clip: 5, approved: true}\n", circle("sh020", first))

    assert "sh020: {clip: 5, voice.l1: 1, approved: true}\n" == text
    text = after(after(text, circle("sh020", other)), circle("sh020", second))
    assert "sh020: {clip: 5, voice.b: 3, voice.l1: 2, approved: true}\n" == text
    text = after(text, reject("sh020", second, "mumbled"))
    assert "sh020: {clip: 5, voice.b: 3, rejected: {voice.l1 2: mumbled}, approved: true}\n" == text


def test_a_name_that_has_decisions_is_not_given_again():
    """Two shots' decisions are never mixed."""
    with pytest.raises(FilmError) as caught:
        after("sh020: {clip: 1}\nsh021: {clip: 1}\n", rename_in_picks("sh020", "sh021"))

    assert [
        "picks.yaml:2:1: there are decisions about 'sh021' already",
        "    2 | sh021: {clip: 1}",
        "  fix: delete the line, or choose another name",
    ] == caught.value.lines()


def test_a_word_without_a_value_is_named_and_nothing_is_written():
    """``{panel: 3, clip, 5}`` is no decision: the word is named, with what to do."""
    source = parse_text("sh020: {panel: 3, clip, 5}\n", Path("picks.yaml"))

    with pytest.raises(ProjectError, match="'clip' of sh020 has no value"):
        edited(source, circle("sh020", TakeChoice(CLIP, 9)))
