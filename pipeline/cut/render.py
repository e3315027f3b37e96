"""Render one reel from its recipe: conform, compose where needed, finish, encode, count.

    take ──conform (ffmpeg)──┬───────────────────────────┬──finish (ffmpeg)── codec
                             └─ arrays ── MoviePy ───────┘   still layers, marks, tags

A pure performer: the same recipe and the same files give the same pictures, in any process.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.cut.boxes import read_movie
from pipeline.cut.conform import Shape, decoding, is_plain, plain_chain
from pipeline.cut.darkroom import Darkroom
from pipeline.cut.encoders import encoder, to_codec
from pipeline.cut.fitting import placed
from pipeline.cut.grading import finish_steps
from pipeline.cut.marks import write_marks
from pipeline.cut.titles import draw_layer, moves
from pipeline.errors import DiskFull, MediaError
from pipeline.facts import Digest, Json
from pipeline.media.encode import TAGS
from pipeline.media.ffmpeg import Child, source
from pipeline.project.codecs import codec_of

if TYPE_CHECKING:
    from pipeline.cut.planes import Array

__all__ = ["goes_plain", "render_reel"]


class _Base(Struct):
    """What the finish chain begins with."""

    arguments: list[str]
    filters: str
    frames: Iterable[Array] | None = None
    """Fed through the pipe; None where ffmpeg reads the file itself."""


def goes_plain(recipe: Json) -> bool:
    """Whether ffmpeg makes the reel alone: one clip, nothing meets it and nothing moves."""
    composed = any(key in recipe for key in ("into", "out", "over"))
    is_moving = any(moves(layer) for layer in recipe.get("layers", ()))
    return not composed and not is_moving and is_plain(recipe["picture"])


def render_reel(recipe: Json, inputs: Mapping[Digest, Path], into: Path) -> None:
    """Make the reel at ``into``; it has that name only when its frames have been counted.

    Raises:
        MediaError: a file of it is missing or broken, or the count is not the recipe's.
        DiskFull: there was no room.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".reel-", dir=into.parent) as name:
            folder = Path(name)
            unfinished = folder / f"reel{codec_of(recipe['encode']).ending}"
            _encode(recipe, inputs, unfinished, folder)
            counted = read_movie(unfinished).frames
            wanted = recipe["frames"] * recipe.get("repeat", 1)
            if counted != wanted:
                raise MediaError(f"a reel came out with {counted} frames; its recipe has {wanted}")
            unfinished.replace(into)
    except OSError as err:
        raise (
            DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
        ) from err


def _encode(recipe: Json, inputs: Mapping[Digest, Path], path: Path, folder: Path) -> None:
    width, height = recipe["size"]
    shape = Shape(width, height, Fraction(*recipe["rate"]), is_quick="quick" in recipe)
    base = _base(recipe, Darkroom(inputs, folder), shape)
    rate = shape.rate * recipe.get("repeat", 1)
    layers, graph = _finish(recipe, shape, (folder, inputs), base.filters)
    end = "[shown]" if "repeat" in recipe else "[out]"
    arguments = [
        *("-v", "error", "-y", "-filter_threads", "1", *base.arguments, *layers),
        *("-filter_complex", graph, "-map", end, *encoder(recipe, rate), str(path)),
    ]
    doing = f"rendering {path.name}"
    if base.frames is None:
        with Child(arguments, doing=doing) as child:
            child.finish()
        return
    with Child(arguments, doing=doing, feeds=True) as child:
        for frame in base.frames:
            child.write(frame.data.cast("B"))
        child.finish()


def _base(recipe: Json, darkroom: Darkroom, shape: Shape) -> _Base:
    picture, frames, inputs = recipe["picture"], recipe["frames"], darkroom.inputs
    if goes_plain(recipe):
        path = inputs.get(picture["digest"])
        if path is None:
            raise MediaError(f"a picture of this reel is not here ({picture['digest']})")
        laid = placed(picture, shape)
        if laid.covers(shape):
            first = darkroom.on_picture(picture, laid, *finish_steps(recipe))
            then = darkroom.grain(recipe, shape)
        else:  # what stands beside it is the film's alone
            first, then = darkroom.on_picture(picture, laid), darkroom.finish(recipe, shape)
        arguments, filters = plain_chain(picture, path, shape, frames, first)
        return _Base([*decoding(shape, picture["info"]), *arguments], ",".join([filters, *then]))
    from pipeline.cut.picture import Reading, composed_frames, moving_layers

    reading = Reading(inputs, shape, darkroom)
    is_done = bool(moving_layers(recipe))  # before those were drawn
    further = [] if is_done else darkroom.finish(recipe, shape)
    chain = ",".join([TAGS, *further])
    return _Base(_pipe(shape, "yuv420p"), chain, composed_frames(recipe, reading))


def _pipe(shape: Shape, layout: str) -> list[str]:
    rate = f"{shape.rate.numerator}/{shape.rate.denominator}"
    size = f"{shape.width}x{shape.height}"
    frames = ["-f", "rawvideo", "-pix_fmt", layout, "-video_size", size, "-framerate", rate]
    return [*frames, "-i", "pipe:0"]


class _Finish:
    """The still layers and the marks over the picture, its bars, and the colours named.

    Inputs and chains are gathered one after the other; ``[pN]`` is the picture after N of them.
    """

    def __init__(self, folder: Path, fonts: Mapping[Digest, Path], filters: str) -> None:
        self.inputs: list[str] = []
        self._chains = [f"[0:v:0]{filters}[p0]"]
        self._folder, self._fonts, self._number = folder, fonts, 0

    def lay(self, layers: Iterable[Json], shape: Shape) -> None:
        """Still layers over a frame of that shape; what moves was drawn by the composed route."""
        for layer in layers:
            if moves(layer):
                continue
            drawn = draw_layer(layer, shape.width, shape.height, self._fonts)
            number = self._number + 1
            file = self._folder / f"layer{number}.png"
            drawn.picture.save(file, compress_level=1)
            self.inputs += source(file)
            self._over(_layer_chain(layer, shape, number), drawn.left, drawn.top)

    def mark(self, recipe: Json, shape: Shape) -> None:
        """Shot, take and frame in the corner."""
        file, number = self._folder / "marks.raw", self._number + 1
        width, height = write_marks(recipe, file)
        strip = Shape(width, height, shape.rate)
        self.inputs += [*_pipe(strip, "rgba")[:-1], f"file:{file}"]
        self._over(f"[{number}:v:0]{_to_layer_colours()}[l{number}]", *_corner(shape))

    def pad(self, bars: list[int]) -> None:
        """Black bars: the picture at an even place of a larger frame."""
        size = ":".join(map(str, bars))
        self._put(f"format=yuv420p,pad={size}:black")

    def graph(self, last: str) -> str:
        """All of it, to ``[out]``; ``last`` is the filter before the colours are named."""
        last = f"[p{self._number}]{last},setsar=1,{TAGS}[out]"
        return ";".join([*self._chains, last])

    def _over(self, chain: str, left: int, top: int) -> None:
        place = f"overlay=x={left}:y={top}:format=yuv420:eof_action=pass:repeatlast=0"
        self._number += 1
        number = self._number
        self._chains += [chain, f"[p{number - 1}][l{number}]{place}[p{number}]"]

    def _put(self, filters: str) -> None:
        """Filters behind what there is; the picture keeps its number."""
        last = self._chains.pop().removesuffix(f"[p{self._number}]")
        self._chains.append(f"{last},{filters}[p{self._number}]")


def _finish(
    recipe: Json, shape: Shape, files: tuple[Path, Mapping[Digest, Path]], filters: str
) -> tuple[list[str], str]:
    """What comes over the picture; returns the further inputs and the filter graph to ``[out]``."""
    finish = _Finish(*files, filters)
    layers = recipe.get("layers", ())
    finish.lay((layer for layer in layers if "bar" not in layer), shape)
    if "marks" in recipe:
        finish.mark(recipe, shape)
    if "bars" in recipe:
        width, height = recipe["bars"][:2]
        finish.pad(recipe["bars"])
        frame = Shape(width, height, shape.rate)
        finish.lay((layer for layer in layers if "bar" in layer), frame)
    graph, repeat = finish.graph(to_codec(recipe)), recipe.get("repeat", 1)
    return finish.inputs, graph if repeat == 1 else f"{graph};{_repeated(repeat, shape)}"


def _repeated(repeat: int, shape: Shape) -> str:
    """Every frame of ``[out]`` several times, on a clock that is as many times faster."""
    rate = shape.rate * repeat
    clock = f"settb={rate.denominator}/{rate.numerator}"
    numbers = range(repeat)
    chains = [f"[out]split={repeat}" + "".join(f"[r{n}]" for n in numbers)]
    chains += [f"[r{n}]{clock},setpts={repeat}*N+{n}[s{n}]" for n in numbers]
    ends = "".join(f"[s{n}]" for n in numbers)
    return ";".join([*chains, f"{ends}interleave=nb_inputs={repeat}[shown]"])


def _layer_chain(layer: Json, shape: Shape, number: int) -> str:
    """One drawing, held as long as it stands, faded about its own beginning and end.

    A layer that was cut in two keeps its own clock, so that the second half of a fade is the
    second half: frames before the reel are made and dropped.
    """
    at, frames, fade = layer["at"], layer["frames"], layer.get("fade", 0)
    filters = [
        _to_layer_colours(),
        "loop=loop=-1:size=1:start=0",
        f"settb={shape.tick}",
        "setpts=N",
    ]
    if fade:
        filters.append(f"fade=type=in:start_frame=0:nb_frames={fade}:alpha=1")
        filters.append(f"fade=type=out:start_frame={frames - fade}:nb_frames={fade}:alpha=1")
    filters.append(f"trim=start_frame={max(0, -at)}:end_frame={frames}")
    filters.append(f"setpts=PTS+{at}")
    return f"[{number}:v:0]{','.join(filters)}[l{number}]"


def _to_layer_colours() -> str:
    return "scale=in_range=pc:out_range=tv:out_color_matrix=bt709,format=yuva420p"


def _corner(shape: Shape) -> tuple[int, int]:
    inset = max(2, round(shape.height * 0.03))
    return inset - inset % 2, inset - inset % 2
