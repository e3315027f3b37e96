"""Start the server of the fake services, and speak with it as its owner."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]

__all__ = ["ROOT", "Services"]


class Services:
    """The running server. Killed and started again, it goes on with its books and its port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the process; it ends with this one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.services.server", str(self.folder), str(self.port)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        stdout = self.process.stdout
        first = stdout.readline() if stdout else b""
        if not first:
            self.stop()
            raise AssertionError(self.log())
        self.port = json.loads(first)["port"]

    def stop(self) -> None:
        """Kill it, as a power cut would."""
        self.process.kill()
        self.process.communicate()

    def url(self, service: str) -> str:
        """Where a service stands."""
        return f"http://127.0.0.1:{self.port}/{service}"

    def control(self, **words: Any) -> dict[str, Any]:
        """Tell the server what to do; what it knows."""
        talk = HTTPConnection("127.0.0.1", self.port, timeout=20)
        talk.request("POST", "/control", json.dumps(words))
        known: dict[str, Any] = json.loads(talk.getresponse().read())
        talk.close()
        return known

    def orders(self) -> list[dict[str, Any]]:
        """Every paid order, oldest first."""
        orders: list[dict[str, Any]] = self.control()["orders"]
        return orders

    def paid(self, *words: str) -> Counter[str]:
        """How many orders were paid, by which of ``words`` their prompt holds."""
        prompts = [order["prompt"] for order in self.orders()]
        return Counter(word for word in words for prompt in prompts if word in prompt)

    def log(self) -> str:
        """What the server complained about."""
        return (self.folder / "server.log").read_text("utf-8")
