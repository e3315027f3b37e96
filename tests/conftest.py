"""What every test gets: a home of its own, no network, no errors left in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import disable_socket

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
"""How long an example takes says something of the machine, and nothing of the program."""


LONGEST = ("tests/services/test_random_kills.py", "tests/services/test_kills.py")
"""They begin first, so that no worker waits for them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests stand in front; all others stay in their order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_runtest_setup() -> None:
    """No test reaches beyond this machine."""
    disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home and a user folder that belong to this test alone."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("RUSHES_HOME", str(home / "rushes"))
    monkeypatch.delenv("RUSHES_STATE", raising=False)
    return home


@pytest.fixture(autouse=True)
def no_error_is_left_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A test that leaves an error in the log fails."""
    yield
    errors = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert [] == [record.getMessage() for record in errors]


@pytest.fixture
def repository() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture
def footage(repository: Path) -> Path:
    """The folder of real clips; a test that needs it says why it is skipped elsewhere."""
    folder = repository.parent / "shared" / "footage"
    if not folder.is_dir():
        pytest.skip("the folder with real footage is not beside this checkout")
    return folder
