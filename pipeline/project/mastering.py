"""How loud a film leaves the house, and how high its peaks may be. A value."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["AS_MIXED", "USUAL_PEAK", "Mastering"]

USUAL_PEAK = -1.0
"""dBTP; EBU R 128 s2 asks for no more in streaming."""


class Mastering(Struct, frozen=True):
    """The level of the finished mix."""

    loudness: float | None = None
    """LUFS it is brought to; None: as it is mixed."""
    peak: float = USUAL_PEAK
    """dBTP that no peak passes."""


AS_MIXED = Mastering()
