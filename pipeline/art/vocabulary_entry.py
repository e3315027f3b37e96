"""One entry of the vocabulary: an element of a panel and the words that mean it."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["Entry"]


class Entry(Struct, frozen=True):
    """One element: its slot, its name, the words for it, separated by commas."""

    slot: str
    value: str
    english: str
    chinese: str = ""

    def phrases(self) -> tuple[str, ...]:
        """All phrases of both languages, lower case, hyphens as spaces."""
        both = f"{self.english},{self.chinese}"
        cleaned = (part.strip().lower().replace("-", " ") for part in both.split(","))
        return tuple(part for part in cleaned if part)
