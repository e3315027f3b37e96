"""The whole way: all that is missing, then the default delivery."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import Problem, ProjectError
from pipeline.facts import HEARD
from pipeline.production.filming import FilmReport, FilmRequest
from pipeline.production.making import MakeReport, MakeRequest, make
from pipeline.run.events import Listener
from pipeline.run.interrupt import Interrupt

if TYPE_CHECKING:
    from pipeline.plan.jobs import JobId
    from pipeline.production.production import Production

__all__ = ["WholeReport", "make_all"]


class WholeReport(Struct, frozen=True):
    """What came of it."""

    left: tuple[str, ...]
    """What could not be made, a sentence each."""
    film: FilmReport | None
    is_interrupted: bool
    undelivered: str = ""
    """Why the film is only a draft, in one sentence; empty: it is the delivery."""
    prompts: tuple[Path, int] | None = None
    """The cards that were written for what a person makes elsewhere, and how many."""
    placed: tuple[str, ...] = ()
    """Children of takes that came: whether each took its parent's place, or what to type."""
    unseen: tuple[str, ...] = ()
    """What was made and the film does not show, with what to type."""
    money: tuple[str, ...] = ()
    """What this run spent, and what is left of the film's limits, a sentence each."""
    is_over_budget: bool = False
    """Whether something was not ordered because a limit had no room for it."""
    under_way: tuple[JobId, ...] = ()
    """Ordered and not here yet."""
    looked: tuple[str, ...] = ()
    """What is worth a look among the takes that came, in a line."""


def make_all(production: Production, request: MakeRequest, listener: Listener) -> WholeReport:
    """Make what is missing, then the default delivery; with stand-ins left, a draft instead."""
    with Interrupt() as stop:
        film_request = FilmRequest(is_delivery=True, workers=request.workers, stop=stop)
        report = make(production, replace(request, stop=stop, film=film_request), listener)
        if report.result.is_interrupted or stop.is_set:
            return _whole(report, None)
        undelivered = ""
        if _is_read_anew(report):
            production = _as_written_now(production)
        try:
            film = production.film(film_request, listener)
        except ProjectError as err:
            undelivered = _undelivered(production, err.problems)
            draft = FilmRequest(is_delivery=False, workers=request.workers, stop=stop)
            film = production.film(draft, listener)
    return _whole(report, film, undelivered)


def _whole(report: MakeReport, film: FilmReport | None, undelivered: str = "") -> WholeReport:
    return WholeReport(
        report.left,
        film,
        film is None,
        undelivered,
        report.prompts,
        report.placed,
        report.unseen,
        report.money,
        report.is_over_budget,
        report.result.under_way,
        report.looked,
    )


def _is_read_anew(report: MakeReport) -> bool:
    """Whether what is written has changed while it ran, or follows from what was made."""
    is_heard = any(one.ref.kind.word in HEARD for one in report.result.made)
    return report.has_heeded or bool(report.placed) or is_heard


def _undelivered(production: Production, problems: tuple[Problem, ...]) -> str:
    """How much has to be mended or made before there is a delivery, and who says what."""
    wrong = sum(problem in production.project.problems for problem in problems)
    lacking = len(problems) - wrong
    if wrong:
        return f"not delivered: {wrong} to mend, `rushes check` says which"
    return f"not delivered: {lacking} missing or faulty in the cut, `rushes export` says which"


def _as_written_now(production: Production) -> Production:
    """The film with what was decided meanwhile; as it was read, where it cannot be read now."""
    again = production.again()
    try:
        _ = again.project
    except ProjectError:
        return production
    return again
