"""A tiny film, and the program as a person types it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doubles import tiny_film
from tests.production.footage import with_takes

ROOT = Path(__file__).resolve().parents[2]
Rushes = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A production of three shots, half a second each, 96 pixels wide."""
    return tiny_film(tmp_path / "tiny")


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film with takes, built once; not to be touched."""
    home = tmp_path_factory.mktemp("footage")
    return with_takes(home / "shot", home / "material")


@pytest.fixture
def shot(footage: Path, tmp_path: Path) -> Path:
    """A film of three shots: sh010 has two panels and two clips, sh020 a panel, sh030 nothing."""
    return Path(shutil.copytree(footage, tmp_path / "shot"))


@pytest.fixture
def rushes() -> Rushes:
    """The program, run as a process of its own; fails the test on a traceback."""

    def run(*words: str | Path, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert "Traceback" not in done.stderr, done.stderr
        if code is not None:
            assert code == done.returncode, done.stdout + done.stderr
        return done

    return run
