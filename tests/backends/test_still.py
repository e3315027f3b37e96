"""Still takes the author's own picture, whole or cropped."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PIL import Image

from pipeline.backends.base import Operation, Order
from pipeline.backends.still import Still, StillSettings

NO_CROP = (
    "shot sh010: the crop '{}' is not `left,top widthxheight` in percent"
    " inside the picture, as in `10,5 80x60`"
)
ORDER = Order(Operation.T2I, "sh010", words={"still": "refs/a.jpg"})


@pytest.fixture
def home(tmp_path):
    """A production with one picture."""
    (tmp_path / "refs").mkdir()
    Image.effect_noise((200, 100), 60).convert("RGB").save(tmp_path / "refs/a.jpg")
    return tmp_path


def take(home, order):
    """The file that comes of an order."""
    backend = Still(StillSettings(), home)
    ticket = backend.submit(backend.prepare(order), "key", home)
    return backend.collect(ticket, home).outputs[0].path


def test_a_whole_picture_stays_byte_for_byte_what_it_was(home):
    """Nothing is encoded again."""
    path = take(home, ORDER)

    assert (home / "refs/a.jpg").read_bytes() == path.read_bytes()
    assert ".jpg" == path.suffix


def test_a_crop_is_in_percent(home):
    """Left and top, then width and height."""
    path = take(home, replace(ORDER, words={**ORDER.words, "crop": "10,20 50x40"}))

    with Image.open(path) as image:
        assert (100, 40) == image.size


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({}, "shot sh010 names no picture: give it `still: refs/a.png`"),
        ({"still": "gone.png"}, "shot sh010 names the picture 'gone.png', which is not there"),
        (
            {"still": "refs/a.jpg", "crop": "the left half"},
            NO_CROP.format("the left half"),
        ),
        (
            {"still": "refs/a.jpg", "crop": "60,0 50x50"},
            NO_CROP.format("60,0 50x50"),
        ),
    ],
)
def test_what_is_missing_is_said(home, words, fault):
    """Before anything is made."""
    assert [fault] == Still(StillSettings(), home).check(replace(ORDER, words=words))
