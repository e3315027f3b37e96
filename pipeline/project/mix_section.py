"""Read ``mix:`` of a film or a cut: ``{music: {gain: -3, duck: 9}, own: {mute: true}}``."""

from __future__ import annotations

from fractions import Fraction

from pipeline.project.buses import BUSES, STEMS, Bus, Duck, MixDesk
from pipeline.project.keys import BUS, DUCK
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Entry, Mapping, Node, Scalar
from pipeline.project.pans import read_pan
from pipeline.project.reading import Reader
from pipeline.project.texts import MAX_GAIN, Clock
from pipeline.timecode import frames_of_seconds

__all__ = ["read_mix"]

_DEPTH = 9.0
_ATTACK_SECONDS = Fraction(1, 4)
_RELEASE_SECONDS = Fraction(3, 4)
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def read_mix(reader: Reader, node: Node | None, clock: Clock) -> MixDesk:
    """The desk; a bus that cannot be read changes nothing."""
    block = reader.any_block(node, "mix")
    if block is None:
        return MixDesk()
    buses: dict[str, Bus] = {}
    for name, entry in block.entries.items():
        if name not in BUSES:
            fix = did_you_mean(name, BUSES)
            reader.error(entry.key, f"'{name}' is not a bus of the mix", fix)
            continue
        buses[name] = _bus(reader, entry, clock)
    return MixDesk(buses)


def _bus(reader: Reader, entry: Entry, clock: Clock) -> Bus:
    value, where = entry.value, entry.key.where
    if isinstance(value, Scalar) and value.text.strip().lower() in {"off", "mute"}:
        return Bus(is_muted=True, where=where)
    block = reader.block(value, "bus", BUS)
    if block is None:
        return Bus(where=where)
    gain = reader.number(block.get("gain"), "gain", (-120, MAX_GAIN))
    duck, is_undipped = _duck(reader, block.entries.get("duck"), entry.name, clock)
    muted = block.get("mute")
    return Bus(
        None if gain is None else float(gain),
        read_pan(reader, block.get("pan")),
        None if muted is None else reader.flag(muted, "mute", default=True),
        clock.frames(reader, block.get("in"), "in"),
        clock.frames(reader, block.get("out"), "out"),
        duck,
        is_undipped,
        reader.word(block.get("stem"), "stem", dict.fromkeys(STEMS.values())),
        where,
    )


def _duck(reader: Reader, entry: Entry | None, bus: str, clock: Clock) -> tuple[Duck | None, bool]:
    """How far it dips, and whether it is said that it does not."""
    if entry is None:
        return None, False
    if bus == "lines":
        fix = "take it out; music, ambience, effects and own can make room for them"
        reader.error(entry.key, "the lines cannot make room for themselves", fix)
        return None, False
    node = entry.value
    if isinstance(node, Mapping):
        block = reader.block(node, "duck:", DUCK)
        depth = reader.number(node.get("depth"), "depth", (0, 60)) if block is not None else None
        attack = clock.frames(reader, node.get("attack"), "attack")
        release = clock.frames(reader, node.get("release"), "release")
        return _made(depth, clock.fps, attack, release), False
    flag = _FLAGS.get(node.text.strip().lower()) if isinstance(node, Scalar) else None
    if flag is not None:
        return (_made(None, clock.fps), False) if flag else (None, True)
    depth = reader.number(node, "duck", (0, 60))
    return (None, False) if depth is None else (_made(depth, clock.fps), False)


def _made(
    depth: Fraction | None, fps: Fraction, attack: int | None = None, release: int | None = None
) -> Duck:
    return Duck(
        _DEPTH if depth is None else float(depth),
        frames_of_seconds(_ATTACK_SECONDS, fps) if attack is None else attack,
        frames_of_seconds(_RELEASE_SECONDS, fps) if release is None else release,
    )
