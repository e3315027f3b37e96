"""Start children of the crash tests and find every process that comes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MARK = "RUSHES_CRASH_TEST"
_PATIENCE_SECONDS = 10.0


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    """A child that works on ``folder``; it and all that come of it carry the folder's mark."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.child", str(folder), *words],
        cwd=ROOT,
        env={**os.environ, _MARK: str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run(folder: Path, *words: str) -> int:
    """Run a child to its end; its exit status (negative for a signal)."""
    child = start(folder, *words)
    _, said = child.communicate(timeout=50)
    if child.returncode not in {0, -signal.SIGKILL}:
        raise AssertionError(f"the child ended with {child.returncode}: {said}")
    return child.returncode


def left_alive(folder: Path) -> list[int]:
    """Processes with the folder's mark that are still there after a moment of patience."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        found = alive(folder)
        if not found or time.monotonic() > until:
            return found
        time.sleep(0.01)


def alive(folder: Path) -> list[int]:
    """Every process with the folder's mark; one that has ended and waits to be buried has none."""
    wanted = f"{_MARK}={folder}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found
