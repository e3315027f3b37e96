"""A command that goes on until Ctrl-C, run as a person runs it, its lines read as they come."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

__all__ = ["Watched"]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 40


class Watched:
    """The program as a process of its own that goes on; its lines are read as they come."""

    def __init__(self, film: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "-p", str(film), *words],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._coming: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        assert self.process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,))
        self._reader.start()

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._coming.put(line.rstrip("\n"))
        self._coming.put(None)

    def until(self, pattern: str) -> str:
        """The next line that fits; fails when none comes in time."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                line = self._coming.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f"no line fits '{pattern}': {self.lines}")
            self.lines.append(line)
            if re.search(pattern, line):
                return line

    def press_ctrl_c(self) -> int:
        """Once, for the whole group, as a terminal does; what the program leaves with."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._reader.join()
