"""Windows beside the takes they are cut from: what a trim asks for, and whether it will be made."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from pipeline.errors import ProjectError
from pipeline.facts import CLIP
from pipeline.plan.needs import frames_of_take, is_far_too_long, takes_named
from pipeline.plan.standing import choice_of, standing
from pipeline.production.unseen import coming
from pipeline.project.cut_words import frames_of
from pipeline.project.edit import Picks, ShotEvent
from pipeline.timecode import seconds_of_frames

if TYPE_CHECKING:
    from fractions import Fraction

    from pipeline.facts import Take
    from pipeline.production.production import Production
    from pipeline.project.cut_edits import At
    from pipeline.project.edit import Cut, TakeChoice

__all__ = ["beyond_the_take", "made_longer", "named_by", "names_clip", "refuse_slip", "window_of"]


def window_of(text: str, fps: Fraction) -> tuple[int, int]:
    """In and out in film frames of a window as it is typed: ``12-36``, ``0+30``, ``1:12-2:00``.

    Raises:
        ProjectError: it cannot be read, or ends before it begins.
    """
    for mark in ("-", "+"):
        first, found, last = text.partition(mark)
        if found and first and last:
            try:
                start, end = frames_of(first, fps), frames_of(last, fps)
            except ValueError as err:
                raise ProjectError(str(err), fix="write 12-36, 0+30 or 1:12-2:00") from err
            end = end if mark == "-" else start + end
            if end > start:
                return start, end
            raise ProjectError(f"the window {text} ends before it begins")
    raise ProjectError(
        f"'{text}' is not a window", fix="write 12-36, 0+30 or 1:12-2:00 (seconds:frames)"
    )


def made_longer(shot: str, cut: Cut, made: Collection[str]) -> str:
    """What the next run does about a clip that is too short; ``made`` are the shots it films."""
    if shot not in made:
        return ""
    if names_clip(cut, shot):
        return "`rushes make` makes a longer one, to be circled then"
    return "`rushes make` makes a longer one"


def names_clip(cut: Cut, shot: str) -> bool:
    """Whether the cut names a clip of ``shot`` by number, and goes on playing that one."""
    return any(one.kind == CLIP for one in takes_named(cut).get(shot, ()))


def refuse_slip(production: Production, shot: str, window: tuple[int, int]) -> None:
    """Refuse a window many times as long as its shot is planned, which no take of it holds.

    Raises:
        ProjectError: with the numbers, and what to write if it is meant.
    """
    project, end = production.project, window[1]
    board, clips = project.shots[shot], production.vault.takes(shot, CLIP)
    if not is_far_too_long(project, board, end):
        return
    if any(frames_of_take(take, project.fps) >= end for take in clips):
        return
    seconds = float(seconds_of_frames(end, project.fps))
    raise ProjectError(
        f"frame {end} of {shot} is at {seconds:.1f} s, and the shot is planned for "
        f"{board.frames} frames{_longest(production, clips)}",
        fix=f"if it is meant, give {shot} `seconds: {seconds:.0f}` in film.yaml first",
    )


def beyond_the_take(
    production: Production, shot: str, end: int, *, choice: TakeChoice | None, cut: Cut
) -> tuple[str, ...]:
    """What is to be said of a window that ends after its take; ``choice`` is what the cut names."""
    fps = production.project.fps
    clips = production.vault.takes(shot, CLIP)
    take: Take | None = standing(clips, (production.project.picks or Picks()).of(shot), CLIP)
    if choice is not None:
        take = next((one for one in clips if choice_of(one) == choice), None)
    if take is None:
        return ()
    have = frames_of_take(take, fps)
    if end <= have:
        return ()
    said = f"{take.ref} has {have} frames: the window asks for {end - have} more"
    longer = made_longer(shot, cut, coming(production, (shot,), CLIP))
    if longer:
        return (f"{said}; {longer}",)
    return (f"{said}. next: end it at {have}, or `rushes retake {shot}` and circle the longer one",)


def named_by(cut: Cut, shot: str, at: At | None) -> TakeChoice | None:
    """The take that the trimmed event names, where it names one."""
    found = [event for event in cut.events if isinstance(event, ShotEvent) and event.shot == shot]
    meant = cut.events[at.index] if at is not None else next(iter(found), None)
    return meant.take if isinstance(meant, ShotEvent) else None


def _longest(production: Production, clips: tuple[Take, ...]) -> str:
    most = max((frames_of_take(take, production.project.fps) for take in clips), default=0)
    return f"; its longest clip has {most}" if most else ""
