"""Windows go out as files with handles, frame by frame, and what is made of them comes home."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.facts import CLIP, PANEL, MediaInfo
from pipeline.media.digests import digest_of
from pipeline.media.ffmpeg import program, run, source
from pipeline.media.probe import probe
from pipeline.media.stretches import Stretch, stretch_of, write_stretch
from pipeline.production import Production
from pipeline.production.pulling import pull
from pipeline.production.selecting import Selection
from tests.production.footage import CUT, ran, read

FPS = Fraction(24)
ALL = Selection()
BARS = "color=black:s=96x54:r={rate},geq=lum='16+4*N':cb=128:cr=128"
"""Every picture a shade of its own: which one it is can be read off."""


def counted(path: Path, *, rate: str = "24", frames: int = 24, sound: bool = False) -> Path:
    """A clip whose pictures tell their number."""
    command = [program(), "-v", "error", "-y", "-f", "lavfi", "-i", BARS.format(rate=rate)]
    command += ["-f", "lavfi", "-i", "sine=440:r=48000"] if sound else []
    command += ["-frames:v", str(frames), "-shortest", "-crf", "4", "-preset", "ultrafast"]
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([*command, "-pix_fmt", "yuv420p", str(path)], check=True)
    return path


def numbers(path: Path) -> list[int]:
    """The numbers of the pictures in a file."""
    filters = ("-vf", "scale=4:2:flags=area,format=yuv444p")
    arguments = ("-v", "error", *source(path), *filters, "-f", "rawvideo", "pipe:1")
    data = run(arguments, doing="reading numbers").output
    planes = np.frombuffer(data, np.uint8).reshape(-1, 3, 8)[:, 0].mean(1)
    return [round((float(each) - 16) / 4) for each in planes]


@pytest.fixture
def film(shot: Path, tmp_path: Path) -> Production:
    """sh010's first clip has 48 counted pictures, and the cut plays 16-20 and 24-30 of it."""
    shutil.rmtree(shot / "takes" / "sh010")
    shutil.rmtree(shot / ".rushes")
    cut = CUT.replace("sh010/1 0-12", "sh010/1 16-20").replace("12+6", "24-30")
    (shot / "cuts" / "main.yaml").write_text(cut, "utf-8")
    Production(shot).adopt([counted(tmp_path / "m" / "a.mp4", frames=48, sound=True)], shot="sh010")
    return Production(shot)


def test_a_window_goes_out_with_its_handles_to_the_frame(film: Production, tmp_path: Path) -> None:
    """One file a take, called after it, with all its windows; stills as they are."""
    said = ran(film.folder, f"pull {tmp_path / 'out'} --used --handles 4").out

    clip = tmp_path / "out" / "sh010_clip_t01_f12-34.mov"
    assert list(range(12, 34)) == numbers(clip)
    info = probe(clip)
    assert (96, 54, Fraction(24), True) == (info.width, info.height, info.rate, info.has_sound)
    assert "sh010 clip 1, frames 12-34" in said
    assert "sh020_panel_t01.png  sh020 panel 1, a still" in said
    assert 2 == len(list((tmp_path / "out").iterdir()))


def test_what_a_tool_made_of_it_comes_home_into_the_same_windows(
    film: Production, tmp_path: Path
) -> None:
    """What was pulled and not worked on is left alone; a second pull writes nothing again."""
    out = tmp_path / "out"
    pulled = list(film.pull(out, ALL, handles=4))
    clip = next(row.path for row in pulled if row.ends)
    early = ran(film.folder, f"adopt {clip}")
    larger = out / f"{clip.stem}_prob4.mp4"
    command = [program(), "-v", "error", "-i", str(clip), "-vf", "scale=192:108", "-crf", "4"]
    subprocess.run([*command, "-pix_fmt", "yuv420p", str(larger)], check=True)

    said = ran(film.folder, f"adopt {out}")

    assert f"nothing new in {clip}: what `rushes pull` wrote counts once" in early.out
    assert "sh010 clip 2 takes the place of sh010 clip 1" in said.out
    assert "the windows 12 frames earlier in it, the same pictures" in said.out
    cut = read(film.folder / "cuts" / "main.yaml")
    assert "- sh010/2 4-8               # the city\n" in cut
    assert "- sh010/2 12-18               # again\n" in cut
    assert 2 == len(film.again().vault.takes("sh010", CLIP))
    assert [False, False] == [row.is_new for row in film.pull(out, ALL, handles=4)]


def test_upscale_sends_only_what_is_used(film: Production, tmp_path: Path) -> None:
    """With its handles: fewer frames to pay for; the windows move with the child."""
    folder = film.folder
    program_text = (
        "import json, pathlib, shutil, sys\n"
        "said = json.load(sys.stdin)\n"
        "pathlib.Path('order.json').write_text(json.dumps(said['order']))\n"
        "shutil.copy('larger.mp4', said['into'])\n"
    )
    (folder / "any.py").write_text(program_text, "utf-8")
    counted(folder / "larger.mp4", frames=22)
    big = [program(), "-v", "error", "-y", "-i", str(folder / "larger.mp4"), "-vf", "scale=192:108"]
    subprocess.run([*big, str(folder / "big.mp4")], check=True)
    (folder / "big.mp4").replace(folder / "larger.mp4")
    up = f"  up: {{backend: command, program: [{json.dumps(sys.executable)}, any.py], "
    up += "makes: [upscale]}\n"
    text = read(folder / "film.yaml").replace("use: {panels", f"{up}use: {{panels")
    (folder / "film.yaml").write_text(text, "utf-8")
    (folder / "takes" / "sh020" / "sh020_panel_t01.json").unlink()
    film.again().trust()

    said = ran(folder, "upscale --used --handles 4 --with up --width 192").out

    order = json.loads(read(folder / "order.json"))
    assert 22 == order["frames"]
    assert list(range(12, 34)) == numbers(folder / order["video"]["path"])
    child = film.again().vault.takes("sh010", CLIP)[-1].slate
    assert ("sh010 clip 1", 12) == (child.parent, child.begins)
    assert "- sh010/2 4-8 " in read(folder / "cuts" / "main.yaml")
    assert "the windows 12 frames earlier" in said
    again = ran(folder, "upscale --used --handles 4 --with up --width 192").out
    assert "every take is as large already" in again


@pytest.mark.parametrize(
    ("rate", "start", "end", "expected"),
    [
        ("24", 12, 34, Stretch(12, 34, 12, 22)),
        ("30", 14, 30, Stretch(12, 30, 15, 22)),
        ("12", 13, 20, Stretch(12, 20, 6, 4)),
        ("60", 5, 10, Stretch(4, 10, 10, 14)),
    ],
)
def test_a_stretch_begins_where_both_rates_meet(
    rate: str, start: int, end: int, expected: Stretch
) -> None:
    """Frame k of the film shows the same picture in the stretch as in the clip."""
    info = MediaInfo("video", 96, 54, 200, Fraction(rate), Fraction(200) / Fraction(rate))

    found = stretch_of(info, FPS, start, end)

    assert expected == found
    step = Fraction(rate) / FPS
    for frame in range(found.begins, found.ends):
        in_clip = int((frame + Fraction(1, 2)) * step)
        in_stretch = int((frame - found.begins + Fraction(1, 2)) * step)
        assert in_clip == found.first + in_stretch


def test_a_stretch_of_another_rate_has_the_pictures_it_says(tmp_path: Path) -> None:
    """Counted in the file itself."""
    path = counted(tmp_path / "a.mp4", rate="30", frames=40)
    info = probe(path)
    stretch = stretch_of(info, FPS, 14, 30)

    write_stretch(path, info, stretch, tmp_path / "b.mov")

    assert list(range(15, 37)) == numbers(tmp_path / "b.mov")


def test_a_still_that_was_copied_by_half_is_not_there(
    film: Production, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C, and the next time it is written: half a picture never has its name."""

    def half(source: Path, target: Path) -> None:
        Path(target).write_bytes(Path(source).read_bytes()[:20])
        raise KeyboardInterrupt

    out, meant = tmp_path / "out", Selection(names=("sh020",))
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", half)
        with pytest.raises(KeyboardInterrupt):
            list(pull(film, out, meant, cut="main", handles=0))
    left = list(out.iterdir())
    (one,) = pull(film, out, meant, cut="main", handles=0)

    assert [] == left
    assert one.is_new
    assert digest_of(one.path) == digest_of(film.vault.takes("sh020", PANEL)[0].path)
