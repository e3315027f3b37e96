"""The composed route: MoviePy brings pictures together, frame by frame, between the two chains.

Used where two pictures meet, where a still is filmed, or where words move. Frames are planar 4:2:0
(see ``planes``); each comes from the conform chain or from a drawing, is asked for once and in
order, and goes on to the finish chain.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from moviepy import VideoClip
from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.conform import ClipReader, Shape
from pipeline.cut.darkroom import Darkroom, developed
from pipeline.cut.fitting import placed
from pipeline.cut.panes import boxes
from pipeline.cut.planes import Array, blend, halved, parts, plain_colour, set_in
from pipeline.cut.rolling import Rolled
from pipeline.cut.stills import cut_out_still, filmed_still
from pipeline.cut.titles import draw_layer, moves
from pipeline.cut.transitions import FadeOut, mix_of
from pipeline.errors import MediaError
from pipeline.facts import Digest, Json
from pipeline.media.cards import Card, draw_card
from pipeline.media.multiplane import yuv_of
from pipeline.media.sheets import OFFSETS, TO_YUV

__all__ = ["Reading", "composed_frames", "moving_layers"]

Source = Callable[[int], Array]
"""Frame of the reel -> picture; asked for in order."""

_TO_YUV = np.column_stack([TO_YUV, OFFSETS])
"""R'G'B' (full) to Y'CbCr (limited), ITU-R BT.709-6, 8 bits."""


class Reading(Struct, frozen=True):
    """Where a recipe's files are, and the frame they are brought to."""

    inputs: Mapping[Digest, Path]
    shape: Shape
    darkroom: Darkroom

    def path(self, digest: Digest) -> Path:
        """The file of that digest.

        Raises:
            MediaError: it was not handed in.
        """
        try:
            return self.inputs[digest]
        except KeyError as err:
            raise MediaError(f"a picture of this reel is not here ({digest})") from err


def composed_frames(recipe: Json, reading: Reading) -> Iterator[Array]:
    """Every frame of a reel, in order, as MoviePy composes them."""
    frames, rate = recipe["frames"], reading.shape.rate
    with ExitStack() as stack:
        clip = _clip(_base(recipe, reading, stack), frames, rate)
        for over in recipe.get("over", ()):
            clip = _clip(_laid_over(clip, _cut_out(over, reading, stack), rate), frames, rate)
        moving = moving_layers(recipe)
        finish = reading.darkroom.finish(recipe, reading.shape) if moving else []
        if finish:  # words that move are drawn here, and keep their own colours
            whole = _every_frame(clip, frames, rate)
            clip = _clip(_forward(developed(whole, finish, reading.shape)), frames, rate)
        for layer in moving:
            put = _rolling if layer["kind"] == "roll" else _titled
            clip = _clip(put(clip, layer, reading), frames, rate)
        yield from _every_frame(clip, frames, rate)


def _every_frame(clip: VideoClip, frames: int, rate: Fraction) -> Iterator[Array]:
    for frame in range(frames):
        yield clip.get_frame(_middle(frame, rate))


def moving_layers(recipe: Json) -> list[Json]:
    """The layers that change while they stand, and so cannot be drawn once."""
    return [layer for layer in recipe.get("layers", ()) if moves(layer)]


def _clip(source: Source, frames: int, rate: Fraction) -> VideoClip:
    """A MoviePy clip whose frame k is ``source(k)``."""

    def frame_function(t: float) -> Array:
        return source(min(frames - 1, max(0, math.floor(t * rate))))

    return VideoClip(frame_function=_once(frame_function), duration=float(frames / rate))


def _once(frame_function: Callable[[float], Array]) -> Callable[[float], Array]:
    """MoviePy asks for the frame at 0 to learn the size; sources are read forward only."""
    kept: dict[float, Array] = {}

    def remembered(t: float) -> Array:
        if t not in kept:
            kept.clear()
            kept[t] = frame_function(t)
        return kept[t]

    return remembered


def _middle(frame: int, rate: Fraction) -> float:
    return float((frame + Fraction(1, 2)) / rate)


def _base(recipe: Json, reading: Reading, stack: ExitStack) -> Source:
    """The picture with its transition and its fade out."""
    shown = _source(recipe["picture"], reading, stack)
    into: Json = recipe.get("into", {})
    out: Json = recipe.get("out", {})
    beneath: Json | None = recipe.get("beneath")
    under = _source(beneath, reading, stack) if beneath is not None else None
    mix, fade = mix_of(into), FadeOut(out.get("colour", "#000000"))

    def frame(k: int) -> Array:
        picture = shown(k)
        if into and k + into["offset"] < into["frames"]:
            before = under(k) if under is not None else picture
            picture = mix.at(_progress(k + into["offset"], into["frames"]), before, picture)
        if out and k >= out["at"]:
            picture = fade.at(_progress(k - out["at"], out["frames"]), picture, picture)
        return picture

    return frame


def _progress(frame: int, frames: int) -> float:
    return float((frame + Fraction(1, 2)) / frames)


def _source(picture: Json, reading: Reading, stack: ExitStack) -> Source:
    shape = reading.shape
    kind = picture["kind"]
    if kind == "colour":
        return _held(plain_colour(picture["colour"], shape.width, shape.height))
    if kind == "card":
        facts = tuple(picture["facts"])
        card = Card(picture["heading"], picture["words"], facts, is_fault=picture["fault"])
        return _held(yuv_of(draw_card(card, shape.width, shape.height)))
    if kind == "split":
        return _side_by_side(picture, reading, stack)
    if kind == "still":
        path = reading.path(picture["digest"])
        return _forward(filmed_still(picture, path, shape, reading.darkroom))
    at = _clip_frames(picture, reading, stack)
    return _on_black(at, shape) if picture["info"]["has_alpha"] else at


def _clip_frames(picture: Json, reading: Reading, stack: ExitStack) -> Source:
    """The frames of a take, conformed and graded."""
    further = reading.darkroom.on_picture(picture, placed(picture, reading.shape))
    path = reading.path(picture["digest"])
    return stack.enter_context(ClipReader(picture, path, reading.shape, further)).at


def _side_by_side(picture: Json, reading: Reading, stack: ExitStack) -> Source:
    """Each picture conformed to its own box, all of them set in one frame."""
    shape = reading.shape
    gap = Fraction(*picture["gap"])
    places = boxes(picture["layout"], gap, shape.width, shape.height)
    ground = plain_colour(picture["colour"], shape.width, shape.height)
    sources = [
        _source(cell, replace(reading, shape=replace(shape, width=wide, height=high)), stack)
        for cell, (_, _, wide, high) in zip(picture["cells"], places, strict=True)
    ]

    def frame(k: int) -> Array:
        whole = ground.copy()
        for source, place in zip(sources, places, strict=True):
            set_in(whole, source(k), place)
        return whole

    return frame


def _cut_out(picture: Json, reading: Reading, stack: ExitStack) -> Source:
    """A picture with transparency, its alpha plane (full size) below the others."""
    shape, path = reading.shape, reading.path(picture["digest"])
    if picture["kind"] == "clip":
        return _clip_frames(picture, reading, stack)
    return _held(cut_out_still(picture, path, shape, reading.darkroom))


def _on_black(source: Source, shape: Shape) -> Source:
    """A picture with transparency by itself stands before black."""
    black = plain_colour("#000000", shape.width, shape.height)
    rows = black.shape[0]

    def frame(k: int) -> Array:
        picture = source(k)
        return blend(black, picture[:rows], np.divide(picture[rows:], 255, dtype=np.float32))

    return frame


def _held(picture: Array) -> Source:
    return lambda _: picture


def _forward(pictures: Iterator[Array]) -> Source:
    """Pictures in order; the last one is held."""
    state: dict[str, Any] = {"at": -1, "picture": None}

    def frame(k: int) -> Array:
        while state["at"] < k:
            picture = next(pictures, None)
            if picture is None:
                break
            state["picture"], state["at"] = picture, state["at"] + 1
        return np.asarray(state["picture"], np.uint8)

    return frame


def _laid_over(below: VideoClip, over: Source, rate: Fraction) -> Source:
    """A picture with transparency over another."""

    def frame(k: int) -> Array:
        base, top = below.get_frame(_middle(k, rate)), over(k)
        rows = base.shape[0]
        if top.shape[0] == rows:
            return top
        return blend(base, top[:rows], np.divide(top[rows:], 255, dtype=np.float32))

    return frame


def _titled(below: VideoClip, layer: Json, reading: Reading) -> Source:
    """Words that grow about the middle of the frame while they stand."""
    shape = reading.shape
    drawn = draw_layer(layer, shape.width, shape.height, reading.inputs)
    sheet = _sheet(np.asarray(drawn.picture, np.uint8))
    across, down = shape.width / 2, shape.height / 2

    def frame(k: int) -> Array:
        base = below.get_frame(_middle(k, shape.rate))
        since = k - layer["at"]
        if not 0 <= since < layer["frames"]:
            return np.asarray(base, np.uint8)
        factor = 1 + layer["grow"] * _progress(since, layer["frames"])
        strength = _strength(since, layer["frames"], layer["fade"])
        left, top = (drawn.left - across) * factor + across, (drawn.top - down) * factor + down
        x0, y0 = max(0, math.floor(left / 2) * 2), max(0, math.floor(top / 2) * 2)
        x1 = min(shape.width, math.ceil((left + sheet.shape[1] * factor) / 2) * 2)
        y1 = min(shape.height, math.ceil((top + sheet.shape[0] * factor) / 2) * 2)
        matrix = np.array([[factor, 0, left - x0], [0, factor, top - y0]])
        moved = cv2.warpAffine(sheet, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
        picture = np.array(base, np.uint8)
        _lay(picture, moved * np.float32(strength), (x0, y0))
        return picture

    return frame


def _rolling(below: VideoClip, layer: Json, reading: Reading) -> Source:
    """The end credits, wholly of whole pixels."""
    shape = reading.shape
    rolled = Rolled(layer, (shape.width, shape.height), _sheet)

    def frame(k: int) -> Array:
        picture = np.array(below.get_frame(_middle(k, shape.rate)), np.uint8)
        since = k - layer["at"]
        for sheet, at in rolled.seen(since) if 0 <= since < layer["frames"] else ():
            _lay(picture, sheet, at)
        return picture

    return frame


def _sheet(pixels: Array) -> np.ndarray[Any, np.dtype[np.float32]]:
    """RGBA as (h, w, 4): Y', Cb, Cr multiplied by alpha, and alpha from 0 to 1."""
    height, width = pixels.shape[:2]
    luma, blue, red = cv2.split(cv2.transform(pixels[..., :3].astype(np.float32), _TO_YUV))
    alpha = pixels[..., 3].astype(np.float32) / 255
    sheet = np.empty((height, width, 4), np.float32)
    for channel, plane in enumerate((luma, blue, red)):
        sheet[..., channel] = plane * alpha
    sheet[..., 3] = alpha
    return sheet


def _lay(picture: Array, moved: np.ndarray[Any, np.dtype[np.float32]], at: tuple[int, int]) -> None:
    """Put premultiplied Y', Cb, Cr and alpha (even sides) over the picture at an even place."""
    (x0, y0), (rows, columns) = at, moved.shape[:2]
    for number, plane in enumerate(parts(picture)):
        part = moved if number == 0 else halved(moved)
        step = 1 if number == 0 else 2
        under = plane[y0 // step : (y0 + rows) // step, x0 // step : (x0 + columns) // step]
        mixed = under * (1 - part[..., 3]) + part[..., number]
        under[...] = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)


def _strength(since: int, frames: int, fade: int) -> float:
    """How much of a title is there: it comes and goes over ``fade`` frames."""
    if not fade:
        return 1.0
    return min(1.0, (since + 0.5) / fade, (frames - since - 0.5) / fade)
