"""`rushes review` as a person types it: what it prints, what it opens, how it ends."""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from pipeline.errors import FilmError
from pipeline.production import Production
from pipeline.review.serving import Served, Serving
from tests.production.footage import typed

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def typed_review(film: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program at work, and the address that it printed."""
    child = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "-p", str(film), "review", "--no-open", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        preexec_fn=_hearing_ctrl_c if os.name == "posix" else None,  # noqa: PLW1509
    )
    try:
        assert child.stdout is not None
        with selectors.DefaultSelector() as waiting:  # select() knows no number above 1023
            waiting.register(child.stdout, selectors.EVENT_READ)
            assert waiting.select(40)
        yield child, child.stdout.readline()
    finally:
        child.kill()
        child.wait(timeout=20)
        for stream in (child.stdout, child.stderr):
            if stream is not None:
                stream.close()


def _hearing_ctrl_c() -> None:
    """A suite that runs behind a shell's back hands on that Ctrl-C is not heard."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_it_cleanly_while_a_page_listens(film: Path) -> None:
    """The address lets in; the news that an open page waits for do not hold it up."""
    with typed_review(film) as (child, line):
        door = line.partition("  ")[0]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{32}", door)
        with httpx.Client(follow_redirects=True, trust_env=False) as client:
            assert 200 == client.get(door).status_code
            place = urlsplit(door)
            with client.stream("GET", f"http://{place.netloc}/api/live") as news:
                assert 200 == news.status_code
                began = time.monotonic()
                child.send_signal(signal.SIGINT)
                code = child.wait(timeout=20)
        assert child.stdout is not None
        assert child.stderr is not None
        said, faults = child.stdout.read(), child.stderr.read()

    assert (0, "the page is closed\n", "") == (code, said, faults)
    assert time.monotonic() - began < 8


def test_a_port_that_is_taken_is_said(film: Path) -> None:
    page = Served(Production(film), Serving())
    port = urlsplit(page.address).port
    try:
        said = typed("-p", film, "review", "--no-open", "--port", str(port))
    finally:
        page.close()

    assert 1 == said.code
    assert f"port {port} is taken" in said.err
    assert "leave --port away" in said.err


def test_a_page_for_the_network_is_named_by_its_address_there(film: Path) -> None:
    """It answers to this machine's address, and to no other name; the token is needed as ever."""
    page = Served(Production(film), Serving(network="192.0.2.7"))
    port = urlsplit(page.door).port
    try:
        assert page.door.startswith(f"http://192.0.2.7:{port}/?token=")
        assert page.hosts == {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "192.0.2.7")}
    finally:
        page.close()


def test_without_its_packages_one_sentence_says_what_to_install(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.startswith(("uvicorn", "pipeline.review."))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)

    said = typed("-p", film, "review", "--no-open")

    assert 3 == said.code
    assert "the page needs the package 'uvicorn', which is not installed" in said.err
    assert 'pip install "rushes[review]"' in said.err


def test_a_film_that_cannot_be_read_is_said_before_anything_is_served(film: Path) -> None:
    (film / "film.yaml").write_text("film: 1\nshots: [", "utf-8")

    said = typed("-p", film, "review", "--no-open")

    assert 2 == said.code
    assert "film.yaml" in said.err


def test_a_film_without_shots_is_served_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text("film: 1\ntitle: Nothing yet\nshots: {}\n", "utf-8")
    production = Production(tmp_path)

    assert () == production.board().rows
    assert 0 <= production.cut_view("main").frames
    with pytest.raises(FilmError, match="sh010"):
        production.shot_view("sh010")
