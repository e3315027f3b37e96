"""The production: every verb of the program in one place, each room opened when it is needed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.production.home import Home, find_home
from pipeline.production.selecting import Selection

if TYPE_CHECKING:
    from pipeline.errors import Problem
    from pipeline.ledger.ledger import Ledger
    from pipeline.production.adopting import AdoptReport
    from pipeline.production.choosing import Change
    from pipeline.production.filming import FilmReport, FilmRequest
    from pipeline.production.making import MakeReport, MakeRequest
    from pipeline.production.planning import PlanReport, WhyReport
    from pipeline.production.reporting import LogRow, StatusReport, TakeRow
    from pipeline.project.story import Project
    from pipeline.run.events import Listener
    from pipeline.vault.vault import Vault

__all__ = ["Production"]


class Production:
    """One film being made, in one folder."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder.resolve()
        self.environment = dict(os.environ if environment is None else environment)

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
        from pipeline.project.load import load

        return load(self.folder)

    @cached_property
    def home(self) -> Home:
        """Where everything lies."""
        return Home.of(self.folder, self.project.local, self.environment)

    @cached_property
    def ledger(self) -> Ledger:
        """The journal, opened (and brought up to date) once."""
        from pipeline.ledger.ledger import Ledger

        return Ledger.open(self.home.state)

    @cached_property
    def vault(self) -> Vault:
        """The takes, scanned once."""
        from pipeline.vault.vault import Places, Vault

        vault = Vault(Places(takes=self.home.takes, state=self.home.state))
        vault.scan(self.ledger.takes)
        return vault

    def again(self) -> Production:
        """The same production, read anew."""
        return Production(self.folder, self.environment)

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

    def takes(self, selection: Selection) -> tuple[TakeRow, ...]:
        """The takes of the shots meant."""
        from pipeline.production.reporting import takes

        return takes(self, selection)

    # -- making --------------------------------------------------------------------------------

    def make(self, request: MakeRequest, listener: Listener) -> MakeReport:
        """Make all that is missing of the stages asked for."""
        from pipeline.production.making import make

        return make(self, request, listener)

    def film(self, request: FilmRequest, listener: Listener) -> FilmReport:
        """Render a draft or a delivery."""
        from pipeline.production.filming import film

        return film(self, request, listener)

    def adopt(self, files: Sequence[Path], *, shot: str = "", kind: str = "") -> AdoptReport:
        """Make files from elsewhere takes of their shots."""
        from pipeline.production.adopting import adopt

        return adopt(self, files, shot=shot, kind=kind)

    # -- deciding ------------------------------------------------------------------------------

    def circle(self, shot: str, take: str) -> Change:
        """Mark the take to use, and swap it in wherever the cut uses another take of the shot."""
        from pipeline.production.choosing import circle

        return circle(self, shot, take)
