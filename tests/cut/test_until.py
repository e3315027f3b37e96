"""Events that last until a beat: where in the film a place of the music is heard."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.timeline import Timeline
from pipeline.project.beat_marks import marked
from pipeline.project.cut_file import context_of, read_cut_text
from pipeline.project.edit import Picks
from pipeline.project.story import Music, Project
from tests.cut.numbered import film, info, shot, take

NOWHERE = Path("nowhere.mp4")
SLOW = Music("m1", Path("m1.wav"), bpm=Fraction(60))
QUICK = Music("m2", Path("m2.wav"), bpm=Fraction(92), first_beat=Fraction("0.21"))


def board(*music: Music, fps: Fraction = Fraction(24)) -> Project:
    """Three shots with takes of ten seconds, and some music."""
    project = film(shot("sh010", 30), shot("sh020", 36), shot("sh030", 40))
    return replace(project, fps=fps, music={each.name: each for each in music})


def lay(text: str, *music: Music, fps: Fraction = Fraction(24)) -> Timeline:
    """The timeline of a cut as its file says it."""
    project = board(*music or (SLOW,), fps=fps)
    takes = [take(NOWHERE, name, 1, info(240, fps)) for name in project.shots]
    cut, problems = read_cut_text(f"events:\n{text}\n", context_of(project))
    assert [] == [str(each) for each in problems]
    return assemble(project, cut, Picks(), takes)


def lengths(timeline: Timeline) -> list[int]:
    """The film frames of every event."""
    return [each.frames for each in timeline.picture.items]


def told(timeline: Timeline) -> list[str]:
    """What is said about it, without the sentences about takes."""
    return [each.message for each in timeline.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- sh010/1 10 until beat 3", [48]),
        ("- sh010/1 until bar 2", [96]),
        ("- sh010/1 0-10\n- sh020/1 5 until beat 3", [10, 38]),
        ("- sh010/1 until beat", [24]),
        ("- sh020/1 until beat", [24]),
        ("- sh030/1 until beat", [48]),
        ("- sh010/1 0+2 beats\n- sh020/1 12+1 bar", [48, 96]),
        ("- sh010/1 until beat 3 hold 12", [48]),
        ("- sh010/1 until beat 3 x0.5", [48]),
        ("- sh010/1 until beat 3 loop 2", [48]),
        ("- sh010/1 0-10\nsound:\n- m1 at 6", [10]),
        ("- sh010/1 until beat 2\nsound:\n- m1 at 6", [30]),
        ("- sh010/1 until bar 3\nsound:\n- m1 from bar 2 at 0", [96]),
        ("- sh010/1 0-20\n- sh020/1 until beat 2\nsound:\n- m1 at sh020", [20, 24]),
        ("- sh010/1 0-20\n- sh020/1 until beat 2\nsound:\n- m1 at sh020/1@4", [20, 28]),
    ],
)  # fmt: skip
def test_an_event_ends_on_the_frame_on_which_the_beat_is_heard(text: str, expected) -> None:
    """Wherever the sound list lays the music; without a line it begins at frame 0."""
    timeline = lay(text)

    assert expected == lengths(timeline)
    assert not [each for each in timeline.problems if not each.is_warning]


def test_the_piece_may_be_named() -> None:
    """Two pieces have beats of their own."""
    timeline = lay("- sh010/1 until beat 5 of m2\n- sh020/1 until beat 9 of m1", SLOW, QUICK)

    ends = [68, 192]  # floor((0.21 + 4 * 60/92) * 24 + 1/2), 8 s
    assert ends == [lengths(timeline)[0], sum(lengths(timeline))]


def test_cuts_on_beats_do_not_drift_at_a_rate_that_is_no_whole_number() -> None:
    """Each cut is within half a frame of its beat: rounding happens once, from the film's start."""
    rate = Fraction(24000, 1001)
    text = "\n".join(f"- sh010/1 0 until beat {number} of m2" for number in range(2, 66))

    timeline = lay(text, QUICK, fps=rate)

    ends = [record.end for record, _ in timeline.picture.placed()]
    errors = [abs(end / rate - QUICK.beat(Fraction(n + 1))) for n, end in enumerate(ends)]
    assert max(errors) <= 1 / rate / 2


SWAYING = Music(
    "m1",
    Path("m1.wav"),
    marks=marked(
        [Fraction(x) for x in ("0.5", "1.4", "2.5", "3.4", "4.5")],
        [Fraction("0.5"), Fraction("2.5")],
        [("chorus", Fraction("3.4"))],
    ),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- sh010/1 until beat", [34]),  # planned 30: 1.4 s are 33.6 frames
        ("- sh010/1 until beat 3", [60]),
        ("- sh010/1 until bar 2", [60]),
        ("- sh010/1 until section chorus", [82]),
        ("- sh010/1 until section chorus of m1", [82]),
        ("- sh010/1 0-10\nsound:\n- m1 from section chorus at 0", [10]),
    ],
)
def test_an_event_lasts_until_a_beat_that_a_file_marks(text: str, expected: list[int]) -> None:
    """Wherever each of them falls: a played piece has no tempo that would say it."""
    timeline = lay(text, SWAYING)

    assert expected == lengths(timeline)
    assert not [each for each in timeline.problems if not each.is_warning]


def test_a_place_behind_the_last_mark_is_said_with_what_there_is() -> None:
    """The event then keeps its planned length in a draft."""
    timeline = lay("- sh010/1 until bar 9", SWAYING)

    assert [30] == lengths(timeline)
    assert ["sh010 lasts until bar 9 of 'm1': it has 2 bars"] == told(timeline)


def test_the_source_runs_as_long_as_the_event() -> None:
    """At half speed half as much of the take is used; a longer event uses more of it."""
    half, plain = (
        lay(f"- sh010/1 10 until beat 3 {words}").picture.items[0] for words in ("x0.5", "")
    )

    assert (10, 34) == (half.source_range.start, half.source_range.end)
    assert (10, 58) == (plain.source_range.start, plain.source_range.end)


def test_a_ramp_reaches_its_last_speed_where_the_event_ends() -> None:
    """The planned length does not stop it before."""
    clip = lay("- sh010/1 until beat 3 x1>0.5").picture.items[0]

    assert (48, Fraction(1, 2)) == clip.window.speed[-1]


@pytest.mark.parametrize(
    ("text", "music", "expected"),
    [
        (
            "- sh010/1 0-60\n- sh020/1 until beat 3",
            SLOW,
            (
                "sh020 lasts until beat 3 of 'm1', which is heard at frame 48; the event begins "
                "at frame 60: it has passed"
            ),
        ),
        (
            "- sh010/1 until beat 3",
            replace(SLOW, bpm=None),
            "sh010 lasts until beat 3, and the beats of the music 'm1' are not known",
        ),
        (
            "- sh010/1 until beat 3 of m9",
            SLOW,
            "sh010 lasts until beat 3 of 'm9', which is no music of the film",
        ),
        (
            "- sh010/1 until bar 3\nsound:\n- m1 at 0\n- m1 until 40",
            SLOW,
            "sh010 lasts until bar 3 of 'm1', which is not heard in this cut",
        ),
        (
            "- sh010/1 until beat 2 hold 30",
            SLOW,
            "sh010 lasts until beat 2, which leaves it 24 frames; its hold alone takes 30",
        ),
    ],
)
def test_a_place_that_is_not_in_the_film_is_said_with_its_numbers(text, music, expected) -> None:
    """The event keeps its planned length in a draft; a delivery waits."""
    timeline = lay(text, music)

    problem = next(each for each in timeline.problems if not each.is_warning)
    assert expected == problem.message
    assert problem.fix
    assert problem.where is not None
    assert {"export"} == problem.stops


def test_a_beat_beyond_the_end_of_the_take_is_an_error_with_the_numbers() -> None:
    """The window that the beat asks for is measured like any other."""
    timeline = lay("- sh010/1 until beat 13")

    assert [
        "the cut uses frames 0-288 of sh010 clip 1, which has 240: 48 frames are missing"
    ] == told(timeline)


def test_what_lies_over_the_picture_may_end_on_a_beat() -> None:
    """It begins inside its host."""
    timeline = lay("- sh010/1 0-96\n- over sh020/1 0 until beat 4 at 24")

    record, _ = next(iter(timeline.overlays[0].placed()))
    assert (24, 72) == (record.start, record.end)


def test_what_lies_over_the_picture_may_last_until_a_shot_begins() -> None:
    """The first beginning of it that lies behind its own, wherever a trim puts that."""
    text = "- sh030/1 0-5\n- sh010/1 0-24\n- over sh020/1 10 until sh030 at 4\n"
    text += "- sh020/1 0-{}\n- sh030/1 0-9"

    for length in (30, 12):
        timeline = lay(text.format(length))

        ((record, over),) = timeline.overlays[0].placed()
        assert (9, 29 + length) == (record.start, record.end)
        assert (10, 30 + length) == (over.source_range.start, over.source_range.end)
        assert not [each for each in timeline.problems if not each.is_warning]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "over sh020/1 0 until sh030 at 4",
            "sh020 lasts until sh030, which does not begin behind it in this cut",
        ),
        (
            "over sh020/1 0 until sh010 at 4",
            "sh020 lasts until sh010, which does not begin behind it in this cut",
        ),
    ],
)
def test_a_shot_that_does_not_begin_behind_it_is_said(line: str, expected: str) -> None:
    """In a draft it keeps its planned length."""
    timeline = lay(f"- sh010/1 0-48\n- {line}")

    problem = next(each for each in timeline.problems if not each.is_warning)
    assert expected == problem.message
    assert {"export"} == problem.stops
    ((record, _),) = timeline.overlays[0].placed()
    assert (4, 40) == (record.start, record.end)


def test_a_take_that_ends_before_that_shot_begins_is_an_error_with_the_numbers() -> None:
    timeline = lay("- sh010/1 0-240\n- over sh020/1 10 until sh030 at 4\n- sh030/1 0-9")

    assert [
        "the cut uses frames 10-246 of sh020 clip 1, which has 240: 6 frames are missing"
    ] == told(timeline)
