"""Timecode that drops numbers, after SMPTE ST 12-1."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.timecode import (
    clock_timecode,
    drops_frames,
    parse_clock_timecode,
    record_frame,
    record_timecode,
)

NTSC, FAST = Fraction(30000, 1001), Fraction(60000, 1001)


@pytest.mark.parametrize(
    ("frame", "rate", "code"),
    [
        (0, NTSC, "00:00:00;00"),
        (1799, NTSC, "00:00:59;29"),
        (1800, NTSC, "00:01:00;02"),
        (17981, NTSC, "00:09:59;29"),
        (17982, NTSC, "00:10:00;00"),
        (107892, NTSC, "01:00:00;00"),
        (3600, FAST, "00:01:00;04"),
        (215784, FAST, "01:00:00;00"),
    ],
)
def test_it_counts_as_the_standard_counts(frame: int, rate: Fraction, code: str) -> None:
    assert code == clock_timecode(frame, rate, is_drop=True)
    assert frame == parse_clock_timecode(code, rate)


@given(st.integers(0, 24 * 107892 - 1))
def test_every_frame_of_a_day_has_a_number_of_its_own(frame: int) -> None:
    assert frame == parse_clock_timecode(clock_timecode(frame, NTSC, is_drop=True), NTSC)


def test_it_keeps_up_with_the_clock() -> None:
    """A day of timecode is a day within a tenth of a second."""
    day = parse_clock_timecode("23:59:59;29", NTSC) + 1

    assert abs(day / NTSC - 86400) < Fraction(1, 10)


def test_a_number_that_is_left_out_is_no_timecode() -> None:
    with pytest.raises(ValueError, match="leaves out"):
        parse_clock_timecode("00:01:00;01", NTSC)


def test_only_rates_of_thirty_drop() -> None:
    """Film at 23.976 counts every number."""
    assert [False, True, True, False] == [
        drops_frames(rate) for rate in (Fraction(24000, 1001), NTSC, FAST, Fraction(30))
    ]


@pytest.mark.parametrize(
    ("frame", "rate", "code"),
    [
        (107892, NTSC, "01:00:00;00"),
        (86400, Fraction(24), "01:00:00:00"),
        (-192, Fraction(24), "23:59:52:00"),
        (-1, NTSC, "23:59:59;29"),
        (-240, NTSC, "23:59:52;00"),
        (24 * 107892, NTSC, "00:00:00;00"),
    ],
)
def test_a_films_own_timecode_stays_within_its_day(frame: int, rate: Fraction, code: str) -> None:
    """What stands before a film that begins at midnight is of the day before."""
    assert code == record_timecode(frame, rate)
    day = record_frame("23:59:59:23", Fraction(24)) + 1 if rate == 24 else 24 * 107892
    assert frame % day == record_frame(code, rate) == record_frame(code.replace(";", ":"), rate)
