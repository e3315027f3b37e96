"""Keys are planted, the real program runs, and everything that was written is searched for them."""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image

from tests.backends.loopback import Line, Service, answer
from tests.doubles import tiny_film

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(180)
KEY = "key-PLANTED/0123+4567=89"
OWN = "key-SHIPPED-0123456789"
SHIPPED = ("RUNWAYML_API_SECRET", "FAL_KEY", "OPENAI_API_KEY", "REPLICATE_API_TOKEN")
LOUD = (
    "import logging; logging.basicConfig(level=logging.DEBUG);"
    "from pipeline.__main__ import main; main()"
)
"""The program as talkative as it can be made."""


def picture() -> bytes:
    """A picture that can be decoded."""
    data = io.BytesIO()
    Image.effect_noise((160, 90), 40).convert("RGB").save(data, "PNG")
    return data.getvalue()


class Echo:
    """A service with Runway's paths that tells the key back wherever it can."""

    def __init__(self, how: str) -> None:
        self.how = how
        self.orders = 0
        self.keys: set[str] = set()
        self.child = 0
        """Whom a look at an order kills; 0: nobody."""

    def __call__(self, line: Line) -> None:
        while heard := line.hear():
            head = heard.partition(b"\r\n\r\n")[0].decode("latin-1")
            self.keys |= {part for part in head.split() if "key-" in part}
            line.say(self._answer(line, head))

    def _answer(self, line: Line, head: str) -> bytes:
        echo = f"X-Echo: {KEY}\r\n"
        told = {
            "error": f"no: {KEY} {quote(KEY, safe='')} {base64.b64encode(KEY.encode()).decode()}"
        }
        if head.startswith("GET /out"):
            return answer(200, picture(), echo, "image/png")
        if head.startswith("POST"):
            self.orders += 1
            if self.how in {"401", "422", "402", "503"}:
                return answer(int(self.how), json.dumps(told).encode(), echo)
            if self.how == "page":
                return answer(200, f"<html>{KEY}".encode(), echo, "text/html")
            return answer(200, json.dumps({"id": f"job-{self.orders}", **told}).encode(), echo)
        if self.child:
            os.kill(self.child, signal.SIGKILL)
        job = {"id": "job", "status": "SUCCEEDED", "output": [f"{line.service.url}/out?k={KEY}"]}
        if self.how == "failed":
            job = {"id": "job", "status": "FAILED", "failure": told["error"], "failureCode": KEY}
        if self.how == "strange":
            job["status"] = KEY
        return answer(200, json.dumps(job).encode(), echo)


Start = Callable[[Callable[[Line], None]], Service]


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


def film(folder: Path, url: str, **more: str) -> Path:
    """A film of one shot that asks for its panel there."""
    settings = {"backend": "runway", "model": "gen4_image", "base_url": url, **more}
    drawn = json.dumps(settings)
    return tiny_film(folder, draw=drawn, sh020="{omit: true}", sh030="{omit: true}")


def environment() -> dict[str, str]:
    """Keys for the service at its own address, and another for the address in the film."""
    own = dict.fromkeys(SHIPPED, OWN)
    return {**os.environ, **own, "RUSHES_KEY_RUNWAY": KEY, "PYTHONPATH": str(ROOT)}


def run(folder: Path, *words: str, echo: Echo | None = None) -> str:
    """Type a command as loudly as can be; what it wrote on both channels."""
    child = subprocess.Popen(
        [sys.executable, "-c", LOUD, "-p", str(folder), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
        cwd=ROOT,
    )
    if echo is not None:
        echo.child = child.pid
    said, _ = child.communicate(timeout=120)
    if echo is not None:
        echo.child = 0
    return said


def leaks(folder: Path, said: str) -> list[str]:
    """Where a planted key can be read, in any of its spellings."""
    spellings = [KEY, OWN, quote(KEY, safe=""), base64.b64encode(KEY.encode()).decode()[:-4]]
    spellings += [KEY.replace("/", "\\/"), "PLANTED", "SHIPPED"]
    places = {str(path): path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}
    places["the screen"] = said.encode()
    return [
        f"{place}: {spelling}"
        for place, content in places.items()
        for spelling in spellings
        if spelling.encode() in content
    ]


ORDER = ("board", "--allow-unknown-prices", "--yes")
LOOKS = (("log",), ("status",), ("backends", "doctor"), ("why", "sh010"))
HOWS = ["good", "failed", "401", "402", "422", "503", "page"]


@pytest.mark.parametrize("how", HOWS)
def test_no_key_is_written_anywhere(how: str, start: Start, tmp_path: Path) -> None:
    """Whatever the service makes of it: the key goes out, and nothing of it stays."""
    echo = Echo(how)
    folder = film(tmp_path / "film", start(echo).url)

    said = run(folder, *ORDER)
    said += "".join(
        run(folder, *words) for words in (LOOKS if how in {"good", "401"} else LOOKS[:1])
    )

    assert {KEY} == echo.keys
    assert [] == leaks(folder, said)
    assert 1 <= echo.orders <= 3
    assert (how == "good") == any((folder / "takes").rglob("*.png"))


@pytest.mark.parametrize("how", ["good", "strange"])
def test_a_run_that_is_killed_leaves_no_key(how: str, start: Start, tmp_path: Path) -> None:
    """The ledger, its log and the order file beside the take are what the next run goes on with."""
    echo = Echo(how)
    folder = film(tmp_path / "film", start(echo).url)

    said = run(folder, *ORDER, echo=echo)

    assert 1 == len(list(folder.rglob("*.order.json")))
    assert [] == leaks(folder, said)

    echo.how = "good"
    said = run(folder, *ORDER)
    assert (1, []) == (echo.orders, leaks(folder, said))
    assert any((folder / "takes").rglob("*.png"))


def test_a_film_that_points_a_service_elsewhere_gets_nothing(start: Start, tmp_path: Path) -> None:
    """Its own keys stay here, and the one for other addresses does not leave before `trust`."""
    echo = Echo("good")
    service = start(echo)
    folder = film(tmp_path / "film", f"https://127.0.0.2.evil.example:{service.port}")

    said = run(folder, *ORDER) + run(folder, "check")

    assert "sends its orders to https://127.0.0.2.evil.example" in said
    assert "rushes trust" in said
    assert (0, []) == (echo.orders, leaks(folder, said))


def test_the_doctor_names_the_variable_and_not_its_key(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there, where from, and what is missing."""
    folder = film(tmp_path / "film", "http://127.0.0.1:9")
    there = run(folder, "backends", "doctor")
    monkeypatch.setattr(sys.modules[__name__], "environment", _without_keys)
    missing = run(folder, "backends", "doctor")

    assert "runway gen4_image at http://127.0.0.1:9, ready, key from RUSHES_KEY_RUNWAY" in there
    assert "put a key for that address into RUSHES_KEY_RUNWAY" in missing


def _without_keys() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
