"""Kill a whole `make` at fifty random moments: nothing is lost, and the film is the same film."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.media.digests import digest_of
from pipeline.media.ffmpeg import program
from tests.crash.processes import ROOT, alive, left_alive
from tests.doubles import tiny_film

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through /proc"),
    pytest.mark.timeout(600),
]

KILLS = 50
FILM = """\
film: 1
title: Chain
fps: 24
aspect: 16:9
generators:
  draw: {backend: sketch}
  move: {backend: camera}
use: {panels: draw, clips: move}
defaults: {seconds: 12f, panels: 1, clips: 1}
shots:
  sh010: WS, push in | snow over a frozen city, night
  sh020: CU | a child looks up
  sh030: EWS, pan left | a bridge over the ice, dusk
  sh040: MS | an astronaut in a corridor
  sh050: WS, truck right | trucks in the dust
  sh060: EWS, static | a lighthouse on the sea, night
deliveries:
  main: {width: 96, crf: 30, preset: ultrafast}
"""
CUT = """\
cut: main
events:
- sh010
- dissolve 6
- sh020
- sh030 2-10
- sh040
- sh050 x2
- sh060
- fade out 6
"""


def made(folder: Path) -> subprocess.Popen[bytes]:
    """`rushes make`, as a process of its own that carries the folder's mark."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "-p", str(folder), "make"],
        cwd=ROOT,
        env={**os.environ, "RUSHES_CRASH_TEST": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def finish(folder: Path) -> str:
    """Run `make` to its end; what it said."""
    out, err = made(folder).communicate(timeout=200)
    assert b"Traceback" not in err, err.decode()
    assert list((folder / "out").glob("*.mp4")), err.decode()
    return (out + err).decode()


def pictures(folder: Path) -> str:
    """Every decoded picture of the newest film, as digests in order."""
    film = max((folder / "out").glob("*.mp4"), key=lambda path: path.stat().st_mtime_ns)
    return subprocess.run(
        [program(), "-v", "error", "-i", film, "-map", "0:v:0", "-f", "framemd5", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def half_files(folder: Path) -> list[str]:
    """Slates whose files are not whole, and films that are not."""
    found = []
    for slate in (folder / "takes").rglob("*_[a-z][0-9]*.json"):
        if slate.name.endswith(".order.json"):
            continue
        for file in json.loads(slate.read_text("utf-8"))["files"]:
            path = slate.with_name(file["name"])
            if not path.exists() or digest_of(path) != file["digest"]:
                found.append(str(path))
    return found


def slates(folder: Path) -> dict[str, bytes]:
    """Every slate with its content: what must never change or go."""
    return {
        path.name: path.read_bytes()
        for path in (folder / "takes").rglob("*.json")
        if not path.name.endswith(".order.json")
    }


def kill_once(folder: Path, seconds: float) -> bool:
    """Start `make`, kill it after ``seconds``; whether it had not ended by itself before."""
    child = made(folder)
    try:
        _, err = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
        child.communicate()
        return True
    assert b"Traceback" not in err, err.decode()
    return False


def test_fifty_kills_lose_nothing_and_give_the_same_film(tmp_path: Path) -> None:
    """One chain of kills, the machine quiet after each, the pictures those of a calm run."""
    chain = tiny_film(tmp_path / "chain", text=FILM, files={"cuts/main.yaml": CUT})
    moments = random.Random(20261122)
    began = time.monotonic()
    finish(tiny_film(tmp_path / "gauge", text=FILM, files={"cuts/main.yaml": CUT}))
    length = time.monotonic() - began
    kills, version, kept = 0, 0, {}

    while kills < KILLS:
        was_killed = kill_once(chain, moments.uniform(0.05, 0.45 * length))
        assert [] == left_alive(chain), "a process of ours outlived its parent"
        assert [] == half_files(chain)
        now = slates(chain)
        assert kept == {name: now.get(name) for name in kept}, "a slate changed or went"
        kept = now
        kills += was_killed
        if not was_killed:  # it came to its end: give it something new to do
            version += 1
            text = FILM.replace("a child looks up", f"a child looks up, {version} birds")
            (chain / "film.yaml").write_text(text, "utf-8")
    said = finish(chain)
    status = subprocess.run(
        [sys.executable, "-m", "pipeline", "-p", str(chain), "status"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    text = (chain / "film.yaml").read_text("utf-8")
    calm = tiny_film(tmp_path / "calm", text=text, files={"cuts/main.yaml": CUT})
    finish(calm)
    assert pictures(calm) == pictures(chain)
    assert [] == alive(chain)
    if "picked up" in said:
        assert "nothing was lost" in status.splitlines()[0]
