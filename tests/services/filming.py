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

__all__ = ["BUYING", "KEYS", "MAKERS", "Film", "Said"]

MAKERS: Mapping[str, Mapping[str, Any]] = {
    "runway": {"backend": "runway", "model": "gen4_image"},
    "fal": {"backend": "fal", "model": "fal-ai/flux/dev"},
    "runware": {"backend": "runware", "model": "runware:101@1"},
    "openai": {"backend": "openai", "model": "gpt-image-2"},
    "luma": {"backend": "luma", "model": "photon-1"},
    "higgsfield": {"backend": "higgsfield", "model": "higgsfield-ai/soul/standard"},
    "replicate": {"backend": "replicate", "model": "black-forest-labs/flux-1.1-pro"},
    "a1111": {"backend": "a1111"},
    "seedance": {"backend": "seedance", "model": "seedance-1-0-pro-250528"},
}
"""Generators for every way to find a lost order again; all but the last make pictures."""
CLIPS = frozenset({"seedance"})
PATHS = {"openai": "/v1", "runware": "/v1", "luma": "/dream-machine/v1", "seedance": "/api/v3"}
"""Where below its host a service stands."""
KEY = "planted-secret-of-the-tests"
KEYS = {f"RUSHES_KEY_{name.upper()}": KEY for name in MAKERS}
PATIENCE_SECONDS = 50


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

    @property
    def has_clips(self) -> bool:
        """Whether its generators make clips, from words alone."""
        return self.makers[0] in CLIPS

    def write(self) -> None:
        """Write film.yaml as it is now."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = ["film: 1", "title: Paid", "fps: 24", "aspect: 16:9", "generators:"]
        for name in self.makers:
            url = self.services.url(name) + PATHS.get(name, "")
            said = {**MAKERS[name], "base_url": self.urls.get(name, url)}
            lines.append(f"  {name}: {json.dumps(said)}")
        what = "clips" if self.has_clips else "panels"
        lines += [f"use: {{{what}: {self.makers[0]}}}", self.more]
        lines += [f"defaults: {{seconds: 12f, {what}: {self.panels}}}", "shots:"]
        for number, (shot, words) in enumerate(self.shots.items()):
            maker = self.makers[number % len(self.makers)]
            said = f"panel: {json.dumps(words)}, use: {{{what}: {maker}}}"
            lines.append(f"  {shot}: {{{said}{', from: words' * self.has_clips}}}")
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
        assert "rushes itself" not in err, err
        assert child.returncode < 0 or "Traceback" not in err, err  # a worker may lose its parent
        assert KEY not in out + err
        return Said(child.returncode, out, err)

    def start_making(self, **ours: object) -> subprocess.Popen[str]:
        """Begin to make all that is missing."""
        return self.start("shoot" if self.has_clips else "board", *BUYING, **ours)

    def board(self, **ours: object) -> Said:
        """Make all that is missing."""
        return self.run("shoot" if self.has_clips else "board", *BUYING, **ours)

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
