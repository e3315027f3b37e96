"""The server of the fake services, for a module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from tests.services.starting import Services


@pytest.fixture(autouse=True)
def this_machine_only() -> Iterator[None]:
    """These tests speak with a server on this machine, and with nobody else."""
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    yield
    enable_socket()


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The server, as long as the module lasts; it must have understood everything."""
    with Services(tmp_path_factory.mktemp("services")) as running:
        yield running
        assert "" == running.log()
