"""Where in the author's files each part of an order is asked for: what refusals are laid at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.errors import Where
from pipeline.facts import Kind
from pipeline.project.story import Generator, Shot

__all__ = ["Places"]

_ASKED = {"panel": "panels", "clip": "clips", "voice": "voices", "sfx": "sounds"}
"""The key that says how many of a kind are asked of whom."""
_OF_SHOT = {
    "prompt": ("motion", "panel"),
    "negative": ("negative",),
    "first": ("from", "panel"),
    "source": ("from", "like"),
    "references": ("refs", "panel"),
    "seconds": ("seconds", "panel"),
    "seed": ("seed",),
    "camera": ("camera", "panel"),
}
"""Keys of a shot that shape a part of its orders, the nearest first."""
_OF_GENERATOR = ("operation", "model")
"""Parts that the generator itself may say, or that its backend decides."""


class Places(Mapping[str, Where]):
    """The places of one shot's order to one generator, worked out when they are asked for."""

    __slots__ = ("_generator", "_kind", "_shot")

    def __init__(self, shot: Shot, kind: Kind, generator: Generator) -> None:
        self._shot, self._kind, self._generator = shot, kind, generator

    def __getitem__(self, part: str) -> Where:
        found = self._of_generator(part) or self._of_shot(part)
        if found is None:
            raise KeyError(part)
        return found

    def __iter__(self) -> Iterator[str]:
        return (part for part in (*_OF_SHOT, *_OF_GENERATOR) if part in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _of_generator(self, part: str) -> Where | None:
        said = self._generator.marks
        if part == "operation":
            chosen = self._made_from() or self._named_at() or self._shot.marks.get("use")
            return chosen or said.get("backend", self._generator.where)
        return said.get(part)

    def _named_at(self) -> Where | None:
        """Where the shot names the generator beside how many it wants; ``clips: 2`` names none."""
        asked = self._shot.marks.get(_ASKED[self._kind.word])
        if asked is None or asked.text.rstrip().endswith(":"):  # a block: it is named in there
            return asked
        name = rf"(?<![\w-]){re.escape(self._generator.name)}(?![\w-])"
        return asked if re.search(name, asked.text) else None

    def _made_from(self) -> Where | None:
        """Where the shot says that it is made from something else than is usual."""
        shot = self._shot
        if self._kind.word == "panel":
            return shot.like.where if shot.like is not None else None
        return shot.source.where if self._kind.word == "clip" and shot.source is not None else None

    def _of_shot(self, part: str) -> Where | None:
        marks = self._shot.marks
        return next((marks[key] for key in _OF_SHOT.get(part, (part,)) if key in marks), None)
