"""Where the film stands, what happened, and the takes there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.facts import (
    CLIP,
    MUSIC,
    PANEL,
    SFX,
    UNKNOWN_PRICE,
    VOICE,
    Decision,
    Kind,
    MediaInfo,
    Origin,
    Slate,
    Take,
)
from pipeline.ledger.money import Unpriced
from pipeline.plan.standing import choice_of, circled, outdated_reasons, standing, with_parents
from pipeline.production.awaited import AwaitedRow, DoubtRow, awaited, doubts, news, open_orders
from pipeline.production.binning import BinQuery, each_once, listed
from pipeline.production.noting import open_notes
from pipeline.production.planning import choose, cut_of, jobs_of
from pipeline.production.selecting import Selection
from pipeline.project.edit import Pick, Picks
from pipeline.project.story import Shot
from pipeline.timecode import seconds_of_frames

if TYPE_CHECKING:
    from pipeline.plan.decide import Decided
    from pipeline.production.production import Production

__all__ = [
    "LogRow",
    "ShotRow",
    "StatusReport",
    "TakeRow",
    "log",
    "shot_row",
    "shown_take",
    "state_of_take",
    "status",
    "takes",
]


class ShotRow(Struct, frozen=True):
    """One shot in the status."""

    shot: str
    scene: str
    panels: int
    clips: int
    shows: str
    """What the film shows for it now: a take, or what stands in."""
    state: str
    """``approved``, ``circled``, ``outdated``, ``offline``, ``damaged``, ``in doubt``,
    ``moderated``, ``missing``, ``rejected`` (all its takes), ``kept`` or empty."""
    lacks: tuple[str, ...] = ()
    """The kinds of take that are asked for and not made yet: ``panel``, ``clip``."""


class StatusReport(Struct, frozen=True):
    """Where the film stands."""

    title: str
    folder: Path
    news: tuple[str, ...]
    """What an interrupted run left and what was picked up; said first."""
    shots: tuple[ShotRow, ...]
    seconds: float
    """Planned length of all shots."""
    cut_seconds: float
    """Length of the film as it is cut; that of the board where no cut is written."""
    cuts: tuple[str, ...]
    """Version and lock of each cut that has one."""
    panels: int
    clips: int
    voices: int
    """Takes of spoken lines."""
    sounds: int
    """Takes of sounds that belong to a shot or a scene."""
    music: int
    """Takes of pieces of music."""
    binned: int
    """Takes of the bin that serve no shot yet."""
    decisions: dict[str, int]
    under_way: tuple[AwaitedRow, ...]
    """Ordered and not here yet; those whose results are gone first stand first."""
    in_doubt: tuple[DoubtRow, ...]
    errors: int
    warnings: int
    spent: tuple[str, ...]
    """What was billed, a sum a currency."""
    money: tuple[str, ...]
    """What is spent, reserved and left of each limit; without a limit, of each currency."""
    unpriced: Unpriced
    """Orders that are in no sum, because nobody knows their price."""
    drafts: tuple[Path, ...]
    exports: tuple[Path, ...]
    notes: int = 0
    """Notes that are not done."""


class LogRow(Struct, frozen=True):
    """One thing that happened."""

    at: datetime
    verb: str
    shot: str
    sentence: str


class TakeRow(Struct, frozen=True):
    """One take, as it is listed."""

    take: str
    path: Path
    state: str
    """``circled``, ``stands``, ``rejected: melts``, ``maybe``, ``offline``, ``damaged: …`` or
    empty."""
    outdated: tuple[str, ...]
    size: str
    seconds: float
    generator: str
    model: str
    seed: int | None
    made: datetime
    price: str
    """What its order cost; ``unknown``; empty where it was free."""
    prompt: str
    notes: tuple[str, ...] = ()
    """What is said about it and not done: ``n3 @12: hand melts``."""
    kept: str = ""
    """Why it may stay though it is outdated; empty where nobody said so."""


def status(production: Production) -> StatusReport:
    """Where the film stands: shots, takes, decisions, money, files; what was picked up first."""
    project = production.project
    rows = production.plan(Selection()).rows
    by_shot: dict[str, list[Decided]] = {}
    for row in rows:
        by_shot.setdefault(row.job.id.shot, []).append(row)
    counts = Counter(str(row.decision) for row in rows)
    left = open_orders(production)
    problems = project.problems
    shots = tuple(shot for shot in project.shots.values() if not shot.is_omitted)
    takes = (take for found in production.vault.all().values() for take in found)
    kinds = Counter(take.ref.kind.word for take in each_once(takes))
    board = float(sum(shot.frames for shot in shots) / project.fps)
    return StatusReport(
        title=project.title.first or production.folder.name,
        folder=production.folder,
        news=news(production, left),
        shots=tuple(shot_row(production, shot, by_shot.get(shot.id, [])) for shot in shots),
        seconds=board,
        cut_seconds=_cut_seconds(production, board),
        cuts=_cuts(production),
        panels=kinds["panel"],
        clips=kinds["clip"],
        voices=kinds[VOICE],
        sounds=kinds[SFX],
        music=kinds[MUSIC],
        binned=len(listed(production, BinQuery())),
        decisions=dict(counts),
        under_way=awaited(left),
        in_doubt=doubts(production),
        errors=sum(not problem.is_warning for problem in problems),
        warnings=sum(problem.is_warning for problem in problems),
        spent=tuple(f"{one.settled}" for one in production.ledger.money.sums()),
        money=_money(production),
        unpriced=production.ledger.money.unpriced(),
        drafts=_files(production.home.out, "draft"),
        exports=_files(production.home.out, ""),
        notes=sum(not note.is_done for note in project.notes),
    )


def _money(production: Production) -> tuple[str, ...]:
    from pipeline.production.budgeting import cost_words, rooms, spent_words

    limits = rooms(production, production.project.generators)
    if limits:
        return tuple(map(str, limits))
    sums, unpriced = production.ledger.money.sums(), production.ledger.money.unpriced()
    spent = spent_words((one.settled for one in sums), unpriced.settled)
    held = [one.reserved for one in sums if one.reserved.micros]
    said = [f"{spent} spent"] if spent else []
    if held or unpriced.reserved:
        said.append(f"{cost_words(held, unpriced.reserved)} reserved")
    return (", ".join(said),) if said else ()


def _cuts(production: Production) -> tuple[str, ...]:
    from pipeline.production.locking import lock_words

    names = dict.fromkeys(("main", *production.project.cuts))
    return tuple(filter(None, (lock_words(production, name) for name in names)))


def _cut_seconds(production: Production, board: float) -> float:
    """How long the cut plays: windows, cards and repeats make it another film than the board."""
    project = production.project
    cut = cut_of(project)
    if not cut.is_written:
        return board
    from pipeline.cut.assemble import assemble

    takes = [take for found in production.vault.all().values() for take in found]
    timeline = assemble(project, cut, project.picks or Picks(), takes)
    return float(seconds_of_frames(timeline.frames, timeline.rate))


def log(production: Production, count: int) -> tuple[LogRow, ...]:
    """What happened, newest first: what was decided, and every take that was made."""
    lines = production.ledger.notes.lines(limit=count)
    rows = [LogRow(line.at, line.verb, line.shot, line.sentence) for line in lines]
    unpriced = _unpriced(production)
    for (shot, _), found in production.vault.all().items():
        for take in found:
            slate = take.slate
            if slate.generator:
                price = _price(slate, unpriced)
                cost = f", price {price}" if price == UNKNOWN_PRICE else price and f", {price}"
                sentence = f"{slate.ref} by {slate.generator}{cost}"
                rows.append(LogRow(slate.made, "made", shot, sentence))
    rows.sort(key=lambda row: row.at)
    return tuple(reversed(rows[-count:] if count > 0 else []))


def takes(production: Production, selection: Selection) -> tuple[TakeRow, ...]:
    """The takes of the shots meant, panels first, spoken lines last."""
    shots = choose(production, selection, beside=True)
    picks = production.project.picks or Picks()
    jobs = {(job.id.shot, job.id.kind): job for job in jobs_of(production, shots, ())}
    unpriced = _unpriced(production)
    rows: list[TakeRow] = []
    for shot in shots:
        for kind in production.vault.kinds(shot.id):
            found = production.vault.takes(shot.id, kind)
            pick = picks.of(shot.id)
            stands = standing(found, pick, kind)
            job = jobs.get((shot.id, kind))
            for take in found:
                reasons = (
                    outdated_reasons(
                        with_parents(take.slate, found), job, picks, production.project.fps
                    )
                    if job
                    else ()
                )
                price = _price(take.slate, unpriced)
                row = _take_row(take, state_of_take(take, pick, stands), reasons, price)
                kept = pick.kept.get("because", "as it is") if pick.kept and reasons else ""
                rows.append(replace(row, notes=open_notes(production, take), kept=kept))
    return tuple(rows)


def _unpriced(production: Production) -> frozenset[str]:
    """The attempts that were billed nobody knows how much."""
    return frozenset(key for _, _, key in production.ledger.money.settled_unpriced())


def _price(slate: Slate, unpriced: Collection[str]) -> str:
    """What a take cost; empty where that was nothing, or where another take of its order says."""
    if slate.attempt in unpriced:
        return UNKNOWN_PRICE
    return "" if slate.price is None or slate.is_free else str(slate.price)


def _take_row(take: Take, state: str, outdated: Sequence[str], price: str) -> TakeRow:
    slate, media = take.slate, take.slate.media
    return TakeRow(
        take=str(slate.ref),
        path=take.path,
        state=state,
        outdated=tuple(outdated),
        size=_size(media),
        seconds=float(media.seconds),
        generator=slate.generator or ("adopted" if slate.origin is Origin.ADOPTED else ""),
        model=slate.model,
        seed=slate.seed,
        made=slate.made,
        price=price,
        prompt=slate.prompt,
    )


def _size(media: MediaInfo) -> str:
    """Pixels and frames a second; of a sound, samples a second and channels."""
    if media.kind == "audio":
        channels = {1: "mono", 2: "stereo"}.get(media.channels, f"{media.channels} channels")
        return f"{media.sample_rate / 1000:g} kHz {channels}"
    rate = f" {float(media.rate):g} fps" if media.rate else ""
    return f"{media.width}x{media.height}{rate}"


def state_of_take(take: Take, pick: Pick, stands: Take | None) -> str:
    """What was decided about a take, in the words of the list of takes."""
    choice = choice_of(take)
    if take.is_offline:
        return f"damaged: {take.damage}" if take.damage else "offline"
    if choice in pick.rejected:
        return f"rejected: {pick.rejected[choice]}".rstrip(": ")
    if circled(pick, take.ref.kind) == choice:
        return "approved" if pick.is_approved else "circled"
    if choice in pick.maybe:
        return "maybe"
    return "stands" if stands is not None and stands.ref == take.ref else ""


def shot_row(production: Production, shot: Shot, rows: Sequence[Decided]) -> ShotRow:
    """One shot as the status has it, from what was decided about it."""
    decisions = {row.decision for row in rows}
    picks = production.project.picks or Picks()
    pick = picks.of(shot.id)
    panels = production.vault.takes(shot.id, PANEL)
    clips = production.vault.takes(shot.id, CLIP)
    shown = shown_take(pick, panels, clips)
    if pick.is_approved:
        state = "approved"
    elif shown is not None and circled(pick, shown.ref.kind) is not None:
        state = "circled"
    else:
        order = (
            Decision.DAMAGED,
            Decision.OFFLINE,
            Decision.IN_DOUBT,
            Decision.MODERATED,
            Decision.OUTDATED,
            Decision.MAKE,
        )
        state = next((str(one) for one in order if one in decisions), "")
        state = "missing" if state == "make" else state
        if not state and shown is None and (panels or clips):
            state = "rejected"  # all of them; that orders nothing, so no decision says it
        state = state or ("kept" if pick.kept else "")
    label = f"{shown.ref.kind} {shown.ref.unit}{shown.ref.number}" if shown else "slate card"
    lacks = dict.fromkeys(
        row.job.id.kind.word for row in rows if row.decision in (Decision.MAKE, Decision.WAITING)
    )
    return ShotRow(shot.id, shot.scene, len(panels), len(clips), label, state, tuple(lacks))


def shown_take(pick: Pick, panels: Sequence[Take], clips: Sequence[Take]) -> Take | None:
    """The take that the film shows of a shot: its standing clip, else its standing panel."""
    kinds: tuple[tuple[Sequence[Take], Kind], ...] = ((clips, CLIP), (panels, PANEL))
    for found, kind in kinds:
        take = standing(found, pick, kind)
        if take is not None and not take.is_offline:
            return take
    return None


def _files(folder: Path, word: str) -> tuple[Path, ...]:
    if not folder.is_dir():
        return ()
    films = [path for path in folder.iterdir() if path.suffix in (".mp4", ".mkv", ".mov")]
    drafts = [path for path in films if path.stem.endswith("_draft")]
    chosen = drafts if word == "draft" else [path for path in films if path not in drafts]
    return tuple(sorted(chosen, key=lambda path: path.stat().st_mtime))
