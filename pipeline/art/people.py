"""Who a person is, drawn from their name: clothes, build, hair, face, the one coloured thing.

The same film and name give the same person in every shot and at every size. What a person does
in one shot (pose, mood) is part of the value too, and is changed with `dataclasses.replace`.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.art import traits
from pipeline.art.moods import MOODS
from pipeline.art.seeds import generator

__all__ = ["FaceShape", "Person", "person_of", "strangers"]

VERMILION = "d8503c"
"""The house's accent paper: the one warm thing in a cold picture (art direction, accent paper)."""


class FaceShape(Struct, frozen=True):
    """How one face differs from the middle of its age; each about -1.5..1.5, 0 the middle."""

    forehead: float = 0.0
    brow: float = 0.0
    nose: float = 0.0
    bridge: float = 0.0
    tip: float = 0.0
    lips: float = 0.0
    chin: float = 0.0
    length: float = 0.0


class Person(Struct, frozen=True):
    """One person: what their name decides, and what they do in this shot."""

    name: str = ""
    kit: str = "coat"
    """suit, worker, parka, coat, dress or jacket."""
    age: str = "adult"
    """child, adult or old."""
    sex: str = "man"
    stature: float = 1.0
    """Height against the middle of the age, 0.94 to 1.06."""
    build: float = 1.0
    """Breadth, 0.92 to 1.08."""
    head: float = 1.0
    """Head size against the middle of the age, 0.96 to 1.05."""
    hair: str = "short"
    """short, crop, bun, long, tail, bob, curly or bald."""
    hat: str = ""
    """beanie, fur, hood, helmet, cap, brim or none."""
    grey: bool = False
    beard: bool = False
    spectacles: bool = False
    accent: str = VERMILION
    """Colour of the one coloured thing, six hexadecimal digits."""
    item: str = "scarf"
    """The coloured thing: scarf, hat, coat, satchel, band, umbrella or none."""
    pack: bool = False
    face: FaceShape = field(default_factory=FaceShape)
    pose: str = "stand"
    """One of `poses.POSES`."""
    mood: str = ""
    """asleep, sad, afraid, happy, stern or none."""
    turned: bool = False
    """Seen from behind."""

    @property
    def height(self) -> float:
        """Standing height against an adult of the middle: children about 0.68, the old 0.95."""
        return self.stature * {"child": 0.68, "old": 0.95}.get(self.age, 1.0)


def person_of(film: str, name: str, description: str = "") -> Person:
    """The person of that name in that film; words of the description overrule chance.

    Every number is drawn, in a fixed order, before a word is looked at: describing one trait
    never changes another.
    """
    chance = generator(film, "person", name.strip().lower())
    text = f"{name} {description}"
    drawn = _draw(chance)
    age = traits.first(text, traits.AGES) or "adult"
    sex = traits.first(text, traits.SEXES) or ("woman" if drawn["sex"] < 0.5 else "man")
    kit = traits.first(text, traits.KITS) or _kit(age, sex, drawn["kit"])
    hat = traits.first(text, traits.HATS) or _hat(kit, drawn["hat"])
    named, colour = traits.coloured(text)
    item = named or traits.first(text, traits.ITEMS) or _item(kit, drawn["item"])
    if named == "hat" and hat not in {"beanie", "cap", "brim", "fur"}:
        hat = "beanie"
    if item == "hat" and hat not in {"beanie", "cap", "brim", "fur"}:
        item = "scarf"
    return Person(
        name=name,
        kit=kit,
        age=age,
        sex=sex,
        stature=0.94 + 0.12 * drawn["stature"] - (0.02 if sex == "woman" else 0.0),
        build=0.92 + 0.16 * drawn["build"] - (0.03 if sex == "woman" else 0.0),
        head=0.96 + 0.09 * drawn["head"],
        hair=traits.first(text, traits.HAIRS) or _hair(age, sex, drawn["hair"]),
        hat=hat,
        grey=age == "old" or traits.says(text, ("grey", "gray", "white-haired", "白发", "灰发")),
        beard=_beard(text, age, sex, drawn["beard"]),
        spectacles=traits.says(text, ("spectacles", "glasses", "眼镜"))
        or (age == "old" and drawn["spectacles"] < 0.45),
        accent=colour or _accent(drawn["accent"]),
        item=item,
        pack=traits.says(text, ("backpack", "rucksack", "背包"))
        or kit == "suit"
        or (kit == "parka" and drawn["pack"] < 0.5),
        face=_face(film, name, sex),
        mood=traits.first(text, MOODS),
    )


def strangers(seed: object, count: int, description: str = "") -> tuple[Person, ...]:
    """A crowd of different people; the same seed gives the same crowd. One in six has an accent."""
    people = []
    for index in range(count):
        person = person_of(f"crowd {seed}", f"stranger {index}", description)
        plain = generator(seed, "stranger accent", index).random() > 0.17
        if plain:
            person = replace(person, item="")
        people.append(person)
    return tuple(people)


def _draw(chance: np.random.Generator) -> dict[str, float]:
    names = (
        "stature",
        "build",
        "head",
        "sex",
        "kit",
        "hair",
        "hat",
        "beard",
        "spectacles",
        "item",
        "pack",
        "accent",
    )
    return dict(zip(names, chance.random(len(names)).tolist(), strict=True))


def _face(film: str, name: str, sex: str) -> FaceShape:
    chance = generator(film, "face", name.strip().lower())
    n = np.clip(chance.normal(0, 0.8, 8), -1.5, 1.5).tolist()
    soft = 0.5 if sex == "woman" else 0.0
    return FaceShape(
        forehead=n[0] - soft,
        brow=n[1] - soft,
        nose=n[2] - 1.2 * soft,
        bridge=n[3] - soft,
        tip=n[4] - 0.4 * soft,
        lips=n[5] + 0.7 * soft,
        chin=n[6] - soft,
        length=n[7],
    )


def _kit(age: str, sex: str, u: float) -> str:
    if age == "child":
        return "coat" if u < 0.5 else "parka"
    if sex == "woman" and u < 0.3:
        return "dress"
    return "coat" if u < 0.75 else "jacket"


def _hair(age: str, sex: str, u: float) -> str:
    row: tuple[str, ...]
    if sex == "woman":
        row = (
            ("bun", "bun", "bun", "bob")
            if age == "old"
            else ("long", "bob", "tail", "bun", "curly")
        )
    elif age == "old":
        row = ("short", "bald", "crop")
    else:
        row = ("short", "crop", "short", "curly")
    return row[int(u * len(row))]


def _hat(kit: str, u: float) -> str:
    if kit == "worker":
        return "helmet"
    if kit == "parka":
        return "hood" if u < 0.65 else "beanie"
    if kit == "suit":
        return ""
    return "beanie" if u < 0.12 else "brim" if u > 0.93 and kit == "coat" else ""


def _accent(u: float) -> str:
    """Vermilion for four in five, else ochre or orange: always warm, against the cold palettes."""
    return VERMILION if u < 0.8 else "e2803a" if u < 0.9 else "e2ae3a"


def _beard(text: str, age: str, sex: str, u: float) -> bool:
    if traits.says(text, ("beard", "bearded", "胡子", "胡须")):
        return True
    return sex == "man" and age != "child" and u < (0.45 if age == "old" else 0.2)


def _item(kit: str, u: float) -> str:
    if kit == "suit":
        return "band"
    return "scarf" if u < 0.40 else "hat" if u < 0.52 else "satchel" if u < 0.62 else ""
