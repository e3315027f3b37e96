"""Ask for more takes, say where takes lie, open a film in the player."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import MissingToolError, ProjectError
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
    from pipeline.production.planning import choose, jobs_of
    from pipeline.project.edit import Picks

    picks = production.project.picks or Picks()
    shots = choose(production, selection)
    made_by = production.makers
    owed: list[JobId] = []
    for shot in shots:
        if picks.of(shot.id).is_approved and shot.id not in selection.forced:
            raise ProjectError(f"{shot.id} is approved", fix=f"open it: `rushes open {shot.id}`")
        jobs = jobs_of(production, (shot,), (stage,) if stage else ("shoot",))
        jobs = jobs or jobs_of(production, (shot,), ("board",))
        if not jobs:
            raise ProjectError(f"{shot.id} asks no generator for takes", fix="say `clips: 1` there")
        _refuse_sameness(jobs[0], made_by.get(jobs[0].id.generator))
        owed.append(jobs[0].id)
    said = []
    for job in owed:
        production.ledger.slots.owe(job.shot, job.kind, job.generator, count)
        more = f"{count} more {job.kind}{'s' * (count > 1)}"
        said.append(f"{job.shot}: {more} by {job.generator}")
    now = datetime.now(UTC)
    for shot, sentence in zip(shots, said, strict=True):
        production.ledger.notes.log(now, "retake", shot=shot.id, sentence=sentence, data={})
    names = tuple(shot.id for shot in shots)
    who = "`rushes make` makes them"
    if ask_the_run(production, "retake", names):
        who = f"the run under way makes them, else {who}"
    return "; ".join(said) + f": {who}"


def _refuse_sameness(job: Job, maker: Backend | str | None) -> None:
    """Some generators give one result for the same words, however often they are asked."""
    if isinstance(maker, str) or maker is None:
        return
    if maker.capabilities(job.work.model).distinct == 1:
        is_clip = job.id.kind.word == "clip"
        raise ProjectError(
            f"{job.id.generator} makes the same {job.id.kind} of {job.id.shot} every time",
            fix="change the shot's words" + (", or retake its panel" if is_clip else ""),
        )


def locate(production: Production, folder: Path) -> str:
    """Say that the takes lie in ``folder`` on this machine: written to ``local.yaml``.

    Raises:
        ProjectError: there are no takes in it.
    """
    folder = folder.resolve()
    if not any(folder.glob("*/*.json")):
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
    found = sum(len(takes) for takes in again.vault.all().values())
    return f"takes are in {value}: {found} found"


def what_to_play(production: Production, shot: str) -> Path:
    """The file that shows a shot now, or the newest film where no shot is named.

    Raises:
        ProjectError: there is nothing to play yet.
    """
    from pipeline.facts import CLIP, PANEL
    from pipeline.production.planning import choose, standing_take

    if shot:
        name = choose(production, Selection(names=(shot,)))[0].id
        for kind in (CLIP, PANEL):
            take = standing_take(production, name, kind)
            if take is not None:
                return take.path
        raise ProjectError(f"{name} has no take yet", fix=f"`rushes make {name}`")
    films = [path for path in production.home.out.glob("*") if path.suffix in (".mp4", ".mkv")]
    if not films:
        raise ProjectError("there is no film yet", fix="`rushes cut` renders a draft")
    return max(films, key=lambda path: path.stat().st_mtime)


def play(production: Production, path: Path) -> None:
    """Open a file in the author's own player (``local.yaml``: ``player:``), else the system's.

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
        return
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
