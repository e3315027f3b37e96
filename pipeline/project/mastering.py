"""How the sound of a film leaves the house: how loud, how high, and in which parts. A value."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["AS_MIXED", "USUAL_PEAK", "Mastering"]

USUAL_PEAK = -1.0
"""dBTP; EBU R 128 s2 asks for no more in streaming."""


class Mastering(Struct, frozen=True):
    """The level of the finished mix, and what of it leaves."""

    loudness: float | None = None
    """LUFS it is brought to; None: as it is mixed."""
    peak: float = USUAL_PEAK
    """dBTP that no peak passes."""
    has_stems: bool = False
    """The stems lie beside the film as WAV."""
    is_without_lines: bool = False
    """The film has music and effects alone (M&E), for a version in another language."""


AS_MIXED = Mastering()
