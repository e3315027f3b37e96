"""What a film says of a model of a service: plain texts, for the catalogue to understand."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from pipeline.errors import Where
from pipeline.facts import Json

__all__ = ["ModelText"]


class ModelText(Struct, frozen=True):
    """A row of ``models:`` as it is written; its keys are known, its values are still texts."""

    service: str
    """The backend's name: ``runway``."""
    model: str
    row: Json
    """Texts, lists of texts and blocks of them."""
    where: Where | None = None
    marks: Mapping[tuple[str, ...], Where] = field(default_factory=dict)
    """Where each key is written: ``("i2v", "seconds")``."""

    def place(self, path: tuple[str, ...]) -> Where | None:
        """Where a key is written, or the nearest block around it."""
        while path:
            if path in self.marks:
                return self.marks[path]
            path = path[:-1]
        return self.where
