"""Read scenes and shots, in order, from one file or several."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from pipeline.errors import Where
from pipeline.project.cut_words import CUT_WORDS
from pipeline.project.effect_keys import at_home, made_by
from pipeline.project.keys import SCENE, SHOT
from pipeline.project.nodes import Entry, Mapping, Node, Scalar, Sequence
from pipeline.project.reading import CUT, Reader, shape_of
from pipeline.project.shot_values import Desk, Values, read_panel, read_values
from pipeline.project.shots import Joined, make_shot
from pipeline.project.story import Scene, Shot

__all__ = ["ONLY_SCENE", "Board", "reserved", "warn_of_repeats"]

ONLY_SCENE = "all"
"""The scene of a film that has ``shots:`` alone."""

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)))
)
_RESERVED = CUT_WORDS | {ONLY_SCENE, "new", "bin", "map"}


class Board:
    """Scenes and shots as they come together."""

    def __init__(self, desk: Desk, joined: Joined) -> None:
        self.desk = desk
        self.joined = joined
        self.scenes: list[Scene] = []
        self.shots: dict[str, Shot] = {}
        self.beside: dict[str, Shot] = {}
        """Scenes that hold the takes of their own sounds."""
        self.spans: list[tuple[Entry, str]] = []
        """Every shot's lines in its file, so that a fault in them is the shot's alone."""
        self._taken: dict[str, tuple[str, Where]] = {}

    def add_scenes(self, node: Node | None) -> None:
        """Read ``scenes:`` of one file."""
        block = self.desk.reader.any_block(node, "scenes")
        for entry in block if block is not None else ():
            if self._claim(entry.key, "scene", self.desk.to(CUT)):
                self._scene(entry)

    def add_shots(self, node: Node | None, scene: str = ONLY_SCENE) -> None:
        """Read ``shots:`` of a file without scenes, as one scene."""
        if node is None:
            return
        empty = Values({}, {})
        ids = tuple(self._shots(node, scene, replace(self.joined, scene=empty), self.desk))
        before = next((each for each in self.scenes if each.id == scene), None)
        if before is not None:
            self.scenes[self.scenes.index(before)] = replace(before, shots=before.shots + ids)
        else:
            self.scenes.append(Scene(scene, ids, where=node.where))

    def _scene(self, entry: Entry) -> None:
        reader = self.desk.reader
        block = entry.value
        if not isinstance(block, Mapping):
            if not (isinstance(block, Scalar) and block.is_empty):
                reader.error(
                    block,
                    f"scene {entry.name} takes a block with shots:, not {shape_of(block)}",
                    "write the shots below it, indented, under shots:",
                )
            else:
                reader.warn(
                    entry.key,
                    f"scene {entry.name} has no shots",
                    "add shots: below it, or take it out",
                )
            self.scenes.append(Scene(entry.name, (), where=entry.key.where))
            return
        strays = self._check_scene_keys(entry.name, block)
        warn_of_repeats(self.desk.reader, block, f"of {entry.name}")
        values = read_values(self.desk, block)
        at_home(values.said, entry.name)
        about = values.said.pop("about", "")
        desk = self.desk
        if "music" in values.said:
            desk = desk.counting(values.said["music"])
        joined = replace(self.joined, scene=values)
        shots = block.get("shots")
        ids = tuple(self._shots(shots, entry.name, joined, desk)) if shots is not None else ()
        if not ids and (shots is None or not isinstance(shots, Sequence)) and not strays:
            reader.warn(
                entry.key, f"scene {entry.name} has no shots", "add shots: below it, or take it out"
            )
        if made_by(values.said, entry.name):
            self._hold(entry, values)
        style = values.said.get("style", "")
        self.scenes.append(Scene(entry.name, ids, style, about, entry.key.where))

    def _hold(self, entry: Entry, values: Values) -> None:
        """Keep the scene as what its own made sounds belong to; it asks for nothing else."""
        place = (len(self.beside), entry.key.where)
        shot = make_shot(values, self.joined, name=entry.name, scene=entry.name, place=place)
        effects = tuple(each for each in shot.effects if each.home == entry.name)
        self.beside[entry.name] = replace(
            shot, effects=effects, panels=(), clips=(), voices=(), lines=(), titles=()
        )

    def _check_scene_keys(self, scene: str, block: Mapping) -> list[Entry]:
        """A shot that is not indented under ``shots:`` is the likeliest unknown key."""
        strays = [
            entry
            for name, entry in block.entries.items()
            if name not in SCENE and re.fullmatch(r"[A-Za-z]+\d\w*", name)
        ]
        for entry in strays:
            self.desk.reader.error(
                entry.key,
                f"'{entry.name}' is not a key of a scene",
                f"if it is a shot, write it below shots: of {scene}, indented",
            )
        known = {**SCENE, **{entry.name: SCENE["shots"] for entry in strays}}
        self.desk.reader.check_keys(block, "scene", known)
        return strays

    def _shots(self, node: Node, scene: str, joined: Joined, desk: Desk) -> Iterator[str]:
        if isinstance(node, Sequence):
            desk.reader.error(
                node,
                "'shots' takes a name for every shot, not a list",
                "write `sh010: MS | what is seen`, one shot a line",
            )
            return
        block = desk.reader.any_block(node, "shots")
        for entry in block if block is not None else ():
            own_desk = desk.of_shot(entry.name)
            self.spans.append((entry, entry.name))
            if not self._claim(entry.key, "shot", desk.to(CUT)):
                continue
            own = _own_values(own_desk, entry)
            at_home(own.said, entry.name)
            place = (len(self.shots), entry.key.where)
            self.shots[entry.name] = make_shot(
                own, joined, name=entry.name, scene=scene, place=place
            )
            yield entry.name

    def _claim(self, key: Scalar, what: str, reader: Reader) -> bool:
        """Whether the name may be used; noted where it may not."""
        name = key.text
        if not _ID.fullmatch(name):
            reader.error(
                key,
                f"'{name}' cannot be the name of a {what}",
                "a name is letters, digits, _ and -, and begins with a letter: sh010",
            )
            return False
        if what == "shot" and name in SHOT and not SHOT[name].is_later:
            reader.error(
                key,
                f"'{name}' is a key of a shot, not the name of one",
                "indent it below its shot, or rename the shot",
            )
            return False
        why = reserved(name)
        if why:
            reader.error(key, f"no {what} can be called '{name}': {why}", "rename it: sh010")
            return False
        folded = name.lower()
        first = self._taken.get(folded)
        if first is not None:
            reader.error(
                key,
                f"the {what} '{name}' is there already: {first[0]}, at {first[1]}",
                "rename one of the two (upper and lower case are the same)",
            )
            return False
        self._taken[folded] = (f"{what} {name}", key.where)
        return True


def reserved(name: str) -> str:
    """Why nothing that has takes can be called so: ``it is a word of the cut``; empty: it can."""
    folded = name.lower()
    if folded in _DEVICES:
        return "it is a name that Windows keeps"
    return "it is a word of the cut" if folded in _RESERVED else ""


def warn_of_repeats(reader: Reader, block: Mapping, whole: str) -> None:
    """Words for one moment that stand where every shot takes them are seldom meant so."""
    for name in ("title", "titles", "lines"):
        if name in block:
            reader.warn(
                block.entries[name].key,
                f"'{name}' stands here for every shot {whole}",
                "write it under the one shot it belongs to",
            )


def _own_values(desk: Desk, entry: Entry) -> Values:
    node = entry.value
    if isinstance(node, Mapping):
        desk.reader.check_keys(node, "shot", SHOT)
        return read_values(desk, node)
    values = Values({}, {})
    if isinstance(node, Scalar):
        read_panel(desk, node, values)
    else:
        desk.reader.error(
            node,
            f"shot {entry.name} takes a line or a block of keys, not a list",
            f"write `{entry.name}: MS | what is seen`",
        )
    return values
