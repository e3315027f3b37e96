"""Read what stands behind a shot in a cut: its take, its window and the words after it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from pipeline.project.beats_in_cut import MUSIC_UNITS, beats_in_frames
from pipeline.project.cut_words import Line, Word, did_you_mean, near_id
from pipeline.project.edit import ShotEvent, Zoom
from pipeline.project.frame_words import FRAME_WORDS, frame_words
from pipeline.project.take_text import take_of_event

__all__ = ["SHOT_WORDS", "decibels", "read_shot"]

_NUMBER = re.compile(r"(?P<value>[0-9]{1,4}(?:\.[0-9]{1,6})?)(?P<percent>%)?")
_RATIO = re.compile(r"(?P<over>[0-9]{1,9})/(?P<under>[0-9]{1,9})")
_GAIN = re.compile(r"(?P<value>[-+−]?[0-9]{1,3}(?:\.[0-9]{1,3})?)(?:dB|db)?")
_POINT = re.compile(r"(?P<x>[0-9.]+)%?,(?P<y>[0-9.]+)%?")
_WINDOW = re.compile(r"(?P<start>[^-+–]*)(?P<sign>[-+–])(?P<end>.*)")
_LOUDEST, _FAINTEST = 24.0, -96.0
_AT_THE_END = -1


def read_shot(line: Line, first: Word) -> ShotEvent | None:
    """A stretch of a take: ``first`` is the shot with its take, the words follow in ``line``.

    Stops before ``at``, which belongs to whatever the shot is part of.
    """
    shot, slash, written = first.text.partition("/")
    fields: dict[str, Any] = {}
    if shot not in line.context.shots:
        line.fault(
            first,
            f"the shot '{shot}' is not on the board",
            near_id(shot, line.context.shots),
        )
    if slash:
        fields["take"] = take = take_of_event(written)
        if take is None:
            line.fault(
                first,
                f"'{written}' is not a take of {shot}",
                "write 2 for a clip, p2 for a panel, b2 for clip 2 of unit b",
            )
    said: set[str] = set()
    while (word := line.peek()) and (word.is_quoted or word.text != "at"):
        line.take()
        name, reader = _reader(word)
        if reader is None:
            line.fault(
                word,
                f"'{word.text}' is no word of the cut",
                did_you_mean(word.text, SHOT_WORDS) or "write a window (0-36), or words like flop",
            )
            line.skip_to("at", *SHOT_WORDS)
            continue
        if name in said:
            line.fault(word, f"{name} is said twice")
        said.add(name)
        fields |= reader(line, word) or {}
    if line.is_faulty:
        return None
    event = ShotEvent(shot, where=line.where, **fields)
    return replace(event, speed=_ramped(event, line.context.shots[shot]))


def decibels(line: Line, word: Word) -> float:
    """The next word as decibels between -96 and +24."""
    value = line.take()
    match = _GAIN.fullmatch(value.text) if value else None
    if value is None or match is None:
        line.fault(value or word, "'gain' needs decibels", "write gain -3")
        return 0.0
    gain = float(match["value"].replace("−", "-"))
    if not _FAINTEST <= gain <= _LOUDEST:
        line.fault(value, f"a gain of {gain:g} dB is out of bounds", "write -96 to 24, or mute")
    return gain


def _reader(word: Word) -> tuple[str, Callable[[Line, Word], dict[str, Any]] | None]:
    """What a word says something about, and who reads it."""
    text = word.text
    if word.is_quoted:
        return "", None
    if text in FRAME_WORDS:
        return "how it lies in the frame", frame_words
    if text in _WORDS:
        return f"'{text}'", _WORDS[text]
    if text[0] in "x×" and text[1:2].isdigit():
        return "the speed", _speed
    if text[0].isdigit() or (text[0] in "-+–" and text[1:2].isdigit()):
        return "the window", _window
    return "", None


def _window(line: Line, word: Word) -> dict[str, Any]:
    match = _WINDOW.fullmatch(word.text)
    if match is None:
        start = line.time(word)
        following = line.peek()
        if start is not None and (following is None or following.text != "until"):
            text = word.text
            line.fault(
                word,
                f"'{text}' is only half a window",
                f"write {text}-OUT, {text}+LENGTH, or {text}- for the planned length",
            )
        return {"start": start}
    start = line.time(word, match["start"]) if match["start"] else None
    if not match["end"]:
        if match["sign"] == "+":
            line.fault(word, f"the window {word.text} does not say how long it is")
        return {"start": start}
    end = _end_of(line, word, match)
    if match["sign"] == "+":
        if not match["start"]:
            line.fault(word, f"the window {word.text} has no beginning", f"write 0{word.text}")
        end = None if start is None or end is None else start + end
    following = line.peek()
    if following and following.text == "until":
        line.fault(word, "the event says its end twice", "write an out point or until, not both")
    if end is not None and (start or 0) == end:
        line.fault(
            word,
            f"the window {word.text} holds no frame",
            f"the out point is the first frame that is not used: write {end}-{end + 1} for one",
        )
    elif end is not None and (start or 0) > end:
        fix = f"write {match['end']}{match['sign']}{match['start']}"
        line.fault(word, f"the window {word.text} ends before it begins", fix)
    return {"start": start, "end": end}


def _end_of(line: Line, word: Word, match: re.Match[str]) -> int | None:
    """What stands behind the sign of a window: ``+2 bars`` is counted in music."""
    if match["sign"] == "+" and (unit := line.skip("beat", "beats", "bar", "bars")):
        return beats_in_frames(line, match["end"], unit)
    return line.time(word, match["end"])


def _speed(line: Line, word: Word) -> dict[str, Any]:
    points: list[tuple[int, Fraction]] = []
    pieces = word.text[1:].split(">")
    for number, piece in enumerate(pieces):
        value, at, frame = piece.partition("@")
        speed = _fraction(value)
        if speed is None or not Fraction(1, 100) <= speed <= 100:
            fix = "write x0.5 for half speed, x2 for double"
            line.fault(word, f"'{piece}' is not a speed", fix)
            return {}
        place = 0 if number == 0 else _AT_THE_END
        if at:
            place = line.time(word, frame) or 0
        points.append((place, speed))
    if len(pieces) > 1:
        places = [place for place, _ in points]
        rises = all(start < end for start, end in pairwise(places) if end != _AT_THE_END)
        if _AT_THE_END in places[:-1] or not rises:
            line.fault(
                word,
                f"the ramp {word.text} does not say when each speed is reached",
                "write x1>0.3, or x1@0>0.3@24 with frames that rise",
            )
    return {"speed": tuple(points)} if len(points) > 1 or points[0][1] != 1 else {}


def _ramped(event: ShotEvent, planned: int) -> tuple[tuple[int, Fraction], ...]:
    """The speeds of an event, the last one placed where its window ends.

    speed a |-.
            |  `-.         the area below is the source that is left: the ramp
          b |     `-       lasts source / ((a + b) / 2) film frames
            +-------+-->
    """
    points = event.speed
    if len(points) < 2 or points[-1][0] != _AT_THE_END:
        return points
    known, last = points[:-1], points[-1][1]
    frame, speed = known[-1]
    if event.end is None:
        end = planned
    else:
        gone = sum((b - a) * (v + w) / 2 for (a, v), (b, w) in pairwise(known))
        left = event.end - (event.start or 0) - gone - known[0][0] * known[0][1]
        end = frame + math.floor(left / ((speed + last) / 2) + Fraction(1, 2))
    return (*known, (max(end, frame + 1), last))


def _fraction(text: str) -> Fraction | None:
    if match := _NUMBER.fullmatch(text):
        return Fraction(match["value"]) / (100 if match["percent"] else 1)
    match = _RATIO.fullmatch(text)
    under = int(match["under"]) if match else 0
    return Fraction(int(match["over"]), under) if match and under else None


def _zoom(line: Line, word: Word) -> dict[str, Any]:
    value = line.take()
    text, at, point = value.text.partition("@") if value else ("", "", "")
    factor = _fraction(text)
    if value is None or factor is None:
        line.fault(value or word, "'zoom' needs a factor", "write zoom 1.15 or zoom 1.15 @ 40,30")
        return {}
    if not 1 <= factor <= 20:
        line.fault(
            value,
            f"a zoom of {text} is out of bounds",
            "1 is the whole picture; write a factor between 1 and 20",
        )
    following = line.peek()
    if not at and following and following.text.startswith("@"):
        value = following
        line.take()
        at, point = "@", following.text[1:]
    if not at:
        return {"zoom": Zoom(factor)}
    if not point and (taken := line.take()):
        value, point = taken, taken.text
    match = _POINT.fullmatch(point)
    x, y = (_fraction(match["x"]), _fraction(match["y"])) if match else (None, None)
    if x is None or y is None or x > 100 or y > 100:
        line.fault(
            value,
            f"'{point}' is not a point of the picture",
            "write percent of width and height from top left: zoom 1.15 @ 40,30",
        )
        return {}
    return {"zoom": Zoom(factor, x, y)}


def _hold(line: Line, word: Word) -> dict[str, Any]:
    return {"hold": line.length(word, "hold 12") or 0}


def _loop(line: Line, word: Word) -> dict[str, Any]:
    value = line.take()
    if value is None or not re.fullmatch(r"[0-9]{1,3}", value.text) or int(value.text) < 2:
        line.fault(value or word, "'loop' needs a number of times", "write loop 2 to play it twice")
        return {}
    return {"loop": int(value.text)}


def _until(line: Line, word: Word) -> dict[str, Any]:
    target = line.take()
    if target is None:
        line.fault(word, "'until' needs a place", "write until beat, until beat 33 or until bar 9")
        return {}
    if target.text not in MUSIC_UNITS:
        if target.text in line.context.shots:
            if line.words[0].text != "over":
                line.beside(
                    word,
                    f"an event cannot last until {target.text}: what follows begins when it ends",
                    "write its window, or until beat 33; a picture laid over it may last until a "
                    f"shot: over sh140 0 until {target.text} at 24",
                )
        else:
            line.fault(
                target,
                f"'{target.text}' is no place that an event can last until",
                did_you_mean(target.text, MUSIC_UNITS) or "write until beat 33 or until bar 9",
            )
        return {"until": target.text}
    number, said = line.peek(), target.text
    if target.text == "section":
        line.take()
        said = f"section {number.text}" if number else said
        if number is None:
            line.fault(target, "'until section' needs a name", "write until section chorus")
    elif number and re.fullmatch(r"[0-9]{1,5}", number.text):
        line.take()
        said = f"{target.text} {int(number.text)}"
        if int(number.text) == 0:
            line.fault(number, f"{target.text}s count from 1", f"write until {target.text} 1")
    elif target.text == "bar":
        line.fault(number or target, "'until bar' needs a number", "write until bar 9")
    return {"until": said + _of_music(line)}


def _of_music(line: Line) -> str:
    """`` of m1`` behind a beat or a bar, where the line names the piece."""
    said = line.skip("of")
    if said is None:
        return ""
    name = line.take()
    if name is None or name.is_quoted:
        line.fault(name or said, "'of' needs a piece of music", "write until beat 33 of m1")
        return ""
    return f" of {name.text}"


def _reverse(_line: Line, _word: Word) -> dict[str, Any]:
    return {"is_reversed": True}


def _gain(line: Line, word: Word) -> dict[str, Any]:
    return {"gain": decibels(line, word)}


def _flop(_line: Line, _word: Word) -> dict[str, Any]:
    return {"is_flopped": True}


def _mute(_line: Line, _word: Word) -> dict[str, Any]:
    return {"is_muted": True}


_WORDS: Mapping[str, Callable[[Line, Word], dict[str, Any]]] = {
    "fill": frame_words,
    "fit": frame_words,
    "flop": _flop,
    "gain": _gain,
    "hold": _hold,
    "loop": _loop,
    "mute": _mute,
    "pad": frame_words,
    "reverse": _reverse,
    "until": _until,
    "zoom": _zoom,
}

SHOT_WORDS = tuple(_WORDS)
"""The words that may stand behind a shot."""
