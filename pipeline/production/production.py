"""The production: every verb of the program in one place, each room opened when it is needed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.production.handing import Handing
from pipeline.production.home import Home, find_home
from pipeline.production.judging import Judging
from pipeline.production.orders import Orders
from pipeline.production.selecting import Selection

if TYPE_CHECKING:
    from subprocess import Popen

    from pipeline.backends.base import Backend
    from pipeline.cut.differing import Difference
    from pipeline.cut.listing import EventRow
    from pipeline.errors import Problem
    from pipeline.ledger.ledger import Ledger
    from pipeline.production.adoption import AdoptReport
    from pipeline.production.choosing import Change
    from pipeline.production.filming import FilmReport, FilmRequest
    from pipeline.production.fitting import Proposal
    from pipeline.production.making import MakeReport, MakeRequest
    from pipeline.production.planning import PlanReport, WhyReport
    from pipeline.production.reporting import LogRow, StatusReport, TakeRow
    from pipeline.production.sweeping import Swept
    from pipeline.production.versions import VersionRow
    from pipeline.production.whole import WholeReport
    from pipeline.project.story import Project
    from pipeline.run.events import Listener
    from pipeline.vault.vault import Vault

__all__ = ["Production"]


class Production(Orders, Judging, Handing):
    """One film being made, in one folder."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder.resolve()
        self.environment = dict(os.environ if environment is None else environment)
        self.is_learnt = False
        """Whether the ledger was told what the folders show."""

    @classmethod
    def find(cls, folder: Path | None) -> Production:
        """The production in ``folder``, or the one at or above the current folder.

        Raises:
            ProjectError: there is none.
        """
        return cls(find_home(folder or Path.cwd()))

    # -- rooms, opened when needed -------------------------------------------------------------

    @cached_property
    def project(self) -> Project:
        """What is written, read once."""
        from pipeline.production.measuring import measurer
        from pipeline.production.voicing import voices_of
        from pipeline.project.load import load

        return load(self.folder, measurer(self.folder, self.environment), voices_of(self))

    @cached_property
    def home(self) -> Home:
        """Where everything lies."""
        return Home.of(self.folder, self.project.local, self.environment)

    @cached_property
    def ledger(self) -> Ledger:
        """The journal, opened (and brought up to date) once."""
        from pipeline.ledger.ledger import Ledger

        return Ledger.open(self.home.ledger)

    @cached_property
    def vault(self) -> Vault:
        """The takes, scanned once."""
        from pipeline.vault.vault import Places, Vault

        vault = Vault(Places(takes=self.home.takes, state=self.home.state))
        vault.scan(self.ledger.takes)
        return vault

    @cached_property
    def makers(self) -> dict[str, Backend | str]:
        """Every generator by name: its backend, or the sentence that says why there is none."""
        from pipeline.production.makers import makers

        return makers(self)

    def again(self) -> Production:
        """The same production, read anew."""
        return Production(self.folder, self.environment)

    def reread(self) -> Production:
        """The author's files read anew, with the takes and the ledger that are open here."""
        fresh = self.again()
        fresh.ledger, fresh.vault = self.ledger, self.vault
        fresh.is_learnt = self.is_learnt
        return fresh

    # -- looking -------------------------------------------------------------------------------

    def check(self) -> tuple[Problem, ...]:
        """Everything that is wrong, sorted by place."""
        from pipeline.production.checking import check

        return check(self)

    def plan(self, selection: Selection, stages: Sequence[str] = ()) -> PlanReport:
        """What would happen, and why, before anything happens."""
        from pipeline.production.planning import plan

        return plan(self, selection, stages)

    def why(self, shot: str) -> WhyReport:
        """One shot explained."""
        from pipeline.production.planning import why

        return why(self, shot)

    def status(self) -> StatusReport:
        """Where the film stands."""
        from pipeline.production.reporting import status

        return status(self)

    def log(self, count: int) -> tuple[LogRow, ...]:
        """What happened, newest first."""
        from pipeline.production.reporting import log

        return log(self, count)

    def beside_music(self, cut: str = "main") -> str:
        """By how much the picture of a cut is longer or shorter than its music, in a sentence."""
        from pipeline.production.beside_music import beside_words

        return beside_words(self, cut)

    def takes(self, selection: Selection) -> tuple[TakeRow, ...]:
        """The takes of the shots meant."""
        from pipeline.production.reporting import takes

        return takes(self, selection)

    def unseen(self, selection: Selection, *, past_circles: bool = True) -> tuple[str, ...]:
        """Takes of the shots meant that the film does not show, with what to type."""
        from pipeline.production.planning import choose
        from pipeline.production.unseen import unseen

        shots = [shot.id for shot in choose(self, selection, beside=True)]
        return unseen(self, shots, past_circles=past_circles)

    # -- making --------------------------------------------------------------------------------

    def make(self, request: MakeRequest, listener: Listener) -> MakeReport:
        """Make all that is missing of the stages asked for."""
        from pipeline.production.making import make

        return make(self, request, listener)

    def make_all(self, request: MakeRequest, listener: Listener) -> WholeReport:
        """Make all that is missing, then the default delivery."""
        from pipeline.production.whole import make_all

        return make_all(self, request, listener)

    def film(self, request: FilmRequest, listener: Listener) -> FilmReport | None:
        """Render a draft or a delivery; None when it was interrupted."""
        from pipeline.production.filming import film

        return film(self, request, listener)

    def delivery_names(self, names: Sequence[str], *, is_all: bool) -> tuple[str, ...]:
        """The deliveries meant by name, or all of them."""
        from pipeline.production.delivering import wanted_names

        return wanted_names(self, names, is_all=is_all)

    def films(
        self, request: FilmRequest, names: Sequence[str], listener: Listener
    ) -> Iterator[FilmReport | None]:
        """Render several deliveries, each as it is finished; a last None: it was interrupted."""
        from pipeline.production.delivering import deliver

        return deliver(self, request, names, listener)

    def cut_rows(self, cut: str) -> tuple[EventRow, ...]:
        """The events of a cut with their record timecode."""
        from pipeline.production.filming import cut_rows

        return cut_rows(self, cut)

    def versions(self, cut: str) -> tuple[VersionRow, ...]:
        """The versions of a cut that were kept, oldest first."""
        from pipeline.production.versions import versions

        return versions(self, cut)

    def compared(self, older: str, newer: str, *, cut: str) -> Difference:
        """What is different between two versions, or a version and the cut as it stands."""
        from pipeline.production.versions import compared

        return compared(self, cut, older, newer)

    def back(self, version: str, *, cut: str) -> Change:
        """Bring a version of a cut back."""
        from pipeline.production.versions import back

        return back(self, version, cut)

    def adopt(
        self, files: Sequence[Path], *, shot: str = "", kind: str = "", is_circled: bool = False
    ) -> AdoptReport:
        """Make files from elsewhere takes of their shots; and circle them, where asked."""
        from pipeline.production.adoption import AdoptRequest

        return self.take_in(files, AdoptRequest(shot, kind, is_circled))

    def adopt_sheet(self) -> tuple[Path, int]:
        """Write the numbered sheet of what waits in the inbox; its path and count."""
        from pipeline.production.inbox import write_sheet

        return write_sheet(self)

    def retake(self, selection: Selection, *, count: int, stage: str) -> str:
        """Owe more takes of the shots meant."""
        from pipeline.production.upkeep import retake

        return retake(self, selection, count=count, stage=stage)

    # -- deciding ------------------------------------------------------------------------------

    def circle(self, shot: str, take: str) -> Change:
        """Mark the take to use, and swap it in wherever the cut uses another take of the shot."""
        from pipeline.production.circling import circle

        return circle(self, shot, take)

    def maybe(self, shot: str, take: str) -> Change:
        """Keep a take in mind."""
        from pipeline.production.choosing import maybe

        return maybe(self, shot, take)

    def reject(self, shot: str, take: str, because: str) -> Change:
        """Never use this take."""
        from pipeline.production.choosing import reject

        return reject(self, shot, take, because)

    def approve(self, shot: str) -> Change:
        """Close a shot with what stands for it now."""
        from pipeline.production.choosing import approve

        return approve(self, shot)

    def open_shot(self, shot: str) -> Change:
        """Open an approved shot again."""
        from pipeline.production.choosing import open_shot

        return open_shot(self, shot)

    def keep(self, selection: Selection, because: str) -> Change:
        """Say that outdated takes are fine."""
        from pipeline.production.choosing import keep

        return keep(self, selection, because)

    def trim(self, shot: str, window: str, *, cut: str, nth: int = 0) -> Change:
        """Set in and out of a shot in the cut; ``nth`` of its uses, where it has several."""
        from pipeline.production.choosing import trim

        return trim(self, shot, window, cut=cut, nth=nth)

    def move(self, shot: str, *, before: str, after: str, cut: str) -> Change:
        """Move an event of the cut."""
        from pipeline.production.choosing import move

        return move(self, shot, before=before, after=after, cut=cut)

    def propose(self, fit: str, *, cut: str = "main") -> Proposal:
        """Windows that fit the music: ``beats``, ``beats SCENE`` or ``music``."""
        from pipeline.production.fitting import propose

        return propose(self, fit, cut)

    def open_scene(self, scene: str, cut: str) -> Change:
        """Write a scene's events out in the cut."""
        from pipeline.production.choosing import open_scene

        return open_scene(self, scene, cut)

    def lock(self, what: str, *, cut: str) -> Change:
        """Close a cut or a scene to the program."""
        from pipeline.production.locking import lock

        return lock(self, what, cut)

    def unlock(self, what: str, *, cut: str) -> Change:
        """Open a locked cut or scene again."""
        from pipeline.production.locking import unlock

        return unlock(self, what, cut)

    def rename(self, old: str, new: str) -> Change:
        """Give a shot another id, footage and all."""
        from pipeline.production.boarding import rename

        return rename(self, old, new)

    def text_out(self, path: Path) -> Change:
        """Write every text of the film to a table for translators."""
        from pipeline.production.translating import text_out

        return text_out(self, path)

    def text_in(self, path: Path) -> Change:
        """Take what such a table changed into the film."""
        from pipeline.production.translating import text_in

        return text_in(self, path)

    def fmt(self, *, is_long: bool) -> Change:
        """Rewrite shots in the long or the short form."""
        from pipeline.production.boarding import fmt

        return fmt(self, is_long=is_long)

    def undo(self) -> Change:
        """Take back the last change of the author's files."""
        from pipeline.production.choosing import undo_last

        return undo_last(self)

    # -- keeping -------------------------------------------------------------------------------

    def locate(self, folder: Path) -> str:
        """Say where the takes lie on this machine."""
        from pipeline.production.upkeep import locate

        return locate(self, folder)

    def programs(self) -> dict[str, object]:
        """The programs that the film names."""
        from pipeline.production.trusting import programs

        return programs(self)

    def trust(self) -> None:
        """Allow them, as they are now."""
        from pipeline.production.trusting import trust

        trust(self)

    def sweep(self, *, is_all: bool) -> Swept:
        """Remove derived files that are not needed."""
        from pipeline.production.sweeping import sweep

        return sweep(self, is_all=is_all)

    def rebuild(self) -> str:
        """Rebuild the ledger from the takes folder."""
        from pipeline.production.rebuilding import rebuild

        return rebuild(self)

    def write_layers(self, selection: Selection) -> tuple[Path, ...]:
        """Write the layers of standing panels as OpenRaster files beside them."""
        from pipeline.production.layering import write_layers

        return write_layers(self, selection)

    def what_to_play(self, shot: str) -> Path:
        """The file that shows a shot, or the newest film."""
        from pipeline.production.upkeep import what_to_play

        return what_to_play(self, shot)

    def play(self, path: Path) -> Popen[bytes] | None:
        """Open a file in the author's own player; what can be ended again."""
        from pipeline.production.upkeep import play

        return play(self, path)
