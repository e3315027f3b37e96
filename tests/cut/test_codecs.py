"""Every codec of a delivery: joined as it is, no frame lost, the tags that players look for."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.cut.boxes import read_movie
from pipeline.cut.coded import render_coded, track_ending, track_recipe
from pipeline.cut.join import FilmForm, join_film
from pipeline.cut.looks import Look, delivery_look
from pipeline.media.ffmpeg import run
from pipeline.media.probe import probe
from pipeline.media.samples import write_sound
from pipeline.project.codecs import CODECS
from pipeline.project.story import Delivery
from tests.cut.numbered import decode, film, numbers, shot
from tests.cut.test_join import reels_of, stamps

LOOK = Look(96, 54, crf=14, preset="ultrafast")
LENGTHS = [1, 2, 17, 1, 5, 3]


def said(path: Path) -> str:
    """What ffmpeg says of a file."""
    return run(("-i", str(path)), doing="test", is_checked=False).log


@pytest.mark.parametrize("codec", CODECS)
def test_no_codec_loses_a_frame_at_a_join(codec: str, tmp_path: Path) -> None:
    """Reels of 1 to 17 frames: every picture in its turn, every step between two alike."""
    look, form = replace(LOOK, codec=codec), CODECS[codec]
    target = tmp_path / f"film{form.ending}"
    reels = reels_of(tmp_path, "24000/1001", LENGTHS, look)

    done = join_film(reels, target, Fraction(24000, 1001))

    assert {form.ending} == {reel.suffix for reel in reels}
    assert (sum(LENGTHS), codec) == (done.frames, done.codec.name)
    assert list(range(sum(LENGTHS))) == numbers(decode(target))
    times = stamps(target)
    assert [n * Fraction(1001, 24000) for n in range(sum(LENGTHS))] == [
        time - times[0] for time in times
    ]
    shown = said(target)
    assert f"{form.entry} /" in shown
    assert "bt709" in shown
    assert "tv" in shown
    assert {"yuv422p10le": "yuv422p10le", "yuv444p10le": "yuv444p12le"}.get(
        form.pixels, "yuv420p"
    ) in shown


def test_a_master_carries_every_sample_and_its_timecode(tmp_path: Path) -> None:
    """Sound as it is, 24 bit, in a mov whose first frame is named; a viewer's film has AAC."""
    rate, frames = Fraction(24), 12
    drawn = np.random.default_rng(3).integers(-(2**22), 2**22, (frames * 2000, 2))
    sound = tmp_path / "s.flac"
    write_sound((drawn / 2**23).astype(np.float32), sound)
    reels = reels_of(tmp_path, "24", [5, 7], replace(LOOK, codec="prores-hq"))
    _, recipe = track_recipe("mix", "test", is_compressed=True, is_master=True)
    track = tmp_path / f"track{track_ending(recipe)}"
    render_coded(recipe, {"mix": sound}, track)
    form = FilmForm(sound=track, timecode="01:00:00:00")

    join_film(reels, tmp_path / "film.mov", rate, form)

    heard = run(
        ("-v", "error", "-i", str(tmp_path / "film.mov"), "-f", "s32le", "pipe:1"), doing="test"
    ).output
    kept = run(("-v", "error", "-i", str(sound), "-f", "s32le", "pipe:1"), doing="test").output
    assert frames * 2000 * 8 == len(heard)
    assert kept == heard
    shown = said(tmp_path / "film.mov")
    assert "timecode        : 01:00:00:00" in shown
    assert "pcm_s24le" in shown
    assert frames == probe(tmp_path / "film.mov").frames


def test_what_a_delivery_says_decides_codec_and_timecode() -> None:
    """A mov begins at one hour unless said otherwise; H.264 enters no recipe."""
    project = film(shot("sh010"))

    plain = delivery_look(project, Delivery("x"))
    assert ("h264", "") == (plain.codec, plain.timecode)
    assert "01:00:00:00" == delivery_look(project, Delivery("x", codec="prores-hq")).timecode
    ntsc = replace(project, fps=Fraction(30000, 1001))
    assert "01:00:00;00" == delivery_look(ntsc, Delivery("x", codec="prores-hq")).timecode
    named = Delivery("x", codec="hevc", timecode="10:00:00:00")
    assert "10:00:00:00" == delivery_look(project, named).timecode


@pytest.mark.parametrize("codec", ["hevc", "prores-4444"])
def test_reels_of_two_codecs_do_not_join(codec: str, tmp_path: Path) -> None:
    """Their records differ; so do those of two sizes."""
    one = read_movie(reels_of(tmp_path, "24", [2])[0])
    other = read_movie(reels_of(tmp_path, "24", [2], replace(LOOK, codec=codec))[0])
    wider = replace(LOOK, codec=codec, width=112, height=64)
    third = read_movie(reels_of(tmp_path, "24", [2], wider)[0])

    assert 3 == len({one.parameters, other.parameters, third.parameters})
