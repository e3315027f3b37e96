"""A picture carries its recipe until somebody paints over it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from pipeline.media.pictures import PictureNote, write_picture
from pipeline.media.recipes import recipe_in, write_with_recipe

PICTURE = np.arange(6 * 8 * 3, dtype=np.uint8).reshape(6, 8, 3)
RECIPE = {"sketch": 1, "words": "行星发动机"}


@pytest.fixture
def path(tmp_path):
    """A picture with a recipe inside."""
    write_with_recipe(PICTURE, tmp_path / "a.png", RECIPE, PictureNote("x", tool="rushes"))
    return tmp_path / "a.png"


def test_the_recipe_comes_back(path):
    """Word for word."""
    assert RECIPE == recipe_in(path)


def test_one_changed_pixel_is_enough(path):
    """A copy that was painted over keeps the text and loses the recipe."""
    with Image.open(path) as image:
        texts = dict(image.text)
    painted = PICTURE.copy()
    painted[0, 0, 0] ^= 1

    write_picture(painted, path, texts=texts)

    assert recipe_in(path) is None


@pytest.mark.parametrize("content", [b"", b"not a picture"])
def test_what_holds_no_recipe_has_none(tmp_path, content):
    """Nothing fails."""
    (tmp_path / "a.png").write_bytes(content)
    Image.new("RGB", (4, 4)).save(tmp_path / "b.png")

    assert recipe_in(tmp_path / "a.png") is None
    assert recipe_in(tmp_path / "b.png") is None
