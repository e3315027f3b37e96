"""Clips: every frame counted, exact rates, right colours, nothing half under a final name."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from pipeline.errors import MediaError
from pipeline.media.encode import ClipForm, encode
from pipeline.media.multiplane import yuv_of
from pipeline.media.pictures import frame_of
from pipeline.media.verify import Expected, verify


def frames(count, colour=(200, 80, 40)):
    """Plain RGB frames of 96x54."""
    return [np.full((54, 96, 3), colour, np.uint8) for _ in range(count)]


@pytest.mark.parametrize("rate", ["24000/1001", "24", "25", "60000/1001"])
def test_a_clip_holds_its_frames_at_its_exact_rate(tmp_path, rate):
    """What is written is what is found, decoded."""
    form = ClipForm(96, 54, Fraction(rate), layout="rgb", preset="ultrafast", threads=1)

    count = encode(frames(13), tmp_path / "a.mp4", form)

    info = verify(tmp_path / "a.mp4", Expected("video", frames=13, size=(96, 54)))
    assert (13, Fraction(rate)) == (count, info.rate)
    assert ("limited", "bt709") == (info.colour_range, info.matrix)


@pytest.mark.parametrize("layout", ["rgb", "yuv"])
def test_colours_come_back(tmp_path, layout):
    """RGB in, RGB out, within what 8-bit video can hold, by either way in."""
    form = ClipForm(96, 54, Fraction(24), layout=layout, crf=1, preset="ultrafast", threads=1)
    given = frames(3) if layout == "rgb" else [yuv_of(frame) for frame in frames(3)]

    encode(given, tmp_path / "a.mp4", form)

    shown = frame_of(tmp_path / "a.mp4", 0.0, (96, 54))
    assert np.abs(shown.astype(int) - (200, 80, 40)).max() <= 4


def test_the_same_frames_give_the_same_bytes(tmp_path):
    """Threads are fixed and nothing of the day is written."""
    form = ClipForm(96, 54, Fraction(24), layout="rgb")
    for name in ("a.mp4", "b.mp4"):
        encode(frames(5), tmp_path / name, form)

    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_an_interrupted_clip_leaves_no_file(tmp_path):
    """A maker that fails half-way leaves neither the clip nor its unfinished part."""

    def failing():
        yield from frames(3)
        raise RuntimeError("ours")

    with pytest.raises(RuntimeError, match="ours"):
        encode(failing(), tmp_path / "a.mp4", ClipForm(96, 54, Fraction(24), layout="rgb"))

    assert [] == list(tmp_path.iterdir())


def test_a_frame_of_another_size_is_refused(tmp_path):
    """Never stretched in silence."""
    with pytest.raises(MediaError, match=r"frame 0 is uint8 \(54, 96, 3\), expected uint8"):
        encode(frames(1), tmp_path / "a.mp4", ClipForm(96, 54, Fraction(24)))


def test_no_frames_are_no_clip(tmp_path):
    """An empty clip is an error here, not a strange file later."""
    with pytest.raises(MediaError, match="would have no frames"):
        encode([], tmp_path / "a.mp4", ClipForm(96, 54, Fraction(24)))
