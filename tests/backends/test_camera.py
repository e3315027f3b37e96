"""The camera films stills and drawn panels, and says what it cannot do."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.backends.base import Operation, Order, OrderImage
from pipeline.backends.camera import CameraMan, CameraSettings
from pipeline.backends.sketch import Sketch, SketchSettings
from pipeline.errors import CannotMake
from pipeline.facts import Camera
from pipeline.media.pictures import frame_of, read_picture, write_picture
from pipeline.media.verify import Expected, verify

ORDER = Order(
    Operation.I2V,
    "sh010",
    images=(OrderImage("first", path=Path("panel.png")),),
    frames=10,
    width=96,
    height=40,
    seed=3,
)


def camera(home, **settings):
    """A quick camera."""
    return CameraMan(CameraSettings(preset="ultrafast", **settings), home)


def shoot(backend, order, into):
    """The clip of an order."""
    into.mkdir(exist_ok=True)
    ticket = backend.submit(backend.prepare(order), "key", into)
    return backend.collect(ticket, into).outputs[0].path


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    """A panel drawn by words, once."""
    tmp_path = tmp_path_factory.mktemp("home")
    words = {"panel": "a lighthouse in the snow, two people", "framing": "EWS", "film": "f"}
    order = Order(Operation.T2I, "sh010", width=960, height=400, seed=3, words=words)
    sketch = Sketch(SketchSettings(), tmp_path)
    sketch.submit(sketch.prepare(order), "key", tmp_path)
    return tmp_path / "panel.png"


@pytest.fixture
def drawn(panel, tmp_path):
    """A home that holds the drawn panel."""
    shutil.copyfile(panel, tmp_path / "panel.png")
    return tmp_path


@pytest.mark.parametrize(
    "move",
    [
        None,
        Camera("push", "in"),
        Camera("truck", "left", "slow"),
        Camera("roll", "cw"),
        Camera("handheld"),
        Camera("static"),
        Camera("zoom", zoom=(Fraction(1), Fraction(13, 10)), focus=(Fraction(60), Fraction(40))),
    ],
)
def test_every_move_gives_a_whole_clip(drawn, move):
    """Length, size and rate are those of the order."""
    order = replace(ORDER, camera=move, fps=Fraction(24000, 1001))

    clip = shoot(camera(drawn, layers=False), order, drawn / "into")

    verify(clip, Expected("video", frames=10, size=(96, 40), rate=Fraction(24000, 1001)))


def test_a_drawn_panel_is_filmed_in_depth(drawn):
    """Plane by plane is another film than the flat picture, and begins like the panel."""
    order = replace(ORDER, camera=Camera("truck", "right"))

    deep = shoot(camera(drawn), order, drawn / "deep")
    flat = shoot(camera(drawn, layers=False), order, drawn / "flat")

    last = 9 / 24
    deep_end, flat_end = (frame_of(clip, last, (96, 40)).astype(int) for clip in (deep, flat))
    assert np.abs(deep_end - flat_end).mean() > 2


def test_the_film_of_a_panel_at_rest_is_the_panel(drawn):
    """Redrawn planes, composed and finished, are the picture the author approved."""
    clip = shoot(camera(drawn), replace(ORDER, camera=Camera("static"), frames=2), drawn / "into")

    shown = frame_of(clip, 0, (96, 40)).astype(int)
    panel = read_picture(drawn / "panel.png")
    import cv2

    small = cv2.resize(panel, (96, 40), interpolation=cv2.INTER_AREA).astype(int)
    assert np.abs(shown - small).mean() < 8


def test_a_panel_that_was_painted_over_is_filmed_as_it_is(drawn):
    """The author's brush wins over the recipe."""
    painted = read_picture(drawn / "panel.png").copy()
    painted[:] = (250, 10, 10)
    import PIL.Image

    with PIL.Image.open(drawn / "panel.png") as image:
        texts = dict(image.text)
    write_picture(painted, drawn / "panel.png", texts=texts)

    clip = shoot(camera(drawn), ORDER, drawn / "into")

    assert frame_of(clip, 0, (96, 40))[20, 48, 0] > 200


def test_what_it_cannot_film_is_said(tmp_path):
    """One sentence each, in the author's words."""
    backend = camera(tmp_path)

    assert ["shot sh010 has no panel for the camera to film"] == backend.check(
        replace(ORDER, images=())
    )
    assert ["'camera' cannot end on a picture"] == backend.check(
        replace(ORDER, images=(*ORDER.images, OrderImage("last")))
    )
    assert ["'camera' knows no move 'orbit'"] == backend.check(
        replace(ORDER, camera=Camera("orbit"))
    )
    low = Camera("zoom", zoom=(Fraction(8, 10), Fraction(1)))
    assert [
        "'camera' cannot show more than the whole picture: '80% -> 100%' begins or ends below 100%"
    ] == backend.check(replace(ORDER, camera=low))


def test_an_open_order_is_not_filmed(tmp_path):
    """Checking needs no file; filming does."""
    open_order = replace(ORDER, images=(OrderImage("first", wanted="sh010 panel"),))
    backend = camera(tmp_path)

    assert [] == backend.check(open_order)
    with pytest.raises(CannotMake, match="the panel of shot sh010 is not there yet"):
        shoot(backend, open_order, tmp_path / "into")


def test_what_a_camera_cannot_let_happen_is_named(tmp_path):
    """Weather drifts by itself; people and engines do not."""
    order = replace(ORDER, words={"motion": "snow drifts, the engine ignites，雪飘落，她转身"})

    assert ["the engine ignites", "她转身"] == camera(tmp_path).unknown_words(order)
