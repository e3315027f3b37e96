"""ffmpeg as a child: fed, read, refused, out of space, and never left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import DiskFull, MediaError
from pipeline.media import ffmpeg

RAW = ("-f", "rawvideo", "-pix_fmt", "gray", "-s", "4x2", "-r", "10", "-i", "pipe:0")


def test_the_build_is_one_word_that_can_stand_in_a_key():
    """The version is read from the binary itself."""
    build = ffmpeg.build()

    assert build
    assert " " not in build


def test_what_is_written_comes_back():
    """Bytes fed to a short command are its input."""
    data = bytes(range(16))

    finished = ffmpeg.run((*RAW, "-f", "rawvideo", "pipe:1"), doing="copying", data=data)

    assert data == finished.output


def test_a_failed_command_says_what_it_was_doing_and_why(tmp_path: Path):
    """The sentence holds our words and ffmpeg's last telling line."""
    with pytest.raises(MediaError, match=r"reading x\.mp4 failed: .*No such file"):
        ffmpeg.run(ffmpeg.source(tmp_path / "x.mp4"), doing="reading x.mp4")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_clear_sentence():
    """A write that finds no space is told as such, with what to do."""
    source = ("-f", "lavfi", "-i", "testsrc2=d=1:s=64x36")

    with pytest.raises(DiskFull) as caught:
        ffmpeg.run((*source, "-f", "rawvideo", "-y", "/dev/full"), doing="encoding sh010 clip 1")

    assert [
        "the disk is full: encoding sh010 clip 1 could not go on; nothing is lost",
        "  fix: make room, then give the same command again: it goes on where it stood",
    ] == caught.value.lines()


def test_a_long_child_is_fed_and_read_piece_by_piece():
    """Frames go in one by one and come out of the file whole."""
    with ffmpeg.Child((*RAW, "-f", "rawvideo", "pipe:1"), doing="x", feeds=True, reads=True) as it:
        it.write(bytes(8))
        it.write(b"\x01" * 8)
        it.end_input()
        first = bytearray(8)
        it.read_into(memoryview(first))
        second = it.read(8)
        it.finish()

    assert bytes(8) == bytes(first)
    assert b"\x01" * 8 == second


def test_leaving_the_block_early_kills_the_child():
    """An error in our code leaves no ffmpeg behind."""
    with (
        pytest.raises(RuntimeError, match="ours"),
        ffmpeg.Child((*RAW, "-f", "null", "-"), doing="x", feeds=True) as child,
    ):
        raise RuntimeError("ours")

    assert child._process.poll() is not None


def test_all_children_can_be_ended_at_once():
    """A worker whose parent is gone ends its encoders in one call."""
    with ffmpeg.Child((*RAW, "-f", "null", "-"), doing="encoding", feeds=True) as child:
        ffmpeg.end_children()

        with pytest.raises(MediaError, match="encoding was stopped by the system"):
            child.finish()


def test_a_playlist_opens_nothing(tmp_path: Path):
    """A file that points to other files is refused, whatever its name says."""
    (tmp_path / "secret.txt").write_text("key", encoding="utf-8")
    trap = tmp_path / "clip.mp4"
    trap.write_text("ffconcat version 1.0\nfile secret.txt\n", encoding="utf-8")

    with pytest.raises(MediaError, match="its form is none that is opened here"):
        ffmpeg.run(ffmpeg.source(trap), doing="reading")
