"""Decide about takes and about the cut: every decision is a splice of the author's text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import ProjectError
from pipeline.facts import CLIP, PANEL, VOICE, Decision
from pipeline.plan.standing import choice_of, standing
from pipeline.production.heeding import ask_the_run
from pipeline.production.locked import refuse_locked
from pipeline.production.planning import cut_of
from pipeline.production.redeciding import redecided
from pipeline.production.selecting import Selection
from pipeline.production.uses import first_event, use_of
from pipeline.project import cut_edits, picks_edits
from pipeline.project.edit import Picks, ShotEvent, TakeChoice
from pipeline.project.marks import Source, parse_text
from pipeline.project.splices import Edit, apply_edits, undo
from pipeline.project.take_text import event_take, parse_take, pick_take

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = [
    "Change",
    "apply_change",
    "approve",
    "begun",
    "cut_path",
    "keep",
    "maybe",
    "maybe_take",
    "move",
    "open_edit",
    "open_scene",
    "open_shot",
    "picks_path",
    "refuse_approved",
    "refuse_no_name",
    "reject",
    "take_named",
    "together",
    "trim",
    "undo_last",
]

_RENAMED = re.compile(r"rename (?P<old>\S+) to (?P<new>\S+)")
"""What an edit is called that gave a shot another id."""


class Change(Struct, frozen=True):
    """What was decided, and which files say so now."""

    sentence: str
    files: tuple[Path, ...] = ()
    news: tuple[str, ...] = ()
    """What follows from it, a sentence each, with what to type next."""


def maybe(production: Production, shot: str, take: str) -> Change:
    """Keep a take in mind."""
    name, choice = take_named(production, shot, take)
    edits = {picks_path(production): picks_edits.maybe(name, choice)}
    return apply_change(production, edits, f"maybe {name} {pick_take(choice)}", shot=name)


def reject(production: Production, shot: str, take: str, because: str) -> Change:
    """Never use this take; rejecting orders nothing.

    Raises:
        ProjectError: no such shot or take; the shot is approved with it.
    """
    name, choice = take_named(production, shot, take)
    pick = (production.project.picks or Picks()).of(name)
    if choice in pick.circles:
        refuse_approved(production, name)
    edits = {picks_path(production): picks_edits.reject(name, choice, because)}
    return apply_change(production, edits, f"rejected {name} {pick_take(choice)}", shot=name)


def approve(production: Production, shot: str) -> Change:
    """Close a shot, and pin what stands for it now."""
    name = _shot(production, shot)
    pick = (production.project.picks or Picks()).of(name)
    kinds = production.vault.kinds(name)
    found = [standing(production.vault.takes(name, kind), pick, kind) for kind in kinds]
    pinned = [choice_of(take) for take in found if take is not None]
    words = " and ".join(pick_take(choice) for choice in pinned)
    said = f"approved {name}" + (f" with {words}" if words else "")
    circles = [picks_edits.circle(name, choice) for choice in pinned]
    edit = together(said, [*circles, picks_edits.approve(name)])
    return apply_change(production, {picks_path(production): edit}, said, shot=name)


def open_shot(production: Production, shot: str) -> Change:
    """Open an approved shot again; one that nobody approved is open already."""
    name = _shot(production, shot)
    if not (production.project.picks or Picks()).of(name).is_approved:
        return Change(f"{name} is open: nobody has approved it; nothing was changed")
    edits = {picks_path(production): picks_edits.approve(name, is_approved=False)}
    change = apply_change(production, edits, f"opened {name} again", shot=name)
    return replace(change, news=_still_circled(redecided(production), name))


def _still_circled(production: Production, shot: str) -> tuple[str, ...]:
    """What an opened shot goes on with, and what is therefore not seen."""
    from pipeline.production.unseen import unseen

    pick = (production.project.picks or Picks()).of(shot)
    circles = pick.circles
    if not circles:
        return ()
    words = " and ".join(pick_take(choice) for choice in circles)
    stay = "stay" if len(circles) > 1 else "stays"
    first = f"{words} {stay} circled: a newer take is seen once you circle it"
    return (first, *unseen(production, (shot,)))


def keep(production: Production, selection: Selection, because: str) -> Change:
    """Say that the outdated takes of these shots are fine; those of the others need no saying."""
    rows = production.plan(selection).rows
    found = [row.job.id.shot for row in rows if row.decision is Decision.OUTDATED]
    names = list(dict.fromkeys(found))
    if not names:
        of = f" of {', '.join(selection.names)}" if selection.names else ""
        return Change(f"no take{of} is outdated: there is nothing to keep")
    said = f"kept {', '.join(names)}"
    edit = together(said, [picks_edits.keep(name, because) for name in names])
    only = names[0] if len(names) == 1 else ""
    return apply_change(production, {picks_path(production): edit}, said, shot=only)


def trim(production: Production, shot: str, window: str, *, cut: str, nth: int = 0) -> Change:
    """Set in and out of a shot where the cut uses it: ``12-36``, ``0+30``, ``1:12-2:00``.

    ``nth`` says which use of the shot is meant, counted from 1, where there are several.

    Raises:
        ProjectError: no such shot, no such cut, a window that cannot be read; the cut uses the
            shot more than once and nobody said which.
    """
    from pipeline.production.lengths import beyond_the_take, named_by, refuse_slip, window_of

    name, choice = maybe_take(production, shot)
    refuse_approved(production, name)
    start, end = window_of(window, production.project.fps)
    refuse_slip(production, name, (start, end))
    path, there = cut_path(production, cut), cut_of(production.project, cut)
    at = use_of(production, (name, choice), cut, nth)
    if there.like:
        from pipeline.production.like_cutting import trim_like

        edit = trim_like(production, there, (name, choice), at, (start, end))
    elif at is None:
        edit = cut_edits.trim_shot(name, start, end, was=choice)
    else:
        edit = cut_edits.trim_event(at, name, start, end)
    edits = {path: begun(production, cut, edit)}
    change = apply_change(production, edits, f"trimmed {name} to {start}-{end}", shot=name)
    fresh = redecided(production)
    now = cut_of(fresh.project, cut)
    choice = choice or named_by(now, name, None if there.like else at)
    if choice is not None and choice.kind == PANEL:
        return change
    news = beyond_the_take(fresh, name, end, choice=choice, cut=now)
    return replace(change, news=news)


def move(production: Production, shot: str, *, before: str, after: str, cut: str) -> Change:
    """Move the first event of a shot before or after another's."""
    path = cut_path(production, cut)
    goal = before or after
    if not goal or (before and after):
        raise ProjectError(
            f"where to? {shot} needs one place",
            fix=f"`rushes move {shot} --before SHOT`, or --after SHOT",
        )
    if goal == shot:
        raise ProjectError(f"{shot} cannot stand before or after itself", fix="name another shot")
    word, now = "before" if before else "after", cut_of(production.project, cut)
    if now.like:
        from pipeline.production.like_cutting import move_like

        edit = move_like(production.project, now, shot, goal, is_before=bool(before))
    else:
        from pipeline.production.event_groups import move_whole

        at, there = first_event(production, shot, cut), first_event(production, goal, cut)
        edit = move_whole(now.events, at, **{word: there})
    edits = {path: begun(production, cut, edit)}
    return apply_change(production, edits, f"moved {shot} {word} {goal}", shot=shot)


def open_scene(production: Production, scene: str, cut: str) -> Change:
    """Write a scene's events out in the cut, so that each can be changed."""
    edits = {cut_path(production, cut): begun(production, cut, open_edit(production, cut, scene))}
    shots = next(one.shots for one in production.project.scenes if one.id == scene)
    count = sum(not production.project.shots[shot].is_omitted for shot in shots)
    return apply_change(production, edits, f"opened {scene}: {count} events", shot="")


def open_edit(production: Production, cut: str, scene: str) -> Edit:
    """The edit that writes a scene's events out, each with the clip that stands now.

    Raises:
        ProjectError: there is no such scene.
    """
    found = next((one for one in production.project.scenes if one.id == scene), None)
    if found is None:
        known = ", ".join(one.id for one in production.project.scenes)
        raise ProjectError(f"there is no scene '{scene}' in this film", fix=f"known: {known}")
    picks = production.project.picks or Picks()
    events = []
    for shot in found.shots:
        if production.project.shots[shot].is_omitted:
            continue
        take = standing(production.vault.takes(shot, CLIP), picks.of(shot), CLIP)
        length = production.project.shots[shot].frames
        events.append(ShotEvent(shot, choice_of(take) if take else None, 0, length))
    there = cut_of(production.project, cut)
    if there.like:
        from pipeline.production.like_cutting import open_like

        return open_like(production.project, there, scene, events)
    return cut_edits.open_scene(scene, events)


def undo_last(production: Production) -> Change:
    """Take back the last change that the program made to the author's files.

    The footage of a shot that was renamed goes back with its name.
    """
    production.ledger.must_write()
    done = undo(production.folder, home=production.home.state)
    sentence = f"undone: {done.label}"
    now = datetime.now(UTC)
    production.ledger.notes.log(now, "undone", shot="", sentence=sentence, data={})
    ask_the_run(production, "undo", tuple(production.project.shots))
    renamed = _RENAMED.fullmatch(done.label)
    if renamed is not None:
        from pipeline.production.boarding import rename

        old, new = renamed["old"], renamed["new"]
        fresh = production.again()
        shots, footage = fresh.project.shots, fresh.home.takes.joinpath(new)
        if old in shots and new not in shots and footage.is_dir():
            rename(fresh, new, old)
    from pipeline.production.undone import still_shown

    return Change(sentence, done.files, still_shown(redecided(production), done.label))


# -- inside --------------------------------------------------------------------------------------


def apply_change(
    production: Production, edits: dict[Path, Edit], said: str, *, shot: str
) -> Change:
    """Make the edits of one decision, write it into the log, and tell the run under way."""
    refuse_locked(production, edits)
    production.ledger.must_write()  # before the author's files are, so that they agree
    done = apply_edits(edits, said, folder=production.folder, home=production.home.state)
    verb = said.split(maxsplit=1)[0]
    now = datetime.now(UTC)
    production.ledger.notes.log(now, verb, shot=shot, sentence=said, data={})
    ask_the_run(production, verb, (shot,) if shot else tuple(production.project.shots))
    return Change(said, done.files)


def picks_path(production: Production) -> Path:
    """The file of decisions."""
    return production.folder / "picks.yaml"


def cut_path(production: Production, cut: str) -> Path:
    """The file of a cut."""
    return production.folder / "cuts" / f"{cut}.yaml"


def refuse_no_name(cut: str) -> None:
    """Make sure that a new cut gets a name that a file may have, and that is text to YAML.

    Raises:
        ProjectError: it is no name.
    """
    if not re.fullmatch(r"[A-Za-z][\w-]{0,60}", cut):
        raise ProjectError(f"'{cut}' is no name for a cut", fix="--name resolve-v3")


def begun(production: Production, cut: str, edit: Edit) -> Edit:
    """The edit, begun from the cut that follows from the board where no file is written yet."""
    if cut_path(production, cut).exists():
        return edit
    return replace(edit, begin=cut_edits.cut_text(cut_of(production.project, cut)))


def _shot(production: Production, shot: str) -> str:
    from pipeline.production.selecting import select

    nobody: dict[str, Callable[..., bool]] = {}
    found = select(production.project, Selection(names=(shot,)), nobody, beside=True)
    return next((one.id for one in found if one.id == shot), found[0].id)


def take_named(production: Production, shot: str, take: str) -> tuple[str, TakeChoice]:
    """The shot and the take that was typed; the take must exist, here or offline."""
    if not take and re.fullmatch(r"[A-Za-z][\w-]*", shot):
        raise _which_take(production, _shot(production, shot))
    text = f"{shot}/{take}" if take else shot
    try:
        name, choice = parse_take(text)
    except ValueError as err:
        raise ProjectError(str(err)) from err
    name = _shot(production, name)
    choice = _meant(production, name, choice)
    known = [choice_of(one) for one in production.vault.takes(name, choice.kind)]
    if choice not in known:
        have = ", ".join(pick_take(one) for one in known) or f"no {choice.kind} yet"
        raise ProjectError(
            f"{name} has no {pick_take(choice)}", fix=f"`rushes takes {name}`: {have}"
        )
    return name, choice


def _meant(production: Production, shot: str, choice: TakeChoice) -> TakeChoice:
    """The take that is meant: ``sh040.s1 2`` may be one of a sound, ``m1 2`` one of music."""
    from pipeline.production.voicing import part_kind
    from pipeline.project.made_sounds import MUSIC_KIND

    project, kind = production.project, choice.kind
    if kind.word == VOICE:
        return replace(choice, kind=part_kind(project, shot, kind.part))
    is_music = kind == CLIP and shot in project.beside and shot in project.music
    return replace(choice, kind=MUSIC_KIND) if is_music else choice


def _which_take(production: Production, shot: str) -> ProjectError:
    """The error of a shot without its take: which there are, and how one is written."""
    vault = production.vault
    there = [choice_of(one) for kind in vault.kinds(shot) for one in vault.takes(shot, kind)]
    if not there:
        return ProjectError(
            f"{shot} has no take yet",
            fix=f"`rushes make {shot}` makes one, `rushes adopt FILE --shot {shot}` brings one in",
        )
    return ProjectError(
        f"which take of {shot}? there is {', '.join(map(pick_take, there))}",
        fix=f"name one, as in `{shot} {event_take(there[-1])}`: a number is a clip, p2 a panel",
    )


def maybe_take(production: Production, text: str) -> tuple[str, TakeChoice | None]:
    """The shot that was typed, and its take where one stands behind a slash."""
    if "/" not in text:
        name = _shot(production, text)
        if name in production.project.beside:
            raise ProjectError(f"{name} is no shot: it has no window", fix="name a shot")
        return name, None
    return take_named(production, text, "")


def refuse_approved(production: Production, shot: str) -> None:
    """Raise ``ProjectError`` where the shot is closed."""
    if (production.project.picks or Picks()).of(shot).is_approved:
        raise ProjectError(f"{shot} is approved", fix=f"open it first: `rushes open {shot}`")


def together(label: str, edits: Sequence[Edit]) -> Edit:
    """Several edits of one file as one, so that one `undo` takes them back."""

    def change(source: Source) -> str:
        for edit in edits:
            source = parse_text(edit.change(source), source.page.file)
        return source.text

    def intend(data: object) -> object:
        for edit in edits:
            data = edit.intend(data)
        return data

    return Edit(label, change, intend, begin="")
