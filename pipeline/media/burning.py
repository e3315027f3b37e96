"""Burn the running timecode into a film: for a reference that others lay their work against."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.media.ffmpeg import run, source
from pipeline.media.fonts import font_shelf

__all__ = ["burn_timecode"]

_SHARE = 20
"""The height of a digit: this part of the picture's."""


def burn_timecode(film: Path, into: Path, first: str, rate: Fraction) -> None:
    """Write ``film`` again with its timecode at the top; its sound is taken over as it is.

    ``first`` is the timecode of its first frame; a ``;`` before the frames drops numbers.

    Raises:
        MediaError: the film cannot be read.
        DiskFull: no room.
    """
    words = {
        "fontfile": str(font_shelf().latin.path),
        "timecode": first,
        "timecode_rate": f"{rate.numerator}/{rate.denominator}",
        "fontsize": f"h/{_SHARE}",
        "fontcolor": "white",
        "box": "1",
        "boxcolor": "black@0.6",
        "boxborderw": "8",
        "x": "(w-text_w)/2",
        "y": f"h/{_SHARE}",
    }
    drawn = ":".join(f"{name}={_escaped(value)}" for name, value in words.items())
    run(
        (
            *("-v", "error", "-y", *source(film), "-map", "0:v:0", "-map", "0:a?"),
            *("-vf", f"drawtext={drawn}", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20"),
            *("-pix_fmt", "yuv420p", "-fps_mode", "passthrough", "-c:a", "copy"),
            *("-timecode", first, "-movflags", "+faststart", str(into)),
        ),
        doing="burning the timecode in",
    )


def _escaped(value: str) -> str:
    """A value as a filter reads it: once for the option, once for the chain of filters."""
    inner = value.replace("\\", "/")
    for sign in (":", "'"):
        inner = inner.replace(sign, f"\\{sign}")
    outer = inner.replace("\\", "\\\\")
    for sign in ("'", ",", ";", "[", "]"):
        outer = outer.replace(sign, f"\\{sign}")
    return outer
