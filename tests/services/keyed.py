"""A film that pays one fake service: its key, a home of its own, and the way there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

__all__ = ["keyed"]


@contextmanager
def keyed(service: str, home: Path) -> Iterator[None]:
    """A key for the service at the server on this machine, and a home where nobody was yet."""
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(f"RUSHES_KEY_{service.upper()}", "planted-key")
        patch.setenv("RUSHES_HOME", str(home))
        yield
