"""What the tests of every described service share: its address, its key, a picture."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from PIL import Image

from pipeline.backends import shelf
from pipeline.backends.base import Backend
from tests.services.starting import Services

__all__ = ["Described", "picture"]


def picture(home: Path, name: str = "a.png") -> Path:
    """A picture of the author's."""
    Image.effect_noise((128, 72), 40).convert("RGB").save(home / name)
    return Path(name)


class Described:
    """A service at the server on this machine, with a key for it."""

    service: ClassVar[str]

    @pytest.fixture(autouse=True)
    def standing(self, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
        """The address and the key."""
        self.address = services.url(self.service)
        monkeypatch.setenv(f"RUSHES_KEY_{self.service.upper()}", "planted-key")

    def backend(self, home: Path) -> Backend:
        kind = shelf.find(self.service)
        return kind(kind.Settings(base_url=self.address), home)
