"""What a file holds: frames, exact rates, rotation, pixel aspect, colour, sound, stills."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import MediaError
from pipeline.facts import MediaInfo
from pipeline.media.ffmpeg import run
from pipeline.media.probe import probe

FOOTAGE = Path(__file__).parents[3] / "shared" / "footage"
NEEDS_FOOTAGE = pytest.mark.skipif(not FOOTAGE.is_dir(), reason="the footage is not here")


def make(path: Path, source: str, *options: str) -> Path:
    """A small file from one of ffmpeg's own sources."""
    run(("-f", "lavfi", "-i", source, *options, "-y", str(path)), doing=f"making {path}")
    return path


@pytest.mark.parametrize("rate", ["24000/1001", "24", "25", "30000/1001", "50", "60000/1001"])
@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_the_rate_is_exact_whatever_the_clock_of_the_container(tmp_path, rate, ending):
    """Matroska keeps milliseconds; the rate behind them is still found exactly."""
    path = make(tmp_path / f"a.{ending}", f"testsrc2=d=0.5:s=64x36:r={rate}", "-threads", "1")

    info = probe(path)

    assert Fraction(rate) == info.rate
    assert not info.is_variable_rate
    assert info.frames / Fraction(rate) == info.seconds


def test_a_variable_rate_is_noticed(tmp_path):
    """Pictures that are not evenly spaced are said to be so."""
    irregular = ("-vf", "select='not(mod(n,3))+eq(n,4)'", "-fps_mode", "vfr")

    info = probe(make(tmp_path / "a.mp4", "testsrc2=d=1:s=64x36:r=30", *irregular))

    assert info.is_variable_rate
    assert 11 == info.frames


def test_rotation_and_pixel_aspect_are_counted_in(tmp_path):
    """Width and height are those on the screen, before the pixels' own aspect."""
    flat = make(tmp_path / "flat.mp4", "testsrc2=d=0.2:s=64x36", "-vf", "setsar=4/3")
    turned = tmp_path / "turned.mp4"
    run(
        ("-display_rotation", "90", "-i", str(flat), "-c", "copy", str(turned)),
        doing="turning",
    )

    assert (64, 36, Fraction(4, 3), 0) == shape(probe(flat))
    assert (36, 64, Fraction(3, 4), 270) == shape(probe(turned))


def shape(info: MediaInfo) -> tuple[int, int, Fraction, int]:
    """What turning changes."""
    return info.width, info.height, info.pixel_aspect, info.rotation


def test_colour_and_alpha_are_read(tmp_path):
    """Range, matrix and a see-through channel are facts of the file."""
    tags = ("-vf", "setparams=range=tv:colorspace=bt709", "-pix_fmt", "yuv420p")

    tagged = probe(make(tmp_path / "a.mp4", "testsrc2=d=0.2:s=64x36", *tags))
    clear = probe(
        make(tmp_path / "a.mov", "testsrc2=d=0.2:s=64x36,format=yuva444p10le", "-c:v", "prores_ks")
    )

    assert ("limited", "bt709", False) == (tagged.colour_range, tagged.matrix, tagged.has_alpha)
    assert clear.has_alpha


def test_sound_is_told(tmp_path):
    """A sound file has samples and no pictures; a film may have both."""
    info = probe(make(tmp_path / "a.flac", "sine=d=1:r=48000", "-ac", "2"))

    assert ("audio", 48000, 2, 0) == (info.kind, info.sample_rate, info.channels, info.frames)
    assert Fraction(1) == info.seconds


def test_a_still_is_turned_as_the_camera_held_it(tmp_path):
    """EXIF orientation 6 is a quarter turn: width and height change places."""
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "phone.jpg"
    Image.new("RGB", (40, 20)).save(path, exif=exif)

    info = probe(path)

    assert ("image", 20, 40, 90, 1) == (
        info.kind,
        info.width,
        info.height,
        info.rotation,
        info.frames,
    )


def test_a_see_through_picture_is_told(tmp_path):
    """PNG with alpha, and without."""
    Image.new("RGBA", (4, 4)).save(tmp_path / "a.png")
    Image.new("RGB", (4, 4)).save(tmp_path / "b.png")

    assert probe(tmp_path / "a.png").has_alpha
    assert not probe(tmp_path / "b.png").has_alpha


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.mp4", b"", "is empty"),
        ("a.mp4", b"<html>not found</html>", "holds no picture and no sound that can be read"),
        ("a.png", b"<html>not found</html>", "is not a picture that can be read"),
    ],
)
def test_what_is_no_media_is_said_to_be_none(tmp_path, name, content, sentence):
    """An error page saved under a clip's name is not a clip."""
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(MediaError, match=sentence):
        probe(path)


@pytest.mark.parametrize("name", ["a.mp4", "a.opus", "a.mts", "a.aiff", "A.WMV"])
def test_a_clip_or_a_song_that_cannot_be_read_is_fetched_again(tmp_path, name):
    """Of a name that promises neither nobody knows that."""
    for path in (tmp_path / name, tmp_path / "a.doc"):
        path.write_bytes(b"half" * 100)

    fixes = []
    for path in (tmp_path / name, tmp_path / "a.doc"):
        with pytest.raises(MediaError) as refused:
            probe(path)
        fixes.append(refused.value.fix)

    assert fixes[0] == "it may be only half downloaded: fetch it again"
    assert fixes[1].endswith("keep it elsewhere")


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    """The path is named."""
    with pytest.raises(MediaError, match=r"gone\.mp4 is not there"):
        probe(tmp_path / "gone.mp4")


@NEEDS_FOOTAGE
@pytest.mark.parametrize(
    ("name", "frames", "rate", "size"),
    [
        ("big_buck_bunny_0_30.webm", 720, Fraction(24), (1280, 720)),
        ("chaplin.mp4", 241, Fraction(25), (640, 360)),
        ("smpte-2997.mp4", 251, Fraction(25), (1920, 1080)),
    ],
)
def test_real_clips_are_read_exactly(name, frames, rate, size):
    """Frames and rate of clips that nobody here made."""
    info = probe(FOOTAGE / name)

    assert (frames, rate, size) == (info.frames, info.rate, (info.width, info.height))


@NEEDS_FOOTAGE
def test_a_file_without_a_length_in_its_header_still_has_one():
    """A browser's recording is measured by its pictures."""
    info = probe(FOOTAGE / "no_duration.webm")

    assert 74 == info.frames
    assert info.is_variable_rate
    assert 4.9 < info.seconds < 5.0
