"""The draft's corner: shot, take and the take's own frame, drawn once a digit and set together.

No place in the film is ever written into a reel: it would make everything after a trim new.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.cut.grain import source_frames
from pipeline.facts import Json
from pipeline.media.lettering import Lettering, draw_lines

__all__ = ["write_marks"]

_SIZE = 0.042
"""Height of the letters in parts of the frame's height, at least 11 pixels."""
_PAPER_ALPHA = 120
_DIGITS = 5
_MARGIN = 2
"""What ``draw_lines`` leaves free around letters without outline and glow."""


def write_marks(recipe: Json, path: Path) -> tuple[int, int]:
    """Write one RGBA strip a frame, raw, and return the strip's even width and height."""
    size = max(11.0, recipe["size"][1] * _SIZE)
    picture = recipe["picture"]
    counts = source_frames(picture, recipe["frames"]) if picture["kind"] == "clip" else []
    label = _plate(recipe["marks"] or "-", size)
    digits = [_plate(str(digit), size) for digit in range(10)] if counts else []
    cell = max((digit.shape[1] for digit in digits), default=0)
    pad = max(2, round(size * 0.3))
    width = label.shape[1] + 2 * pad + (pad + cell * _DIGITS if digits else 0)
    width, strip_height = width + width % 2, label.shape[0] + label.shape[0] % 2
    strip = np.zeros((strip_height, width, 4), np.uint8)
    strip[..., 3] = _PAPER_ALPHA
    _set(strip, label, pad)
    with path.open("wb") as file:
        for frame in range(recipe["frames"]):
            shown = strip.copy()
            if digits:
                count = f"{counts[min(frame, len(counts) - 1)]:>{_DIGITS}d}"
                for place, digit in enumerate(count[-_DIGITS:]):
                    if digit != " ":
                        left = label.shape[1] + 2 * pad + cell * place
                        _set(shown, digits[int(digit)], left)
            file.write(shown.tobytes())
    return width, strip_height


def _plate(text: str, size: float) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    letters = draw_lines([text], Lettering(size, weight=600, colour="#f2f2f2", align="left"))
    width = max(1, letters.width - 2 * _MARGIN)
    plate = Image.new("RGBA", (width, round(size * 1.55)), (0, 0, 0, 0))
    plate.alpha_composite(letters.crop((_MARGIN, 0, _MARGIN + width, plate.height)))
    return np.asarray(plate, np.uint8)


def _set(
    strip: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
    plate: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
    left: int,
) -> None:
    """Lay letters on the paper of the strip."""
    height, width = plate.shape[:2]
    under = strip[:height, left : left + width]
    alpha = plate[: under.shape[0], : under.shape[1], 3:].astype(np.uint16)
    over = plate[: under.shape[0], : under.shape[1]].astype(np.uint16)
    mixed = (over[..., :3] * alpha + under[..., :3] * (255 - alpha)) // 255
    under[..., :3] = mixed.astype(np.uint8)
    under[..., 3] = np.maximum(under[..., 3], alpha[..., 0].astype(np.uint8))
