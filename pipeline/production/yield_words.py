"""The yield of a production in words and as a picture."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from pipeline.errors import DiskFull, ProjectError
from pipeline.facts import Money
from pipeline.production.budgeting import cost_words, spent_words
from pipeline.production.yielding import Finishing, YieldReport, YieldRow

__all__ = ["amounts", "draw_yield", "finishing_words", "head_words", "part_words", "second_words"]

_DIME = 100_000
_MOST_BARS = 24
"""Rows of one table of the picture."""


def amounts(money: Iterable[Money], unpriced: int = 0) -> str:
    """``3.20 USD + 12 credits of runway``; nothing is ``nothing``.

    With orders that nobody knows the price of: ``at least 3.20 USD (+ 2 of unknown price)``.
    """
    known = tuple(money)
    if not known and unpriced:
        return f"{unpriced} of unknown price"
    return spent_words(known, unpriced) or "nothing"


def second_words(row: YieldRow) -> str:
    """What a used second cost; the least, where the price of some orders is unknown."""
    return "at least " * bool(row.unpriced) + amounts(row.a_second)


def head_words(report: YieldReport) -> tuple[str, ...]:
    """The film in a few lines: the steps from stills to seconds, and what they cost."""
    whole = report.whole
    steps = (
        f"{whole.stills} stills made → {whole.clips} clips made → {whole.used} clips used → "
        f"{whole.used_seconds:.1f} s used"
    )
    lines = [f"{report.title}, by the cut '{report.cut}'", steps]
    if whole.used:
        lines.append(
            f"1 clip used of {whole.clips / whole.used:.1f} made, and "
            f"{whole.used_seconds / whole.used:.1f} s used of each; "
            f"{whole.attempts_a_shot:.1f} attempts for each of {whole.shots} accepted shots"
        )
    cost = f"spent: {amounts(whole.spent, whole.unpriced)}"
    if report.paid != whole.spent:
        cost += f" at the stated rates ({amounts(report.paid)})"
    if whole.a_second:
        cost += f", {second_words(whole)} for each used second"
    if report.reserved or report.reserved_unpriced:
        cost += f"; reserved: {cost_words(report.reserved, report.reserved_unpriced)}"
    return (*lines, cost)


def finishing_words(finishing: Finishing) -> str:
    """What is still to be shot, and what that comes to at the present yield."""
    if not finishing.shots:
        return "to finish: nothing, every shot that asks for clips has one in the cut"
    many = "shot has" if finishing.shots == 1 else "shots have"
    said = f"to finish: {finishing.shots} {many} no clip in the cut ({finishing.seconds:.1f} s)"
    if finishing.cost is None:
        return f"{said}; no clip is used yet, so there is no yield to go by"
    tries = f"{finishing.attempts} attempt{'s' * (finishing.attempts != 1)}"
    if finishing.is_least and not finishing.cost:
        cost = "an unknown price"
    else:
        cost = "at least " * finishing.is_least + amounts(finishing.cost)
    return f"{said}; at the present yield about {tries} and {cost}"


def part_words(row: YieldRow) -> str:
    """A part of the film in a few words, for the picture: amounts to the cent."""
    said = [f"{row.used} of {row.clips} used, {row.used_seconds:.1f} s"] if row.clips else []
    if row.stills and not row.clips:
        said = [f"{row.stills} still{'s' * (row.stills != 1)}"]
    least = "≥ " * bool(row.unpriced)
    said += [f"{least}{_cents(row.spent)}"] if row.spent else []
    said += [f"{row.unpriced} unpriced"] if row.unpriced else []
    said += [f"{least}{_cents(row.a_second)} a second"] if row.a_second else []
    return ", ".join(said)


def _cents(money: Iterable[Money]) -> str:
    """Amounts rounded to the cent; what is less than ten of them as it is."""
    rounded = [
        replace(one, micros=round(one.micros, -4)) if one.micros >= _DIME else one for one in money
    ]
    return amounts(rounded)


def draw_yield(report: YieldReport, path: Path) -> Path:
    """Draw the yield into a PNG file.

    Raises:
        ProjectError: the file's name has another ending, or its folder does not exist.
        DiskFull: no room for it.
    """
    if path.suffix.lower() != ".png":
        raise ProjectError(f"'{path}' is no name of a PNG file", fix="write yield.png")
    if not path.absolute().parent.is_dir():
        raise ProjectError(f"there is no folder {path.absolute().parent}", fix="make it first")
    from pipeline.media.charts import Bar, Chart, Table, draw_chart

    whole = report.whole
    _, _, *facts = head_words(report)
    seconds = f"{whole.used_seconds:.1f} s used"
    funnel = (
        Bar("stills made", whole.stills, 0, str(whole.stills)),
        Bar("clips made", whole.clips, 0, f"{whole.clips} ({whole.made_seconds:.1f} s)"),
        Bar("clips used", whole.used, whole.used, f"{whole.used} ({seconds})"),
    )
    tables = []
    for heading, rows in (("by scene", report.scenes), ("by generator", report.generators)):
        bars = tuple(
            Bar(row.name, row.clips, row.used, part_words(row)) for row in rows[:_MOST_BARS]
        )
        more = f"and {len(rows) - _MOST_BARS} more" if len(rows) > _MOST_BARS else ""
        tables.append(Table(f"clips made and used, {heading}", bars, more))
    title = f"{report.title}: what was made, and what of it is used"
    foot = (*facts[1:], finishing_words(report.finishing))
    chart = Chart(title, facts[0], funnel, tuple(tables), foot)
    try:
        draw_chart(chart).save(path)
    except OSError as err:
        raise (DiskFull.from_os(err, path) or ProjectError(f"{path} cannot be written")) from err
    return path
