"""Write a spoken line as a sound file, higher or deeper than it was spoken."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.errors import MediaError
from pipeline.media.ffmpeg import run

__all__ = ["write_speech"]

_RATE = 48_000


def write_speech(
    wave: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    path: Path,
    *,
    rate: int,
    pitch: float = 1.0,
) -> None:
    """Write mono samples as WAV: 48 kHz, 24 bits, one channel, as long as they were.

    Args:
        wave: (n,) samples, full scale is 1.
        path: where to.
        rate: samples a second of ``wave``.
        pitch: 0.84 is deeper, as of a larger throat; what is said lasts as long.

    Raises:
        MediaError: another shape, or it cannot be written.
        DiskFull: no room.
    """
    if wave.ndim != 1:
        raise MediaError(f"{path}: speech has the shape {wave.shape}, expected (n,)")
    moved = () if pitch == 1 else ("-af", f"rubberband=pitch={pitch:.4f}:formant=shifted")
    run(
        (
            *("-v", "error", "-y", "-f", "f32le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0"),
            *(*moved, "-ar", str(_RATE), "-c:a", "pcm_s24le", "-map_metadata", "-1"),
            *("-fflags", "+bitexact", "-flags:a", "+bitexact", str(path)),
        ),
        doing=f"writing {path}",
        data=np.ascontiguousarray(wave, "<f4").tobytes(),
    )
