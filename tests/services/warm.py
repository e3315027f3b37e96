"""Programs that start at once, forked from one that has everything imported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Self

from tests.crash.processes import ROOT
from tests.services.filming import KEYS, Film, spelt

__all__ = ["Run", "Warm"]


class Run:
    """One program at work."""

    def __init__(self, pid: int, log: Path, status: threading.Thread, left: list[int]) -> None:
        self.pid, self.log = pid, log
        self._waiting, self._left = status, left

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return bool(self._left)

    def kill(self) -> None:
        """End it as a power cut would; nothing happens where it has ended."""
        if not self.is_over:
            os.kill(self.pid, signal.SIGKILL)

    def status(self, seconds: float = 60) -> int:
        """What it left with; negative for a signal.

        Raises:
            TimeoutError: it has not ended yet.
        """
        self._waiting.join(seconds)
        if not self._left:
            raise TimeoutError
        return self._left[0]

    def said(self) -> str:
        """All that it said."""
        return self.log.read_text("utf-8")


class Warm:
    """The process that forks them; one program at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.services.hurried", "--warm"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def start(self, film: Film, *words: str, **ours: object) -> Run:
        """Begin a program on a film; ``ours`` is said to ``hurried``."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise AssertionError
        log = film.folder.with_suffix(".log")
        environment = {**KEYS, "RUSHES_CRASH_TEST": str(film.folder)}
        environment |= {name: os.environ[name] for name in ("HOME", "RUSHES_HOME")}
        told = {
            "words": [*spelt(ours), "--", "-p", str(film.folder), *words],
            "log": str(log),
            "environment": environment,
        }
        stdin.write(json.dumps(told) + "\n")
        stdin.flush()
        pid, left = int(stdout.readline()), []
        waiting = threading.Thread(target=lambda: left.append(int(stdout.readline())), daemon=True)
        waiting.start()
        return Run(pid, log, waiting, left)
