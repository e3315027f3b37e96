"""Whatever the cut: the film is the sum of its windows, and its reels are the film."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools, recipe_key, split
from pipeline.cut.window import frames_filled, travelled
from pipeline.project.edit import Black, Cut, Dissolve, Fade, Missing, Over, Picks, ShotEvent
from tests.cut.numbered import film, info, shot, take

RATE = Fraction(24)
SHOTS = ("sh010", "sh020", "sh030")
TAKES = [take(Path("a.mp4"), name, 1, info(300, RATE)) for name in SHOTS]
LOOK = Look(96, 54, crf=18, preset="medium")

speeds = st.one_of(
    st.just(()),
    st.fractions(Fraction(1, 5), 5, max_denominator=12).map(lambda s: ((0, s),)),
    st.tuples(
        st.fractions(Fraction(1, 5), 3, max_denominator=12),
        st.integers(1, 60),
        st.fractions(Fraction(1, 5), 3, max_denominator=12),
    ).map(lambda t: ((0, t[0]), (t[1], t[2]))),
)


@st.composite
def shot_events(draw: st.DrawFn) -> ShotEvent:
    """Any window of any take."""
    start = draw(st.one_of(st.none(), st.integers(0, 200)))
    end = None if start is None else draw(st.one_of(st.none(), st.integers(start + 1, 600)))
    return ShotEvent(
        draw(st.sampled_from(SHOTS)),
        start=start,
        end=end,
        speed=draw(speeds),
        is_reversed=draw(st.booleans()),
        hold=draw(st.integers(0, 30)),
        loop=draw(st.integers(1, 3)),
    )


events = st.lists(
    st.one_of(
        shot_events(),
        st.builds(Black, st.integers(1, 300)),
        st.builds(Missing, st.integers(1, 50), st.just("x")),
        st.builds(Dissolve, st.integers(1, 60), st.sampled_from(["dissolve", "dip", "wipe"])),
        st.builds(Fade, st.booleans(), st.integers(1, 60)),
        st.builds(Over, shot_events(), st.integers(0, 100)),
    ),
    min_size=1,
    max_size=8,
).map(tuple)


def timeline_of(some: tuple) -> object:
    """The timeline of any events."""
    board = film(*(shot(name, 30) for name in SHOTS))
    return assemble(board, Cut("m", some), Picks(), TAKES)


@settings(max_examples=60, deadline=None)
@given(events)
def test_the_film_is_as_long_as_its_windows(some: tuple) -> None:
    """Transitions and overlays change nothing about its length."""
    timeline = timeline_of(some)
    plain = tuple(each for each in some if not isinstance(each, (Dissolve, Fade, Over)))

    assert timeline.frames == sum(each.frames for each in timeline.picture.items)
    assert timeline.frames == timeline_of(plain or (Black(1),)).frames or not plain


@settings(max_examples=60, deadline=None)
@given(events)
def test_the_reels_together_are_the_film(some: tuple) -> None:
    """No frame is missing or double, none is longer than ten seconds, every key is its recipe's."""
    timeline = timeline_of(some)

    reels = split(timeline, LOOK, Tools("test"))

    assert timeline.frames == sum(reel.frames for reel in reels)
    assert all(1 <= reel.frames <= 240 for reel in reels)
    assert all(reel.key == recipe_key(reel.recipe) for reel in reels)
    assert all(set(reel.inputs) == set(digests(reel.recipe)) for reel in reels)


def digests(recipe: dict) -> list[str]:
    """Every file that a recipe names."""
    pictures = [recipe["picture"], recipe.get("beneath", {}), *recipe.get("over", ())]
    return [picture["digest"] for picture in pictures if "digest" in picture]


@settings(max_examples=60, deadline=None)
@given(events)
def test_overlays_never_reach_beyond_the_film(some: tuple) -> None:
    """What is laid over ends with the picture at the latest."""
    timeline = timeline_of(some)

    assert all(track.frames <= timeline.frames for track in timeline.overlays)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 500), speeds.filter(bool))
def test_a_window_ends_where_its_stretch_does(length: int, ramp: tuple) -> None:
    """The last frame's middle lies within the stretch, the next one's does not (or it is one)."""
    count = frames_filled(length, ramp)

    half = Fraction(1, 2)
    assert count == 1 or travelled(ramp, count - half) <= length
    assert length < travelled(ramp, count + half)


@settings(max_examples=60, deadline=None)
@given(shot_events(), st.integers(1, 400))
def test_frames_beyond_a_take_are_counted_as_if_one_by_one(event: ShotEvent, held: int) -> None:
    """Loops, ramps and reverse included."""
    window = timeline_of((event,)).picture.items[0].window

    one_by_one = sum(1 for k in range(window.moving) if window.position(k) >= held)

    assert one_by_one == window.beyond(Fraction(held))
