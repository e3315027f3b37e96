"""Compose the score and the small sounds of the trailer: python audio/compose_score.py

Writes score.flac (28 bars of four beats at 90 a minute, 74.67 s) and six effects beside this file.
The same script gives the same samples every time. A beat is 16 frames of the film and a bar is 64,
so the cut can meet the music exactly:

    bars  1-6   calm       D minor, piano over a pad; one chord a bar
    bar   7     the dark   one blow, then a heartbeat over nothing
    bars  8-11  alarm      ostinato in the low strings, a clock, sub pulses
    bars 12-13  farewell   the piano again, over the ostinato
    bars 14-17  the road   drums, brass swells, the bass climbs
    bars 18-19  loss       piano alone
    bars 20-24  the giant  choir, brass, drums; beat 4 of bar 24 is silence
    bars 25-26  title      D major
    bars 27-28  coda       the piano's phrase, answered at last
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from effects import effects, heart
from mixing import Bus, band, decibels, limited, room, write
from synth import (
    BRASS,
    CHOIR,
    PAD,
    RATE,
    SPICCATO,
    STRINGS,
    Sound,
    Timbre,
    bell,
    clock,
    drum,
    hit,
    pan,
    piano,
    riser,
    sub,
    sustained,
    tick,
)

HERE = Path(__file__).parent
BEAT = 60 / 90
BAR = 4 * BEAT
BARS = 28

# One row a bar: the bass note, then four upper voices that move as little as they can.
CHORDS: dict[int, tuple[int, tuple[int, ...]]] = {
    1: (38, (57, 62, 64, 65)), 2: (38, (57, 62, 64, 65)),   # D minor with its ninth
    3: (34, (57, 62, 65, 69)), 4: (33, (57, 60, 65, 69)),   # B flat, F over A
    5: (31, (58, 62, 65, 70)), 6: (33, (57, 62, 64, 69)),   # G minor seventh, A suspended
    8: (38, (57, 62, 65)), 9: (36, (57, 62, 65)),           # D minor over a sinking bass
    10: (34, (58, 62, 65)), 11: (33, (58, 61, 64)),         # B flat, A with its flat ninth
    12: (38, (57, 62, 65, 69)), 13: (41, (57, 60, 65, 69)),
    14: (38, (57, 62, 65, 69)), 15: (34, (58, 62, 65, 70)),
    16: (31, (58, 62, 67, 70)), 17: (33, (57, 61, 64, 69)),
    18: (34, (57, 62, 65)), 19: (31, (58, 62, 69)),
    20: (34, (58, 62, 65, 70)), 21: (36, (60, 64, 67, 72)),
    22: (38, (62, 65, 69, 74)), 23: (41, (60, 65, 69, 77)),
    24: (31, (62, 67, 70, 74)),
    25: (26, (57, 62, 66, 69)), 26: (26, (57, 62, 66, 69)),  # D major: the third was F until now
    27: (31, (59, 62, 66, 69)), 28: (26, (57, 62, 66, 69)),
}  # fmt: skip

# (bar, beat, note, beats, force): the piano, which is the grandmother's
PIANO: tuple[tuple[int, float, int, float, float], ...] = (
    (1, 3, 69, 1, 0.42), (1, 4, 74, 1.2, 0.46),
    (2, 1, 77, 1.5, 0.55), (2, 2.5, 76, 0.7, 0.45), (2, 3, 74, 2.2, 0.50),
    (3, 1, 74, 1, 0.48), (3, 2, 77, 1, 0.52), (3, 3, 81, 1.5, 0.60), (3, 4.5, 79, 0.6, 0.50),
    (4, 1, 77, 2, 0.55), (4, 3, 72, 2.2, 0.45),
    (5, 1, 70, 1, 0.45), (5, 2, 74, 1, 0.50), (5, 3, 79, 1.5, 0.56), (5, 4.5, 77, 0.6, 0.48),
    (6, 1, 76, 2, 0.55), (6, 3, 74, 1, 0.48), (6, 4, 76, 0.9, 0.42),
    (12, 1, 69, 1, 0.55), (12, 2, 74, 1, 0.58), (12, 3, 77, 1.5, 0.64), (12, 4.5, 76, 0.6, 0.55),
    (13, 1, 72, 2, 0.60), (13, 3, 69, 1, 0.50), (13, 4, 72, 1, 0.52),
    (18, 1, 77, 1.4, 0.50), (18, 2.5, 74, 1, 0.40), (18, 4, 76, 1.2, 0.44),
    (19, 1, 74, 1.6, 0.46), (19, 3, 70, 1, 0.38), (19, 4, 69, 1.6, 0.36),
    (27, 1, 69, 1, 0.50), (27, 2, 74, 1, 0.54), (27, 3, 78, 1.5, 0.60), (27, 4.5, 76, 0.6, 0.48),
    (28, 1, 74, 3.9, 0.55), (28, 1, 50, 3.9, 0.45), (28, 2, 81, 2.9, 0.34),
)  # fmt: skip

# (bar, beat, note, beats, level): low brass; from bar 20 it sings the piano's phrase
BRASSES: tuple[tuple[int, float, int, float, float], ...] = (
    (8, 1, 38, 3.5, 0.55), (10, 1, 34, 3.5, 0.6), (11, 3, 33, 2, 0.7),
    (14, 1, 38, 3.6, 0.8), (15, 1, 34, 3.6, 0.85), (16, 1, 31, 3.6, 0.9), (16, 1, 43, 3.6, 0.6),
    (17, 1, 33, 2.6, 0.9), (17, 1, 45, 2.6, 0.7),
    (20, 1, 58, 1, 0.7), (20, 2, 62, 1, 0.75), (20, 3, 65, 2, 0.85),
    (21, 1, 64, 2, 0.85), (21, 3, 67, 2, 0.85), (22, 1, 69, 3, 0.95), (22, 4, 65, 1, 0.8),
    (23, 1, 72, 2, 0.95), (23, 3, 69, 2, 0.9), (24, 1, 70, 1.5, 1.0), (24, 2.5, 69, 0.5, 0.9),
    (24, 3, 67, 0.9, 0.9),
    (20, 1, 34, 3.8, 0.7), (21, 1, 36, 3.8, 0.7), (22, 1, 38, 3.8, 0.75), (23, 1, 41, 3.8, 0.75),
    (24, 1, 31, 2.8, 0.85),
    (25, 1, 38, 6, 1.0), (25, 1, 50, 6, 0.8), (25, 1, 57, 6, 0.7), (25, 1, 66, 6, 0.55),
)  # fmt: skip

OSTINATO = (0, 12, 7, 12, 3, 12, 7, 12)
"""Half-beats above the bass of the bar; the third is made major where the chord is."""

SEND = {"pad": 0.5, "keys": 0.75, "strings": 0.34, "brass": 0.6, "drums": 0.30, "low": 0.0}
GAIN = {"pad": -18.5, "keys": -9.0, "strings": -11.5, "brass": -13.5, "drums": -8.5, "low": -12.0}


def at(bar: float, beat: float = 1) -> float:
    """Seconds from the start to a beat of a bar, both counted from 1."""
    return (bar - 1) * BAR + (beat - 1) * BEAT


def long_chord(bus: Bus, bar: int, timbre: Timbre, *, level: float, octave: int = 0) -> None:
    """Lay the upper voices of a bar down as one held chord that breathes into the next."""
    beats = 3.0 if bar == 24 else 4.0
    over = 0.2 if bar == 24 else 1.5
    for note in CHORDS[bar][1]:
        tone = sustained(note + octave, beats * BEAT + over, timbre)
        bus.add(tone, at(bar) - 0.15, level / 2)


def pads(bus: Bus) -> None:
    """The ground under everything; it leaves in the dark bar and thins where the piano is alone."""
    levels = {**dict.fromkeys(range(1, 7), 0.85), **dict.fromkeys(range(8, 12), 0.5),
              **dict.fromkeys(range(12, 18), 0.75), 18: 0.45, 19: 0.4,
              **dict.fromkeys(range(20, 25), 1.0), 25: 1.0, 26: 0.8, 27: 0.6, 28: 0.6}  # fmt: skip
    for bar, level in levels.items():
        long_chord(bus, bar, PAD, level=level)
        bass = sustained(CHORDS[bar][0] + (12 if bar < 8 or bar in (18, 19) else 0), BAR + 1.0, PAD)
        bus.add(bass[:, : round(3.1 * BEAT * RATE)] if bar == 24 else bass, at(bar), level * 0.5)
    for bar in (*range(20, 25), 25, 26):
        long_chord(bus, bar, CHOIR, level=1.7 if bar < 25 else 1.3, octave=0)
    for bar in (12, 13, 16, 17, 19, 20, 21, 22, 23, 24, 27, 28):
        strong = 1.3 if bar in range(20, 25) else 0.7
        long_chord(bus, bar, STRINGS, level=strong, octave=12 if bar in (22, 23, 24) else 0)


def keys(bus: Bus) -> None:
    """The piano's phrase; a bell doubles its turning points."""
    for bar, beat, note, beats, force in PIANO:
        bus.add(piano(note, force, beats * BEAT + 1.6), at(bar, beat))
        if bar in (2, 4, 6, 18, 27, 28) and beat == 1:
            bus.add(bell(note + 12, 3.5), at(bar, beat), 0.11)
    for bar in (2, 4, 6, 12, 13):
        bus.add(piano(CHORDS[bar][0] + 12, 0.35, BAR + 1.5), at(bar))
    for step, note in enumerate((74, 81, 86, 90)):
        bus.add(bell(note, 4.0), at(26, 2 + step * 0.5), 0.10)


def strings(bus: Bus) -> None:
    """Half-beats in the low strings: from the alarm to the end of the road, then at the giant."""
    for bar in (*range(8, 18), *range(20, 25)):
        root = 38 if bar == 9 else CHORDS[bar][0]  # bar 9 keeps D over a bass that sinks to C
        root = root + 12 if root < 36 else root
        third = 4 if bar in (10, 11, 13, 15, 17, 20, 21, 23) else 3
        steps = 6 if bar == 24 else 8
        grow = {8: 0.5, 9: 0.6, 10: 0.7, 11: 0.9, 12: 0.45, 13: 0.5}.get(bar, 1.0)
        for step in range(steps):
            note = root + (third if OSTINATO[step] == 3 else OSTINATO[step])
            force = grow * (1.0 if step % 4 == 0 else 0.72 if step % 2 == 0 else 0.55)
            bus.add(sustained(note, 0.30, SPICCATO), at(bar, 1 + step / 2), force)
            if bar >= 14:
                bus.add(sustained(note + 12, 0.22, SPICCATO), at(bar, 1.25 + step / 2), force * 0.4)
                bus.add(sustained(note + 12, 0.26, SPICCATO), at(bar, 1 + step / 2), force * 0.5)


def brass(bus: Bus) -> None:
    """Low swells on the road; the phrase itself when the giant rises."""
    for bar, beat, note, beats, level in BRASSES:
        start, seconds = at(bar, beat) - 0.03, beats * BEAT + 0.4
        bus.add(sustained(note, seconds, BRASS), start, level)
        if note < 42:
            bus.add(sustained(note + 7, seconds, BRASS), start, level * 0.4)


def drums(bus: Bus) -> None:
    """Skins on the road and at the giant; single blows where the story turns."""
    for place, gain in ((at(7), 1.0), (at(14), 0.6), (at(20), 0.7), (at(22), 0.6), (at(25), 1.15)):
        bus.add(hit(), place, gain)
    for bar in (*range(14, 18), *range(20, 25)):
        for beat, tone, force in ((1, 58, 1.0), (1.75, 74, 0.45), (2.5, 66, 0.7), (3, 58, 0.8),
                                  (3.75, 74, 0.5), (4, 66, 0.75), (4.5, 88, 0.5)):  # fmt: skip
            if not (bar == 24 and beat >= 3.5):
                bus.add(pan(drum(float(tone), force)[0], (tone - 70) / 40), at(bar, beat), 0.62)
    for bar in range(8, 12):
        for step in range(8):
            force = 0.55 if step % 2 == 0 else 0.28
            bus.add(tick(force, step), at(bar, 1 + step / 2), 0.30)
    for bar in (8, 9, 10, 11, 12, 13):
        bus.add(drum(52.0, 0.7), at(bar), 0.6)
    for bar, beats in ((6, 4), (11, 4), (17, 4), (19, 4), (24, 3)):
        end = at(bar + 1) if bar != 24 else at(24, 4)
        bus.add(riser(beats * BEAT, bar), end - beats * BEAT, 0.34 if bar in (6, 19) else 0.6)
    rolls(bus)


def rolls(bus: Bus) -> None:
    """Rolls into the bars where something begins: (bar, first beat, number of strokes)."""
    for bar, first, strokes in ((13, 4, 4), (17, 3, 8), (21, 4, 4), (23, 3, 8), (24, 2, 6)):
        for step in range(strokes):
            skin = drum(96.0 - 2 * step, 0.35 + 0.05 * step)
            bus.add(skin, at(bar, first + step / 4), 0.55)


def low(bus: Bus) -> None:
    """What is felt more than heard: pulses, and a heart in the dark bar."""
    for bar in (*range(8, 18), *range(20, 25)):
        root = CHORDS[bar][0]
        for beat in (1, 2.5, 4) if bar >= 14 else (1, 3):
            if not (bar == 24 and beat == 4):
                bus.add(sub(root - 12 if root > 33 else root, 0.55), at(bar, beat), 0.8)
    for beat in (2, 3, 4):
        bus.add(heart(), at(7, beat), 1.0)
    bus.add(sub(26, 2 * BAR), at(25), 0.7)


def mixed() -> Sound:
    """Play everything, give it a room, hold it under the ceiling."""
    players = {"pad": pads, "keys": keys, "strings": strings, "brass": brass, "drums": drums,
               "low": low}  # fmt: skip
    total, wet = np.zeros((2, round(BARS * BAR * RATE))), np.zeros((2, round(BARS * BAR * RATE)))
    for name, play in players.items():
        bus = Bus(BARS * BAR)
        play(bus)
        floor = 24 if name in ("low", "drums") else 55
        track = band(bus.sound, floor, 15000) * decibels(GAIN[name])
        total += track
        wet += track * SEND[name]
    total += room(band(wet, 110, 12000), 3.4, 90)
    total *= moments()
    return limited(np.tanh(total * 1.12 * decibels(LIFT)), decibels(-1.5))


LIFT = 0.4
"""Decibels into the last stage: sets the loudness of the whole near -16 LUFS."""


def moments() -> Sound:
    """The level of the whole: soft where two people talk, silence before the title, no clicks."""
    points = [(0, 0.0), (0.5, 0.6), (at(6), 0.6), (at(7) - 0.01, 0.75), (at(7), 1), (at(7, 4), 1),
              (at(8), 0.75), (at(11), 0.8), (at(14), 1), (at(18) - 0.02, 1), (at(18), 0.75),
              (at(20) - 0.1, 0.75), (at(20), 1), (at(24, 4) - 0.01, 1), (at(24, 4) + 0.07, 0),
              (at(25) - 0.004, 0), (at(25) - 0.001, 1), (at(26, 3), 1), (at(27), 0.8),
              (at(28, 4), 0.8), (BARS * BAR - 0.02, 0)]  # fmt: skip
    t = clock(BARS * BAR)
    return np.interp(t, [point[0] for point in points], [point[1] for point in points])


def main() -> None:
    """Write the score and the effects."""
    write(HERE / "score.flac", mixed())
    for name, sound in effects().items():
        write(HERE / f"{name}.flac", sound)


if __name__ == "__main__":
    main()
