"""Made clips that show each fault are told, and clean ones are not."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.media.ffmpeg import program
from pipeline.media.inspecting import (
    JUMP_RATIO,
    Measures,
    inspect,
    inspect_into,
    picture_apart,
    read_measures,
)
from pipeline.media.probe import probe

MOVING = "testsrc2=s=320x180:r=24,scale=480:270,crop=320:180:n*1.2:n*0.6"
"""A picture full of detail, panned over."""


def made(path: Path, pictures: str, sound: str = "", *, frames: int = 48) -> Measures:
    """The numbers of a clip made of a filter's pictures, and of a filter's sound."""
    command = [program(), "-v", "error", "-y", "-f", "lavfi", "-i", pictures]
    command += ["-f", "lavfi", "-i", sound, "-c:a", "pcm_s16le"] if sound else []
    command += ["-frames:v", str(frames), "-t", str(frames / 24), "-preset", "ultrafast"]
    command += ["-crf", "12", "-pix_fmt", "yuv420p", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return inspect(path, probe(path))


def parts(*pictures: str) -> str:
    """Stretches of 24 frames, one behind the other, as one filter."""
    named = ";".join(f"{each},trim=end_frame=24[v{at}]" for at, each in enumerate(pictures))
    return f"{named};{''.join(f'[v{at}]' for at in range(len(pictures)))}concat=n={len(pictures)}"


def test_a_clean_clip_shows_nothing(tmp_path: Path) -> None:
    """It moves, keeps its light, is one shot, and its sound is neither silent nor too loud."""
    found = made(tmp_path / "a.mov", MOVING, "sine=440:r=48000,volume=0.5")

    assert (48, 0, 0, 0) == (found.frames, found.black, found.clipped, found.silent)
    assert found.still <= 1
    assert found.flicker < 0.5
    assert found.jumps == ()


def test_black_frames_are_counted_from_the_first(tmp_path: Path) -> None:
    """A second of picture, then a second of black."""
    found = made(tmp_path / "a.mp4", parts(MOVING, "color=black:s=320x180:r=24"))

    assert (24, 24) == (found.black, found.black_at)


def test_a_dark_picture_is_not_black(tmp_path: Path) -> None:
    """A night with a window in it."""
    night = "color=0x05060a:s=320x180:r=24,drawbox=x=120:y=60:w=60:h=40:color=0xc0a060:t=fill"

    assert 0 == made(tmp_path / "a.mp4", night).black


def test_a_stop_is_found_where_it_begins(tmp_path: Path) -> None:
    """The last picture of a move, held for a second."""
    held = f"{MOVING},trim=end_frame=24,tpad=stop=24:stop_mode=clone"

    found = made(tmp_path / "a.mp4", held)

    assert 22 <= found.still <= 24
    assert found.still_at in {23, 24, 25}


def test_flicker_is_the_swing_of_its_light(tmp_path: Path) -> None:
    """Every other frame is brighter by a few percent; a fade and one flash are no flicker."""
    swing = "geq=lum='clip(lum(X,Y)*(1+0.08*mod(N,2)),16,235)':cb='cb(X,Y)':cr='cr(X,Y)'"
    flash = "geq=lum='clip(lum(X,Y)*(1+0.8*eq(N,20)),16,235)':cb='cb(X,Y)':cr='cr(X,Y)'"

    assert made(tmp_path / "a.mp4", f"{MOVING},{swing}").flicker > 1.2
    assert made(tmp_path / "b.mp4", f"{MOVING},fade=in:0:40").flicker < 0.5
    assert made(tmp_path / "c.mp4", f"{MOVING},{flash}").flicker < 0.5


def test_a_cut_inside_a_clip_is_found_at_its_frame(tmp_path: Path) -> None:
    """Two other pictures, one behind the other; a fast pan is no cut."""
    other = "mandelbrot=s=320x180:r=24"
    found = made(tmp_path / "a.mp4", parts(MOVING, other))
    fast = "testsrc2=s=320x180:r=24,scale=960:540,crop=320:180:n*12:n*6"

    assert [24] == [jump.frame for jump in found.jumps]
    assert found.jumps[0].ratio > JUMP_RATIO
    assert () == made(tmp_path / "b.mp4", fast).jumps


@pytest.mark.parametrize(("gain", "is_clipped"), [("0.5", False), ("12", True)])
def test_full_scale_is_counted_in_runs(tmp_path: Path, gain: str, *, is_clipped: bool) -> None:
    """A tone that is cut off at the top; the first place is told in seconds."""
    sound = f"sine=200:r=48000,volume={gain}:eval=frame,volume=0:enable='lt(t,0.5)'"

    found = made(tmp_path / "a.mov", MOVING, sound)

    assert is_clipped == (found.clipped > 100)
    if is_clipped:
        assert 0.5 <= found.clipped_at <= 0.53


def test_silence_is_measured_and_a_pause_is_where_it_is(tmp_path: Path) -> None:
    """A track of which nothing is heard; and a tone that stops."""
    whole = made(tmp_path / "a.mov", MOVING, "anullsrc=r=44100:cl=mono")
    pause = made(tmp_path / "b.mov", MOVING, "sine=440,volume=0:enable='gt(t,0.8)'")

    assert pytest.approx(2.0, abs=0.11) == whole.silent
    assert pytest.approx(2.0, abs=0.05) == whole.sound
    assert pytest.approx(1.2, abs=0.15) == pause.silent
    assert pytest.approx(0.8, abs=0.11) == pause.silent_at


def test_a_first_picture_is_near_its_panel_and_far_from_others(tmp_path: Path) -> None:
    """The same part is compared where the shapes differ, and half a pixel does not count."""
    panel = still(tmp_path / "p.png", "testsrc2=s=640x360:r=24")
    wide = made(tmp_path / "a.mp4", "testsrc2=s=640x360:r=24,crop=480:360,scale=240:180", frames=12)
    other = still(tmp_path / "o.png", "mandelbrot=s=640x360:r=24")

    near, far = picture_apart(wide, panel), picture_apart(wide, other)
    assert near is not None
    assert far is not None
    assert near < 6
    assert far > 12


def still(path: Path, pictures: str) -> Measures:
    """The numbers of the first picture of a filter."""
    command = [program(), "-v", "error", "-y", "-f", "lavfi", "-i", pictures, "-frames:v", "1"]
    subprocess.run([*command, str(path)], check=True, stdin=subprocess.DEVNULL)
    return inspect(path, probe(path))


def test_numbers_come_back_from_their_file(tmp_path: Path) -> None:
    """What cannot be read is as good as none."""
    found = made(tmp_path / "a.mp4", MOVING, frames=6)

    inspect_into(tmp_path / "a.mp4", probe(tmp_path / "a.mp4"), tmp_path / "a.json")
    (tmp_path / "b.json").write_text("{", "utf-8")

    assert found == read_measures(tmp_path / "a.json")
    assert [None, None] == [read_measures(tmp_path / name) for name in ("b.json", "c.json")]


def bits(one: Sequence[str], other: Sequence[str]) -> int:
    """The most bits that differ."""
    pairs = zip(one, other, strict=True)
    return max((int(a, 16) ^ int(b, 16)).bit_count() for a, b in pairs)


def test_the_same_picture_coded_anew_looks_alike(tmp_path: Path) -> None:
    """And another does not."""
    one = made(tmp_path / "a.mp4", MOVING)
    again = made(tmp_path / "b.mp4", f"{MOVING},scale=160:90,eq=brightness=0.02")
    other = made(tmp_path / "c.mp4", "mandelbrot=s=320x180:r=24")

    assert bits(one.hashes, again.hashes) <= 5
    assert bits(one.hashes, other.hashes) > 10
