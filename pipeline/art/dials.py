"""The dials a style turns: contrast, saturation, grain, rim, shadow, fog, bloom, tone steps."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["Dials"]


class Dials(Struct, frozen=True):
    """How a panel is finished. The defaults are paper-cut; art styles turn a few of them."""

    saturation: float = 1.16
    curve: float = 0.42
    """Part of a smoothstep in the S-curve of the screen finish."""
    stipple: float = 1.0
    shadow: float = 1.0
    """Weight of the cut shadows between sheets."""
    rim: float = 1.0
    fog: float = 1.0
    bloom: float = 1.0
    steps: int = 0
    """Number of tones a woodcut has; 0 = all."""
    mono: tuple[tuple[float, str], ...] = ()
    """Ramp the luminance is printed through: riso, sepia, blueprint."""
    vignette: float = 0.34
    grain: float = 1.0
    lift: float = 0.0
    """Black that is lifted, as in faded prints: 0..0.1."""
