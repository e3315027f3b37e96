"""Hair, beards and hats on a head in profile, as outlines in head units."""

from __future__ import annotations

from functools import lru_cache

from pipeline.art.geometry import Points, ellipse, smooth
from pipeline.art.people import Person

__all__ = ["beard", "hair", "hair_strands", "hat", "hat_band", "knot"]

_HAIR: dict[str, tuple[tuple[float, float], ...]] = {
    "short": (
        (0.30, 0.14),
        (0.20, 0.045),
        (0, -0.03),
        (-0.2, 0.0),
        (-0.38, 0.12),
        (-0.49, 0.36),
        (-0.47, 0.60),
        (-0.36, 0.78),
        (-0.28, 0.74),
        (-0.20, 0.56),
        (-0.10, 0.50),
        (-0.04, 0.38),
        (0.10, 0.26),
    ),
    "crop": (
        (0.29, 0.13),
        (0.18, 0.04),
        (0, -0.015),
        (-0.2, 0.01),
        (-0.36, 0.12),
        (-0.465, 0.36),
        (-0.44, 0.58),
        (-0.36, 0.72),
        (-0.27, 0.62),
        (-0.16, 0.48),
        (-0.06, 0.44),
        (-0.02, 0.32),
        (0.12, 0.22),
    ),
    "bun": (
        (0.30, 0.13),
        (0.20, 0.03),
        (0, -0.035),
        (-0.22, 0.0),
        (-0.42, 0.14),
        (-0.49, 0.36),
        (-0.45, 0.60),
        (-0.32, 0.72),
        (-0.20, 0.60),
        (-0.10, 0.52),
        (0.02, 0.36),
        (0.16, 0.24),
    ),
    "tail": (
        (0.31, 0.14),
        (0.20, 0.03),
        (0, -0.04),
        (-0.22, 0.0),
        (-0.42, 0.14),
        (-0.49, 0.34),
        (-0.46, 0.56),
        (-0.32, 0.70),
        (-0.20, 0.58),
        (-0.10, 0.52),
        (0.0, 0.36),
        (0.18, 0.24),
    ),
    "long": (
        (0.31, 0.14),
        (0.20, 0.02),
        (0, -0.05),
        (-0.24, 0),
        (-0.45, 0.15),
        (-0.54, 0.45),
        (-0.56, 0.80),
        (-0.60, 1.15),
        (-0.40, 1.30),
        (-0.18, 1.18),
        (-0.10, 0.80),
        (-0.06, 0.50),
        (0.10, 0.28),
    ),
    "bob": (
        (0.32, 0.17),
        (0.22, 0.02),
        (0, -0.05),
        (-0.26, 0.0),
        (-0.46, 0.16),
        (-0.55, 0.42),
        (-0.54, 0.74),
        (-0.46, 0.90),
        (-0.24, 0.93),
        (-0.06, 0.90),
        (0.03, 0.84),
        (-0.01, 0.62),
        (0.0, 0.44),
        (0.13, 0.30),
    ),
    "curly": (
        (0.32, 0.18),
        (0.30, 0.05),
        (0.18, -0.05),
        (0.04, -0.10),
        (-0.14, -0.11),
        (-0.30, -0.05),
        (-0.44, 0.03),
        (-0.55, 0.18),
        (-0.58, 0.38),
        (-0.57, 0.56),
        (-0.47, 0.72),
        (-0.34, 0.78),
        (-0.20, 0.66),
        (-0.12, 0.52),
        (-0.03, 0.40),
        (0.12, 0.27),
    ),
}
_HAT: dict[str, tuple[tuple[float, float], ...]] = {
    "beanie": (
        (0.37, 0.24),
        (0.34, 0.08),
        (0.16, -0.09),
        (-0.10, -0.13),
        (-0.36, -0.02),
        (-0.50, 0.22),
        (-0.52, 0.44),
        (-0.2, 0.36),
        (0.12, 0.29),
    ),
    "hood": (
        (0.36, 0.10),
        (0.22, -0.10),
        (-0.05, -0.15),
        (-0.34, -0.06),
        (-0.58, 0.18),
        (-0.66, 0.55),
        (-0.62, 0.95),
        (-0.40, 1.15),
        (0.04, 1.1),
        (0.02, 0.86),
        (0.12, 0.60),
        (0.22, 0.36),
    ),
    "helmet": (
        (0.40, 0.20),
        (0.36, 0.03),
        (0.20, -0.12),
        (-0.06, -0.17),
        (-0.32, -0.09),
        (-0.48, 0.10),
        (-0.53, 0.33),
        (-0.2, 0.27),
        (0.1, 0.23),
    ),
    "cap": (
        (0.36, 0.17),
        (0.37, 0.04),
        (0.22, -0.10),
        (-0.06, -0.15),
        (-0.36, -0.08),
        (-0.52, 0.12),
        (-0.50, 0.36),
        (-0.2, 0.29),
        (0.1, 0.22),
    ),
    "brim": (
        (0.31, 0.20),
        (0.29, -0.06),
        (0.16, -0.17),
        (0.0, -0.12),
        (-0.2, -0.17),
        (-0.38, -0.07),
        (-0.46, 0.24),
        (-0.2, 0.26),
        (0.1, 0.22),
    ),
}
_BAND: dict[str, tuple[tuple[float, float], ...]] = {
    "beanie": (
        (0.40, 0.17),
        (0.41, 0.30),
        (0.1, 0.37),
        (-0.25, 0.45),
        (-0.53, 0.54),
        (-0.56, 0.38),
        (-0.2, 0.28),
        (0.1, 0.22),
    ),
    "helmet": (
        (0.60, 0.23),
        (0.58, 0.28),
        (0.36, 0.27),
        (0.0, 0.30),
        (-0.55, 0.40),
        (-0.57, 0.32),
        (-0.2, 0.23),
        (0.2, 0.19),
        (0.42, 0.18),
    ),
    "cap": (
        (0.64, 0.30),
        (0.60, 0.33),
        (0.40, 0.28),
        (0.1, 0.28),
        (-0.2, 0.34),
        (-0.52, 0.42),
        (-0.53, 0.30),
        (-0.2, 0.24),
        (0.2, 0.17),
        (0.42, 0.16),
    ),
    "brim": (
        (0.66, 0.30),
        (0.60, 0.34),
        (0.30, 0.25),
        (0.0, 0.27),
        (-0.40, 0.36),
        (-0.78, 0.40),
        (-0.80, 0.35),
        (-0.42, 0.24),
        (0.0, 0.18),
        (0.34, 0.17),
    ),
}
_BEARD = (
    (0.34, 0.79),
    (0.355, 0.86),
    (0.375, 0.93),
    (0.35, 1.03),
    (0.25, 1.08),
    (0.10, 1.02),
    (-0.04, 0.88),
    (-0.08, 0.62),
    (-0.02, 0.60),
    (0.05, 0.74),
    (0.17, 0.80),
    (0.26, 0.72),
    (0.36, 0.705),
    (0.395, 0.735),
    (0.33, 0.76),
)


@lru_cache(maxsize=256)
def hair(person: Person) -> Points | None:
    """The mass of hair, or None for the bald and the helmeted in their suits."""
    shape = _HAIR.get(person.hair)
    return None if shape is None else smooth(shape, samples=4)


@lru_cache(maxsize=256)
def knot(person: Person) -> Points | None:
    """What hangs or sits behind the head: a bun or a ponytail."""
    if person.hair == "bun":
        return ellipse(-0.56, 0.28, 0.17, 0.16)
    if person.hair == "tail":
        tail = (
            (-0.42, 0.20),
            (-0.56, 0.26),
            (-0.66, 0.50),
            (-0.66, 0.86),
            (-0.58, 1.06),
            (-0.56, 0.80),
            (-0.52, 0.52),
            (-0.40, 0.40),
        )
        return smooth(tail, samples=4)
    return None


@lru_cache(maxsize=256)
def hair_strands(person: Person) -> list[Points]:
    """A few strokes that follow the hair: combed back, or falling."""
    strands = []
    falls = person.hair in {"long", "bob"}
    for step in range(5):
        u = step / 4
        if falls:
            end = (-0.36 + 0.16 * u, 0.82 if person.hair == "bob" else 1.12)
            line = [
                (0.18 - 0.10 * u, 0.04 + 0.05 * u),
                (-0.20 - 0.06 * u, 0.18 + 0.12 * u),
                (-0.44 + 0.14 * u, 0.55),
                end,
            ]
        else:
            line = [
                (0.22 - 0.26 * u, 0.09 + 0.20 * u),
                (0.0 - 0.22 * u, 0.06 + 0.27 * u),
                (-0.42, 0.20 + 0.13 * u),
            ]
        strands.append(smooth(line, closed=False, samples=6))
    return strands


@lru_cache(maxsize=256)
def beard(person: Person) -> Points | None:
    """A full beard along the jaw, or None."""
    return smooth(_BEARD, samples=4) if person.beard else None


@lru_cache(maxsize=256)
def hat(person: Person) -> Points | None:
    """The crown of the hat or the hood, or None."""
    shape = _HAT.get(person.hat)
    return None if shape is None else smooth(shape, samples=4)


@lru_cache(maxsize=256)
def hat_band(person: Person) -> Points | None:
    """The cuff of a beanie, the peak of a cap, the brim of a hat or helmet."""
    shape = _BAND.get(person.hat)
    return None if shape is None else smooth(shape, samples=4)
