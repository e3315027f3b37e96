"""Decode a file from first to last, so that half a download is never taken for a take."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from pipeline.errors import MediaError
from pipeline.facts import MediaInfo
from pipeline.media.ffmpeg import run, source
from pipeline.media.opening import opened_picture
from pipeline.media.probe import probe, promised_time

__all__ = ["Expected", "verify"]

_FETCH = "it may be only half downloaded: fetch it again"
_FRAME = re.compile(r"^frame=\s*(\d+)", re.MULTILINE)
_TIME = re.compile(r"^out_time_us=\s*(\d+)", re.MULTILINE)
_RATE_TOLERANCE = Fraction(1, 1000)


class Expected(Struct, frozen=True):
    """What a file was promised to be; what is None is not asked."""

    kind: str | None = None
    """``image``, ``video`` or ``audio``."""
    frames: int | None = None
    """Exactly so many pictures."""
    at_least: int | None = None
    """No fewer pictures than that."""
    size: tuple[int, int] | None = None
    rate: Fraction | None = None


def verify(path: Path, expected: Expected | None = None) -> MediaInfo:
    """Decode everything in the file and compare it with what was promised.

    Returns:
        What the file holds, its frames counted by decoding.

    Raises:
        MediaError: broken, cut short, or something else than promised: says expected and found.
    """
    info = probe(path)
    if info.kind == "image":
        _decode_still(path)
    else:
        info = _decode(path, info)
    _compare(path, info, expected or Expected())
    return info


def _decode_still(path: Path) -> None:
    with opened_picture(path) as image:
        image.load()


def _decode(path: Path, info: MediaInfo) -> MediaInfo:
    maps = ("-map", "0:v:0") if info.kind == "video" else ("-map", "0:a:0")
    sound = ("-map", "0:a:0?") if info.kind == "video" else ()
    report = run(
        (
            *("-v", "error", "-err_detect", "explode", *source(path), *maps, *sound),
            *("-fps_mode", "passthrough", "-progress", "pipe:1", "-f", "null", "-"),
        ),
        doing=f"decoding {path}",
        is_checked=False,
    )
    said = report.log.strip()
    if report.code != 0 or said:
        raise MediaError(
            f"{path} cannot be decoded to its end: {report.reason}",
            fix=_FETCH,
        )
    progress = report.output.decode("ascii", "replace")
    times = [int(time) for time in _TIME.findall(progress)]
    played = max(Fraction(max(times, default=0), 1_000_000), info.seconds * bool(info.frames))
    promised = promised_time(path)
    # Matroska counts its length from zero, wherever the pictures begin
    if promised.seconds - promised.start - played > max(Fraction(1, 2), promised.seconds / 20):
        raise MediaError(
            f"{path} promises {float(promised.seconds):.1f} s and holds {float(played):.1f} s",
            fix=_FETCH,
        )
    if info.kind == "audio":
        return info
    counted = _FRAME.findall(progress)
    frames = int(counted[-1]) if counted else 0
    if frames != info.frames:
        raise MediaError(
            f"{path} promises {info.frames} pictures and holds {frames} that can be decoded",
            fix=_FETCH,
        )
    return info


def _compare(path: Path, info: MediaInfo, expected: Expected) -> None:
    wrong = []
    if expected.kind is not None and info.kind != expected.kind:
        wrong.append((f"a file of kind {expected.kind}", info.kind))
    if expected.frames is not None and info.frames != expected.frames:
        wrong.append((f"{expected.frames} pictures", str(info.frames)))
    if expected.at_least is not None and info.frames < expected.at_least:
        wrong.append((f"at least {expected.at_least} pictures", str(info.frames)))
    if expected.size is not None and (info.width, info.height) != expected.size:
        wrong.append(("{}x{}".format(*expected.size), f"{info.width}x{info.height}"))
    if expected.rate is not None and (
        info.rate is None or abs(info.rate - expected.rate) > expected.rate * _RATE_TOLERANCE
    ):
        found = "none" if info.rate is None else f"{float(info.rate):.3f}"
        wrong.append((f"{float(expected.rate):.3f} pictures a second", found))
    if wrong:
        raise MediaError(
            f"{path}: " + "; ".join(f"expected {asked}, found {found}" for asked, found in wrong)
        )
