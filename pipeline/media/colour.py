"""The arithmetic of a grade: exposure, contrast, saturation and temperature of R'G'B' pictures.

Pictures are R'G'B' of ITU-R BT.709 as a screen of ITU-R BT.1886 shows them: light is the 2.4th
power of the code value. In this order, with everything brighter than white clipped to white:

    temperature   light of each channel * what carries white of 6504 K to white of that light
    exposure      light * 2 ** stops
    contrast      light = 0.18 * (light / 0.18) ** contrast
    saturation    value = luma + saturation * (value - luma)

The first three are one curve a channel, the last is a matrix. Exposure and contrast are those of
OpenColorIO's ExposureContrastTransform (linear style, pivot 0.18); saturation is that of the ASC
Color Decision List 1.2, on code values with the weights of BT.709; the temperature is a von Kries
adaptation in R, G, B, as a camera balances its white, between two places on the Planckian locus;
it leaves the brightness of white as it is.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from pipeline.facts import Grade

__all__ = ["curves", "graded", "planckian", "saturating", "warmth"]

Floats = np.ndarray[Any, np.dtype[np.float64]]

_POWER = 2.4
_PIVOT = 0.18
_LUMA = np.array([0.2126, 0.7152, 0.0722])
_SCREEN_WHITE = 6504

_TO_XYZ = np.array([
    [0.4123907993, 0.3575843394, 0.1804807884],
    [0.2126390059, 0.7151686788, 0.0721923154],
    [0.0193308187, 0.1191947798, 0.9505321522],
])  # fmt: skip
"""Linear R, G, B of BT.709 to CIE XYZ, white D65."""
_BRADFORD = np.array([
    [0.8951, 0.2664, -0.1614],
    [-0.7502, 1.7135, 0.0367],
    [0.0389, -0.0685, 1.0296],
])  # fmt: skip
"""XYZ to the responses of cones in which white is carried (Lindbloom; CIE 160:2004)."""


def graded(pixels: Floats, grade: Grade) -> Floats:
    """R'G'B' (…, 3) from black 0 to white 1, corrected, within the same range."""
    value = curves(pixels, grade)
    if grade.saturation is not None:
        value = np.clip(value @ saturating(grade.saturation).T, 0, 1)
    return value


def curves(pixels: Floats, grade: Grade) -> Floats:
    """What temperature, exposure and contrast make of R'G'B' (…, 3), each channel by itself."""
    light = np.clip(pixels, 0, 1) ** _POWER
    if grade.temperature is not None:
        light = light * warmth(grade.temperature)
    if grade.exposure is not None:
        light = light * 2.0 ** float(grade.exposure)
    if grade.contrast is not None:
        light = _PIVOT * (light / _PIVOT) ** float(grade.contrast)
    return np.asarray(np.clip(light ** (1 / _POWER), 0, 1))


def saturating(factor: Fraction) -> Floats:
    """The matrix (3, 3) on R', G', B' that makes colours that much stronger."""
    share = float(factor)
    return np.asarray((1 - share) * _LUMA[None, :] + share * np.eye(3))


def warmth(mired: Fraction) -> Floats:
    """What the light of R, G and B is multiplied by to be that much warmer."""
    target = 1e6 / (1e6 / _SCREEN_WHITE + float(mired))
    before, after = (_BRADFORD @ _white(kelvin) for kelvin in (_SCREEN_WHITE, target))
    screen = _BRADFORD @ _TO_XYZ @ np.ones(3)
    gains = np.linalg.inv(_BRADFORD @ _TO_XYZ) @ (screen * after / before)
    return np.asarray(gains / (_TO_XYZ[1] @ gains))


def planckian(kelvin: float) -> tuple[float, float]:
    """CIE 1931 x, y of a black body of 1667 to 25000 K (Kim et al., J. Korean Phys. Soc. 41, 2002).

    Raises:
        ValueError: a temperature beyond those.
    """
    if not 1667 <= kelvin <= 25000:
        raise ValueError(f"{kelvin:g} K is not between 1667 and 25000 K")
    t = 1000 / kelvin
    if kelvin <= 4000:
        x = -0.2661239 * t**3 - 0.2343589 * t**2 + 0.8776956 * t + 0.179910
    else:
        x = -3.0258469 * t**3 + 2.1070379 * t**2 + 0.2226347 * t + 0.240390
    if kelvin <= 2222:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif kelvin <= 4000:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    return x, y


def _white(kelvin: float) -> Floats:
    """X, Y, Z of that light, Y = 1."""
    x, y = planckian(kelvin)
    return np.array([x / y, 1, (1 - x - y) / y])
