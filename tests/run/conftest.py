"""What the run's tests share: one pool of workers, a production folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.run.workers import Workers
from tests.run.doubles import Studio


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """Two worker processes, used again for every test of a file."""
    with Workers(2) as pool:
        yield pool


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A production folder with a scripted service beside it."""
    return Studio(tmp_path)
