"""When the pictures of a file are shown: by its packets, or by decoding where they hide it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from pipeline.media.ffmpeg import run, source

__all__ = [
    "HIDDEN_PACKETS",
    "Beginnings",
    "Stamps",
    "beginnings",
    "decoded_stamps",
    "exact_rate",
    "stamps_of",
]

HIDDEN_PACKETS = frozenset({"vp8", "mpeg4", "msmpeg4v3", "gif"})
"""Codecs whose packets need not be one picture each: their frames are counted by decoding."""

_AS_STAMPED = ("-fps_mode", "passthrough", "-enc_time_base", "demux")
"""Decoded, with the stamps that the file gives."""
_REORDERED = 24
"""Pictures behind the first one of which none may be shown before it."""
_UNKNOWN = -(2**63)
"""A stamp that the file does not give, as ffmpeg writes it."""
_DISCARDED = 4
"""The flag of a packet that lies before the beginning that an edit list names: never shown."""

_RATES = tuple(
    Fraction(top, bottom)
    for top, bottom in (
        *((24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (48, 1), (50, 1)),
        *((60000, 1001), (60, 1), (15, 1), (12, 1), (10, 1), (120, 1), (8, 1), (16, 1)),
    )
)


class Stamps(Struct, frozen=True):
    """When the pictures of a stream are shown, in ticks."""

    tick: Fraction
    times: tuple[int, ...]
    last: int
    """Duration of the last picture, in ticks; 0 when the file does not say."""
    has_gaps: bool = False
    """Some packets bear no stamp: only decoding tells when their pictures are shown."""
    first: int = 0
    """The stamp that stands first in the file, in ticks."""


def stamps_of(path: Path, stream: int | str, *, codec: str = "") -> Stamps:
    """The stamps of a stream, in the order of showing; decoded only where packets do not tell."""
    if codec not in HIDDEN_PACKETS:
        found = _listed(path, ("-map", f"0:{stream}", "-c", "copy"))
        if not found.has_gaps:
            return found
    return decoded_stamps(path, stream)


def decoded_stamps(path: Path, stream: int | str) -> Stamps:
    """The stamps of the pictures (or sounds) that decoding gives."""
    return _listed(path, ("-map", f"0:{stream}", *_AS_STAMPED))


class Beginnings(Struct, frozen=True):
    """Where picture and sound of a file begin."""

    picture: Stamps
    sound: Stamps
    is_whole: bool
    """Nothing went wrong: what else was written in the same go is there."""

    @property
    def delay(self) -> Fraction:
        """Seconds from the first picture to the first sound; 0 where one is missing."""
        picture, sound = self.picture, self.sound
        if not picture.times or not sound.times:
            return Fraction(0)
        return sound.times[0] * sound.tick - picture.times[0] * picture.tick


def beginnings(path: Path, further: Sequence[str] = ()) -> Beginnings:
    """The stamps of the first picture and of the first sound of a file.

    Of the sound as decoding gives it, of the picture by its packets: the first whole picture, if
    none of the next ones is shown before it, else decoded too. Both are empty where the file does
    not hold both. ``further``: an output that the same process writes.
    """
    by_packets = _begun(path, ("-c", "copy", "-frames:v", str(_REORDERED)), further)
    times = by_packets.picture.times
    if times and times[0] == by_packets.picture.first and not by_packets.picture.has_gaps:
        return by_packets
    return _begun(path, ("-frames:v", "1", *_AS_STAMPED), further)


def _begun(path: Path, how: Sequence[str], further: Sequence[str]) -> Beginnings:
    listing = run(
        (
            *("-v", "quiet", "-y", "-threads", "1", *source(path)),
            *("-map", "0:v:0", *how, "-f", "framecrc", "pipe:1"),
            *("-map", "0:a:0", "-frames:a", "1", *_AS_STAMPED, "-f", "framecrc", "pipe:2"),
            *further,
        ),
        doing=f"reading {path}",
        is_checked=False,
    )
    sound = _read(listing.log.encode())
    return Beginnings(_read(listing.output), sound, listing.code == 0)


def _listed(path: Path, how: tuple[str, ...]) -> Stamps:
    listing = run(
        ("-v", "error", *source(path), *how, "-f", "framecrc", "pipe:1"),
        doing=f"reading {path}",
        is_checked=False,
    )
    return _read(listing.output)


def _read(listing: bytes) -> Stamps:
    """``stream, dts, pts, duration, size, crc[, F=flags]``, one packet a line."""
    tick, rows, has_gaps = Fraction(1, 1000), [], False
    for line in listing.decode("ascii", "replace").splitlines():
        if line.startswith("#tb 0:"):
            above, _, below = line.split(":", 1)[1].strip().partition("/")
            if _is_whole(above) and _is_whole(below) and int(above) > 0 and int(below) > 0:
                tick = Fraction(int(above), int(below))
        elif line and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split(",")]
            if len(cells) < 6 or not _is_whole(cells[2]) or not _is_whole(cells[3]):
                continue
            if cells[-1].startswith("F=") and int(cells[-1][2:], 0) & _DISCARDED:
                continue
            if int(cells[2]) == _UNKNOWN:
                has_gaps = True
                continue
            rows.append((int(cells[2]), int(cells[3])))
    first = rows[0][0] if rows else 0
    rows.sort()
    last = rows[-1][1] if rows else 0
    return Stamps(tick, tuple(time for time, _ in rows), max(0, last), has_gaps, first)


def _is_whole(cell: str) -> bool:
    return cell.lstrip("-").isascii() and cell.lstrip("-").isdigit()


def exact_rate(stamps: Stamps, average: Fraction, said: Fraction | None) -> Fraction | None:
    """The rate at which every stamp falls on its frame within one tick; None when none does.

    Coarse ticks (1/1000 in WebM and Matroska) hold 23.976 as 42, 41, 42 ...; of the standard rates
    that explain all of them, the one nearest to what the header says is meant, else the average.
    """
    first = stamps.times[0]
    hoped = average if said is None else said
    near = sorted(
        (rate for rate in _RATES if abs(rate - average) < average / 100),
        key=lambda rate: abs(rate - hoped),
    )
    for rate in (*near, average.limit_denominator(1001)):
        if not rate:
            continue
        step = 1 / rate / stamps.tick
        if all(abs(time - first - n * step) <= 1 for n, time in enumerate(stamps.times)):
            return rate
    return None
