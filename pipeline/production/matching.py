"""Which shot a file from elsewhere belongs to: exactly one, or none with candidates; pure."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path, PurePath

from msgspec import Struct

from pipeline.facts import TakeRef
from pipeline.project.story import Project

__all__ = [
    "BIN",
    "NEW",
    "MapError",
    "Match",
    "Sheet",
    "begins_of",
    "home_of",
    "match_file",
    "nearest",
    "read_map",
    "words_of",
]

BIN = "bin"
NEW = "new"
_CHILD = re.compile(r"(?P<stem>[A-Za-z][\w.-]*?_[a-z]+(?:\.[a-z0-9]+)?_[a-z]\d+)(?P<rest>\D.*)?")
_STRETCH = re.compile(r"_f(\d{1,7})-\d{1,7}(?!\d)")
_WORD = re.compile(r"\w+", re.UNICODE)
_ENOUGH = 0.8
"""Share of a shot's own words that a prompt must hold to be called its prompt."""

_FEW = 3
"""Fewer words than that stand in many a prompt: then it must begin with the shot's."""


class Match(Struct, frozen=True):
    """Where a file belongs."""

    shot: str = ""
    """Empty when it cannot be told."""
    parent: TakeRef | None = None
    """The take that the file was made from by hand, told by its name."""
    candidates: tuple[str, ...] = ()
    why: str = ""


class Sheet(Struct, frozen=True):
    """The numbers that the contact sheet of the inbox gave to its pictures."""

    files: Mapping[int, str]
    """Path relative to the inbox, by number."""


class MapError(ValueError):
    """Lines of ``inbox/map.yaml`` that cannot be meant; ``faults`` holds (key, sentence) of all."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(sentence for _, sentence in faults))
        self.faults = tuple(faults)


def match_file(path: PurePath, prompt: str, project: Project) -> Match:
    """The shot that a file's place, name or the prompt inside it tells.

    In order: a child's name (``sh030_clip_t07_x4.mov``), the folder it lies in
    (``inbox/sh030/``), the head of its name (``sh030__anything.png``), the prompt written inside
    the picture, when it holds the words of exactly one shot.
    """
    parent = _parent(path.stem)
    if parent is not None and parent.shot in project.shots:
        return Match(parent.shot, parent, why=f"its name says that it was made from {parent}")
    folded = {shot.casefold(): shot for shot in project.shots}
    folder = folded.get(path.parent.name.casefold())
    if folder:
        return Match(folder, why=f"it lies in the folder {folder}")
    head, mark, _ = path.name.partition("__")
    if mark and head.casefold() in folded:
        return Match(folded[head.casefold()], why="its name begins with the shot")
    return _by_prompt(prompt, project) if prompt else _by_name(path.stem, project)


def read_map(lines: Mapping[str, str], sheet: Sheet) -> dict[str, list[str]]:
    """The files for every shot (and ``new`` and ``bin``) that the map names by number.

    Raises:
        MapError: a number that the sheet does not have, one given twice, a range that runs
            backwards.
    """
    found: dict[str, list[str]] = {}
    given: dict[int, str] = {}
    faults: list[tuple[str, str]] = []
    for shot, text in lines.items():
        numbers, wrong = _numbers(shot, text, most=max(sheet.files, default=0))
        faults += [(shot, sentence) for sentence in wrong]
        for number in numbers:
            if number not in sheet.files:
                faults.append((shot, f"{shot}: the sheet has no picture {number}"))
            elif number in given:
                said = f"picture {number} is given to {given[number]} and to {shot}"
                faults.append((shot, said))
            else:
                given[number] = shot
                found.setdefault(shot, []).append(sheet.files[number])
    if faults:
        raise MapError(faults)
    return found


def _numbers(shot: str, text: str, *, most: int) -> tuple[list[int], list[str]]:
    """The numbers that a line names, and a sentence for every word of it that is none."""
    numbers: list[int] = []
    wrong: list[str] = []
    for word in str(text).replace(",", " ").split():
        first, dash, last = word.partition("-")
        if not (first.isdecimal() and (not dash or last.isdecimal())):
            wrong.append(f"{shot}: '{word}' is neither a number nor a range like 7-9")
            continue
        start, end = int(first), int(last) if dash else int(first)
        if end < start:
            wrong.append(f"{shot}: the range {word} runs backwards")
        elif end > most:
            wrong.append(f"{shot}: the sheet has no picture {end}")
        else:
            numbers.extend(range(start, end + 1))
    return numbers, wrong


def begins_of(stem: str) -> int:
    """The film frame of its parent that a child begins with: 12 for ``sh030_clip_t07_f12-60_x4``.

    So are the files named that `rushes pull` writes; 0 where nothing is said.
    """
    match = _CHILD.fullmatch(stem)
    found = _STRETCH.match(match["rest"] or "") if match else None
    return int(found[1]) if found else 0


def _parent(stem: str) -> TakeRef | None:
    match = _CHILD.fullmatch(stem)
    return TakeRef.from_stem(match["stem"]) if match else None


def _by_prompt(prompt: str, project: Project) -> Match:
    said = words_of(prompt)
    hits: list[tuple[float, str]] = []
    for shot in project.shots.values():
        own = words_of(re.sub(r"[<{][\w-]+[>}]", " ", shot.panel))
        if len(own) >= _FEW or (own and _begins_with(prompt, shot.panel)):
            share = len(own & said) / len(own)
            if share >= _ENOUGH:
                hits.append((share, shot.id))
    if not hits:
        return Match(why="the prompt inside it is no shot's")
    best = max(share for share, _ in hits)
    top = [shot for share, shot in hits if share == best]
    if len(top) == 1:
        return Match(top[0], why="the prompt inside it is this shot's")
    return Match(candidates=tuple(top), why="the prompt inside it fits more than one shot")


def _begins_with(prompt: str, panel: str) -> bool:
    """Whether a prompt begins as the panel's card does, where ``<liu> waits`` is ``liu waits``."""
    plain = " ".join(re.sub(r"[<>{}]", "", panel).split()).rstrip(".").casefold()
    return bool(plain) and " ".join(prompt.split()).casefold().startswith(plain)


def nearest(name: str, shots: Collection[str]) -> tuple[str, ...]:
    """The shot whose id is nearest to ``name``, where one is near."""
    folded = {shot.casefold(): shot for shot in shots}
    found = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return tuple(folded[each] for each in found)


def _by_name(stem: str, project: Project) -> Match:
    head, mark, _ = stem.partition("__")
    if mark and re.fullmatch(r"[A-Za-z][\w-]*", head):
        why = f"its name begins with '{head}', and there is no such shot"
        return Match(candidates=nearest(head, project.shots), why=why)
    near: Sequence[str] = [shot for shot in project.shots if shot.casefold() in stem.casefold()]
    why = "its name speaks of more than one shot" if near else "nothing tells its shot"
    if len(near) == 1:
        why = "its name only resembles a shot"
    return Match(candidates=tuple(near), why=why)


def words_of(text: str) -> set[str]:
    """The words that a text is told by: long enough Latin ones, and Chinese characters."""
    words = {word.casefold() for word in _WORD.findall(text)}
    chinese = {char for word in words for char in word if "一" <= char <= "鿿"}
    return {word for word in words if word.isascii() and len(word) > 2} | chinese


def home_of(path: Path, match: Match) -> str:
    """How a file that tells no shot, or several, is sent home."""
    shot = match.candidates[0] if len(match.candidates) == 1 else "SHOT"
    return f"`rushes adopt {shlex.quote(str(path))} --shot {shot}`, or put it into inbox/{shot}/"
