"""Beats, bars and sections of the film's music as a cut writes them: ``0+2 bars``, ``bar 9``."""

from __future__ import annotations

from pipeline.project.cut_words import Line, Word
from pipeline.project.lengths import frames_of_length

__all__ = ["MUSIC_UNITS", "beats_in_frames", "needed"]

MUSIC_UNITS = ("bar", "beat", "section")
"""The places of a piece of music that a cut may name."""


def needed(unit: str) -> tuple[str, str]:
    """What stands behind ``bar``, ``beat`` or ``section``, and an example."""
    return ("a name", "section chorus") if unit == "section" else ("a number", f"{unit} 9")


def beats_in_frames(line: Line, number: str, unit: Word) -> int | None:
    """Film frames of ``number`` beats or bars, rounded once; a fault where they are not known.

    They are counted in the first piece of music whose beats are known, as the board counts them.
    """
    music = next((each for each in line.context.music.values() if each.has_beats), None)
    if music is None:
        line.fault(
            unit,
            f"'{number} {unit.text}' needs a tempo, and no music of the film has one",
            "add bpm: or beats: to a piece under music:, or write frames",
        )
        return None
    try:
        return frames_of_length(f"{number} {unit.text}", line.context.fps, music=music)
    except ValueError as err:
        line.fault(unit, str(err), "write 0+2 bars or 0+6 beats")
        return None
