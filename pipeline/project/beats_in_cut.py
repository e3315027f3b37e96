"""Count the window of an event in beats and bars of the film's music: ``0+2 bars``."""

from __future__ import annotations

from pipeline.project.cut_words import Line, Word
from pipeline.project.lengths import frames_of_length

__all__ = ["beats_in_frames"]


def beats_in_frames(line: Line, number: str, unit: Word) -> int | None:
    """Film frames of ``number`` beats or bars, rounded once; a fault where they are not known.

    They are counted in the first piece of music whose tempo is known, as the board counts them.
    """
    music = next((each for each in line.context.music.values() if each.bpm is not None), None)
    if music is None:
        line.fault(
            unit,
            f"'{number} {unit.text}' needs a tempo, and no music of the film has one",
            "add bpm: to a piece under music:, or write frames",
        )
        return None
    try:
        return frames_of_length(f"{number} {unit.text}", line.context.fps, music=music)
    except ValueError as err:
        line.fault(unit, str(err), "write 0+2 bars or 0+6 beats")
        return None
