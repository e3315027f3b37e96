"""Cut a stretch out of a clip, picture by picture: a file for another program to work on.

Nothing is conformed: size, rate and colours are the clip's own. The stretch begins where the film's
frames and the clip's own begin together, so that frame 12 of the film is found again in it exactly.
"""

from __future__ import annotations

import math
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from pipeline.errors import MediaError
from pipeline.facts import MediaInfo
from pipeline.media.ffmpeg import run, source
from pipeline.media.probe import probe

__all__ = ["Stretch", "stretch_of", "write_stretch"]

_HALF = Fraction(1, 2)


class Stretch(Struct, frozen=True):
    """A stretch of a clip, in film frames and in its own."""

    begins: int
    """The film frame that its first picture shows."""
    ends: int
    """The first film frame that it has no more."""
    first: int
    """Its first picture, of the clip's own."""
    count: int
    """Pictures in it."""


def stretch_of(info: MediaInfo, fps: Fraction, start: int, end: int) -> Stretch:
    """The stretch that has film frames ``start`` to ``end`` of a clip, as far as the clip goes.

    It begins at ``start`` or, where the two rates do not meet there, at the last frame before at
    which every frame of the film falls on the same picture in the stretch as in the clip.
    """
    rate = info.rate or fps
    have = (
        math.floor(info.seconds * fps + _HALF)
        if info.is_variable_rate
        else math.floor(info.frames / rate * fps + _HALF)
    )
    start, end = max(0, min(start, have - 1)), min(end, have)
    if info.is_variable_rate:
        return Stretch(0, end, 0, info.frames)
    step = rate / fps
    for begins in range(start, -1, -1):
        first = math.floor(begins * step + _HALF)
        if all(
            math.floor((begins + at + _HALF) * step) - first == math.floor((at + _HALF) * step)
            for at in range(end - begins)
        ):
            break
    last = min(info.frames - 1, math.floor((end - _HALF) * step))
    return Stretch(begins, end, first, last - first + 1)


def write_stretch(path: Path, info: MediaInfo, stretch: Stretch, into: Path) -> None:
    """Write a stretch with its sound: ProRes in a ``.mov``, H.264 close to lossless in an ``.mp4``.

    Raises:
        MediaError: it cannot be decoded, or what was written has another number of pictures.
        DiskFull: no room.
    """
    first, last = stretch.first, stretch.first + stretch.count
    rate = info.rate or Fraction(24)
    picture = f"trim=start_frame={first}:end_frame={last},setpts=PTS-STARTPTS"
    sound: tuple[str, ...] = ("-an",)
    if info.has_sound:
        start, end = first / rate, last / rate
        cut = f"atrim=start={float(start):.9f}:end={float(end):.9f},asetpts=PTS-STARTPTS"
        sound = ("-map", "0:a:0", "-af", cut, *_SOUND[into.suffix])
    run(
        (
            *("-v", "error", "-y", *source(path), "-map", "0:v:0", "-vf", picture),
            *("-fps_mode", "passthrough", *_codec(info, into), *sound),
            *("-map_metadata", "-1", str(into)),
        ),
        doing=f"cutting a stretch out of {path}",
    )
    found = probe(into).frames
    if found != stretch.count:
        with suppress(OSError):
            into.unlink()
        raise MediaError(f"{path}: expected {stretch.count} pictures of a stretch, found {found}")


_SOUND = {".mov": ("-c:a", "pcm_s24le"), ".mp4": ("-c:a", "aac", "-b:a", "320k")}


def _codec(info: MediaInfo, into: Path) -> tuple[str, ...]:
    if into.suffix == ".mp4":
        return ("-c:v", "libx264", "-preset", "fast", "-crf", "6", "-pix_fmt", "yuv420p")
    if info.has_alpha:
        return ("-c:v", "prores_ks", "-profile:v", "4", "-pix_fmt", "yuva444p10le")
    return ("-c:v", "prores_ks", "-profile:v", "3", "-pix_fmt", "yuv422p10le")
