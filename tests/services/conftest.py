"""The server of the fake services, for a module of tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from tests.crash.processes import left_alive
from tests.services.starting import Services
from tests.services.warm import Warm


@pytest.fixture(autouse=True)
def this_machine_only() -> Iterator[None]:
    """These tests speak with a server on this machine, and with nobody else."""
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    yield
    enable_socket()


@pytest.fixture(autouse=True)
def nobody_is_left(tmp_path: Path) -> Iterator[None]:
    """A test that leaves a process of ours behind fails."""
    yield
    if sys.platform == "linux":
        assert [] == left_alive(tmp_path / "film")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The server, as long as the module lasts; it must have understood everything."""
    with Services(tmp_path_factory.mktemp("services")) as running:
        yield running
        assert "" == running.log()


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """Programs that start at once, for as long as the session lasts."""
    with Warm() as running:
        yield running


@pytest.fixture
def lagging(tmp_path: Path) -> Iterator[Services]:
    """A server of this test's own, whose answers take their time."""
    with Services(tmp_path / "services") as running:
        running.control(lag=0.02)
        running.control(seconds=0.1)
        yield running
        assert "" == running.log()
