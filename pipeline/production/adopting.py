"""Make files from elsewhere takes: matched to exactly one shot, or left alone with candidates."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import FilmError, MediaError, ProjectError
from pipeline.facts import CLIP, HEARD, PANEL, Json, Kind, MediaInfo, Origin, Take, TakeRef
from pipeline.media.digests import digest_of
from pipeline.media.pictures import PictureNote, note_of
from pipeline.media.verify import verify
from pipeline.plan.jobs import Job
from pipeline.plan.standing import choice_of
from pipeline.production.adoption import Adopted, AdoptReport, AdoptRequest, Left, Outcome
from pipeline.production.binning import BINNED, bin_floor, bin_id, tags_of
from pipeline.production.heeding import ask_the_run
from pipeline.production.inbox import half_done, inbox_files, mapped_files
from pipeline.production.matching import BIN, Match, begins_of, home_of, match_file, nearest
from pipeline.production.plain import said_name
from pipeline.production.planning import jobs_of
from pipeline.production.pulling import is_pulled
from pipeline.production.settling import SETTLED_SECONDS, Stamp, growing, stamp_of
from pipeline.production.splitting import Part, grid_of, parts_of
from pipeline.production.voicing import kind_of_sound, part_kind
from pipeline.project.cut_words import near_id
from pipeline.project.take_text import event_take
from pipeline.vault import adopting as vault_adopting
from pipeline.vault.adopting import Adoption

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["AdoptReport", "adopt", "board_id", "circled_and_unseen", "next_ref"]


class _Candidate(Struct, frozen=True):
    path: Path
    match: Match
    is_ours: bool
    """It lies in the inbox: once it is a take, it need not lie there any more."""
    is_growing: bool = False
    """It is still being written."""
    part: Part | None = None
    """The part of the picture that is meant, where it is a grid."""

    @property
    def content(self) -> Path:
        """The file whose bytes become the take."""
        return self.path if self.part is None else self.part.file


def adopt(production: Production, files: Sequence[Path], request: AdoptRequest) -> AdoptReport:
    """Take files in: those named, else whatever waits in ``inbox/``.

    Files that came there just now are waited for, once and for two seconds at most. All that is
    circled is one decision.

    Raises:
        ProjectError: the shot named does not exist, a file named does not exist, the kind is
            neither panel nor clip, or ``inbox/map.yaml`` cannot be read.
    """
    shot, kind = _meant(production, request)
    request = replace(request, shot=shot, kind=kind)
    grid_of(request.split)
    found = list(_named(production, files, shot) if files else _waiting(production))
    if request.has_bin:
        found = [one if one.match.shot else replace(one, match=BINNED) for one in found]
    done: list[Outcome] = []
    jobs = {(job.id.shot, job.id.kind): job for job in _jobs(production, found)}
    for one in found:
        if request.is_stopped():
            break
        for outcome in _outcomes(production, one, request, jobs):
            request.tell(outcome)
            done.append(outcome)
    taken = [each for each in done if isinstance(each, Adopted)]
    fresh = tuple(each for each in taken if not each.is_known)
    if fresh:
        takes = [take for found in production.vault.all().values() for take in found]
        production.ledger.slots.learn(take.slate for take in takes)
    report = AdoptReport(
        fresh,
        tuple(each for each in taken if each.is_known),
        tuple(each for each in done if isinstance(each, Left)),
        placed=_placed(production.again(), {each.take for each in fresh}),
    )
    names = [one.take for one in (*report.adopted, *report.known) if not one.fix]
    circled, unseen = circled_and_unseen(production.again(), names, is_circled=request.is_circled)
    return replace(report, circled=circled, unseen=unseen)


def _placed(production: Production, names: Collection[str]) -> tuple[str, ...]:
    """What became of those takes that were made from others: each takes its parent's place."""
    from pipeline.production.succeeding import heirs

    found = (take.ref for takes in production.vault.all().values() for take in takes)
    shots = production.project.shots
    return heirs(production, (ref for ref in found if str(ref) in names and ref.shot in shots))


def _meant(production: Production, request: AdoptRequest) -> tuple[str, str]:
    """The shot as the board spells it, and the kind; ``sh050.l1`` says both.

    Raises:
        ProjectError: there is no such shot, or no such kind.
    """
    shot, kind, part = request.shot, request.kind, ""
    if "." in shot and not kind:
        shot, _, part = shot.partition(".")
    if kind not in ("", "panel", "clip") and kind.partition(".")[0] not in HEARD:
        fix = "say panel or clip; a spoken line is voice.l1, a sound sfx.s1"
        raise ProjectError(f"'{kind}' is no kind of take", fix=fix)
    shot = board_id(production, shot) if shot and shot != BIN else shot
    return shot, str(part_kind(production.project, shot, part)) if part else kind


def _outcomes(
    production: Production,
    one: _Candidate,
    request: AdoptRequest,
    jobs: dict[tuple[str, Kind], Job],
) -> Iterator[Outcome]:
    """What becomes of one file: a take, the parts of a grid, or what is said of it."""
    seen = stamp_of(one.path)
    done: list[Outcome] = []
    try:
        waits = _waits(one)
        if waits is not None:
            yield waits
        elif one.match.parent is not None and is_pulled(production, one.path):
            return  # nobody has worked on it yet
        elif request.split:
            with parts_of(production.vault, one.path, request.split) as parts:
                for part in parts:
                    done.append(_take_in(production, replace(one, part=part), request, jobs))
                    yield done[-1]
        else:
            done.append(_take_in(production, one, request, jobs))
            yield done[-1]
    except MediaError as err:
        done.append(Left(one.path, err.message.replace(f"{one.path} ", "it ", 1), fix=err.fix))
        yield done[-1]
    yield from _leave_inbox(one, done, seen)


def circled_and_unseen(
    production: Production, names: Sequence[str], *, is_circled: bool
) -> tuple[str, tuple[str, ...]]:
    """Circle takes that came, where asked, the last of every shot and kind.

    What was circled, in a sentence, and those that the film does not show, with what to type.
    """
    from pipeline.production.unseen import unseen
    from pipeline.project.edit import Picks
    from pipeline.project.take_text import parse_take

    found = dict.fromkeys(parse_take(name) for name in names)
    last = {(shot, choice.kind): choice for shot, choice in found}
    picks = production.project.picks or Picks()
    takes = [
        (shot, choice)
        for (shot, _), choice in last.items()
        if shot in production.project.holders and not picks.of(shot).is_approved
    ]
    said = ""
    if is_circled and takes:
        from pipeline.production.circling import circle_all

        said = circle_all(production, takes).sentence
        production = production.again()
    shots = [shot for shot, _ in found]
    return said, unseen(production, shots, takes=names) if names else ()


def board_id(production: Production, shot: str) -> str:
    """The shot of that name, as the board spells it.

    Raises:
        ProjectError: there is none.
    """
    shots = {each.casefold(): each for each in production.project.holders}
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
        for kind in production.vault.kinds(folder.name)
        for take in production.vault.takes(folder.name, kind)
        for file in take.slate.files
    }
    if name in known:
        return False
    return match_file(folder / name, "", production.project).parent is not None


def _match(production: Production, path: Path) -> Match:
    match = match_file(path, _note(path).prompt, production.project)
    inbox = production.home.inbox.resolve()
    if path.resolve().is_relative_to(inbox / BIN):
        return BINNED
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
    shots = [shot for shot in production.project.holders.values() if shot.id in names]
    return jobs_of(production, shots, ())


def _take_in(
    production: Production,
    one: _Candidate,
    request: AdoptRequest,
    jobs: dict[tuple[str, Kind], Job],
) -> Outcome:
    path, match = one.content, one.match
    digest = digest_of(path)
    already = _holding(production, match.shot, digest)
    if already is not None:
        return _already(one, already)
    info = verify(path)
    try:
        wanted = _kind(production, match.shot, info, request.kind)
    except ProjectError as err:
        return Left(one.path, err.message, fix=err.fix)
    adoption = Adoption(
        ref=next_ref(production, match.shot, wanted),
        media=info,
        made=datetime.now(UTC),
        words=job.words if (job := jobs.get((match.shot, wanted))) is not None else {},
        options=_options(production, one, request),
        **_told_inside(one.path),
        parent=str(match.parent) if match.parent else "",
        begins=begins_of(one.path.stem) if match.parent else 0,
        origin=Origin.SIDE if match.shot == BIN or match.parent else Origin.ADOPTED,
    )
    if one.part is not None:
        adoption = one.part.on(adoption)
    return _publish(production, one, adoption)


def _kind(production: Production, shot: str, info: MediaInfo, kind: str) -> Kind:
    """What a file becomes: by what it holds, else as it was said.

    Raises:
        ProjectError: it cannot be that, or nobody knows which line a sound is.
    """
    if info.kind == "audio" or kind.partition(".")[0] in HEARD:
        return kind_of_sound(production.project, shot, kind, info)
    wanted = Kind.parse(kind) if kind else (PANEL if info.kind == "image" else CLIP)
    if wanted.word == "panel" and info.kind != "image":
        raise ProjectError("a clip cannot be a panel; leave --kind out")
    return wanted


def _waits(one: _Candidate) -> Left | None:
    """Why a file cannot be taken in as it lies there: not whole yet, or nobody says whose."""
    path, match = one.path, one.match
    if half_done(path):
        fix = "when that is done, `rushes adopt`"
        return Left(path, "it is still being downloaded", fix=fix, is_on_its_way=True)
    if one.is_growing:
        return _moving(path, "it came or changed just now and may not be all here")
    if not match.shot:
        return Left(path, match.why, match.candidates, fix=home_of(path, match))
    return None


def _moving(path: Path, said: str) -> Left:
    fix = f"wait {SETTLED_SECONDS:g} seconds, then `rushes adopt` again"
    return Left(path, said, fix=fix, is_on_its_way=True)


def _holding(production: Production, shot: str, digest: str) -> Take | None:
    """A take of those bytes, one of the shot itself before every other."""
    own = (
        take
        for kind in production.vault.kinds(shot)
        for take in production.vault.takes(shot, kind)
        if not take.damage
        and any(file.digest == digest and file.role == "main" for file in take.slate.files)
    )
    return next(own, None) or production.vault.find_content(digest)


def _already(one: _Candidate, take: Take) -> Adopted:
    """What is said of bytes that are a take; of another shot, how this one shows them."""
    shot, name = one.match.shot, str(take.ref)
    if shot in {take.ref.shot, BIN}:
        return Adopted(one.path, name, "the same picture is stored once", is_known=True)
    named = f"{take.ref.shot}/{event_take(choice_of(take))}"
    fix = f"`rushes assign {bin_id(take) if take.ref.shot == BIN else named} {shot}`"
    why = f"the same picture is stored once; to show it in {shot} too, {fix}"
    return Adopted(one.path, name, why, fix, is_known=True)


def next_ref(production: Production, shot: str, kind: Kind) -> TakeRef:
    """The name of the next take of a shot, or of the bin; given out once and for all."""
    unit = production.project.local.unit
    floor = production.vault.top_number(shot, kind, unit)
    if shot == BIN:
        floor = max(floor, bin_floor(production, unit))
    number = production.ledger.slots.reserve_number(shot, kind, unit, floor)
    return TakeRef(shot, kind, number, unit)


def _options(production: Production, one: _Candidate, request: AdoptRequest) -> Json:
    """What finds it again: its name, and the tags."""
    tags = dict.fromkeys((*tags_of(one.path, production.home.inbox), *request.tags))
    options: Json = {"file": said_name(one.path)}
    return {**options, "tags": list(tags)} if tags else options


def _told_inside(path: Path) -> Json:
    """What the generator wrote inside the file."""
    note = _note(path)
    return {"prompt": note.prompt, "job": note.job, "seed": note.seed, "backend": note.tool}


def _publish(production: Production, one: _Candidate, adoption: Adoption) -> Adopted:
    take = vault_adopting.adopt(production.vault, one.content, adoption)
    why = f"{one.part.name}; {one.match.why}" if one.part is not None else one.match.why
    now, shot = datetime.now(UTC), one.match.shot
    sentence = f"{take.ref} from {said_name(one.path)}: {why}"
    production.ledger.notes.log(now, "adopted", shot=shot, sentence=sentence, data={})
    ask_the_run(production, "adopt", (shot,))
    return Adopted(one.path, str(take.ref), why)


def _leave_inbox(one: _Candidate, done: Sequence[Outcome], seen: Stamp) -> Iterator[Left]:
    """What became takes just now, every part of it, waits no more, unless it changed since."""
    taken = [each for each in done if isinstance(each, Adopted)]
    if not one.is_ours or len(taken) < len(done) or all(each.is_known for each in taken):
        return
    if stamp_of(one.path) == seen:
        one.path.unlink(missing_ok=True)
    else:
        yield _moving(one.path, "it changed while it was taken in, and stays here")
