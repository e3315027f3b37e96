"""Render a draft beside the page: a process of its own, as somebody would type it."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from pipeline.errors import ProjectError

if TYPE_CHECKING:
    from pipeline.review.desk import Desk

__all__ = ["draft"]

_LAST_LINES = 3


def draft(desk: Desk, cut: str) -> str:
    """Begin to render the draft of a cut; the page is told when it is there.

    Raises:
        ProjectError: there is no such cut, or a draft is being rendered.
    """
    production = desk.production
    if cut != "main" and cut not in production.project.cuts:
        raise ProjectError(f"there is no cut '{cut[:40]}'")
    command = [sys.executable, "-m", "pipeline", "-p", str(production.folder), "cut"]
    child = desk.begin(
        lambda: subprocess.Popen(
            [*command, "--cut", cut],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=production.environment,
        )
    )
    if child is None:
        raise ProjectError("a draft is being rendered already", fix="wait for it")
    desk.tell("draft", {"cut": cut, "state": "rendering", "words": ""})
    threading.Thread(target=_wait, args=(desk, cut, child), daemon=True).start()
    return f"rendering the draft of '{cut}'"


def _wait(desk: Desk, cut: str, child: subprocess.Popen[bytes]) -> None:
    _, log = child.communicate()
    words = "\n".join(log.decode("utf-8", "replace").splitlines()[-_LAST_LINES:])
    state = "failed" if child.returncode else "there"
    desk.tell("draft", {"cut": cut, "state": state, "words": words if child.returncode else ""})
