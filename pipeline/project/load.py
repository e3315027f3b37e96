"""Load a production's text files into one ``Project``, with everything that is wrong with them."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

from msgspec.structs import replace

from pipeline.project.beside import held_beside
from pipeline.project.board import Board, warn_of_repeats
from pipeline.project.budget_keys import read_budget
from pipeline.project.checks import check_board
from pipeline.project.cut_file import read_cut
from pipeline.project.cut_like import made_like
from pipeline.project.cut_words import CutContext
from pipeline.project.delivery_keys import read_aspect, read_deliveries, read_rate
from pipeline.project.edit import Cut, Picks
from pipeline.project.effect_keys import refuse_homeless
from pipeline.project.film_file import (
    Manuscript,
    read_languages,
    read_manuscript,
)
from pipeline.project.frame_words import frame_key
from pipeline.project.grading_keys import read_gradings, read_texture
from pipeline.project.keys import SHOT
from pipeline.project.label_key import read_labels
from pipeline.project.local_file import read_local
from pipeline.project.made_sounds import has_heard, with_heard
from pipeline.project.mastering_keys import read_masterings
from pipeline.project.material_keys import with_materials
from pipeline.project.mix_section import read_mix
from pipeline.project.model_keys import read_models
from pipeline.project.nodes import Mapping, Node
from pipeline.project.notes_file import read_notes
from pipeline.project.paths import Files
from pipeline.project.picks_file import read_picks
from pipeline.project.reading import BOARD, CUT, Reader, Report
from pipeline.project.rights_keys import read_rights
from pipeline.project.sections import (
    Sections,
    read_element,
    read_generator,
    read_music,
)
from pipeline.project.shot_values import (
    FOLLOW,
    OWN_JOIN,
    OWN_VOICE,
    Desk,
    Values,
    read_use,
    read_values,
)
from pipeline.project.shots import Joined
from pipeline.project.story import Generator, Local, Music, Project, Text
from pipeline.project.texts import TITLE_STYLES, Clock, Measure, Scribe, read_text
from pipeline.project.texts_read import PICKS_FILE, by_place, film_digest, texts_beside, texts_of
from pipeline.project.title_keys import read_title_styles
from pipeline.project.voices import Voices

__all__ = ["load"]

_USUAL = (("panels", "sketch"), ("clips", "camera"))
"""Who makes what where the film does not say: generators that are always there and free."""
_STILL = "still"


def load(folder: Path, measure: Measure | None = None, voices: Voices | None = None) -> Project:
    """The whole film as written in ``folder``; ``problems`` holds everything that is wrong.

    Shots that can be read are there whatever is wrong elsewhere; a problem says which stages
    (``stops``, empty for all) and which shot it stops. No file is written or run.

    Args:
        folder: where ``film.yaml`` lies.
        measure: tells the seconds of a recording.
        voices: tells the takes of what is heard: lines, sounds, music.

    Raises:
        ProjectError: ``film.yaml`` is absent or cannot be read as text with keys.
    """
    with _without_collecting():
        return _load(folder, measure, voices)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Reading makes many small lasting values; looking for garbage among them halves the speed."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load(folder: Path, measure: Measure | None, voices: Voices | None) -> Project:
    report = Report()
    reader = Reader(report)
    beside = texts_beside(folder)
    manuscript = read_manuscript(folder, reader)
    local = read_local(folder, reader)
    root = manuscript.root
    fps = read_rate(reader, root.get("fps")) or Fraction(24)
    languages = read_languages(reader.to(CUT), root)
    scribe = Scribe(Clock(fps), Files(folder, local.places), languages, measure)
    sections = _read_sections(manuscript, reader, scribe)
    use = _usual(manuscript, reader.to(BOARD), sections)
    clock = Clock(fps, _first_beat(sections.music))
    looks = read_title_styles(reader.to(CUT), root.get("title_styles"), scribe.files)
    scribe = replace(scribe, clock=clock, styles=(*dict.fromkeys((*TITLE_STYLES, *looks)),))
    named = sections.named.get("generators", set()) | set(sections.generators)
    desk = Desk(reader, scribe, sections.music, sections.elements, named)
    picture = reader.to(BOARD)
    joined = Joined(
        fps,
        sections.generators,
        use,
        style=picture.prose(root.get("style"), "style"),
        negative=picture.prose(root.get("negative"), "negative"),
        follow=picture.word(root.get("follow"), "follow", FOLLOW) or "free",
        defaults=_defaults(manuscript, desk),
        scene=Values({}, {}),
        frame=frame_key(reader.to(CUT), root.get("frame")),
    )
    board = _read_board(manuscript, desk, joined)
    title = read_text(reader.to(CUT), root.get("title"), "title", languages)
    project = Project(
        folder,
        title or Text((("", folder.resolve().name),)),
        fps,
        read_aspect(reader, root.get("aspect")) or Fraction(16, 9),
        languages,
        joined.style,
        elements=sections.elements,
        generators=_with_own(sections.generators, board),
        models=read_models(picture, root.get("models")),
        music=sections.music,
        scenes=tuple(board.scenes),
        shots=board.shots,
        beside=held_beside(board, sections.music, joined, reader),
        mix=read_mix(reader.to(CUT), root.get("mix"), clock),
        budget=read_budget(picture, root, sections.generators),
        rights=read_rights(reader, root, _parts(manuscript)),
        local=local,
    )
    project = replace(project, languages=languages or _spoken(project), title_styles=looks)
    project = _with_deliveries(project, root, reader, scribe)
    project = replace(project, shots=with_materials(project.shots, reader))
    _blame_shots(report, board)
    project = _edited(project, report, voices)
    check_board(project, reader)
    texts = beside | texts_of(manuscript.sources)
    digest = film_digest(folder, texts)
    return replace(project, problems=by_place(report.problems), texts=texts, digest=digest)


def _with_deliveries(project: Project, root: Mapping, reader: Reader, scribe: Scribe) -> Project:
    """The film with what it says of its deliveries, and of the finished picture and sound."""
    shown = reader.to(CUT)
    delivering = reader.to(frozenset({"export"}))
    return replace(
        project,
        deliveries=read_deliveries(delivering, root.get("deliveries"), project),
        labels=read_labels(shown, root, project.languages, scribe.clock),
        gradings=read_gradings(shown, root, scribe.files),
        masterings=read_masterings(shown, root),
    )


def _read_sections(manuscript: Manuscript, reader: Reader, scribe: Scribe) -> Sections:
    found = Sections(reader)
    picture = reader.to(BOARD)
    for node in manuscript.sections("elements"):
        found.add(node, "elements", found.elements, lambda e: read_element(picture, e, scribe))
    for node in manuscript.sections("generators"):
        found.add(
            node, "generators", found.generators, lambda e: read_generator(picture, e, scribe.clock)
        )
    names = found.named.get("generators", set())
    for node in manuscript.sections("music"):
        found.add(node, "music", found.music, lambda e: read_music(reader, e, scribe, names))
    return found


def _parts(manuscript: Manuscript) -> Iterator[tuple[str, Node]]:
    """The sections whose parts the author may state rights of."""
    for name in ("elements", "generators", "music"):
        yield from ((name, node) for node in manuscript.sections(name))


def _usual(manuscript: Manuscript, reader: Reader, sections: Sections) -> dict[str, str]:
    """Who makes panels and clips in this film; ``sketch`` and ``camera`` where nobody is named."""
    generators = sections.generators
    is_described = bool(generators)
    written = manuscript.root.get("use")
    use = read_use(reader, written, sections.named.get("generators", ())) or {}
    for what, backend in _USUAL:
        if what in use:
            continue
        own = next((name for name, each in generators.items() if each.backend == backend), "")
        if is_described and not own and written is None:
            reader.warn(
                next(manuscript.sections("generators")),
                f"nothing says which generator makes {what}: {backend} does",
                f"add use: {{{what}: {next(iter(generators))}}}",
            )
        use[what] = own or backend
        generators.setdefault(use[what], Generator(backend, backend))
    return use


def _first_beat(music: dict[str, Music]) -> Music | None:
    return next((piece for piece in music.values() if piece.has_beats), None)


def _defaults(manuscript: Manuscript, desk: Desk) -> Values:
    """What is said of every shot: under ``defaults:``, and of texture by keys of the film."""
    texture = read_texture(desk.reader.to(CUT), manuscript.root)
    block = desk.reader.any_block(manuscript.root.get("defaults"), "defaults")
    if block is None:
        return Values(texture, {})
    desk.reader.check_keys(block, "shot", SHOT)
    warn_of_repeats(desk.reader, block, "of the film")
    values = read_values(desk, block)
    refuse_homeless(desk.reader, values.said)
    if "grain" in texture and "grain" in values.said:
        values.said["grain"] = values.said["grain"].over(texture["grain"])
    return Values({**texture, **values.said}, values.marks)


def _read_board(manuscript: Manuscript, desk: Desk, joined: Joined) -> Board:
    if "music" in joined.defaults.said:
        desk = desk.counting(joined.defaults.said["music"])
    board = Board(desk, joined)
    for chapter in manuscript.chapters:
        if chapter.name == "scenes":
            board.add_scenes(chapter.value)
        else:
            board.add_shots(chapter.value)
    if not board.shots and not desk.reader.report.has_errors:
        desk.reader.error(
            manuscript.root, "the film has no shots", "add shots: and below it `sh010: MS | …`"
        )
    return board


def _spoken(project: Project) -> tuple[str, ...]:
    """The languages of a film that lists none: those of its texts, in order of first use."""
    texts = [project.title]
    for shot in project.shots.values():
        texts += [title.text for title in shot.titles]
        texts += [line.text for line in shot.lines]
    return tuple(dict.fromkeys(name for text in texts for name, _ in text.values if name))


def _with_own(generators: dict[str, Generator], board: Board) -> dict[str, Generator]:
    """With those that shots ask for and that need no description: ``still``, ``speak`` …."""
    shots = board.shots.values()
    asked = {ask.generator for shot in shots for ask in (*shot.panels, *shot.voices)}
    asked |= {OWN_JOIN for shot in shots if shot.is_chained}
    own = {name: Generator(name, name) for name in (_STILL, OWN_VOICE, OWN_JOIN) if name in asked}
    return {**own, **generators}


def _blame_shots(report: Report, board: Board) -> None:
    """Faults of the text itself belong to the shot whose lines they stand in."""
    loose = [
        each
        for each in report.problems
        if each.where and each.where.line and not (each.shot or each.stops or each.is_warning)
    ]
    if not loose:
        return
    spans = [
        (
            entry.key.page.file,
            entry.key.where.line,
            entry.value.page.where(entry.value.end).line,
            shot,
        )
        for entry, shot in board.spans
        if shot in board.shots
    ]
    for problem in loose:
        where = problem.where
        if where is None:
            continue
        key = re.match(r"\s*([A-Za-z][\w-]*)\s*:", where.text)
        if "second time" in problem.message and key and key[1] in board.shots:
            report.blame(problem, key[1])
            continue
        for file, first, last, shot in spans:
            if file == where.file and first <= where.line <= last:
                report.blame(problem, shot)
                break


def _edited(project: Project, report: Report, voices: Voices | None) -> Project:
    """The film with its picks, the takes of its spoken lines, and its cuts, in this order."""
    picks = _read_picks(project, report)
    if voices is not None and has_heard(project):
        project = with_heard(project, picks, voices(project.local))
    cuts = _read_cuts(project, project.local, report)
    notes, odd = read_notes(project.folder, project.shots)
    for problem in odd:
        report.add(problem)
    return replace(project, cuts=cuts, picks=picks, notes=notes)


def _read_picks(project: Project, report: Report) -> Picks:
    picks, problems = read_picks(project.folder / PICKS_FILE, project.holders)
    for problem in problems:
        report.add(problem)
    return picks


def _read_cuts(project: Project, local: Local, report: Report) -> dict[str, Cut]:
    scenes = {
        scene.id: tuple(name for name in scene.shots if not project.shots[name].is_omitted)
        for scene in project.scenes
    }
    context = CutContext(
        project.folder,
        project.fps,
        {name: shot.frames for name, shot in project.shots.items()},
        scenes,
        project.music,
        project.languages,
        local.places,
        styles=(*dict.fromkeys((*TITLE_STYLES, *project.title_styles)),),
    )
    cuts: dict[str, Cut] = {}
    for path in sorted(project.folder.glob("cuts/*.yaml")):
        cut, problems = read_cut(path, context)
        cuts[path.stem] = cut
        for problem in problems if project.shots else ():
            report.add(replace(problem, stops=problem.stops or CUT))
    if any(cut.like for cut in cuts.values()):
        cuts, problems = made_like(cuts, context)
        for problem in problems if project.shots else ():
            report.add(problem)
    return cuts
