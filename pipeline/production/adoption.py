"""What is asked of `adopt`, and what became of the files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

__all__ = ["AdoptReport", "AdoptRequest", "Adopted", "Left", "Outcome"]


class Adopted(Struct, frozen=True):
    """A file that became a take."""

    file: Path
    take: str
    why: str
    fix: str = ""
    """Where another shot has these bytes already: how this one is to show them."""
    is_known: bool = False
    """The bytes were a take before; nothing was stored twice."""


class Left(Struct, frozen=True):
    """A file that was left alone, and why."""

    file: Path
    reason: str
    candidates: tuple[str, ...] = ()
    fix: str = ""
    """What to type, or to do with it."""
    is_on_its_way: bool = False
    """It is not all here yet: it will be another file in a moment."""


Outcome = Adopted | Left


class AdoptReport(Struct, frozen=True):
    """What became of the files."""

    adopted: tuple[Adopted, ...] = ()
    known: tuple[Adopted, ...] = ()
    """Files whose bytes are a take already; nothing was stored twice."""
    left: tuple[Left, ...] = ()
    placed: tuple[str, ...] = ()
    """For every child of a take, whether it took its place, or what to type."""
    circled: str = ""
    """What was circled of them, in one sentence."""
    unseen: tuple[str, ...] = ()
    """Those that the film does not show, with what to type."""


def _to_nobody(outcome: Outcome) -> None:
    del outcome


def _never() -> bool:
    return False


class AdoptRequest(Struct, frozen=True):
    """How files are taken in."""

    shot: str = ""
    """The shot they are of, ``bin``, or ``sh050.l1``; empty: each file tells its own."""
    kind: str = ""
    """``panel``, ``clip`` or ``voice.l1``; empty: by what the file holds."""
    is_circled: bool = False
    """The last of every shot and kind is circled."""
    has_bin: bool = False
    """What tells no shot is kept in the bin, not left alone."""
    tags: tuple[str, ...] = ()
    """Words by which takes are found in the bin."""
    split: str = ""
    """``2x2``: every picture is a grid of that many columns and rows, and each part is a take."""
    tell: Callable[[Outcome], None] = _to_nobody
    """Hears of every file as it is done."""
    is_stopped: Callable[[], bool] = _never
    """Asked between two files; those that are left then stay where they are."""
