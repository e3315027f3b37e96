"""Run a program of the author's own for every order: never through a shell, only when trusted.

stdin    the order as one JSON document: {"order": …, "into": …, "rushes": 1}
stdout   lines of JSON: {"progress": 0.5, "words": "step 6 of 12"}, {"words": "loading"},
         {"file": "a.png", "seed": 7, "role": "layers"}; the newest progress is shown
files    written into the folder ``into``; named by lines, else all of them, sorted
exit     0 for done; anything else is a failure, its reason the last line on stderr
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from pipeline.backends.base import Capabilities, Operation, Order, Recovery, Settings
from pipeline.backends.offline import Made, Offline, order_document
from pipeline.backends.programs import Ended, Program, run_program, shown
from pipeline.errors import JobFailed, MediaError

__all__ = ["BACKEND", "Command", "CommandSettings"]

_SECRET_ENDINGS = ("KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIALS")
_PROTOCOL = 1
_MOST_WORDS = 300
"""Characters of its last words that are told."""
_MOST_NAME = 80
"""Characters of a file's name that are told."""
_MOST_FILES = 1000
"""So many files of one order are taken; a program that names more is broken."""


class CommandSettings(Settings):
    """Which program, and what it makes."""

    program: Annotated[tuple[str, ...], Field(min_length=1)]
    """The argument list, as in ``[./draw.py, --steps, "20"]``; starts in the production."""
    makes: tuple[Operation, ...] = (Operation.T2I,)
    """``t2i i2i t2v i2v v2v tts``: what it can be asked for."""
    timeout_seconds: Annotated[float, Field(gt=0)] = 3600.0
    """How long one take may last before the program is ended."""
    has_seed: bool = True
    """Whether another seed gives another result."""
    pass_on: tuple[str, ...] = ()
    """Names of variables that hold keys and that the program may see."""


class Command(Offline):
    """Any local program."""

    name = "command"
    about = "any program on this machine: the order as JSON on stdin, files in a folder"
    Settings = CommandSettings
    needs_trust = True

    def capabilities(self, model: str = "") -> Capabilities:
        """What its settings say."""
        del model
        said = self._said()
        return Capabilities(
            frozenset(said.makes),
            has_seed=said.has_seed,
            has_negative=True,
            has_first_frame=True,
            has_last_frame=True,
            references=16,
            is_free=True,
            is_local=True,
            distinct=None if said.has_seed else 1,
            recovery=Recovery.FREE,
        )

    def check(self, order: Order) -> Sequence[str]:
        """The program must be there; its models are its own affair."""
        faults = [fault for fault in super().check(order) if "has no models" not in fault]
        if self._program() is None:
            faults.append(f"the program '{self._said().program[0]}' is not there")
        return faults

    def make(self, order: Order, into: Path) -> Sequence[Made]:
        """Run the program, and find what it made.

        Raises:
            JobFailed: it ended badly, took too long, or made nothing.
        """
        said = self._said()
        program = self._program()
        if program is None:
            raise JobFailed(f"the program '{said.program[0]}' is not there")
        before = {path.name for path in into.iterdir()}
        document = {
            "rushes": _PROTOCOL,
            "into": str(into.absolute()),
            "order": _placed(order_document(order), self.home),
        }
        named: list[dict[str, Any]] = []
        ended = self._run(
            [program, *said.program[1:]],
            json.dumps(document, ensure_ascii=False).encode(),
            lambda line: _hear(line, self, named),
        )
        if ended.code != 0:
            last = shown(ended.said[-1], _MOST_WORDS) if ended.said else ""
            reason = last or _ending(ended.code)
            raise JobFailed(f"'{said.program[0]}' failed: {reason}", is_retryable=True)
        found = sorted({path.name for path in into.iterdir() if path.is_file()} - before)
        made = _takes(named, into) if named else [Made(name, seed=order.seed) for name in found]
        if not made:
            raise JobFailed(f"'{said.program[0]}' ended well and made no file")
        return made

    def _run(self, arguments: list[str], data: bytes, hear: Callable[[str], None]) -> Ended:
        """Run it to its end.

        Raises:
            JobFailed: it cannot be started, or its time was over.
        """
        said = self._said()
        environment = _environment(said.pass_on)
        try:
            ended = run_program(
                Program(arguments, self.home, environment, said.timeout_seconds), data, hear
            )
        except OSError as err:
            raise JobFailed(f"'{said.program[0]}' cannot be started: {err.strerror}") from err
        if ended.is_late:
            raise JobFailed(
                f"'{said.program[0]}' took longer than {said.timeout_seconds:g} s and was stopped"
            )
        return ended

    def _said(self) -> CommandSettings:
        if not isinstance(self.settings, CommandSettings):
            raise TypeError("the command backend was given the settings of another one")
        return self.settings

    def _program(self) -> str | None:
        """The program's path: inside the production where it is named so, else on the PATH."""
        first = self._said().program[0]
        inside = self.home / first
        if ("/" in first or "\\" in first) and inside.is_file():
            return str(inside.absolute())
        return shutil.which(first)


def _placed(document: dict[str, Any], home: Path) -> dict[str, Any]:
    """Paths of pictures made absolute."""
    for image in (*document["images"], *filter(None, [document["video"]])):
        if image["path"]:
            image["path"] = str((home / image["path"]).absolute())
    return document


def _environment(passed_on: tuple[str, ...]) -> dict[str, str]:
    """The environment without anything that is named like a key, but for what was passed on."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in passed_on or not name.upper().endswith(_SECRET_ENDINGS)
    }


def _ending(code: int) -> str:
    """How a program without last words ended."""
    try:
        return f"it was ended by the system ({signal.Signals(-code).name})"
    except ValueError:
        return f"it ended with {code}"


def _hear(line: str, backend: Command, named: list[dict[str, Any]]) -> None:
    """Take a line of a program: a file that it names, or how far it is; pass over others."""
    if not line.startswith("{"):
        return
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return
    if isinstance(said.get("file"), str) and len(named) < _MOST_FILES:
        named.append(said)
    fraction, words = said.get("progress"), said.get("words")
    is_number = isinstance(fraction, int | float) and 0 <= fraction <= 1
    if is_number or isinstance(words, str):
        told = float(fraction) if is_number else None
        backend.tell(told, words if isinstance(words, str) else "")


def _takes(named: Sequence[dict[str, Any]], into: Path) -> list[Made]:
    """A line without a role begins a take; lines with one add companions to it.

    A file that is named again is the same file.
    """
    made: list[Made] = []
    known: set[str] = set()
    for said in named:
        name = _own_file(said["file"], into)
        if name in known:
            continue
        known.add(name)
        role = str(said.get("role", "main"))
        if role == "main":
            seed = said.get("seed")
            made.append(Made(name, seed=seed if isinstance(seed, int) else None))
        elif made:
            last = made[-1]
            made[-1] = Made(last.name, (*last.companions, (role, name)), last.seed)
    return made


def _own_file(name: str, into: Path) -> str:
    """The name of the file that a program named.

    Raises:
        MediaError: it does not lie in its folder.
    """
    with suppress(OSError, ValueError, RuntimeError):  # what no disk has: too long, a NUL, a loop
        path = (into / name).resolve()
        if path.parent == into.resolve() and path.is_file():
            return path.name
    named = shown(name, _MOST_NAME)
    raise MediaError(f"the program named the file '{named}', which is not in its folder")


BACKEND = Command
