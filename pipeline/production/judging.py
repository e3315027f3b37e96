"""The verbs of looking through, choosing and comparing takes: a part of the production."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pipeline.production.reviewing import Reviewing

if TYPE_CHECKING:
    from pipeline.errors import FilmError
    from pipeline.facts import TakeRef
    from pipeline.production.adoption import AdoptReport, AdoptRequest
    from pipeline.production.assigning import AssignReport, AssignRequest
    from pipeline.production.binning import BinQuery, BinRow
    from pipeline.production.choosing import Change
    from pipeline.production.comparing import Compare, CompareReport
    from pipeline.production.editing import EditAsk, EditReport
    from pipeline.production.making import MakeRequest
    from pipeline.production.noting import NoteRow
    from pipeline.production.production import Production
    from pipeline.production.pulling import Pulled
    from pipeline.production.qc import QcReport
    from pipeline.production.remastering import Remaster, RemasterReport
    from pipeline.production.selecting import Selection
    from pipeline.production.sheeting import SheetRequest
    from pipeline.production.shot_listing import ListRow
    from pipeline.production.walking import View
    from pipeline.run.events import Listener

__all__ = ["Judging"]


class Judging(Reviewing):
    """What is done with takes that are there."""

    def take_in(self, files: Sequence[Path], request: AdoptRequest) -> AdoptReport:
        """Make files from elsewhere takes: those named, else what waits in the inbox."""
        from pipeline.production.adopting import adopt

        return adopt(_whole(self), files, request)

    def take_in_as_they_come(
        self, files: Sequence[Path], request: AdoptRequest
    ) -> Iterator[AdoptReport | FilmError]:
        """The same for whatever comes, until Ctrl-C."""
        from pipeline.production.arriving import take_in_as_they_come

        return take_in_as_they_come(_whole(self), files, request)

    def bin(self, query: BinQuery) -> tuple[BinRow, ...]:
        """The takes without a shot that fit what is looked for."""
        from pipeline.production.binning import listed

        return listed(_whole(self), query)

    def assign(self, request: AssignRequest) -> AssignReport:
        """Have takes of the bin, or of other shots, serve shots."""
        from pipeline.production.assigning import assign

        return assign(_whole(self), request)

    def bin_sheet(self, query: BinQuery) -> tuple[Path, int]:
        """Write the contact sheet of those takes, with their ids; its path and count."""
        from pipeline.production.binning import listed
        from pipeline.production.contacts import bin_sheet

        production = _whole(self)
        return bin_sheet(production, listed(production, query))

    def slip(self, shot: str, frames: int, *, cut: str, nth: int = 0) -> Change:
        """Show the same length of a take from so many frames later (below 0: earlier)."""
        from pipeline.production.slipping import slip

        return slip(_whole(self), shot, frames, cut=cut, nth=nth)

    def use_window(self, take: str, window: str, *, cut: str = "main") -> Change:
        """Play ``12-36`` of ``sh020/5``: circle it and trim its shot, as one decision."""
        from pipeline.production.using import use_window

        return use_window(_whole(self), take, window, cut=cut)

    def unwatched(
        self, selection: Selection, *, cut: str = "main", is_all: bool = False
    ) -> tuple[View, ...]:
        """The clips of the shots meant that nobody has watched, in board order."""
        from pipeline.production.walking import unwatched

        return unwatched(_whole(self), selection, cut=cut, is_all=is_all)

    def watched(self, take: TakeRef) -> None:
        """Remember that somebody has watched a take."""
        from pipeline.production.walking import watched

        watched(_whole(self), take)

    def pull(
        self, folder: Path, selection: Selection, *, cut: str = "main", handles: int = 12
    ) -> Iterator[Pulled]:
        """Write the stretches of takes that a cut uses as files, each as it is done."""
        from pipeline.production.pulling import pull

        return pull(_whole(self), folder, selection, cut=cut, handles=handles)

    def qc(self, selection: Selection, *, has_pictures: bool = False) -> QcReport:
        """Look at the takes of the shots meant for technical faults; the worst first."""
        from pipeline.production.qc import qc

        return qc(_whole(self), selection, has_pictures=has_pictures)

    def qc_sheet(self, report: QcReport) -> Path:
        """Write what was found on one sheet, with pictures."""
        from pipeline.production.qc import qc_sheet

        return qc_sheet(_whole(self), report)

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

    def shots(self) -> tuple[ListRow, ...]:
        """The shot list."""
        from pipeline.production.shot_listing import rows

        return rows(_whole(self))

    def shots_out(self, path: Path) -> Change:
        """Write the shot list as a table."""
        from pipeline.production.shot_listing import shots_out

        return shots_out(_whole(self), path)

    def shots_in(self, path: Path) -> Change:
        """Take what such a table changed into the film."""
        from pipeline.production.shot_listing import shots_in

        return shots_in(_whole(self), path)

    def sheet(self, request: SheetRequest) -> Change:
        """Write the storyboard, or a contact sheet."""
        from pipeline.production.sheeting import write_sheets

        return write_sheets(_whole(self), request)

    def compare(self, compare: Compare, request: MakeRequest, listener: Listener) -> CompareReport:
        """Have several generators make the same, and lay what they made side by side."""
        from pipeline.production.comparing import compared

        return compared(_whole(self), compare, request, listener)

    def remaster(
        self, remaster: Remaster, request: MakeRequest, listener: Listener
    ) -> RemasterReport:
        """Have the clips of a cut made again by another generator, in a cut of their own."""
        from pipeline.production.remastering import remastered

        return remastered(_whole(self), remaster, request, listener)

    def edit_panels(self, ask: EditAsk, request: MakeRequest, listener: Listener) -> EditReport:
        """Have the chosen panels changed by words, and lay old and new side by side."""
        from pipeline.production.editing import edited_panels

        return edited_panels(_whole(self), ask, request, listener)


def _whole(judging: Judging) -> Production:
    """The production that this is a part of."""
    return cast("Production", judging)
