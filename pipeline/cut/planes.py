"""Pictures as planes: planar Y'CbCr 4:2:0, BT.709, limited range, the form that films are kept in.

    (height * 3/2, width) bytes:   |  Y'      |  height rows
                                   |  Cb, Cr  |  height/2 rows, each plane height/2 x width/2

Composing in this form costs no way through R'G'B': frames that nothing meets pass bit by bit, and
a weighed sum of two pictures is the weighed sum of their bytes.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from PIL import ImageColor

from pipeline.media.multiplane import yuv_of

__all__ = ["Array", "blend", "halved", "parts", "plain_colour", "set_in", "weighed"]

Array = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def parts(picture: Array) -> tuple[Array, Array, Array]:
    """Views of Y' (h, w), Cb and Cr (h/2, w/2); writing into them writes the picture."""
    rows, width = picture.shape
    height = rows * 2 // 3
    chroma = picture[height:].reshape(2, height // 2, width // 2)
    return picture[:height], chroma[0], chroma[1]


def set_in(whole: Array, picture: Array, place: tuple[int, int, int, int]) -> None:
    """Write a picture into another at left, top, width, height: all of them even."""
    left, top, width, height = place
    for number, (into, part) in enumerate(zip(parts(whole), parts(picture), strict=True)):
        step = 1 if number == 0 else 2
        rows = slice(top // step, (top + height) // step)
        into[rows, left // step : (left + width) // step] = part


def weighed(one: Array, other: Array, share: float) -> Array:
    """``one * (1 - share) + other * share``, rounded."""
    share = min(1.0, max(0.0, share))
    return np.asarray(cv2.addWeighted(one, 1 - share, other, share, 0), np.uint8)


def plain_colour(colour: str, width: int, height: int) -> Array:
    """A frame of one colour, ``#rrggbb`` or a colour's name."""
    return yuv_of(np.full((height, width, 3), ImageColor.getrgb(colour)[:3], np.uint8))


def halved(plane: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A plane at half the size, four samples averaged: what one chroma sample covers."""
    height, width = plane.shape[:2]
    half: np.ndarray[Any, Any] = cv2.resize(
        plane, (width // 2, height // 2), interpolation=cv2.INTER_AREA
    )
    return half


def blend(below: Array, over: Array, share: np.ndarray[Any, np.dtype[np.float32]]) -> Array:
    """``over`` on ``below``, by a share (h, w) from 0 to 1 for each pixel."""
    result = np.empty_like(below)
    shares = (share, halved(share), halved(share))
    for into, under, top, weight in zip(
        parts(result), parts(below), parts(over), shares, strict=True
    ):
        mixed = under + (top.astype(np.float32) - under) * weight
        into[...] = np.rint(mixed).astype(np.uint8)
    return result
