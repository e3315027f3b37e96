"""What `cut --fit` prints and asks: the windows in film words, and whether they are written."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.common import print_json
from pipeline.cli.say import said_change

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["fit"]


def fit(production: Production, given: dict[str, Any]) -> int:
    """Show what is proposed, and write it where that is wanted; the exit status."""
    proposal = production.propose(given["the_fit"], cut=given["the_cut"] or "main")
    told, is_json = proposal.difference, given["is_json"]
    if not is_json:
        for line in proposal.left:
            click.echo(line)
        fits = "nothing would change" if proposal.left else "it fits as it is: nothing would change"
        click.echo(told.sentence if told else fits)
    is_accepted = bool(told) and (given["is_yes"] or (not is_json and _asked()))
    if is_json:
        print_json({"difference": told, "left": proposal.left, "is_written": is_accepted})
    if is_accepted:
        from pipeline.production.fitting import accept

        change = accept(production, proposal)
        if not is_json:
            said_change(change, is_json=False)
    elif told and not is_json:
        click.echo("nothing was written: --yes writes it", err=True)
    return 0


def _asked() -> bool:
    """The answer of whoever sits at the terminal; no where nobody does."""
    return sys.stdin.isatty() and click.confirm("Write these windows?")
