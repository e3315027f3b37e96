"""Write down the beats of a piece of music, for its author to edit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.errors import DiskFull, MediaError, ProjectError
from pipeline.production.choosing import Change

if TYPE_CHECKING:
    from pipeline.media.beats import Rhythm
    from pipeline.production.production import Production

__all__ = ["BeatsWish", "mark_beats", "music_file"]

_STEADY_SECONDS = 0.02
"""Where no beat is further from an even row than this, one tempo says as much as all of them."""
_HELP = "write the marks yourself, one a line as in `0.210 bar`, or say about how fast it is: --bpm"


class BeatsWish(Struct, frozen=True):
    """Which sound is listened to, and where its beats are written."""

    sound: Path
    into: Path | None = None
    """None: beside the sound, with the ending ``.beats``."""
    bpm: float | None = None
    """About how fast it is, where the author says so."""
    folder: Path | None = None
    """The production, where there is one: paths are shown and written from there."""


def music_file(production: Production, name: str) -> Path:
    """The file of a piece of music of the film.

    Raises:
        ProjectError: the film has no music of that name.
    """
    music = production.project.music.get(name)
    if music is None:
        known = ", ".join(production.project.music)
        said = f"'{name}' is no file, and no music of the film"
        raise ProjectError(said, fix=f"known: {known}" if known else "name a sound file")
    return production.folder / music.file


def mark_beats(wish: BeatsWish) -> Change:
    """Listen to a sound and write its beats, bars and sections to a file that people may edit.

    Raises:
        MediaError: it holds no sound, or no beat is heard in it.
        ProjectError: the file is there already, or cannot be written.
        DiskFull: no room.
    """
    from pipeline.media.beats import rhythm_of
    from pipeline.media.onsets import hear
    from pipeline.media.probe import probe
    from pipeline.media.samples import read_sound
    from pipeline.media.song_form import sections_of

    sound, into = wish.sound, wish.into or wish.sound.with_suffix(".beats")
    shown = _shown(into, wish.folder)
    if into.exists():
        fix = "take it away first, or name another with --to"
        raise ProjectError(f"{shown} is there already: it may hold what you changed", fix=fix)
    if not sound.is_file():
        raise ProjectError(f"there is no file {sound}", fix="name a sound file")
    if not probe(sound).has_sound:  # what is no medium at all is refused there
        raise MediaError(f"{sound.name} holds no sound", fix="name a piece of music")
    heard = hear(read_sound(sound).mean(1))
    found = rhythm_of(heard, wish.bpm)
    if found is None:
        raise MediaError(f"no steady beat is heard in {sound.name}", fix=_HELP)
    sections = sections_of(heard, found)
    text = "\n".join((*_head(sound.name, found), *_lines(found, sections))) + "\n"
    try:
        with into.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as err:
        full = DiskFull.from_os(err, into)
        said = f"{shown} cannot be written: {err.strerror}"
        raise full or ProjectError(said, fix="name another place with --to") from err
    counts = f"{_many(len(found.beats), 'beat')}, {_many(len(found.bars), 'bar')}"
    counts += f", {_many(len(sections), 'section')}" if sections else ""
    return Change(f"{counts}: {_pace(found)}", (into,), tuple(_next(found, shown)))


def _shown(path: Path, folder: Path | None) -> str:
    """A path as the film's file would write it."""
    full = path.resolve()
    if folder is not None and full.is_relative_to(folder.resolve()):
        return full.relative_to(folder.resolve()).as_posix()
    return path.as_posix()


def _head(name: str, found: Rhythm) -> Iterator[str]:
    yield f"# The beats of {name}: {_pace(found)}, bars of {found.beats_a_bar}."
    yield "# A mark a line: seconds, and beat, bar or section NAME. Move, add and take out at will."


def _lines(found: Rhythm, sections: tuple[tuple[str, float], ...]) -> Iterator[str]:
    bars, named = frozenset(found.bars), {seconds: name for name, seconds in sections}
    for number, seconds in enumerate(found.beats):
        if seconds in named:
            yield f"{seconds:8.3f} section {named[seconds]}"
        yield f"{seconds:8.3f} {'bar' if number in bars else 'beat'}"


def _pace(found: Rhythm) -> str:
    """``about 92 a minute``, or from where to where it changes."""
    paces = [60 / (after - before) for before, after in pairwise(found.beats)]
    some = sorted(median(paces[at : at + 8]) for at in range(0, max(1, len(paces) - 7), 4))
    if some[-1] - some[0] < 0.04 * some[0]:
        return f"about {found.bpm:.0f} a minute"
    return f"{some[0]:.0f} to {some[-1]:.0f} a minute"


def _next(found: Rhythm, shown: str) -> Iterator[str]:
    yield f"next: write `beats: {shown}` under its music: in film.yaml"
    count = len(found.beats)
    step = (
        sum((2 * number - count + 1) * seconds for number, seconds in enumerate(found.beats))
        * 6
        / (count * (count * count - 1))
    )
    first = sum(found.beats) / count - step * (count - 1) / 2
    rest = (abs(first + step * number - seconds) for number, seconds in enumerate(found.beats))
    if max(rest) <= _STEADY_SECONDS:
        bar = first + step * found.bars[0]
        yield f"it is steady: `bpm: {60 / step:.2f}, first_beat: {max(bar, 0):.3f}s` says the same"


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"
