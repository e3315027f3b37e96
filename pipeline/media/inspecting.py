"""Measure what may be wrong with a clip, a still or a sound: numbers, and where each was found.

Nothing is judged here: the numbers are kept, and whoever lists them knows the thresholds. A clip is
decoded once, small; that is most of what it costs.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
from msgspec import Struct

from pipeline.facts import MediaInfo
from pipeline.media.ffmpeg import Child, source
from pipeline.media.multiplane import Bytes
from pipeline.media.pictures import read_picture

__all__ = [
    "Jump",
    "Measures",
    "inspect",
    "inspect_into",
    "picture_apart",
    "read_measures",
]

WIDTH = 160
"""Pixels that a frame is looked at: enough for every measure, and quick."""
DARK = 25.5
"""A pixel none of whose colours is brighter is black: a tenth of the range, as ffmpeg's
blackdetect has it (of luma: plain navy would be black to it)."""
SMALL = (32, 18)
"""What is kept of the first picture, to be compared with a panel."""
_SILENT = 0.001
"""-60 dBFS, as ffmpeg's silencedetect has it."""
_FULL = 0.9999
_RATE = 48_000
_NEIGHBOURS = 2
"""Frames on either side that a jump is compared with, as PySceneDetect's AdaptiveDetector does."""


class Jump(Struct, frozen=True):
    """A frame that has little to do with the one before it."""

    frame: int
    change: float
    """Mean change of hue, saturation and brightness, 0 to 255."""
    ratio: float
    """How many times that of the frames around it."""


class Measures(Struct, frozen=True):
    """What was found in one file."""

    frames: int = 0
    black: int = 0
    """Frames of which 98 of 100 pixels are black."""
    black_at: int = 0
    still: int = 0
    """The longest run of frames that do not differ from the one before them."""
    still_at: int = 0
    flicker: float = 0.0
    """Percent by which the brightness of the whole picture jumps to and fro from frame to frame."""
    flicker_at: int = 0
    """Where it is worst."""
    jumps: tuple[Jump, ...] = ()
    clipped: int = 0
    """Runs of three or more samples at full scale."""
    clipped_at: float = 0.0
    """Seconds."""
    sound: float = 0.0
    """Seconds of sound; 0 where the file has none."""
    silent: float = 0.0
    """The longest stretch below -60 dBFS, in seconds."""
    silent_at: float = 0.0
    hashes: tuple[str, ...] = ()
    """What the first, the middle and the last picture look like, 64 bits each, as hex."""
    first: str = ""
    """The first picture, 32x18 RGB, in base64."""
    aspect: float = 0.0


def inspect(path: Path, info: MediaInfo) -> Measures:
    """All the numbers of one file.

    Raises:
        MediaError: it cannot be decoded.
    """
    measures = Measures()
    if info.kind == "image":
        pictures: Iterator[Bytes] = iter((_small(read_picture(path)),))
        measures = _pictures(pictures, count=1, shape=(info.width, info.height))
    elif info.kind == "video":
        shape = (info.width * float(info.pixel_aspect), info.height)
        measures = _pictures(_frames(path, info), count=info.frames, shape=shape)
    if info.has_sound or info.kind == "audio":
        measures = msgspec.structs.replace(measures, **_sound(path, info))
    return measures


def inspect_into(path: Path, info: MediaInfo, into: Path) -> None:
    """Write the numbers of a file as JSON; runs in a worker process.

    Raises:
        MediaError: it cannot be decoded.
    """
    into.write_bytes(msgspec.json.encode(inspect(path, info)))


def read_measures(path: Path) -> Measures | None:
    """What ``inspect_into`` wrote; None where that cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Measures)
    except (OSError, msgspec.MsgspecError):
        return None


def picture_apart(one: Measures, other: Measures) -> float | None:
    """How far two first pictures are apart in percent, the same part of each compared.

    Both are softened first, so that neither grain nor half a pixel counts. None where one has none.
    """
    if not (one.first and other.first and one.aspect and other.aspect):
        return None
    narrow = min(one.aspect, other.aspect)
    a, b = (_middle(_picture(each), narrow / each.aspect) for each in (one, other))
    return float(np.abs(a - b).mean() / 255 * 100)


# -- pictures ------------------------------------------------------------------------------------


def _frames(path: Path, info: MediaInfo) -> Iterator[Bytes]:
    shape = info.width * float(info.pixel_aspect) / max(1, info.height)
    width = WIDTH
    height = max(2, round(WIDTH / shape / 2) * 2)
    arguments = (
        *("-v", "error", *source(path), "-map", "0:v:0", "-fps_mode", "passthrough"),
        *("-vf", f"scale={width}:{height}:flags=area", "-f", "rawvideo", "-pix_fmt", "rgb24"),
        "pipe:1",
    )
    size = width * height * 3
    with Child(arguments, doing=f"looking at {path}", reads=True) as child:
        while len(data := child.read(size)) == size:
            yield np.frombuffer(data, np.uint8).reshape(height, width, 3)
        child.finish()


def _small(picture: Bytes) -> Bytes:
    rows, columns = picture.shape[:2]
    height = max(2, round(WIDTH * rows / columns))
    small = cv2.resize(picture, (WIDTH, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


class _Look:
    """What one pass over the frames gathers."""

    def __init__(self) -> None:
        self.count = 0
        self.black: list[int] = []
        self.light: list[float] = []
        self.moved: list[float] = []
        self.changes: list[float] = []
        self.hashes: dict[int, str] = {}
        self.first = ""
        self._grey: Any = None
        self._colour: Any = None

    def add(self, frame: Bytes, *, is_kept: bool) -> None:
        grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
        colour = cv2.cvtColor(frame, cv2.COLOR_RGB2HSV)
        colour[colour[..., 2] < DARK, :2] = 0  # the hue of what is nearly black is noise
        if np.count_nonzero(colour[..., 2] <= DARK) >= 0.98 * grey.size:
            self.black.append(self.count)
        self.light.append(float(grey.mean()))
        if self._grey is not None:
            self.moved.append(float(cv2.absdiff(grey, self._grey).mean()))
            self.changes.append(float(cv2.absdiff(colour, self._colour).mean()))
        if is_kept:
            self.hashes[self.count] = _hash(grey)
        if not self.count:
            small = cv2.resize(frame, SMALL, interpolation=cv2.INTER_AREA)
            self.first = base64.b64encode(np.ascontiguousarray(small).tobytes()).decode()
        self._grey, self._colour = grey, colour
        self.count += 1


def _pictures(frames: Iterator[Bytes], *, count: int, shape: tuple[float, float]) -> Measures:
    look = _Look()
    kept = {0, count // 2, count - 1}
    for number, frame in enumerate(frames):
        look.add(frame, is_kept=number in kept)
    still, still_at = _longest([moved < STILL for moved in look.moved])
    flicker, flicker_at = _flicker(look.light)
    return Measures(
        frames=look.count,
        black=len(look.black),
        black_at=look.black[0] if look.black else 0,
        still=still,
        still_at=still_at,
        flicker=flicker,
        flicker_at=flicker_at,
        jumps=tuple(_jumps(look.changes)),
        hashes=tuple(look.hashes[at] for at in sorted(look.hashes)),
        first=look.first,
        aspect=shape[0] / max(1.0, shape[1]),
    )


STILL = 0.255
"""Mean change of a pixel, of 255, below which a frame is the one before: -60 dB, as ffmpeg's
freezedetect has it."""


def _longest(flags: list[bool]) -> tuple[int, int]:
    """The length of the longest run of true, and where it begins."""
    best = (0, 0)
    run = 0
    for at, flag in enumerate(flags):
        run = run + 1 if flag else 0
        if run > best[0]:
            best = (run, at - run + 1)
    return best


def _flicker(light: list[float]) -> tuple[float, int]:
    """How far the picture's brightness jumps to and fro: half the usual second difference.

    A fade, a pan or a cut changes the brightness; only what comes back at once counts, and the
    median of it, so that one flash is no flicker.
    """
    if len(light) < 5:
        return 0.0, 0
    values = np.asarray(light)
    swing = np.abs(values[:-2] - 2 * values[1:-1] + values[2:]) / 4
    share = 100 * np.median(swing) / max(1.0, float(values.mean()))
    return float(share), int(np.argmax(swing)) + 1


def _jumps(changes: list[float]) -> Iterator[Jump]:
    """Frames that change much more than those around them."""
    for at, change in enumerate(changes):
        around = changes[max(0, at - _NEIGHBOURS) : at] + changes[at + 1 : at + 1 + _NEIGHBOURS]
        if not around or change < JUMP:
            continue
        ratio = change / max(0.01, sum(around) / len(around))
        if ratio >= JUMP_RATIO:
            yield Jump(at + 1, round(change, 2), round(min(ratio, 255.0), 2))


JUMP = 15.0
"""Mean change of hue, saturation and brightness from which a frame may begin another shot ..."""
JUMP_RATIO = 3.0
"""... where that is so many times the change around it. Both are the usual values of
PySceneDetect's AdaptiveDetector (``min_content_val``, ``adaptive_threshold``)."""


def _hash(grey: Any) -> str:
    """64 bits that tell where a picture grows brighter from left to right."""
    small = cv2.resize(grey, (9, 8), interpolation=cv2.INTER_AREA).astype(np.int16)
    bits = (small[:, 1:] > small[:, :-1]).ravel()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def _picture(measures: Measures) -> Any:
    data = np.frombuffer(base64.b64decode(measures.first), np.uint8)
    return data.reshape(SMALL[1], SMALL[0], 3).astype(np.float32)


def _middle(picture: Any, share: float) -> Any:
    """The middle ``share`` of its width, at one size, softened."""
    keep = max(4, round(SMALL[0] * min(1.0, share)))
    left = (SMALL[0] - keep) // 2
    part = cv2.resize(picture[:, left : left + keep], SMALL, interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(part, (0, 0), 1.0)


# -- sound ---------------------------------------------------------------------------------------


def _sound(path: Path, info: MediaInfo) -> dict[str, Any]:
    """What the sound of a file gives, read a second at a time, at its own rate and channels."""
    rate, channels = info.sample_rate or _RATE, info.channels or 2
    arguments = (
        *("-v", "error", *source(path), "-map", "0:a:0", "-ac", str(channels), "-ar", str(rate)),
        *("-f", "f32le", "-c:a", "pcm_f32le", "pipe:1"),
    )
    clipped, clipped_at, total = 0, 0.0, 0
    quiet: list[bool] = []
    wide = 4 * channels
    with Child(arguments, doing=f"listening to {path}", reads=True) as child:
        while data := child.read(rate * wide):
            level = np.abs(np.frombuffer(data[: len(data) // wide * wide], "<f4"))
            level = level.reshape(-1, channels)
            runs, first = _overs(level)
            if runs and not clipped:
                clipped_at = (total + first) / rate
            clipped += runs
            total += len(level)
            quiet += _quiet(level, round(rate * _QUIET_SECONDS))
        child.finish()
    silent, silent_at = _longest(quiet)
    return {
        "clipped": clipped,
        "clipped_at": clipped_at,
        "sound": total / rate,
        "silent": silent * _QUIET_SECONDS,
        "silent_at": silent_at * _QUIET_SECONDS,
    }


_QUIET_SECONDS = 0.1


def _quiet(level: Any, step: int) -> list[bool]:
    """For every tenth of a second whether nothing is heard in it."""
    parts = (level[at : at + step] for at in range(0, len(level), step))
    return [float(part.max(initial=0.0)) < _SILENT for part in parts]


def _overs(level: Any) -> tuple[int, int]:
    """Runs of three or more samples at full scale in either channel, and where the first begins."""
    count, first = 0, 0
    for channel in range(level.shape[1]):
        full = level[:, channel] >= _FULL
        three = full[:-2] & full[1:-1] & full[2:]
        begins = np.flatnonzero(three & ~np.concatenate(([False], three[:-1])))
        if begins.size:
            first = int(begins[0]) if not count else min(first, int(begins[0]))
            count += int(begins.size)
    return count, first
