"""Give takes of the bin, or of another shot, a shot: whole and stored once, or a part of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import ProjectError
from pipeline.facts import CLIP, PANEL, Kind, MediaInfo, Origin, SlateInput, Take, TakeRef
from pipeline.plan.jobs import Job
from pipeline.production.adopting import board_id, next_ref
from pipeline.production.binning import WHOLE, is_bin_name, named
from pipeline.production.heeding import ask_the_run
from pipeline.production.matching import BIN
from pipeline.production.planning import jobs_of
from pipeline.project.crop_words import crop_box
from pipeline.project.take_text import parse_take
from pipeline.vault import adopting as vault_adopting
from pipeline.vault.adopting import Adoption

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["AssignReport", "AssignRequest", "Assigned", "assign"]

PART = "crop"
"""The role of an input that a take is a part of."""


class AssignRequest(Struct, frozen=True):
    """Which takes go to which shots."""

    words: tuple[str, ...]
    """``b3 b7-9 sh010 b12 sh020``: each shot gets the takes that stand before it."""
    crop: str = ""
    """Only this part of each: ``0,0,50,100`` in percent, ``left half``, ``2.39 top``."""
    is_circled: bool = False
    """The last of every shot and kind is circled."""


class Assigned(Struct, frozen=True):
    """A take that serves a shot."""

    source: str
    """The take it is: ``bin panel 12``."""
    take: str
    """The take it is called in the shot: ``sh030 panel 2``."""
    part: str = ""
    """The part of it, in percent; empty: whole."""
    is_known: bool = False
    """It served that shot before; nothing was done."""


class AssignReport(Struct, frozen=True):
    """What was assigned."""

    assigned: tuple[Assigned, ...]
    circled: str = ""
    unseen: tuple[str, ...] = ()
    """Those that the film does not show, with what to type."""


class _Pair(Struct, frozen=True):
    source: Take
    shot: str
    box: tuple[float, float, float, float] | None


def assign(production: Production, request: AssignRequest) -> AssignReport:
    """Have takes serve shots; all is looked at before any is written.

    A take that serves a shot whole is the same file under a second name. It keeps the prompt, the
    generator and the job it came from, and compares with the words of today.

    Raises:
        ProjectError: no such take or shot, a take that is not here, a part that cannot be meant.
    """
    pairs = list(_pairs(production, request))
    names = {pair.shot for pair in pairs}
    shots = [shot for shot in production.project.shots.values() if shot.id in names]
    jobs = {(job.id.shot, job.id.kind): job for job in jobs_of(production, shots, ())}
    done = [_assigned(production, pair, jobs) for pair in pairs]
    takes = [take for found in production.vault.all().values() for take in found]
    production.ledger.slots.learn(take.slate for take in takes)
    return _told(production.again(), AssignReport(tuple(done)), is_circled=request.is_circled)


def _pairs(production: Production, request: AssignRequest) -> Iterator[_Pair]:
    """Every take with its shot, in the order in which they are typed."""
    shots = {shot.casefold() for shot in production.project.shots}
    waiting: list[str] = []
    for word in request.words:
        is_source = "/" in word or (is_bin_name(word) and word.casefold() not in shots)
        if is_source:
            waiting.append(word)
            continue
        shot = board_id(production, word)
        if not waiting:
            fix = f"write the takes before it: rushes assign b3 b7-9 {shot}"
            raise ProjectError(f"no take is named for {shot}", fix=fix)
        for take in _sources(production, waiting):
            yield _Pair(take, shot, _box(production, take, request.crop))
        waiting = []
    if waiting or not request.words:
        said = f"no shot is named for {' '.join(waiting)}" if waiting else "nothing is named"
        raise ProjectError(said, fix="write takes, then their shot: rushes assign b3 b7-9 sh030")


def _sources(production: Production, words: Sequence[str]) -> Iterator[Take]:
    for word in words:
        found = [_by_name(production, word)] if "/" in word else named(production, (word,))
        for take in found:
            if take.is_offline:
                why = take.damage or "its file is not on this machine"
                fix = "bring the takes folder, or `rushes locate DIR`"
                raise ProjectError(f"{take.ref} cannot be assigned: {why}", fix=fix)
            if take.ref.kind not in (PANEL, CLIP):
                raise ProjectError(f"{take.ref} is no picture", fix="name a panel or a clip")
            yield take


def _by_name(production: Production, word: str) -> Take:
    try:
        shot, choice = parse_take(word)
    except ValueError as err:
        raise ProjectError(str(err)) from err
    home = shot if shot == BIN else board_id(production, shot)
    take = production.vault.find(TakeRef(home, choice.kind, choice.number, choice.unit))
    if take is None:
        fix = "`rushes bin` lists the bin" if home == BIN else f"`rushes takes {home}` lists them"
        raise ProjectError(f"there is no take {word}", fix=fix)
    return take


def _box(production: Production, take: Take, crop: str) -> tuple[float, float, float, float] | None:
    if not crop:
        return None
    media = take.slate.media
    if media.kind != "image":
        fix = "zoom into it in the cut: sh030/1 zoom 1.5 @ 25,50"
        raise ProjectError(f"{take.ref} is a clip, and only a still is cropped", fix=fix)
    return crop_box(crop, (media.width, media.height), production.project.aspect)


def _assigned(production: Production, pair: _Pair, jobs: dict[tuple[str, Kind], Job]) -> Assigned:
    source, part = pair.source, ""
    kind = source.ref.kind
    if pair.box is not None:
        part = ",".join(f"{side:g}" for side in pair.box)
    for take in production.vault.takes(pair.shot, kind):
        if _is_that(take, source, part):
            return Assigned(str(source.ref), str(take.ref), part, is_known=True)
    role = WHOLE if pair.box is None else PART
    main = next(file for file in source.slate.files if file.role == "main")
    job = jobs.get((pair.shot, kind))
    slate = source.slate
    adoption = Adoption(
        ref=next_ref(production, pair.shot, kind),
        media=slate.media,
        made=datetime.now(UTC),
        words=job.words if job is not None else {},
        inputs=(SlateInput(role, main.digest, take=str(source.ref)),),
        prompt=slate.prompt,
        backend=slate.backend,
        model=slate.model,
        options={**slate.options, PART: part} if part else slate.options,
        job=slate.job,
        seed=slate.seed,
        parent=str(source.ref),
        companions=tuple(_companions(source)) if pair.box is None else (),
        origin=Origin.ADOPTED,
    )
    if pair.box is None:
        take = vault_adopting.share(production.vault, source, adoption)
    else:
        with _part(production, source, pair.box) as (file, media):
            adoption = replace(adoption, media=media)
            take = vault_adopting.put(production.vault, file, adoption)
    sentence = f"{take.ref} is {source.ref}" + (f", the part at {part} %" if part else "")
    now = datetime.now(UTC)
    production.ledger.notes.log(now, "assigned", shot=pair.shot, sentence=sentence, data={})
    ask_the_run(production, "adopt", (pair.shot,))
    return Assigned(str(source.ref), str(take.ref), part)


def _companions(source: Take) -> Iterator[tuple[str, Path]]:
    """The layers of a panel and what else goes with it; the grid stays with its first part."""
    for file in source.slate.files:
        path = source.path.with_name(file.name)
        if file.role not in ("main", "grid") and path.is_file():
            yield file.role, path


def _is_that(take: Take, source: Take, part: str) -> bool:
    """Whether a take of the shot is that one already: itself, or assigned before."""
    if take.is_offline:
        return False
    is_same = take.ref == source.ref or take.slate.parent == str(source.ref)
    return is_same and take.slate.options.get(PART, "") == part


@contextmanager
def _part(
    production: Production, source: Take, box: tuple[float, float, float, float]
) -> Iterator[tuple[Path, MediaInfo]]:
    """The part of a still as a file of its own; it is there while the context is open."""
    from pipeline.media.pictures import cropped, note_of, read_picture, write_picture
    from pipeline.media.verify import verify

    key = uuid.uuid4().hex
    try:
        with production.vault.aside(key) as folder:
            file = folder / "part.png"
            write_picture(cropped(read_picture(source.path), box), file, note_of(source.path))
            yield file, verify(file)
    finally:
        production.vault.forget_aside(key)


def _told(production: Production, report: AssignReport, *, is_circled: bool) -> AssignReport:
    """The report with what became of the takes in the film; circled first, where asked."""
    from pipeline.production.adopting import circled_and_unseen

    names = [one.take for one in report.assigned]
    circled, unseen = circled_and_unseen(production, names, is_circled=is_circled)
    return replace(report, circled=circled, unseen=unseen)
