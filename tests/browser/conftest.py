"""Chromium without a window, and the page of a film in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytest_socket import enable_socket, socket_allow_hosts

from pipeline.review.serving import Served
from tests import needs
from tests.production.footage import with_takes
from tests.review.serving import served

Look = Callable[..., Any]


@pytest.fixture(autouse=True)
def this_machine_alone() -> None:
    """Sockets to this machine, and to no other."""
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, one for all tests."""
    playwright = needs.package("playwright.sync_api")
    path = needs.program("chromium", "chromium-browser", "google-chrome")
    with playwright.sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film with takes, built once; not to be touched."""
    home = tmp_path_factory.mktemp("watched")
    return with_takes(home / "film", home / "material")


@pytest.fixture
def film(footage: Path, tmp_path: Path) -> Path:
    """Three shots: sh010 has two panels and two clips, sh020 a panel, sh030 nothing."""
    return Path(shutil.copytree(footage, tmp_path / "film"))


@pytest.fixture
def look(chromium: Any) -> Iterator[Look]:
    """Open a film's page in a window of its own; whatever goes wrong in it fails the test."""
    faults: list[str] = []
    with ExitStack() as ends:

        def opened(film: Path, path: str = "", **window: Any) -> Any:
            page = ends.enter_context(served(film))
            return shown(page, path, **window)

        def shown(page: Served, path: str = "", **window: Any) -> Any:
            window = {"viewport": {"width": 1440, "height": 900}, **window}
            context = chromium.new_context(**window)
            ends.callback(context.close)
            tab = context.new_page()
            tab.set_default_timeout(15_000)
            tab.on("pageerror", lambda error: faults.append(str(error)))
            tab.on("console", lambda said: _heard(said, faults))
            if path:
                context.request.get(page.door)  # its cookie; the board is not looked at
            tab.goto(page.address + path if path else page.door)
            return tab

        opened.of = shown  # type: ignore[attr-defined]
        yield opened
    assert [] == faults


def _heard(said: Any, faults: list[str]) -> None:
    if said.type == "error" and "status of 4" not in said.text:
        faults.append(said.text)


@pytest.fixture
def photograph(tmp_path: Path) -> Callable[[Any, str], Path]:
    """Keep a picture of the page: in a temporary folder, or where RUSHES_PHOTOGRAPHS says.

    There it is made small enough for a page of the docs.
    """

    def taken(tab: Any, name: str) -> Path:
        docs = os.environ.get("RUSHES_PHOTOGRAPHS")
        folder = Path(docs or tmp_path)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"review-{name}.png"
        tab.screenshot(path=path, animations="disabled")
        assert path.stat().st_size > 10_000
        if docs:
            with Image.open(path) as picture:
                picture.convert("RGB").quantize(256).save(path, optimize=True)
        return path

    return taken
