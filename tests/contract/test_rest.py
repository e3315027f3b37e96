"""A description of the film's own holds the contract."""

from __future__ import annotations

import pytest

from pipeline.backends.base import Operation, Order
from pipeline.backends.described.loading import FOLDER
from pipeline.backends.rest import Rest
from pipeline.backends.testing import BackendContract
from tests.services.conftest import services, this_machine_only
from tests.services.described import Described

__all__ = ["services", "this_machine_only"]


class TestOwn(Described, BackendContract):
    """A description of the film's own, through the backend ``rest``."""

    service = "runway"

    def backend(self, home):
        text = (
            (FOLDER / "runway.yaml").read_text("utf-8").replace("service: runway", "service: own")
        )
        text = text.replace("  variables: [RUNWAYML_API_SECRET]\n", "")
        (home / "own.yaml").write_text(text, "utf-8")
        kind = Rest.bound_to({"service": "own.yaml"}, home)
        assert kind.needs_trust
        assert "rest" == kind.name
        return kind(kind.Settings(service="own.yaml", base_url=self.address), home)

    @pytest.fixture(autouse=True)
    def key(self, monkeypatch):
        """It has a variable by its own name."""
        monkeypatch.setenv("RUSHES_KEY_OWN", "planted-key")

    def order(self, home):
        return Order(Operation.T2V, "sh010", "a push in", frames=48, seed=7, model="gen4.5")
