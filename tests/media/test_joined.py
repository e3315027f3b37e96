"""Clips that go on from each other: every picture is kept, and shown once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import MediaError
from pipeline.media.ffmpeg import run
from pipeline.media.joined import join_clips, last_picture
from pipeline.media.pictures import read_picture
from pipeline.media.probe import probe

WIDTH, HEIGHT = 64, 36


def clip(path: Path, first: int, end: int, *, more: tuple[str, ...] = ()) -> Path:
    """Frames of one long test picture, without loss."""
    source = f"testsrc2=size={WIDTH}x{HEIGHT}:rate=24"
    cut = f"trim=start_frame={first}:end_frame={end},setpts=PTS-STARTPTS"
    command = ["-v", "error", "-y", "-f", "lavfi", "-i", source, *more, "-vf", cut]
    command += ["-frames:v", str(end - first), "-c:v", "libx264", "-qp", "0"]
    run([*command, "-pix_fmt", "yuv420p", "-shortest", str(path)], doing="making a clip")
    return path


def pictures(path: Path) -> np.ndarray:
    """All frames as they are coded."""
    out = run(
        ["-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"],
        doing="reading a clip",
    ).output
    return np.frombuffer(out, np.uint8).reshape(-1, HEIGHT * 3 // 2, WIDTH)


def test_parts_are_joined_without_loss_and_their_shared_pictures_shown_once(tmp_path: Path) -> None:
    """Three parts, each beginning with the last picture of the one before."""
    parts = [
        clip(tmp_path / f"{number}.mp4", first, end)
        for number, (first, end) in enumerate(((0, 20), (19, 37), (36, 48)))
    ]

    join_clips(parts, tmp_path / "all.mp4")

    whole = pictures(clip(tmp_path / "whole.mp4", 0, 48))
    assert np.array_equal(whole, pictures(tmp_path / "all.mp4"))
    assert (48, 24) == (probe(tmp_path / "all.mp4").frames, probe(tmp_path / "all.mp4").rate)


def test_their_sound_goes_on_with_them(tmp_path: Path) -> None:
    """As long as the picture; where one part has none, none is heard."""
    tone = ("-f", "lavfi", "-i", "sine=440:duration=1", "-map", "0:v", "-map", "1:a")
    sounding = [clip(tmp_path / f"s{n}.mp4", 0, 24, more=tone) for n in range(2)]
    silent = clip(tmp_path / "silent.mp4", 0, 24)

    join_clips(sounding, tmp_path / "both.mp4")
    join_clips([sounding[0], silent], tmp_path / "one.mp4")

    both = probe(tmp_path / "both.mp4")
    assert (True, 47) == (both.has_sound, both.frames)
    assert 47 / 24 == pytest.approx(float(both.seconds), abs=0.06)
    assert not probe(tmp_path / "one.mp4").has_sound


def test_the_last_picture_of_a_clip_is_its_very_last(tmp_path: Path) -> None:
    """However long the clip is, and whatever it began with."""
    for end in (5, 120):
        last_picture(clip(tmp_path / "a.mp4", 0, end), tmp_path / "end.png")
        clip(tmp_path / "b.mp4", end - 1, end)
        last_picture(tmp_path / "b.mp4", tmp_path / "alone.png")

        found, alone = (read_picture(tmp_path / name) for name in ("end.png", "alone.png"))
        assert (HEIGHT, WIDTH, 3) == found.shape
        assert np.array_equal(found, alone)


def test_what_is_no_clip_has_no_last_picture(tmp_path: Path) -> None:
    """It is said, and nothing is left."""
    (tmp_path / "a.mp4").write_bytes(b"no clip")

    with pytest.raises(MediaError):
        last_picture(tmp_path / "a.mp4", tmp_path / "end.png")
    assert [tmp_path / "a.mp4"] == list(tmp_path.iterdir())
