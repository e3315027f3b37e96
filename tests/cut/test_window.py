"""Windows: how long they are and which frame they show."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.cut.window import Window, frames_filled, source_frame, travelled
from pipeline.timecode import FrameRange, window_length

HALF = Fraction(1, 2)


@pytest.mark.parametrize("speed", [Fraction(1), Fraction(1, 3), Fraction(7, 5), Fraction(9)])
@pytest.mark.parametrize("length", [1, 2, 24, 47])
def test_a_constant_speed_fills_what_the_house_says(length: int, speed: Fraction) -> None:
    """floor((out - in) / speed + 1/2), at least 1."""
    expected = window_length(FrameRange(0, length), speed)

    assert expected == frames_filled(length, ((0, speed),))


def test_a_ramp_runs_through_the_area_under_its_speed() -> None:
    """Straight from 1 to 1/2 over ten frames: 7.5 source frames; then half a frame each."""
    ramp = ((0, Fraction(1)), (10, HALF))

    assert Fraction(15, 2) == travelled(ramp, Fraction(10))
    assert Fraction(17, 2) == travelled(ramp, Fraction(12))
    assert Fraction(39, 40) == travelled(ramp, Fraction(1))


def test_a_ramp_fills_frames_until_its_stretch_is_used_up() -> None:
    """The longest whose last frame still begins within the stretch, as at constant speed."""
    ramp = ((0, Fraction(1)), (10, HALF))

    count = frames_filled(20, ramp)

    assert travelled(ramp, count - HALF) <= 20 < travelled(ramp, count + HALF)


@pytest.mark.parametrize("ramp", [((0, Fraction(0)),), ((0, Fraction(1)), (5, Fraction(0)))])
def test_a_speed_of_nothing_would_never_end(ramp: tuple[tuple[int, Fraction], ...]) -> None:
    """It is refused where the length is worked out."""
    with pytest.raises(ValueError, match="above zero"):
        frames_filled(10, ramp)


def test_the_tail_runs_on_beyond_the_out_point() -> None:
    """Frame n of a window of n frames is the first frame of its tail."""
    window = Window.of(10, 5)

    assert [10 + k + HALF for k in range(8)] == [window.position(k) for k in range(8)]


def test_a_hold_stands_on_the_last_picture_for_ever() -> None:
    """Held frames and the tail behind them show the same picture."""
    window = Window(FrameRange(10, 15), 8, hold=3)

    assert {14 + HALF} == {window.position(k) for k in range(4, 20)}


def test_a_shortened_window_keeps_what_it_shows() -> None:
    """Loops and holds are cut off, not squeezed."""
    window = Window(FrameRange(0, 4), 14, loop=3, hold=2)

    short = window.shortened(9)

    assert (9, 0) == (short.frames, short.hold)
    assert [window.position(k) for k in range(9)] == [short.position(k) for k in range(9)]
    assert window == window.shortened(20)


@pytest.mark.parametrize(
    ("rate", "expected"), [("24", [0, 1, 2, 3]), ("48", [1, 3, 5, 7]), ("12", [0, 0, 1, 1])]
)
def test_the_source_frame_is_the_one_on_screen_in_the_middle(
    rate: str, expected: list[int]
) -> None:
    """At twice the rate the second of each pair, at half the rate each twice."""
    film = Fraction(24)

    shown = [source_frame(k + HALF, film, Fraction(rate)) for k in range(4)]

    assert expected == shown
