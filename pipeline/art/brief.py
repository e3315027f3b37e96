"""The values between words and picture: what is asked, what was read, what is wished."""

from __future__ import annotations

from msgspec import Struct

from pipeline.art.words import Match

__all__ = ["Brief", "Named", "Understood", "Wish"]


class Brief(Struct, frozen=True):
    """What a panel must show: all the composer is told."""

    words: str
    """The shot's own words, elements already written out; English or Chinese or both."""
    style: str = ""
    """Style words of film, scene and shot: they turn the dials, the palette, weather and hour."""
    framing: str = ""
    """EWS WS MS MCU CU ECU OTS insert, or empty."""
    angle: str = ""
    """Low, eye, high, top, or empty."""
    lens: str = ""
    place: str = ""
    """Identity of the place (the scene's id): it keeps its skyline, hero side and light side."""
    film: str = ""
    """Identity of the film: seeds the shapes."""
    named: tuple[tuple[str, str], ...] = ()
    """Elements in the shot, (name, description): each keeps its shape from shot to shot."""
    seed: int = 0
    """Takes differ in composition (pose, clouds, crop, fore frame), never in identity."""
    aspect: float = 16 / 9


class Named(Struct, frozen=True):
    """A thing or person of the picture: which element, whose name seeds it, how it is described."""

    kind: str
    name: str
    description: str = ""


class Understood(Struct, frozen=True):
    """What was read: the matches in order, and the nouns nobody could place."""

    matches: tuple[Match, ...]
    unknown: tuple[str, ...]

    @property
    def slots(self) -> dict[str, str]:
        """Slot -> the first word that filled it."""
        found: dict[str, str] = {}
        for match in self.matches:
            found.setdefault(match.slot, match.word)
        return found

    def values(self, slot: str) -> tuple[str, ...]:
        """The values of a slot, in order, once each."""
        return tuple(dict.fromkeys(m.value for m in self.matches if m.slot == slot))

    def first(self, slot: str) -> str:
        """The first value of a slot, or nothing."""
        return next(iter(self.values(slot)), "")


class Wish(Struct, frozen=True):
    """Everything the composer is to show, settled."""

    stage: str
    """exterior, corridor, control, room, platform, orbit or window."""
    subject: str
    """scene, bust, hand, eye or insert: what the frame is about."""
    size: str
    """ews, wide, medium, close or ecu."""
    angle: str
    """low, eye, high or top."""
    over_shoulder: bool = False
    far: tuple[str, ...] = ()
    icy: bool = False
    """Frozen, though what stands there is not the ice itself: a frozen city."""
    airless: bool = False
    """On a moon: black sky, stars, no haze."""
    village: bool = False
    heroes: tuple[Named, ...] = ()
    bodies: tuple[str, ...] = ()
    props: tuple[Named, ...] = ()
    animals: tuple[Named, ...] = ()
    herd: int = 1
    """How many of an animal the words count: "three riders"."""
    people: tuple[Named, ...] = ()
    wants_scale: bool = False
    """A colossal thing without people, and nobody said it is empty: two figures give the scale."""
    parts: tuple[str, ...] = ()
    """Hand, eye, face."""
    crowd: bool = False
    pose: str = "stand"
    lights: tuple[str, ...] = ()
    weather: str = ""
    time: str = ""
    styles: tuple[str, ...] = ()
    tints: tuple[str, ...] = ()
    words: str = ""
