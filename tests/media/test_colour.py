"""The arithmetic of a grade, against figures worked out elsewhere."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from pipeline.facts import Grade
from pipeline.media.colour import graded, planckian, warmth

GREYS = np.linspace(0, 1, 11)[:, None] * np.ones(3)


def grade(**values: str) -> Grade:
    """A grade of written numbers."""
    return Grade(**{name: Fraction(value) for name, value in values.items()})


def test_a_stop_is_twice_the_light_of_the_screen() -> None:
    """Light is the 2.4th power of the code value; what passes white is white."""
    brighter = graded(GREYS, grade(exposure="1"))

    assert np.allclose(np.minimum(2 * GREYS**2.4, 1), brighter**2.4)


def test_contrast_turns_about_middle_grey() -> None:
    """18 % of the light of white stays; darker goes darker, brighter brighter; black stays."""
    middle = 0.18 ** (1 / 2.4)
    pixels = np.array([0, 0.25, middle, 0.75])[:, None] * np.ones(3)

    harder = graded(pixels, grade(contrast="1.5"))[:, 0]

    assert harder[0] == 0
    assert harder[1] < 0.25
    assert np.isclose(middle, harder[2])
    assert harder[3] > 0.75


def test_saturation_is_that_of_the_color_decision_list() -> None:
    """Nothing is left of colours at 0 but their luma; greys never change."""
    red = np.array([[0.8, 0.2, 0.4]])
    luma = 0.2126 * 0.8 + 0.7152 * 0.2 + 0.0722 * 0.4

    assert np.allclose(luma, graded(red, grade(saturation="0")))
    assert np.allclose(luma + (red - luma) / 2, graded(red, grade(saturation="0.5")))
    assert np.allclose(GREYS, graded(GREYS, grade(saturation="1.7")))


@pytest.mark.parametrize(
    ("kelvin", "x", "y"),
    [
        (2000, 0.5267, 0.4133),
        (2856, 0.4476, 0.4074),
        (5000, 0.3451, 0.3516),
        (10000, 0.2807, 0.2883),
    ],
)
def test_black_bodies_have_the_colours_of_the_tables(kelvin: int, x: float, y: float) -> None:
    """Within two thousandths of the CIE 1931 chromaticities of Planckian radiators."""
    assert np.allclose((x, y), planckian(kelvin), atol=0.002)


def test_no_black_body_beyond_the_formula() -> None:
    """The approximation says nothing there."""
    with pytest.raises(ValueError, match="1000 K is not between"):
        planckian(1000)


def test_warmer_is_redder_and_no_brighter() -> None:
    """White keeps its luminance; no shift is no change; +159 mired is the light of a lamp."""
    assert np.allclose(1, warmth(Fraction(0)))
    for shift in (-100, -20, 20, 159):
        gains = warmth(Fraction(shift))
        assert np.isclose(1, gains @ [0.2126, 0.7152, 0.0722], atol=1e-3)
        assert (gains[0] > gains[2]) == (shift > 0)
    lamp = warmth(Fraction(10**6, 3200) - Fraction(10**6, 6504))
    assert np.allclose([1.63, 0.88, 0.31], lamp, atol=0.02)
