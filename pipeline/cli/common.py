"""What the commands share: the selector of shots, JSON out, and opening the production."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.production.selecting import Selection

__all__ = [
    "as_json",
    "complete_shots",
    "counted",
    "cut_meant",
    "cut_option",
    "json_option",
    "opened",
    "print_json",
    "selection_of",
    "selector",
    "shot_argument",
    "workers_option",
]

F = TypeVar("F", bound=Callable[..., Any])


def opened(ctx: click.Context) -> Production:
    """The production that ``-p`` names, or the one around here."""
    from pipeline.production import Production

    production = Production.find(ctx.find_root().obj)
    ctx.call_on_close(lambda: _said_looking(production))
    return production


def _said_looking(production: Production) -> None:
    """Say that nothing can be written, where a command only looked."""
    why = production.__dict__["ledger"].looking if "ledger" in production.__dict__ else ""
    if why and not isinstance(sys.exc_info()[1], Exception):
        click.echo(f"{why}: looking only", err=True)


def counted(count: int, word: str) -> str:
    """``1 panel``, ``2 panels``."""
    return f"{count} {word}{'s' * (count != 1)}"


def complete_shots(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Shot and scene ids that begin as typed, for the shell."""
    del param
    from pipeline.errors import FilmError
    from pipeline.production import Production

    root = ctx.find_root()  # while a line is being typed, nothing has been run yet
    try:
        project = Production.find(root.obj or root.params.get("folder")).project
    except (FilmError, OSError):
        return []
    names = [*project.shots, *(scene.id for scene in project.scenes)]
    return [name for name in names if name.startswith(incomplete)]


def selector(command: F) -> F:
    """Add the one selector of shots to a command."""
    options = (
        click.argument("shots", nargs=-1, shell_complete=complete_shots),
        click.option("--with", "element", default="", help="Shots that use this element."),
        click.option("--by", "generator", default="", help="Shots of this generator."),
        click.option("--used", is_flag=True, help="Shots that the cut uses."),
        click.option("--outdated", is_flag=True, help="Shots with an outdated take."),
        click.option("--missing", is_flag=True, help="Shots that lack a take."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def selection_of(options: dict[str, Any]) -> Selection:
    """The selection behind a command's options; they are taken out of ``options``."""
    from pipeline.production.selecting import Selection

    return Selection(
        names=tuple(options.pop("shots", ())),
        element=options.pop("element", ""),
        generator=options.pop("generator", ""),
        used=options.pop("used", False),
        outdated=options.pop("outdated", False),
        missing=options.pop("missing", False),
        forced=tuple(options.pop("force", ())),
    )


def shot_argument(command: F) -> F:
    """Add one shot as the first argument."""
    return click.argument("shot", shell_complete=complete_shots)(command)


workers_option = click.option(
    "--workers",
    type=click.IntRange(1),
    callback=lambda _, __, value: value or 0,
    help="Processes at work (default: processors).",
)

cut_option = click.option("--cut", default="", help="The cut (default: main).")


def cut_meant(ctx: click.Context, cut: str) -> str:
    """The cut named behind a command of `cut`, or before it, else ``main``."""
    before = ctx.parent.params.get("the_cut", "") if ctx.parent else ""
    return cut or before or "main"


json_option = click.option("--json", "is_json", is_flag=True, help="Print JSON instead.")


def as_json(value: object) -> object:
    """Any report of ours as plain data."""
    from pipeline.production.plain import plain

    return plain(value)


def print_json(value: object) -> None:
    """Print a report as JSON."""
    click.echo(json.dumps(as_json(value), ensure_ascii=False, indent=2))
