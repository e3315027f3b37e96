"""Read the spoken lines of a shot, and how long a shot is that lasts as long as they do."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from pipeline.project.keys import LINE
from pipeline.project.lengths import frames_of_length
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Mapping, Node, Scalar
from pipeline.project.pans import read_pan
from pipeline.project.reading import Reader, shape_of
from pipeline.project.story import Line, Text
from pipeline.project.texts import MAX_GAIN, Clock, Scribe, read_stretch, read_text, sound_of

__all__ = ["AsSpoken", "as_spoken", "heard_of", "read_lines"]

_AS_SPOKEN = re.compile(r"lines?(?:\s*\+\s*(?P<more>\S.*))?")
_LEAST_SECONDS = Fraction(5, 6)
_LETTERS_A_SECOND = 15
_WIDE_A_SECOND = 5
"""How fast lines are spoken that nobody has recorded yet: Latin letters, Chinese characters."""


class AsSpoken(Struct, frozen=True):
    """``seconds: line + 12f``: the shot lasts as long as its lines."""

    more: int = 0
    """Film frames after the last word."""

    def frames(self, lines: Sequence[Line], fps: Fraction) -> int | None:
        """The length in film frames; None for a shot without lines."""
        ends = [line.at + _line_frames(line, fps) for line in lines]
        return max(1, max(ends) + self.more) if ends else None


def as_spoken(reader: Reader, node: Node, clock: Clock) -> AsSpoken | None:
    """What ``line`` and ``line + 12f`` ask for; None where something else is written."""
    match = _AS_SPOKEN.fullmatch(node.text.strip()) if isinstance(node, Scalar) else None
    if match is None or not match["more"]:
        return AsSpoken() if match is not None else None
    try:
        return AsSpoken(frames_of_length(match["more"], clock.fps, music=clock.music, bare="f"))
    except ValueError as err:
        reader.error(node, str(err), "write `seconds: line + 12f`")
        return AsSpoken()


def heard_of(line: Line, fps: Fraction) -> Line:
    """The line with the seconds that are heard of its recording: those of its window."""
    if line.window is None or line.spoken is None:
        return line
    end = min(line.spoken, Fraction(line.window.end) / fps)
    return replace(line, spoken=max(Fraction(0), end - Fraction(line.window.start) / fps))


def _line_frames(line: Line, fps: Fraction) -> int:
    if line.spoken is not None:
        return math.ceil(line.spoken * fps)
    if line.frames is not None:
        return line.frames
    return math.ceil(
        max(_LEAST_SECONDS, *map(_said_in, (text for _, text in line.text.values))) * fps
    )


def _said_in(text: str) -> Fraction:
    wide = sum(1 for letter in text if ord(letter) >= 0x2E80)
    return Fraction(wide, _WIDE_A_SECOND) + Fraction(len(text) - wide, _LETTERS_A_SECOND)


def read_lines(reader: Reader, node: Node | None, scribe: Scribe) -> tuple[Line, ...]:
    """Spoken lines: ``- liu: {zh: …, en: …}`` with ``at:`` and ``seconds:`` beside it."""
    lines = []
    taken: set[str] = set()
    for number, item in enumerate(reader.several(node), 1):
        line = _line(reader, item, f"l{number}", scribe)
        if line is None:
            continue
        if line.id in taken:
            reader.error(item, f"two lines of this shot are called '{line.id}'", "rename one")
            continue
        taken.add(line.id)
        lines.append(line)
    return tuple(lines)


def _line(reader: Reader, node: Node, given: str, scribe: Scribe) -> Line | None:
    if not isinstance(node, Mapping):
        reader.error(
            node,
            f"a line takes who speaks and the words, not {shape_of(node)}",
            "write `- name: the words`",
        )
        return None
    speakers = [entry for name, entry in node.entries.items() if name not in LINE]
    if len(speakers) != 1:
        if not speakers:
            reader.error(node, "nobody speaks this line", "write `- name: the words`")
        else:
            extra = speakers[1]
            reader.error(
                extra.key,
                f"'{extra.name}' is a second speaker in one line",
                did_you_mean(extra.name, [name for name in LINE if not LINE[name].is_later])
                if not extra.name.islower()
                else "begin its own line with `- `",
            )
        return None
    speaker = speakers[0]
    if len(node.entries) > 1:
        reader.check_keys(node, "line", {**LINE, speaker.name: LINE["id"]})
    text = read_text(reader, speaker.value, f"line of {speaker.name}", scribe.languages)
    at = scribe.clock.frames(reader, node.get("at"), "at", least=-(10**9)) or 0
    frames = scribe.clock.frames(reader, node.get("seconds"), "seconds", bare="s", least=1)
    name = reader.name(node.get("id"), "id") or given
    file = sound_of(reader, node.get("file"), "file", scribe.files)
    if text is None and node.get("file") is None and _is_nothing(speaker.value):
        reader.error(speaker.key, f"the line of '{speaker.name}' has no words", 'write it: "…"')
    gain = reader.number(node.get("gain"), "gain", (-120, MAX_GAIN))
    pan = read_pan(reader, node.get("pan"))
    if text is None and file is None:
        return None
    line = Line(
        name,
        speaker.name,
        text or Text(()),
        at,
        frames,
        file,
        float(gain or 0),
        pan or 0.0,
        scribe.measure(file) if file is not None and scribe.measure is not None else None,
        node.where,
        read_stretch(reader, node.get("window"), "window", scribe.clock.fps),
        reader.prose(node.get("voice"), "voice"),
    )
    return heard_of(line, scribe.clock.fps)


def _is_nothing(node: Node) -> bool:
    return node.is_empty if isinstance(node, Scalar) else False
