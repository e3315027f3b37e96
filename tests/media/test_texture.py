"""Grain and vignette: their figures, and that they are the same everywhere."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from pipeline.media.digests import digest_of_bytes
from pipeline.media.texture import GRAIN_STEP, grain_tile, vignette_mask


@pytest.mark.parametrize("size", ["1", "2"])
def test_grain_is_normal_about_the_middle_and_as_coarse_as_asked(size: str) -> None:
    """One standard deviation is a known step; neighbours are alike by the blur's width."""
    tile = grain_tile(400, 300, Fraction(size), 1080)

    noise = (tile.astype(float) - 128) / GRAIN_STEP
    assert 0.05 > abs(noise.mean())
    assert pytest.approx(1, abs=0.05) == noise.std()
    alike = {"1": 0.64, "2": 0.89}[size]  # exp(-1 / 4 sigma^2)
    assert pytest.approx(alike, abs=0.04) == (noise[:, 1:] * noise[:, :-1]).mean()
    assert pytest.approx(alike, abs=0.04) == (noise[1:] * noise[:-1]).mean()
    within = [float((np.abs(noise) < reach).mean()) for reach in (1, 2)]
    assert pytest.approx([0.68, 0.95], abs=0.02) == within


def test_a_small_picture_has_grain_of_the_same_size_in_it() -> None:
    """Twice the lines, twice the pixels."""
    coarse, fine = (
        grain_tile(300, 300, Fraction(size), lines) for size, lines in ((2, 540), (1, 1080))
    )

    assert np.array_equal(coarse, fine)


def test_the_tile_is_the_same_on_every_machine() -> None:
    """Whole numbers and one hash: a changed byte would make every export anew, unseen."""
    grain, lens = grain_tile(64, 48, Fraction(1), 720), vignette_mask(64, 48, Fraction(1, 2))

    assert "b2:6493aeec38afb5b832fb2681e55459de" == digest_of_bytes(grain.tobytes())
    assert "b2:539b80a34571cd0aa372bc7586df9041" == digest_of_bytes(lens.tobytes())


def test_a_vignette_takes_that_part_of_the_light_of_the_corners() -> None:
    """None in the middle; by the fourth power of the cosine between; the same on all sides."""
    mask = vignette_mask(640, 360, Fraction(1, 2)).astype(float)

    light = (mask / 255) ** 2.4
    corners = [light[0, 0], light[0, -1], light[-1, 0], light[-1, -1]]
    assert np.allclose(0.5, corners, atol=0.02)
    assert np.allclose(1, light[178:182, 318:322], atol=0.02)
    tangent = 2**0.5 - 1
    halfway = (1 + tangent / 4) ** -2
    assert np.isclose(halfway, light[85:95, 155:165].mean(), atol=0.01)
    assert 1.1 > np.abs(mask - vignette_mask(640, 360, Fraction(1, 2))[::-1, ::-1]).max()
