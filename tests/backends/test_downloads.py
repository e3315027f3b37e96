"""Results are brought whole, from public addresses, within bounds; no key goes along."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.backends.exchange import forget
from pipeline.backends.wire import Fetched, fetch
from pipeline.errors import OutputExpired, Unreachable
from tests import needs
from tests.backends.loopback import Line, Service, answer

Start = Callable[[Callable[[Line], None]], Service]
FILM = bytes(range(256)) * 2000


@pytest.fixture
def start(socket_enabled: None) -> Iterator[Start]:
    """Start a service that acts so; it ends with the test."""
    services: list[Service] = []

    def started(act: Callable[[Line], None]) -> Service:
        services.append(Service(act))
        return services[-1]

    yield started
    for service in services:
        service.close()


def bring(service: Service, path: Path, *, most: int = 10_000_000, seconds: float = 5) -> Fetched:
    """Download from a service on this machine."""
    url = f"{service.url}/a.mp4?sig=planted"
    return fetch(url, path, most_bytes=most, seconds=seconds, base_url=service.url)


def says(data: bytes) -> Callable[[Line], None]:
    """Answer every request so."""

    def act(line: Line) -> None:
        line.hear()
        line.say(data)
        line.cut() if not data.endswith(FILM[-9:]) else line.tcp.close()

    return act


def test_a_result_comes_whole(start: Start, tmp_path: Path) -> None:
    """With what its host says it is; nothing else lies beside it."""
    service = start(says(answer(200, FILM, kind="video/mp4; charset=x")))
    path = tmp_path / "a.mp4"

    assert Fetched(path, "video/mp4", len(FILM)) == bring(service, path)
    assert FILM == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


BROKEN = {
    "cut short": (answer(200, FILM, kind="video/mp4")[:-1000], "did not come|does not come"),
    "a page": (answer(200, b"<html>log in", kind="text/html"), "a web page came in its place"),
    "trouble": (answer(503), "the host answers 503"),
    "patience": (answer(429), "the host answers 429"),
    "promised too large": (answer(200, kind="v/m", head="Content-Length: 99999999\r\n"), "come"),
    "no http": (b"\x16\x03\x01 nonsense", "does not come"),
    "silence": (b"", "does not come"),
    "a redirect to nowhere": (answer(302), "is passed on more than 5 times"),
}


@pytest.mark.parametrize("how", list(BROKEN))
def test_a_result_that_does_not_come_whole_is_asked_for_again(
    how: str, start: Start, tmp_path: Path
) -> None:
    """Nothing of it is left, and the link's signature is not told."""
    said, why = BROKEN[how]
    service = start(says(said))

    with pytest.raises(Unreachable, match=why) as caught:
        bring(service, tmp_path / "a.mp4")

    assert [] == list(tmp_path.iterdir())
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_link_that_has_ended_says_so(status: int, start: Start, tmp_path: Path) -> None:
    """The job is asked for a fresh one."""
    with pytest.raises(OutputExpired, match=f"has ended: its host answers {status}"):
        bring(start(says(answer(status))), tmp_path / "a.mp4")


def test_a_result_without_end_is_not_brought(start: Start, tmp_path: Path) -> None:
    """By what was promised, and by what comes."""

    def act(line: Line) -> None:
        line.hear()
        line.say(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n")
        while True:
            line.say(FILM)

    with pytest.raises(Unreachable, match="more than 1 MB"):
        bring(start(act), tmp_path / "a.mp4", most=1_000_000)
    with pytest.raises(Unreachable, match="more than a result may have"):
        bring(start(says(answer(200, FILM, kind="video/mp4"))), tmp_path / "a.mp4", most=1000)
    assert [] == list(tmp_path.iterdir())


def test_a_result_in_drips_has_its_time(start: Start, tmp_path: Path) -> None:
    """It moves all the while, and the whole of it takes too long."""

    def act(line: Line) -> None:
        line.hear()
        line.say(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 999999\r\n\r\n")
        while not line.service.over.wait(0.002):
            line.say(b"x")

    with pytest.raises(Unreachable, match="it comes too slowly"):
        bring(start(act), tmp_path / "a.mp4", seconds=0.05)


def test_a_result_that_stands_still_is_given_up(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of it came, then nothing."""
    monkeypatch.setattr("pipeline.backends.wire._STALL_SECONDS", 0.05)

    def act(line: Line) -> None:
        line.hear()
        line.say(answer(200, FILM, kind="video/mp4")[:-1000])
        line.service.over.wait(30)

    with pytest.raises(Unreachable, match="read timeout"):
        bring(start(act), tmp_path / "a.mp4")
    assert [] == list(tmp_path.iterdir())


def test_a_redirect_is_followed_to_where_one_may_go(start: Start, tmp_path: Path) -> None:
    """Relative ones too; no more than five."""

    def act(line: Line) -> None:
        heard = line.hear()
        if b"/a.mp4" in heard:
            line.say(answer(302, head="Location: /b\r\n"))
        elif b"/b" in heard:
            line.say(answer(307, head=f"Location: {line.service.url}/c\r\n"))
        elif b"/c" in heard:
            line.say(answer(200, FILM, kind="video/mp4"))

    assert len(FILM) == bring(start(act), tmp_path / "a.mp4").size


@pytest.mark.parametrize(
    "there",
    [
        *("http://169.254.169.254/latest/meta-data", "https://10.0.0.1/", "http://192.168.0.1/"),
        *("file:///etc/passwd", "https://[::ffff:10.0.0.1]/", "http://0.0.0.0:80/", "gopher://x"),
    ],
)
def test_a_redirect_inside_is_not_followed(there: str, start: Start, tmp_path: Path) -> None:
    """Every step is looked at like the first."""
    service = start(says(answer(302, head=f"Location: {there}\r\n")))

    with pytest.raises(Unreachable, match="not asked"):
        bring(service, tmp_path / "a.mp4")

    assert 1 == service.lines


def test_a_service_elsewhere_gives_no_links_to_this_machine(start: Start, tmp_path: Path) -> None:
    """It would have us call whatever listens here."""
    service = start(says(answer(200, FILM)))
    limits = {"most_bytes": 1000, "seconds": 1.0}

    for base_url in ("https://api.acme.example", ""):
        with pytest.raises(Unreachable, match="not asked"):
            fetch(f"{service.url}/a.mp4", tmp_path / "a", base_url=base_url, **limits)  # type: ignore[arg-type]

    assert 0 == service.lines


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A server's side for ``cdn.example``, whose certificate is believed in this test."""
    program = needs.program("openssl")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        [
            *(program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=cdn.example"),
            *("-addext", "subjectAltName=DNS:cdn.example"),
        ],
        check=True,
        capture_output=True,
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    forget()
    yield context
    forget()


class Encrypted:
    """A host of results behind TLS; ``asked`` counts whole requests."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.asked: list[bytes] = []
        self._context = context
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                tcp, _ = self._door.accept()
            except OSError:
                return
            with suppress(OSError), tcp, self._context.wrap_socket(tcp, server_side=True) as line:
                self.asked.append(line.recv(1 << 16))
                line.sendall(answer(200, FILM, kind="video/mp4"))
                line.unwrap()


def test_the_address_that_was_looked_at_is_connected_to(
    authority: ssl.SSLContext, socket_enabled: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that means another address a moment later leads nowhere else.

    The certificate is still asked for by name: another name at the same address is refused.
    """
    host = Encrypted(authority)
    lookups: list[str] = []
    connected: list[tuple[str, int]] = []

    def look_up(name: str, port: int, **_: object) -> list[tuple[object, ...]]:
        lookups.append(name)
        inside = "10.0.0.1" if len(lookups) > 1 and name == lookups[0] else "93.184.216.34"
        return [(0, 0, 0, "", (inside, port))]

    def connect_there(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address)
        tcp = socket.socket()
        tcp.connect(("127.0.0.1", host.port))
        return tcp

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect_there)
    limits = {"most_bytes": 10_000_000, "seconds": 5.0, "base_url": "https://api.acme.example"}
    try:
        got = fetch("https://cdn.example/a.mp4", tmp_path / "a", **limits)  # type: ignore[arg-type]
        with pytest.raises(Unreachable, match="not asked"):
            fetch("https://cdn.example/a.mp4", tmp_path / "b", **limits)  # type: ignore[arg-type]
        with pytest.raises(Unreachable, match="certificate verify failed"):
            fetch("https://evil.example/a.mp4", tmp_path / "c", **limits)  # type: ignore[arg-type]
    finally:
        host.close()

    assert len(FILM) == got.size
    assert [("93.184.216.34", 443)] * 2 == connected
    assert 1 == len(host.asked)
    assert b"GET /a.mp4 HTTP/1.1\r\nHost: cdn.example\r\n" in host.asked[0]
