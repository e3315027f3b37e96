"""Read one line of ``sound:``: ``m1 from bar 2 at 0``, ``m1 until sh310 out 12``.

    line   = NAME|FILE [from SOURCE] [at PLACE] [until PLACE] [in N] [out N] [gain DECIBELS]
             [pan -30|left|right] [mute] [on BUS]
    SOURCE = bar N | beat N | section NAME | 12.5s | frames     bars and beats count from 1
    PLACE  = frames | 10s | 00:00:10:00 | SHOT | SHOT@FRAME | SHOT/TAKE@FRAME
           | bar N | beat N | section NAME        where that of music that plays is heard
           | bar N of NAME | …                    … of the music of that name

With ``until`` and neither ``from`` nor ``at`` the cue that runs under that name ends there; with
both, the line is a cue and its end. ``in`` and ``out`` are the lengths of its fades.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import Problem, Where
from pipeline.project.beats_in_cut import MUSIC_UNITS, needed
from pipeline.project.buses import BUSES
from pipeline.project.cut_words import CutContext, Line, Word, did_you_mean, near_id, split_words
from pipeline.project.edit import SoundEvent
from pipeline.project.file_kinds import SOUND_FIX, not_heard
from pipeline.project.pans import FULL_PAN, PAN_WORDS
from pipeline.project.shot_words import decibels
from pipeline.project.take_text import take_of_event

__all__ = ["SOUND_WORDS", "parse_sound", "read_sound"]

SOUND_WORDS = ("at", "from", "gain", "in", "mute", "on", "out", "pan", "until")
"""The words that may stand behind a piece of music or a file."""

_ANCHOR = re.compile(r"(?P<shot>[A-Za-z][\w-]*)(?:/(?P<take>\w+))?(?:@(?P<frame>.*))?")
_SECONDS = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)s")
_PAN = re.compile(r"[-+]?[0-9]{1,3}")
_BUSES = tuple(bus for bus in BUSES if bus != "own")
_PLACES = "write at 96, at 00:00:04:00, at sh240 or at sh240/3@22"


def parse_sound(
    text: str, context: CutContext, where: Where | None = None
) -> tuple[tuple[SoundEvent, ...], tuple[Problem, ...]]:
    """The cues of one line as written, and what is wrong with it; no cue where it is faulty."""
    place = where or Where(context.folder / "cuts", 0, 1, text)
    line = Line(split_words(text, place), context, place)
    return read_sound(line), tuple(line.problems)


def read_sound(line: Line) -> tuple[SoundEvent, ...]:
    """The cues that ``line`` spells: one, or a cue and its end; none when it holds a fault."""
    first = line.take()
    if first is None:
        line.fault(None, "a sound is empty here", "write a name under music:, or a file")
        return ()
    name = _name(line, first)
    said: dict[str, Word] = {}
    fields: dict[str, Any] = {}
    while word := line.take():
        reader = _WORDS.get(word.text)
        if reader is None or word.is_quoted:
            line.fault(
                word,
                f"'{word.text}' is no word of a sound",
                did_you_mean(word.text, SOUND_WORDS) or f"write {', '.join(SOUND_WORDS)}",
            )
            line.skip_to(*SOUND_WORDS)
            continue
        if word.text in said:
            line.fault(word, f"'{word.text}' is said twice")
        said[word.text] = word
        fields |= reader(line, word, first.text)
    if line.is_faulty:
        return ()
    return _cues(line, name, fields)


def _cues(line: Line, name: str, fields: dict[str, Any]) -> tuple[SoundEvent, ...]:
    """One cue, one end, or both, from what the words said."""
    until = fields.pop("until", None)
    if until is None:
        place = fields.pop("at", {})
        return (SoundEvent(name, where=line.where, **place, **fields),)
    fade_out = fields.pop("fade_out", 0)
    end = SoundEvent(name, is_end=True, fade_out=fade_out, where=line.where, **until)
    if not fields:
        return (end,)
    place = fields.pop("at", {})
    return SoundEvent(name, where=line.where, **place, **fields), end


def _name(line: Line, first: Word) -> str:
    """The music or the file; a fault where neither is there."""
    text, context = first.text, line.context
    if text in context.music:
        return text
    if not re.search(r"[./\\]", text):
        line.fault(
            first,
            f"'{text}' is no music of the film",
            did_you_mean(text, context.music) or "add it under music:, or write a file",
        )
        return text
    path = PurePosixPath(text.replace("\\", "/"))
    target = context.folder / path
    try:
        full = target.resolve()
        homes = [each.resolve() for each in (context.folder, *context.places)]
        is_inside = any(full.is_relative_to(home) for home in homes)
        is_there = is_inside and full.is_file()
    except (OSError, ValueError):
        is_inside, is_there = True, False
    if not is_inside:
        line.fault(
            first,
            f"the sound '{text}' lies outside the production",
            "copy it to audio/, or name its folder under places: in local.yaml",
        )
    elif not is_there:
        line.fault(first, f"the sound '{text}' is not there", _near(context.folder, path))
    elif kind := not_heard(path.name):
        line.fault(first, f"'{text}' is {kind}, not a sound", SOUND_FIX)
    return str(path)


def _near(folder: Path, path: PurePosixPath) -> str:
    """A file beside the missing one that may be meant."""
    try:
        beside = sorted(each.name for each in (folder / path.parent).iterdir() if each.is_file())
    except (OSError, ValueError):
        beside = []
    home = "audio/" if path.parent == PurePosixPath() else f"{path.parent.as_posix()}/"
    return did_you_mean(path.name, beside) or f"bring the file to {home} and write that"


def _from(line: Line, word: Word, name: str) -> dict[str, Any]:
    unit = line.skip(*MUSIC_UNITS)
    value = line.take()
    if value is None:
        line.fault(word, "'from' needs a place in the music", "write from bar 2 or from 12.5s")
        return {}
    if unit is None:
        if match := _SECONDS.fullmatch(value.text):
            return {"source": Fraction(match[1])}
        frames = line.time(value)
        return {"source": Fraction(frames or 0) / line.context.fps}
    beat = _beat(line, (word, unit), value, name)
    return {} if beat is None else {"source": beat}


def _beat(line: Line, said: tuple[Word, Word], value: Word, name: str) -> Fraction | None:
    """Seconds in the music at which its bar or beat of that number, or its section, begins."""
    word, unit = said
    if unit.text != "section" and not re.fullmatch(r"[1-9][0-9]{0,4}", value.text):
        line.fault(
            value,
            f"'{value.text}' is not the number of a {unit.text}",
            f"{unit.text}s count from 1: write {word.text} {unit.text} 2",
        )
        return None
    music = line.context.music.get(name)
    if music is None or not music.has_beats:
        what = f"the music '{name}' has no bpm" if music else f"'{name}' is a file without a tempo"
        fix = "add bpm: and first_beat:, or beats:, to it under music:, or write from 12.5s"
        line.fault(unit, f"{what}, so its {unit.text}s are not known", fix)
        return None
    try:
        return music.bar(f"{unit.text} {value.text}")
    except ValueError as err:
        message = f"there is no {unit.text} {value.text} in the music '{name}': {err}"
        line.fault(value, message, "name a place that is marked, or write from 12.5s")
        return None


def _on_a_beat(line: Line, word: Word, unit: Word, name: str) -> dict[str, Any]:
    """``bar 9``, ``beat 3 of m1``: a place in music that plays."""
    value = line.take()
    if value is None:
        needs, example = needed(unit.text)
        line.fault(unit, f"'{unit.text}' needs {needs}", f"write {word.text} {example}")
        return {}
    if line.skip("of"):
        named = line.take()
        name = named.text if named is not None else ""
        if name not in line.context.music:
            fix = did_you_mean(name, line.context.music) or "name a piece under music:"
            line.fault(named or value, f"'{name}' is no music of the film", fix)
            return {}
    elif name not in line.context.music:
        fix = (
            f"write {word.text} {unit.text} {value.text} of {next(iter(line.context.music), 'm1')}"
        )
        line.fault(unit, f"'{unit.text} {value.text}' does not say of which music", fix)
        return {}
    beat = _beat(line, (word, unit), value, name)
    place = {"at_music": name, "at_bar": f"{unit.text} {value.text}"}
    return {} if beat is None else {word.text: place}


def _place(line: Line, word: Word, name: str) -> dict[str, Any]:
    """Where in the film: a frame, a shot, a frame of a take, a bar of music that plays."""
    unit = line.skip(*MUSIC_UNITS)
    if unit is not None:
        return _on_a_beat(line, word, unit, name)
    value = line.take()
    if value is None:
        line.fault(word, f"'{word.text}' needs a place", _PLACES.replace("at ", f"{word.text} "))
        return {}
    match = _ANCHOR.fullmatch(value.text)
    if match is None:
        return {word.text: {"at_frame": line.time(value) or 0}}
    shot, take, frame = match["shot"], match["take"], match["frame"]
    if shot not in line.context.shots:
        line.fault(
            value,
            f"the shot '{shot}' is not on the board",
            near_id(shot, line.context.shots),
        )
    place: dict[str, Any] = {"at_shot": shot}
    if take is not None:
        place["at_take"] = take_of_event(take)
        if place["at_take"] is None:
            fix = "write 2 for a clip, p2 for a panel, b2 for clip 2 of unit b"
            line.fault(value, f"'{take}' is not a take of {shot}", fix)
        elif frame is None:
            fix = f"write {value.text}@0 for its first frame"
            line.fault(value, f"'{value.text}' does not say which frame of the take", fix)
    if frame is not None:
        place["at_frame"] = line.time(value, frame) or 0
    return {word.text: place}


def _fade(line: Line, word: Word, _name: str) -> dict[str, Any]:
    return {f"fade_{word.text}": line.length(word, f"{word.text} 12") or 0}


def _gain(line: Line, word: Word, _name: str) -> dict[str, Any]:
    return {"gain": decibels(line, word)}


def _pan(line: Line, word: Word, _name: str) -> dict[str, Any]:
    value = line.take()
    text = value.text.replace("−", "-") if value is not None else ""
    if text in PAN_WORDS:
        return {"pan": PAN_WORDS[text]}
    if not _PAN.fullmatch(text) or abs(int(text)) > FULL_PAN:
        fix = "write pan -30 (to the left), pan 30, pan left or pan right"
        line.fault(value or word, "'pan' takes a place from -100 to 100", fix)
        return {}
    return {"pan": float(text)}


def _mute(_line: Line, _word: Word, _name: str) -> dict[str, Any]:
    return {"is_muted": True}


def _bus(line: Line, word: Word, _name: str) -> dict[str, Any]:
    value = line.take()
    text = value.text if value is not None else ""
    if text not in _BUSES:
        fix = did_you_mean(text, _BUSES) or f"write on {', on '.join(_BUSES)}"
        line.fault(value or word, "'on' needs a bus of the mix", fix)
        return {}
    return {"bus": text}


_WORDS: Mapping[str, Callable[[Line, Word, str], dict[str, Any]]] = {
    "at": _place,
    "from": _from,
    "gain": _gain,
    "in": _fade,
    "mute": _mute,
    "on": _bus,
    "out": _fade,
    "pan": _pan,
    "until": _place,
}
