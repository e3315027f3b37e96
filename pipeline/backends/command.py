"""Run a program of the author's own for every order: never through a shell, only when trusted.

stdin    the order as one JSON document: {"order": …, "into": …, "rushes": 1}
stdout   lines of JSON: {"progress": 0.5}, {"file": "a.png", "seed": 7, "role": "layers"}
files    written into the folder ``into``; named by lines, else all of them, sorted
exit     0 for done; anything else is a failure, its reason the last line on stderr
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Annotated, Any

from pydantic import Field

from pipeline.backends.base import Capabilities, Operation, Order, Recovery, Settings
from pipeline.backends.offline import Made, Offline, order_document
from pipeline.errors import JobFailed, MediaError

__all__ = ["BACKEND", "Command", "CommandSettings"]

_SECRET_ENDINGS = ("KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIALS")
_PROTOCOL = 1


class CommandSettings(Settings):
    """Which program, and what it makes."""

    program: Annotated[tuple[str, ...], Field(min_length=1)]
    """The argument list, as in ``[./draw.py, --steps, "20"]``; starts in the production."""
    makes: tuple[Operation, ...] = (Operation.T2I,)
    """``t2i i2i t2v i2v v2v``: what it can be asked for."""
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
        lines, errors, code = _run(
            [program, *said.program[1:]],
            json.dumps(document, ensure_ascii=False).encode(),
            self.home,
            said,
        )
        if code != 0:
            reason = errors[-1] if errors else f"it ended with {code}"
            raise JobFailed(f"'{said.program[0]}' failed: {reason}", is_retryable=True)
        named = list(_named(lines))
        found = sorted({path.name for path in into.iterdir() if path.is_file()} - before)
        made = _takes(named, into) if named else [Made(name, seed=order.seed) for name in found]
        if not made:
            raise JobFailed(f"'{said.program[0]}' ended well and made no file")
        return made

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


def _run(
    arguments: list[str], data: bytes, home: Path, said: CommandSettings
) -> tuple[list[str], list[str], int]:
    """Everything it said on both channels, line by line, and how it ended."""
    options: dict[str, Any] = {} if sys.platform == "win32" else {"process_group": 0}
    try:
        child = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=home,
            env=_environment(said.pass_on),
            **options,
        )
    except OSError as err:
        raise JobFailed(f"'{said.program[0]}' cannot be started: {err.strerror}") from err
    watch = threading.Timer(said.timeout_seconds, child.kill)
    watch.start()
    try:
        output, errors = child.communicate(data)
    finally:
        is_late = not watch.is_alive()
        watch.cancel()
        if child.poll() is None:
            child.kill()
            child.wait()
        _close(child.stdin, child.stdout, child.stderr)
    if is_late and child.returncode != 0:
        raise JobFailed(
            f"'{said.program[0]}' took longer than {said.timeout_seconds:g} s and was stopped"
        )
    return _lines(output), _lines(errors), child.returncode


def _close(*pipes: IO[bytes] | None) -> None:
    for pipe in pipes:
        if pipe is not None:
            pipe.close()


def _lines(output: bytes) -> list[str]:
    lines = output.decode("utf-8", "replace").splitlines()
    return [line.strip() for line in lines if line.strip()]


def _environment(passed_on: tuple[str, ...]) -> dict[str, str]:
    """The environment without anything that is named like a key, but for what was passed on."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in passed_on or not name.upper().endswith(_SECRET_ENDINGS)
    }


def _named(lines: Iterable[str]) -> Iterable[dict[str, Any]]:
    for line in lines:
        if not line.startswith("{"):
            continue
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict) and isinstance(said.get("file"), str):
            yield said


def _takes(named: Sequence[dict[str, Any]], into: Path) -> list[Made]:
    """A line without a role begins a take; lines with one add companions to it."""
    made: list[Made] = []
    for said in named:
        name = said["file"]
        path = (into / name).resolve()
        if path.parent != into.resolve() or not path.is_file():
            raise MediaError(f"the program named the file '{name}', which is not in its folder")
        role = str(said.get("role", "main"))
        if role == "main":
            seed = said.get("seed")
            made.append(Made(path.name, seed=seed if isinstance(seed, int) else None))
        elif made:
            last = made[-1]
            made[-1] = Made(last.name, (*last.companions, (role, path.name)), last.seed)
    return made


BACKEND = Command
