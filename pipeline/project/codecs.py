"""Codecs that a delivery may have, by the word that films write."""

from __future__ import annotations

from types import MappingProxyType

from msgspec import Struct

__all__ = ["CODECS", "ENDINGS", "Codec", "codec_of"]


class Codec(Struct, frozen=True):
    """How the pictures of a delivery are kept."""

    name: str
    words: str
    """As people call it."""
    ending: str
    """Of the file: .mp4 with AAC, or .mov with uncompressed sound and a timecode track."""
    entry: str
    """The name of its sample entry in the file (ISO/IEC 14496-12)."""
    reordered: int
    """Frames that may be decoded ahead of being shown; 0 where each stands by itself."""
    pixels: str
    """The form in which the encoder takes its pictures, as ffmpeg calls it."""
    profile: int | None = None
    """Of ProRes; None: quality is said with ``crf`` and ``preset``."""

    @property
    def is_master(self) -> bool:
        """Every picture by itself, and sound as it is: for editors, not for viewers."""
        return self.profile is not None


CODECS = MappingProxyType(
    {
        each.name: each
        for each in (
            Codec("h264", "H.264", ".mp4", "avc1", 2, "yuv420p"),
            Codec("hevc", "HEVC", ".mp4", "hvc1", 2, "yuv420p"),
            Codec("prores-hq", "ProRes 422 HQ, 10 bit", ".mov", "apch", 0, "yuv422p10le", 3),
            Codec("prores-4444", "ProRes 4444, 10 bit", ".mov", "ap4h", 0, "yuv444p10le", 4),
        )
    }
)
"""All of them; the first unless said. Entries as in Apple's ProRes white paper (2022), page 23."""

ENDINGS = tuple(dict.fromkeys(codec.ending for codec in CODECS.values()))


def codec_of(recipe: dict[str, object]) -> Codec:
    """The codec of a part, from what its recipe says of encoding."""
    return CODECS[str(recipe.get("codec", "h264"))]
