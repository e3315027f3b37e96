"""Walls, floors and soft light on them: tone fields computed at a quarter and enlarged."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.art.frame import Floats, Frame
from pipeline.art.sheets import Bytes, CutSheet, Light

__all__ = ["lay_tones", "lit_field"]


def lit_field(
    frame: Frame, light: Light, tones: tuple[float, float], *, power: float = 1.25
) -> Floats:
    """A tone field at 1/4 size: bright at the light, dark 5.2 radii away (tones dark, bright)."""
    x, y = frame.grid(4)
    away = np.sqrt((x - light.x) ** 2 + ((y - light.y) * 1.1) ** 2)
    near = np.clip(1 - away / (light.radius * 5.2), 0, 1) ** power
    dark, bright = tones
    field: Floats = dark + (bright - dark) * near
    return field


def lay_tones(sheet: CutSheet, field: Floats) -> None:
    """Set the tones of a whole sheet from a field at 1/4 size; its silhouette is left alone."""
    height, width = sheet.tones.shape
    small: Bytes = np.clip(field, 0, 255).astype(np.uint8)
    sheet.tones[:] = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
