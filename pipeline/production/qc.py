"""Look at takes for what may be wrong with them: measured once each, listed the worst first.

The numbers of a file lie with the derived files, named by its content: they are taken in a worker
as takes come in, and again whenever somebody asks and they are gone. Nothing is rejected by them.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import MediaError
from pipeline.facts import PANEL, Take, TakeRef
from pipeline.media.inspecting import Measures, read_measures
from pipeline.plan.standing import choice_of
from pipeline.production.inspector import SUFFIX, keep_measures, measures_key, measuring
from pipeline.production.planning import choose
from pipeline.production.qc_rows import Finding, Looked, findings, twins
from pipeline.production.selecting import Selection
from pipeline.project.edit import Picks
from pipeline.run.workers import Workers
from pipeline.vault.derived import Derived

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.run.worker import Answer

__all__ = ["QcReport", "judged", "panel_of", "qc", "qc_sheet", "take_measures"]

_INLINE = 2
"""Takes that are looked at here: starting a worker takes as long."""
_PICTURE_WIDTH = 320
_COLUMNS = 5


class QcReport(Struct, frozen=True):
    """What was found."""

    rows: tuple[Finding, ...]
    """The worst first."""
    takes: int
    """How many were looked at."""
    unreadable: tuple[str, ...] = ()
    """Takes that could not be looked at, and why."""


def qc(production: Production, selection: Selection, *, has_pictures: bool = False) -> QcReport:
    """Look at every take of the shots meant, rejected and offline ones aside."""
    picks = production.project.picks or Picks()
    groups: list[list[Take]] = []
    for shot in choose(production, selection):
        rejected = picks.of(shot.id).rejected
        for kind in production.vault.kinds(shot.id):
            found = production.vault.takes(shot.id, kind)
            groups.append(
                [one for one in found if not one.is_offline and choice_of(one) not in rejected]
            )
    takes = [take for group in groups for take in group]
    panels = {take.ref: panel for take in takes if (panel := panel_of(production, take))}
    unreadable = take_measures(production, [*takes, *panels.values()])
    rows = judged(production, groups, panels)
    if has_pictures:
        rows = [_with_picture(production, one) for one in rows]
    return QcReport(tuple(rows), max(0, len(takes) - len(unreadable)), unreadable)


def qc_sheet(production: Production, report: QcReport) -> Path:
    """Write every row with its picture on one sheet: ``out/qc.png``, in the place of the last."""
    from pipeline.media.pictures import read_picture, sheet, write_picture

    cells = []
    for row in report.rows:
        words = f"{row.take}  {row.check}\n{row.says}"
        if row.picture is not None:
            cells.append((read_picture(row.picture), words))
    production.home.out.mkdir(parents=True, exist_ok=True)
    path = production.home.out / "qc.png"
    write_picture(sheet(cells, columns=max(1, min(_COLUMNS, len(cells)))), path)
    return path


def take_measures(production: Production, takes: Iterable[Take]) -> tuple[str, ...]:
    """Measure those of the takes that nobody has measured; sentences for those that cannot be."""
    derived = Derived(production.home.derived)
    lacking = {
        measures_key(take): take
        for take in takes
        if derived.get(measures_key(take), SUFFIX) is None
    }
    failed: dict[str, str] = {}
    if len(lacking) <= _INLINE:
        for key, take in lacking.items():
            said = _measured(derived, take)
            if said:
                failed[key] = said
    else:
        failed = _measured_by_many(derived, lacking)
    return tuple(f"{lacking[key].ref}: {said}" for key, said in failed.items())


# -- inside --------------------------------------------------------------------------------------


def _measured(derived: Derived, take: Take) -> str:
    """Why a take could not be measured; empty where it was."""
    try:
        keep_measures(str(take.path), take.slate.media, str(derived.folder), measures_key(take))
    except MediaError as err:
        return err.message
    return ""


def _measured_by_many(derived: Derived, lacking: dict[str, Take]) -> dict[str, str]:
    failed: dict[str, str] = {}
    left = threading.Semaphore(0)

    def heard(key: str) -> Callable[[Answer], None]:
        def then(answer: Answer) -> None:
            if answer.fault is not None:
                failed[key] = answer.fault.message
            left.release()

        return then

    with Workers(min(len(lacking), os.cpu_count() or 1)) as workers:
        for key, take in lacking.items():
            workers.submit(measuring(take, derived), heard(key))
        for _ in lacking:
            left.acquire()
    return failed


def judged(
    production: Production, groups: Sequence[Sequence[Take]], panels: dict[TakeRef, Take]
) -> list[Finding]:
    """Everything that is worth a look, the worst first."""
    derived, fps = Derived(production.home.derived), production.project.fps
    found: list[Finding] = []
    for group in groups:
        looked = [Looked(take, one) for take in group if (one := _known(derived, take))]
        for each in looked:
            panel = panels.get(each.take.ref)
            measures = _known(derived, panel) if panel is not None else None
            first = Looked(panel, measures) if panel is not None and measures else None
            found += findings(each, first, fps)
        found += twins(looked)
    return sorted(found, key=lambda one: (-one.score, one.take))


def _known(derived: Derived, take: Take) -> Measures | None:
    path = derived.get(measures_key(take), SUFFIX)
    return None if path is None else read_measures(path)


def panel_of(production: Production, take: Take) -> Take | None:
    """The panel that a clip began with, where it is here; none for what was made from a clip."""
    if take.slate.parent:
        return None
    names = {one.take for one in take.slate.inputs if one.role == "first" and one.take}
    shots = {name.split(" ", 1)[0] for name in names}
    found = (one for shot in shots for one in production.vault.takes(shot, PANEL))
    return next((one for one in found if str(one.ref) in names and not one.is_offline), None)


def _with_picture(production: Production, one: Finding) -> Finding:
    take = production.vault.find(one.take)
    if take is None or take.slate.media.kind == "audio":
        return one
    from pipeline.production.small_copies import small_still

    with suppress(MediaError):
        picture = small_still(production, one.take.stem, width=_PICTURE_WIDTH, frame=one.frame)
        return replace(one, picture=picture)
    return one
