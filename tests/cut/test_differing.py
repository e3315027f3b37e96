"""What is different between two cuts is said in film words, and its frames add up."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.cut.differing import difference, signed
from pipeline.cut.played import Heard, Played, Seen, played
from pipeline.cut.timeline import SoundCue, TitleCue
from pipeline.facts import CLIP
from pipeline.project.edit import Black, Dissolve, Over, ShotEvent, TakeChoice, Zoom
from pipeline.project.story import Text
from pipeline.project.title_look import TitleLook
from pipeline.timecode import FrameRange
from tests.cut.test_assemble import clip, lay

RATE = Fraction(24)
NTSC = Fraction(24000, 1001)


def seen(name: str, frames: int = 24, *, start: int = 0, take: str = "take 1", **more) -> Seen:
    """A picture of a shot."""
    return Seen(name, take, start, frames, **more)


A, B, C, D = (seen(f"sh0{number}0") for number in (1, 2, 3, 4))


def said(before: list[Seen], after: list[Seen]) -> str:
    """The difference in words."""
    return difference(Played(tuple(before)), Played(tuple(after)), RATE).sentence


def with_into(one: Seen, word: str, frames: int) -> Seen:
    return replace(one, into=word, into_frames=frames)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ([A, B], [A, B], "nothing is different"),
        ([], [], "nothing is different"),
        ([A, B], [A, replace(B, frames=16)], "sh020 -8 frames; total -0:08"),
        ([A, B], [replace(A, frames=25), B], "sh010 +1 frame; total +0:01"),
        ([A, B, C], [A, C], "sh020 out; total -1:00"),
        ([A, C], [A, B, C], "sh020 in after sh010 (1:00); total +1:00"),
        ([B], [A, B], "sh010 in first (1:00); total +1:00"),
        ([A, B, C], [A, C, B], "sh020 now after sh030"),
        ([A, B, C, D], [D, A, B, C], "sh040 now first"),
        ([A, B], [replace(A, take="take 4"), B], "sh010 take 1 -> 4"),
        ([A, B], [replace(A, take="panel 2"), B], "sh010 take 1 -> panel 2"),
        ([replace(A, take="slate")], [A], "sh010 slate -> take 1"),
        ([A, B], [A, replace(B, start=4)], "sh020 slipped 4 frames later"),
        (
            [A],
            [replace(A, start=1, frames=23)],
            "sh010 -1 frame; sh010 begins 1 frame later; total -0:01",
        ),
        ([A, B], [A, with_into(B, "dissolve", 12)], "dissolve 12 before sh020"),
        ([A, with_into(B, "dissolve", 24)], [A, B], "no dissolve before sh020"),
        (
            [A, with_into(B, "dissolve", 24)],
            [A, with_into(B, "dissolve", 12)],
            "dissolve before sh020 24 -> 12",
        ),
        (
            [A, with_into(B, "dissolve", 24)],
            [A, with_into(B, "dip", 24)],
            "dissolve 24 before sh020 -> dip 24",
        ),
        ([A], [replace(A, out="fade out", out_frames=12)], "fade out 12 on sh010"),
        ([A], [replace(A, words=("x0.5",))], "sh010 now x0.5"),
        ([replace(A, words=("x0.5",))], [replace(A, words=("x2",))], "sh010 x0.5 -> x2"),
        ([replace(A, words=("flop",))], [A], "sh010 no longer flop"),
        ([A, B, A], [A, B], "sh010 (2nd) out; total -1:00"),
        ([A, B, A], [A, B, replace(A, frames=20)], "sh010 (2nd) -4 frames; total -0:04"),
        ([A], [A, seen("sh090", 8, is_over=True)], "sh090 in over sh010 (0:08)"),
        ([A, seen("sh090", 8, is_over=True)], [A], "sh090 no longer over"),
    ],
)  # fmt: skip
def test_each_change_of_an_edit_is_said_as_an_editor_says_it(before, after, words) -> None:
    assert words == said(before, after)


def test_several_changes_are_said_in_the_order_of_the_later_cut() -> None:
    fifth, last = seen("sh050"), with_into(seen("sh070"), "dissolve", 24)
    before = [
        seen("sh010", take="take 2"),
        replace(B, frames=32),
        C,
        fifth,
        seen("sh060", 26),
        last,
    ]
    after = [seen("sh010", take="take 4"), B, fifth, C, with_into(last, "dissolve", 12)]

    assert (
        "sh010 take 2 -> 4; sh020 -8 frames; sh030 now after sh050; sh060 out; "
        "dissolve before sh070 24 -> 12; total -1:10"
    ) == said(before, after)


def test_sounds_and_titles_that_came_went_or_changed_are_said() -> None:
    before = Played((A,), (Heard("m1.flac", 0), Heard("boom.wav", 0)), (Heard('title "a"', 0),))
    after = Played((A,), (Heard("m1.flac", 12, ("gain -3",)),), (Heard('title "b"', 0),))

    assert (
        "boom.wav out; m1.flac 12 frames later; m1.flac as it is -> gain -3; "
        'title "a" out; title "b" in'
    ) == difference(before, after, RATE).sentence


def test_seconds_and_frames_count_at_the_nominal_rate() -> None:
    assert ("-1:14", "+2:00", "+0:23") == (signed(-38, NTSC), signed(48, NTSC), signed(23, NTSC))


def test_everything_that_is_done_to_a_picture_is_played() -> None:
    """What a timeline plays, through the assembly: nothing an event may say is lost."""
    one, two = TakeChoice(CLIP, 1), TakeChoice(CLIP, 2)
    takes = [clip(), clip(number=2), clip("sh020")]
    plain = ShotEvent("sh010", one, 0, 24)
    over = Over(ShotEvent("sh020", one, 0, 8), 4)
    before = lay(plain, ShotEvent("sh020", one, 0, 36), over, takes=takes)
    after = lay(
        Black(12),
        replace(plain, take=two, is_flopped=True, zoom=Zoom(Fraction(5, 4)), gain=-3.0, hold=6),
        Dissolve(8),
        ShotEvent("sh020", one, 4, 36),
        replace(over, at=6),
        takes=takes,
    )

    assert (
        "black in first (0:12); sh010 take 1 -> 2; sh010 +6 frames; sh010 now hold 6; "
        "sh010 now flop; sh010 now zoom 1.25 @ 50,50; sh010 now gain -3; sh020 (1st) -4 frames; "
        "sh020 (1st) begins 4 frames later; dissolve 8 before sh020 (1st); "
        "sh020 (2nd) begins at 6 of the picture beneath, not 4; total +0:14"
    ) == difference(played(before), played(after), RATE).sentence


pictures = st.lists(
    st.builds(
        Seen,
        name=st.sampled_from(["sh010", "sh020", "sh030", "black"]),
        take=st.sampled_from(["take 1", "take 2", "panel 1", "slate", ""]),
        start=st.integers(0, 3),
        frames=st.integers(1, 4),
        words=st.sampled_from([(), ("flop",), ("x0.5", "mute"), ("x2",)]),
        into=st.sampled_from(["", "dissolve", "fade in"]),
        into_frames=st.integers(1, 2),
        is_over=st.booleans(),
    ),
    max_size=9,
)


@given(pictures)
def test_a_cut_is_not_different_from_itself(shown: list[Seen]) -> None:
    assert not difference(Played(tuple(shown)), Played(tuple(shown)), RATE)


@given(pictures, pictures)
def test_the_steps_add_up_to_the_difference_in_length(old: list[Seen], new: list[Seen]) -> None:
    before, after = Played(tuple(old)), Played(tuple(new))

    found = difference(before, after, RATE)

    assert after.frames - before.frames == found.frames == sum(one.frames for one in found.steps)


@given(pictures, pictures)
def test_cuts_that_differ_are_never_said_to_be_the_same(old: list[Seen], new: list[Seen]) -> None:
    is_same = [replace(each, into_frames=each.into_frames * bool(each.into)) for each in old] == [
        replace(each, into_frames=each.into_frames * bool(each.into)) for each in new
    ]
    old, new = (
        [replace(each, into_frames=each.into_frames * bool(each.into)) for each in cut]
        for cut in (old, new)
    )

    assert is_same == (not difference(Played(tuple(old)), Played(tuple(new)), RATE))


@given(pictures, st.data())
def test_one_picture_taken_out_is_one_step(shown: list[Seen], data: st.DataObject) -> None:
    shown = [replace(each, name=f"sh{at:03d}", is_over=False) for at, each in enumerate(shown)]
    if not shown:
        return
    at = data.draw(st.integers(0, len(shown) - 1))
    left = shown[:at] + shown[at + 1 :]

    (step,) = difference(Played(tuple(shown)), Played(tuple(left)), RATE).steps

    assert (f"{shown[at].name} out", -shown[at].frames) == (step.words, step.frames)


def test_a_sound_moved_to_the_side_and_a_title_with_another_look_are_different() -> None:
    line = lay(ShotEvent("sh010"), takes=[clip()])
    cue = SoundCue("effect", Path("boom.wav"), FrameRange(0, 24))
    title = TitleCue(Text((("", "36 hours"),)), "main", FrameRange(0, 12), "sh010")
    before = replace(line, sounds=(cue,), titles=(title,))
    after = replace(
        line,
        sounds=(replace(cue, pan=-50.0),),
        titles=(replace(title, look=TitleLook(size=Fraction(3, 2))),),
    )

    assert (
        'boom.wav as it is -> pan -50; title "36 hours" main 12 frames -> main 1.5 12 frames'
    ) == difference(played(before), played(after), RATE).sentence
