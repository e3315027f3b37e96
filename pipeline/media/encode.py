"""Write frames to a clip: fixed threads, exact rate, BT.709 tags, every frame counted."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
from msgspec import Struct

from pipeline.errors import DiskFull, MediaError
from pipeline.media.ffmpeg import Child
from pipeline.media.multiplane import Bytes
from pipeline.media.probe import probe

__all__ = ["TAGS", "ClipForm", "encode", "x264_options"]

TAGS = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
"""The filter that names the colours of Y'CbCr frames handed to the encoder."""


class ClipForm(Struct, frozen=True):
    """How a clip is written."""

    width: int
    """Even, as the height."""
    height: int
    fps: Fraction
    layout: Literal["rgb", "yuv"] = "yuv"
    """What is handed in: RGB (h, w, 3), or planar 4:2:0 (h * 3/2, w), BT.709 limited."""
    crf: int = 16
    preset: str = "medium"
    threads: int = 2
    """A constant of the recipe: x264's bits differ with it."""


def x264_options(form: ClipForm) -> tuple[str, ...]:
    """The encoder's arguments: the same for every clip of that form."""
    return (
        *("-c:v", "libx264", "-preset", form.preset, "-crf", str(form.crf)),
        *("-pix_fmt", "yuv420p", "-threads", str(form.threads)),
        *("-g", str(max(1, round(form.fps))), "-video_track_timescale", str(_ticks(form.fps))),
        *("-color_range", "tv", "-colorspace", "bt709"),
        *("-color_primaries", "bt709", "-color_trc", "bt709"),
        *("-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact"),
    )


def encode(frames: Iterable[Bytes], path: Path, form: ClipForm) -> int:
    """Encode ``frames`` to an mp4 at ``path`` and return how many there are.

    The file gets its name only after its pictures were counted: a writer that is killed never
    leaves a short clip that looks whole.

    Raises:
        MediaError: a frame of another size, no frame at all, ffmpeg failed.
        DiskFull: no room; nothing is left under the clip's name.
    """
    unfinished = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        written = _feed(frames, unfinished, form)
        found = probe(unfinished).frames
        if found != written:
            raise MediaError(f"{path}: {written} frames were written and {found} are in the file")
        unfinished.replace(path)
    except OSError as err:
        raise (
            DiskFull.from_os(err, path) or MediaError(f"{path} cannot be written: {err}")
        ) from err
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return written


def _feed(frames: Iterable[Bytes], path: Path, form: ClipForm) -> int:
    is_rgb = form.layout == "rgb"
    shape = (form.height, form.width, 3) if is_rgb else (form.height * 3 // 2, form.width)
    written = 0
    with Child(_arguments(path, form), doing=f"encoding {path}", feeds=True) as child:
        for frame in frames:
            if frame.shape != shape or frame.dtype != np.uint8:
                found = f"{frame.dtype} {frame.shape}"
                raise MediaError(f"{path}: frame {written} is {found}, expected uint8 {shape}")
            child.write(np.ascontiguousarray(frame).data.cast("B"))
            written += 1
        if not written:
            raise MediaError(f"{path} would have no frames")
        child.finish()
    return written


def _arguments(path: Path, form: ClipForm) -> tuple[str, ...]:
    is_rgb = form.layout == "rgb"
    to_yuv = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p," if is_rgb else ""
    return (
        *("-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24" if is_rgb else "yuv420p"),
        *("-s", f"{form.width}x{form.height}", "-framerate", str(form.fps), "-i", "pipe:0"),
        *("-vf", to_yuv + TAGS, *x264_options(form), str(path)),
    )


def _ticks(fps: Fraction) -> int:
    """A clock on which every frame of the rate falls exactly."""
    ticks = fps.numerator
    while ticks < 10_000:
        ticks *= 10
    return ticks
