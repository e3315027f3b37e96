"""The wire: one request and no more, whatever the other side does."""

from __future__ import annotations

import base64
import json
import logging
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.backends.exchange import forget
from pipeline.backends.keys import Secret
from pipeline.backends.wire import Part, Request, ask, submit
from pipeline.errors import SubmitRejected, SubmitUnknown, Unreachable
from tests.backends.loopback import Line, Service, answer

Start = Callable[[Callable[[Line], None]], Service]
KEY = "sk-planted-0123456789/abc+def"


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
    forget()


def order(service: Service, **more: object) -> Request:
    return Request("POST", f"{service.url}/v1/jobs", json={"prompt": "snow"}, **more)  # type: ignore[arg-type]


def before_the_body(line: Line) -> None:
    line.hear(whole=False)
    line.cut()


def after_the_body(line: Line) -> None:
    line.hear()
    line.cut()


def silent(line: Line) -> None:
    line.hear()
    line.service.over.wait(30)


def half_a_head(line: Line) -> None:
    line.hear()
    line.say(b"HTTP/1.1 200 OK\r\nContent-Le")
    line.cut()


def half_a_body(line: Line) -> None:
    line.hear()
    line.say(answer(200, b'{"id": "job 1"}')[:-4])
    line.cut()


def nonsense(line: Line) -> None:
    line.hear()
    line.say(b"220 mail.example ESMTP\r\n")


@pytest.mark.parametrize(
    "act", [before_the_body, after_the_body, silent, half_a_head, half_a_body, nonsense]
)
def test_an_order_whose_answer_is_lost_was_sent_once(
    act: Callable[[Line], None], start: Start
) -> None:
    """Nobody can know whether it was taken; it is not sent again, by nobody."""
    service = start(act)

    with pytest.raises(SubmitUnknown, match=r"^http://127.0.0.1:\d+/v1/jobs was sent the order"):
        submit(order(service, seconds=0.2))

    assert (1, 1) == (service.lines, len(service.heard))


def test_an_order_that_nobody_hears_was_surely_not_sent(socket_enabled: None) -> None:
    """A closed door refuses the connection before a byte has left."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]

    with pytest.raises(SubmitRejected, match="nothing was sent"):
        submit(Request("POST", f"http://127.0.0.1:{port}/", json={}))


def test_an_order_to_a_host_without_encryption_was_surely_not_sent(start: Start) -> None:
    """The handshake fails, and with it everything that would have followed."""
    service = start(lambda line: line.say(b"HTTP/1.1 400 Bad\r\n\r\n"))

    with pytest.raises(SubmitRejected, match="nothing was sent"):
        submit(Request("POST", service.url.replace("http", "https"), json={}, seconds=1))

    assert [] == service.heard


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://[::1", "nowhere"])
def test_an_address_that_is_none_is_no_order(url: str) -> None:
    """Nothing was sent, and one sentence says so."""
    with pytest.raises(SubmitRejected, match="nothing was sent"):
        submit(Request("POST", url, json={}))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 429, 500, 502, 503, 504])
def test_no_reply_makes_it_go_out_again(status: int, start: Start) -> None:
    """Neither a redirect nor trouble nor a plea for patience is followed by a second request."""

    def act(line: Line) -> None:
        line.hear()
        line.say(answer(status, head=f"Location: {line.service.url}/other\r\nRetry-After: 0\r\n"))

    service = start(act)

    assert status == submit(order(service)).status
    assert (1, 1) == (service.lines, len(service.heard))


def test_every_order_has_a_connection_of_its_own(start: Start) -> None:
    """A kept connection that dies under an order would look like a lost answer."""

    def act(line: Line) -> None:
        while line.hear():
            line.say(answer())

    service = start(act)
    for _ in range(3):
        submit(order(service))

    assert 3 == service.lines


def test_questions_share_a_connection(start: Start) -> None:
    """Fifty orders in flight are polled over a few kept lines."""

    def act(line: Line) -> None:
        while line.hear():
            line.say(answer())

    service = start(act)
    for _ in range(3):
        ask(Request("GET", f"{service.url}/v1/jobs/1"))

    assert (1, 3) == (service.lines, len(service.heard))


def test_a_kept_connection_that_died_costs_a_question_nothing_but_a_word(start: Start) -> None:
    """It is asked again by the run, not by the wire."""

    def act(line: Line) -> None:
        line.hear()
        line.say(answer())
        if line.service.lines == 1:
            line.hear()  # the second question on the kept line gets no answer
            line.cut()

    service = start(act)
    ask(Request("GET", service.url))

    with pytest.raises(Unreachable):
        ask(Request("GET", service.url, seconds=1))
    assert 2 == len(service.heard)


def test_the_body_goes_out_as_it_was_kept(start: Start) -> None:
    """Compact, in its own order, in UTF-8: the same bytes each time."""

    def act(line: Line) -> None:
        line.hear()
        line.say(answer())

    service = start(act)
    body = {"z": 1, "a": {"text": "雪", "n": 1.50}, "m": [None, True]}
    submit(Request("POST", service.url, json=body))
    submit(Request("POST", service.url, json=json.loads(json.dumps(body))))

    sent = [body for _, body in service.heard]
    assert ['{"z":1,"a":{"text":"雪","n":1.5},"m":[null,true]}'.encode()] * 2 == sent
    assert b"content-type: application/json" in service.heard[0][0].lower()


def test_a_form_and_a_file_travel_whole(start: Start, tmp_path: Path) -> None:
    """An upload is streamed from its file."""

    def act(line: Line) -> None:
        line.hear()
        line.say(answer(head="Connection: close\r\n"))  # the second comes on a line of its own

    service = start(act)
    picture = tmp_path / "panel.png"
    picture.write_bytes(bytes(range(256)) * 1000)
    ask(
        Request(
            "POST",
            service.url,
            form=(Part("prompt", "snow"), Part("image", picture, "panel.png", "image/png")),
        )
    )
    ask(Request("PUT", service.url, body=picture))

    (_, form), (head, plain) = service.heard
    assert picture.read_bytes() == plain
    assert b"content-length: 256000" in head.lower()
    assert picture.read_bytes() in form
    assert b'name="prompt"\r\n\r\nsnow' in form
    assert b'name="image"; filename="panel.png"\r\nContent-Type: image/png' in form


def test_a_reply_that_is_the_result_is_written_down(start: Start, tmp_path: Path) -> None:
    """It lies in its place whole, or not at all; words are no result."""
    sound = b"\xff\xfb" * 50_000

    def act(line: Line) -> None:
        match line.hear():
            case heard if b"/whole" in heard:
                line.say(answer(200, sound, kind="audio/mpeg"))
            case heard if b"/half" in heard:
                line.say(answer(200, sound, kind="audio/mpeg")[:-10])
                line.cut()
            case _:
                line.say(answer(200, b'{"id": 1}'))

    service = start(act)
    whole, half, words = (tmp_path / name for name in ("whole.mp3", "half.mp3", "words.mp3"))

    assert whole == submit(Request("POST", f"{service.url}/whole"), whole).file
    assert {"id": 1} == submit(Request("POST", f"{service.url}/words"), words).json()
    with pytest.raises(SubmitUnknown):
        submit(Request("POST", f"{service.url}/half"), half)

    assert sound == whole.read_bytes()
    assert ["whole.mp3"] == [path.name for path in tmp_path.iterdir()]


def test_a_refusal_that_breaks_off_is_a_refusal(start: Start) -> None:
    """The number came; only its sentence is cut short."""

    def act(line: Line) -> None:
        line.hear()
        line.say(answer(422, b'{"detail": "the prompt is too long"}')[:-9])
        line.cut()

    reply = submit(order(start(act)))

    assert (422, False) == (reply.status, reply.is_whole)
    assert b"the prompt is t" in reply.body


def test_a_reply_without_end_is_not_read_to_its_end(start: Start) -> None:
    """A service that has gone mad fills neither the memory nor the evening."""

    def act(line: Line) -> None:
        line.hear()
        line.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            line.say(b" " * 65536)

    service = start(act)

    with pytest.raises(SubmitUnknown, match="more than 1 MB"):
        submit(order(service, most_bytes=1_000_000))
    with pytest.raises(Unreachable, match="more than 1 MB"):
        ask(Request("GET", service.url, most_bytes=1_000_000))


def test_a_key_goes_out_and_does_not_come_back(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """What a service says about a key is told without the key, in whatever spelling."""
    caplog.set_level(logging.DEBUG)
    secret = Secret(KEY)

    def act(line: Line) -> None:
        line.hear()
        told = [*secret.spellings(), base64.b64encode(KEY.encode()).decode()]
        body = b'{"message": "no such key: ' + " ".join(told).encode() + b'"}'
        line.say(answer(401, body, head=f"X-Seen: {KEY}\r\n"))

    service = start(act)
    reply = submit(order(service, headers={"Authorization": secret.within("Bearer {}")}))

    assert f"Authorization: Bearer {KEY}".encode() in service.heard[0][0]
    seen = f"{reply.body!r} {reply.headers} {reply!r} {caplog.text}"
    assert "(key)" in seen
    assert [] == [part for part in ("sk-planted", "0123456789") if part in seen.replace("\\", "")]


@pytest.mark.parametrize("told", ["hf-id-0123456", "hf-secret-9876543", "aGYtc2VjcmV0LTk4NzY1NDM"])
def test_half_a_key_does_not_come_back_either(start: Start, told: str) -> None:
    """Of ``id:secret`` a service may tell one part alone, plain or encoded."""
    secret = Secret("hf-id-0123456:hf-secret-9876543").within("Key {}")
    service = start(lambda line: line.say(answer(401, f'{{"message": "bad: {told}"}}'.encode())))

    reply = submit(order(service, headers={"Authorization": secret}))

    assert b'{"message": "bad: (key)"}' == reply.body


def test_no_key_goes_to_an_address_that_a_service_gave(start: Start) -> None:
    """An upload's place is a stranger: it gets the file and nothing else."""
    service = start(lambda line: line.say(answer()))

    with pytest.raises(ValueError, match="no key goes"):
        ask(
            Request(
                "PUT",
                f"{service.url}/up",
                headers={"X-Key": Secret(KEY)},
                given_by="https://api.example.com",
            )
        )
    with pytest.raises(Unreachable, match="not https"):
        ask(Request("PUT", f"{service.url}/up", given_by="https://api.example.com"))

    assert 0 == service.lines


def test_this_machine_is_not_asked_through_a_proxy(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would be another machine's this machine."""

    def act(line: Line) -> None:
        line.hear()
        line.say(answer())

    service, proxy = start(act), start(act)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    forget()

    submit(order(service))
    ask(Request("GET", service.url))
    ask(Request("GET", service.url, given_by=service.url))

    forget()
    assert (0, 3) == (proxy.lines, len(service.heard))


def test_a_proxy_is_told_the_name(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine knows of the name was looked at; a proxy that refuses sent nothing on."""

    def act(line: Line) -> None:
        line.hear()
        line.say(answer(403))

    proxy = start(act)
    monkeypatch.setenv("https_proxy", proxy.url)
    monkeypatch.setattr(socket, "getaddrinfo", _known(socket.getaddrinfo))
    forget()

    with pytest.raises(SubmitRejected, match="nothing was sent"):
        submit(Request("POST", "https://api.acme.example/v1", json={}))
    for url in ("https://cdn.acme.example/a", "https://unknown.example/a"):
        with pytest.raises(Unreachable, match="403"):
            ask(Request("GET", url, given_by="https://api.acme.example"))
    with pytest.raises(Unreachable, match="not asked"):
        ask(Request("GET", "https://inside.example/a", given_by="https://api.acme.example"))

    forget()
    asked = [head.split(b" ")[1] for head, _ in proxy.heard]
    hosts = [b"api.acme.example:443", b"cdn.acme.example:443", b"unknown.example:443"]
    assert hosts == asked


def _known(real: Callable[..., object]) -> Callable[..., object]:
    """Names of this test; numbers are looked up as ever."""

    def look_up(host: str, port: int, *args: object, **more: object) -> object:
        known = {"cdn.acme.example": "93.184.216.34", "inside.example": "10.0.0.1"}
        if host in known:
            return [(2, 1, 6, "", (known[host], port))]
        if host.endswith("example"):
            raise socket.gaierror(-2, "unknown")
        return real(host, port, *args, **more)

    return look_up


def test_no_cookie_is_kept(start: Start) -> None:
    """A service knows us by our key and by nothing else."""

    def act(line: Line) -> None:
        while line.hear():
            line.say(answer(head="Set-Cookie: seen=planted; Path=/\r\n"))

    service = start(act)
    for _ in range(2):
        ask(Request("GET", service.url))
        submit(order(service))

    assert [] == [head for head, _ in service.heard if b"planted" in head]
