"""Interior stages from words: what a scene asks for, what a laid stage answers, who lays which.

Each stage is laid out of parameters in metres before a camera: the framing moves the camera, so
that a close shot is a crop of the same room. The place's name decides walls and furniture, the
shot's seed decides what may change between takes.
"""

from __future__ import annotations

from msgspec import Struct, field

from pipeline.art.finishing import Atmosphere
from pipeline.art.frame import Frame
from pipeline.art.lights import Beam, Mist, beam, mist, pool, smoke, warm_wash
from pipeline.art.palettes import PALETTES, Palette
from pipeline.art.people import Person
from pipeline.art.seeds import generator
from pipeline.art.sheets import Light, LightSheet

__all__ = ["InteriorLaid", "InteriorScene", "Shine", "Station", "shining", "station"]


class InteriorScene(Struct, frozen=True):
    """Everything words decide about an interior shot."""

    film: str = ""
    place: str = "room"
    """Identity of the place: the same name gives the same walls."""
    seed: str = ""
    """The shot and the take: placement only."""
    people: tuple[Person, ...] = ()
    props: tuple[str, ...] = ()
    """Words of things: those of `props.TABLE_PROPS` and `furniture.FURNITURE`, screen, switch."""
    framing: str = "wide"
    """extreme wide, wide, medium, close or detail."""
    angle: str = "eye"
    """eye, low or high."""
    view: str = ""
    """What a window shows: mountains, city, sea, forest, stars, planet, snow, rain; "" = sky."""
    time: str = "night"
    """dawn, day, dusk or night."""
    side: int = 1
    """1: the light stands on the right, people on the left; -1 the other way."""
    palette: Palette = field(default_factory=lambda: PALETTES["lamp"])
    words: str = ""
    """The shot's own words, for what no other field says: a glove, a colour."""
    take: int = 0
    """Number of the take: its camera stands elsewhere than that of its neighbours."""


class Station(Struct, frozen=True):
    """Where the camera of a take stands in the place, against the place's usual view."""

    zoom: float
    """Nearer than usual above 1."""
    across: float
    """-1 to 1: to the dark side or to the light's."""
    up: float
    """-1 to 1: lower or higher."""


def station(scene: InteriorScene) -> Station:
    """The camera of this take: neighbouring takes never stand on the same side of the usual view.

    What stands in the place does not move; only the view of it does.
    """
    chance = generator(scene.seed, "station")
    far, near = chance.uniform(0.88, 0.96), chance.uniform(1.05, 1.17)
    across, up = chance.uniform(0.4, 1.0), chance.uniform(0.2, 1.0)
    take = scene.take % 4
    return Station(
        zoom=float(near if take in {0, 3} else far),
        across=float(across if take % 2 else -across),
        up=float(up if take in {1, 2} else -up),
    )


class Shine(Struct, frozen=True):
    """A light sheet a stage asks for."""

    kind: str
    """cone (downward), beam, steam, wash, haze or pool."""
    x: float
    y: float
    size: float
    """Length of a cone or beam, radius of a wash, width of steam, height of a haze."""
    amount: float
    depth: float
    angle: float = 1.5708
    """Of a beam: radians, 0 to the right, growing downward."""


class InteriorLaid(Struct, frozen=True):
    """What a laid stage tells the composer."""

    light: Light
    """The stage's one light."""
    focus: tuple[float, float]
    """Where the camera should push to, view pixels."""
    shines: tuple[Shine, ...] = ()
    rays: float = 0.3
    """Amount of god rays that suits the stage."""
    fog_rate: float = 1.6
    subject: tuple[float, float, float, float] | None = None
    """The box (x0, y0, x1, y1) of the people or the prop the shot is about."""


def shining(frame: Frame, air: Atmosphere, laid: InteriorLaid, seed: str) -> list[LightSheet]:
    """The light sheets a laid stage asks for, in the palette at hand."""
    made = []
    for index, shine in enumerate(laid.shines):
        made.append(_shine(frame, air, shine, f"{seed} {index}"))
    return made


def _shine(frame: Frame, air: Atmosphere, shine: Shine, seed: str) -> LightSheet:
    glow = air.palette.glow
    if shine.kind in {"cone", "beam"}:
        half = 0.62 if shine.kind == "cone" else 0.16
        shape = Beam(shine.x, shine.y, shine.angle, shine.size, half, shine.amount)
        return beam(frame, shape, shine.depth, glow, seed)
    if shine.kind == "steam":
        x, y, w = shine.x, shine.y, shine.size
        line = [
            [x, y],
            [x + w * 0.25, y - w],
            [x - w * 0.2, y - 2.1 * w],
            [x + w * 0.3, y - 3.4 * w],
            [x, y - 4.6 * w],
        ]
        return smoke(frame, line, shine.depth, (glow, w), seed)
    if shine.kind == "pool":
        return pool(frame, (shine.x, shine.y), shine.depth, (glow, shine.amount))
    if shine.kind == "haze":
        bank = Mist(shine.y - shine.size / 2, shine.y + shine.size / 2, shine.amount)
        return mist(frame, f"haze {seed}", shine.depth, bank, (glow, seed))
    light = Light(shine.x, shine.y, shine.size)
    return warm_wash(frame, light, shine.depth, (glow, shine.amount))
