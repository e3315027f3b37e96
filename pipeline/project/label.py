"""The visible label that says a film was made with AI."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from types import MappingProxyType

from msgspec import Struct

from pipeline.project.story import Text

__all__ = ["CORNERS", "LABEL_WORDS", "LEAST_PERCENT", "Label"]

CORNERS = ("top-right", "top-left", "bottom-right", "bottom-left")
"""Where the label may stand; the first unless said."""

LABEL_WORDS = MappingProxyType(
    {
        "zh": "AI生成",
        "zh-Hant": "AI生成",
        "en": "AI-generated",
        "ja": "AI生成",
        "ko": "AI 생성",
        "fr": "Généré par IA",
        "de": "KI-generiert",
        "es": "Generado con IA",
        "it": "Generato con IA",
        "pt": "Gerado por IA",
        "nl": "Gegenereerd met AI",
        "pl": "Wygenerowano przez AI",
        "ru": "Создано ИИ",
        "uk": "Створено ШІ",
        "vi": "Tạo bằng AI",
        "id": "Dibuat dengan AI",
        "tr": "YZ ile üretildi",
    }
)
"""What the label says in a language unless the film says it otherwise."""

LEAST_PERCENT = 5
"""Letters at least this part of the picture's short side, as GB 45438-2025 asks of a label."""


class Label(Struct, frozen=True):
    """The label as asked for."""

    text: Text | None = None
    """Its words; None: the usual ones of each language."""
    languages: tuple[str, ...] = ()
    """Empty: those that are burnt in, else the film's."""
    corner: str = CORNERS[0]
    size: Fraction = Fraction(LEAST_PERCENT)
    """Height of its letters in percent of the picture's short side."""
    frames: int | None = None
    """How long from the film's first frame; None: to its end."""
    is_off: bool = False
    """A delivery without the label that the film asks for."""

    def words(self, languages: Collection[str]) -> str:
        """What it says in those languages, one after the other."""
        found = []
        for language in self.languages or languages or ("en",):
            said = self.text.of(language) if self.text is not None else ""
            usual = LABEL_WORDS.get(language) or LABEL_WORDS.get(language.split("-")[0], "")
            found.append(said or (usual if self.text is None else ""))
        found = [each for each in found if each] or [
            self.text.first if self.text is not None else LABEL_WORDS["en"]
        ]
        return " · ".join(dict.fromkeys(found))
