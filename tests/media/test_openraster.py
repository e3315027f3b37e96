"""OpenRaster files as painting programs expect them."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import MediaError
from pipeline.media.openraster import Layer, write_ora

WHOLE = np.full((20, 30, 3), 90, np.uint8)


def clear_with_square():
    """A half see-through red square on a large clear layer, premultiplied."""
    pixels = np.zeros((40, 50, 4), np.uint8)
    pixels[10:14, 20:26] = (100, 0, 0, 128)
    return pixels


def test_a_layer_is_cut_to_its_box_and_keeps_its_place(tmp_path):
    """Straight alpha, and an offset that may be negative."""
    layers = [
        Layer("sky", np.full((20, 30, 4), 255, np.uint8)),
        Layer("<fore>", clear_with_square(), -10, -8),
    ]

    write_ora(layers, WHOLE, tmp_path / "a.ora")

    with zipfile.ZipFile(tmp_path / "a.ora") as file:
        stack = file.read("stack.xml").decode()
        assert "<layer name=\"&lt;fore&gt;\" src=\"data/layer001.png\" x='10' y='2'" in stack
        assert stack.index("fore") < stack.index("sky")
        with file.open("data/layer001.png") as data, Image.open(data) as image:
            assert (6, 4) == image.size
            assert (199, 0, 0, 128) == image.getpixel((0, 0))


def test_the_same_layers_give_the_same_bytes(tmp_path):
    """Nothing of the day is written."""
    for name in ("a.ora", "b.ora"):
        write_ora([Layer("x", clear_with_square())], WHOLE, tmp_path / name)

    assert (tmp_path / "a.ora").read_bytes() == (tmp_path / "b.ora").read_bytes()


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    """And nothing half is left there."""
    with pytest.raises(MediaError, match="cannot be written"):
        write_ora([Layer("x", clear_with_square())], WHOLE, tmp_path / "no" / "a.ora")
