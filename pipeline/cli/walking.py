"""Walk through clips in the author's player: each is played, and asked what of it is used."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import counted
from pipeline.cli.say import said_change

if TYPE_CHECKING:
    from subprocess import Popen

    from pipeline.production.production import Production
    from pipeline.production.walking import View

__all__ = ["walk"]

KEYS = """\
Enter     keep it as it is          12-36   use that piece (frames; 0:12-1:12; 0.5s-1.5s; 12+24)
x WHY     reject it, with a reason  c       circle it: the film uses it
m         keep it in mind           r       play it again
b         back to the one before    u       undo the last decision
q         stop                      ?       these keys"""


def walk(production: Production, shot: str, *, cut: str, is_all: bool) -> int:
    """Play one clip after the other and ask; what was watched is not shown again next time.

    Raises:
        MissingToolError: there is no player.
        ProjectError: there is nobody to ask.
    """
    from pipeline.errors import ProjectError
    from pipeline.production.selecting import Selection

    selection = Selection(names=(shot,) if shot else ())
    views = production.unwatched(selection, cut=cut, is_all=is_all)
    if not views:
        again = f"rushes trim {shot}".strip()
        click.echo(f"every clip was watched: `{again} --all` goes through them again")
        return 0
    if not sys.stdin.isatty():
        raise ProjectError(
            f"{counted(len(views), 'clip')} not watched yet, and no terminal to ask in",
            fix=f"type `rushes trim` in a terminal, or a window: `rushes trim {views[0].typed} "
            f"0-{min(views[0].frames, views[0].planned)}`",
        )
    click.echo(KEYS)
    at, player = 0, None
    while at < len(views):
        _close(player)
        player = production.play(views[at].path)
        step = _ask(production, views[at], f"{at + 1} of {len(views)}", cut=cut)
        if step is None:
            break
        at = max(0, at + step)
    _close(player)
    left = production.again().unwatched(selection, cut=cut)
    click.echo(f"{counted(len(left), 'clip')} left to watch" if left else "every clip was watched")
    return 0


def _ask(production: Production, view: View, count: str, *, cut: str) -> int | None:
    """Ask about one clip until something is decided; the step to the next, None to stop."""
    from pipeline.errors import FilmError
    from pipeline.production.walking import decide

    click.echo(f"\n{view.take}  {count}  {_words(view)}")
    while True:
        try:
            answer = click.prompt("in-out", default="", show_default=False).strip()
        except click.Abort:  # Ctrl-C or the end of what is typed: as q
            click.echo()
            return None
        steps = {"q": None, "b": -1, "r": 0}
        if answer in steps:
            return steps[answer]
        if answer == "?":
            click.echo(KEYS)
            continue
        with suppress(FilmError):
            production = production.again()
        try:
            done = production.undo() if answer == "u" else decide(production, view, answer, cut=cut)
        except FilmError as err:
            click.echo("\n".join(err.lines()))
            continue
        if done.sentence:
            said_change(done, is_json=False)
        if answer != "u":
            production.watched(view.take)
            return 1


def _words(view: View) -> str:
    used = ", ".join(f"{start}-{end}" for start, end in view.windows)
    shown = f"the film uses {used}" if used else "not in the film"
    return f"{view.frames} frames ({view.seconds:.2f} s), planned {view.planned}; {shown}"


def _close(player: Popen[bytes] | None) -> None:
    """End the player of the clip before, which this program started."""
    if player is not None and player.poll() is None:
        with suppress(OSError):
            player.terminate()
