"""Compose the cue of the short film: piano and strings, thirteen bars of four seconds.

It plays on the instruments of the trailer beside it:

    PYTHONPATH=projects/wandering-earth/audio python projects/last-goodbye/audio/compose_cue.py

60 beats a minute, so a beat is 24 frames and a bar 96: one bar a shot. The piano begins alone; the
strings come in with the launch (bar 3); bar 9 borrows its A flat from C minor, where the antenna
turns away; the last chord waits until bar 13.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from mixing import Bus, band, decibels, limited, room, write
from synth import STRINGS, Sound, bell, clock, piano, sustained

BEAT = 1.0
BAR = 4 * BEAT
BARS = 13
HERE = Path(__file__).parent

# One row a bar: the bass, the broken chord of the left hand, the strings' voices.
CHORDS: tuple[tuple[int, tuple[int, ...], tuple[int, ...]], ...] = (
    (48, (55, 60, 64, 60), ()),
    (45, (52, 57, 60, 64), ()),
    (41, (53, 57, 60, 64), (57, 60, 64)),
    (38, (50, 57, 60, 65), (57, 60, 65)),
    (40, (52, 60, 64, 67), (60, 64, 67, 72)),
    (45, (52, 57, 60, 64), (57, 60, 64)),
    (41, (48, 53, 57, 60), (53, 57, 60)),
    (38, (50, 53, 57, 60), (53, 57, 62, 65)),
    (41, (48, 53, 56, 62), (53, 56, 60, 62)),
    (43, (52, 55, 60, 64), (55, 60, 64, 67)),
    (43, (50, 55, 60, 62), (55, 60, 62, 67)),
    (41, (48, 52, 57, 60), (52, 57, 60, 64)),
    (36, (43, 48, 52, 55), (52, 55, 60, 64)),
)

# The right hand: bar, beat, note and force of each stroke.
MELODY: tuple[tuple[int, float, int, float], ...] = (
    (1, 3, 67, 0.42), (1, 4, 72, 0.45),
    (2, 1, 76, 0.52), (2, 3, 74, 0.45), (2, 4, 72, 0.42),
    (3, 1, 69, 0.45), (3, 3, 72, 0.48), (3, 4, 76, 0.52),
    (4, 1, 77, 0.60), (4, 3, 76, 0.55), (4, 4, 74, 0.55),
    (5, 1, 79, 0.68), (5, 4, 76, 0.52),
    (6, 1, 72, 0.48), (6, 3, 76, 0.50), (6, 4, 71, 0.42),
    (7, 1, 69, 0.45), (7, 4, 72, 0.40),
    (8, 1, 74, 0.50), (8, 3, 77, 0.54), (8, 4, 81, 0.58),
    (9, 1, 80, 0.56), (9, 3, 77, 0.46), (9, 4, 72, 0.40),
    (10, 1, 76, 0.52), (10, 3, 79, 0.55), (10, 4, 84, 0.58),
    (11, 1, 83, 0.50), (11, 3, 79, 0.42),
    (12, 1, 76, 0.46), (12, 2.5, 74, 0.40), (12, 3, 72, 0.42), (12, 4, 69, 0.36),
    (13, 1, 67, 0.40), (13, 2, 72, 0.42), (13, 3, 76, 0.34),
)  # fmt: skip

STRENGTH = (0, 0, 0.45, 0.8, 1.0, 0.6, 0.5, 0.8, 0.75, 0.9, 0.7, 0.55, 0.6)
"""How far the strings lean in, bar by bar."""


def at(bar: int, beat: float = 1) -> float:
    """Seconds from the start to a beat of a bar, both counted from 1."""
    return (bar - 1) * BAR + (beat - 1) * BEAT


def keys() -> Sound:
    """Both hands; the left one a little behind the beat, as a hand is."""
    bus = Bus(BARS * BAR)
    rng = np.random.default_rng(60)
    for bar, (bass, left, _) in enumerate(CHORDS, 1):
        bus.add(piano(bass, 0.40, 6.0), at(bar), 0.9)
        for step, note in enumerate(left * 2 if bar < BARS else left):
            force = (0.30, 0.26, 0.28, 0.32)[step % 4]
            late = 0.012 * rng.random()
            beat = 1.5 + step * 0.5 if bar < BARS else 1.5 + step
            if beat < 5:
                bus.add(piano(note, force, 3.5), at(bar, beat) + late, 0.62)
    for bar, beat, note, force in MELODY:
        bus.add(piano(note, force, 4.5), at(bar, beat), 1.0)
    bus.add(bell(91, 4.0), at(11), 0.05)
    bus.add(bell(88, 4.0), at(13, 4), 0.045)
    return bus.sound


def strings() -> Sound:
    """Held chords that overlap, so that the bow never seems to turn."""
    bus = Bus(BARS * BAR)
    for bar, (bass, _, voices) in enumerate(CHORDS, 1):
        for note in (*voices, *((bass + 12,) if voices else ())):
            tone = sustained(note, BAR + 1.4, STRINGS)
            bus.add(tone, at(bar) - 0.35, STRENGTH[bar - 1] / 3)
    return bus.sound


def main() -> None:
    """Write cue.flac beside this file."""
    hands = band(keys(), 35, 12000) * decibels(-6.5)
    bows = band(strings(), 90, 7000) * decibels(-14.0)
    total = hands + bows + room(hands * 0.32 + bows * 0.55, 2.6, 13)
    t = clock(BARS * BAR)
    ends = np.clip(t / 0.3, 0, 1) * np.clip((BARS * BAR - t) / 3.2, 0, 1) ** 1.5
    write(HERE / "cue.flac", limited(total * ends[: total.shape[1]], decibels(-1.5)))


if __name__ == "__main__":
    main()
