"""Say how loud a film is, and what was asked for where that could not be reached."""

from __future__ import annotations

from pipeline.facts import Loudness
from pipeline.project.mastering import Mastering

__all__ = ["SILENT", "sound_words"]

SILENT = "silent"
_FAINTEST = -70.0
_NEAR = 0.15
"""LU; what is shown in tenths is reached within one."""


def sound_words(found: Loudness, asked: Mastering) -> str:
    """How loud, how high, how wide; and the target where the peaks kept the mix from it."""
    if found.integrated <= _FAINTEST:
        return SILENT
    words = (
        f"{found.integrated:.1f} LUFS, true peak {found.peak:.1f} dBTP, range {found.range:.1f} LU"
    )
    if asked.is_without_lines:  # the level is that of the whole mix
        return f"music and effects, {words}"
    if asked.loudness is None or abs(asked.loudness - found.integrated) <= _NEAR:
        return words
    return (
        f"{words}; {asked.loudness:g} LUFS cannot be reached under {asked.peak:g} dBTP without "
        "harm to its peaks"
    )
