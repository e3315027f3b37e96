"""The takes of what is heard: which stands for each line, sound and piece of music."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.errors import LedgerError, ProjectError
from pipeline.facts import CLIP, VOICE, Kind
from pipeline.production.home import Home
from pipeline.project.edit import Pick
from pipeline.project.made_sounds import MUSIC_KIND, effect_kind, made_effects
from pipeline.project.story import Local, Project
from pipeline.project.voices import Spoken, VoiceOf, Voices, line_kind

if TYPE_CHECKING:
    from pipeline.facts import MediaInfo
    from pipeline.production.production import Production
    from pipeline.run.work import Work

__all__ = ["heard_kinds", "kind_of_sound", "part_kind", "spoken_first", "voices_of"]


def spoken_first(project: Project, works: Sequence[Work]) -> list[Work]:
    """The lines that are made before anything else: their shots last as long as they do."""
    return [
        work
        for work in works
        if work.job.id.kind.word == VOICE and project.shots[work.job.id.shot].after_line is not None
    ]


def kind_of_sound(project: Project, shot: str, kind: str, info: MediaInfo) -> Kind:
    """What of a shot a sound from elsewhere is: as it was said, else the only thing it can be.

    That is one of its lines, one of its made sounds, or the piece of music itself.

    Raises:
        ProjectError: there is no such line or sound, or several; or the file is no sound.
    """
    if info.kind != "audio":
        what = "picture" if info.kind == "image" else "clip"
        raise ProjectError(f"a {what} cannot be heard; leave --kind out")
    kinds = {str(each): each for each in heard_kinds(project, shot)}
    if not kinds:
        raise ProjectError("a sound is no take; put it in audio/ and name it in the cut")
    known = ", ".join(f"{shot}.{each.part}" for each in kinds.values())
    if kind and kind not in kinds:
        said = f"{shot} has no line or sound '{kind.partition('.')[2] or kind}'"
        raise ProjectError(said, fix=f"known: {known}")
    if not kind and len(kinds) > 1:
        fix = f"say it: --shot {known.split(', ')[0]}; there are {known}"
        raise ProjectError(f"which line or sound of {shot} is it?", fix=fix)
    return kinds[kind or next(iter(kinds))]


def heard_kinds(project: Project, shot: str) -> tuple[Kind, ...]:
    """The kinds of a shot's, a scene's or a piece's takes that are heard: lines first."""
    holder = project.holders.get(shot)
    if holder is None:
        return ()
    if shot in project.beside and shot in project.music:
        return (MUSIC_KIND,)
    lines = (line_kind(line) for line in holder.lines)
    return (*lines, *map(effect_kind, made_effects(holder)))


def part_kind(project: Project, shot: str, part: str) -> Kind:
    """The kind that ``sh050.l1``, ``sh040.s1`` or ``sh060.2`` means; of nothing there, a line's."""
    found = (each for each in heard_kinds(project, shot) if each.part == part)
    board = project.shots.get(shot)
    is_of_chain = part.isdecimal() and board is not None and board.is_chained
    return next(found, Kind(CLIP.word if is_of_chain else VOICE, part))


def voices_of(production: Production) -> Voices:
    """What tells the standing take of what is heard: circled, else the newest not rejected.

    It is asked while the film is read, when ``local.yaml`` alone is known: enough to find takes.
    """

    def voice_of(shot: str, kind: Kind, pick: Pick) -> Spoken | None:
        from pipeline.plan.standing import standing

        take = standing(production.vault.takes(shot, kind), pick, kind)
        if take is None:
            return None
        file = None if take.is_offline else take.path
        return Spoken(str(take.ref), take.slate.media.seconds, file)

    def voices(local: Local) -> VoiceOf:
        if "vault" not in production.__dict__:
            home = Home.of(production.folder, local, production.environment)
            production.__dict__["home"] = home
        try:
            _ = production.vault
        except LedgerError:  # whoever needs the ledger says so; the film is read all the same
            return lambda _shot, _kind, _pick: None
        return voice_of

    return voices
