"""The takes of spoken lines: which stands for each, and what making them changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.facts import VOICE
from pipeline.plan.standing import standing
from pipeline.production.home import Home
from pipeline.project.edit import Pick
from pipeline.project.story import Local, Project
from pipeline.project.voices import Spoken, VoiceOf, Voices
from pipeline.run.work import Work

if TYPE_CHECKING:
    from pipeline.facts import Kind
    from pipeline.production.production import Production

__all__ = ["spoken_first", "voices_of"]


def spoken_first(project: Project, works: Sequence[Work]) -> list[Work]:
    """The lines that are made before anything else: their shots last as long as they do."""
    return [
        work
        for work in works
        if work.job.id.kind.word == VOICE and project.shots[work.job.id.shot].after_line is not None
    ]


def voices_of(production: Production) -> Voices:
    """What tells the standing take of a line: circled, else the newest that is not rejected.

    It is asked while the film is read, when ``local.yaml`` alone is known: enough to find takes.
    """

    def voice_of(shot: str, kind: Kind, pick: Pick) -> Spoken | None:
        take = standing(production.vault.takes(shot, kind), pick, kind)
        if take is None:
            return None
        file = None if take.is_offline else take.path
        return Spoken(str(take.ref), take.slate.media.seconds, file)

    def voices(local: Local) -> VoiceOf:
        if "vault" not in production.__dict__:
            home = Home.of(production.folder, local, production.environment)
            production.__dict__["home"] = home
        return voice_of

    return voices
