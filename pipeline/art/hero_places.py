"""Where heroes stand and on what sheet: shared by those who build them."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.art.brief import Named
from pipeline.art.scene import Scene
from pipeline.art.sheets import CutSheet, SheetLook

__all__ = [
    "BRIDGE_DEPTH",
    "HERO_SIZES",
    "bridge_deck",
    "fogged",
    "hero_column",
    "hero_foot",
    "hero_sheet",
    "hero_size",
]

BRIDGE_DEPTH = 0.34
"""Where a bridge stands, and whoever is on it."""

HERO_SIZES = {"ews": 1.3, "wide": 1.0, "medium": 1.25, "close": 1.5, "ecu": 1.9}
"""Scale of heroes by size of shot."""


def hero_column(scene: Scene, slot: int) -> float:
    """Column of the first, second or third hero."""
    layout, frame = scene.layout, scene.frame
    if slot == 0:
        return layout.hero_x
    step = frame.px(250) if slot == 1 else -frame.px(300)
    return layout.hero_x + layout.side * step


def hero_size(scene: Scene) -> float:
    """Scale of heroes by size of shot and frame."""
    return HERO_SIZES[scene.wish.size] * scene.frame.unit / 720


def hero_foot(scene: Scene, drop: float) -> float:
    """Row of a foot `drop` pixels (at 720) below the horizon."""
    if scene.wish.angle == "high":
        drop = drop * 2.4
    return scene.layout.horizon + scene.frame.px(drop)


def bridge_deck(scene: Scene) -> float:
    """Row on which people walk over a bridge: the upper edge of its deck."""
    return scene.layout.horizon - scene.frame.px(17)


def hero_sheet(scene: Scene, hero: Named, depth: float, **changes: object) -> CutSheet:
    """A sheet for a hero: little fog, soft air, near rim."""
    look = SheetLook(
        shadow=0.4,
        fog_depth=0.10,
        airlight=0.4,
        soft=9,
        rim_reach=4,
        blur=scene.layout.blur,
        **changes,  # type: ignore[arg-type]
    )
    return scene.stage.sheet(f"hero {hero.kind}", depth, look, tone=30)


def fogged(look: SheetLook, fog: float, soft: float = 9.0) -> SheetLook:
    """The look with another fog depth and width of light."""
    return replace(look, fog_depth=fog, soft=soft)
