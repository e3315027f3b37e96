"""Killed at every checkpoint, ComfyUI is asked once for every take, whether it took it or not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from tests.backends.comfy_stand_in import StandIn
from tests.crash.processes import ROOT

pytestmark = pytest.mark.timeout(120)

CHECKPOINTS = (
    "intent",
    "before the order is sent",
    "sent",
    "ticket",
    "polled",
    "collected aside",
    "placed main",
    "slate placed",
    "done",
)


@pytest.fixture
def server() -> Iterator[StandIn]:
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    stand_in = StandIn()
    yield stand_in
    stand_in.close()


def write(folder: Path, server: StandIn, shots: int) -> None:
    """A film of so many shots, a panel each."""
    folder.mkdir(exist_ok=True)
    lines = ["film: 1", "title: Killed", "generators:"]
    lines += [f"  sd: {{backend: comfyui, workflow: sd, base_url: '{server.url}',"]
    lines += ["       model: sd15.safetensors}", "use: {panels: sd}", "defaults: {seconds: 12f}"]
    lines += ["deliveries: {main: {width: 96}}", "shots:"]
    lines += [f"  sh{number:03d}: WS | the city, picture {number}" for number in range(shots)]
    (folder / "film.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def make(folder: Path, name: str = "-") -> int:
    """Make what is missing; the process dies where it first comes to that checkpoint."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.comfy_child", str(folder), name],
        cwd=ROOT,
        env={**os.environ, "RUSHES_CRASH_TEST": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return done.returncode


def test_nothing_is_queued_twice_and_nothing_is_missing(server: StandIn, tmp_path: Path) -> None:
    """One chain: each run goes on with what the last one left, and dies one step further.

    Every second time the server is started anew as well: it has forgotten every job, and still has
    the files. Nothing that it made is made again.
    """
    folder = tmp_path / "film"
    for number, name in enumerate(CHECKPOINTS, start=1):
        write(folder, server, number)
        assert -signal.SIGKILL == make(folder, name)
        if number % 2:
            server.restart()

    assert 0 == make(folder)

    slates = sorted(path.stem for path in (folder / "takes").rglob("*_panel_t*.json"))
    assert [f"sh{number:03d}_panel_t01" for number in range(len(CHECKPOINTS))] == slates
    assert len(CHECKPOINTS) == len(server.posts)
    assert len(CHECKPOINTS) == len({post["prompt_id"] for post in server.posts})
