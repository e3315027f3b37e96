"""The layers of drawn panels, as a painting program opens them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from tests.doubles import tiny_film
from tests.production.footage import Said, picture, typed

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """A film whose first panel was drawn, and what `takes --layers` said of it."""
    film = tiny_film(tmp_path_factory.mktemp("layers") / "tiny")
    assert 0 == typed("-p", film, "board", "sh010", "--workers", "1").code
    return film, typed("-p", film, "takes", "sh010", "--layers")


def merged(file: zipfile.ZipFile) -> np.ndarray:
    """The picture that the layers of an OpenRaster file make, laid over each other."""
    stack = ET.fromstring(file.read("stack.xml"))  # noqa: S314 - our own file
    whole = Image.new("RGBA", (int(stack.get("w", "0")), int(stack.get("h", "0"))))
    for layer in reversed(list(stack.iter("layer"))):
        with file.open(layer.get("src", "")) as data, Image.open(data) as image:
            sheet = Image.new("RGBA", whole.size)
            sheet.paste(image.convert("RGBA"), (int(layer.get("x", "0")), int(layer.get("y", "0"))))
        whole = Image.alpha_composite(whole, sheet)
    return np.asarray(whole.convert("RGB"), np.int16)


def test_layers_are_an_openraster_file_beside_the_take(drawn: tuple[Path, Said]) -> None:
    """The type stands first and is stored, so that it is found at byte 38; every layer is there."""
    film, said = drawn

    path = film / "takes" / "sh010" / "sh010_panel_t01.ora"
    assert (0, f"{path}\n") == (said.code, said.out)
    head = path.read_bytes()[:54]
    assert (b"PK\x03\x04", b"mimetype", b"image/openraster") == (head[:4], head[30:38], head[38:54])
    with zipfile.ZipFile(path) as file:
        first = file.infolist()[0]
        assert ("mimetype", zipfile.ZIP_STORED) == (first.filename, first.compress_type)
        assert file.testzip() is None
        assert {"stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png"} < set(file.namelist())
        stack = ET.fromstring(file.read("stack.xml"))  # noqa: S314 - our own file
        sources = [layer.get("src") for layer in stack.iter("layer")]
        assert len(sources) > 1
        assert set(sources) < set(file.namelist())


def test_the_layers_make_the_picture_of_the_take(drawn: tuple[Path, Said]) -> None:
    """The whole picture in the file is the take; its layers are it, but for vignette and grain.

    Those belong to the screen: they darken the corners and lie over what is painted.
    """
    film, _ = drawn
    folder = film / "takes" / "sh010"
    with Image.open(folder / "sh010_panel_t01.png") as image:
        take = np.asarray(image.convert("RGB"), np.int16)

    with zipfile.ZipFile(folder / "sh010_panel_t01.ora") as file:
        with file.open("mergedimage.png") as data, Image.open(data) as image:
            whole = np.asarray(image.convert("RGB"), np.int16)
        layers = merged(file)

    assert np.array_equal(take, whole)
    assert take.shape == layers.shape
    middle = (slice(18, 36), slice(32, 64))
    assert abs(take - layers)[middle].mean() < 8
    assert np.corrcoef(take[middle].ravel(), layers[middle].ravel())[0, 1] > 0.95
    assert np.corrcoef(take.ravel(), layers.ravel())[0, 1] > 0.9


def test_layers_that_are_there_are_never_written_again(drawn: tuple[Path, Said]) -> None:
    """They may have been painted on."""
    film, first = drawn
    path = film / "takes" / "sh010" / "sh010_panel_t01.ora"
    before = path.stat()

    again = typed("-p", film, "takes", "sh010", "--layers")

    assert (0, first.out) == (again.code, again.out)
    assert (before.st_ino, before.st_mtime_ns) == (path.stat().st_ino, path.stat().st_mtime_ns)


def test_what_was_painted_is_adopted_as_made_from_the_panel(drawn: tuple[Path, Said]) -> None:
    """The painting program's export, named after the take."""
    film, _ = drawn
    painted = picture(film.parent / "sh010_panel_t01 painted.png", "teal")

    said = typed("-p", film, "adopt", painted)

    assert 0 == said.code, said.all
    slate = (film / "takes" / "sh010" / "sh010_panel_t02.json").read_text("utf-8")
    assert '"sh010 panel 1"' in slate
