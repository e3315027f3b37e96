"""What a picture or a clip is made from beside its words: a file of the author's, or a take."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from pipeline.errors import Where
from pipeline.facts import PANEL, Kind

__all__ = ["Material"]


class Material(Struct, frozen=True):
    """A picture or a clip that another is made from, ends on, or resembles."""

    path: Path | None = None
    """The author's own file, relative to the production; None: a take, or nothing but words."""
    shot: str = ""
    """The shot whose take it is."""
    kind: Kind = PANEL
    number: int = 0
    """Of the take; 0: the one that stands."""
    unit: str = ""
    is_words: bool = False
    """Nothing: it is made from words alone."""
    where: Where | None = None

    @property
    def take(self) -> str:
        """The take as orders name what they want: ``sh060 panel``, ``sh060 panel 2``."""
        number = f" {self.unit}{self.number}" if self.number else ""
        return f"{self.shot} {self.kind}{number}"

    @property
    def is_picture(self) -> bool:
        """Whether it is a still; otherwise it moves."""
        if self.path is None:
            return self.kind.word == "panel"
        from pipeline.project.file_kinds import not_a_picture

        return not not_a_picture(self.path.name)
