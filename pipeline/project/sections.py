"""Read the parts of a film that shots refer to: elements, generators, music."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from pipeline.errors import Where
from pipeline.facts import Json
from pipeline.project.beat_marks import BeatMarks
from pipeline.project.beats_file import read_beats
from pipeline.project.keys import (
    ELEMENT,
    GENERATOR,
    MUSIC,
)
from pipeline.project.made_music import read_made, silent_file
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Entry, Mapping, Node
from pipeline.project.reading import CUT, SHOOT, VOICED, Reader
from pipeline.project.story import Element, Generator, Music
from pipeline.project.texts import (
    LANGUAGE,
    MAX_GAIN,
    Clock,
    Scribe,
    path_of,
    picture_of,
    read_stretch,
    sound_of,
)

__all__ = [
    "ELEMENT_NAME",
    "Sections",
    "read_element",
    "read_generator",
    "read_music",
]

ELEMENT_NAME = re.compile(r"[^\W\d][\w-]{0,63}")
"""A letter of any script, then letters, digits, ``_`` and ``-``."""

_Part = TypeVar("_Part", Element, Generator, Music)


class Sections:
    """Named parts as they come together from one file or several."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.elements: dict[str, Element] = {}
        self.generators: dict[str, Generator] = {}
        self.music: dict[str, Music] = {}
        self.named: dict[str, set[str]] = {}
        """Names of parts that are written, readable or not, by section."""

    def add(
        self,
        node: Node | None,
        what: str,
        into: dict[str, _Part],
        read: Callable[[Entry], _Part | None],
    ) -> None:
        """Read every named part of a section into ``into``; a name may stand once in all files."""
        reader = self.reader.to(CUT) if what == "music" else self.reader
        block = reader.any_block(node, what)
        if block is None:
            return
        for name, entry in block.entries.items():
            if not ELEMENT_NAME.fullmatch(name) or (what != "elements" and not name.isascii()):
                reader.error(
                    entry.key,
                    f"'{name}' is not a name",
                    "a name is letters, digits, _ and -, and begins with a letter",
                )
                continue
            first = into.get(name)
            if first is not None:
                reader.error(
                    entry.key,
                    f"'{name}' is described a second time (first: {first.where})",
                    "delete one of the two, or give it another name",
                )
                continue
            self.named.setdefault(what, set()).add(name)
            part = read(entry)
            if part is not None:
                into[name] = part


def read_element(reader: Reader, entry: Entry, scribe: Scribe) -> Element | None:
    """A person, a place or a prop: its description, or ``{text: …, refs: […]}``."""
    name, node = entry.name, entry.value
    if not isinstance(node, Mapping):
        text = reader.prose(node, name)
        if not text:
            reader.error(entry.key, f"the element '{name}' has no description", "write it: …")
        return Element(name, text, (), entry.key.where)
    reader.check_keys(node, "element", ELEMENT)
    text = reader.prose(node.get("text"), "text")
    refs = [
        picture_of(reader, item, "refs", scribe.files) for item in reader.several(node.get("refs"))
    ]
    if (
        not text
        and not refs
        and not node.get("voice")
        and all(key in ELEMENT for key in node.entries)
    ):
        reader.error(entry.key, f"the element '{name}' has no description", "add text: …")
    voice = reader.to(VOICED).prose(node.get("voice"), "voice")
    return Element(name, text, tuple(ref for ref in refs if ref), entry.key.where, voice)


def read_generator(reader: Reader, entry: Entry, clock: Clock) -> Generator | None:
    """A named generator; what we do not know ourselves is for its backend to read."""
    block = entry.value
    if not isinstance(block, Mapping):
        reader.error(
            entry.key,
            f"the generator '{entry.name}' names no backend",
            f"write {entry.name}: {{backend: {reader.name(block, 'backend') or 'sketch'}}}",
        )
        return None
    backend = reader.name(block.get("backend"), "backend")
    if not backend:
        words = block.entries.keys() - {"backend"}
        near = sorted(word for word in words if "backend" in did_you_mean(word, ["backend"]))
        fix = f"'{near[0]}' should be 'backend'" if near else "add backend: sketch"
        reader.error(entry.key, f"the generator '{entry.name}' names no backend", fix)
        return None
    shoot = reader.to(SHOOT)
    settings: Json = {}
    marks: dict[str, Where] = {}
    for name, each in block.entries.items():
        marks[name] = each.key.where
        if name not in GENERATOR:
            settings[name] = each.value.plain()
    seconds = clock.seconds(shoot, block.get("seconds"), "seconds")
    return Generator(
        entry.name,
        backend,
        model=reader.text(block.get("model"), "model"),
        seconds=seconds or None,
        good=read_stretch(shoot, block.get("good"), "good", clock.fps),
        language=_language(reader.to(VOICED), block),
        references=reader.whole(block.get("references"), "references", (0, 1000)),
        hears_negative=reader.flag(block.get("negative"), "negative", default=True),
        settings=settings,
        where=entry.key.where,
        marks=marks,
    )


def _language(reader: Reader, block: Mapping) -> str:
    """The language of the lines it speaks."""
    language = reader.text(block.get("language"), "language")
    if language and not LANGUAGE.fullmatch(language):
        node = block.entries["language"].value
        reader.error(node, f"'{language}' is not a language", "write codes such as zh, en, pt-BR")
        return ""
    return language


def read_music(
    reader: Reader, entry: Entry, scribe: Scribe, generators: Collection[str]
) -> Music | None:
    """A piece of music: its file, or ``{file: …, bpm: …, first_beat: …, gain: …}``.

    ``make: a slow choir`` and ``seconds: 60`` have it made, in the place of a file;
    ``beats: audio/score.beats`` says its beats one by one, in the place of a tempo.
    """
    cut = reader.to(CUT)
    if not isinstance(entry.value, Mapping):
        file = sound_of(cut, entry.value, entry.name, scribe.files)
        return None if file is None else Music(entry.name, file, where=entry.key.where)
    block = entry.value
    reader.check_keys(block, "piece of music", MUSIC)
    file = sound_of(cut, block.get("file"), "file", scribe.files)
    made = read_made(reader, entry, block, scribe, generators)
    if block.get("file") is None and "make" not in block.entries:
        fix = "add file: audio/…, or make: its words"
        cut.error(entry.key, f"the music '{entry.name}' names no file", fix)
    bpm = reader.number(block.get("bpm"), "bpm", (1, 1000))
    beats = reader.whole(block.get("beats_a_bar"), "beats_a_bar", (1, 64))
    gain = cut.number(block.get("gain"), "gain", (-120, MAX_GAIN))
    first = Clock(scribe.clock.fps).seconds(cut, block.get("first_beat"), "first_beat")
    marks = _marks(reader, block, beats, scribe)
    # without its file its tempo still measures shots: a missing song spoils no length
    return Music(
        entry.name,
        silent_file(entry.name) if made else file or Path(f"{entry.name} (missing)"),
        bpm,
        first or Fraction(0),
        beats or (marks.beats_a_bar if marks is not None else 4),
        float(gain or 0),
        entry.key.where,
        reader.flag(block.get("loop"), "loop", default=False),
        marks,
        **made,
    )


def _marks(
    reader: Reader, block: Mapping, beats_a_bar: int | None, scribe: Scribe
) -> BeatMarks | None:
    """The beats of its marker file, which take the place of a tempo."""
    node = block.get("beats")
    path = path_of(reader, node, "beats", scribe.files)
    if node is None or path is None:
        return None
    for name in ("bpm", "first_beat"):
        if name in block.entries:
            said = f"'{name}' and 'beats' both say where the beats fall"
            reader.error(block.entries[name].key, said, "take one of the two out")
    return read_beats(scribe.files.folder / path, path, beats_a_bar, reader.error)
