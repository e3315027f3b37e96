"""The floor: everything a run works with, handed in by the production."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct, field

from pipeline.backends.base import Backend
from pipeline.facts import Json, Kind, Take
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.money import Caps
from pipeline.run.clock import Clock, SystemClock
from pipeline.run.events import Listener, silent
from pipeline.run.interrupt import Interrupt
from pipeline.run.work import Work
from pipeline.run.workers import Workers
from pipeline.vault.news import News
from pipeline.vault.vault import Vault

__all__ = [
    "Checkpoint",
    "Floor",
    "Makers",
    "always",
    "no_checkpoint",
    "nobody",
    "nothing_moved",
    "unheard",
]

Checkpoint = Callable[[str], None]
"""Called by name between any two steps of an attempt; the crash tests die in it."""


def no_checkpoint(name: str) -> None:
    """Go on."""
    del name


def always(work: Work) -> bool:
    """It is wanted."""
    del work
    return True


def unheard(shot: str) -> None:
    """It changes nothing."""
    del shot


def nobody() -> frozenset[str]:
    """No shot."""
    return frozenset()


def nothing_moved() -> None:
    """Everything is where it was."""


class Makers(Struct, frozen=True):
    """The film's generators."""

    by_name: Mapping[str, Backend | str]
    """By their name in the film; a sentence stands where there is none, and says why."""
    again: Callable[[str, Json], Backend | str] = lambda name, _: f"'{name}' is not installed"
    """The backend that a ticket names, with the settings it carries: the job is collected there
    even after the film has moved on."""

    def of(self, generator: str) -> Backend | str:
        """The generator's backend, or why there is none."""
        return self.by_name.get(generator, f"nobody described the generator '{generator}'")


class Floor(Struct, frozen=True):
    """What a run works with. Only the first five have no sensible stand-in."""

    vault: Vault
    ledger: Ledger
    makers: Makers
    workers: Workers
    standing: Callable[[str, Kind], Take | None]
    """The standing take now: circled, else the highest number neither rejected nor on the side."""
    is_wanted: Callable[[Work], bool] = always
    """Whether a job is still missing at the moment when it would begin."""
    heard: Callable[[str], None] = unheard
    """Told of a shot that somebody who shares the takes was seen to have ordered for."""
    news: News | None = None
    """Where the takes are shared: which folders somebody wrote into."""
    must_stand: Callable[[], None] = nothing_moved
    """Raises where the production is no longer where the run began: nothing grows in its old
    place, and what is in hand is taken up where it is now."""
    measure: str = "pipeline.media.verify:verify"
    """The function, as ``module:name``, that tells a worker what a media file holds: it takes the
    file's path, decodes all of it, and gives a ``MediaInfo`` or raises ``MediaError``."""
    production: str = ""
    """The production's own name; it shapes the seeds that are drawn."""
    unit: str = ""
    """The letter of this machine's unit; empty for the main unit."""
    home: Path = field(default_factory=Path)
    """The production's folder."""
    run: str = ""
    """The run's own name; the cap that was agreed for this run counts under it."""
    caps: Caps = field(default_factory=Caps)
    leaves: bool = False
    """Whether orders are left at their services once they have tickets; those that an earlier run
    left are looked at once, and brought if they are ready."""
    brings_all: bool = False
    """Whether orders of other units are gone on with, too: somebody asked for them."""
    only: frozenset[str] | None = None
    """The shots whose orders are gone on with; None: all of them."""
    cancels: bool = False
    """Whether orders that an earlier run left are stopped, where their services allow it."""
    cancelled: Callable[[], frozenset[str]] = nobody
    """The shots whose orders somebody asked this run to stop since it was asked last."""
    clock: Clock = field(default_factory=SystemClock)
    tell: Listener = silent
    checkpoint: Checkpoint = no_checkpoint
    stop: Interrupt = field(default_factory=Interrupt)
