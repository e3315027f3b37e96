"""Compose the beds of two templates on the trailer's instruments: storm.ogg and kitchen.ogg.

Run as python projects/wandering-earth/audio/compose_beds.py. The templates carry only the sound.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from mixing import Bus, band, decibels, limited, room
from synth import (
    BRASS,
    CHOIR,
    PAD,
    RATE,
    STRINGS,
    Sound,
    bell,
    clock,
    drum,
    hit,
    piano,
    ramp,
    riser,
    shaped_noise,
    sub,
    sustained,
)

TEMPLATES = Path(__file__).parents[3] / "templates"
STORM_SECONDS = 704 / 24
KITCHEN_SECONDS = 732 / 24

KEYS: tuple[tuple[float, int, float], ...] = (
    (1.0, 67, 0.42), (2.0, 72, 0.46), (3.0, 76, 0.52), (5.0, 74, 0.46), (6.0, 72, 0.42),
    (8.0, 69, 0.42), (10.0, 72, 0.44), (11.0, 76, 0.50), (12.5, 77, 0.54), (14.0, 76, 0.46),
    (15.0, 74, 0.44), (17.0, 71, 0.42), (20.5, 67, 0.40), (21.5, 72, 0.44), (23.0, 76, 0.50),
    (24.5, 79, 0.54), (26.0, 77, 0.46), (27.0, 76, 0.42), (28.0, 72, 0.40),
)  # fmt: skip
"""The right hand of kitchen.ogg: second, note, force."""
LEFT: tuple[tuple[float, tuple[int, ...]], ...] = (
    (0.0, (48, 55, 60, 64)), (4.0, (45, 52, 60, 64)), (8.0, (41, 53, 57, 60)),
    (12.0, (38, 50, 57, 65)), (16.0, (43, 50, 55, 59)), (20.0, (48, 55, 60, 64)),
    (24.0, (41, 48, 57, 60)), (27.0, (36, 43, 52, 55)),
)  # fmt: skip
"""The left hand: second, chord, broken from below."""


def storm() -> Sound:
    """Wind and a foghorn; a pulse for the one who runs; a chord when it is light."""
    rng = np.random.default_rng(21)
    t = clock(STORM_SECONDS)
    gusts = 0.6 + 0.25 * np.sin(2 * np.pi * t / 5.3) + 0.15 * np.sin(2 * np.pi * t / 2.1)
    calm = np.interp(t, (0, 1, 22, 25.5), (0, 1, 1, 0.12))
    wander = 500 + 220 * np.sin(np.linspace(0, 17, 80))
    air = shaped_noise(gusts * calm, wander * 0.4, wander * 1.3, rng) * 0.22
    notes = Bus(STORM_SECONDS)
    for second, level in ((0.8, 0.5), (4.6, 0.4), (12.4, 0.3)):
        for note in (38, 45):
            notes.add(sustained(note, 2.6, BRASS), second, level)
    for second in (0.0, 7.5, 16.67):
        for note in (50, 57, 62, 65):
            notes.add(sustained(note, 8.5, PAD), second, 0.26)
    for second, level in ((7.5, 0.8), (16.67, 0.9)):
        notes.add(hit(), second, level)
    for step in range(15):
        skin = drum(58.0 if step % 2 == 0 else 74.0, 0.4 + 0.03 * step)
        notes.add(sub(38, 0.4), 9.17 + step * 0.5, 0.55)
        notes.add(skin, 9.17 + step * 0.5, 0.5)
    notes.add(riser(5.9, 4), 18.7, 0.5)
    for note in (38, 57, 62, 66, 69, 74):
        notes.add(sustained(note, 5.6, CHOIR if note > 60 else STRINGS), 24.55, 0.45)
    for second, note in ((24.67, 86), (25.67, 81), (26.67, 90)):
        notes.add(bell(note, 3.5), second, 0.16)
    dry = band(notes.sound, 30, 12000) * decibels(-8.0)
    return finished(air + dry + room(dry * 0.45, 3.0, 8), 2.2)


def kitchen() -> Sound:
    """A piano in a room, and a few strings that are hardly there."""
    notes = Bus(KITCHEN_SECONDS)
    for second, note, force in KEYS:
        notes.add(piano(note, force, 4.0), second)
    for second, chord in LEFT:
        for step, note in enumerate(chord):
            notes.add(piano(note, 0.32, 4.0), second + step * 0.5, 0.7)
        for note in chord[1:]:
            notes.add(sustained(note, 4.6, STRINGS), second, 0.05)
    dry = band(notes.sound, 40, 11000) * decibels(-5.5)
    return finished(dry + room(dry * 0.3, 1.8, 3), 3.0)


def finished(sound: Sound, fade: float) -> Sound:
    """The whole under its ceiling, with a soft start and a long end."""
    seconds = sound.shape[1] / RATE
    return limited(sound * ramp(seconds, 0.2, fade), decibels(-2.5))


def write_ogg(path: Path, sound: Sound) -> None:
    """Write Vorbis of middling size."""
    path.parent.mkdir(exist_ok=True)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "s16le", "-ar",
               str(RATE), "-ac", "2", "-i", "-", "-c:a", "libvorbis", "-q:a", "5", "-bitexact",
               str(path)]  # fmt: skip
    subprocess.run(command, input=(sound.T * 32767).astype("<i2").tobytes(), check=True)


def main() -> None:
    """Write both beds into the templates."""
    write_ogg(TEMPLATES / "trailer" / "audio" / "storm.ogg", storm())
    write_ogg(TEMPLATES / "short-film" / "audio" / "kitchen.ogg", kitchen())


if __name__ == "__main__":
    main()
