"""Ask for more takes, say where takes lie, open a film in the player."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.errors import MissingToolError, ProjectError
from pipeline.facts import Decision
from pipeline.production.heeding import ask_the_run
from pipeline.production.selecting import Selection

if TYPE_CHECKING:
    from pipeline.backends.base import Backend
    from pipeline.plan.jobs import Job, JobId
    from pipeline.production.production import Production
    from pipeline.project.marks import Source

__all__ = ["locate", "play", "retake", "what_to_play"]


def retake(production: Production, selection: Selection, *, count: int, stage: str) -> str:
    """Owe so many more takes of the shots meant; the next run makes them.

    Raises:
        ProjectError: no generator is asked for that kind; the shot is approved; the generator
            gives the same every time.
    """
    from pipeline.production.retaking import asked_again
    from pipeline.project.edit import Picks

    picks = production.project.picks or Picks()
    made_by = production.makers
    owed: list[Sequence[Job]] = []
    found = asked_again(production, selection, stage)
    for shot, jobs in found:
        if picks.of(shot.id).is_approved and shot.id not in selection.forced:
            raise ProjectError(f"{shot.id} is approved", fix=f"open it: `rushes open {shot.id}`")
        for kind in dict.fromkeys(job.id.kind for job in jobs):
            of_kind = [job for job in jobs if job.id.kind == kind]
            _refuse_sameness(production, of_kind[0], made_by.get(of_kind[0].id.generator))
            owed.append(of_kind)
    said = []
    for asked in owed:
        _owe(production, asked, count)
        job = asked[0].id
        more = f"{count} more {job.kind}{'s' * (count > 1 and not job.kind.part)}"
        said.append(f"{job.shot}: {more} by {job.generator}")
    now = datetime.now(UTC)
    for each, sentence in zip(owed, said, strict=True):
        name = each[0].id.shot
        production.ledger.notes.log(now, "retake", shot=name, sentence=sentence, data={})
    names = tuple(shot.id for shot, _ in found)
    who = "`rushes make` makes them"
    if ask_the_run(production, "retake", names):
        who = f"the run under way makes them, else {who}"
    later = [line for asked in owed for line in _seen_later(production, asked[0].id)]
    later += [line for asked in owed for line in _refused(production, asked)]
    return "\n".join(["; ".join(said) + f": {who}", *later])


def _refused(production: Production, jobs: Sequence[Job]) -> list[str]:
    """What is to be changed before anything more is ordered, where a service refused it."""
    from pipeline.plan.decide import decide
    from pipeline.production.planning import gather

    rows = decide(jobs, gather(production))
    if any(row.decision in (Decision.MAKE, Decision.PRICE_UNKNOWN) for row in rows):
        return []
    return [
        f"{row.take}: {'; '.join(row.reasons)}"
        for row in rows
        if row.decision is Decision.MODERATED
    ]


def _owe(production: Production, jobs: Sequence[Job], count: int) -> None:
    """Owe so many takes more than are missing now.

    Where there are more than the film asks for (some were brought in, or it asked for more once),
    those are owed too: they would otherwise be counted as the ones that were asked for here.
    """
    from pipeline.plan.group import group_of, missing
    from pipeline.production.planning import gather

    job = jobs[0].id
    key = (job.shot, job.kind, job.generator)
    of_kind = [one for one in jobs if one.id.kind == job.kind]
    known = gather(production)
    owed = known.history.owed.get(key, 0)

    def lacking(more: int) -> int:
        history = replace(known.history, owed={**known.history.owed, key: owed + more})
        then = group_of((job.shot, job.kind), of_kind, replace(known, history=history))
        return sum(1 for one, _ in missing(then) if one.id.generator == job.generator)

    wanted = lacking(0) + count
    most = count + len(known.history.of(job.shot, job.kind))
    enough = (more for more in range(count, most + 1) if lacking(more) >= wanted)
    production.ledger.slots.owe(job.shot, job.kind, job.generator, next(enough, count))


def _refuse_sameness(production: Production, job: Job, maker: Backend | str | None) -> None:
    """Some generators give one result for the same words, however often they are asked."""
    if isinstance(maker, str) or maker is None:
        return
    if maker.capabilities(job.work.model).distinct != 1:
        return
    from pipeline.plan.standing import slot_fits
    from pipeline.production.planning import gather
    from pipeline.production.unseen import steps_to_see

    known = gather(production)
    own = [
        slot
        for slot in known.history.of(job.id.shot, job.id.kind)
        if slot.generator == job.id.generator
    ]
    is_clip = job.id.kind.word == "clip"
    is_there = own or (is_clip and known.takes.get((job.id.shot, job.id.kind)))
    if is_there and not any(slot_fits(slot, job, known.picks) for slot in own):
        return  # what is there is of other words, of another panel, or from elsewhere
    fix = "change the shot's words"
    if is_clip:
        steps = steps_to_see(production, job.id.shot)
        board = f"`rushes retake {job.id.shot} --stage board`"
        fix = f"film its newest panel: {', then '.join(steps)}" if steps else fix
        fix = fix if steps else f"{fix}, or have another panel drawn and circle it: {board}"
    raise ProjectError(
        f"{job.id.generator} makes the same {job.id.kind} of {job.id.shot} every time", fix=fix
    )


def _seen_later(production: Production, job: JobId) -> Iterator[str]:
    """What keeps a new take from being seen once it is made."""
    from pipeline.facts import CLIP
    from pipeline.production.planning import standing_take
    from pipeline.project.edit import Picks

    chosen = (production.project.picks or Picks()).of(job.shot).circled(job.kind)
    clip = standing_take(production, job.shot, CLIP)
    letter = "p" if job.kind.word == "panel" else ""
    typed = f"{job.shot}.{job.kind.part}" if job.kind.part else job.shot
    line = f"`rushes circle {typed} {letter}N`"
    if chosen is not None:
        name = f"{job.shot} {chosen.kind} {chosen.unit}{chosen.number}"
        yield f"{name} stays circled: the new {job.kind} is seen once you circle it, {line}"
    elif letter and clip is not None:
        yield f"{clip.ref} stays: once the new panel is there, {line} has a clip made from it"


def locate(production: Production, folder: Path) -> str:
    """Say that the takes lie in ``folder`` on this machine: written to ``local.yaml``.

    A film's folder stands for the ``takes`` in it.

    Raises:
        ProjectError: there are no takes in it.
    """
    folder = folder.resolve()
    if not _holds_takes(folder) and _holds_takes(folder / "takes"):
        folder /= "takes"
    if not _holds_takes(folder):
        raise ProjectError(f"there are no takes in {folder}", fix="name the folder `takes`")
    from pipeline.project.formatting import plain_or_quoted
    from pipeline.project.nodes import Mapping
    from pipeline.project.splices import Edit, apply_edits
    from pipeline.project.text_edits import put_key, spliced

    value = str(folder)
    written = plain_or_quoted(value)

    def change(source: Source) -> str:
        if not isinstance(source.root, Mapping) or not source.root.entries:
            gap = "" if not source.text or source.text.endswith("\n") else source.newline
            return f"{source.text}{gap}takes: {written}{source.newline}"
        splices = put_key(source.root, "takes", written, newline=source.newline)
        return spliced(source.text, splices)

    edit = Edit(
        f"takes are in {value}",
        change,
        lambda data: {**data, "takes": value},
        begin="",
    )
    path = production.folder / "local.yaml"
    apply_edits({path: edit}, edit.label, folder=production.folder, home=production.home.state)
    again = production.again()
    found = sum(not take.is_offline for takes in again.vault.all().values() for take in takes)
    return f"takes are in {value}: {found} found"


def _holds_takes(folder: Path) -> bool:
    """Whether slates lie in it as in a film's ``takes``: each in the folder of its shot."""
    return any(path.name.startswith(f"{path.parent.name}_") for path in folder.glob("*/*.json"))


def what_to_play(production: Production, shot: str) -> Path:
    """The file that shows a shot now, or the newest film where no shot is named.

    Raises:
        ProjectError: there is nothing to play yet.
    """
    from pipeline.facts import CLIP, HEARD, PANEL
    from pipeline.production.planning import choose, standing_take

    if shot:
        written, _, part = shot.partition(".")
        found = choose(production, Selection(names=(written,)), beside=True)
        name = next((one.id for one in found if one.id == written), found[0].id)
        heard = [kind for kind in production.vault.kinds(name) if kind.word in HEARD]
        kinds = [kind for kind in heard if kind.part == part] if part else [CLIP, PANEL, *heard]
        for kind in kinds:
            take = standing_take(production, name, kind)
            if take is not None:
                return take.path
        raise ProjectError(f"{name} has no take yet", fix=f"`rushes make {name}`")
    films = [
        path for path in production.home.out.glob("*") if path.suffix in (".mp4", ".mkv", ".mov")
    ]
    if not films:
        raise ProjectError("there is no film yet", fix="`rushes cut` renders a draft")
    return max(films, key=lambda path: path.stat().st_mtime)


def play(production: Production, path: Path) -> subprocess.Popen[bytes] | None:
    """Open a file in the author's own player (``local.yaml``: ``player:``), else the system's.

    What was started, where that is a program of ours to end.

    Raises:
        MissingToolError: there is no player.
        ProjectError: ``local.yaml`` names one that nobody has allowed on this machine.
    """
    from pipeline.production.trusting import is_trusted, player_of

    player = player_of(production)
    if player:
        if not is_trusted(production):
            raise ProjectError(
                f"local.yaml names the player '{player[0]}'",
                fix="if that is your own choice, allow it once with `rushes trust`",
            )
        command = [*player, str(path)]
    elif sys.platform == "win32":
        os.startfile(path)  # noqa: S606  # the file's own program, by the system
        return None
    else:
        command = ["open" if sys.platform == "darwin" else "xdg-open", str(path)]
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as err:
        raise MissingToolError(
            f"the player '{command[0]}' cannot be started",
            fix=f"name yours in local.yaml (`player: mpv`), or open {path}",
        ) from err
    threading.Thread(target=child.wait, daemon=True).start()
    return child if player else None
