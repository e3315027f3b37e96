"""What the page of the browser asks of a production: a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pipeline.production.choosing import Change
    from pipeline.production.dailies import BoardReport, BoardRow
    from pipeline.production.event_views import CutView
    from pipeline.production.noticing import Watchman
    from pipeline.production.production import Production
    from pipeline.production.report_view import ReportView
    from pipeline.production.small_copies import Turn
    from pipeline.production.viewing import ShotView

__all__ = ["Reviewing"]


class Reviewing:
    """The board, the shots and the cut as they are looked at, with small copies of their takes."""

    def board(self) -> BoardReport:
        """Every shot in order with its chosen picture, state, length and price."""
        from pipeline.production.dailies import board

        return board(_whole(self))

    def board_rows(self, shots: Sequence[str]) -> tuple[BoardRow, ...]:
        """Some shots of the board, as they stand now."""
        from pipeline.production.dailies import board_rows

        return board_rows(_whole(self), shots)

    def shot_view(self, shot: str) -> ShotView:
        """One shot with its takes, and all that is needed to judge them."""
        from pipeline.production.viewing import shot_view

        return shot_view(_whole(self), shot)

    def cut_view(self, cut: str = "main") -> CutView:
        """A cut as it plays, every picture with the line that it comes from."""
        from pipeline.production.event_views import cut_view

        return cut_view(_whole(self), cut)

    def report_view(self, cut: str = "main") -> ReportView:
        """Yield and money as they are plotted."""
        from pipeline.production.report_view import report_view

        return report_view(_whole(self), cut)

    def draft_of(self, cut: str) -> Path:
        """Where the draft of a cut lies once it is rendered."""
        from pipeline.production.event_views import draft_of

        return draft_of(_whole(self), cut)

    def trim_line(self, cut: str, at: int, window: tuple[int, int], *, was: str = "") -> Change:
        """Give the event of that line another window; ``was`` is what was seen there."""
        from pipeline.production.event_lines import trim_line
        from pipeline.project.cut_edits import At

        return trim_line(_whole(self), cut, At(at, was), window)

    def move_line(self, cut: str, at: int, before: int | None, *, was: str = "") -> Change:
        """Move a line of the cut before another, or to the end."""
        from pipeline.production.event_lines import move_line
        from pipeline.project.cut_edits import At

        goal = None if before is None else At(before)
        return move_line(_whole(self), cut, At(at, was), before=goal)

    def repeat_line(self, cut: str, at: int, *, was: str = "") -> Change:
        """Write an event once more, behind itself."""
        from pipeline.production.event_lines import repeat_line
        from pipeline.project.cut_edits import At

        return repeat_line(_whole(self), cut, At(at, was))

    def drop_line(self, cut: str, at: int, *, was: str = "") -> Change:
        """Take a line out of the cut."""
        from pipeline.production.event_lines import drop_line
        from pipeline.project.cut_edits import At

        return drop_line(_whole(self), cut, At(at, was))

    def small_still(
        self, stem: str, *, width: int, frame: int = 0, turn: Turn | None = None
    ) -> Path:
        """A small picture of a take, named as its files are; ``turn`` is waited for to make it."""
        from pipeline.production.small_copies import small_still

        return small_still(_whole(self), stem, width=width, frame=frame, turn=turn)

    def small_clip(self, stem: str, *, turn: Turn | None = None) -> Path:
        """A small copy of a clip, made where it is missing."""
        from pipeline.production.small_copies import small_clip

        return small_clip(_whole(self), stem, turn=turn)

    def take_file(self, stem: str) -> Path:
        """The file of a take that is here."""
        from pipeline.production.small_copies import take_of_stem

        return take_of_stem(_whole(self), stem).path

    def watchman(self) -> Watchman:
        """Somebody who notices cheaply what others change in it."""
        from pipeline.production.noticing import Watchman

        return Watchman(_whole(self))


def _whole(reviewing: Reviewing) -> Production:
    """The production that this is a part of."""
    return cast("Production", reviewing)
