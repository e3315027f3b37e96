"""Our Runway and OpenAI descriptions keep to the published documents, as Prism reads them.

    film -> the real program -> prism proxy --errors -> the fake services

Prism answers 422 to a request that the document does not allow, and 500 where the fake's reply is
not as described, so that neither side can drift. The documents lie in ``openapi/``, cut to what is
needed; ``cut.py`` there says where they come from. Prism: ``make test-prism``.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services.accounts import unbalanced
from tests.services.filming import BUYING, Film
from tests.services.starting import ROOT, Services

DOCUMENTS = Path(__file__).resolve().parent / "openapi"
PATIENCE_SECONDS = 40


def prism() -> str:
    """The program, or a test that says why it is skipped."""
    if shutil.which("node") is None:
        pytest.skip("Node is not installed here")
    places = (os.environ.get("RUSHES_PRISM", ""), str(ROOT / "node_modules/.bin/prism"), "prism")
    found = next((place for place in places if place and shutil.which(place)), None)
    if found is None:
        pytest.skip("Prism is not installed here: make test-prism brings it")
    return found


@contextmanager
def between(service: str, upstream: str, log: Path) -> Iterator[str]:
    """Prism in front of a service; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["proxy", "--errors", "-p", str(port), str(DOCUMENTS / f"{service}.json"), upstream]
    with log.open("wb") as out:
        process = subprocess.Popen([prism(), *words], stdout=out, stderr=out)
    until = time.monotonic() + PATIENCE_SECONDS
    while b"listening" not in log.read_bytes():
        assert process.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < until, log.read_text("utf-8")
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


FILM = """\
film: 1
title: Described
fps: 24
aspect: 16:9
generators:
  paint: {{backend: runway, model: gen4_image, base_url: "{url}"}}
  move: {{backend: runway, model: gen4.5, base_url: "{url}"}}
  turbo: {{backend: runway, model: gen4_turbo, base_url: "{url}"}}
use: {{panels: paint, clips: move}}
defaults: {{seconds: 2s, panels: 1, clips: 1}}
shots:
  sh010: {{panel: a frozen city, motion: a slow push in}}
  sh020: {{panel: a gloved hand on a switch, motion: it moves, use: {{clips: turbo}}}}
  sh030: {{panel: the sea at night, from: words, panels: 0}}
"""


@pytest.mark.timeout(120)
def test_runway_is_asked_as_its_document_says(services: Services, tmp_path: Path) -> None:
    """Pictures and clips are ordered and looked at without one objection of Prism's."""
    film = Film(tmp_path / "film", services)
    film.folder.mkdir()
    with between("runway", services.url("runway"), tmp_path / "prism.log") as url:
        (film.folder / "film.yaml").write_text(FILM.format(url=url), "utf-8")
        said = [film.run(word, *BUYING) for word in ("board", "shoot")]

    log = (tmp_path / "prism.log").read_text("utf-8")
    assert 5 == len(film.takes()), (said, log)
    for way in ("text_to_image", "image_to_video", "text_to_video"):
        assert f"post /v1/{way}" in log
    assert "error" not in log.replace("--errors", ""), log


@pytest.mark.timeout(120)
def test_openai_is_asked_as_its_document_says(services: Services, tmp_path: Path) -> None:
    """A picture comes back in the answer itself."""
    film = Film(tmp_path / "film", services, {"sh010": "a lighthouse by OpenAI"}, ("openai",))
    with between("openai", services.url("openai") + "/v1", tmp_path / "prism.log") as url:
        film.urls["openai"] = url
        film.write()
        said = film.board()

    log = (tmp_path / "prism.log").read_text("utf-8")
    assert 1 == len(film.takes()), (said, log)
    assert "post /images/generations" in log
    assert "error" not in log.replace("--errors", ""), log
    assert [] == unbalanced(film)
