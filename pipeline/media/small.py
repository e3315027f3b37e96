"""Small copies of pictures and clips, quick to send and to step through."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from pipeline.errors import DiskFull, MediaError
from pipeline.facts import MediaInfo
from pipeline.media.ffmpeg import run, source
from pipeline.media.multiplane import Bytes
from pipeline.media.pictures import frame_of, read_picture
from pipeline.media.probe import probe

__all__ = ["SMALL", "write_small_clip", "write_small_still"]

SMALL = 1
"""Raised when the pixels of small copies change."""

_QUALITY = 82
_KEY_FRAMES = 6
"""Pictures from one that stands by itself to the next: stepping never waits for more."""


def write_small_still(path: Path, info: MediaInfo, target: Path, *, width: int, frame: int) -> None:
    """Write a picture, or that frame of a clip, as a JPEG of at most ``width`` pixels.

    Raises:
        MediaError: it cannot be read.
        DiskFull: no room.
    """
    wide = max(1, min(width, info.width or width))
    high = max(1, round(wide * (info.height or 9) / (info.width or 16)))
    if info.kind == "image":
        picture = cv2.resize(read_picture(path), (wide, high), interpolation=cv2.INTER_AREA)
    else:
        picture = _frame(path, info, frame, (wide, high))
    try:
        Image.fromarray(np.asarray(picture, np.uint8)).save(target, "JPEG", quality=_QUALITY)
    except OSError as err:
        raise (
            DiskFull.from_os(err, target) or MediaError(f"{target} cannot be written: {err}")
        ) from err


def write_small_clip(path: Path, target: Path, *, width: int) -> None:
    """Write a clip as H.264 of at most ``width`` pixels, each of its frames a step away.

    Raises:
        MediaError: it cannot be read, or frames are missing from the copy.
        DiskFull: no room.
    """
    fit = f"scale='trunc(min({width},iw)/2)*2':-2:flags=area,format=yuv420p"
    run(
        (
            *("-v", "error", "-y", *source(path), "-map", "0:v:0", "-map", "0:a:0?"),
            *("-vf", fit, "-fps_mode", "passthrough", "-c:v", "libx264", "-preset", "veryfast"),
            *("-crf", "27", "-g", str(_KEY_FRAMES), "-threads", "1"),
            *("-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", str(target)),
        ),
        doing=f"making a small copy of {path}",
    )
    if not probe(target).frames:
        raise MediaError(f"{path} has no picture that could be copied")


def _frame(path: Path, info: MediaInfo, frame: int, size: tuple[int, int]) -> Bytes:
    """The frame, else the last one: a file may hold fewer than its slate says."""
    rate = info.rate or 24
    last = max(0, info.frames - 1)
    seconds = float((min(frame, last) + 0.5) / rate) if last else 0.0
    try:
        return frame_of(path, max(0.0, seconds - 0.5 / float(rate)), size)
    except MediaError:
        return frame_of(path, 0.0, size)
