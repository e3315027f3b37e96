"""A film whose pictures are paid for, the program that makes it, and what came of it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.ledger.ledger import Ledger
from pipeline.vault.shelf import ORDER_ENDING
from tests.crash.processes import ROOT
from tests.services.starting import Services

if TYPE_CHECKING:
    from tests.services.warm import Warm

__all__ = ["BUYING", "KEYS", "MAKERS", "SECRETS", "Film", "Said", "spelt"]

MAKERS: Mapping[str, Mapping[str, Any]] = {
    "runway": {"backend": "runway", "model": "gen4_image"},
    "fal": {"backend": "fal", "model": "fal-ai/flux/dev"},
    "runware": {"backend": "runware", "model": "runware:101@1"},
    "openai": {"backend": "openai", "model": "gpt-image-2"},
    "google": {"backend": "google", "model": "gemini-2.5-flash-image"},
    "stability": {"backend": "stability", "model": "core"},
    "luma": {"backend": "luma", "model": "photon-1"},
    "luma_agents": {"backend": "luma_agents", "model": "uni-1"},
    "higgsfield": {"backend": "higgsfield", "model": "higgsfield-ai/soul/standard"},
    "replicate": {"backend": "replicate", "model": "black-forest-labs/flux-1.1-pro"},
    "xai": {"backend": "xai", "model": "grok-imagine-image"},
    "a1111": {"backend": "a1111"},
    "comfyui": {"backend": "comfyui", "workflow": "sd", "model": "sd15.safetensors"},
    "seedance": {"backend": "seedance", "model": "seedance-1-0-pro-250528"},
    "minimax": {"backend": "minimax", "model": "MiniMax-H3"},
    "elevenlabs": {"backend": "elevenlabs", "voice": "voice-1"},
}
"""A generator at every service: all but those below make pictures."""
CLIPS, VOICES = frozenset({"seedance", "minimax"}), frozenset({"elevenlabs"})
PATHS = {
    "openai": "/v1",
    "runware": "/v1",
    "luma": "/dream-machine/v1",
    "seedance": "/api/v3",
}
"""Where below its host a service stands."""
KEYS = {f"RUSHES_KEY_{name.upper()}": f"planted-{name}-secret" for name in MAKERS} | {
    "RUSHES_KEY_HIGGSFIELD": "planted-higgsfield-id:planted-higgsfield-half"
}
SECRETS = tuple(half for key in KEYS.values() for half in key.split(":"))
"""What must be found nowhere: every key, and either half of the one that has two."""
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
    others: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Further generators by name, used by no shot."""
    urls: dict[str, str] = field(default_factory=dict)
    """Where a service stands, where that is not the server itself."""
    more: str = ""
    """Further lines of film.yaml."""
    warm: Warm | None = None
    """Runs are forked from it, where it is given."""

    @property
    def has_clips(self) -> bool:
        """Whether its generators make clips, from words alone."""
        return self.makers[0] in CLIPS

    @property
    def has_voices(self) -> bool:
        """Whether its generators speak: what a shot shows is what is said in it, then."""
        return self.makers[0] in VOICES

    @property
    def stage(self) -> str:
        """The command that makes what is missing."""
        return "shoot" if self.has_clips else "voice" if self.has_voices else "board"

    def write(self) -> None:
        """Write film.yaml as it is now."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = ["film: 1", "title: Paid", "fps: 24", "aspect: 16:9", "generators:"]
        for name, known in ({one: MAKERS[one] for one in self.makers} | self.others).items():
            service = known["backend"]
            url = self.services.url(service) + PATHS.get(service, "")
            said = {**known, "base_url": self.urls.get(name, url)}
            lines.append(f"  {name}: {json.dumps(said)}")
        what = "clips" if self.has_clips else "voice" if self.has_voices else "panels"
        lines += [f"use: {{{what}: {self.makers[0]}}}", self.more]
        count = "" if self.has_voices else f", {what}: {self.panels}"
        lines += [f"defaults: {{seconds: 12f{count}}}", "shots:"]
        for number, (shot, words) in enumerate(self.shots.items()):
            said = f"panel: {json.dumps(words)}"
            if self.has_voices:
                said = f"panel: MS | snow, lines: [{{liu: {json.dumps(words)}}}]"
            more = ", from: words" * self.has_clips
            maker = self.makers[number % len(self.makers)]
            lines.append(f"  {shot}: {{{said}, use: {{{what}: {maker}}}{more}}}")
        (self.folder / "film.yaml").write_text("\n".join(lines) + "\n", "utf-8")

    # -- the program ----------------------------------------------------------------------------

    def start(self, *words: str, **ours: object) -> subprocess.Popen[str]:
        """The program as a process of its own; it and what comes of it carry the folder's mark.

        ``ours`` is said to ``hurried``: ``die of patience``.
        """
        module = "tests.services.hurried"
        return subprocess.Popen(
            [sys.executable, "-m", module, *spelt(ours), "--", "-p", str(self.folder), *words],
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
        code, out, err = self._forked(*words, **ours) if self.warm else self._run(*words, **ours)
        assert "rushes itself" not in out + err, out + err
        assert code < 0 or "Traceback" not in err, err  # a worker may lose its parent
        assert [] == [secret for secret in SECRETS if secret in out + err]
        assert [] == self.secrets()
        return Said(code, out, err)

    def _run(self, *words: str, **ours: object) -> tuple[int, str, str]:
        child = self.start(*words, **ours)
        try:
            out, err = child.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            out, err = child.communicate()
            raise AssertionError(f"it hangs: {out}{err}") from None
        return child.returncode, out, err

    def _forked(self, *words: str, **ours: object) -> tuple[int, str, str]:
        if self.warm is None:
            raise AssertionError
        run = self.warm.start(self, *words, **ours)
        try:
            code = run.status(PATIENCE_SECONDS)
        except TimeoutError:
            run.kill()
            raise AssertionError(f"it hangs: {run.said()}") from None
        return code, run.said(), ""

    def board(self, **ours: object) -> Said:
        """Make all that is missing."""
        return self.run(self.stage, *BUYING, **ours)

    def secrets(self) -> list[str]:
        """Every key, or half of one, that is written in the film's folder or the user's own."""
        found = []
        own = Path(os.environ["RUSHES_HOME"])
        for path in (*self.folder.rglob("*"), *own.rglob("*")):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                held = path.read_bytes()
                found += [f"{path}: {secret}" for secret in SECRETS if secret.encode() in held]
        return found

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


def spelt(ours: Mapping[str, object]) -> list[str]:
    """What is said to ``hurried``: ``--die NAME``."""
    return [word for name, value in ours.items() for word in (f"--{name}", str(value))]


BUYING = ("--allow-unknown-prices", "--yes")
"""Nobody here knows what a fake costs, and nobody is asked."""
