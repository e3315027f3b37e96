"""Sketch draws from words, names what it cannot draw, and keeps its layers."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from pipeline.backends.base import Operation, Order
from pipeline.backends.sketch import Sketch, SketchSettings, brief_of, write_layers
from pipeline.media.pictures import PictureNote, note_of, read_picture

ORDER = Order(
    Operation.T2I,
    "sh010",
    prompt="a lighthouse",
    width=320,
    height=136,
    seed=5,
    words={
        "panel": "a lighthouse in the snow, a quokka",
        "style": "noir",
        "framing": "WS",
        "angle": "low",
        "lens": "35mm",
        "place": "sc010",
        "film": "The Last Light",
        "named": [["keeper", "an old man in a yellow coat"]],
    },
)


def draw(home, order, **settings):
    """The panel of an order."""
    backend = Sketch(SketchSettings(**settings), home)
    ticket = backend.submit(backend.prepare(order), "key", home)
    return backend.collect(ticket, home).outputs[0].path


def test_the_drawing_is_told_all_that_the_author_said():
    """Words, style, fields, place, film, elements, seed and shape."""
    brief = brief_of(ORDER, "woodcut")

    assert "a lighthouse in the snow, a quokka" == brief.words
    assert "noir, woodcut" == brief.style
    assert ("WS", "low", "35mm") == (brief.framing, brief.angle, brief.lens)
    assert ("sc010", "The Last Light", 5) == (brief.place, brief.film, brief.seed)
    assert (("keeper", "an old man in a yellow coat"),) == brief.named
    assert 320 / 136 == brief.aspect


def test_unknown_words_are_named():
    """What will not be seen is said before it is drawn."""
    assert ["quokka"] == list(Sketch(SketchSettings(), Path()).unknown_words(ORDER))


def test_the_picture_has_the_ordered_size_and_its_note(tmp_path):
    """A clean PNG that says what it is."""
    path = draw(tmp_path, ORDER)

    with Image.open(path) as image:
        assert (320, 136) == image.size
        assert "RGB" == image.mode
    assert PictureNote("a lighthouse", "", "rushes", 5) == note_of(path)


def test_another_seed_is_another_picture(tmp_path):
    """Takes differ."""
    one = read_picture(draw(tmp_path, ORDER))
    other = read_picture(draw(tmp_path, replace(ORDER, seed=6)))

    assert np.abs(one.astype(int) - other).mean() > 3


def test_layers_open_in_a_painting_program(tmp_path):
    """OpenRaster: mimetype first and plain, layers from the top down, a merged picture."""
    path = draw(tmp_path, ORDER)

    assert write_layers(path, tmp_path / "a.ora")

    with zipfile.ZipFile(tmp_path / "a.ora") as file:
        first = file.infolist()[0]
        assert ("mimetype", zipfile.ZIP_STORED) == (first.filename, first.compress_type)
        assert b"image/openraster" == file.read("mimetype")
        image = ET.fromstring(file.read("stack.xml"))  # noqa: S314 - written a moment ago
        layers = image.findall("./stack/layer")
        assert ("320", "136") == (image.get("w"), image.get("h"))
        assert len(layers) >= 4
        assert "sky" == layers[-1].get("name")
        with file.open("mergedimage.png") as merged, Image.open(merged) as whole:
            assert np.array_equal(np.asarray(whole), read_picture(path))
        for layer in layers:
            with file.open(layer.get("src")) as data, Image.open(data) as picture:
                assert "RGBA" == picture.mode


def test_layers_laid_together_are_the_picture(tmp_path):
    """What a painter sees is what was drawn, but for grain and vignette."""
    order = replace(ORDER, words={**ORDER.words, "style": ""})
    path = draw(tmp_path, order)
    write_layers(path, tmp_path / "a.ora")

    with zipfile.ZipFile(tmp_path / "a.ora") as file:
        image = ET.fromstring(file.read("stack.xml"))  # noqa: S314 - written a moment ago
        size = int(image.get("w")), int(image.get("h"))
        laid = Image.new("RGBA", size, (0, 0, 0, 255))
        for layer in reversed(image.findall("./stack/layer")):
            with file.open(layer.get("src")) as data, Image.open(data) as picture:
                cell = Image.new("RGBA", size)
                cell.paste(picture, (int(layer.get("x")), int(layer.get("y"))))
                laid = Image.alpha_composite(laid, cell)

    inner = np.s_[30:-30, 60:-60]
    whole = read_picture(path).astype(int)[inner]
    assert np.abs(np.asarray(laid.convert("RGB")).astype(int)[inner] - whole).mean() < 14


@pytest.mark.parametrize("change", ["painted", "foreign"])
def test_a_picture_without_its_recipe_has_no_layers(tmp_path, change):
    """Painted over, or made elsewhere."""
    path = draw(tmp_path, ORDER)
    picture = read_picture(path).copy()
    if change == "painted":
        with Image.open(path) as image:
            texts = dict(image.text)
        from pipeline.media.pictures import write_picture

        picture[0, 0] = 255 - picture[0, 0]
        write_picture(picture, path, texts=texts)
    else:
        Image.fromarray(picture).save(path)

    assert not write_layers(path, tmp_path / "a.ora")
    assert not (tmp_path / "a.ora").exists()
