"""A still on the camera's table: turned over, cropped or set on a ground, then filmed.

frame +------------------------+      bars stand still; inside the box the camera moves over
      |      +--------+        |      the picture as it would over one that fills the frame
      |      | box ↔  |        |
      +------------------------+
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageOps

from pipeline.cut.conform import GROUND_LIGHT, GROUND_SIGMA, GROUND_WIDTH
from pipeline.cut.darkroom import Darkroom
from pipeline.cut.fitting import Placement, Shape, focus_of, placed
from pipeline.cut.planes import Array, plain_colour, set_in
from pipeline.facts import Camera, Json
from pipeline.media.moves import path_of
from pipeline.media.multiplane import Shape as FilmShape
from pipeline.media.multiplane import film_yuv, space_of, still_stack, yuv_of
from pipeline.media.opening import opened_picture
from pipeline.media.pictures import read_picture
from pipeline.media.texture import vignette_mask
from pipeline.project.frame_rule import BLUR

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["cut_out_still", "filmed_still"]

_ALONG_TALL = ("tilt", "crane")
_ALONG_WIDE = ("pan", "truck")
"""Moves that travel along a picture taller, or wider, than the frame."""


def filmed_still(picture: Json, path: Path, shape: Shape, darkroom: Darkroom) -> Iterator[Array]:
    """The frames of a still with its move, from the recipe's offset on."""
    pixels = darkroom.still(read_picture(path), picture)
    if picture.get("flop"):
        pixels = np.ascontiguousarray(pixels[:, ::-1])
    rule = picture.get("frame")
    if rule is None or rule["rule"] == "fill":
        yield from _exposed(_filling(pixels, picture, shape), picture, shape)
        return
    laid = placed(picture, shape, (pixels.shape[1], pixels.shape[0]))
    if laid.covers(shape):
        yield from _exposed(_seen(pixels, laid), picture, shape)
        return
    ground = _ground(pixels, rule, shape)
    _, _, wide, high = laid.box
    for frame in _exposed(_seen(pixels, laid), picture, Shape(wide, high, shape.rate)):
        whole = ground.copy()
        set_in(whole, frame, laid.box)
        yield whole


def cut_out_still(picture: Json, path: Path, shape: Shape, darkroom: Darkroom) -> Array:
    """A still with transparency, its alpha plane (full size) below the others."""
    with opened_picture(path) as image:
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    size = (shape.width, shape.height)
    if "frame" in picture:
        fitted = _laid_out(upright, placed(picture, shape, upright.size), picture, size)
    else:
        fitted = ImageOps.fit(upright, size)
    pixels = np.asarray(ImageOps.mirror(fitted) if picture.get("flop") else fitted, np.uint8)
    opaque = yuv_of(darkroom.still(np.ascontiguousarray(pixels[..., :3]), picture))
    return np.concatenate([opaque, pixels[..., 3]])


def _laid_out(
    image: Image.Image, laid: Placement, picture: Json, size: tuple[int, int]
) -> Image.Image:
    """The picture in its box; beside it nothing, or the colour that was asked for."""
    left, top, wide, high = laid.box
    scaled = image.resize((laid.scaled_width, laid.scaled_height), Image.Resampling.BICUBIC)
    part = scaled.crop((laid.left, laid.top, laid.left + wide, laid.top + high))
    ground = picture["frame"].get("ground", "")
    sheet = Image.new("RGBA", size, ground if ground.startswith("#") else (0, 0, 0, 0))
    if ground.startswith("#"):
        sheet.alpha_composite(part, (left, top))
    else:
        sheet.paste(part, (left, top))
    return sheet


def _exposed(pixels: Array, picture: Json, shape: Shape) -> Iterator[Array]:
    move = picture["move"]
    stack = still_stack(pixels, shape.width, shape.height)
    film_shape = FilmShape(shape.width, shape.height, max(1, move["length"]), shape.rate)
    space = space_of(stack, shape.width, shape.height)
    path = path_of(_camera(move["camera"]), seconds=film_shape.seconds, space=space)
    frames = islice(film_yuv(stack, path, film_shape), move["offset"], None)
    yield from _behind_lens(frames, picture, shape) if "vignette" in picture else frames


def _behind_lens(frames: Iterator[Array], picture: Json, shape: Shape) -> Iterator[Array]:
    """With dark corners: they stand still while the camera moves."""
    mask = vignette_mask(shape.width, shape.height, Fraction(*picture["vignette"]))
    left = np.concatenate(
        [mask, np.resize(mask[::2, ::2], (2, mask.size // 4)).reshape(-1, shape.width)]
    )
    dark = plain_colour("#000000", shape.width, shape.height).astype(np.float32)
    for frame in frames:
        mixed = dark + (frame - dark) * (left / np.float32(255))
        yield np.floor(mixed + np.float32(0.5)).astype(np.uint8)


def _filling(pixels: Array, picture: Json, shape: Shape) -> Array:
    """What the camera has before it where the picture fills the frame.

    A picture of quite another form is set on a soft ground, unless ``fill`` is asked for. Where
    the camera travels along it nothing is cropped: what is out of the frame comes into it.
    """
    rule = picture.get("frame", {})
    aspect = (pixels.shape[1] / pixels.shape[0]) / (shape.width / shape.height)
    move = (picture["move"]["camera"] or {}).get("move")
    is_along = move in (_ALONG_TALL if aspect < 1 else _ALONG_WIDE)
    if focus_of(rule) is not None and not is_along:
        return _seen(pixels, placed(picture, shape, (pixels.shape[1], pixels.shape[0])))
    if "zoom" in picture:
        factor, x, y = (top / bottom for top, bottom in picture["zoom"])
        height, width = pixels.shape[:2]
        wide, high = max(2, round(width / factor)), max(2, round(height / factor))
        left, top = round((width - wide) * x / 100), round((height - high) * y / 100)
        return np.ascontiguousarray(pixels[top : top + high, left : left + wide])
    if rule or is_along or 0.5 <= aspect <= 2:
        return pixels
    return _grounded(pixels, shape.width / shape.height)


def _seen(pixels: Array, laid: Placement) -> Array:
    """The part of the picture that its placement shows, at the picture's own size."""
    rows, columns = pixels.shape[:2]
    _, _, wide, high = laid.box
    across, down = columns / laid.scaled_width, rows / laid.scaled_height
    left, top = round(laid.left * across), round(laid.top * down)
    right = max(left + 1, round((laid.left + wide) * across))
    bottom = max(top + 1, round((laid.top + high) * down))
    return np.ascontiguousarray(pixels[top:bottom, left:right])


def _ground(pixels: Array, rule: Json, shape: Shape) -> Array:
    """What stands beside the picture, as planes."""
    ground = rule.get("ground", "#000000")
    if ground != BLUR:
        return plain_colour(ground, shape.width, shape.height)
    soft = _soft(pixels, shape.width, shape.height)
    return yuv_of(soft)


def _grounded(pixels: Array, aspect: float) -> Array:
    """The whole picture before a dark, blurred enlargement of itself that fills the frame."""
    height, width = pixels.shape[:2]
    frame_width, frame_height = max(width, round(height * aspect)), height
    if width / height > aspect:
        frame_width, frame_height = width, round(width / aspect)
    ground = _soft(pixels, frame_width, frame_height, aspect)
    left, top = (frame_width - width) // 2, (frame_height - height) // 2
    ground[top : top + height, left : left + width] = pixels
    return ground


def _soft(pixels: Array, width: int, height: int, aspect: float | None = None) -> Array:
    """A dark, blurred enlargement of a picture, whatever its shape."""
    lines = max(2, round(GROUND_WIDTH / (aspect or width / height)))
    small = cv2.resize(pixels, (GROUND_WIDTH, lines), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), GROUND_SIGMA)
    ground = cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.convertScaleAbs(ground, alpha=GROUND_LIGHT), np.uint8)


def _camera(written: Json | None) -> Camera | None:
    if written is None:
        return None

    def pair(name: str) -> tuple[Fraction, Fraction] | None:
        found = written[name]
        return (Fraction(*found[0]), Fraction(*found[1])) if found else None

    return Camera(
        written["move"], written["direction"], written["pace"], pair("zoom"), pair("focus")
    )
