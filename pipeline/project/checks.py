"""Look at the board as a whole: what is named but not there, what is there but never used."""

from __future__ import annotations

from pipeline.errors import Where
from pipeline.project.made_sounds import check_made
from pipeline.project.near_keys import did_you_mean
from pipeline.project.reading import CUT, SHOOT, Reader
from pipeline.project.shot_values import element_names
from pipeline.project.story import Project, Shot

__all__ = ["check_board"]


def check_board(project: Project, reader: Reader) -> None:
    """Note what only the whole film shows: its own shots, elements, cuts and deliveries."""
    _titles_end_somewhere(project, reader)
    _deliveries_have_cuts(project, reader)
    _elements_are_used(project, reader)
    _music_plays(project, reader)
    check_made(project, reader)
    _chains_can_be_made(project, reader)
    faulty = {problem.shot for problem in reader.report.problems if not problem.is_warning}
    for shot in project.shots.values():
        if (
            shot.id not in faulty
            and not (shot.panel or shot.about or shot.still or shot.is_omitted)
            and shot.where is not None
        ):
            said = Reader(reader.report, shot=shot.id)
            said.warn(shot.where, f"nothing is said about shot {shot.id}", "add panel: …")


def _titles_end_somewhere(project: Project, reader: Reader) -> None:
    for shot in project.shots.values():
        for title in shot.titles:
            if not title.until or title.where is None:
                continue
            own = Reader(reader.report, shot=shot.id, stops=CUT)
            last = project.shots.get(title.until)
            if last is None:
                own.error(
                    title.where,
                    f"the title of {shot.id} stays until '{title.until}', which is no shot",
                    did_you_mean(title.until, project.shots),
                )
            elif last.number < shot.number:
                own.error(
                    title.where,
                    f"the title of {shot.id} stays until {last.id}, which comes before it",
                    "name a later shot, or say seconds: instead",
                )


def _chains_can_be_made(project: Project, reader: Reader) -> None:
    """A chain goes on from its own clips: one generator, and nothing that it is laid over."""
    for shot in project.shots.values():
        where = shot.marks.get("chain", shot.where)
        if not shot.is_chained or where is None:
            continue
        own = Reader(reader.report, shot=shot.id, stops=SHOOT)
        if len(shot.clips) > 1:
            names = ", ".join(ask.generator for ask in shot.clips)
            said = f"the chain of {shot.id} is asked of several generators: {names}"
            own.error(where, said, "name one under clips:")
        source = shot.source
        if source is not None and not (source.is_words or source.is_picture):
            said = f"a chain begins with words or a picture, and {shot.id} is made from a clip"
            own.error(source.where or where, said, "take chain: or from: out")


def _deliveries_have_cuts(project: Project, reader: Reader) -> None:
    known = {"main", *project.cuts}
    for delivery in project.deliveries.values():
        if delivery.cut not in known and delivery.where is not None:
            reader.to(frozenset({"export"})).error(
                delivery.where,
                f"the delivery '{delivery.name}' exports the cut '{delivery.cut}', "
                "which is not there",
                did_you_mean(delivery.cut, known) or f"write cuts/{delivery.cut}.yaml",
            )


def _music_plays(project: Project, reader: Reader) -> None:
    """Music is heard where a cut says so; without a line it only measures beats.

    Where no cut is written yet, the draft itself says it.
    """
    if reader.report.has_errors or not project.cuts:
        return  # a line that cannot be read may well play it
    played = {sound.name for cut in project.cuts.values() for sound in cut.sound}
    for name, music in project.music.items():
        if name not in played and music.where is not None:
            reader.to(CUT).warn(
                music.where,
                f"no cut plays the music '{name}'",
                f"write `- {name} at 0` under sound: in cuts/main.yaml",
            )


def _elements_are_used(project: Project, reader: Reader) -> None:
    if reader.report.has_errors:
        return  # what cannot be read may well use them
    used = {name for shot in project.holders.values() for name in _names_in(shot)}
    used |= {name for piece in project.music.values() for name, _ in element_names(piece.make)}
    for name, element in project.elements.items():
        if name not in used and element.where is not None:
            where: Where = element.where
            reader.warn(where, f"no shot uses the element '{name}'", f"write <{name}> in a panel")


def _names_in(shot: Shot) -> tuple[str, ...]:
    effects = (*shot.effects, *((shot.ambience,) if shot.ambience is not None else ()))
    heard = (name for each in effects for name, _ in element_names(each.make))
    return (*shot.elements, *(line.who for line in shot.lines), *heard)
