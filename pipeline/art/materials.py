"""Materials: ramps of single sheets, turned a little toward grass, wood, sand, water or brick.

Everything stays in the panel's palette; by day a material shows, at night all sheets are one.
"""

from __future__ import annotations

from pipeline.art.colour import toward_hue
from pipeline.art.scene import Scene

__all__ = ["material_ramp"]

_HUES = {
    "grass": ("7c9a3e", 0.75),
    "wood": ("3f7a4e", 0.70),
    "sand": ("d79a4a", 0.80),
    "water": ("2378a0", 0.60),
    "rock": ("8a6f80", 0.45),
    "brick": ("b0694a", 0.50),
    "roof": ("a8503c", 0.55),
}
_HOURS = {"day": 1.0, "dawn": 0.5, "dusk": 0.34, "night": 0.14}
_GREY_AIRS = frozenset({"storm", "rain", "snow", "dust"})


def material_ramp(scene: Scene, material: str) -> tuple[str, str, str] | None:
    """Ink, mid and lit of a sheet of that material; None where it would not show."""
    palette = scene.air.palette
    hue, strength = _HUES[material]
    strength *= _HOURS[scene.air.time]
    if scene.air.weather in _GREY_AIRS:
        strength *= 0.35
    if scene.air.cold and material in {"grass", "sand"}:
        return None
    if scene.wish.tints or "noir" in scene.wish.styles:
        strength *= 0.4
    if strength < 0.08:
        return None
    return (
        toward_hue(palette.ink, hue, strength * 0.4),
        toward_hue(palette.mid, hue, strength),
        toward_hue(palette.lit, hue, strength * 0.55),
    )
