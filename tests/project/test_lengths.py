"""Lengths as people write them become whole frames, once."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.project.lengths import frames_of_length, frames_of_range, seconds_of_length
from pipeline.project.story import Music
from pipeline.timecode import FrameRange

FILM = Fraction(24)
NTSC = Fraction(24000, 1001)
SONG = Music("m1", Path("a.flac"), Fraction(90))


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        ("4s", 96),
        ("1.5s", 36),
        ("36f", 36),
        ("2", 48),
        ("2 beats", 32),
        ("1 beat", 16),
        ("1/2 beat", 8),
        ("1 bar", 64),
        ("2小节", 128),
        ("3 秒", 72),
        ("00:00:04:00", 96),
        ("00:01:12", 36),
        ("-18f", -18),
        ("-1s", -24),
        ("0.02s", 0),
        ("0.021s", 1),
    ],
)
def test_lengths_in_frames(text: str, frames: int) -> None:
    """Seconds become frames by ``floor(s * rate + 1/2)``; beats go by the music's tempo."""
    assert frames == frames_of_length(text, FILM, music=SONG)


def test_a_bare_number_has_the_unit_of_its_place() -> None:
    """``seconds: 2`` is seconds, ``at: 2`` is frames."""
    assert (48, 2) == (frames_of_length("2", FILM), frames_of_length("2", FILM, bare="f"))


@pytest.mark.parametrize(
    "text", ["", "s", "4 ss", "1e9s", "1/0 beats", "1.5f", "4:99", "99:99:99:99", "4s 5s", "∞s"]
)
def test_what_is_no_length_is_named(text: str) -> None:
    """The sentence quotes what was written."""
    with pytest.raises(ValueError, match="is not a"):
        frames_of_length(text, FILM, music=SONG)


def test_beats_need_a_tempo() -> None:
    """Without music there are no beats."""
    with pytest.raises(ValueError, match="'2 beats' is counted in beats, but no music"):
        frames_of_length("2 beats", FILM)


@given(st.integers(0, 10**6))
def test_frames_are_read_back(frames: int) -> None:
    """``36f`` is 36 frames at any rate."""
    assert frames == frames_of_length(f"{frames}f", NTSC)


def test_seconds_stay_exact() -> None:
    """A place in a sound file is not rounded to frames."""
    assert Fraction(21, 100) == seconds_of_length("0.21s", NTSC)
    assert Fraction(1001, 1000) == seconds_of_length("24f", NTSC)


def test_a_stretch_is_half_open() -> None:
    """``4f-40f`` begins with frame 4 and ends before frame 40."""
    assert FrameRange(4, 40) == frames_of_range("4f-40f", FILM)
    assert FrameRange(5, 41) == frames_of_range("0.2s - 1.7s", FILM)


@pytest.mark.parametrize("text", ["4", "40-4", "-4-8", "a-b", ""])
def test_what_is_no_stretch_is_named(text: str) -> None:
    """A stretch has two ends in order."""
    with pytest.raises(ValueError, match=r"is not|ends before"):
        frames_of_range(text, FILM)
