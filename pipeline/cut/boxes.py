"""Look into the boxes of an mp4: codec parameters, frames counted, and when each is shown.

After ISO/IEC 14496-12 (the file format) and 14496-15 (``avcC``, ``hvcC``). Reading a few kilobytes
of tables takes no process and no decoding: a join may look at every one of a thousand reels.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from pipeline.errors import MediaError
from pipeline.project.codecs import CODECS, Codec

__all__ = ["Movie", "read_movie"]

_BY_ENTRY = {codec.entry.encode(): codec for codec in CODECS.values()}
_RECORDS = {"h264": b"avcC", "hevc": b"hvcC"}
_CONTAINERS = {b"trak", b"mdia", b"minf", b"stbl"}


class Movie(Struct, frozen=True):
    """The picture track of an mp4."""

    codec: Codec
    parameters: bytes
    """The decoder's configuration record: equal bytes can be joined. Of ProRes, which has none,
    what the sample entry says of codec, size and colours."""
    width: int
    height: int
    time_scale: int
    frames: int
    times: tuple[int, ...]
    """When each frame is shown, in ticks, in the order of showing; only differences count."""
    sizes: tuple[int, ...] = ()
    """Bytes of each coded picture, in the order of the file."""
    whole: frozenset[int] | None = None
    """Which of them need no other picture; None: all of them."""


def read_movie(path: Path) -> Movie:
    """The picture track of the mp4 at ``path``.

    Raises:
        MediaError: it is no whole mp4 (or mov) with a picture track of a codec that we write.
    """
    try:
        with path.open("rb") as file:
            for track in _tracks(_movie_box(file)):
                if track.get(b"hdlr", b"")[8:12] == b"vide":
                    return _movie(track)
    except (OSError, struct.error, KeyError, IndexError) as err:
        raise MediaError(f"{path.name} is not a whole mp4: {err}") from err
    raise MediaError(f"{path.name} holds no picture track")


def _movie_box(file: BinaryIO) -> bytes:
    """The contents of ``moov``, wherever it stands in the file."""
    while header := file.read(8):
        size, kind = struct.unpack(">I4s", header)
        length = size - 8
        if size == 1:
            length = struct.unpack(">Q", file.read(8))[0] - 16
        if kind == b"moov":
            return file.read(length)
        if size == 0:
            break
        file.seek(length, 1)
    raise KeyError("it has no table of contents")


def _children(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        begin = at + 8
        if size == 1:
            size = struct.unpack_from(">Q", data, begin)[0]
            begin += 8
        yield kind, data[begin : at + size]
        at += max(size, 8)


def _tracks(moov: bytes) -> Iterator[dict[bytes, bytes]]:
    for kind, data in _children(moov):
        if kind == b"trak":
            found: dict[bytes, bytes] = {}
            _gather(data, found)
            yield found


def _gather(data: bytes, found: dict[bytes, bytes]) -> None:
    for kind, inner in _children(data):
        if kind in _CONTAINERS:
            _gather(inner, found)
        else:
            found.setdefault(kind, inner)


def _movie(track: dict[bytes, bytes]) -> Movie:
    entry = track[b"stsd"][8:]
    size, kind = struct.unpack_from(">I4s", entry)
    codec = _BY_ENTRY.get(kind)
    if codec is None:
        raise KeyError(f"its picture is none of {', '.join(CODECS)}")
    width, height = struct.unpack_from(">HH", entry, 32)
    boxes = dict(_children(entry[86:size]))
    record = boxes.get(_RECORDS.get(codec.name, b""), entry[4:size])
    header = track[b"mdhd"]
    scale_at = 12 if header[0] == 0 else 20
    return Movie(
        codec=codec,
        parameters=record,
        width=width,
        height=height,
        time_scale=struct.unpack_from(">I", header, scale_at)[0],
        frames=struct.unpack_from(">I", track[b"stsz"], 8)[0],
        times=tuple(sorted(_shown(track))),
        sizes=_sizes(track[b"stsz"]),
        whole=_whole(track.get(b"stss")),
    )


def _sizes(box: bytes) -> tuple[int, ...]:
    alike, count = struct.unpack_from(">II", box, 4)
    return (alike,) * count if alike else struct.unpack_from(f">{count}I", box, 12)


def _whole(box: bytes | None) -> frozenset[int] | None:
    if box is None:
        return None
    (count,) = struct.unpack_from(">I", box, 4)
    return frozenset(number - 1 for number in struct.unpack_from(f">{count}I", box, 8))


def _shown(track: dict[bytes, bytes]) -> Iterator[int]:
    """Decoding times (``stts``) with the way from each to its showing (``ctts``)."""
    ways = [way for count, way in _runs(track.get(b"ctts", b""), ">Ii") for _ in range(count)]
    number, at = 0, 0
    for count, step in _runs(track[b"stts"], ">II"):
        for _ in range(count):
            yield at + (ways[number] if number < len(ways) else 0)
            number, at = number + 1, at + step


def _runs(box: bytes, form: str) -> Iterator[tuple[int, int]]:
    if box:
        for number in range(struct.unpack_from(">I", box, 4)[0]):
            count, value = struct.unpack_from(form, box, 8 + 8 * number)
            yield int(count), int(value)
