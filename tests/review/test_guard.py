"""Who may look and change: token, cookie, host, origin, method, kind of content."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pytest_socket import enable_socket

from pipeline.review.serving import Served
from tests.review.serving import served

LOOKS = ("/", "/api/board", "/api/shot/sh010", "/api/live", "/static/base.js", "/take/x/whole")
CIRCLE = {"shot": "sh010", "take": "1"}


@pytest.fixture(scope="module")
def film(footage: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all of these tests: none of them may change it."""
    return Path(shutil.copytree(footage, tmp_path_factory.mktemp("guarded") / "shot"))


@pytest.fixture(scope="module")
def page(film: Path) -> Iterator[Served]:
    """Its page."""
    enable_socket()
    with served(film) as page:
        yield page


def raw(page: Served, head: str) -> str:
    """Send a request as it is written, and hear the head of the answer."""
    there = urlsplit(page.address)
    with socket.create_connection((there.hostname or "", there.port or 0), timeout=10) as tcp:
        tcp.sendall(head.replace("\n", "\r\n").encode())
        return tcp.recv(1 << 16).decode("utf-8", "replace")


@pytest.mark.parametrize("path", LOOKS)
def test_nobody_gets_in_without_the_cookie(page: Served, path: str) -> None:
    """Every page, picture, script and answer asks for it."""
    answer = httpx.get(page.address + path.lstrip("/"), trust_env=False)

    assert 401 == answer.status_code
    assert "rushes review" in answer.text


def test_the_token_is_changed_for_a_cookie_and_leaves_the_address(page: Served) -> None:
    """It is HttpOnly, SameSite=Strict, and not the token."""
    answer = httpx.get(page.door, trust_env=False)

    cookie = answer.headers["set-cookie"]
    token = page.door.partition("token=")[2]
    assert (303, "/") == (answer.status_code, answer.headers["location"])
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert token not in cookie


def test_a_wrong_token_lets_nobody_in(page: Served) -> None:
    answer = httpx.get(page.address, params={"token": "guessed"}, trust_env=False)

    assert 401 == answer.status_code
    assert "set-cookie" not in answer.headers


def test_the_door_leads_nowhere_else(page: Served) -> None:
    """An address that another site wrote brings nobody to that site."""
    door = page.door.replace("/?", "//elsewhere.example/?")
    answer = httpx.get(door, trust_env=False)

    assert "/elsewhere.example/" == answer.headers["location"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1", ""])
def test_a_name_that_is_not_ours_is_not_served(
    page: Served, inside: httpx.Client, host: str
) -> None:
    """A stranger's name that leads to this machine (DNS rebinding) shows nothing."""
    cookie = "; ".join(f"{one.name}={one.value}" for one in inside.cookies.jar)
    answer = raw(
        page, f"GET /api/board HTTP/1.1\nHost: {host}\nCookie: {cookie}\nConnection: close\n\n"
    )

    assert " 421 " in answer.splitlines()[0]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "https://127.0.0.1"])
def test_another_sites_page_changes_nothing(inside: httpx.Client, film: Path, origin: str) -> None:
    """Even with the cookie, a POST must come from this page itself."""
    answer = inside.post("/api/circle", json=CIRCLE, headers={"Origin": origin})

    assert 403 == answer.status_code
    assert not (film / "picks.yaml").exists()


def test_what_a_form_can_send_is_not_taken(inside: httpx.Client, film: Path) -> None:
    """Only JSON, which another site's form cannot send."""
    answer = inside.post("/api/circle", data=CIRCLE)

    assert 415 == answer.status_code
    assert not (film / "picks.yaml").exists()


def test_a_get_changes_nothing(inside: httpx.Client, film: Path) -> None:
    answer = inside.get("/api/circle", params=CIRCLE)

    assert answer.status_code in {404, 405}
    assert not (film / "picks.yaml").exists()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_not_known(inside: httpx.Client, method: str) -> None:
    assert 405 == inside.request(method, "/api/board").status_code


def test_a_request_that_another_site_caused_is_refused(inside: httpx.Client) -> None:
    """The browser says where it came from; nothing is shown to another site."""
    answer = inside.get("/api/board", headers={"Sec-Fetch-Site": "cross-site"})

    assert 403 == answer.status_code


@pytest.mark.parametrize(
    "stem",
    ["..%2f..%2ffilm.yaml", "..", "sh010_clip_t01.json", "%2fetc%2fpasswd", "sh010_clip_t99"],
)
@pytest.mark.parametrize("what", ["still.jpg", "small.mp4", "whole"])
def test_only_takes_are_sent(inside: httpx.Client, stem: str, what: str) -> None:
    """A take is named; no path leads to any other file."""
    answer = inside.get(f"/take/{stem}/{what}")

    assert 404 == answer.status_code


def test_static_files_end_at_their_folder(page: Served, inside: httpx.Client) -> None:
    cookie = "; ".join(f"{one.name}={one.value}" for one in inside.cookies.jar)
    host = urlsplit(page.address).netloc
    answer = raw(
        page,
        f"GET /static/../app.py HTTP/1.1\nHost: {host}\nCookie: {cookie}\nConnection: close\n\n",
    )

    assert " 404 " in answer.splitlines()[0]


def test_every_answer_tells_the_browser_to_be_careful(inside: httpx.Client) -> None:
    """Nothing inline runs, no content is guessed, no frame holds the page."""
    for path in ("/", "/api/board", "/static/base.js", "/take/sh010_clip_t01/whole", "/nowhere"):
        headers = inside.get(path).headers

        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "nosniff" == headers["x-content-type-options"]
        assert "DENY" == headers["x-frame-options"]
        assert "no-referrer" == headers["referrer-policy"]
        assert "access-control-allow-origin" not in headers


def test_no_page_holds_anything_inline() -> None:
    """The policy forbids it, so that it would not work either."""
    pages = Path("pipeline/review/pages").resolve()
    for file in pages.glob("*.html"):
        text = file.read_text("utf-8")
        assert "style=" not in text, file
        assert " on" not in text.replace(" on ", " "), file
        assert "<script>" not in text, file
        assert "http://" not in text.replace("http://www.w3.org", ""), file
        assert "https://" not in text, file


def test_too_much_is_not_read(inside: httpx.Client) -> None:
    answer = inside.post("/api/circle", json={"shot": "s" * 100_000, "take": "1"})

    assert 413 == answer.status_code


@pytest.mark.parametrize("body", ["", "[]", '{"shot": 3, "take": "1"}', '{"shot": "sh010"}', "{"])
def test_what_cannot_be_read_is_said_in_a_sentence(inside: httpx.Client, body: str) -> None:
    answer = inside.post("/api/circle", content=body, headers={"Content-Type": "application/json"})

    assert 400 == answer.status_code
    assert answer.json()["error"].startswith("that cannot be read")
