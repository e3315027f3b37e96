"""No cut and no picks, however broken, end in anything but a list of problems."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import FilmError
from pipeline.facts import CLIP
from pipeline.project.cut_edits import rename_in_cut, swap_take, trim_shot
from pipeline.project.cut_file import read_cut_text
from pipeline.project.cut_like import made_like
from pipeline.project.cut_moves import drop_event, move_event, open_scene
from pipeline.project.cut_parts import At
from pipeline.project.cut_words import CutContext
from pipeline.project.edit import ShotEvent, TakeChoice
from pipeline.project.like_edits import add_changes, trim_own
from pipeline.project.marks import parse_text
from pipeline.project.picks_edits import circle, reject
from pipeline.project.picks_file import read_picks_text
from pipeline.project.splices import edited
from pipeline.project.story import Music

SHOTS = tuple(f"sh{number:03d}" for number in range(10, 330, 10))
BOARD = CutContext(
    Path("film"),
    Fraction(24000, 1001),
    dict.fromkeys(SHOTS, 48),
    {"sc010": SHOTS[:4], "sc030": SHOTS[-4:]},
    {"m1": Music("m1", Path("m1.flac"), Fraction(92))},
    ("zh", "en"),
)
CUT = """\
cut: main  # 一部电影
events:
- fade in 24
- sh010/2  0-36              # the engine ignites
- sh020/5  12-1:16
- over sh140/1 0+8 at 24
- sh230/4 4+18 flop zoom 1.15 @ 40,30 gain -3
- sh270/1 0-48 x1>0.3 reverse hold 12 until bar 9
- split left-right:
  - sh190/1 0+24
  - {shot: sh290, take: p2, in: 0, length: 24, flop: true}
- missing 2s "the ship explodes"
- card 2s zh "36小时" en "36 hours"
- sc030
- dip 24 to white
- {shot: sh320, take: 4, in: 10, hold: 12, speed: [[0, 1], [24, 0.3]]}
sound:
- m1 from bar 2 at 0
- m1 until sh310 out 12
- audio/boom.flac at sh240/3@22 gain -3
"""
PICKS = """\
sh020: {panel: 3, clip: 5, maybe: [clip 2], rejected: {clip 1: melts, clip 4: x}, approved: true}
sh060: {kept: {because: coat not seen, was: 9f2c61}}     # outdated, and fine
sh070:
  clip: b7
  rejected: [clip 1]
"""
PIECES = st.sampled_from(
    ["", " ", "\n", "- ", "\n- ", ": ", "{", "}", "[", "]", "'", '"', "#", " # ", "&a ", "*a", "|",
     ">", "0", "-", "+", "9" * 40, "sh010", "sh010/", "/p", "@", "x", "x0", ",", "at", "until", "é",
     "\x00", "\u2028", "\ufeff", "\t", "\r", "%", "!!", "<<: ", "~", "in", "zoom", "1:99", "split",
     "９", "²", "۳", "1/0"]
)  # fmt: skip


@st.composite
def broken(draw, text):
    """The text with one to four stretches of it cut out, doubled or replaced."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        piece = draw(PIECES | st.just(text[start:end] * 2) | st.text(max_size=3))
        text = text[:start] + piece + text[end:]
    return text


@settings(max_examples=600, deadline=None)
@given(broken(CUT))
def test_a_broken_cut_is_a_list_of_problems(text):
    """Reading never fails, and the cut always has something to show."""
    cut, problems = read_cut_text(text, BOARD)

    assert cut.events
    assert all(each.message and (each.where is None or each.where.column >= 0) for each in problems)
    assert all(event.frames > 0 for event in cut.events if hasattr(event, "frames"))


@settings(max_examples=200, deadline=None)
@given(broken(CUT), st.integers(0, 16))
def test_a_broken_cut_is_edited_rightly_or_not_at_all(text, number):
    """An edit is made as intended or refused with a sentence."""
    source = parse_text(text, Path("cuts/main.yaml"))
    take = TakeChoice(CLIP, 9)
    edits = [
        swap_take("sh010", take),
        trim_shot("sh020", 0, 12),
        open_scene("sc030", [ShotEvent("sh310", take)]),
        move_event(At(number), before=At(1)),
        drop_event(At(number)),
        rename_in_cut("sh310", "sh999"),
    ]

    for edit in edits:
        assert is_made_or_refused(source, edit)


def is_made_or_refused(source, edit):
    """The edit gives a whole text, or says why it cannot be made; it never does too much."""
    try:
        text = edited(source, edit)
    except FilmError as err:
        return bool(err.message) and "more of" not in err.message
    return parse_text(text, source.page.file).is_whole


@settings(max_examples=200, deadline=None)
@given(broken(PICKS))
def test_broken_picks_are_a_list_of_problems(text):
    """Reading never fails; a decision is written as intended or refused with a sentence."""
    picks, _ = read_picks_text(text, SHOTS)
    source = parse_text(text, Path("picks.yaml"))

    assert picks.of("sh999") == picks.of("sh998")
    assert is_made_or_refused(source, circle("sh020", TakeChoice(CLIP, 9)))
    assert is_made_or_refused(source, reject("sh050", TakeChoice(CLIP, 1), "a: #"))


LIKE = """\
cut: short
like: main
locked: {sc010: v1 9f2c61ab}
changes:
- drop sh020/5               # 太长
- drop sh320
- replace sh010: sh010/2 0-18
- replace sc030:
  - sh310 0-12
  - split left-right:
    - sh190/1 0+24
    - {shot: sh290, take: p2, in: 0, length: 24}
- {after missing: [black 3, "sh230/4 4-18"]}
- before fade in: black 12
- drop over sh140
sound:
- m1 at 0
"""


@settings(max_examples=500, deadline=None)
@given(broken(LIKE))
def test_a_broken_cut_that_is_like_another_is_a_list_of_problems(text):
    """Whatever its lines say: each is made or named; edits are made as intended or refused."""
    main, _ = read_cut_text(CUT, BOARD)
    short, _ = read_cut_text(text, BOARD, Path("cuts/short.yaml"))

    cuts, problems = made_like({"short": short, "main": main}, BOARD)

    assert main == cuts["main"]
    assert all(each.message and each.where is not None for each in problems)
    source = parse_text(text, Path("cuts/short.yaml"))
    edits = [
        swap_take("sh010", TakeChoice(CLIP, 9)),
        rename_in_cut("sh310", "sh999"),
        add_changes("move", [("drop sh230", ()), ("after sh020", ("sh230/4 4-18", "black 2"))]),
    ]
    edits += [
        trim_own(event.where, 0, 12)
        for change in short.changes
        for event in change.events
        if isinstance(event, ShotEvent) and event.where is not None
    ]
    if short.like:
        assert all(is_made_or_refused(source, edit) for edit in edits)
