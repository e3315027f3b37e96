"""Make files from elsewhere takes: matched to exactly one shot, or left alone with candidates."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.errors import FilmError, MediaError, ProjectError
from pipeline.facts import CLIP, PANEL, Kind, MediaInfo, Origin, TakeRef
from pipeline.media.digests import digest_of
from pipeline.media.pictures import PictureNote, note_of
from pipeline.media.verify import verify
from pipeline.plan.jobs import Job
from pipeline.production.heeding import ask_the_run
from pipeline.production.inbox import half_done, inbox_files, mapped_files
from pipeline.production.matching import BIN, Match, match_file
from pipeline.production.plain import said_name
from pipeline.production.planning import jobs_of
from pipeline.vault import adopting as vault_adopting

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["AdoptReport", "Adopted", "Left", "adopt"]

SETTLED_SECONDS = 2.0
"""A file that changed more recently than this may still be on its way."""


class Adopted(Struct, frozen=True):
    """A file that became a take."""

    file: Path
    take: str
    why: str


class Left(Struct, frozen=True):
    """A file that was left alone, and why."""

    file: Path
    reason: str
    candidates: tuple[str, ...] = ()


class AdoptReport(Struct, frozen=True):
    """What became of the files."""

    adopted: tuple[Adopted, ...] = ()
    known: tuple[Adopted, ...] = ()
    """Files whose bytes are a take already; nothing was stored twice."""
    left: tuple[Left, ...] = ()


class _Candidate(Struct, frozen=True):
    path: Path
    match: Match
    is_ours: bool
    """It lies in the inbox: once it is a take, it need not lie there any more."""


def adopt(
    production: Production, files: Sequence[Path], *, shot: str = "", kind: str = ""
) -> AdoptReport:
    """Take files in: those named, else whatever waits in ``inbox/``.

    Raises:
        ProjectError: the shot named does not exist, a file named does not exist, the kind is
            neither panel nor clip, or ``inbox/map.yaml`` cannot be read.
    """
    if kind not in ("", "panel", "clip"):
        raise ProjectError(f"'{kind}' is no kind of take", fix="say panel or clip")
    if shot and shot not in production.project.shots and shot != BIN:
        raise ProjectError(
            f"there is no shot '{shot}' in this film", fix="`rushes status` lists the shots"
        )
    found = list(_named(production, files, shot) if files else _waiting(production))
    adopted: list[Adopted] = []
    known: list[Adopted] = []
    left: list[Left] = []
    jobs = {(job.id.shot, job.id.kind): job for job in _jobs(production, found)}
    for one in found:
        try:
            result = _take_in(production, one, kind, jobs)
        except MediaError as err:
            result = Left(one.path, f"{err.message}{f' ({err.fix})' if err.fix else ''}")
        if isinstance(result, Left):
            left.append(result)
        elif result.why == "known":
            known.append(result)
        else:
            adopted.append(result)
    if adopted:
        takes = [take for found in production.vault.all().values() for take in found]
        production.ledger.slots.learn(take.slate for take in takes)
    return AdoptReport(tuple(adopted), tuple(known), tuple(left))


def _named(production: Production, files: Sequence[Path], shot: str) -> Iterator[_Candidate]:
    for file in files:
        if not file.exists():
            raise ProjectError(f"there is no file {file}", fix="name a picture or a clip")
        inside = file.rglob("*") if file.is_dir() else (file,)
        paths = sorted(path for path in inside if path.is_file())
        for path in paths:
            match = Match(shot, why="said so") if shot else _match(production, path)
            ours = path.resolve().is_relative_to(production.home.inbox.resolve())
            yield _Candidate(path, match, ours)


def _waiting(production: Production) -> Iterator[_Candidate]:
    mapped = mapped_files(production)
    for path in inbox_files(production.home.inbox):
        if path in mapped:
            yield _Candidate(path, Match(mapped[path], why="inbox/map.yaml"), is_ours=True)
        else:
            yield _Candidate(path, _match(production, path), is_ours=True)
    for folder, names in production.vault.folders():
        for name in sorted(names):
            if _is_child(production, folder, name):
                path = folder / name
                yield _Candidate(path, match_file(path, "", production.project), is_ours=True)


def _is_child(production: Production, folder: Path, name: str) -> bool:
    """A file beside a take, named after it, that no slate speaks of: work done on it by hand."""
    path = Path(name)
    if path.suffix in (".json", ".ora") or TakeRef.from_stem(path.stem) is not None:
        return False
    known = {
        file.name
        for (shot, _), takes in production.vault.all().items()
        if shot == folder.name
        for take in takes
        for file in take.slate.files
    }
    if name in known:
        return False
    return match_file(folder / name, "", production.project).parent is not None


def _match(production: Production, path: Path) -> Match:
    return match_file(path, _note(path).prompt, production.project)


def _note(path: Path) -> PictureNote:
    with contextlib.suppress(FilmError):
        return note_of(path)
    return PictureNote()


def _jobs(production: Production, found: Sequence[_Candidate]) -> list[Job]:
    names = {one.match.shot for one in found}
    shots = [shot for shot in production.project.shots.values() if shot.id in names]
    return jobs_of(production, shots, ())


def _take_in(
    production: Production, one: _Candidate, kind: str, jobs: dict[tuple[str, Kind], Job]
) -> Adopted | Left:
    path, match = one.path, one.match
    if half_done(path) or time.time() - path.stat().st_mtime < (SETTLED_SECONDS * one.is_ours):
        return Left(path, "it is still on its way; the next `rushes adopt` takes it")
    if not match.shot:
        return Left(path, match.why, match.candidates)
    digest = digest_of(path)
    already = production.vault.find_content(digest)
    if already is not None:
        return Adopted(path, str(already.ref), "known")
    info = verify(path)
    if info.kind == "audio":
        return Left(path, "a sound is no take; put it in audio/ and name it in the cut")
    wanted = Kind.parse(kind) if kind else (PANEL if info.kind == "image" else CLIP)
    if wanted.word == "panel" and info.kind != "image":
        return Left(path, "a clip cannot be a panel; leave --kind out")
    return _publish(production, one, info, jobs.get((match.shot, wanted)), wanted)


def _publish(
    production: Production, one: _Candidate, info: MediaInfo, job: Job | None, kind: Kind
) -> Adopted:
    unit = production.project.local.unit
    shot = one.match.shot
    floor = production.vault.top_number(shot, kind, unit)
    number = production.ledger.slots.reserve_number(shot, kind, unit, floor)
    note = _note(one.path)
    take = vault_adopting.adopt(
        production.vault,
        one.path,
        vault_adopting.Adoption(
            ref=TakeRef(shot, kind, number, unit),
            media=info,
            made=datetime.now(UTC),
            words=job.words if job is not None else {},
            prompt=note.prompt,
            job=note.job,
            seed=note.seed,
            backend=note.tool,
            parent=str(one.match.parent) if one.match.parent else "",
            origin=Origin.SIDE if shot == BIN else Origin.ADOPTED,
        ),
    )
    if one.is_ours:
        one.path.unlink(missing_ok=True)
    now = datetime.now(UTC)
    sentence = f"{take.ref} from {said_name(one.path)}: {one.match.why}"
    production.ledger.notes.log(now, "adopted", shot=shot, sentence=sentence, data={})
    ask_the_run(production, "adopt", (shot,))
    return Adopted(one.path, str(take.ref), one.match.why)
