"""A film with takes, and its page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from pipeline.review.serving import Served
from tests.production.footage import with_takes
from tests.review.serving import entered, served


@pytest.fixture(autouse=True)
def this_machine_alone() -> None:
    """Sockets to this machine, and to no other."""
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film with takes, built once; not to be touched."""
    home = tmp_path_factory.mktemp("reviewed")
    return with_takes(home / "shot", home / "material")


@pytest.fixture
def film(footage: Path, tmp_path: Path) -> Path:
    """Three shots: sh010 has two panels and two clips, sh020 a panel, sh030 nothing."""
    return Path(shutil.copytree(footage, tmp_path / "shot"))


@pytest.fixture
def page(film: Path) -> Iterator[Served]:
    """Its page."""
    with served(film) as page:
        yield page


@pytest.fixture
def inside(page: Served) -> Iterator[httpx.Client]:
    """Somebody who was let in."""
    with entered(page) as client:
        yield client
