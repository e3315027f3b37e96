"""Footage whose every frame carries its own number, and the reading of it back.

The number is drawn as twelve black or white bars, most significant first, so that it survives
scaling and coding; below it lies a picture that moves, so that colour can be compared.
"""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import numpy as np

from pipeline.facts import CLIP, PANEL, MediaInfo, Slate, SlateFile, Take, TakeRef
from pipeline.media.digests import digest_of
from pipeline.media.ffmpeg import run
from pipeline.project.story import Project, Scene, Shot, Text

BITS = 12


def numbered_frames(count: int, width: int = 96, height: int = 54, start: int = 0) -> np.ndarray:
    """(count, height, width, 3): bars above, a moving ramp below."""
    frames = np.zeros((count, height, width, 3), np.uint8)
    for n in range(count):
        for bit in range(BITS):
            left, right = width * bit // BITS, width * (bit + 1) // BITS
            value = 235 if (n + start) >> (BITS - 1 - bit) & 1 else 16
            frames[n, : height // 2, left:right] = value
        ramp = (np.arange(width) * 2 + n * 3) % 200 + 20
        frames[n, height // 2 :, :, 0] = ramp
        frames[n, height // 2 :, :, 1] = 120
        frames[n, height // 2 :, :, 2] = 255 - ramp
    return frames


def write_numbered(
    path: Path, count: int, rate: str | Fraction = "24", size: tuple[int, int] = (96, 54)
) -> Path:
    """A clip of ``count`` numbered frames."""
    width, height = size
    data = numbered_frames(count, width, height).tobytes()
    codec = (
        ("-c:v", "libvpx-vp9", "-lossless", "1", "-deadline", "realtime", "-cpu-used", "8")
        if path.suffix == ".webm"
        else ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-bf", "2", "-g", "12")
    )
    run(
        (
            *("-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"),
            *("-video_size", f"{width}x{height}", "-framerate", str(rate), "-i", "pipe:0"),
            *("-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"),
            *(*codec, "-colorspace", "bt709", "-color_range", "tv", "-threads", "1", str(path)),
        ),
        doing="making test footage",
        data=data,
    )
    return path


def decode(path: Path, width: int = 96, height: int = 54) -> np.ndarray:
    """Every frame of a film, (n, height, width, 3)."""
    output = run(
        (
            *("-v", "error", "-i", str(path), "-map", "0:v:0", "-fps_mode", "passthrough"),
            *("-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"),
        ),
        doing="decoding",
    ).output
    return np.frombuffer(output, np.uint8).reshape(-1, height, width, 3)


def numbers(frames: np.ndarray) -> list[int]:
    """The numbers that frames carry."""
    found = []
    for frame in frames:
        height, width = frame.shape[:2]
        band = frame[height // 8 : height * 3 // 8].mean((0, 2))
        value = 0
        for bit in range(BITS):
            middle = int(width * (bit + 0.5) / BITS)
            value = value << 1 | int(band[middle] > 125)
        found.append(value)
    return found


def info(count: int, rate: Fraction, **more: object) -> MediaInfo:
    """What a slate says of numbered footage."""
    seconds = count / rate
    facts: dict[str, object] = {"matrix": "bt709", "colour_range": "limited", "codec": "h264"}
    facts |= {
        "kind": "video",
        "width": 96,
        "height": 54,
        "frames": count,
        "rate": rate,
        "seconds": seconds,
    }
    return MediaInfo(**{**facts, **more})  # type: ignore[arg-type]


def take(
    path: Path, shot: str, number: int, media: MediaInfo, *, is_panel: bool = False, **more: object
) -> Take:
    """A take of a file that is there (or not: then its digest is made up)."""
    digest = digest_of(path) if path.exists() else f"b2:{shot}{number}"
    slate = Slate(
        TakeRef(shot, PANEL if is_panel else CLIP, number),
        uuid=f"{shot}-{number}",
        made=datetime(2026, 1, 1, tzinfo=UTC),
        files=(SlateFile(path.name, 1, digest),),
        media=media,
        **more,  # type: ignore[arg-type]
    )
    return Take(slate, path)


def film(*shots: Shot, fps: Fraction = Fraction(24), **more: object) -> Project:
    """A project of one scene."""
    return Project(
        folder=Path("film"),
        title=Text((("", "film"),)),
        fps=fps,
        aspect=Fraction(16, 9),
        scenes=(Scene("sc010", tuple(shot.id for shot in shots)),),
        shots={shot.id: shot for shot in shots},
        **more,  # type: ignore[arg-type]
    )


def shot(name: str, frames: int = 24, **more: object) -> Shot:
    """A shot of that length."""
    return Shot(name, "sc010", 0, frames, **more)  # type: ignore[arg-type]
