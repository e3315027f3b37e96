"""Say one mistake once, though several rooms notice it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import Problem

__all__ = ["unsaid"]


def unsaid(written: Iterable[Problem], found: Iterable[Problem]) -> Iterator[Problem]:
    """What was found when a cut was laid out, without what only follows from an error of its line.

    The reader of that line has said what is wrong with it.
    """
    told = {_line(problem) for problem in written if not problem.is_warning} - {None}
    return (problem for problem in found if _line(problem) not in told)


def _line(problem: Problem) -> tuple[Path, int] | None:
    where = problem.where
    return (where.file, where.line) if where is not None and where.line else None
