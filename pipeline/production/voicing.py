"""The takes of spoken lines: which stands for each, and what making them changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.errors import LedgerError, ProjectError
from pipeline.facts import VOICE
from pipeline.production.home import Home
from pipeline.project.edit import Pick
from pipeline.project.story import Local, Project
from pipeline.project.voices import Spoken, VoiceOf, Voices, line_kind

if TYPE_CHECKING:
    from pipeline.facts import Kind, MediaInfo
    from pipeline.production.production import Production
    from pipeline.run.work import Work

__all__ = ["kind_of_sound", "spoken_first", "voices_of"]


def spoken_first(project: Project, works: Sequence[Work]) -> list[Work]:
    """The lines that are made before anything else: their shots last as long as they do."""
    return [
        work
        for work in works
        if work.job.id.kind.word == VOICE and project.shots[work.job.id.shot].after_line is not None
    ]


def kind_of_sound(project: Project, shot: str, kind: str, info: MediaInfo) -> Kind:
    """The line of a shot that a file from elsewhere speaks: as it was said, else the only one.

    Raises:
        ProjectError: the shot has no such line, or several; or the file is no sound.
    """
    if info.kind != "audio":
        what = "picture" if info.kind == "image" else "clip"
        raise ProjectError(f"a {what} cannot be a spoken line; leave --kind out")
    board = project.shots.get(shot)
    lines = {str(line_kind(line)): line for line in board.lines} if board is not None else {}
    if not lines:
        raise ProjectError("a sound is no take; put it in audio/ and name it in the cut")
    known = ", ".join(f"{shot}.{line.id}" for line in lines.values())
    if kind and kind not in lines:
        said = f"{shot} has no line '{kind.removeprefix(f'{VOICE}.')}'"
        raise ProjectError(said, fix=f"known: {known}")
    if not kind and len(lines) > 1:
        fix = f"say it: --shot {known.split(', ')[0]}; its lines are {known}"
        raise ProjectError(f"which line of {shot} does it speak?", fix=fix)
    return line_kind(lines[kind or next(iter(lines))])


def voices_of(production: Production) -> Voices:
    """What tells the standing take of a line: circled, else the newest that is not rejected.

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
