"""A render that is killed leaves whole parts alone: in a part, in the sound, in the join."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.media.ffmpeg import program
from pipeline.production import Production
from pipeline.vault.leftovers import clear_leftovers
from tests.crash.processes import ROOT, left_alive
from tests.production.footage import clip

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through /proc"),
    pytest.mark.timeout(240),
]

FILM = """\
film: 1
title: Killed
aspect: 16:9
music: {m1: {file: audio/tone.flac}}
shots: {sh010: a, sh020: b}
deliveries: {main: {width: 320, crf: 18, preset: fast}}
"""
CUT = """\
cut: main
events: [sh010/1 0-48, dissolve 6, sh020/1 0-48]
sound: [m1 at 0]
"""
MOMENTS = {
    "the mix": (".mix-*",),
    "a part": (".reel-*/*.mp4",),
    "the join": (".join-*",),
}
"""What lies half-made when it is the moment to kill."""
TRIES = 8
"""On a busy machine the kill may come too late; the export is then made again from nothing."""


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film with two clips and music, nothing of it rendered."""
    home = tmp_path_factory.mktemp("killed")
    folder = home / "film"
    (folder / "cuts").mkdir(parents=True)
    (folder / "audio").mkdir()
    (folder / "film.yaml").write_text(FILM, "utf-8")
    (folder / "cuts" / "main.yaml").write_text(CUT, "utf-8")
    subprocess.run(
        [
            *(program(), "-v", "error", "-f", "lavfi", "-i", "sine=440:d=6", "-ac", "2"),
            str(folder / "audio" / "tone.flac"),
        ],
        check=True,
    )
    production = Production(folder)
    for shot, colour in (("sh010", "teal"), ("sh020", "maroon")):
        path = clip(home / f"{shot}.mp4", colour, frames=72, has_sound=True)
        production.adopt([path], shot=shot)
    return folder


def exporting(folder: Path) -> subprocess.Popen[bytes]:
    """`rushes export` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "-p", str(folder), "export"],
        cwd=ROOT,
        env={**os.environ, "RUSHES_CRASH_TEST": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def half_made(folder: Path) -> list[Path]:
    """What has no final name yet."""
    places = (folder / "out", folder / ".rushes" / "derived" / ".aside")
    return [path for place in places if place.is_dir() for path in place.iterdir() if ours(path)]


def ours(path: Path) -> bool:
    return path.parent.name == ".aside" or path.name.startswith(".")


def seen(folder: Path, patterns: tuple[str, ...]) -> bool:
    places = (folder / "out", folder / ".rushes" / "derived" / ".aside")
    return any(True for place in places for pattern in patterns for _ in place.glob(pattern))


def kill_in(folder: Path, moment: str) -> bool:
    """Start an export and kill it as soon as that is half-made; whether it was seen in time."""
    child = exporting(folder)
    while child.poll() is None and not seen(folder, MOMENTS[moment]):
        time.sleep(0.002)
    was_killed = child.poll() is None
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert [] == left_alive(folder), "a process of ours outlived its parent"
    return was_killed


def broken(folder: Path) -> list[str]:
    """Files with final names that cannot be decoded to their end."""
    found = []
    parts = [each for each in (folder / ".rushes" / "derived").glob("k*") if each.is_file()]
    for path in (*parts, *(folder / "out").glob("[!.]*.mp4")):
        done = subprocess.run(
            [program(), "-v", "error", "-xerror", "-i", str(path), "-f", "null", "-"],
            capture_output=True,
            check=False,
        )
        if path.suffix in {".mp4", ".mov", ".flac", ".wav", ".m4a"} and (
            done.returncode or done.stderr
        ):
            found.append(f"{path.name}: {done.stderr.decode()}")
    return found


def pictures_and_sound(folder: Path) -> str:
    """Every decoded frame and sample of the newest export, as digests."""
    film = max((folder / "out").glob("[!.]*.mp4"), key=lambda path: path.stat().st_mtime_ns)
    return subprocess.run(
        [program(), "-v", "error", "-i", str(film), "-f", "framemd5", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_kills_in_a_part_the_sound_and_the_join_leave_whole_parts_only(
    filmed: Path, tmp_path: Path
) -> None:
    """None is taken for whole, the film is that of a calm run, and what was left is swept."""
    calm = Path(shutil.copytree(filmed, tmp_path / "calm"))
    child = exporting(calm)
    said = child.communicate()[0]
    assert 0 == child.returncode, said
    chain = Path(shutil.copytree(filmed, tmp_path / "chain"))

    for moment in MOMENTS:
        for _ in range(TRIES):
            if kill_in(chain, moment):
                break
            for made in (chain / "out", chain / ".rushes" / "derived"):  # it came too late
                shutil.rmtree(made)
        else:
            pytest.fail(f"no export could be killed in {moment}")
        assert [] == broken(chain), moment
    aside = chain / ".rushes" / "derived" / ".aside"
    (aside / "k1-some.0123456789ab.mp4").write_bytes(b"x")  # a kill may come just too late
    (aside / ".reel-some").mkdir()
    for path in half_made(chain):  # as if it were the next day
        for each in (path, *path.rglob("*")):
            os.utime(each, (time.time() - 7200,) * 2)
    child = exporting(chain)
    said = child.communicate()[0]

    assert 0 == child.returncode, said
    assert pictures_and_sound(calm) == pictures_and_sound(chain)
    assert [] == [path.name for path in half_made(chain)]


def test_what_is_younger_than_an_hour_is_left_to_whoever_makes_it(tmp_path: Path) -> None:
    """Another process may be at work; files with final names are nobody's leftovers."""
    aside = tmp_path / ".aside"
    aside.mkdir()
    now = time.time()
    for name, age in (("k1-a.0123456789ab.mp4", 7200), ("k1-b.0123456789ab.mp4", 60)):
        (aside / name).write_bytes(b"x")
        os.utime(aside / name, (now - age, now - age))
    (tmp_path / "k1-c.mp4").write_bytes(b"x")
    os.utime(tmp_path / "k1-c.mp4", (now - 7200, now - 7200))

    assert 1 == clear_leftovers(aside, now=now)
    assert 0 == clear_leftovers(tmp_path, now=now)
    assert ["k1-b.0123456789ab.mp4"] == [path.name for path in aside.iterdir()]
