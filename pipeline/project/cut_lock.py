"""The picture lock of a cut: how it stands in the file, and whether the picture is still as locked.

A lock is one line of the cut: ``locked: v12 9f2c61ab``, or for single scenes
``locked: {sc010: v12 9f2c61ab}``. The last word is the digest of the events as they were; the one
before it names the version that was kept. ``locked: yes``, written by hand, has neither.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Struct

from pipeline.errors import Problem
from pipeline.project.cut_words import STOPS, CutContext, did_you_mean
from pipeline.project.edit import (
    Cut,
    CutLock,
    Dissolve,
    Event,
    Fade,
    Over,
    SceneEvent,
    ShotEvent,
    Split,
)
from pipeline.project.marks import Source, parse_text
from pipeline.project.nodes import Mapping as Block
from pipeline.project.nodes import Node, Scalar
from pipeline.project.splices import Edit
from pipeline.project.text_edits import cut_key, ordered, put_key, spliced

__all__ = ["changed_since", "lock_edit", "picture_digest", "read_lock", "unlock_edit"]

_WRITTEN = re.compile(r"(?:(?P<version>v[0-9]+) )?(?P<digest>[0-9a-f]{8})")
_ORDER = ("cut", "locked", "events")


def read_lock(node: Node | None, context: CutContext) -> tuple[CutLock | None, list[Problem]]:
    """The lock behind ``locked:``, and what is wrong with it."""
    problems: list[Problem] = []
    if node is None or (isinstance(node, Scalar) and node.text.strip().lower() in {"no", "false"}):
        return None, problems
    if isinstance(node, Scalar):
        if not node.is_empty and not _is_lock(node):
            problems.append(_unclear(node))
        return CutLock({"": node.text.strip()}, where=node.where), problems
    if not isinstance(node, Block):
        return None, [_unclear(node)]
    scenes = {}
    for entry in node:
        if entry.name not in context.scenes:
            known = did_you_mean(entry.name, context.scenes)
            problems.append(
                Problem(
                    f"'{entry.name}' is no scene that could be locked",
                    where=entry.key.where,
                    fix=known or "take it out",
                    stops=STOPS,
                )
            )
        elif not isinstance(entry.value, Scalar) or not _is_lock(entry.value):
            problems.append(_unclear(entry.value))
        value = entry.value
        scenes[entry.name] = value.text.strip() if isinstance(value, Scalar) else ""
    return CutLock(scenes, where=node.where) if scenes else None, problems


def changed_since(cut: Cut, context: CutContext) -> Iterator[Problem]:
    """A warning for everything locked that is no longer as it was locked."""
    lock = cut.lock
    for scene, written in lock.written.items() if lock else ():
        found = _WRITTEN.fullmatch(written)
        if found is None or found["digest"] == picture_digest(cut.events, context, scene):
            continue
        what = f"the scene {scene} of the cut '{cut.name}'" if scene else f"the cut '{cut.name}'"
        version = found["version"]
        name = scene or cut.name
        fix = f"`rushes unlock {name}`, and `rushes lock {name}` locks it as it is now"
        if version:
            fix = f"`rushes cut diff {version}` says what; {fix}"
        yield Problem(
            f"{what} is locked, and was changed since",
            where=lock.where if lock else None,
            fix=fix,
            stops=STOPS,
            is_warning=True,
        )


def picture_digest(events: Iterable[Event], context: CutContext, scene: str = "") -> str:
    """Of the events as they say the picture, of one scene where one is given.

    Comments, spaces and the form of a line are no part of it; the planned length of a shot is,
    where a line gives no end, and so are the shots of a scene that is not opened.
    """
    chosen = list(events if not scene else _of_scene(list(events), scene, context))
    lines = [[_said(event), _planned(event, context)] for event in chosen]
    written = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return blake2b(written.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def lock_edit(scene: str, written: str) -> Edit:
    """Write the lock of the whole cut, or of one scene beside those that are locked."""

    def value(data: Any) -> Any:
        now = data.get("locked")
        return {**(now if isinstance(now, dict) else {}), scene: written} if scene else written

    def change(source: Source) -> str:
        root = _root(source)
        said = {} if not isinstance(root.get("locked"), Block) else _texts(root.get("locked"))
        new = value({"locked": said})
        text = (
            "{" + ", ".join(f"{name}: {one}" for name, one in new.items()) + "}"
            if scene
            else written
        )
        cleared = spliced(source.text, cut_key(root, "locked"))
        fresh = parse_text(cleared, source.page.file, has_bom=source.has_bom)
        return spliced(
            cleared, put_key(_root(fresh), "locked", text, newline=source.newline, order=_ORDER)
        )

    def intend(data: Any) -> Any:
        new = value(data)
        left = {key: each for key, each in data.items() if key != "locked"}
        return ordered(left, "locked", new, _ORDER)

    return Edit(f"lock {scene or 'the cut'}", change, intend)


def unlock_edit(scene: str = "") -> Edit:
    """Take the lock of the whole cut, or of one scene, out again."""

    def change(source: Source) -> str:
        root = _root(source)
        scenes = root.get("locked")
        if scene and isinstance(scenes, Block) and len(scenes.entries) > 1:
            return spliced(source.text, cut_key(scenes, scene))
        return spliced(source.text, cut_key(root, "locked"))

    def intend(data: Any) -> Any:
        now = data.get("locked")
        left = {key: each for key, each in data.items() if key != "locked"}
        if scene and isinstance(now, dict) and len(now) > 1:
            return data | {"locked": {key: each for key, each in now.items() if key != scene}}
        return left

    return Edit(f"unlock {scene or 'the cut'}", change, intend)


# -- inside --------------------------------------------------------------------------------------


def _is_lock(node: Scalar) -> bool:
    text = node.text.strip()
    return text.lower() in {"yes", "true"} or _WRITTEN.fullmatch(text) is not None


def _unclear(node: Node) -> Problem:
    return Problem(
        "this is no lock",
        where=node.where,
        fix="write `locked: yes`, or have it written: `rushes lock`; without a lock take it out",
        stops=STOPS,
    )


def _root(source: Source) -> Block:
    assert isinstance(source.root, Block)  # noqa: S101 - a cut that can be read is one
    return source.root


def _texts(node: Node | None) -> dict[str, str]:
    assert isinstance(node, Block)  # noqa: S101
    return {entry.name: getattr(entry.value, "text", "") for entry in node}


def _of_scene(events: list[Event], scene: str, context: CutContext) -> Iterator[Event]:
    """The events that show the scene, with the transitions that lie over them."""
    shots = set(context.scenes.get(scene, ()))
    for at, event in enumerate(events):
        if isinstance(event, Dissolve | Fade):
            is_out = isinstance(event, Fade) and not event.is_in
            beside = events[at - 1 : at] if is_out else events[at + 1 : at + 2]
            if any(_shows(one, scene, shots) for one in beside):
                yield event
        elif _shows(event, scene, shots):
            yield event


def _shows(event: Event, scene: str, shots: set[str]) -> bool:
    if isinstance(event, SceneEvent):
        return event.scene == scene
    if isinstance(event, Over):
        return event.event.shot in shots
    if isinstance(event, Split):
        return any(one.shot in shots for one in event.shots)
    return isinstance(event, ShotEvent) and event.shot in shots


def _planned(event: Event, context: CutContext) -> list[Any]:
    """What the board adds to what the line says."""
    if isinstance(event, SceneEvent):
        shots = context.scenes.get(event.scene, ())
        return [[shot, context.shots.get(shot, 0)] for shot in shots]
    inner = event.event if isinstance(event, Over) else event
    pictures = inner.shots if isinstance(inner, Split) else (inner,)
    return [
        context.shots.get(one.shot, 0)
        for one in pictures
        if isinstance(one, ShotEvent) and one.end is None
    ]


def _said(value: Any) -> Any:
    """A value of a cut as plain data: what is as it is unless said is left out, and so is where."""
    if isinstance(value, Struct):
        fields = [one for one in msgspec.structs.fields(value) if one.name != "where"]
        said = {
            one.name: _said(getattr(value, one.name))
            for one in fields
            if getattr(value, one.name) != one.default
        }
        return [type(value).__name__, said]
    if isinstance(value, tuple | list):
        return [_said(one) for one in value]
    if isinstance(value, Mapping):
        return [[_said(key), _said(one)] for key, one in value.items()]
    return str(value) if isinstance(value, Fraction) or not isinstance(value, str | int) else value
