"""What is heard and a generator makes: whose the takes are, and which of them stand.

Spoken lines and sounds of a shot have their takes with the shot. A sound that a scene says has them
with the scene, and a piece of music holds its own, so that neither is made once for every shot.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from pipeline.facts import MUSIC, SFX, Kind
from pipeline.project.edit import Picks
from pipeline.project.made_music import silent_file
from pipeline.project.make_key import MUSIC_MADE_BY, SOUNDS_MADE_BY
from pipeline.project.music import Music
from pipeline.project.reading import FOLEY, SCORE, Reader
from pipeline.project.story import Effect, Project, Shot
from pipeline.project.voices import VoiceOf, line_kind, with_voices
from pipeline.project.words import elements_written_out

__all__ = [
    "MUSIC_KIND",
    "check_made",
    "effect_kind",
    "has_heard",
    "is_heard_so",
    "is_sounding",
    "made_effects",
    "made_words",
    "with_heard",
]

MUSIC_KIND = Kind(MUSIC)
"""The kind of all takes of a piece of music."""


def effect_kind(effect: Effect) -> Kind:
    """The kind of a made sound's takes: ``sfx.s1``, ``sfx.ambience``."""
    return Kind(SFX, effect.id)


def made_effects(shot: Shot) -> Iterator[Effect]:
    """The sounds that are made and whose takes belong to this shot or scene."""
    effects = (*shot.effects, *((shot.ambience,) if shot.ambience is not None else ()))
    return (each for each in effects if each.make and each.home == shot.id)


def is_sounding(shot: Shot) -> bool:
    """Whether it is, or has, something that is heard and a generator makes."""
    return not shot.scene or any(made_effects(shot))


def made_words(project: Project, shot: Shot) -> tuple[str, ...]:
    """The words, elements written out, of what is made for a shot, a scene, or a piece of music."""
    piece = project.music.get(shot.id) if shot.id in project.beside else None
    texts = [piece.make] if piece is not None else [each.make for each in made_effects(shot)]
    return tuple(elements_written_out(text, project) for text in texts)


def has_heard(project: Project) -> bool:
    """Whether anything in the film may have takes that are heard."""
    return bool(project.beside) or any(
        shot.lines or any(made_effects(shot)) for shot in project.shots.values()
    )


def with_heard(project: Project, picks: Picks, take_of: VoiceOf) -> Project:
    """The film, with the standing take behind each line, sound and piece of music that has one."""
    shots = {
        name: _sounding(shot, picks, take_of)
        for name, shot in with_voices(project, picks, take_of).items()
    }
    beside = {name: _sounding(shot, picks, take_of) for name, shot in project.beside.items()}
    music = {name: _played(piece, picks, take_of) for name, piece in project.music.items()}
    return replace(project, shots=shots, beside=beside, music=music)


def is_heard_so(project: Project, picks: Picks, take_of: VoiceOf) -> bool:
    """Whether the film would have the very takes that it has behind its lines, sounds and music."""
    asked: list[tuple[str, Kind, str, Path | None]] = [
        (piece.name, MUSIC_KIND, piece.take, None if piece.is_silent else piece.file)
        for piece in project.music.values()
        if piece.make
    ]
    for holder in project.holders.values():
        asked += [
            (holder.id, line_kind(line), line.take, line.file)
            for line in holder.lines
            if line.take or line.file is None
        ]
        asked += [
            (each.home, effect_kind(each), each.take, each.file) for each in made_effects(holder)
        ]
    return all(
        (found.take, found.file) == (take, file) if found is not None else not take
        for found, take, file in (
            (take_of(home, kind, picks.of(home)), take, file) for home, kind, take, file in asked
        )
    )


def _sounding(shot: Shot, picks: Picks, take_of: VoiceOf) -> Shot:
    effects = tuple(_heard(each, picks, take_of) for each in shot.effects)
    ambience = None if shot.ambience is None else _heard(shot.ambience, picks, take_of)
    if (effects, ambience) == (shot.effects, shot.ambience):
        return shot
    return replace(shot, effects=effects, ambience=ambience)


def _heard(effect: Effect, picks: Picks, take_of: VoiceOf) -> Effect:
    if not effect.make:
        return effect
    found = take_of(effect.home, effect_kind(effect), picks.of(effect.home))
    return effect if found is None else replace(effect, file=found.file, take=found.take)


def _played(piece: Music, picks: Picks, take_of: VoiceOf) -> Music:
    found = take_of(piece.name, MUSIC_KIND, picks.of(piece.name)) if piece.make else None
    if found is None:
        return piece
    file = found.file or silent_file(piece.name)
    return replace(piece, file=file, take=found.take, is_silent=found.file is None)


def check_made(project: Project, reader: Reader) -> None:
    """Note sounds and music that nobody is asked to make, and names that two things have."""
    for shot in project.holders.values():
        if shot.is_omitted:
            continue
        own = Reader(reader.report, shot=shot.id, stops=FOLEY)
        lines = {line.id for line in shot.lines}
        for effect in made_effects(shot):
            if effect.where is not None and effect.id in lines:
                said = f"a line and a sound of {shot.id} are both called '{effect.id}'"
                own.error(effect.where, said, "rename one: id: …")
            elif effect.where is not None and not (shot.sounds or effect.take):
                said = f"nobody makes the sound '{effect.id}' of {shot.id}"
                own.error(effect.where, said, f"say `use: {{sound: …}}`: {SOUNDS_MADE_BY}")
    for name, piece in project.music.items():
        holder = project.beside.get(name)
        if piece.where is None or holder is None or holder.sounds or piece.take:
            continue
        own = Reader(reader.report, shot=name, stops=SCORE)
        fix = f"say `use: {{music: …}}`: {MUSIC_MADE_BY}"
        own.error(piece.where, f"nobody makes the music '{name}'", fix)
