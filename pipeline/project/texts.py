"""Read what is seen as words, and what reading words and sounds needs of the film."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from fractions import Fraction
from pathlib import Path

from msgspec import Struct, field

from pipeline.project.file_kinds import PICTURE_FIX, SOUND_FIX, not_a_picture, not_heard
from pipeline.project.keys import TITLE
from pipeline.project.lengths import (
    LENGTH_EXAMPLES,
    frames_of_length,
    frames_of_range,
    seconds_of_length,
)
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Mapping, Node, Scalar
from pipeline.project.paths import Files
from pipeline.project.reading import Reader
from pipeline.project.story import Music, Text, Title
from pipeline.project.title_keys import read_title_look
from pipeline.timecode import FrameRange

__all__ = [
    "LANGUAGE",
    "MAX_GAIN",
    "TITLE_STYLES",
    "Clock",
    "Measure",
    "Scribe",
    "path_of",
    "picture_of",
    "read_stretch",
    "read_text",
    "read_titles",
    "sound_of",
]

TITLE_STYLES = ("main", "card", "lower-third")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""A language as BCP 47 writes it: ``zh``, ``en``, ``pt-BR``."""
MAX_GAIN = 60


Measure = Callable[[Path], Fraction | None]
"""Seconds of a sound of the production, None where it has none; the reader opens no file itself."""


class Clock(Struct, frozen=True):
    """What lengths are counted in."""

    fps: Fraction
    music: Music | None = None
    _known: dict[tuple[str, str], int] = field(default_factory=dict)

    def frames(
        self, reader: Reader, node: Node | None, what: str, *, bare: str = "f", least: int = 0
    ) -> int | None:
        """A length in film frames; None, and noted, where it is none or shorter than ``least``."""
        scalar = reader.scalar(node, what, f"a length like {LENGTH_EXAMPLES}")
        if scalar is None:
            return None
        frames = self._known.get((scalar.text, bare))
        if frames is None:
            try:
                frames = frames_of_length(scalar.text, self.fps, music=self.music, bare=bare)
            except ValueError as err:
                self._note(reader, scalar, str(err))
                return None
            self._known[scalar.text, bare] = frames
        if frames < least:
            say = "is no time at all" if frames == 0 else "is too short"
            reader.error(scalar, f"'{what}: {scalar.text}' {say}", f"write {LENGTH_EXAMPLES}")
            return None
        return frames

    def seconds(self, reader: Reader, node: Node | None, what: str) -> Fraction | None:
        """A length in exact seconds, not negative."""
        scalar = reader.scalar(node, what, f"a length like {LENGTH_EXAMPLES}")
        if scalar is None:
            return None
        try:
            seconds = seconds_of_length(scalar.text, self.fps, music=self.music)
        except ValueError as err:
            self._note(reader, scalar, str(err))
            return None
        if seconds < 0:
            reader.error(
                scalar, f"'{what}: {scalar.text}' begins before the beginning", "write 0s or later"
            )
            return None
        return seconds

    @staticmethod
    def _note(reader: Reader, scalar: Scalar, sentence: str) -> None:
        fix = f"write {LENGTH_EXAMPLES}"
        if "bpm" in sentence:
            fix = "add bpm: or beats: under the music, or write seconds or frames"
        reader.error(scalar, sentence, fix)


class Scribe(Struct, frozen=True):
    """What reading words and sounds needs to know of the film."""

    clock: Clock
    files: Files
    languages: tuple[str, ...] = ()
    measure: Measure | None = None
    """How long a recording is; None where that is not asked."""
    styles: tuple[str, ...] = TITLE_STYLES
    """The styles that a title may have."""


def path_of(reader: Reader, node: Node | None, what: str, files: Files) -> Path | None:
    """A file of the author's; None, and noted, where it is not there."""
    scalar = reader.scalar(node, what, "the path of a file")
    if scalar is None:
        return None
    try:
        return files.find(scalar.text.strip())
    except ValueError as err:
        reader.error(scalar, str(err.args[0]), str(err.args[1]))
        return None


def sound_of(reader: Reader, node: Node | None, what: str, files: Files) -> Path | None:
    """A sound of the author's; None, and noted, where it is not there or cannot be heard."""
    path = path_of(reader, node, what, files)
    kind = not_heard(path.name) if path is not None else ""
    if kind and isinstance(node, Scalar):
        reader.error(node, f"'{node.text.strip()}' is {kind}, not a sound", SOUND_FIX)
        return None
    return path


def picture_of(reader: Reader, node: Node | None, what: str, files: Files) -> Path | None:
    """A picture of the author's; None, and noted, where it is not there or is no picture."""
    path = path_of(reader, node, what, files)
    kind = not_a_picture(path.name) if path is not None else ""
    if kind and isinstance(node, Scalar):
        reader.error(node, f"'{node.text.strip()}' is {kind}, not a picture", PICTURE_FIX)
        return None
    return path


def read_text(
    reader: Reader, node: Node | None, what: str, languages: Collection[str]
) -> Text | None:
    """Words in one or more languages; None where nothing is written."""
    if isinstance(node, Mapping):
        values = []
        for name, entry in node.entries.items():
            if languages and name not in languages:
                fix = did_you_mean(name, languages) or "add it to languages:"
                reader.error(entry.key, f"'{name}' is not a language of this film", fix)
            elif not LANGUAGE.fullmatch(name):
                reader.error(
                    entry.key, f"'{name}' is not a language", "write codes such as zh, en, pt-BR"
                )
            else:
                said = reader.prose(entry.value, what)
                if said:
                    values.append((name, said))
        return Text(tuple(values)) if values else None
    said = reader.prose(node, what)
    return Text((("", said),)) if said else None


def read_stretch(reader: Reader, node: Node | None, what: str, fps: Fraction) -> FrameRange | None:
    """A part of a take, in film frames: ``4f-40f``, ``0.2s-1.7s``."""
    scalar = reader.scalar(node, what, "a stretch of frames like 4f-40f")
    if scalar is None:
        return None
    try:
        return frames_of_range(scalar.text, fps)
    except ValueError as err:
        reader.error(scalar, str(err), f"write {what}: 4f-40f")
        return None


def read_titles(reader: Reader, node: Node | None, what: str, scribe: Scribe) -> tuple[Title, ...]:
    """One title, or a list of them."""
    titles = (_title(reader, item, what, scribe) for item in reader.several(node))
    return tuple(title for title in titles if title is not None)


def _title(reader: Reader, node: Node, what: str, scribe: Scribe) -> Title | None:
    if not (isinstance(node, Mapping) and ("text" in node or _looks_like_options(node))):
        text = read_text(reader, node, what, scribe.languages)
        return None if text is None else Title(text, where=node.where)
    reader.check_keys(node, "title", TITLE)
    text = read_text(reader, node.get("text"), what, scribe.languages)
    style = reader.word(node.get("style"), "title style", scribe.styles) or "card"
    at = scribe.clock.frames(reader, node.get("at"), "at", least=-(10**9)) or 0
    frames = scribe.clock.frames(reader, node.get("seconds"), "seconds", bare="s", least=1)
    until = reader.name(node.get("until"), "until")
    if text is None:
        reader.error(node, "this title has no words", 'add text: "…"')
        return None
    look = read_title_look(reader, node, scribe.files)
    return Title(text, style, at, frames, until, node.where, look)


def _looks_like_options(node: Mapping) -> bool:
    return not node.entries or any(name in TITLE for name in node.entries)
