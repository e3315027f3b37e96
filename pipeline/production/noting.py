"""Notes: what people say about a frame of a take, or a place of the cut, kept in notes.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.errors import ProjectError
from pipeline.facts import Take, TakeRef
from pipeline.plan.needs import frames_of_take
from pipeline.plan.standing import choice_of
from pipeline.production.choosing import Change, apply_change, take_named, together
from pipeline.production.planning import choose
from pipeline.production.selecting import Selection
from pipeline.project.cut_words import frames_of
from pipeline.project.edit import TakeChoice
from pipeline.project.notes_edits import add_note, finish_note
from pipeline.project.notes_file import NOTES, Note, parse_place
from pipeline.timecode import parse_timecode, record_frame, timecode

if TYPE_CHECKING:
    from pipeline.cut.timeline import Timeline
    from pipeline.production.production import Production

__all__ = ["NoteRow", "finish", "note", "notes", "open_notes"]

_TIMECODE = re.compile(r"[0-9]+(?::[0-9]+){1,2}[:;][0-9]+")
_NUMBER = re.compile(r"n([a-z]?)([0-9]+)")
_MOST_WORDS = 2000
"""Characters: a note is a line, no letter."""


class NoteRow(Struct, frozen=True):
    """A note as it is listed."""

    id: str
    place: str
    """``sh020/5@12``; ``sh020``; or ``main 00:00:42:10`` where nothing of a shot was seen."""
    text: str
    shot: str
    take: TakeRef | None
    frame: int | None
    """Film frame on the take's own clock."""
    seen: str
    """Where in a cut it was made, as in ``main 00:00:42:10``; empty for one made on a take."""
    record: tuple[int, ...]
    """Film frames at which the cut asked about shows it now."""
    timecodes: tuple[str, ...]
    """The same as record timecode."""
    who: str
    day: str
    is_done: bool


def note(production: Production, place: str, text: str, *, cut: str = "main") -> Change:
    """Write a note about ``sh020/5@12`` (a take's frame), a take, a shot, or ``00:00:42:10``.

    A place of the cut is kept as the shot, the take and the take's own frame that are seen there,
    so that it stays with the picture however often the cut changes.

    Raises:
        ProjectError: nothing is said; there is no such shot, take, frame, or place of the cut.
    """
    words = " ".join(text.split())
    if not words:
        fix = f'write it behind the place: `rushes note {place} "hand melts"`'
        raise ProjectError("the note says nothing", fix=fix)
    if len(words) > _MOST_WORDS:
        raise ProjectError(f"a note has at most {_MOST_WORDS} characters; this has {len(words)}")
    unit = production.project.local.unit
    id_ = f"n{unit}{_last_number(production.project.notes, unit) + 1}"
    shot, take, frame, seen = _meant(production, place, cut)
    one = Note(
        id_,
        words,
        shot,
        take,
        frame,
        seen=seen,
        who=_who(production),
        day=f"{datetime.now().astimezone():%Y-%m-%d}",
    )
    sentence = f"noted {id_}: {one.place}: {words}"
    path = production.folder / NOTES
    return apply_change(production, {path: add_note(one)}, sentence, shot=shot)


def finish(production: Production, names: Sequence[str]) -> Change:
    """Say that what these notes ask for is done; one ``undo`` takes all of it back.

    Raises:
        ProjectError: there is no such note.
    """
    known = {one.id: one for one in production.project.notes}
    for name in names:
        if name not in known:
            open_ones = ", ".join(one.id for one in known.values() if not one.is_done)
            fix = f"open: {open_ones}" if open_ones else "`rushes notes --all` lists them"
            raise ProjectError(f"there is no note '{name}'", fix=fix)
    meant = [name for name in dict.fromkeys(names) if not known[name].is_done]
    if not meant:
        return Change(f"{', '.join(names)}: done already")
    sentence = f"done {', '.join(meant)}"
    edit = together(sentence, [finish_note(name) for name in meant])
    only = known[meant[0]].shot if len(meant) == 1 else ""
    return apply_change(production, {production.folder / NOTES: edit}, sentence, shot=only)


def notes(
    production: Production, selection: Selection, *, cut: str = "main", is_all: bool = False
) -> tuple[NoteRow, ...]:
    """The notes about the shots meant (all of them, where none is named), and where they are seen.

    Those in the cut come first, in film order; ``is_all`` with those that are done.
    """
    project = production.project
    meant = [one for one in project.notes if is_all or not one.is_done]
    if selection != Selection():
        shots = {shot.id for shot in choose(production, selection)}
        meant = [one for one in meant if one.shot in shots]
    if not meant:
        return ()
    from pipeline.production.laying import laid

    timeline = laid(production, cut)
    rows = [_row(production, timeline, one, cut) for one in meant]
    order = list(project.shots)
    board = {shot: place for place, shot in enumerate(order)}
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                not row.record, row.record[:1], board.get(row.shot, len(board)), row.frame or 0,
            ),
        )
    )  # fmt: skip


def open_notes(production: Production, take: Take) -> tuple[str, ...]:
    """What is said about a take and not done: ``n3 @12: hand melts``."""
    return tuple(
        f"{one.id}{f' @{one.frame}' if one.frame is not None else ''}: {one.text}"
        for one in production.project.notes
        if one.shot == take.ref.shot and one.take == choice_of(take) and not one.is_done
    )


# -- inside --------------------------------------------------------------------------------------


def _meant(
    production: Production, place: str, cut: str
) -> tuple[str, TakeChoice | None, int | None, str]:
    """The shot, take and frame of a place, and where in the cut it was said."""
    if _TIMECODE.fullmatch(place.strip()):
        return _in_cut(production, place.strip(), cut)
    try:
        shot, take, at = parse_place(place)
    except ValueError as err:
        fix = "write sh020/5@12 for a frame of a take, 00:00:42:10 for a place of the cut"
        raise ProjectError(str(err), fix=fix) from err
    if take is None:
        name = choose(production, Selection(names=(shot,)))[0].id
        if at:
            raise ProjectError(
                f"frame {at} of which take of {name}?", fix=f"name it, as in {name}/5@{at}"
            )
        return name, None, None, ""
    name, choice = take_named(production, place.partition("@")[0], "")
    return name, choice, _frame(production, name, choice, at) if at else None, ""


def _frame(production: Production, shot: str, choice: TakeChoice, text: str) -> int:
    """The frame of a take that was typed: ``12``, ``1:04``, ``1.5s``."""
    fps = production.project.fps
    try:
        frame = frames_of(text, fps)
    except ValueError as err:
        raise ProjectError(str(err), fix="write @12, or @1:04 (seconds:frames)") from err
    found = production.vault.takes(shot, choice.kind)
    take = next(one for one in found if choice_of(one) == choice)
    if take.slate.media.kind == "image":
        return frame  # a still goes on for as long as it is shown
    have = frames_of_take(take, fps)
    if frame >= have:
        raise ProjectError(f"{take.ref} has {have} frames, 0 to {have - 1}; there is no {frame}")
    return frame


def _in_cut(
    production: Production, text: str, cut: str
) -> tuple[str, TakeChoice | None, int | None, str]:
    from pipeline.cut.noted import seen_at
    from pipeline.production.laying import laid

    timeline = laid(production, cut)
    try:
        at = _film_frame(production, timeline, text)
    except ValueError as err:
        raise ProjectError(str(err)) from err
    if not 0 <= at < timeline.frames:
        end = timecode(timeline.frames, timeline.rate)
        raise ProjectError(f"the cut '{cut}' ends at {end}, before {text}")
    seen = seen_at(timeline, at)
    where = f"{cut} {timecode(at, timeline.rate)}"
    if seen.take is None:
        return seen.shot, None, None, where
    choice = TakeChoice(seen.take.kind, seen.take.number, seen.take.unit)
    return seen.take.shot, choice, seen.frame, where


def _film_frame(production: Production, timeline: Timeline, text: str) -> int:
    """The film frame of a timecode: counted from 0, else as the reference movie shows it.

    Raises:
        ValueError: it is no timecode.
    """
    from pipeline.production.sequencing import first_frame

    at = -1 if ";" in text else parse_timecode(text, timeline.rate)
    if 0 <= at < timeline.frames:
        return at
    with suppress(ValueError):  # a number that is dropped: of no film
        shown = record_frame(text, timeline.rate) - first_frame(production.project)
        if 0 <= shown < timeline.frames:
            return shown
    return at if at >= 0 else record_frame(text, timeline.rate)


def _row(production: Production, timeline: Timeline, one: Note, cut: str) -> NoteRow:
    ref = TakeRef(one.shot, one.take.kind, one.take.number, one.take.unit) if one.take else None
    record = tuple(_shown(timeline, one, _heirs(production, ref) if ref else (), cut))
    return NoteRow(
        id=one.id,
        place=one.place,
        text=one.text,
        shot=one.shot,
        take=ref,
        frame=one.frame,
        seen=one.seen,
        record=record,
        timecodes=tuple(timecode(at, timeline.rate) for at in record),
        who=one.who,
        day=one.day,
        is_done=one.is_done,
    )


def _heirs(production: Production, ref: TakeRef) -> tuple[tuple[TakeRef, int], ...]:
    """A take, and all that was made from it, with the frame of it that each begins with."""
    found = {str(ref): (ref, 0)}
    for take in production.vault.takes(ref.shot, ref.kind):  # in order of number: parents first
        if take.slate.parent in found:
            begins = found[take.slate.parent][1] + take.slate.begins
            found.setdefault(str(take.ref), (take.ref, begins))
    return tuple(found.values())


def _shown(
    timeline: Timeline, one: Note, takes: Sequence[tuple[TakeRef, int]], cut: str
) -> Iterator[int]:
    """The film frames that a note is about: its picture's, else its shot's, else its own place.

    What was made from the take since (larger, retouched) shows the same picture.
    """
    from pipeline.cut.noted import frames_showing

    if takes:
        frames = ((ref, None if one.frame is None else one.frame - at) for ref, at in takes)
        found = (frames_showing(timeline, ref, frame) for ref, frame in frames)
        yield from sorted(at for each in found for at in each)
    elif one.shot:
        shown = {record.start for record, clip in timeline.clips() if clip.shot == one.shot}
        yield from sorted(shown)
    elif one.seen.startswith(f"{cut} "):
        with suppress(ValueError):  # written by hand, and no timecode
            at = parse_timecode(one.seen.removeprefix(f"{cut} "), timeline.rate)
            if at < timeline.frames:
                yield at


def _who(production: Production) -> str:
    """The name that this machine knows its user by."""
    names = (production.environment.get(name, "") for name in ("USER", "USERNAME", "LOGNAME"))
    return next(filter(None, names), "")


def _last_number(known: Sequence[Note], unit: str) -> int:
    numbers = (_NUMBER.fullmatch(one.id) for one in known)
    return max((int(found[2]) for found in numbers if found and found[1] == unit), default=0)
