"""Notice cheaply what others change in a production: people in their editors, a run at work."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import FilmError
from pipeline.production.redeciding import redecided
from pipeline.production.watching import Stamps, stamps
from pipeline.project.edit import Picks

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.project.story import Project

__all__ = ["Noticed", "RunState", "Watchman"]

_TEXTS = ("*.yaml", "cuts/*.yaml", "boards/*.yaml")
_UNSETTLED_NS = 200_000_000
"""A folder changed so shortly ago may change again without its time telling."""


class RunState(Struct, frozen=True):
    """What a run is at."""

    who: str = ""
    """The command, its process and since when; empty while nobody makes anything."""
    under_way: tuple[str, ...] = ()
    """The takes that are being made or waited for, as their files will be named."""


class Noticed(Struct, frozen=True):
    """What is different since the last look."""

    production: Production
    """The same production, as it is now."""
    shots: tuple[str, ...]
    """Those whose takes changed, or what was decided about them."""
    is_rewritten: bool
    """Board or cuts changed: anything may be different."""
    fault: str = ""
    """Why the files cannot be read just now; what was read before stands."""


class Watchman:
    """Looks at times and sizes alone, and reads again only what changed."""

    def __init__(self, production: Production) -> None:
        self._production = production
        self._texts = self._stamps()
        self._folders = self._folder_times()
        self._fault = ""

    def look(self) -> Noticed | None:
        """What changed since the last look; None where nothing did."""
        texts, folders = self._stamps(), self._folder_times()
        before, self._folders = self._folders, folders
        touched = [name for name, at in folders.items() if before.get(name) != at]
        touched += [name for name in before if name not in folders]
        is_rewritten, self._texts = texts != self._texts, texts
        if not (touched or is_rewritten):
            return None
        return self._read(tuple(touched), is_rewritten=is_rewritten)

    def run(self) -> RunState:
        """Whether a run is under way, and what it is at."""
        from pipeline.run.lock import busy

        production = self._production
        who = busy(production.home.state)
        left = production.ledger.open_attempts() if who else ()
        return RunState(who, tuple(ref.stem for attempt in left for ref in attempt.refs))

    def _read(self, touched: tuple[str, ...], *, is_rewritten: bool) -> Noticed:
        production = self._production
        for shot in touched:
            production.vault.reread(shot)
        if is_rewritten:
            fresh = redecided(production)
            before = production.project
            try:
                _ = fresh.project, fresh.home, fresh.makers
            except FilmError as err:
                return Noticed(production, touched, is_rewritten=False, fault=str(err))
            self._production = fresh
            is_rewritten = _is_rewritten(before, fresh.project)
            touched += _picked(before.picks or Picks(), fresh.project.picks or Picks())
        self._learn(touched)
        return Noticed(self._production, touched, is_rewritten)

    def _learn(self, shots: tuple[str, ...]) -> None:
        """Have the ledger know takes that were laid there without it."""
        production = self._production
        if shots and not production.ledger.looking:
            slates = (
                take.slate
                for shot in shots
                for kind in production.vault.kinds(shot)
                for take in production.vault.takes(shot, kind)
            )
            production.ledger.slots.learn(slates)

    def _stamps(self) -> Stamps:
        return stamps(self._production.folder, (), _TEXTS)

    def _folder_times(self) -> dict[str, int]:
        """When each shot's folder was last changed; while that may be happening, never the same."""
        now = time.time_ns()
        found: dict[str, int] = {}
        try:
            with os.scandir(Path(self._production.home.takes)) as entries:
                for entry in entries:
                    if entry.is_dir() and not entry.name.startswith("."):
                        at = entry.stat().st_mtime_ns
                        found[entry.name] = -now if 0 <= now - at < _UNSETTLED_NS else at
        except OSError:
            return found
        return found


def _is_rewritten(before: Project, now: Project) -> bool:
    """Whether more differs than the decisions about takes."""
    if now.texts == before.texts and now.shots is before.shots:
        return False
    return _but_picks(before) != _but_picks(now)


def _but_picks(project: Project) -> Project:
    """All that is written, without the decisions about takes."""
    return replace(project, picks=None, problems=(), texts={}, digest="")


def _picked(before: Picks, now: Picks) -> tuple[str, ...]:
    """The shots about which something else is decided than before."""
    names = dict.fromkeys((*before.shots, *now.shots))
    return tuple(name for name in names if before.of(name) != now.of(name))
