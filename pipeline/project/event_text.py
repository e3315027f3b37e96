"""Change single words of an event as it is written, and leave all others as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pipeline.project.cut_format import format_window
from pipeline.project.cut_grammar import parse_event
from pipeline.project.cut_words import EVENT_WORDS, CutContext
from pipeline.project.edit import Over, ShotEvent, TakeChoice
from pipeline.project.story import Music
from pipeline.project.take_text import event_take

__all__ = [
    "rename_in_change",
    "rename_in_event",
    "rename_in_sound",
    "reslip",
    "retake",
    "retrim",
    "shot_of",
]

_ARGUMENTS = {
    "hold": 1, "gain": 1, "loop": 1, "at": 1, "pad": 1,
    "flop": 0, "mute": 0, "reverse": 0, "fit": 0,
}  # fmt: skip
_COUNTED = (["beat"], ["beats"], ["bar"], ["bars"])
"""What may stand behind a window that is counted in music."""
_SHOT = re.compile(r"\s*(?:over\s+)?(?P<shot>[A-Za-z][\w-]*)(?P<take>/\S*)?(?=\s|$)")


class _Part(Struct, frozen=True):
    """A stretch of an event's text and what it is: ``window``, ``until`` or another word."""

    name: str
    start: int
    end: int


def shot_of(text: str) -> str:
    """The shot that an event shows (``over`` included); empty for events without one.

    A scene that is not opened reads the same: whoever asks knows the shots of the film.
    """
    match = _SHOT.match(text)
    word = match["shot"] if match else ""
    return "" if word in EVENT_WORDS else word


def retake(text: str, take: TakeChoice) -> str:
    """The event with another take of its shot, everything else as it was."""
    match = _SHOT.match(text)
    if match is None:
        raise ValueError(f"'{text}' shows no shot")
    changed = f"{text[: match.end('shot')]}/{event_take(take)}{text[match.end() :]}"
    return _checked(text, changed, lambda event: replace(event, take=take))


def retrim(text: str, start: int | None, end: int | None) -> str:
    """The event with another window in film frames, everything else as it was.

    An ``until`` gives way to the window. Without start and end the window is taken out.
    """
    match = _SHOT.match(text)
    if match is None:
        raise ValueError(f"'{text}' shows no shot")
    window = format_window(start, end)
    parts = list(_parts(text, match.end()))
    windows = [part for part in parts if part.name == "window"]
    untils = [part for part in parts if part.name == "until"]
    if windows:
        first = windows[0]
        changed = (
            text[: first.start] + window + text[first.end :] if window else _without(text, first)
        )
        untils = [part for part in untils if part.start > first.end]
        shift = len(changed) - len(text)
        untils = [replace(part, start=part.start + shift, end=part.end + shift) for part in untils]
    elif window:
        changed = f"{text[: match.end()]} {window}{text[match.end() :]}"
        shift = len(window) + 1
        untils = [replace(part, start=part.start + shift, end=part.end + shift) for part in untils]
    else:
        changed = text
    for part in reversed(untils):
        changed = _without(changed, part)
    return _checked(text, changed, lambda event: replace(event, start=start, end=end, until=""))


def reslip(text: str, start: int, end: int | None) -> str:
    """The event with another stretch of its take; without an end it keeps its own.

    That is its ``until``, or its planned length.

    Raises:
        ValueError: it shows no shot, or holds a fault.
    """
    match = _SHOT.match(text)
    parts = list(_parts(text, match.end())) if match else []
    if match is None or end is not None or all(part.name != "until" for part in parts):
        return retrim(text, start, end)
    windows = [part for part in parts if part.name == "window"]
    if windows:
        changed = f"{text[: windows[0].start]}{start}{text[windows[0].end :]}"
    else:
        changed = f"{text[: match.end()]} {start}{text[match.end() :]}"
    return _checked(text, changed, lambda event: replace(event, start=start))


def rename_in_event(text: str, old: str, new: str) -> str:
    """The event with the shot ``old`` called ``new``, where it shows it or lasts until it."""
    match = _SHOT.match(text)
    if match is None or match["shot"] in EVENT_WORDS:
        return text
    changed = text
    for part in _parts(text, match.end()):
        if part.name == "until" and text[part.start : part.end].rsplit(maxsplit=1)[-1] == old:
            changed = text[: part.end - len(old)] + new + text[part.end :]
    if match["shot"] == old:
        changed = changed[: match.start("shot")] + new + changed[match.end("shot") :]
    return changed


def rename_in_change(text: str, old: str, new: str) -> str:
    """The line of ``changes:`` (or its key) with the shot ``old`` called ``new``."""
    return re.sub(
        rf"^(\s*(?:drop|replace|before|after)\s+(?:over\s+)?){re.escape(old)}(?=[/\s]|$)",
        lambda match: match[1] + new,
        text,
    )


def rename_in_sound(text: str, old: str, new: str) -> str:
    """The line of ``sound:`` with every place at the shot ``old`` now at ``new``."""
    return re.sub(
        rf"(?<=\s)((?:at|until)\s+){re.escape(old)}(?=[/@\s]|$)",
        lambda match: match[1] + new,
        text,
    )


def _parts(text: str, begin: int) -> Iterator[_Part]:
    """The words behind the shot, each with its arguments."""
    words = list(re.compile(r"\S+").finditer(text, begin))
    index = 0
    while index < len(words):
        word, last = words[index], index
        name = word.group()
        if name in _ARGUMENTS:
            last += _ARGUMENTS[name]
        elif name in {"zoom", "fill"}:
            last += name == "zoom"
            at = [each.group() for each in words[last : last + 2]]
            if len(at) > 1 and at[1].startswith("@"):
                last += 1 + (at[1] == "@")
            elif at and at[0].endswith("@"):
                last += 1
        elif name == "until":
            following = [each.group() for each in words[index + 1 : index + 3]]
            is_counted = len(following) > 1 and following[1].isdigit()
            is_named = following[:1] == ["section"]
            last += 1 + (is_named or (following[:1] in (["bar"], ["beat"]) and is_counted))
            last += 2 * ([each.group() for each in words[last + 1 : last + 2]] == ["of"])
        elif name[0].isdigit() or (name[0] in "-+–" and name[1:2].isdigit()):
            name = "window"
            last += [each.group() for each in words[last + 1 : last + 2]][:1] in _COUNTED
        last = min(last, len(words) - 1)
        yield _Part(name, word.start(), words[last].end())
        index = last + 1


def _without(text: str, part: _Part) -> str:
    return text[: part.start].rstrip() + text[part.end :]


def _checked(before: str, after: str, meant: Callable[[ShotEvent], ShotEvent]) -> str:
    """``after``, when it reads as ``before`` with what was meant.

    Raises:
        ValueError: it reads as something else; the event holds a fault.
    """
    shot = shot_of(before)
    shots = _AnyShot(dict.fromkeys((shot, "_"), 1))
    score = Music("m", Path(), bpm=Fraction(60))
    board = CutContext(Path(), Fraction(240), shots, music={"m": score})
    old, _ = parse_event(before, board)
    new, _ = parse_event(after, board)
    if isinstance(old, ShotEvent) and isinstance(new, ShotEvent):
        is_meant = _bare(meant(old)) == _bare(new)
    elif isinstance(old, Over) and isinstance(new, Over):
        is_meant = _bare(meant(old.event)) == _bare(new.event) and old.at == new.at
    else:
        is_meant = False
    if not is_meant:
        raise ValueError(f"'{before}' holds a fault; mend it first")
    return after


def _bare(event: ShotEvent) -> ShotEvent:
    """What the words of an event say; where a ramp ends follows from the window."""
    return replace(event, where=None, speed=tuple((0, speed) for _, speed in event.speed))


class _AnyShot(dict[str, int]):
    """A board on which every shot stands, so that an event can be read without its film."""

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str)
