"""The darkroom: where ffmpeg gives pictures and parts the colours that their recipes ask for.

A grade is worked out once, as curves and a matrix, and applied in R'G'B' of 16 bits, full range;
what is not graded never leaves Y'CbCr.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.fitting import Placement, Shape
from pipeline.cut.grading import finish_steps
from pipeline.cut.grain import grain_places
from pipeline.errors import MediaError
from pipeline.facts import Digest, Grade, Json
from pipeline.media.colour import curves, saturating
from pipeline.media.cube import Table, lattice, read_cube, table_text
from pipeline.media.digests import digest_of_bytes
from pipeline.media.encode import TAGS
from pipeline.media.ffmpeg import Child, run
from pipeline.media.graph import quoted
from pipeline.media.texture import GRAIN_STEP, SPARE, grain_tile, vignette_mask, y4m

__all__ = ["Darkroom", "developed"]

_CURVE_POINTS = 16384
"""Of a grade's curve: so many that the nearest is within a tenth of a step of 8 bits."""
_SCALER = "bicubic+accurate_rnd+full_chroma_int+full_chroma_inp"
Array = np.ndarray[Any, np.dtype[np.uint8]]


class Darkroom(Struct, frozen=True):
    """Where colours are worked on: the files of a part, and a folder for its tables."""

    inputs: Mapping[Digest, Path]
    folder: Path

    def filters(self, *graded: Json, has_alpha: bool = False) -> list[str]:
        """Filters that do to Y'CbCr 4:2:0 what these pictures or parts say, one after the other."""
        steps = [step for written in graded for step in self.steps(written)]
        if not steps:
            return []
        rgb, ycc = ("gbrap16le", "yuva420p") if has_alpha else ("gbrp16le", "yuv420p")
        into = "in_range=tv:in_color_matrix=bt709:out_range=pc"
        back = "in_range=pc:out_range=tv:out_color_matrix=bt709"
        return [
            f"scale=flags={_SCALER}:{into}",
            f"format={rgb}",
            *steps,
            f"scale=flags={_SCALER}:{back}",
            f"format={ycc}",
        ]

    def on_picture(self, picture: Json, laid: Placement, *finish: Json) -> list[str]:
        """What is done to one clip in its box, and then to the whole; see ``fit_filters``.

        Planes that are looked up together are tagged alike: ffmpeg would convert one of them.
        """
        has_alpha = picture["info"]["has_alpha"]
        if "vignette" not in picture or has_alpha:
            return self.filters(picture, *finish, has_alpha=has_alpha)
        _, _, width, height = laid.box
        mask = vignette_mask(width, height, Fraction(*picture["vignette"]))
        path = self._file(y4m(mask, mask[::2, ::2]), "y4m")
        dark = {"c0": 16, "c1": 128, "c2": 128}
        rounded = ":".join(f"{c}='{zero}+floor((x-{zero})*y/255+0.5)'" for c, zero in dark.items())
        laid_on = f"{TAGS}[lens];movie={quoted(path)},{TAGS}[mask];[lens][mask]lut2={rounded}"
        return [*self.filters(picture), laid_on, *self.filters(*finish)]

    def finish(self, recipe: Json, shape: Shape) -> list[str]:
        """What is done to a whole part before words are laid over it: colours, then grain."""
        return [*self.filters(*finish_steps(recipe)), *self.grain(recipe, shape)]

    def grain(self, recipe: Json, shape: Shape) -> list[str]:
        """Grain over a part: a tile of it that lies differently on every frame of a take.

        It is strongest on middle grey, and there is none in black and in white.
        """
        if "grain" not in recipe:
            return []
        grain, width, height = recipe["grain"], shape.width, shape.height
        wide, high = width + SPARE, height + SPARE
        path = self._file(_tile(wide, high, Fraction(*grain["size"]), height), "y4m")
        places = grain_places(grain, SPARE)
        x, y = (_by_frame([at[i] for at in places]) for i in (0, 1))
        deviation = 2.19 * float(Fraction(*grain["strength"]))
        share = "clip((x-16)/219,0,1)"
        sum_of = f"x+(y-128)/{GRAIN_STEP}*{deviation:.6f}*4*{share}*(1-{share})"
        still = f"loop=loop=-1:size=1:start=0,settb={shape.tick},setpts=N"
        tile = f"movie={quoted(path)},{TAGS},{still},trim=end_frame={len(places)}"
        crop = f"crop=w={width}:h={height}:x='{x}':y='{y}'"
        laid_on = f"lut2=c0='clip(floor({sum_of}+0.5),0,255)':c1=x:c2=x"
        return [f"{TAGS}[clean];{tile},{crop}[tile];[clean][tile]{laid_on}"]

    def steps(self, written: Json) -> list[str]:
        """Filters on R'G'B' for what one picture or part says."""
        steps: list[str] = []
        if "grade" in written:
            values = {name: Fraction(*pair) for name, pair in written["grade"].items()}
            steps += self._grade(Grade(**values))
        if "lut" in written:
            path = self.inputs.get(written["lut"])
            if path is None:
                raise MediaError(f"a colour table of this reel is not here ({written['lut']})")
            steps += (self._table(text) for text in _tables(path, written["lut"]))
        return steps

    def still(self, pixels: Array, written: Json) -> Array:
        """R'G'B' (h, w, 3) in the colours that a picture asks for; as it is where it asks none."""
        steps = self.steps(written)
        if not steps:
            return pixels
        height, width = pixels.shape[:2]
        layout = ("-f", "rawvideo", "-pix_fmt", "rgb24")
        size = ("-video_size", f"{width}x{height}")
        chain = ",".join(["format=gbrp16le", *steps, "format=rgb24"])
        output = run(
            ("-v", "error", *layout, *size, "-i", "pipe:0", "-vf", chain, *layout, "pipe:1"),
            doing="grading a still",
            data=np.ascontiguousarray(pixels).tobytes(),
        ).output
        return np.frombuffer(output, np.uint8).reshape(height, width, 3)

    def _grade(self, grade: Grade) -> Iterator[str]:
        if {grade.temperature, grade.exposure, grade.contrast} - {None}:
            yield self._table(_curves(replace(grade, saturation=None)))
        if grade.saturation is not None:  # a matrix is straight from corner to corner
            corners = lattice(2) @ saturating(grade.saturation).T
            yield self._table(table_text(Table(2, is_3d=True, values=corners)))

    def _table(self, text: str) -> str:
        """The filter that looks colours up in a table, which is written beside the part."""
        path = self._file(text.encode("ascii"), "cube")
        if text.startswith("LUT_1D"):
            points = "nearest" if text.startswith(f"LUT_1D_SIZE {_CURVE_POINTS}\n") else "linear"
            return f"lut1d=file={quoted(path)}:interp={points}"
        return f"lut3d=file={quoted(path)}:interp=tetrahedral"

    def _file(self, data: bytes, ending: str) -> Path:
        """A file with that content beside the part, written once."""
        path = self.folder / f"{digest_of_bytes(data).removeprefix('b2:')}.{ending}"
        if not path.exists():
            path.write_bytes(data)
        return path


@lru_cache(maxsize=2)
def _tile(width: int, height: int, size: Fraction, lines: int) -> bytes:
    """The tile of a film's grain; made once a worker."""
    return y4m(grain_tile(width, height, size, lines))


def _by_frame(values: Sequence[int], first: int = 0) -> str:
    """An expression of ffmpeg's whose value is the frame's own; halved again and again.

    A plain sum of them is refused from about a hundred on: its parser nests no deeper.
    """
    if len(values) == 1:
        return str(values[0])
    half = len(values) // 2
    before, after = _by_frame(values[:half], first), _by_frame(values[half:], first + half)
    return f"if(lt(n,{first + half}),{before},{after})"


@lru_cache(maxsize=32)
def _curves(grade: Grade) -> str:
    """The curves as a table of one dimension; worked out once a worker."""
    steps = np.linspace(0, 1, _CURVE_POINTS)[:, None] * np.ones(3)
    return table_text(Table(_CURVE_POINTS, is_3d=False, values=curves(steps, grade)))


@lru_cache(maxsize=8)
def _tables(path: Path, digest: Digest) -> tuple[str, ...]:  # noqa: ARG001 - what it is kept by
    """The author's table as files that begin at black 0 and end at white 1; read once a worker."""
    texts = []
    for table in read_cube(path).tables:
        if not table.is_plain:
            least, most = np.array(table.least), np.array(table.most)
            ends = (np.array([[0.0], [1.0]]) - least) / (most - least)
            texts.append(table_text(Table(2, is_3d=False, values=ends)))
        texts.append(table_text(table))
    return tuple(texts)


def developed(frames: Iterable[Array], filters: list[str], shape: Shape) -> Iterator[Array]:
    """Every frame of planar 4:2:0 through filters that keep its form, in order.

    They are fed from a thread of their own, so that neither side waits for the other for good.
    """
    size = f"{shape.width}x{shape.height}"
    layout = ("-f", "rawvideo", "-pix_fmt", "yuv420p")
    chain = ",".join(filters)
    arguments = [
        *("-v", "error", "-filter_threads", "1", *layout, "-video_size", size),
        *("-framerate", f"{shape.rate.numerator}/{shape.rate.denominator}", "-i", "pipe:0"),
        *("-filter_complex", f"[0:v:0]{chain}[out]", "-map", "[out]"),
        *("-fps_mode", "passthrough", *layout, "pipe:1"),
    ]
    faults: list[BaseException] = []
    with Child(arguments, doing="grading a part", feeds=True, reads=True) as child:

        def feed() -> None:
            try:
                for frame in frames:
                    child.write(frame.data.cast("B"))
            except Exception as err:  # noqa: BLE001 - raised where the frames are waited for
                faults.append(err)
            child.end_input()

        feeder = Thread(target=feed, daemon=True)
        feeder.start()
        picture = np.empty((shape.height * 3 // 2, shape.width), np.uint8)
        while child.read_into(picture.data.cast("B")) == picture.nbytes:
            yield picture
            picture = np.empty_like(picture)
        feeder.join()
        if faults:
            raise faults[0]
        child.finish()
