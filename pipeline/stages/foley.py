"""Foley: the sounds of shots and scenes that a generator makes of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.backends.base import Operation
from pipeline.facts import SFX, Kind
from pipeline.plan.jobs import Facts, Job
from pipeline.project.made_sounds import effect_kind, made_effects
from pipeline.project.story import Project, Shot
from pipeline.stages.sounding import Sound, sound_jobs

__all__ = ["STAGE", "Foley"]


class Foley:
    """Asks for the sounds that nobody has recorded."""

    name = "foley"
    kind: Kind = Kind(SFX)

    def jobs(self, project: Project, facts: Facts, shots: Sequence[Shot]) -> Iterable[Job]:
        """Every take of every sound, in board order, whether made already or not."""
        del facts
        for shot in shots:
            if shot.is_omitted:
                continue
            for effect in made_effects(shot):
                kind = effect_kind(effect)
                sound = Sound(Operation.SFX, kind, effect.make, effect.asked, effect.where)
                yield from sound_jobs(project, shot, sound)


STAGE = Foley()
