"""The texts that a film was read from; and the film read anew where only the picks are others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

from msgspec.structs import replace

from pipeline.errors import Problem
from pipeline.facts import Digest
from pipeline.project.local_file import LOCAL_FILE
from pipeline.project.made_sounds import has_heard, is_heard_so
from pipeline.project.marks import Source
from pipeline.project.notes_file import NOTES
from pipeline.project.picks_file import read_picks
from pipeline.project.reading import Report
from pipeline.project.story import Project
from pipeline.project.voices import Voices

__all__ = ["PICKS_FILE", "by_place", "film_digest", "texts_beside", "texts_of", "with_picks_now"]

PICKS_FILE = "picks.yaml"


def texts_beside(folder: Path) -> dict[str, Digest]:
    """The digests of the texts that belong to every film: cuts, notes, this machine's settings.

    Taken before they are read, they are never newer than what was read.
    """
    paths = (*sorted(folder.glob("cuts/*.yaml")), folder / NOTES, folder / LOCAL_FILE)
    found = ((path.relative_to(folder).as_posix(), _digest(path)) for path in paths)
    return {name: digest for name, digest in found if digest}


def texts_of(sources: Iterable[Source]) -> dict[str, Digest]:
    """The digests of what was read; empty where a file could not be."""
    return {source.page.file.as_posix(): source.digest for source in sources}


def film_digest(folder: Path, texts: Mapping[str, Digest]) -> Digest:
    """Of everything that was read: film, included files, settings, cuts, notes and picks."""
    total = blake2b(digest_size=16)
    for name, digest in (*texts.items(), (PICKS_FILE, _digest(folder / PICKS_FILE))):
        total.update(f"{name}\0{digest}\0".encode())
    return f"b2:{total.hexdigest()}"


def with_picks_now(project: Project, voices: Voices | None = None) -> Project | None:
    """The film with the decisions as they are written now; None where more must be read anew.

    That is where another text is not what it was, and where other takes are heard than were.
    ``voices`` tells of those, as when the film is read.
    """
    if not _stands(project):
        return None
    folder = project.folder
    digest = film_digest(folder, project.texts)
    picks, odd = read_picks(folder / PICKS_FILE, project.holders)
    take_of = voices(project.local) if voices is not None and has_heard(project) else None
    if take_of is not None and not is_heard_so(project, picks, take_of):
        return None
    was_odd = [each for each in project.problems if _is_of_picks(each)]
    if _is_faulty(was_odd) != _is_faulty(odd):  # a fault keeps others from being looked for
        return None
    report = Report()
    for problem in (*(each for each in project.problems if not _is_of_picks(each)), *odd):
        report.add(problem)
    return replace(project, picks=picks, problems=by_place(report.problems), digest=digest)


def by_place(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sorted: those of the film first, those without a place last."""

    def place(problem: Problem) -> tuple[bool, str, int, int]:
        where = problem.where
        if where is None:
            return True, "", 0, 0
        return where.file.name != "film.yaml", where.file.as_posix(), where.line, where.column

    return tuple(sorted(problems, key=place))


def _stands(project: Project) -> bool:
    """Whether every text but the picks is what was read."""
    folder, texts = project.folder, project.texts
    is_new = any(texts.get(name) != digest for name, digest in texts_beside(folder).items())
    is_same = all(digest and _digest(folder / name) == digest for name, digest in texts.items())
    return bool(texts) and is_same and not is_new


def _is_of_picks(problem: Problem) -> bool:
    return problem.where is not None and problem.where.file == Path(PICKS_FILE)


def _is_faulty(problems: Iterable[Problem]) -> bool:
    return any(not problem.is_warning for problem in problems)


def _digest(path: Path) -> Digest:
    try:
        data = path.read_bytes() if path.is_file() else None
    except OSError:
        return ""
    return "" if data is None else "b2:" + blake2b(data, digest_size=16).hexdigest()
