"""A film whose pictures are paid for, the program that makes it, and what came of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.ledger.ledger import Ledger
from pipeline.vault.shelf import ORDER_ENDING
from tests.crash.processes import ROOT
from tests.services.starting import Services

__all__ = ["BUYING", "KEYS", "MAKERS", "Film", "Said", "is_described"]

MAKERS: Mapping[str, Mapping[str, Any]] = {
    "runway": {"backend": "runway", "model": "gen4_image"},
    "fal": {"backend": "fal", "model": "fal-ai/flux/dev"},
    "runware": {"backend": "runware", "model": "runware:101@1"},
    "openai": {"backend": "openai", "model": "gpt-image-2"},
    "higgsfield": {"backend": "higgsfield", "model": "higgsfield-ai/soul/standard"},
    "replicate": {"backend": "replicate", "model": "black-forest-labs/flux-1.1-pro"},
}
"""Generators of pictures, one for every way to find a lost order again."""
KEY = "planted-secret-of-the-tests"
KEYS = {f"RUSHES_KEY_{name.upper()}": KEY for name in MAKERS}
PATIENCE_SECONDS = 50


def is_described(service: str) -> bool:
    """Whether this house ships a description of the service."""
    return (ROOT / f"pipeline/backends/services/{service}.yaml").is_file()


@dataclass(frozen=True)
class Said:
    """What one run of the program said and left with."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """All of it."""
        return self.out + self.err


@dataclass
class Film:
    """A production folder, its generators at the fake services."""

    folder: Path
    services: Services
    shots: dict[str, str] = field(default_factory=dict)
    """What each shot's panel shows."""
    makers: tuple[str, ...] = ("runway",)
    """In turn: the first shot is the first one's."""
    panels: int = 1
    urls: dict[str, str] = field(default_factory=dict)
    """Where a service stands, where that is not the server itself."""
    more: str = ""
    """Further lines of film.yaml."""

    def write(self) -> None:
        """Write film.yaml as it is now."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = ["film: 1", "title: Paid", "fps: 24", "aspect: 16:9", "generators:"]
        for name in self.makers:
            url = self.services.url(name) + ("/v1" if name in {"openai", "runware"} else "")
            said = {**MAKERS[name], "base_url": self.urls.get(name, url)}
            lines.append(f"  {name}: {json.dumps(said)}")
        lines += [f"use: {{panels: {self.makers[0]}}}", self.more]
        lines += [f"defaults: {{seconds: 12f, panels: {self.panels}}}", "shots:"]
        for number, (shot, panel) in enumerate(self.shots.items()):
            maker = self.makers[number % len(self.makers)]
            lines.append(f"  {shot}: {{panel: {json.dumps(panel)}, use: {{panels: {maker}}}}}")
        (self.folder / "film.yaml").write_text("\n".join(lines) + "\n", "utf-8")

    # -- the program ----------------------------------------------------------------------------

    def start(self, *words: str, **ours: object) -> subprocess.Popen[str]:
        """The program as a process of its own; it and what comes of it carry the folder's mark.

        ``ours`` is said to ``hurried``: ``die of patience``.
        """
        said = [word for name, value in ours.items() for word in (f"--{name}", str(value))]
        module = "tests.services.hurried"
        return subprocess.Popen(
            [sys.executable, "-m", module, *said, "--", "-p", str(self.folder), *words],
            cwd=ROOT,
            env={**os.environ, **KEYS, "RUSHES_CRASH_TEST": str(self.folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, **ours: object) -> Said:
        """Run the program to its end, or to its death."""
        child = self.start(*words, **ours)
        try:
            out, err = child.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            out, err = child.communicate()
            raise AssertionError(f"it hangs: {out}{err}") from None
        assert "Traceback" not in err, err
        assert KEY not in out + err
        return Said(child.returncode, out, err)

    def board(self, **ours: object) -> Said:
        """Make all panels that are missing."""
        return self.run("board", *BUYING, **ours)

    # -- what came of it ------------------------------------------------------------------------

    def attempts(self) -> list[Attempt]:
        """Every attempt that was ever made."""
        with Ledger.open(self.folder / ".rushes/ledger.sqlite") as ledger:
            return list(ledger.attempts.in_states(AttemptState))

    def states(self) -> dict[str, list[str]]:
        """How each shot's attempts ended, in order."""
        found: dict[str, list[str]] = {}
        for attempt in self.attempts():
            found.setdefault(attempt.ref.shot, []).append(attempt.state.value)
        return found

    def takes(self) -> list[dict[str, Any]]:
        """Every slate."""
        return [
            json.loads(path.read_text("utf-8"))
            for path in sorted((self.folder / "takes").rglob("*.json"))
            if not path.name.endswith(ORDER_ENDING)
        ]


BUYING = ("--allow-unknown-prices", "--yes")
"""Nobody here knows what a fake costs, and nobody is asked."""
