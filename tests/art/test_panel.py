"""Panels: what the room promises about every picture it draws."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.art.finishing import FinishedSheet
from pipeline.art.panel import Brief, Panel, Plane, draw, understood
from pipeline.art.screen import ScreenLook, finish_frame

ROOT = Path(__file__).resolve().parents[2]

NIGHT = Brief("The engine above the frozen city at night, snow", framing="EWS", film="f", place="a")
DUSK = Brief("Two figures walk through a mountain village at dusk", framing="WS", film="f")
DAY = Brief("A woman and a tree in a meadow, summer day", framing="WS", film="f")
DAWN = Brief("A lighthouse on the sea at dawn", framing="EWS", film="f")
STORM = Brief("A truck in a dust storm in the desert", framing="WS", film="f")
ROOM = Brief("An old woman at the table, a lamp, a cup of tea, night", framing="MS", film="f")
FACE = Brief("A man's face in the forest, day", framing="CU", film="f")
EXAMPLES = {
    "night": NIGHT,
    "dusk": DUSK,
    "day": DAY,
    "dawn": DAWN,
    "dust": STORM,
    "room": ROOM,
    "face": FACE,
}


@lru_cache(maxsize=32)
def panel_of(brief: Brief) -> Panel:
    """A panel, drawn once."""
    return draw(brief)


def laid(panel: Panel) -> np.ndarray:
    """The planes of a panel laid over each other, as a camera at rest lays them."""
    planes = panel.planes()
    width, height = panel.canvas
    whole = np.zeros((height, width, 3), np.float32)
    for plane in planes:
        colour, alpha = _parts(plane)
        rows = slice(plane.top, plane.top + alpha.shape[0])
        whole[rows] = whole[rows] * (1 - alpha[..., None] / 255) + colour
    x, y = panel.bleed
    return whole[y : height - y, x : width - x]


def _parts(plane: Plane) -> tuple[np.ndarray, np.ndarray]:
    if plane.table is None:
        return plane.pixels[..., :3].astype(np.float32), plane.pixels[..., 3].astype(np.float32)
    colour = cv2.applyColorMap(plane.pixels, plane.table).astype(np.float32)
    return colour, plane.pixels.astype(np.float32)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_planes_flatten_to_the_picture(name: str) -> None:
    """Laid over each other, the planes are the panel before its screen finish, within 2 levels."""
    panel = panel_of(EXAMPLES[name])

    difference = np.abs(laid(panel) - panel.flattened().astype(np.float32))

    assert float(np.percentile(difference, 99.9)) <= 6.0
    assert float(difference.mean()) <= 2.0


def test_planes_come_back_to_front() -> None:
    """The first plane is the opaque sky, depths never grow."""
    planes = panel_of(NIGHT).planes()
    depths = [plane.depth for plane in planes]

    assert "sky" == planes[0].name
    assert 255 == int(planes[0].pixels[..., 3].min())
    assert sorted(depths, reverse=True) == depths


def test_premultiplied_colour_never_exceeds_its_alpha() -> None:
    """A plane can be warped without fringes: colour is already weighted by its alpha."""
    for plane in panel_of(DUSK).planes():
        if plane.colour is None:
            over = plane.pixels[..., :3].max(axis=2).astype(int) - plane.pixels[..., 3]
            assert int(over.max()) <= 4


@pytest.mark.parametrize("name", ["night", "dust"])
def test_drifting_planes_wrap_without_a_seam(name: str) -> None:
    """A sheet that drifts continues from its right edge into its left."""
    for plane in panel_of(EXAMPLES[name]).planes():
        if plane.wraps:
            values = plane.pixels.astype(np.float32)
            seam = np.abs(values[:, 0] - values[:, -1]).mean()
            inside = np.abs(np.diff(values, axis=1)).mean()
            assert seam <= inside * 4 + 1.5


BANDS = {
    "night": (0.10, 0.10, 0.34, 0.42, 0.92),
    "dusk": (0.16, 0.14, 0.56, 0.50, 0.94),
    "day": (0.30, 0.34, 0.66, 0.62, 0.96),
    "dawn": (0.34, 0.34, 0.66, 0.60, 0.96),
    "dust": (0.30, 0.28, 0.62, 0.52, 0.96),
    "room": (0.12, 0.05, 0.34, 0.35, 0.92),
    "face": (0.30, 0.26, 0.66, 0.58, 0.96),
}
"""p5 at most, p50 and p95 from and to."""


@pytest.mark.parametrize("name", sorted(BANDS))
def test_luminance_lies_in_the_band_of_its_hour(name: str) -> None:
    """Dark is dark, the light is light: p5, p50 and p95 of the finished picture."""
    picture = panel_of(EXAMPLES[name]).picture(640, 360)
    low, middle, high = np.percentile(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), (5, 50, 95)) / 255
    most_low, least_middle, most_middle, least_high, most_high = BANDS[name]

    assert low <= most_low
    assert least_middle <= middle <= most_middle
    assert least_high <= high <= most_high


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_no_sheet_ends_inside_the_view(name: str) -> None:
    """No opaque sheet shows a straight vertical cut: a column full of edge inside the canvas."""
    panel = panel_of(EXAMPLES[name])
    for layer in panel.layers:
        if isinstance(layer, FinishedSheet) and layer.alpha.shape[0] > 120:
            alpha = (layer.alpha > 128).astype(np.int16)
            steps = np.abs(np.diff(alpha, axis=1)).mean(axis=0)
            assert float(steps.max(initial=0.0)) < 0.93, layer.name


@pytest.mark.parametrize("aspect", [16 / 9, 2.39, 1.85, 4 / 3, 1.0, 9 / 16])
def test_every_aspect_draws(aspect: float) -> None:
    """A panel has the film's aspect, is filled to its edges, and is no flat field."""
    panel = panel_of(replace(DUSK, aspect=aspect))
    picture = panel.picture(320, round(320 / aspect))

    assert abs(panel.frame.aspect - aspect) < 0.01 * aspect + 0.005
    assert (round(320 / aspect), 320, 3) == picture.shape
    assert float(picture.std()) > 20


def test_a_panel_leaves_bleed_for_the_camera() -> None:
    """At least 80 pixels left and right and 45 above and below, at every aspect."""
    for aspect in (16 / 9, 2.39, 9 / 16):
        x, y = panel_of(replace(DUSK, aspect=aspect)).bleed
        assert (x >= 80, y >= 45) == (True, True)


def digest(brief: Brief) -> str:
    """A hash of the finished picture."""
    return hashlib.sha256(draw(brief).picture(640, 360).tobytes()).hexdigest()


def test_the_same_brief_gives_the_same_bytes_in_every_process() -> None:
    """Two processes with different hash seeds draw the same picture."""
    code = (
        "import hashlib;from pipeline.art.panel import Brief, draw;"
        f"b=Brief({DUSK.words!r}, framing='WS', film='f');"
        "print(hashlib.sha256(draw(b).picture(640, 360).tobytes()).hexdigest())"
    )
    found = set()
    for seed in ("1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        run = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(run.stdout.strip())

    assert {digest(DUSK)} == found


def test_takes_differ_in_composition() -> None:
    """Another seed gives another picture of the same words."""
    first, second = (
        panel_of(replace(DUSK, seed=seed)).picture(160, 90).astype(int) for seed in (1, 2)
    )

    assert float(np.abs(first - second).mean()) > 4


def test_the_screen_finish_moves_its_grain_and_nothing_else() -> None:
    """Two frames of one picture differ by grain alone."""
    still = panel_of(DUSK).flattened()
    look = ScreenLook()
    a, b = (finish_frame(still, index, look).astype(int) for index in (0, 1))

    assert 0 < float(np.abs(a - b).mean()) < 9


def test_what_is_unknown_is_reported() -> None:
    """Nouns without a place are named, not drawn as boxes."""
    assert ("unicorn",) == understood(Brief("a woman and a unicorn by the sea")).unknown


def test_what_is_understood_is_said() -> None:
    """Slots name the word that filled them."""
    slots = understood(Brief("灯塔 at dusk", framing="EWS", angle="low")).slots

    assert ("灯塔", "dusk") == (slots["hero"], slots["time"])
