"""The stages of a film's making, in order: one file each, one line here.

``ORDER`` is a plain table: reading it imports no stage, so that help stays instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from msgspec import Struct

__all__ = ["ORDER", "Entry", "Option", "load"]


class Option(Struct, frozen=True):
    """An option that a stage's command has beside the selector of shots."""

    flag: str
    help: str
    is_flag: bool = True


class Entry(Struct, frozen=True):
    """One stage as the command line shows it."""

    name: str
    sentence: str
    options: tuple[Option, ...] = ()
    makes_footage: bool = True
    """False: it is about the whole film, derived on this machine, and takes no selector."""
    inner: tuple[str, ...] = ()
    """Commands of its own, as in `cut versions`."""


ORDER = (
    Entry("board", "Make the missing panels: one still picture a shot."),
    Entry("voice", "Make the missing spoken lines, where `use:` names a voice."),
    Entry("foley", "Make the missing sounds: `sfx:` and `ambience:` with `make:`."),
    Entry("score", "Make the missing music: pieces of `music:` with `make:`."),
    Entry("shoot", "Make the missing clips: moving pictures from the generators."),
    Entry(
        "cut",
        "Render a draft: the whole film as it stands. Never refuses.",
        options=(
            Option("--cut", "The cut to render (default: main).", is_flag=False),
            Option("--watch", "Render again at every save, until Ctrl-C."),
            Option("--list", "Print the events with their record timecode instead."),
            Option("--open", "Open this scene: write its events out in the cut.", is_flag=False),
            Option("--fit", "Propose windows: `beats [SCENE]` or `music`.", is_flag=False),
            Option("--yes", "Write what --fit proposes, without asking."),
            Option("--play", "Open the draft in the player when it is ready."),
        ),
        makes_footage=False,
        inner=("versions", "back", "diff", "write"),
    ),
    Entry(
        "export",
        "Render a delivery at full quality; it refuses stand-ins.",
        options=(
            Option("--all", "Every delivery of the film."),
            Option("--delivery", "The delivery to make (default: the first).", is_flag=False),
            Option("--as-is", "Deliver what is there, stand-ins included."),
            Option("--credentials", "Sign it: Content Credentials, with your own certificate."),
            Option("--no-credentials", "Leave them out, whatever local.yaml says."),
        ),
        makes_footage=False,
    ),
)


def load(name: str) -> Any:
    """The stage of that name, imported now.

    Raises:
        ValueError: ``ORDER`` has no such stage.
    """
    if name not in {entry.name for entry in ORDER}:
        raise ValueError(f"there is no stage '{name}'")
    return import_module(f"pipeline.stages.{name}").STAGE
