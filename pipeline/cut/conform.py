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

from pipeline.cut.fitting import Shape, placed
from pipeline.errors import MediaError
from pipeline.facts import Json
from pipeline.media.ffmpeg import Child, run, source
from pipeline.project.frame_rule import BLUR

__all__ = [
    "GROUND_LIGHT",
    "GROUND_SIGMA",
    "GROUND_WIDTH",
    "ClipReader",
    "Shape",
    "fit_filters",
    "ground_height",
    "is_plain",
    "plain_chain",
    "read_times",
]

Array = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

_SEEK_SECONDS = 4
"""Files are decoded from their start up to here; only beyond it is a seek worth its risk."""

_SCALER = "bicubic+accurate_rnd+full_chroma_int"
GROUND_WIDTH = 64
"""Pixels: a picture's own blur is drawn so small, and then enlarged."""
GROUND_SIGMA = 3
GROUND_LIGHT = 0.45
"""How much of the light is left in the blur beside a picture."""
LUMA_BLACK = 16
_CHUNK = 24
"""Frames that are kept for a take that is read backwards or over and over."""
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
    arguments, skipped = _seek(path, begin, _fraction(info["rate"]))
    filters = [
        f"trim=start_frame={begin - skipped}:end_frame={end + 1 - skipped}",
        f"settb={shape.tick}",
        f"setpts='max(0,ceil(((N+{begin})*{scale}-{a})/{b}))'",
        f"fps={shape.rate.numerator}/{shape.rate.denominator}:start_time=0",
        "tpad=stop_mode=clone:stop=-1",
        f"trim=end_frame={frames}",
        *fit_filters(picture, shape, further),
    ]
    return [*arguments, *source(path)], ",".join(filters)


def _seek(path: Path, frame: int, rate: Fraction) -> tuple[list[str], int]:
    """Where decoding begins: half a frame before the first wanted one, or the file's start."""
    if frame < _SEEK_SECONDS * rate or path.suffix.lower() not in _SEEKABLE:
        return [], 0
    at = (frame - Fraction(1, 2)) / rate
    return ["-ss", f"{float(at):.6f}"], frame


def fit_filters(picture: Json, shape: Shape, further: Sequence[str] = ()) -> list[str]:
    """Flop, scale, crop or pad to the delivery frame: square pixels, BT.709, limited, 4:2:0.

    ``further`` filters work on the picture before anything is set beside it, and keep its form.
    """
    info = picture["info"]
    laid = placed(picture, shape)
    left, top, wide, high = laid.box
    filters = ["hflip"] if picture.get("flop") else []
    colours = "out_range=tv:out_color_matrix=bt709"
    if not _is_rgb(info):
        levels = "pc" if info["range"] == "full" else "tv"
        colours += f":in_range={levels}:in_color_matrix={_matrix(info)}"
    size = f"{laid.scaled_width}:{laid.scaled_height}"
    filters.append(f"scale={size}:flags={_SCALER}:{colours}")
    filters.append("format=yuva420p" if info["has_alpha"] else "format=yuv420p")
    if laid.covers(shape) or (laid.scaled_width, laid.scaled_height) != (wide, high):
        filters.append(f"crop={wide}:{high}:{laid.left}:{laid.top}")
    filters += further
    if not laid.covers(shape):
        filters.append(_beside(picture, shape, (left, top)))
    return [*filters, "setsar=1"]


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
        large = f"scale={shape.width}:{shape.height}:flags={_SCALER},format=yuv420p"
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


def _matrix(info: Json) -> str:
    """The file's own word; where it has none, what its size makes likely (as players assume)."""
    if info["matrix"]:
        return str(info["matrix"])
    return "bt709" if info["size"][1] >= 720 or info["size"][0] >= 1280 else "bt601"


def _is_rgb(info: Json) -> bool:
    return info.get("codec", "") in {"png", "gif", "apng", "qtrle", "rawvideo"}


def _fraction(pair: Any) -> Fraction:
    return Fraction(pair[0], pair[1])


def read_times(path: Path) -> list[Fraction]:
    """When each picture of a file is shown, in seconds from the first, in order.

    Raises:
        MediaError: the file holds no pictures.
    """
    arguments = [*source(path), "-map", "0:v:0", "-c", "copy", "-f", "framecrc", "pipe:1"]
    listing = run(arguments, doing=f"reading the times of {path.name}").output.decode("ascii")
    tick = Fraction(1, 1000)
    stamps: list[int] = []
    for line in listing.splitlines():
        if line.startswith("#tb 0:"):
            tick = Fraction(line.split(":", 1)[1].strip())
        elif line and not line.startswith("#"):
            stamps.append(int(line.split(",")[2]))
    if not stamps:
        raise MediaError(f"{path.name} holds no pictures")
    stamps.sort()
    return [(stamp - stamps[0]) * tick for stamp in stamps]


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
        rate = self._picture["info"]["rate"]
        is_regular = rate and not self._picture["info"]["is_variable_rate"]
        arguments, skipped = _seek(self._path, begin, _fraction(rate)) if is_regular else ([], 0)
        filters = [
            f"trim=start_frame={begin - skipped}",
            *fit_filters(self._picture, self._shape, self._further),
        ]
        layout = "yuva420p" if self._has_alpha else "yuv420p"
        self._child = Child(
            [
                *("-threads", "2", *arguments, *source(self._path)),
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
        times = read_times(path)
        return [max(0, bisect_right(times, place / shape.rate) - 1) for place in places]
    rate, last = _fraction(info["rate"]), info["frames"] - 1
    return [min(max(0, math.floor(place / shape.rate * rate)), last) for place in places]
