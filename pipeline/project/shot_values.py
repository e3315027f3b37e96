"""Read the keys of a shot, of a scene or of ``defaults`` into values that can be joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from pipeline.project.effect_keys import read_effect, read_effects
from pipeline.project.frame_words import frame_key
from pipeline.project.grading_keys import read_grade, read_grain, read_lut, read_vignette
from pipeline.project.keys import USE
from pipeline.project.material import Material
from pipeline.project.material_keys import read_material
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Entry, Mapping, Node, Scalar
from pipeline.project.reading import BOARD, CUT, FOLEY, SCORE, SHOOT, VOICED, Reader
from pipeline.project.spoken import as_spoken, read_lines
from pipeline.project.story import Music
from pipeline.project.texts import (
    Clock,
    Scribe,
    picture_of,
    read_titles,
)
from pipeline.project.vocabulary import (
    ANGLES,
    FRAMINGS,
    Vocabulary,
    all_words,
    divide,
    read_words,
)

__all__ = [
    "FOLLOW",
    "OWN_JOIN",
    "OWN_VOICE",
    "Desk",
    "Values",
    "element_names",
    "read_asks",
    "read_panel",
    "read_use",
    "read_values",
]

OWN_VOICE = "speak"
"""The generator of voices that needs no description."""
OWN_JOIN = "join"
"""The generator that joins the parts of a chain; it needs no description either."""
FOLLOW = ("free", "always", "never")
_NAMED = re.compile(r"<([^<>\n]{1,64})>|\{([^\W\d][\w-]{0,63})\}")
_LENGTHS = SHOOT | CUT
_USED_BY = {"panels": BOARD, "clips": SHOOT, "voice": VOICED, "sound": FOLEY, "music": SCORE}
"""The stages that need what `use:` says."""
_EXAMPLES = {
    "framing": ", ".join(FRAMINGS),
    "angle": ", ".join(ANGLES),
    "camera": "push in, pan left, static, handheld or 100% -> 130% @ 60,40",
}


class Values(Struct, frozen=True):
    """What one layer says, by key, and the keys it says it with."""

    said: dict[str, Any]
    marks: dict[str, Node]


class Desk(Struct, frozen=True):
    """What reading a shot needs to know of the film."""

    reader: Reader
    scribe: Scribe
    music: dict[str, Music]
    elements: Collection[str]
    generators: Collection[str]

    def to(self, stops: frozenset[str]) -> Reader:
        """A reader for values that only these stages need."""
        return self.reader.to(stops)

    def of_shot(self, shot: str) -> Desk:
        """The same desk for one shot."""
        reader = Reader(self.reader.report, shot=shot, stops=self.reader.stops)
        return replace(self, reader=reader)

    def counting(self, music: str) -> Desk:
        """The same desk, lengths counted in another piece of music."""
        clock = Clock(self.scribe.clock.fps, self.music[music])
        return replace(self, scribe=replace(self.scribe, clock=clock))


def element_names(text: str) -> Iterator[tuple[str, int]]:
    """Every ``<name>`` and ``{name}`` with its offset in the text."""
    if "<" not in text and "{" not in text:
        return
    for match in _NAMED.finditer(text):
        yield (match[1] or match[2]).strip(), match.start()


def read_values(desk: Desk, block: Mapping) -> Values:
    """Everything the block says about a shot; keys that are not a shot's are left alone."""
    values = Values({}, {})
    music = block.get("music")
    if music is not None:
        desk = _music(desk, music, values)
    for name, entry in block.entries.items():
        read = _READERS.get(name)
        if read is None:
            continue
        value = read(desk, entry)
        if value is not None:
            values.said[name] = value
            values.marks[name] = entry.key
    panel = block.get("panel")
    if panel is not None:
        read_panel(desk, panel, values)
    motion = block.get("motion")
    if motion is not None:
        _motion(desk, motion, values)
    return values


def read_panel(desk: Desk, node: Node, values: Values) -> None:
    """Read ``[words |] panel [=> motion]``; what it says may not be said by a key as well."""
    reader = desk.to(BOARD)
    text = reader.prose(node, "panel")
    if not text or not isinstance(node, Scalar):
        return
    _check_elements(desk, reader, node)
    words, panel, motion, begin = divide(node.text)
    vocabulary = read_words(words)
    if vocabulary.amiss:
        _report_amiss(reader, node, vocabulary)
    if begin == 0:
        _suspect_words(reader, node)
    for slot in vocabulary.said:
        key = "seconds" if slot == "length" else slot
        if key in values.said:
            reader.error(
                node.at(vocabulary.offsets[slot]),
                f"'{key}' is said twice: here and by a key of its own",
                "delete one of the two",
            )
            continue
        values.marks[key] = node
        if slot != "length":
            values.said[key] = getattr(vocabulary, slot)
            continue
        start = node.offset(vocabulary.offsets[slot])
        length = node._replace(text=vocabulary.length, style="", start=start)
        frames = desk.scribe.clock.frames(desk.to(_LENGTHS), length, key, bare="s", least=1)
        if frames is not None:
            values.said[key] = frames
    if panel:
        values.said["panel"] = panel
        values.marks["panel"] = node
    if motion is not None:
        values.said["motion"] = "" if motion == "none" else motion
        values.marks["motion"] = node


def _motion(desk: Desk, node: Node, values: Values) -> None:
    reader = desk.to(SHOOT)
    if "motion" in values.said:
        reader.error(
            node,
            "'motion' is said twice: here and behind the => of the panel",
            "delete one of them",
        )
        return
    if not isinstance(node, Mapping):
        text = reader.prose(node, "motion")
        if text and isinstance(node, Scalar):
            _check_elements(desk, reader, node)
            values.said["motion"] = "" if text == "none" else text
            values.marks["motion"] = node
        return
    motions = {}
    for name, entry in node.entries.items():
        text = reader.prose(entry.value, "motion")
        if name not in desk.generators:
            _unknown_generator(reader, entry.key, name, desk.generators)
        elif text and isinstance(entry.value, Scalar):
            _check_elements(desk, reader, entry.value)
            motions[name] = "" if text == "none" else text
    values.said["motions"] = motions
    values.marks["motion"] = node


def _check_elements(desk: Desk, reader: Reader, node: Scalar) -> None:
    for name, offset in element_names(node.text):
        if name not in desk.elements:
            about = f"shot {reader.shot} uses" if reader.shot else "this uses"
            fix = did_you_mean(name, desk.elements)
            also = f", or {fix}" if fix.startswith("did") else ""
            reader.error(
                node.at(offset),
                f"{about} the element '{name}', which nobody described",
                f"add it under elements:{also}",
            )


def _report_amiss(reader: Reader, node: Scalar, vocabulary: Vocabulary) -> None:
    for found in vocabulary.amiss:
        where = node.at(max(found.offset, 0))
        if found.kind == "unknown":
            fix = did_you_mean(found.text, all_words())
            if not fix.startswith("did"):
                fix = "before the | stand framing, angle, lens, camera move and length alone"
            reader.error(where, f"'{found.text}' is not a word that may stand before the |", fix)
        elif found.kind == "twice":
            reader.error(where, f"'{found.text}' is a second {found.of}", "leave one of them")
        elif found.kind == "range":
            reader.error(where, f"'{found.text}' goes too far", f"possible is {found.of}")
        else:
            reader.error(
                where, f"'{found.text}' needs a camera move", f"write '{found.text} push in'"
            )


def _suspect_words(reader: Reader, node: Scalar) -> None:
    """A panel that begins with vocabulary and a comma probably lacks its bar."""
    head, comma, _ = node.text.partition(",")
    if not comma or len(head) > 24:
        return
    vocabulary = read_words(head)
    if vocabulary.said and not vocabulary.amiss:
        reader.warn(
            node,
            f"'{head.strip()}' is read as part of the picture",
            "put a | between framing, camera, length and the panel: EWS, push in | a frozen city",
        )


def _one_slot(slot: str, stops: frozenset[str]) -> Callable[[Desk, Entry], Any]:
    def read(desk: Desk, entry: Entry) -> Any:
        reader = desk.to(stops)
        scalar = reader.scalar(entry.value, slot, "a word or a few")
        if scalar is None:
            return None
        vocabulary = read_words(scalar.text)
        if vocabulary.amiss or any(said != slot for said in vocabulary.said):
            known = [word for word in all_words() if slot in read_words(word).offsets]
            near = did_you_mean(scalar.text, known)
            fix = near if near.startswith("did") else f"write {_EXAMPLES[slot]}"
            reader.error(scalar, f"'{scalar.text}' is not a word for '{slot}'", fix)
            return None
        return getattr(vocabulary, slot) or None

    return read


def _music(desk: Desk, node: Node, values: Values) -> Desk:
    name = desk.reader.name(node, "music")
    if not name:
        return desk
    if name not in desk.music:
        desk.reader.error(
            node, f"there is no music '{name}' in this film", did_you_mean(name, desk.music)
        )
        return desk
    values.said["music"] = name
    return desk.counting(name)


def _asks(kind: str, stops: frozenset[str]) -> Callable[[Desk, Entry], dict[str, int] | None]:
    return lambda desk, entry: read_asks(desk.to(stops), entry.value, kind, desk.generators)


def read_asks(
    reader: Reader, node: Node | None, kind: str, generators: Collection[str]
) -> dict[str, int] | None:
    """How many takes, by generator; under ``""`` of the usual one. None where nothing is said."""
    if not isinstance(node, Mapping):
        count = reader.whole(node, kind, (0, 999))
        return None if count is None else {"": count}
    asks = {}
    for name, each in node.entries.items():
        count = reader.whole(each.value, name, (0, 999))
        if name not in generators:
            _unknown_generator(reader, each.key, name, generators)
        elif count is not None:
            asks[name] = count
    return asks


def _use(desk: Desk, entry: Entry) -> dict[str, str] | None:
    return read_use(desk.reader, entry.value, desk.generators)


def read_use(
    reader: Reader, node: Node | None, generators: Collection[str]
) -> dict[str, str] | None:
    """Generator by what it makes: ``{panels: draw, clips: move}``."""
    block = reader.block(node, "use:", USE)
    if block is None:
        return None
    chosen = {}
    for what, stops in _USED_BY.items():
        entry = block.entries.get(what)
        name = reader.to(stops).name(entry.value, what) if entry is not None else ""
        if entry is None or not name:
            continue
        if name in generators or (what, name) == ("voice", OWN_VOICE):
            chosen[what] = name
        else:
            _unknown_generator(reader.to(stops), entry.value, name, generators)
    return chosen


def _unknown_generator(reader: Reader, node: Node, name: str, generators: Collection[str]) -> None:
    fix = did_you_mean(name, generators)
    also = f", or {fix}" if fix.startswith("did") else ""
    reader.error(
        node,
        f"there is no generator '{name}' in this film",
        f"add it under generators:{also}",
    )


def _text(kind: str, stops: frozenset[str]) -> Callable[[Desk, Entry], str | None]:
    def read(desk: Desk, entry: Entry) -> str | None:
        return desk.to(stops).prose(entry.value, kind) or None

    return read


def _frames(kind: str, bare: str, least: int) -> Callable[[Desk, Entry], int | None]:
    def read(desk: Desk, entry: Entry) -> int | None:
        return desk.scribe.clock.frames(
            desk.to(_LENGTHS), entry.value, kind, bare=bare, least=least
        )

    return read


def _material(key: str) -> Callable[[Desk, Entry], Material | None]:
    return lambda desk, entry: read_material(desk.reader, entry.value, key, desk.scribe.files)


_READERS: dict[str, Callable[[Desk, Entry], Any]] = {
    "about": _text("about", CUT),
    "framing": _one_slot("framing", BOARD),
    "angle": _one_slot("angle", BOARD),
    "lens": _text("lens", BOARD),
    "camera": _one_slot("camera", _LENGTHS),
    "seconds": lambda desk, entry: (
        as_spoken(desk.to(_LENGTHS), entry.value, desk.scribe.clock)
        or _frames("seconds", "s", 1)(desk, entry)
    ),
    "handles": _frames("handles", "f", 0),
    "style": _text("style", BOARD),
    "negative": _text("negative", BOARD),
    "seed": lambda desk, entry: desk.to(BOARD).whole(entry.value, "seed", (0, 2**53)),
    "panels": _asks("panels", BOARD),
    "clips": _asks("clips", SHOOT),
    "voices": _asks("voices", VOICED),
    "sounds": _asks("sounds", FOLEY),
    "use": _use,
    "lines": lambda desk, entry: read_lines(desk.to(CUT), entry.value, desk.scribe),
    "title": lambda desk, entry: read_titles(desk.to(CUT), entry.value, "title", desk.scribe),
    "titles": lambda desk, entry: read_titles(desk.to(CUT), entry.value, "titles", desk.scribe),
    "sfx": lambda desk, entry: read_effects(desk.to(CUT), entry.value, desk.scribe),
    "ambience": lambda desk, entry: read_effect(desk.to(CUT), entry.value, "ambience", desk.scribe),
    "grade": lambda desk, entry: read_grade(desk.to(CUT), entry.value),
    "vignette": lambda desk, entry: read_vignette(desk.to(CUT), entry.value),
    "grain": lambda desk, entry: read_grain(desk.to(CUT), entry.value),
    "lut": lambda desk, entry: read_lut(desk.to(CUT), entry.value, desk.scribe.files),
    "chain": lambda desk, entry: desk.to(SHOOT).flag(entry.value, "chain", default=False),
    "omit": lambda desk, entry: desk.reader.flag(entry.value, "omit", default=False),
    "follow": lambda desk, entry: desk.reader.word(entry.value, "follow", FOLLOW) or None,
    "tries": lambda desk, entry: desk.reader.whole(entry.value, "tries", (1, 100)),
    "most": lambda desk, entry: desk.to(BOARD).money(entry.value, "most"),
    "still": lambda desk, entry: picture_of(
        desk.to(BOARD), entry.value, "still", desk.scribe.files
    ),
    "crop": _text("crop", BOARD),
    "frame": lambda desk, entry: frame_key(desk.to(CUT), entry.value),
    **{key: _material(key) for key in ("like", "from", "last")},
    "refs": lambda desk, entry: tuple(
        path
        for item in desk.reader.several(entry.value)
        if (path := picture_of(desk.to(BOARD), item, "refs", desk.scribe.files)) is not None
    ),
}
