"""Compose the bed of this music video: python audio/compose_beat.py writes audio/beat.ogg.

Twelve bars at 120 beats a minute, A minor: bars 1-2 pad, 3-4 bass, 5-9 drums and arpeggio, 10-12
pad and a bell. It needs numpy and imageio-ffmpeg, which came with rushes.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]

RATE = 48_000
BEAT = 0.5
BARS = 12
CHORDS = ((45, (60, 64, 67, 71)), (41, (60, 64, 65, 69)), (38, (57, 60, 64, 65)),
          (40, (56, 59, 62, 66)))  # fmt: skip
"""Bass and four voices, each for one bar, round and round: Am9, Fmaj7, Dm9, E9."""


class Track:
    """Two channels of fixed length that notes are laid on."""

    def __init__(self) -> None:
        self.sound = np.zeros((2, round(BARS * 4 * BEAT * RATE)))

    def add(self, note: Sound, beat: float, gain: float, place: float = 0.0) -> None:
        """Lay a mono ``note`` down at a beat counted from 0; ``place`` is -1 left to 1 right."""
        start = round(beat * BEAT * RATE)
        part = note[: self.sound.shape[1] - start]
        angle = (place + 1) * np.pi / 4
        self.sound[0, start : start + part.size] += part * np.cos(angle) * gain
        self.sound[1, start : start + part.size] += part * np.sin(angle) * gain


def saw(note: float, seconds: float, *, cut: float, attack: float, decay: float) -> Sound:
    """A dark saw: partials up to about ``cut`` hertz, dying over ``decay`` seconds."""
    t = np.arange(round(seconds * RATE)) / RATE
    base = 440 * 2 ** ((note - 69) / 12)
    out = np.zeros_like(t)
    for k in range(1, 30):
        if base * k > 9000:
            break
        out += np.sin(2 * np.pi * base * k * t) / k * np.exp(-base * k / cut)
    ends = np.clip(t / attack, 0, 1) * np.clip((seconds - t) / min(0.08, seconds / 3), 0, 1)
    return out * ends * np.exp(-t / decay)


def drum(kind: str) -> Sound:
    """A kick, a snare or a hat."""
    rng = np.random.default_rng(len(kind))
    t = np.arange(round(0.4 * RATE)) / RATE
    noise = rng.standard_normal(t.size)
    if kind == "kick":
        fall = 46 + 130 * np.exp(-t / 0.022)
        return np.tanh(2 * np.sin(2 * np.pi * np.cumsum(fall) / RATE) * np.exp(-t / 0.13))
    bright = np.diff(noise, prepend=0.0)
    if kind == "snare":
        body = np.sin(2 * np.pi * 185 * t) * np.exp(-t / 0.05)
        return 0.45 * bright * np.exp(-t / 0.09) + 0.6 * body
    return 0.3 * np.diff(bright, prepend=0.0) * np.exp(-t / 0.018)


def pads(track: Track) -> None:
    """Three detuned voices to every note of the chord, under everything."""
    for bar in range(BARS):
        for note in CHORDS[bar % 4][1]:
            for cents, place in ((-8, -0.8), (0, 0.0), (7, 0.8)):
                tone = saw(note + cents / 100, 2.6, cut=700, attack=0.35, decay=6)
                track.add(tone, bar * 4, 0.10, place)


def bass_and_arpeggio(track: Track) -> None:
    """Half-beats in the bass from bar 3, quarter-beats above it from bar 5."""
    for bar in range(2, 9):
        bass, voices = CHORDS[bar % 4]
        for step in range(8):
            note = bass + (12 if step % 4 == 3 else 0)
            track.add(saw(note, 0.26, cut=420, attack=0.004, decay=0.2), bar * 4 + step / 2, 0.34)
        for step in range(16 if bar >= 4 else 0):
            note = (*voices, voices[1] + 12, voices[2] + 12)[step * 5 % 6] + 12
            tone = saw(note, 0.3, cut=1500, attack=0.003, decay=0.11)
            for echo in range(3):
                place = 0.7 * (-1) ** (step + echo)
                track.add(tone, bar * 4 + step / 4 + echo * 0.75, 0.17 * 0.45**echo, place)


def drums(track: Track) -> None:
    """Four kicks, two snares, hats between, bars 5 to 9."""
    for bar in range(4, 9):
        for beat in range(4):
            track.add(drum("kick"), bar * 4 + beat, 0.46)
            track.add(drum("hat"), bar * 4 + beat + 0.5, 0.22, 0.3)
            if beat % 2:
                track.add(drum("snare"), bar * 4 + beat, 0.4)
    for step in range(4):
        track.add(drum("snare"), 35 + step / 4, 0.18 + 0.07 * step)


def room(sound: Sound) -> Sound:
    """A dark hall of two seconds, by convolution with dying noise."""
    rng = np.random.default_rng(12)
    t = np.arange(2 * RATE) / RATE
    tail = np.cumsum(rng.standard_normal((2, t.size)), axis=1)
    tail = np.diff(tail - np.mean(tail, axis=1, keepdims=True), prepend=0.0)
    tail = (tail + np.roll(tail, 1, 1) + np.roll(tail, 2, 1)) / 3 * np.exp(-t / 0.42)
    tail /= np.sqrt((tail**2).sum(axis=1, keepdims=True))
    size = 1 << (sound.shape[1] + t.size).bit_length()
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)
    return wet[:, : sound.shape[1]]


def main() -> None:
    """Write beat.ogg beside this file."""
    soft, dry = Track(), Track()
    pads(soft)
    bass_and_arpeggio(soft)
    drums(dry)
    for beat, note in ((36, 83), (38, 79), (40, 76), (44, 81)):
        tone = saw(note, 3.0, cut=1200, attack=0.004, decay=0.8)
        soft.add(tone, beat, 0.2)
    t = np.arange(soft.sound.shape[1]) / RATE
    ends = np.clip(t / 0.4, 0, 1) * np.clip((t[-1] - t) / 2.5, 0, 1)
    total = np.tanh((soft.sound + dry.sound + 0.35 * room(soft.sound)) * 1.1 * ends)
    total *= 0.72 / np.abs(total).max()
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "s16le", "-ar",
               str(RATE), "-ac", "2", "-i", "-", "-c:a", "libvorbis", "-q:a", "6", "-bitexact",
               str(Path(__file__).with_name("beat.ogg"))]  # fmt: skip
    subprocess.run(command, input=(total.T * 32767).astype("<i2").tobytes(), check=True)


if __name__ == "__main__":
    main()
