"""Half a download, a broken picture and the wrong length are found before they become takes."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import MediaError
from pipeline.media.ffmpeg import run
from pipeline.media.verify import Expected, verify

FOOTAGE = Path(__file__).parents[3] / "shared" / "footage"


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Twelve frames of 96x54 with the index in front, as services send them."""
    path = tmp_path / "clip.mp4"
    source = ("-f", "lavfi", "-i", "testsrc2=s=96x54:r=24", "-frames:v", "12")
    run((*source, "-threads", "1", "-movflags", "+faststart", str(path)), doing="making a clip")
    return path


def test_a_whole_clip_passes_and_tells_what_it_holds(clip):
    """The frames are counted by decoding."""
    info = verify(clip, Expected(kind="video", frames=12, size=(96, 54), rate=Fraction(24)))

    assert 12 == info.frames


@pytest.mark.parametrize("part", [3, 6, 9])
def test_half_a_clip_is_found(clip, part):
    """A download that ended early does not decode to its end."""
    data = clip.read_bytes()
    clip.write_bytes(data[: len(data) * part // 10])

    with pytest.raises(MediaError, match=r"clip\.mp4"):
        verify(clip)


def test_half_a_picture_is_found(tmp_path):
    """A PNG without its end is broken."""
    path = tmp_path / "a.png"
    Image.effect_noise((64, 64), 50).save(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])

    with pytest.raises(MediaError, match="picture"):
        verify(path)


def test_what_was_promised_and_what_was_found_are_both_said(clip):
    """Everything that differs stands in one sentence."""
    promise = Expected(kind="video", at_least=48, size=(1280, 720), rate=Fraction(25))

    with pytest.raises(MediaError) as caught:
        verify(clip, promise)

    assert (
        f"{clip}: expected at least 48 pictures, found 12; expected 1280x720, found 96x54;"
        " expected 25.000 pictures a second, found 24.000"
    ) == caught.value.message


@pytest.mark.skipif(not FOOTAGE.is_dir(), reason="the footage is not here")
@pytest.mark.parametrize(
    "name", ["chaplin.mp4", "no_duration.webm", "rain.mp3", "vacation_2017.jpg"]
)
def test_real_files_pass_whole_and_fail_by_half(tmp_path, name):
    """Containers, codecs and a still that nobody here made."""
    whole = FOOTAGE / name
    verify(whole)
    half = tmp_path / name
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])

    with pytest.raises(MediaError):
        verify(half)
