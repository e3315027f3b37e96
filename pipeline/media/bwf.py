"""Broadcast WAV (EBU Tech 3285): sound that knows at which sample of the day it begins."""

from __future__ import annotations

from pathlib import Path

__all__ = ["bwf_arguments"]


def bwf_arguments(into: Path, *, about: str, begin: int) -> tuple[str, ...]:
    """What ffmpeg is told to write its sound so: 24 bits, RF64 where it is too long for WAV.

    ``begin`` is the time reference: samples since midnight, where a workstation spots the file.
    """
    return (
        *("-c:a", "pcm_s24le", "-map_metadata", "-1", "-fflags", "+bitexact"),
        *("-flags:a", "+bitexact", "-metadata", f"description={about}"),
        *("-metadata", f"time_reference={begin}"),
        *("-write_bext", "1", "-rf64", "auto", "-f", "wav", f"file:{into}"),
    )
