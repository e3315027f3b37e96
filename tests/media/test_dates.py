"""When pictures and clips were taken."""

from __future__ import annotations

import pytest
from PIL import ExifTags, Image

from pipeline.media.dates import taken_at
from pipeline.media.ffmpeg import run


def test_a_camera_writes_when(tmp_path):
    """To the hundredth, where it says so."""
    exif = Image.Exif()
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = "2026:07:04 21:05:09"
    details[ExifTags.Base.SubsecTimeOriginal] = "42"
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", exif=exif)

    assert "2026-07-04 21:05:09.420000" == str(taken_at(tmp_path / "a.jpg"))


def test_a_clip_writes_when(tmp_path):
    """The container's creation time."""
    source = ("-f", "lavfi", "-i", "testsrc2=s=32x18:d=0.1")
    when = ("-metadata", "creation_time=2026-07-04T21:05:09Z")
    run((*source, *when, str(tmp_path / "a.mp4")), doing="making a clip")

    assert "2026-07-04 21:05:09" == str(taken_at(tmp_path / "a.mp4"))


def test_a_picture_without_a_date_has_none(tmp_path):
    """Nothing is guessed, and nothing fails."""
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    (tmp_path / "b.jpg").write_bytes(b"nothing")

    assert taken_at(tmp_path / "a.png") is None
    assert taken_at(tmp_path / "b.jpg") is None


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("IMG_20260704_210509", "2026-07-04 21:05:09"),
        ("PXL_20260704_210509421", "2026-07-04 21:05:09.421000"),
        ("Screenshot 2026-07-04 at 21.05.09", "2026-07-04 21:05:09"),
        ("IMG-20260704-WA0001", "2026-07-04 00:00:00"),
        ("20261304_210509", "None"),
        ("123202607041", "None"),
        ("shot 2026", "None"),
    ],
)
def test_phones_and_messengers_write_it_into_the_name(tmp_path, name, when):
    """Where the file itself says nothing; a number is a date only where it can be one."""
    Image.new("RGB", (8, 8)).save(tmp_path / f"{name}.png")

    assert when == str(taken_at(tmp_path / f"{name}.png"))


def test_what_is_in_the_file_comes_before_its_name_but_world_time_after(tmp_path):
    """A phone's clip keeps the time in Greenwich, its name the time on the wall."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2025:01:01 08:00:00"
    Image.new("RGB", (8, 8)).save(tmp_path / "20260704_210509.jpg", exif=exif)
    source = ("-f", "lavfi", "-i", "testsrc2=s=32x18:d=0.1")
    when = ("-metadata", "creation_time=2026-07-04T13:05:09Z")
    clip = tmp_path / "20260704_210509.mp4"
    run((*source, *when, str(clip)), doing="making a clip")

    assert "2025-01-01 08:00:00" == str(taken_at(tmp_path / "20260704_210509.jpg"))
    assert "2026-07-04 21:05:09" == str(taken_at(clip))
