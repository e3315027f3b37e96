"""Say which sounds and which music are silent: not made yet, or their takes are not here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.errors import Problem, Where
from pipeline.project.music import Music
from pipeline.project.story import Effect

__all__ = ["silent_music", "silent_sounds"]

_STOPS = frozenset({"export"})
_NAMED = 6
"""Sounds that one sentence names at most."""


@dataclass(frozen=True, slots=True)
class _Silent:
    """One sound that is not heard."""

    name: str
    """``s1 of sh040``."""
    home: str
    take: str
    where: Where | None


def silent_sounds(effects: Iterable[Effect]) -> Iterator[Problem]:
    """What is to be said of made sounds without a file: each once, whatever plays it how often."""
    found = {
        (each.home, each.id): _Silent(f"{each.id} of {each.home}", each.home, each.take, each.where)
        for each in effects
        if each.make and each.file is None
    }
    yield from (_offline(one, "sound") for one in found.values() if one.take)
    unmade = [one for one in found.values() if not one.take]
    if not unmade:
        return
    names = ", ".join(one.name for one in unmade[:_NAMED])
    more = f" and {len(unmade) - _NAMED} more" if len(unmade) > _NAMED else ""
    count = f"{len(unmade)} sounds are" if len(unmade) > 1 else "a sound is"
    yield Problem(
        f"{count} not made yet: {names}{more}",
        where=unmade[0].where,
        fix="`rushes foley` makes them; `use: {sound: …}` in film.yaml says who does",
        stops=_STOPS,
        shot=unmade[0].home if len(unmade) == 1 else "",
    )


def silent_music(pieces: Iterable[Music]) -> Iterator[Problem]:
    """The same of the pieces of music that a cut plays."""
    for piece in {each.name: each for each in pieces if each.is_silent}.values():
        if piece.take:
            yield _offline(_Silent(piece.name, piece.name, piece.take, piece.where), "music")
            continue
        yield Problem(
            f"the music '{piece.name}' is not made yet: it is silent",
            where=piece.where,
            fix="`rushes score` makes it; `use: {music: …}` in film.yaml says who does",
            stops=_STOPS,
        )


def _offline(one: _Silent, what: str) -> Problem:
    return Problem(
        f"{one.take}, the {what} {one.name}, is offline",
        where=one.where,
        fix="bring the takes folder, or rushes locate DIR",
        stops=_STOPS,
        shot=one.home if what == "sound" else "",
    )
