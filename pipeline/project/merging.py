"""Merge two people's changes of one cut or of the picks, line by line; pure.

What git calls a conflict is often none here: one event is one line, so two trims of neighbouring
lines, or a trim beside an event that was taken out, can both stand. A conflict is a line that both
changed, two different things put in the same place, and an event that both moved.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

__all__ = ["Merged", "merged"]

_KEYED = re.compile(r"[^\s#\-][^:]*:")
_FIRST = re.compile(
    r"(?P<head>\s*(?:-\s+)?(?:(?:drop|replace|before|after)\s+)?(?:over\s+|\{\s*shot:\s*)?[^\s/:,}]*)"
)

Lines = tuple[str, ...]


class Merged(Struct, frozen=True):
    """The text of both."""

    text: str
    conflicts: int
    """Places where both versions stand, between marks."""


class _Side(Struct, frozen=True):
    """One person's text, told by the lines that both began from."""

    gaps: tuple[Lines, ...]
    """What was put in before each line, and behind the last."""
    lines: tuple[Lines, ...]
    """What became of each line: itself, another, or nothing."""


def merged(base: str, ours: str, theirs: str) -> Merged:
    """Both changes of ``base`` in one text; what cannot be both stands between marks."""
    newline = "\r\n" if "\r\n" in ours or "\r\n" in theirs else "\n"
    old, mine, other = (_lines(text) for text in (base, ours, theirs))
    one, two = _side(old, mine), _side(old, other)
    clash = _moved_twice(old, one, two)
    out: list[str] = []
    conflicts = 0
    for at in range(len(old) + 1):
        pairs: list[tuple[Lines, Lines, Lines]] = [(one.gaps[at], two.gaps[at], ())]
        if at < len(old):
            pairs.append((one.lines[at], two.lines[at], (old[at],)))
        for mine_here, theirs_here, was in pairs:
            found = _both(mine_here, theirs_here, was, clash)
            if found is None:
                conflicts += 1
                out += ["<<<<<<< ours", *mine_here, "=======", *theirs_here, ">>>>>>> theirs"]
            else:
                out += found
    text = newline.join(out)
    is_ended = any(each.endswith("\n") for each in (ours, theirs)) or conflicts
    return Merged(text + newline if out and is_ended else text, conflicts)


def _lines(text: str) -> Lines:
    lines = text.replace("\r\n", "\n").split("\n")
    return tuple(lines[:-1] if lines and not lines[-1] else lines)


def _both(mine: Lines, theirs: Lines, was: Lines, clash: set[str]) -> Lines | None:
    """What both say of a line (``was``) or of a gap (nothing was there); None: they differ."""
    if mine == theirs:
        return mine
    if theirs == was:
        return None if not was and clash.intersection(map(_key, mine)) else mine
    if mine == was:
        return None if not was and clash.intersection(map(_key, theirs)) else theirs
    if not was and all(map(_KEYED.match, (*mine, *theirs))):
        return _sorted(mine, theirs)
    return None


def _sorted(mine: Lines, theirs: Lines) -> Lines | None:
    """Keys that both put in the same place: in order, unless one of them is in both."""
    own, other = ({_key(line) for line in lines} for lines in (mine, theirs))
    return None if own & other else tuple(sorted((*mine, *theirs), key=_key))


def _moved_twice(old: Lines, one: _Side, two: _Side) -> set[str]:
    """The events that both took out and put in elsewhere: each person in another place."""
    counts = Counter(map(_key, old))
    clash = set()
    for at, line in enumerate(old):
        key = _key(line)
        if one.lines[at] or two.lines[at] or counts[key] > 1:
            continue
        places = [
            [place for place, put in enumerate(side.gaps) if key in map(_key, put)]
            for side in (one, two)
        ]
        if places[0] and places[1] and places[0] != places[1]:
            clash.add(key)
    return clash


def _key(line: str) -> str:
    """What a line is about: its shot, or its key."""
    found = _FIRST.match(line)
    return re.sub(r"\s+|\{|shot:", "", found["head"]) if found else line


def _side(old: Lines, new: Lines) -> _Side:
    gaps: list[list[str]] = [[] for _ in range(len(old) + 1)]
    lines: list[Lines] = [()] * len(old)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            lines[start:end] = [(line,) for line in old[start:end]]
            continue
        at = start
        for paired, line in _changed(old[start:end], new[first:last]):
            if paired is None:
                gaps[at].append(line)
            else:
                lines[start + paired] = (line,)
                at = start + paired + 1
    return _Side(tuple(map(tuple, gaps)), tuple(lines))


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int | None, str]]:
    """Each new line of a stretch with the place of the old one that it was."""
    keys = SequenceMatcher(a=[*map(_key, old)], b=[*map(_key, new)], autojunk=False)
    pairs = {
        block.b + step: block.a + step
        for block in keys.get_matching_blocks()
        for step in range(block.size)
    }
    for at, line in enumerate(new):
        yield pairs.get(at), line
