"""Read what pictures and clips are made from: ``last:``, ``from:`` and ``like:`` of a shot.

    last: next                the panel of the shot after it; sh060, sh060/p2, p2, refs/end.png
    from: words               nothing but words; panel (unless said), refs/a.png, plates/x.mp4,
                              sh060 (its clip), sh060/3, sh060/p2, 3 (its own clip 3), p2
    like: refs/mood.png       a panel drawn after a picture; sh010 (its panel), sh010/p2, p2

Names of shots are understood once the whole board is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from pipeline.facts import CLIP, PANEL, Kind
from pipeline.project.file_kinds import PICTURE_FIX, not_a_picture, not_heard
from pipeline.project.material import Material
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Node, Scalar
from pipeline.project.paths import Files
from pipeline.project.reading import BOARD, SHOOT, Reader
from pipeline.project.story import Shot
from pipeline.project.texts import path_of

__all__ = ["NEIGHBOURS", "read_material", "with_materials"]

NEIGHBOURS = {"next": 1, "previous": -1}
"""Shots by their place on the board."""
_TAKE = re.compile(
    r"(?:(?P<shot>[A-Za-z][\w-]*)|(?P<own>(?:panel|p|clip)?[a-z]?[0-9]{1,6}))"
    r"(?:/(?P<take>(?:panel|p|clip)?[a-z]?[0-9]{1,6}))?"
)
_NUMBERED = re.compile(r"(?P<kind>panel|p|clip)?(?P<unit>[a-z])?(?P<number>[0-9]{1,6})")
_USUAL = {"last": PANEL, "from": CLIP, "like": PANEL}
"""What a shot stands for behind each of the keys."""
_STOPS = {"last": SHOOT, "from": SHOOT, "like": BOARD}
_FIXES = {
    "last": "write next, a shot such as sh060, a panel such as p2, or a picture",
    "from": "write words, panel, a shot such as sh060, a take such as sh060/3, or a file",
    "like": "write a shot such as sh010, a panel such as sh010/p2, or a picture",
}


def read_material(reader: Reader, node: Node | None, key: str, files: Files) -> Material | None:
    """What stands behind ``last``, ``from`` or ``like``; shots are still as they are written."""
    said = reader.to(_STOPS[key])
    scalar = said.scalar(node, key, "a shot, a take or a file")
    if scalar is None:
        return None
    text = scalar.text.strip()
    if key == "from" and text in {"words", "panel"}:
        return Material(is_words=text == "words", where=scalar.where)
    match = _TAKE.fullmatch(text)
    if match is None:
        return _file(said, scalar, key, files)
    take = match["own"] or match["take"] or ""
    if match["shot"] and _NUMBERED.fullmatch(match["shot"]) and not match["take"]:
        take = match["shot"]  # p2, clip3: a take of its own
    shot = "" if take == match["shot"] else match["shot"] or ""
    return _of_take(said, scalar, key, shot=shot, take=take)


def _of_take(reader: Reader, scalar: Scalar, key: str, *, shot: str, take: str) -> Material | None:
    kind, number, unit = _USUAL[key], 0, ""
    if take and (match := _NUMBERED.fullmatch(take)):
        number, unit = int(match["number"]), match["unit"] or ""
        kind = PANEL if match["kind"] in {"p", "panel"} else CLIP
    if take and number < 1:
        reader.error(scalar, f"'{scalar.text}': takes are counted from 1", _FIXES[key])
        return None
    if kind != PANEL and key != "from":
        said = f"'{key}: {scalar.text}' names a clip, and a picture is wanted"
        reader.error(scalar, said, f"name a panel: {key}: {f'{shot}/' if shot else ''}p{number}")
        return None
    unit = "" if unit == "t" else unit
    return Material(shot=shot, kind=kind, number=number, unit=unit, where=scalar.where)


def _file(reader: Reader, scalar: Scalar, key: str, files: Files) -> Material | None:
    path = path_of(reader, scalar, key, files)
    if path is None:
        return None
    kind = _unfit(path, key)
    if kind:
        reader.error(scalar, f"'{scalar.text.strip()}' is {kind}, not a picture", PICTURE_FIX)
        return None
    return Material(path, where=scalar.where)


def _unfit(path: Path, key: str) -> str:
    """What a file is that is neither a picture nor, where that will do, a clip."""
    kind = not_a_picture(path.name)
    if key == "from" and kind and not not_heard(path.name):
        return "a sound" if kind == "a sound" else ""
    return kind


def with_materials(shots: Mapping[str, Shot], reader: Reader) -> dict[str, Shot]:
    """The shots, with every shot that they name found; what is none, or goes in circles, is noted.

    A neighbour that is not there is no fault where a default asks for it.
    """
    board = [shot for shot in shots.values() if not shot.is_omitted]
    places = {shot.id: place for place, shot in enumerate(board)}
    found: dict[str, Shot] = {}
    for shot in shots.values():
        if shot.last is None and shot.source is None and shot.like is None:
            found[shot.id] = shot
            continue
        given = {
            key: _found(material, shot, (board, places), reader.of(shot.id, _STOPS[key]))
            for key, material in _materials(shot)
        }
        found[shot.id] = replace(
            shot, last=given.get("last"), source=given.get("from"), like=given.get("like")
        )
    for key in ("like", "from"):
        _note_circles(found, key, reader)
    return found


def _materials(shot: Shot) -> Iterator[tuple[str, Material]]:
    for key, material in (("last", shot.last), ("from", shot.source), ("like", shot.like)):
        if material is not None:
            yield key, material


def _found(
    material: Material, shot: Shot, board: tuple[list[Shot], Mapping[str, int]], reader: Reader
) -> Material | None:
    """The material with its shot as the board calls it; None, and noted, where there is none."""
    if material.path is not None or material.is_words:
        return material
    name, (shots, places) = material.shot, board
    if not name:
        return replace(material, shot=shot.id)
    if name in NEIGHBOURS and name not in places:
        place = places.get(shot.id, -2) + NEIGHBOURS[name]
        if 0 <= place < len(shots) and shot.id in places:
            return replace(material, shot=shots[place].id)
        if material.where and shot.where and material.where > shot.where and shot.id in places:
            end = "last" if name == "next" else "first"
            reader.error(material.where, f"{shot.id} is the {end} shot of the film", _FIXES["last"])
        return None
    if name not in places and material.where is not None:
        said = f"shot {shot.id} names the shot '{name}', which is not in this film"
        reader.error(material.where, said, did_you_mean(name, places))
    return material if name in places else None


def _note_circles(shots: Mapping[str, Shot], key: str, reader: Reader) -> None:
    """Note pictures that are drawn after each other, and clips made from each other."""
    after = {
        shot.id: material.shot
        for shot in shots.values()
        for name, material in _materials(shot)
        if name == key and material.shot and not material.number and _joins(material.kind, key)
    }
    settled: set[str] = set()
    for start in after:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in settled and at not in path:
            path[at] = None
            at = after.get(at)
        if at is not None and at in path:
            shot = shots[at]
            place = next(each for name, each in _materials(shot) if name == key).where
            ring = [*list(path)[list(path).index(at) :], at]
            what = "panels are drawn after" if key == "like" else "clips are made from"
            said = f"{what} each other: {' > '.join(ring[:6])}{' > …' * (len(ring) > 6)}"
            if place is not None:
                fix = "name a take, or give one of them another picture"
                for name in ring[:-1]:
                    reader.of(name, _STOPS[key]).error(place, said, fix)
        settled.update(path)


def _joins(kind: Kind, key: str) -> bool:
    return kind == _USUAL[key]
