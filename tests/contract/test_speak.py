"""The speak backend holds the contract, with a double of its voice."""

from __future__ import annotations

import sys

import pytest

from pipeline.backends.base import Operation, Order
from pipeline.backends.speak import Speak, SpeakSettings
from pipeline.backends.testing import BackendContract
from tests.engines import with_engine


class TestSpeak(BackendContract):
    """A line of two words."""

    @pytest.fixture(autouse=True)
    def engine(self, tmp_path, monkeypatch):
        with_engine(tmp_path / "engine", monkeypatch)
        yield
        sys.modules.pop("hibari", None)

    def backend(self, home):
        return Speak(SpeakSettings(), home)

    def order(self, home):
        del home
        words = {"who": "liu", "language": "en"}
        return Order(Operation.TTS, "sh010", prompt="Don't look.", seed=7, words=words)
