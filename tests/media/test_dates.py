"""When pictures and clips were taken."""

from __future__ import annotations

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
