"""Windows that are proposed to fit the music: joins on beats, and a film of its length."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.music_fit import Fitted, fit_beats, fit_length, strips_of
from pipeline.cut.timeline import Timeline
from pipeline.project.beat_marks import BeatMarks
from pipeline.project.cut_file import context_of, read_cut_text
from pipeline.project.edit import Cut, Picks
from pipeline.project.story import Music, Project
from tests.cut.numbered import film, info, shot, take

NOWHERE = Path("nowhere.mp4")
RATE = Fraction(24)
SLOW = Music("m1", Path("m1.wav"), bpm=Fraction(60))
"""A beat every 24 frames."""


class Room:
    """A cut, and what it becomes."""

    def __init__(self, text: str, *, lengths: tuple[int, ...] = (240,) * 6, music=SLOW, fps=RATE):
        names = [f"sh0{number}0" for number in range(1, len(lengths) + 1)]
        project = replace(film(*(shot(name, 30) for name in names)), fps=fps)
        self.project: Project = replace(project, music={music.name: music})
        self.takes = [
            take(NOWHERE, name, 1, info(count, fps))
            for name, count in zip(names, lengths, strict=True)
            if count
        ]
        cut, problems = read_cut_text(f"events:\n{text}\n", context_of(self.project))
        assert [] == [str(each) for each in problems]
        self.cut: Cut = cut
        self.strips = strips_of(self.project, cut, self.laid())

    def laid(self, events=None) -> Timeline:
        if events is None:
            events = self.cut.events
        return assemble(self.project, replace(self.cut, events=events), Picks(), self.takes)

    def beats(self, *chosen: int) -> Fitted:
        places = chosen or range(len(self.strips))
        return fit_beats(self.project, self.cut, self.strips, set(places))

    def length(self, frames: int) -> Fitted:
        def gap(events) -> int:
            return frames - self.after(events).frames

        return fit_length(self.strips, gap, self.project.fps, range(len(self.strips)))

    def after(self, events) -> Timeline:
        """The film with these events, in a cut without scenes."""
        lines = {self.strips[place].line: event for place, event in events.items()}
        return self.laid([lines.get(at, event) for at, event in enumerate(self.cut.events)])


def ends(timeline: Timeline) -> list[int]:
    """The film frames on which the events end."""
    return [record.end for record, _ in timeline.picture.placed()]


def windows(timeline: Timeline) -> list[tuple[int, int]]:
    return [(clip.source_range.start, clip.source_range.end) for clip in timeline.picture.items]


PLAIN = "- sh010/1 0-20\n- sh020/1 6-40\n- sh030/1 0-40"


def test_each_join_goes_to_its_own_nearest_beat() -> None:
    """By where it is now: 20, 54 and 94 frames; no error adds up."""
    room = Room(PLAIN)

    timeline = room.after(room.beats().events)

    assert [24, 48, 96] == ends(timeline)
    assert [(0, 24), (6, 30), (0, 48)] == windows(timeline)


def test_only_the_chosen_ends_are_moved() -> None:
    room = Room(PLAIN)

    assert [20, 48, 88] == ends(room.after(room.beats(1).events))


def test_a_beat_that_the_take_does_not_reach_is_passed_over() -> None:
    """The nearest to 64 would be 72, for which the take is four frames short."""
    room = Room("- sh010/1 0-24\n- sh020/1 4-44\n- sh030/1 0-20", lengths=(240, 48, 240))

    fitted = room.beats()

    assert [24, 48, 72] == ends(room.after(fitted.events))
    assert () == fitted.left


def test_what_the_next_dissolve_wants_is_left_in_the_take() -> None:
    """Eight frames of the take run on beneath it."""
    text = "- sh010/1 0-22\n- dissolve 8\n- sh020/1 0-24"

    assert [24, 48] == ends(Room(text, lengths=(32, 240)).after(Room(text).beats().events))
    fitted = Room(text, lengths=(31, 240)).beats()
    assert ("sh010 stays: no beat is near that its take reaches",) == fitted.left


@pytest.mark.parametrize(
    ("words", "window", "frames"),
    [
        ("0-20 x2", (0, 48), 24),
        ("0-20 hold 6", (0, 18), 24),
        ("0-20 x0.5", (0, 24), 48),
        ("10-30 reverse", (6, 30), 24),
    ],
)
def test_speed_hold_and_backwards_are_counted_in(words, window, frames) -> None:
    """A shot that runs backwards keeps the picture that it begins with."""
    room = Room(f"- sh010/1 {words}")

    timeline = room.after(room.beats().events)

    assert ([frames], [window]) == (ends(timeline), windows(timeline))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("0-20 x1>0.5", "a ramp or a loop ends where it ends"),
        ("0-10 loop 2", "a ramp or a loop ends where it ends"),
        ("0 until beat 2", "it lasts until beat 2"),
    ],
)
def test_what_cannot_be_moved_is_left_and_said(words, why) -> None:
    fitted = Room(f"- sh010/1 {words}").beats()

    assert ({}, (f"sh010 stays: {why}",)) == (fitted.events, fitted.left)


def test_beats_are_those_that_are_heard() -> None:
    """Where the sound list lays the music, and no others."""
    text = "- sh010/1 0-20\n- sh020/1 0-40\n- sh030/1 0-40\nsound:\n- m1 at sh020\n- m1 until 50"
    room = Room(text)

    fitted = room.beats(1, 2)

    assert [20, 44, 84] == ends(room.after(fitted.events))
    assert ("sh030 stays: no beat is heard where it ends",) == fitted.left


def test_beats_that_are_marked_one_by_one_are_those_of_the_marks() -> None:
    """However a drummer plays them; behind the last mark there is none."""
    beats = tuple(map(Fraction, ("0.5", "1.25", "2.5", "3.5")))  # frames 12, 30, 60 and 84
    marks = BeatMarks(beats, beats[::2], (), Fraction(1), 2)
    room = Room(f"{PLAIN}\n- sh040/1 0-60", music=replace(SLOW, bpm=None, marks=marks))

    fitted = room.beats()

    assert [12, 60, 84, 144] == ends(room.after(fitted.events))
    assert ("sh040 stays: no beat is heard where it ends",) == fitted.left


def test_cards_and_colour_keep_their_length_and_shots_go_on_around_them() -> None:
    room = Room('- sh010/1 0-20\n- card 30 "36 hours"\n- black 6\n- sh020/1 0-20')

    assert [24, 54, 60, 72] == ends(room.after(room.beats().events))


def test_a_film_gets_its_length_in_proportion() -> None:
    room = Room("- sh010/1 0-24\n- sh020/1 0-48\n- black 8\n- sh030/1 0-24")

    longer = room.after(room.length(128).events)
    shorter = room.after(room.length(80).events)

    assert [30, 60, 8, 30] == [each.frames for each in longer.picture.items]
    assert [18, 36, 8, 18] == [each.frames for each in shorter.picture.items]


def test_what_one_take_cannot_give_the_others_do() -> None:
    room = Room("- sh010/1 0-24\n- sh020/1 0-24\n- sh030/1 0-24", lengths=(26, 240, 240))

    fitted = room.length(90)

    assert [26, 32, 32] == [each.frames for each in room.after(fitted.events).picture.items]
    assert () == fitted.left


def test_one_shot_gives_the_last_frame_that_the_others_cannot() -> None:
    """Its share was rounded away as long as they seemed to take part."""
    room = Room("- sh010/1 0+58\n- sh020/1 0+6\n- sh030/1 0+11", lengths=(58, 7, 11))

    fitted = room.length(86)

    assert [58, 7, 11] == [each.frames for each in room.after(fitted.events).picture.items]
    assert ("the film would have to be 10 frames longer yet, which no take allows",) == fitted.left


def test_what_no_take_can_give_is_said_in_frames() -> None:
    room = Room("- sh010/1 0-24\n- sh020/1 0-24", lengths=(26, 25))

    fitted = room.length(60)

    assert 51 == room.after(fitted.events).frames
    assert ("the film would have to be 9 frames longer yet, which no take allows",) == fitted.left
    short = Room("- sh010/1 0-24", lengths=(24,)).length(2)
    assert ("the film would have to be 4 frames shorter yet, which no take allows",) == short.left


def test_music_that_moves_with_every_shot_is_never_chased() -> None:
    """Where no change brings the two together, nothing is changed, and it is said."""
    room = Room("- sh010/1 0-24\n- sh020/1 0-24")

    fitted = fit_length(room.strips, lambda _: 12, RATE, range(2))

    assert {} == fitted.events
    assert ("the film would have to be 12 frames longer yet, which no take allows",) == fitted.left


windows_of = st.tuples(st.integers(0, 30), st.integers(6, 60), st.integers(0, 30))


@given(
    st.lists(windows_of, min_size=1, max_size=8),
    st.integers(40, 200),
    st.sampled_from([RATE, Fraction(24000, 1001), Fraction(25)]),
)
def test_every_join_is_on_a_beat_or_said_to_be_left(drawn, bpm, fps) -> None:
    """And no window leaves its take."""
    music = Music("m1", Path("m1.wav"), bpm=Fraction(bpm), first_beat=Fraction("0.21"))
    lines = [f"- sh0{n}0/1 {start}+{count}" for n, (start, count, _) in enumerate(drawn, 1)]
    room = Room("\n".join(lines), lengths=tuple(sum(each) for each in drawn), music=music, fps=fps)

    fitted = room.beats()
    timeline = room.after(fitted.events)

    assert not timeline.short
    beats = {round_half_up(music.beat(Fraction(n)) * fps) for n in range(400)}
    off = sum(end not in beats for end in ends(timeline))
    assert off == len(fitted.left)


@given(st.lists(windows_of, min_size=1, max_size=8), st.integers(1, 600), st.sampled_from([24, 25]))
def test_the_length_is_met_to_the_frame_or_the_rest_is_said(drawn, wanted, fps) -> None:
    lines = [f"- sh0{n}0/1 {start}+{count}" for n, (start, count, _) in enumerate(drawn, 1)]
    room = Room("\n".join(lines), lengths=tuple(sum(each) for each in drawn), fps=Fraction(fps))

    fitted = room.length(wanted)
    timeline = room.after(fitted.events)

    assert not timeline.short
    assert (timeline.frames == wanted) == (not fitted.left)
    if fitted.left:  # every shot gives what it has, or is as short as a shot may be
        for strip, clip in zip(room.strips, timeline.picture.items, strict=True):
            (_, count, spare) = drawn[room.strips.index(strip)]
            least = min(count, fps // 4)
            assert clip.frames == (count + spare if wanted > timeline.frames else least)


def round_half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
