"""Read the sounds of a shot or scene: files of the author's, and what a generator makes of words.

    sfx: audio/click.flac
    sfx: {file: audio/click.flac, at: 14f, gain: -3}
    sfx: {make: a heavy switch falls, seconds: 2, at: 14f}
    ambience: {make: wind over ice, seconds: 20}

A made sound belongs to the shot or the scene that it is written in: what a scene says is made once.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any

from msgspec.structs import replace

from pipeline.project.keys import EFFECT
from pipeline.project.make_key import Makeable, read_make
from pipeline.project.nodes import Mapping, Node, Sequence
from pipeline.project.pans import read_pan
from pipeline.project.reading import FOLEY, Reader
from pipeline.project.story import Effect
from pipeline.project.texts import MAX_GAIN, Clock, Scribe, sound_of

__all__ = [
    "AMBIENCE",
    "at_home",
    "made_by",
    "read_effect",
    "read_effects",
    "refuse_homeless",
]

AMBIENCE = "ambience"
"""The name of a made ambience among the made sounds of its shot or scene."""
_SOUND = Makeable("sound", "a sound that is made", ("seconds", "id"), "a door falls")


def read_effects(reader: Reader, node: Node | None, scribe: Scribe) -> tuple[Effect, ...]:
    """Sounds of a shot: a path, a block, or a list of them."""
    effects = []
    taken: set[str] = set()
    for number, item in enumerate(reader.several(node), 1):
        effect = read_effect(reader, item, "sfx", scribe)
        if effect is None:
            continue
        if effect.make:
            effect = replace(effect, id=effect.id or f"s{number}")
            if effect.id in {*taken, AMBIENCE}:
                said = f"two sounds of this shot are called '{effect.id}'"
                reader.error(item, said, "rename one: id: …")
                continue
            taken.add(effect.id)
        effects.append(effect)
    return tuple(effects)


def read_effect(reader: Reader, node: Node | None, what: str, scribe: Scribe) -> Effect | None:
    """One sound: a path, or ``{file: …, at: …, gain: …}``, ``{make: …, seconds: …}``."""
    if isinstance(node, Sequence):
        reader.error(node, f"'{what}' takes one sound, not a list", "put the others under sfx:")
        return None
    if not isinstance(node, Mapping):
        file = sound_of(reader, node, what, scribe.files)
        return None if file is None or node is None else Effect(file, where=node.where)
    reader.check_keys(node, "sound", EFFECT)
    made = _made(reader, node, what, scribe.clock)
    if node.get("file") is None and "make" not in node.entries:
        reader.error(node, "this sound names no file", "add file: audio/…, or make: its words")
        return None
    file = sound_of(reader, node.get("file"), "file", scribe.files)
    at = scribe.clock.frames(reader, node.get("at"), "at", least=-(10**9)) or 0
    gain = reader.number(node.get("gain"), "gain", (-120, MAX_GAIN))
    pan = read_pan(reader, node.get("pan"))
    fade_in = scribe.clock.frames(reader, node.get("in"), "in") or 0
    fade_out = scribe.clock.frames(reader, node.get("out"), "out")
    fade = _one_fade(reader, node, scribe.clock)
    if fade is not None and what != AMBIENCE:
        fade_in, fade_out = fade, fade
    loop = node.get("loop")
    is_looped = None if loop is None else reader.flag(loop, "loop", default=what == AMBIENCE)
    if file is None and not made:
        return None
    return Effect(
        file,
        at,
        float(gain or 0),
        pan or 0.0,
        fade_in,
        fade_out,
        fade,
        is_looped,
        node.where,
        **made,
    )


def _made(reader: Reader, node: Mapping, what: str, clock: Clock) -> dict[str, Any]:
    """What is said of a sound that a generator makes; empty where it is a file."""
    words = read_make(reader, node, _SOUND)
    if not words:
        return {}
    frames = clock.frames(reader.to(FOLEY), node.get("seconds"), "seconds", bare="s", least=1)
    name = AMBIENCE if what == AMBIENCE else reader.name(node.get("id"), "id")
    return {"make": words, "asked": frames or 0, "id": name}


def at_home(said: dict[str, Any], home: str) -> None:
    """Say of the made sounds among the values of a shot or a scene whose they are."""
    if "sfx" in said:
        said["sfx"] = tuple(_housed(each, home) for each in said["sfx"])
    if AMBIENCE in said:
        said[AMBIENCE] = _housed(said[AMBIENCE], home)


def refuse_homeless(reader: Reader, said: dict[str, Any]) -> None:
    """Note made sounds that every shot would have: they are told by a shot or a scene."""
    for each in made_by(said, ""):
        if each.where is not None:
            message = "a sound that is made belongs to a shot or a scene, not to all of them"
            reader.to(FOLEY).error(each.where, message, "write it under its scene")
    if "sfx" in said:
        said["sfx"] = tuple(each for each in said["sfx"] if not each.make)
    if AMBIENCE in said and said[AMBIENCE].make:
        del said[AMBIENCE]


def _housed(effect: Effect, home: str) -> Effect:
    return replace(effect, home=home) if effect.make and not effect.home else effect


def made_by(said: AnyMapping[str, Any], home: str) -> tuple[Effect, ...]:
    """The sounds that are made for a shot or a scene itself."""
    effects = (*said.get("sfx", ()), *((said[AMBIENCE],) if AMBIENCE in said else ()))
    return tuple(each for each in effects if each.make and each.home == home)


def _one_fade(reader: Reader, node: Mapping, clock: Clock) -> int | None:
    """``fade:``, one length for both; it stands alone."""
    fade = clock.frames(reader, node.get("fade"), "fade")
    if fade is not None:
        for name in ("in", "out"):
            if name in node.entries:
                said = f"'fade' and '{name}' both say how it fades"
                reader.error(node.entries[name].key, said, "take one of the two out")
    return fade
