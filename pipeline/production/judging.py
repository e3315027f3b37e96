"""The verbs of looking through, choosing and comparing takes: a part of the production."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from pipeline.production.reviewing import Reviewing

if TYPE_CHECKING:
    from pipeline.production.choosing import Change
    from pipeline.production.noting import NoteRow
    from pipeline.production.production import Production
    from pipeline.production.selecting import Selection

__all__ = ["Judging"]


class Judging(Reviewing):
    """What is done with takes that are there."""

    def note(self, place: str, text: str, *, cut: str = "main") -> Change:
        """Write a note about a frame of a take (``sh020/5@12``) or a timecode of the cut."""
        from pipeline.production.noting import note

        return note(_whole(self), place, text, cut=cut)

    def finish_notes(self, names: Sequence[str]) -> Change:
        """Say that what these notes (``n3``) ask for is done."""
        from pipeline.production.noting import finish

        return finish(_whole(self), names)

    def notes(
        self, selection: Selection, *, cut: str = "main", is_all: bool = False
    ) -> tuple[NoteRow, ...]:
        """The notes about the shots meant, and where a cut shows them now."""
        from pipeline.production.noting import notes

        return notes(_whole(self), selection, cut=cut, is_all=is_all)


def _whole(judging: Judging) -> Production:
    """The production that this is a part of."""
    return cast("Production", judging)
