"""The backend for ComfyUI holds the contract, against a stand-in of its server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from pipeline.backends.base import Operation, Order
from pipeline.backends.comfyui import Comfyui, ComfyuiSettings
from pipeline.backends.testing import BackendContract
from tests.backends.comfy_stand_in import StandIn


class TestComfyui(BackendContract):
    """Stable Diffusion: a panel from words."""

    @pytest.fixture(autouse=True)
    def server(self, socket_enabled: None) -> Iterator[None]:
        """A server on this machine."""
        socket_allow_hosts(["127.0.0.1"])
        self.stand_in = StandIn()
        yield
        self.stand_in.close()

    def backend(self, home: Path) -> Comfyui:
        settings = ComfyuiSettings(workflow="sd", base_url=self.stand_in.url)
        return Comfyui(settings, home)

    def order(self, home: Path) -> Order:
        del home
        return Order(
            Operation.T2I,
            "sh010",
            prompt="a frozen city",
            width=96,
            height=40,
            seed=7,
            model="sd15.safetensors",
        )
