"""Score: the pieces of music that a generator makes of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.backends.base import Operation
from pipeline.facts import Kind
from pipeline.plan.jobs import Facts, Job
from pipeline.project.made_sounds import MUSIC_KIND
from pipeline.project.story import Project, Shot
from pipeline.stages.sounding import Sound, sound_jobs

__all__ = ["STAGE", "Score"]


class Score:
    """Asks for the music that nobody has recorded; each piece holds its own takes."""

    name = "score"
    kind: Kind = MUSIC_KIND

    def jobs(self, project: Project, facts: Facts, shots: Sequence[Shot]) -> Iterable[Job]:
        """Every take of every piece among ``shots``, whether made already or not."""
        del facts
        for shot in shots:
            piece = project.music.get(shot.id)
            if piece is None or not piece.make or shot.id not in project.beside:
                continue
            sound = Sound(Operation.MUSIC, self.kind, piece.make, piece.asked, piece.where)
            yield from sound_jobs(project, shot, sound)


STAGE = Score()
