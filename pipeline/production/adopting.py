"""Make files from elsewhere takes: matched to exactly one shot, or left alone with candidates."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import FilmError, MediaError, ProjectError
from pipeline.facts import CLIP, PANEL, VOICE, Kind, MediaInfo, Origin, Take, TakeRef
from pipeline.media.digests import digest_of
from pipeline.media.pictures import PictureNote, note_of
from pipeline.media.verify import verify
from pipeline.plan.jobs import Job
from pipeline.plan.standing import choice_of
from pipeline.production.heeding import ask_the_run
from pipeline.production.inbox import half_done, inbox_files, mapped_files
from pipeline.production.matching import BIN, Match, match_file, nearest
from pipeline.production.plain import said_name
from pipeline.production.planning import jobs_of
from pipeline.production.settling import SETTLED_SECONDS, growing
from pipeline.production.voicing import kind_of_sound
from pipeline.project.cut_words import near_id
from pipeline.project.take_text import event_take
from pipeline.vault import adopting as vault_adopting

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["AdoptReport", "Adopted", "Left", "adopt"]


class Adopted(Struct, frozen=True):
    """A file that became a take."""

    file: Path
    take: str
    why: str
    fix: str = ""
    """Where another shot has these bytes already: how this one is to show them."""


class _Known(Struct, frozen=True):
    """A file whose bytes are a take already."""

    take: Adopted


class Left(Struct, frozen=True):
    """A file that was left alone, and why."""

    file: Path
    reason: str
    candidates: tuple[str, ...] = ()
    fix: str = ""
    """What to type, or to do with it."""


class AdoptReport(Struct, frozen=True):
    """What became of the files."""

    adopted: tuple[Adopted, ...] = ()
    known: tuple[Adopted, ...] = ()
    """Files whose bytes are a take already; nothing was stored twice."""
    left: tuple[Left, ...] = ()
    circled: str = ""
    """What was circled of them, in one sentence."""
    unseen: tuple[str, ...] = ()
    """Those that the film does not show, with what to type."""


class _Candidate(Struct, frozen=True):
    path: Path
    match: Match
    is_ours: bool
    """It lies in the inbox: once it is a take, it need not lie there any more."""
    is_growing: bool = False
    """It is still being written."""


def adopt(
    production: Production,
    files: Sequence[Path],
    *,
    shot: str = "",
    kind: str = "",
    is_circled: bool = False,
) -> AdoptReport:
    """Take files in: those named, else whatever waits in ``inbox/``.

    Files that came there just now are waited for, once and for two seconds at most.
    ``is_circled`` circles them, the last of every shot and kind; all of it is one decision.

    Raises:
        ProjectError: the shot named does not exist, a file named does not exist, the kind is
            neither panel nor clip, or ``inbox/map.yaml`` cannot be read.
    """
    if "." in shot and not kind:  # sh050.l1: a line of that shot
        shot, _, line = shot.partition(".")
        kind = f"{VOICE}.{line}"
    if kind not in ("", "panel", "clip") and not kind.startswith(f"{VOICE}."):
        fix = "say panel or clip; a spoken line is voice.l1"
        raise ProjectError(f"'{kind}' is no kind of take", fix=fix)
    if shot and shot != BIN:
        shot = _board_id(production, shot)
    found = list(_named(production, files, shot) if files else _waiting(production))
    adopted: list[Adopted] = []
    known: list[Adopted] = []
    left: list[Left] = []
    jobs = {(job.id.shot, job.id.kind): job for job in _jobs(production, found)}
    for one in found:
        try:
            result = _take_in(production, one, kind, jobs)
        except MediaError as err:
            result = Left(one.path, err.message.replace(f"{one.path} ", "it ", 1), fix=err.fix)
        if isinstance(result, Left):
            left.append(result)
        elif isinstance(result, _Known):
            known.append(result.take)
        else:
            adopted.append(result)
    if adopted:
        takes = [take for found in production.vault.all().values() for take in found]
        production.ledger.slots.learn(take.slate for take in takes)
    report = AdoptReport(tuple(adopted), tuple(known), tuple(left))
    return _told(production.again(), report, is_circled=is_circled)


def _told(production: Production, report: AdoptReport, *, is_circled: bool) -> AdoptReport:
    """The report with what became of the takes in the film; circled first, where asked."""
    from pipeline.production.unseen import unseen
    from pipeline.project.edit import Picks
    from pipeline.project.take_text import parse_take

    names = [one.take for one in (*report.adopted, *report.known) if not one.fix]
    found = dict.fromkeys(parse_take(name) for name in names)
    last = {(shot, choice.kind): choice for shot, choice in found}
    picks = production.project.picks or Picks()
    takes = [
        (shot, choice)
        for (shot, _), choice in last.items()
        if shot in production.project.shots and not picks.of(shot).is_approved
    ]
    if is_circled and takes:
        from pipeline.production.circling import circle_all

        report = replace(report, circled=circle_all(production, takes).sentence)
        production = production.again()
    shots = [shot for shot, _ in found]
    return replace(report, unseen=unseen(production, shots, takes=names) if names else ())


def _board_id(production: Production, shot: str) -> str:
    """The shot of that name, as the board spells it.

    Raises:
        ProjectError: there is none.
    """
    shots = {each.casefold(): each for each in production.project.shots}
    if shot.casefold() not in shots:
        near = near_id(shot, production.project.shots) or "`rushes status` lists the shots"
        raise ProjectError(f"there is no shot '{shot}' in this film", fix=near)
    return shots[shot.casefold()]


def _named(production: Production, files: Sequence[Path], shot: str) -> Iterator[_Candidate]:
    paths = []
    for file in files:
        if not file.exists():
            raise ProjectError(f"there is no file {file}", fix="name a picture or a clip")
        inside = file.rglob("*") if file.is_dir() else (file,)
        paths += sorted(path for path in inside if path.is_file())
    inbox = production.home.inbox.resolve()
    ours = {path for path in paths if path.resolve().is_relative_to(inbox)}
    late = growing(path for path in ours if not half_done(path))
    for path in paths:
        match = Match(shot, why="said so") if shot else _match(production, path)
        yield _Candidate(path, match, path in ours, path in late)


def _waiting(production: Production) -> Iterator[_Candidate]:
    inbox = inbox_files(production.home.inbox)
    children = [
        folder / name
        for folder, names in production.vault.folders()
        for name in sorted(names)
        if _is_child(production, folder, name)
    ]
    late = growing(path for path in (*inbox, *children) if not half_done(path))
    mapped = mapped_files(production)
    for path in inbox:
        is_mapped = path in mapped
        match = Match(mapped[path], why="inbox/map.yaml") if is_mapped else _match(production, path)
        yield _Candidate(path, match, is_ours=True, is_growing=path in late)
    for path in children:
        match = match_file(path, "", production.project)
        yield _Candidate(path, match, is_ours=True, is_growing=path in late)


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
    match = match_file(path, _note(path).prompt, production.project)
    inbox = production.home.inbox.resolve()
    if match.shot or match.candidates or path.resolve().parent.parent != inbox:
        return match
    name = path.parent.name
    near = nearest(name, production.project.shots)
    return Match(candidates=near, why=f"it lies in inbox/{name}/, and there is no shot '{name}'")


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
) -> Adopted | _Known | Left:
    path, match = one.path, one.match
    waits = _waits(one)
    if waits is not None:
        return waits
    digest = digest_of(path)
    already = production.vault.find_content(digest)
    if already is not None:
        return _Known(_already(production, path, match.shot, already))
    info = verify(path)
    try:
        wanted = _kind(production, match.shot, info, kind)
    except ProjectError as err:
        return Left(path, err.message, fix=err.fix)
    return _publish(production, one, info, jobs.get((match.shot, wanted)), wanted)


def _kind(production: Production, shot: str, info: MediaInfo, kind: str) -> Kind:
    """What a file becomes: by what it holds, else as it was said.

    Raises:
        ProjectError: it cannot be that, or nobody knows which line a sound is.
    """
    if info.kind == "audio" or kind.startswith(VOICE):
        return kind_of_sound(production.project, shot, kind, info)
    wanted = Kind.parse(kind) if kind else (PANEL if info.kind == "image" else CLIP)
    if wanted.word == "panel" and info.kind != "image":
        raise ProjectError("a clip cannot be a panel; leave --kind out")
    return wanted


def _waits(one: _Candidate) -> Left | None:
    """Why a file cannot be taken in as it lies there: not whole yet, or nobody says whose."""
    path, match = one.path, one.match
    if half_done(path):
        return Left(path, "it is still being downloaded", fix="when that is done, `rushes adopt`")
    if one.is_growing:
        wait = f"wait {SETTLED_SECONDS:g} seconds, then `rushes adopt` again"
        return Left(path, "it came or changed just now and may not be all here", fix=wait)
    if not match.shot:
        return Left(path, match.why, match.candidates, fix=_homeless(path, match))
    return None


def _homeless(path: Path, match: Match) -> str:
    """How a file that tells no shot, or several, is sent home."""
    shot = match.candidates[0] if len(match.candidates) == 1 else "SHOT"
    return f"`rushes adopt {shlex.quote(str(path))} --shot {shot}`, or put it into inbox/{shot}/"


def _already(production: Production, path: Path, shot: str, take: Take) -> Adopted:
    """What is said of bytes that are a take; of another shot, how this one shows them."""
    if shot in {take.ref.shot, BIN}:
        return Adopted(path, str(take.ref), "the same picture is stored once")
    fix = f"play {take.ref.shot}/{event_take(choice_of(take))} in the cut in the place of {shot}"
    is_inside = take.path.is_relative_to(production.folder)
    if take.ref.kind == PANEL and is_inside:
        written = take.path.relative_to(production.folder).as_posix()
        fix = f"write `still: {written}` at {shot} in film.yaml"
    why = f"the same picture is stored once; to show it in {shot} too, {fix}"
    return Adopted(path, str(take.ref), why, fix)


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
