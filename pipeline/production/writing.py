"""The text of a film that was just begun; pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

from msgspec import Struct

from pipeline.production.framing import Form, moves_for

__all__ = ["MODELINE", "USUAL_SECONDS", "Tempo", "film_of_lines", "film_of_material"]

MODELINE = "# yaml-language-server: $schema=film.schema.json\n"
USUAL_SECONDS = 2.5
"""Length of a shot, where nothing else is known."""
_PLAIN = re.compile(r"(?:[^\W\d]|\()(?:[^#:{}\[\],&*?|>!%@`\"'\n]*[^#:{}\[\],&*?|>!%@`\"'\s])?")
_PLAIN_LINE = re.compile(r"[^\W\d](?:(?!: | #|:$).)*")
"""What YAML takes for the text that it is: inside braces, and on a line of its own."""
_NOT_TEXT = {"null", "true", "false"}
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Signs that YAML takes only by their number."""
_MUTED = "# mute: the clip's own sound is off, for the music; take the word away to hear it"
_BLANK = "\ufeff\u200b \t\r\n\f\v\xa0\u3000"


class Tempo(Struct, frozen=True):
    """The music that the film is cut to."""

    file: str
    """Relative to the production."""
    bpm: float
    """0 where no beat was heard."""
    first_beat: float
    """Seconds."""
    seconds: float
    """Length of the music."""


class OneShot(Protocol):
    """What is known of a picture or clip that becomes a shot."""

    @property
    def shot(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def is_clip(self) -> bool: ...
    @property
    def seconds(self) -> float: ...
    @property
    def has_sound(self) -> bool: ...
    @property
    def size(self) -> tuple[float, float]: ...


def film_of_material(
    name: str, material: Sequence[OneShot], *, tempo: Tempo | None, form: Form
) -> tuple[str, str]:
    """``film.yaml`` and ``cuts/main.yaml`` of a film whose shots are pictures and clips."""
    length = _length(tempo)
    lines = [*_head(name, form, length), "generators:", "  draw: {backend: inbox}"]
    lines += ["  move: {backend: camera}", "use: {panels: draw, clips: move}"]
    lines += [*_music(tempo), "shots:"]
    stills = [one.size[0] / one.size[1] for one in material if not one.is_clip]
    moves = iter(moves_for(stills, float(form.ratio)))
    for one in material:
        if one.is_clip:
            rest = f"panels: 0, clips: 0{_clip_length(one, tempo)}"
        else:
            rest = f"camera: {_quoted(next(moves))}"
        lines.append(f"  {one.shot}: {{about: {_quoted(one.name)}, {rest}}}")
    return MODELINE + "\n".join(lines) + "\n", _cut(tempo, _on_the_beat(material, tempo))


def film_of_lines(name: str, lines: Sequence[str], tempo: Tempo | None) -> tuple[str, str, int]:
    """``film.yaml``, ``cuts/main.yaml`` and the number of shots of a list of lines.

    A line is a shot, word for word; a blank one begins a scene; one that begins with ``#`` is a
    note of the author's and no shot.
    """
    scenes: list[list[str]] = [[]]
    for line in (each.strip(_BLANK) for each in lines):
        if line and not line.startswith("#"):
            scenes[-1].append(line)
        elif not line and scenes[-1]:
            scenes.append([])
    scenes = [scene for scene in scenes if scene]
    text = [*_head(name, Form("2.39", 1280), _length(tempo)), "generators:"]
    text += ["  draw: {backend: sketch}", "  move: {backend: camera}"]
    text += ["use: {panels: draw, clips: move}", *_music(tempo), "scenes:"]
    number = 0
    for index, scene in enumerate(scenes, 1):
        text += [f"  sc{index * 10:03d}:", "    shots:"]
        for line in scene:
            number += 10
            text.append(f"      sh{number:03d}: {_quoted(line, _PLAIN_LINE)}")
    names = [f"sc{index * 10:03d}" for index in range(1, len(scenes) + 1)]
    return MODELINE + "\n".join(text) + "\n", _cut(tempo, names), number // 10


def _head(name: str, form: Form, length: str) -> list[str]:
    title = name.replace("-", " ").replace("_", " ").strip().title() or "Untitled"
    return [
        "film: 1",
        f"title: {_quoted(title)}",
        "fps: 24",
        f"aspect: {form.aspect}",
        f"defaults: {{seconds: {length}, panels: 1, clips: 1}}",
        f"deliveries: {{main: {{width: {form.width}}}}}",
    ]


def _length(tempo: Tempo | None) -> str:
    """About two and a half seconds: as many whole beats as come nearest."""
    if tempo is None or not tempo.bpm:
        return f"{USUAL_SECONDS:g}"
    beats = max(1, round(USUAL_SECONDS * tempo.bpm / 60))
    return f"{beats} beats" if beats > 1 else "1 beat"


def _clip_length(one: OneShot, tempo: Tempo | None) -> str:
    """A clip that is shorter than the usual length is used whole."""
    usual = USUAL_SECONDS
    if tempo is not None and tempo.bpm:
        usual = max(1, round(USUAL_SECONDS * tempo.bpm / 60)) * 60 / tempo.bpm
    if one.seconds >= usual:
        return ""
    frames = max(1, math.floor(Fraction(one.seconds) * 24))
    return f", seconds: {frames}f"


def _on_the_beat(material: Sequence[OneShot], tempo: Tempo | None) -> list[str]:
    """Events whose cuts fall on the beats of the music, however many there are.

    A beat is seldom a whole number of frames: at 100 a minute four of them last 57.6. So each
    window ends at the frame nearest to its beat, counted from the film's first frame, and no
    error adds up. A clip too short for the usual length gives the whole beats that it has. A clip
    that has a sound of its own is silent under the music.
    """
    if tempo is None:
        return [one.shot for one in material]
    quiet = {one.shot: " mute" if one.is_clip and one.has_sound else "" for one in material}
    if not tempo.bpm:
        return [f"{shot}{mute}" for shot, mute in quiet.items()]
    beat = Fraction(24 * 60) / Fraction(str(tempo.bpm))
    usual = max(1, round(USUAL_SECONDS * tempo.bpm / 60)) * beat
    events, at, before = [], Fraction(0), 0
    for one in material:
        length = usual
        there = max(1, math.floor(Fraction(one.seconds) * 24))
        if one.is_clip and there < math.ceil(usual):
            length = (there - 1) // beat * beat or Fraction(there)
        at += length
        end = math.floor(at + Fraction(1, 2))
        events.append(f"{one.shot} 0+{end - before}{quiet[one.shot]}")
        before = end
    return events


def _music(tempo: Tempo | None) -> list[str]:
    if tempo is None:
        return []
    beat = f", bpm: {tempo.bpm:g}, first_beat: {tempo.first_beat:.3f}s" if tempo.bpm else ""
    return [f"music: {{m1: {{file: {_quoted(tempo.file)}{beat}}}}}"]


def _cut(tempo: Tempo | None, events: Sequence[str]) -> str:
    if tempo is None:
        return ""
    start = "m1 from bar 1 at 0 out 24" if tempo.bpm else "m1 at 0 out 24"
    lines = ["cut: main", *([_MUTED] if any(each.endswith(" mute") for each in events) else [])]
    lines += ["events:", *(f"- {event}" for event in events), "- fade out 24"]
    return "\n".join([*lines, "sound:", f"- {start}"]) + "\n"


def _quoted(text: str, plain: re.Pattern[str] = _PLAIN) -> str:
    """The text as YAML takes it: plain where that is safe, else in double quotes."""
    if plain.fullmatch(text) and text.isprintable() and text.casefold() not in _NOT_TEXT:
        return text
    return _UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))
