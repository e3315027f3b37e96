"""Voice: the spoken lines of every shot, one take after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.backends.base import Operation, Order
from pipeline.facts import VOICE, Json, Kind
from pipeline.plan.jobs import Facts, Job, JobId
from pipeline.project.story import Line, Project, Shot
from pipeline.project.voices import line_kind, spoken_words
from pipeline.stages.orders import generator_of
from pipeline.stages.places import Places

__all__ = ["STAGE", "Voice"]


class Voice:
    """Asks for the lines that nobody has recorded."""

    name = "voice"
    kind: Kind = Kind(VOICE)

    def jobs(self, project: Project, facts: Facts, shots: Sequence[Shot]) -> Iterable[Job]:
        """Every take of every line, in board order, whether made already or not."""
        del facts
        for shot in shots:
            if shot.is_omitted:
                continue
            for line in shot.lines:
                if line.file is None or line.take:
                    yield from _takes(project, shot, line)


def _takes(project: Project, shot: Shot, line: Line) -> Iterator[Job]:
    kind = line_kind(line)
    for ask in shot.voices:
        generator = generator_of(project, ask.generator)
        text = spoken_words(project, line, generator) if generator is not None else ""
        if generator is None or not text:
            continue
        words = _words(project, line, text)
        language = generator.language or next(iter(project.languages), "")
        order = Order(
            operation=Operation.TTS,
            shot=shot.id,
            prompt=text,
            fps=project.fps,
            seed=shot.seed,
            model=generator.model,
            words={**words, "who": line.who, "language": language},
        )
        marks = Places(shot, kind, generator)
        for slot in range(1, ask.count + 1):
            job = JobId(shot.id, kind, ask.generator, slot)
            yield Job(job, order, words, where=line.where, marks=marks)


def _words(project: Project, line: Line, text: str) -> Json:
    """What outdates a take: other words, another voice, another manner."""
    person = project.elements.get(line.who)
    said = {
        "line": text,
        "voice": " ".join(person.voice.split()) if person is not None else "",
        "manner": " ".join(line.manner.split()),
    }
    return {name: word for name, word in said.items() if word}


STAGE = Voice()
