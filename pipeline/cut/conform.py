"""The conform chain: bring the wanted frames of a take exactly to the delivery frame, in ffmpeg.

Both routes of the picture begin here: the plain one hands the filters to the encoder, the composed
one reads the frames as RGB arrays. Frame choice, turning, pixel aspect, cropping, scaling, range
and matrix are therefore the same in both.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from msgspec.structs import replace

from pipeline.cut.fitting import Placement, Shape, placed
from pipeline.cut.to_709 import QUICK_SCALER, SCALER, colour_filters
from pipeline.errors import MediaError
from pipeline.facts import Json
from pipeline.media.ffmpeg import Child, source
from pipeline.media.stamps import stamps_of
from pipeline.project.frame_rule import BLUR

__all__ = [
    "GROUND_LIGHT",
    "GROUND_SIGMA",
    "GROUND_WIDTH",
    "ClipReader",
    "Shape",
    "decoding",
    "fit_filters",
    "ground_height",
    "is_plain",
    "plain_chain",
    "read_times",
]

Array = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

_SEEK_SECONDS = 4
"""Files are decoded from their start up to here; only beyond it is a seek worth its risk."""

GROUND_WIDTH = 64
"""Pixels: a picture's own blur is drawn so small, and then enlarged."""
GROUND_SIGMA = 3
GROUND_LIGHT = 0.45
"""How much of the light is left in the blur beside a picture."""
LUMA_BLACK = 16
_CHUNK = 24
"""Frames that are kept for a take that is read backwards or over and over."""
_MOST_ENLARGED = 6
"""Times the frame's area that a picture is enlarged to as a whole; beyond, only what is seen."""
_MARGIN = 4
"""Lines beyond what is seen that the scaler may look at."""
_MUCH_LARGER = 2
"""Times the frame's area, from where decoding may be slower than encoding."""
_SEEKABLE = (".mp4", ".mov", ".mkv", ".m4v")


def is_plain(picture: Json) -> bool:
    """Whether ffmpeg can play it alone: a clip of constant rate, once, forward, at one speed."""
    return (
        picture["kind"] == "clip"
        and "run" in picture
        and not picture["info"]["is_variable_rate"]
        and bool(picture["info"]["rate"])
        and not picture["info"]["has_alpha"]
    )


def decoding(shape: Shape, info: Json) -> list[str]:
    """How a take is decoded: by one thread, which is faster than the encoder behind it.

    Only what is far larger than the frame gets two. A second thread that waits costs: 7 % of all
    processor time of a reel of 96 pictures, 1280x720 in and out. A draft leaves blocks with hard
    edges in pictures that no other picture is told from.
    """
    if shape.is_quick:
        return ["-threads", "1", "-skip_loop_filter", "noref"]
    width, height = info["size"]
    is_large = width * height > _MUCH_LARGER * shape.width * shape.height
    return ["-threads", "2" if is_large else "1"]


def plain_chain(
    picture: Json, path: Path, shape: Shape, frames: int, further: Sequence[str] = ()
) -> tuple[list[str], str]:
    """Input arguments and filters that give exactly ``frames`` frames in Y'CbCr 4:2:0.

    ``further`` as in ``fit_filters``.

    The source frame m is first on screen at film frame ceil((m * C - A) / B), where
    A, B, C are whole numbers: position(k) * rate / film rate = (A + k * B) / C.
    """
    info, played = picture["info"], picture["run"]
    ratio = _fraction(info["rate"]) / shape.rate
    first, step = _fraction(played["first"]) * ratio, _fraction(played["step"]) * ratio
    scale = math.lcm(first.denominator, step.denominator)
    a, b = int(first * scale), int(step * scale)
    last = info["frames"] - 1
    a = min(a, last * scale)  # wholly beyond the take: its last picture is held
    begin = a // scale
    end = min((a + (played["moving"] - 1) * b) // scale, last)
    arguments, skipped = _seek(path, begin, info)
    filters = [
        *_whole_pictures(info),
        f"trim=start_frame={begin - skipped}:end_frame={end + 1 - skipped}",
        f"settb={shape.tick}",
        f"setpts='max(0,ceil(((N+{begin})*{scale}-{a})/{b}))'",
        f"fps={shape.rate.numerator}/{shape.rate.denominator}:start_time=0",
        "tpad=stop_mode=clone:stop=-1",
        f"trim=end_frame={frames}",
        *fit_filters(picture, shape, further),
    ]
    return [*arguments, *source(path)], ",".join(filters)


def _seek(path: Path, frame: int, info: Json) -> tuple[list[str], int]:
    """Where decoding begins: half a frame before the first wanted one, or the file's start.

    ffmpeg counts from the beginning of the file, which may lie before that of its pictures.
    """
    rate = _fraction(info["rate"])
    if frame < _SEEK_SECONDS * rate or path.suffix.lower() not in _SEEKABLE:
        return [], 0
    frame -= bool(info.get("is_interlaced"))  # what fields are told from
    late = _fraction(info["start"]) if "start" in info else Fraction(0)
    at = (frame - Fraction(1, 2)) / rate + late
    return ["-ss", f"{float(at):.6f}"], frame


def _decoder(info: Json) -> list[str]:
    """The decoder that a file needs, where it is not the usual one."""
    return ["-c:v", info["decoder"]] if "decoder" in info else []


def _whole_pictures(info: Json) -> list[str]:
    """Of two fields one picture is made, as many as there were; a field shows half its moment."""
    return ["bwdif=mode=send_frame:deint=interlaced"] if info.get("is_interlaced") else []


def fit_filters(picture: Json, shape: Shape, further: Sequence[str] = ()) -> list[str]:
    """Flop, scale, crop or pad to the delivery frame: square pixels, BT.709, limited, 4:2:0.

    ``further`` filters work on the picture before anything is set beside it, and keep its form.
    """
    info = picture["info"]
    laid = placed(picture, shape)
    left, top, wide, high = laid.box
    filters = ["hflip"] if picture.get("flop") else []
    if laid.scaled_width * laid.scaled_height > _MOST_ENLARGED * shape.width * shape.height:
        laid, cut = _cut_first(laid, info["size"])
        filters.append(cut)
    scaler = QUICK_SCALER if shape.is_quick else SCALER
    filters += colour_filters(info, (laid.scaled_width, laid.scaled_height), scaler)
    if laid.covers(shape) or (laid.scaled_width, laid.scaled_height) != (wide, high):
        filters.append(f"crop={wide}:{high}:{laid.left}:{laid.top}")
    filters += further
    if not laid.covers(shape):
        filters.append(_beside(picture, shape, (left, top)))
    return [*filters, "setsar=1"]


def _cut_first(laid: Placement, size: tuple[int, int]) -> tuple[Placement, str]:
    """Cut away what is far outside before it is enlarged: a zoom of 20 needs no gigabyte."""
    _, _, wide, high = laid.box
    x0, x1, width, left = _stretch(laid.left, wide, laid.scaled_width, size[0])
    y0, y1, height, top = _stretch(laid.top, high, laid.scaled_height, size[1])
    cut = f"crop={x1 - x0}:{y1 - y0}:{x0}:{y0}"
    return replace(laid, scaled_width=width, scaled_height=height, left=left, top=top), cut


def _stretch(start: int, length: int, scaled: int, source: int) -> tuple[int, int, int, int]:
    """First and last line of the source that are needed, their scaled length, and the corner."""
    factor = Fraction(scaled, source)
    first = max(0, math.floor(start / factor / 2) * 2 - _MARGIN)
    last = min(source, math.ceil((start + length) / factor / 2) * 2 + _MARGIN)
    wide = max(length, math.ceil((last - first) * factor / 2) * 2)
    corner = math.floor((start - first * factor) / 2) * 2
    return first, last, wide, min(max(0, corner), wide - length)


def _beside(picture: Json, shape: Shape, corner: tuple[int, int]) -> str:
    """What stands beside a picture that does not fill the frame: a colour, or its own blur.

    Where the picture has transparency, black is nothing: what is beneath it shows.
    """
    left, top = corner
    has_alpha = picture["info"]["has_alpha"]
    ground = picture["frame"].get("ground", "")
    if ground == BLUR and not has_alpha:
        small = f"scale={GROUND_WIDTH}:{ground_height(shape)}:flags=area,format=yuv444p"
        dark = ":".join(
            (
                f"y='{LUMA_BLACK}+(val-{LUMA_BLACK})*{GROUND_LIGHT}'",
                *(f"{plane}='128+(val-128)*{GROUND_LIGHT}'" for plane in "uv"),
            )
        )
        large = f"scale={shape.width}:{shape.height}:flags={SCALER},format=yuv420p"
        return (
            f"split[sharp][soft];[soft]{small},gblur=sigma={GROUND_SIGMA},lutyuv={dark},{large}"
            f"[ground];[ground][sharp]overlay=x={left}:y={top}:format=yuv420:shortest=1"
        )
    colour = f"0x{ground[1:]}" if ground.startswith("#") else "black"
    clear = "@0" if has_alpha and not ground.startswith("#") else ""
    return f"pad={shape.width}:{shape.height}:{left}:{top}:color={colour}{clear}"


def ground_height(shape: Shape) -> int:
    """Lines of the small picture that becomes the blur."""
    return max(2, round(GROUND_WIDTH * shape.height / shape.width))


def _fraction(pair: Any) -> Fraction:
    return Fraction(pair[0], pair[1])


def read_times(path: Path, codec: str = "") -> list[Fraction]:
    """When each picture of a file is shown, in seconds from the first, in order.

    Raises:
        MediaError: the file holds no pictures.
    """
    stamps = stamps_of(path, "v:0", codec=codec)
    if not stamps.times:
        raise MediaError(f"{path.name} holds no pictures")
    return [(stamp - stamps.times[0]) * stamps.tick for stamp in stamps.times]


class ClipReader:
    """The frames of one take as planar 4:2:0, (height * 3/2, width); alpha below where it has one.

    ``at(k)`` gives film frame k; reading forward costs one decode, going back begins again from
    the file's start, with the last few dozen frames kept.
    """

    def __init__(
        self, picture: Json, path: Path, shape: Shape, further: Sequence[str] = ()
    ) -> None:
        """``further`` as in ``fit_filters``."""
        self._picture, self._path, self._shape = picture, path, shape
        self._further = further
        self._has_alpha = picture["info"]["has_alpha"]
        self._indices = _indices(picture, path, shape)
        self._kept: OrderedDict[int, Array] = OrderedDict()
        self._child: Child | None = None
        self._next = 0
        self._is_at_end = False

    def at(self, frame: int) -> Array:
        """Film frame ``frame`` of the reel; beyond the last one the last is held."""
        wanted = self._indices[min(frame, len(self._indices) - 1)]
        found = self._kept.get(wanted)
        if found is not None:
            return found
        if self._child is None or wanted < self._next:
            self._open(max(0, wanted - self._back(frame)))
        picture = None
        while self._next <= wanted and not self._is_at_end:
            picture = self._read_or(picture)
        if picture is None:
            picture = self._last()
        return picture

    def _back(self, frame: int) -> int:
        """Backwards reading fetches a stretch at a time."""
        following = self._indices[min(frame + 1, len(self._indices) - 1)]
        current = self._indices[min(frame, len(self._indices) - 1)]
        return _CHUNK - 1 if following < current else 0

    def _read_or(self, before: Array | None) -> Array | None:
        picture = self._read()
        return before if picture is None else picture

    def _last(self) -> Array:
        if not self._kept:
            raise MediaError(f"{self._path.name} gave no picture")
        return next(reversed(self._kept.values()))

    def _read(self) -> Array | None:
        height, width = self._shape.height, self._shape.width
        rows = height * 3 // 2 + (height if self._has_alpha else 0)
        picture = np.empty((rows, width), np.uint8)
        if self._child is None:
            return None
        got = self._child.read_into(picture.data.cast("B"))
        if got < picture.nbytes:
            self._is_at_end = True
            self._child.finish()
            return None
        self._kept[self._next] = picture
        if len(self._kept) > _CHUNK:
            self._kept.popitem(last=False)
        self._next += 1
        return picture

    def _open(self, begin: int) -> None:
        self.close()
        info = self._picture["info"]
        is_regular = info["rate"] and not info["is_variable_rate"]
        arguments, skipped = _seek(self._path, begin, info) if is_regular else ([], 0)
        filters = [
            *_whole_pictures(info),
            f"trim=start_frame={begin - skipped}",
            *fit_filters(self._picture, self._shape, self._further),
        ]
        layout = "yuva420p" if self._has_alpha else "yuv420p"
        self._child = Child(
            [
                *(*decoding(self._shape, info), *_decoder(info), *arguments, *source(self._path)),
                *("-map", "0:v:0", "-vf", ",".join(filters), "-fps_mode", "passthrough"),
                *("-f", "rawvideo", "-pix_fmt", layout, "pipe:1"),
            ],
            doing=f"reading {self._path.name}",
            reads=True,
        )
        self._next, self._is_at_end = begin, False

    def close(self) -> None:
        """Stop decoding."""
        if self._child is not None:
            self._child.__exit__(None, None, None)
            self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _indices(picture: Json, path: Path, shape: Shape) -> list[int]:
    """Which source frame each film frame of the reel shows."""
    info = picture["info"]
    if "run" in picture:
        first, step = _fraction(picture["run"]["first"]), _fraction(picture["run"]["step"])
        places = [first + k * step for k in range(picture["run"]["moving"])]
    else:
        places = [_fraction(place) for place in picture["places"]]
    if info["is_variable_rate"] or not info["rate"]:
        times = read_times(path, info.get("codec", ""))
        return [max(0, bisect_right(times, place / shape.rate) - 1) for place in places]
    rate, last = _fraction(info["rate"]), info["frames"] - 1
    return [min(max(0, math.floor(place / shape.rate * rate)), last) for place in places]
