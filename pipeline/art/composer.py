"""The composer: every panel laid out from words and fields alone.

understand -> wish -> air -> layout -> stage. One builder a kind of stage; the finishing is in
`panel`.
"""

from __future__ import annotations

from pipeline.art.choosing import choose_air
from pipeline.art.exterior import build_exterior
from pipeline.art.finishing import Atmosphere
from pipeline.art.frame import frame_for
from pipeline.art.interior import build_interior, interior_kind
from pipeline.art.layout import lay_out
from pipeline.art.scene import Scene
from pipeline.art.sheets import Stage
from pipeline.art.space import build_space
from pipeline.art.understanding import Brief, understand, wish_of

__all__ = ["compose"]


def compose(brief: Brief) -> Scene:
    """Lay out the panel of a brief: sheets, sky and lights, not yet in colour."""
    scene = _open(brief)
    if interior_kind(scene):
        build_interior(scene)
    elif scene.wish.stage == "orbit":
        build_space(scene)
    else:
        build_exterior(scene)
    return scene


def _open(brief: Brief) -> Scene:
    wish = wish_of(brief, understand(brief))
    air = choose_air(brief, wish)
    frame = frame_for(brief.aspect)
    layout = lay_out(brief, wish, air, frame)
    seed = f"{brief.film} {brief.words} {brief.seed}"
    atmosphere = Atmosphere(
        palette=air.palette,
        dials=air.dials,
        light=layout.light,
        key=0.8 if air.time == "day" else 1.0,
        fog_rate=air.fog_rate,
        seed=seed,
    )
    stage = Stage(frame, layout.light)
    return Scene(brief, wish, air, frame, layout, atmosphere, stage)
