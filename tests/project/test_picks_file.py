"""Decisions about takes as picks.yaml holds them."""
# ruff: noqa: E501

from __future__ import annotations

import pytest

from pipeline.facts import CLIP, PANEL
from pipeline.project.edit import Pick, Picks, TakeChoice
from pipeline.project.picks_file import format_pick, read_picks, read_picks_text
from tests.project.plain import plain

SHOTS = ("sh020", "sh060")
FULL = Pick(
    panel=TakeChoice(PANEL, 3),
    clip=TakeChoice(CLIP, 5),
    maybe=(TakeChoice(CLIP, 2),),
    rejected={TakeChoice(CLIP, 1): "melts", TakeChoice(CLIP, 4, "b"): "six fingers, no face"},
    is_approved=True,
    kept={"because": "coat not seen", "was": "9f2c61"},
)
WRITTEN = (
    "{panel: 3, clip: 5, maybe: [clip 2], rejected: {clip 1: melts, "
    "clip b4: 'six fingers, no face'}, approved: true, kept: {because: coat not seen, was: 9f2c61}}"
)


def test_decisions_are_read_as_they_are_written():
    """One line a shot says everything that was decided, and comes back as it was."""
    picks, problems = read_picks_text(f"sh020: {WRITTEN}\nsh060: {{}}\n", SHOTS)

    assert ((), FULL, Pick()) == (problems, plain(picks.of("sh020")), plain(picks.of("sh060")))
    assert WRITTEN == format_pick(picks.of("sh020"))


def test_several_lines_say_the_same():
    """The author may lay a decision out as a block."""
    text = "sh020:\n  clip: b5\n  rejected: [clip 1]\n  maybe: p2\n"

    picks, problems = read_picks_text(text, SHOTS)

    expected = Pick(
        clip=TakeChoice(CLIP, 5, "b"),
        maybe=(TakeChoice(PANEL, 2),),
        rejected={TakeChoice(CLIP, 1): ""},
    )
    assert ((), expected) == (problems, plain(picks.of("sh020")))


def test_no_file_is_no_decision(tmp_path):
    """A film without picks.yaml has decided nothing."""
    assert (Picks(), ()) == read_picks(tmp_path / "picks.yaml", SHOTS)


@pytest.mark.parametrize(
    ("text", "place", "message", "fix"),
    [
        ("sh020: {clpi: 5}", "1:9", "picks have no decision 'clpi'", "did you mean 'clip'?"),
        ("sh020: {clip: p5}", "1:15", "'p5' is not a take of kind clip", "write clip: 3"),
        ("sh020: {panel: clip 5}", "1:16", "'clip 5' is not a take of kind panel", "write panel: 3"),
        ("sh020: {maybe: [five]}", "1:17", "'five' is not a take", "write clip 2 or panel 3"),
        ("sh020: {approved: yes}", "1:19", "'approved' is said with true or false", "write approved: true"),
        ("sh020: {kept: yes}", "1:15", "'kept' says why", "write kept: {because: coat not seen}"),
        ("sh020: {kept: {why: x}}", "1:16", "'kept' has no word 'why'", "write because: and was:"),
        ("sh020: {rejected: {clip 1: [a]}}", "1:28", "the reason is a few words", "write clip 1: melts"),
        ("sh020: {clip: 5, rejected: {clip 5: x}}", "1:1", "sh020 clip 5 is circled and rejected at once", "take one of the two out"),
        ("sh020: 5", "1:8", "'sh020' needs its decisions", "write {clip: 5}"),
        ("sh02: {clip: 5}", "1:1", "the shot 'sh02' is not on the board; what was decided about it is kept", "did you mean 'sh020'?"),
        ("- sh020", "1:1", "picks are a line for each shot", "write sh020: {clip: 5}"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_place(text, place, message, fix):
    """Line and column, what is wrong, and what to do."""
    _, problems = read_picks_text(text, SHOTS)

    found = [
        (f"{each.where.line}:{each.where.column}", each.message, each.fix) for each in problems
    ]
    assert [(place, message, fix)] == found
