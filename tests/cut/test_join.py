"""Reels become a film without a frame lost, shown twice or shown at the wrong time."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.boxes import read_movie
from pipeline.cut.coded import render_coded, track_recipe
from pipeline.cut.join import FilmForm, check_joins, join_film
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import render_reel
from pipeline.errors import MediaError
from pipeline.media.ffmpeg import run
from pipeline.media.samples import write_sound
from pipeline.project.codecs import CODECS
from pipeline.project.edit import Cut, Dissolve, Picks, ShotEvent
from tests.cut.numbered import decode, film, info, numbers, shot, take, write_numbered

LOOK = Look(96, 54, crf=12, preset="veryfast")


def reels_of(tmp_path: Path, rate: str, lengths: list[int], look: Look = LOOK) -> list[Path]:
    """Windows of those lengths, one after the other through one long clip, rendered."""
    total = sum(lengths)
    path = write_numbered(tmp_path / "a.mp4", total, rate)
    project = film(shot("sh010"), fps=Fraction(rate))
    takes = [take(path, "sh010", 1, info(total, Fraction(rate)))]
    events, at = [], 0
    for length in lengths:
        events.append(ShotEvent("sh010", start=at, end=at + length))
        at += length
    timeline = assemble(project, Cut("m", tuple(events)), Picks(), takes)
    paths = []
    for number, reel in enumerate(split(timeline, look, Tools("test"))):
        paths.append(tmp_path / f"reel{number}{CODECS[look.codec].ending}")
        render_reel(reel.recipe, reel.inputs, paths[-1])
    return paths


def track(tmp_path: Path, seconds: Fraction, *, is_compressed: bool) -> Path:
    """Silence as long as that, coded as it lies in a film."""
    mix, coded = tmp_path / "mix.flac", tmp_path / "track.m4a"
    write_sound(np.zeros((round(seconds * 48000), 2), np.float32), mix)
    _, recipe = track_recipe("mix", "test", is_compressed=is_compressed)
    render_coded(recipe, {"mix": mix}, coded)
    return coded


def stamps(path: Path) -> list[Fraction]:
    """When each frame of a film is shown, in seconds."""
    lines = run(
        ("-v", "error", "-i", str(path), "-map", "0:v:0", "-c", "copy", "-f", "framecrc", "-"),
        doing="test",
    ).output.decode()
    tick, found = Fraction(1), []
    for line in lines.splitlines():
        if line.startswith("#tb 0:"):
            tick = Fraction(line.split(":")[1].strip())
        elif line and line[0] != "#":
            found.append(int(line.split(",")[2]) * tick)
    return sorted(found)


@pytest.mark.parametrize("rate", ["24000/1001", "24", "60"])
def test_every_frame_is_there_once_and_in_its_time(rate: str, tmp_path: Path) -> None:
    """Reels of 1 to 31 frames: the pictures, their number and every step between them."""
    lengths = [1, 2, 31, 5, 1, 17, 3, 24, 8]
    sound = track(tmp_path, Fraction(sum(lengths)) / Fraction(rate), is_compressed=True)

    done = join_film(
        reels_of(tmp_path, rate, lengths),
        tmp_path / "film.mp4",
        Fraction(rate),
        FilmForm(sound=sound),
    )

    assert sum(lengths) == done.frames
    assert list(range(sum(lengths))) == numbers(decode(tmp_path / "film.mp4"))
    times = stamps(tmp_path / "film.mp4")
    first = times[0]
    assert [n / Fraction(rate) for n in range(sum(lengths))] == [time - first for time in times]


@pytest.mark.parametrize("is_compressed", [True, False])
def test_sound_and_picture_end_together(*, is_compressed: bool, tmp_path: Path) -> None:
    """By their presentation times, to within one frame."""
    sound = track(tmp_path, Fraction(60, 24), is_compressed=is_compressed)

    join_film(
        reels_of(tmp_path, "24", [60]),
        tmp_path / "film.mp4",
        Fraction(24),
        FilmForm(sound=sound, has_record_track=not is_compressed),
    )

    heard = run(
        (
            *("-v", "error", "-i", str(tmp_path / "film.mp4"), "-map", "0:a:0"),
            *("-f", "f32le", "pipe:1"),
        ),
        doing="test",
    ).output
    assert abs(Fraction(len(heard) // 8, 48000) - Fraction(60, 24)) < Fraction(1, 24)


def test_a_draft_carries_its_record_timecode(tmp_path: Path) -> None:
    """As a track of its own: one cue a frame, and nothing in the picture."""
    join_film(
        reels_of(tmp_path, "25", [30]),
        tmp_path / "film.mp4",
        Fraction(25),
        FilmForm(has_record_track=True),
    )

    written = run(
        ("-v", "error", "-i", str(tmp_path / "film.mp4"), "-map", "0:s:0", "-f", "srt", "-"),
        doing="test",
    ).output.decode()
    assert "00:00:01:04" in written
    assert 30 == written.count("-->")


def test_reels_that_were_encoded_differently_are_refused(tmp_path: Path) -> None:
    """Their decoder records differ; joined, strict players would show rubbish."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = reels_of(tmp_path / "a", "24", [5])
    other = reels_of(tmp_path / "b", "24", [5], Look(96, 54, crf=12, preset="ultrafast"))

    with pytest.raises(MediaError, match="encoded differently"):
        join_film(one + other, tmp_path / "film.mp4", Fraction(24))

    assert not (tmp_path / "film.mp4").exists()


def test_a_cut_without_frames_is_said_to_be_empty(tmp_path: Path) -> None:
    """No reel, no film."""
    with pytest.raises(MediaError, match="no frames"):
        join_film([], tmp_path / "film.mp4", Fraction(24))


def test_plain_and_composed_reels_can_be_joined(tmp_path: Path) -> None:
    """Both routes leave the encoder with byte-equal parameters."""
    path = write_numbered(tmp_path / "a.mp4", 60)
    takes = [take(path, name, 1, info(60, Fraction(24))) for name in ("sh010", "sh020")]
    events = (
        ShotEvent("sh010", start=0, end=12),
        Dissolve(6),
        ShotEvent("sh020", start=20, end=32),
    )
    project = film(shot("sh010"), shot("sh020"))
    timeline = assemble(project, Cut("m", events), Picks(), takes)
    paths = []
    for number, reel in enumerate(split(timeline, LOOK, Tools("test"))):
        paths.append(tmp_path / f"reel{number}.mp4")
        render_reel(reel.recipe, reel.inputs, paths[-1])

    assert 1 == len({read_movie(each).parameters for each in paths})
    done = join_film(paths, tmp_path / "film.mp4", Fraction(24))
    assert (24, (96, 54)) == (done.frames, (done.width, done.height))


def test_half_a_file_is_no_movie(tmp_path: Path) -> None:
    """A reel that was cut off is refused by its own table of contents."""
    (reel,) = reels_of(tmp_path, "24", [12])
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(reel.read_bytes()[:-400])

    with pytest.raises(MediaError, match=r"not a whole mp4|no picture track"):
        read_movie(broken)


def test_a_part_in_the_wrong_place_is_noticed(tmp_path: Path) -> None:
    """Told from the tables of the joined file: every coded picture of every part, in its order."""
    reels = reels_of(tmp_path, "24", [12, 7, 12])
    join_film(reels, tmp_path / "film.mp4", Fraction(24))
    joined, parts = read_movie(tmp_path / "film.mp4"), [read_movie(reel) for reel in reels]

    check_joins(joined, parts)
    with pytest.raises(MediaError, match="differs from its part 1, frames 0 to 7"):
        check_joins(joined, [parts[1], parts[0], parts[2]])
    with pytest.raises(MediaError, match="differs from its part 2"):
        check_joins(replace(joined, whole=frozenset({0})), parts)
