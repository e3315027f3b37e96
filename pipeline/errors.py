"""The errors a person can meet: where, what, and how to mend it.

FilmError                       exit code 1
  ProjectError            2     the author can repair it; holds every problem at once
  MissingToolError        3     ffmpeg, a font or an extra is not installed
  BackendError            4
    NotConfigured               no key: names the variable to set
    CannotMake                  asked for what its capabilities exclude
    ModelRetired                names the successors
    SubmitRejected              surely not accepted; may be tried again
    SubmitUnknown               nobody can know whether it was accepted
    Moderated                   the service will not make this; never retried
    RateLimited                 later
    OutOfCredit                 this backend pauses, the others go on
    JobFailed                   the job ended badly for the service's reasons
    OutputExpired               the result is gone from the service
    Unreachable                 the service cannot be asked just now; nothing is lost
  BudgetReached           5     stops cleanly; says how to raise the cap
  MediaError              6     a file is not what was promised
  LedgerError             7     another run holds the production, or the file is damaged
    JobHeld                     the job is another order's: one job is one take
  DiskFull                8     nothing was lost; make room and give the command again
  NoWorkers               9     no process that does the work can begin; nothing was lost
  NotAgreed              10     it would cost money, and nobody said yes; nothing was sent
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

__all__ = [
    "BackendError",
    "BudgetReached",
    "CannotMake",
    "DiskFull",
    "FilmError",
    "JobFailed",
    "JobHeld",
    "LedgerError",
    "MediaError",
    "MissingToolError",
    "ModelRetired",
    "Moderated",
    "NoWorkers",
    "NotAgreed",
    "NotConfigured",
    "OutOfCredit",
    "OutputExpired",
    "Problem",
    "ProjectError",
    "RateLimited",
    "SubmitRejected",
    "SubmitUnknown",
    "Unreachable",
    "Where",
    "columns",
    "listed",
]

_LONGEST_QUOTE = 160
"""Characters of an author's line that a message shows at most."""
_LONG_QUOTE = r"(?<!\w)'((?:[^']|(?<=\w)'(?=\w)){121,})'"
"""What a message quotes of the author's words, where that is longer than anybody reads."""


class Where(Struct, frozen=True, order=True):
    """A place in an author's file; line and column count from 1, 0 means the file as a whole."""

    file: Path
    line: int = 0
    column: int = 0
    text: str = ""
    """The line itself, without its end."""

    def __str__(self) -> str:
        if not self.line:
            return str(self.file)
        return f"{self.file}:{self.line}:{self.column}"


class Problem(Struct, frozen=True):
    """One thing that is wrong, in the author's own words."""

    message: str
    """A plain sentence in lower case."""
    where: Where | None = None
    fix: str = ""
    """What to do about it."""
    stops: frozenset[str] = frozenset()
    """The stages that cannot run because of it; empty means every stage."""
    is_warning: bool = False
    shot: str = ""
    """The shot it is about, where only that shot is stopped."""

    def lines(self) -> list[str]:
        """The problem as it is printed: place and sentence, the line itself, the remedy.

        Of a very long line only what surrounds the column is quoted, with a mark below the column.
        """
        word = "warning: " if self.is_warning else ""
        place = f"{self.where}: " if self.where else ""
        shown = [f"{place}{word}{_brief(self.message)}"]
        if self.where and self.where.line and self.where.text.strip():
            shown += _quoted(self.where)
        if self.fix:
            shown.append(f"  fix: {self.fix}")
        return [_harmless(line) for line in shown]


def _brief(message: str) -> str:
    """The message; of what it quotes at great length, the beginning and the end."""
    if len(message) <= _LONGEST_QUOTE:
        return message
    import re

    return re.sub(_LONG_QUOTE, lambda found: f"'{found[1][:80]}…{found[1][-20:]}'", message)


def _quoted(where: Where) -> list[str]:
    """The author's line; clipped around its column where it is longer than a person reads.

    12 | …scenes, all in one line, sh9: QQ | y, and so on…
                                        ^
    """
    line = _harmless(where.text.rstrip())
    head = f"{where.line:>5} | "
    if len(line) <= _LONGEST_QUOTE:
        return [head + line]
    at = min(max(where.column - 1, 0), len(line) - 1)
    start = 0 if at < _LONGEST_QUOTE * 3 // 4 else at - _LONGEST_QUOTE // 2
    start = min(start, len(line) - _LONGEST_QUOTE)
    end = start + _LONGEST_QUOTE
    before = ("…" if start else "") + line[start:at]
    shown = before + line[at:end] + ("…" if end < len(line) else "")
    return [head + shown, " " * len(head) + _blank(before) + "^"]


def columns(char: str) -> int:
    """Columns that a character takes on a terminal: two where it is Chinese."""
    from unicodedata import combining, east_asian_width

    return 2 if east_asian_width(char) in {"W", "F"} else int(not combining(char))


def listed(words: Iterable[str]) -> str:
    """``a, b and c``."""
    *first, last = tuple(words) or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def _blank(text: str) -> str:
    """Blanks as wide as ``text`` is on a terminal."""
    return "".join("\t" if char == "\t" else " " * columns(char) for char in text)


def _harmless(line: str) -> str:
    """The line without what a terminal would obey: a stranger's file is quoted in messages."""
    return "".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in line)


class FilmError(Exception):
    """Anything a person can cause and mend; shown once, without a traceback."""

    exit_code = 1

    def __init__(self, message: str, *, where: Where | None = None, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.fix = fix

    def lines(self) -> list[str]:
        """The error as it is printed."""
        return Problem(self.message, where=self.where, fix=self.fix).lines()

    def __str__(self) -> str:
        return "\n".join(self.lines())


class ProjectError(FilmError):
    """The author's files hold something that only the author can repair; holds every problem."""

    exit_code = 2

    def __init__(
        self,
        message: str | Iterable[Problem],
        *,
        where: Where | None = None,
        fix: str = "",
    ) -> None:
        told = [Problem(message, where=where, fix=fix)] if isinstance(message, str) else message
        problems = tuple(told)
        if not problems:
            raise ValueError("a project error needs at least one problem")
        first = problems[0]
        super().__init__(first.message, where=first.where, fix=first.fix)
        self.problems = problems

    def lines(self) -> list[str]:
        """Every problem, one after the other."""
        return [line for problem in self.problems for line in problem.lines()]


class MissingToolError(FilmError):
    """A program, a font or an optional package is not installed."""

    exit_code = 3


class BackendError(FilmError):
    """A generator could not do what it was asked."""

    exit_code = 4


class NotConfigured(BackendError):
    """A key or a setting is missing; the message names the variable."""


class CannotMake(BackendError):
    """Asked for what the backend's capabilities exclude; found before any money is spent."""


class ModelRetired(BackendError):
    """The model is gone; the message names its successors."""


class SubmitRejected(BackendError):
    """The order was surely not accepted (refused or never arrived); it may be tried again."""


class SubmitUnknown(BackendError):
    """The answer was lost: the order may have been accepted and paid, or not."""


class Moderated(BackendError):
    """The service will not make this; never sent again unchanged.

    ``refused`` says what it was about: ``prompt``, the role of a picture (``first``, ``last``,
    ``reference``, ``reference 2``, ``source``), ``result`` for what was made of them, empty where
    the service does not say.
    """

    def __init__(self, message: str, *, refused: str = "", fix: str = "") -> None:
        super().__init__(message, fix=fix)
        self.refused = refused


class RateLimited(BackendError):
    """The service asks for patience."""

    def __init__(self, message: str, *, retry_after_seconds: float, fix: str = "") -> None:
        super().__init__(message, fix=fix)
        self.retry_after_seconds = retry_after_seconds


class OutOfCredit(BackendError):
    """The account is empty; this backend pauses and the others go on."""


class JobFailed(BackendError):
    """The job ended badly for the service's own reasons."""

    def __init__(
        self,
        message: str,
        *,
        is_retryable: bool = False,
        is_billed: bool = False,
        fix: str = "",
    ) -> None:
        super().__init__(message, fix=fix)
        self.is_retryable = is_retryable
        self.is_billed = is_billed


class OutputExpired(BackendError):
    """The result is no longer offered; ask once more, then a person decides."""


class Unreachable(BackendError):
    """A service cannot be asked just now; nothing was ordered by it, and nothing is lost."""


class BudgetReached(FilmError):
    """The cap would be passed; nothing was sent."""

    exit_code = 5

    def __init__(self, message: str, *, fix: str = "", scope: str = "") -> None:
        super().__init__(message, fix=fix)
        self.scope = scope
        """The limit that has no room (``film``, ``generator:kling``); empty: it is no limit."""


class NotAgreed(FilmError):
    """It would cost money, and nobody said yes to it; nothing was sent."""

    exit_code = 10


class MediaError(FilmError):
    """A media file is not what was promised: says what was expected and what was found."""

    exit_code = 6
    is_retryable = False
    """True where the system ended the tool at work: for want of memory, it may go alone."""


class LedgerError(FilmError):
    """Another run holds the production, or the ledger is damaged."""

    exit_code = 7


class JobHeld(LedgerError):
    """A job at a service is another order's already; no job is taken for two."""


class DiskFull(FilmError):
    """A disk has no room left; what was being written is not there, everything else is whole."""

    exit_code = 8

    @classmethod
    def from_os(cls, err: OSError, place: Path) -> DiskFull | None:
        """The error behind a failed write to ``place``, or None when room was not the reason."""
        if err.errno not in {errno.ENOSPC, errno.EDQUOT}:
            return None
        return cls.at(place)

    @classmethod
    def at(cls, place: Path) -> DiskFull:
        """The error for a disk that has no room for ``place``."""
        return cls(
            f"the disk is full: there is no room for '{place.name}' in {place.parent}; "
            "nothing is lost",
            fix="make room, then give the same command again: it goes on where it stood",
        )


class NoWorkers(FilmError):
    """The processes that do the work end before they begin; nothing was begun, nothing is lost."""

    exit_code = 9

    @classmethod
    def after(cls, count: int, code: int | None) -> NoWorkers:
        """The error after ``count`` of them in a row, the last of which left with ``code``."""
        return cls(
            f"the processes that do the work end before they begin: {count} in a row, the last "
            f"with status {code}; nothing is lost",
            fix="read what they wrote above; a script of your own that makes takes or films needs "
            '`if __name__ == "__main__":` around what it does, and has to be a file',
        )
