"""The question before anything is bought: what, how much at most, of which budget."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from pipeline.production.budgeting import cost_words

if TYPE_CHECKING:
    from pipeline.cli.progress import Progress
    from pipeline.production.agreeing import Agree, Offer

__all__ = ["asker", "leave_option", "offer_lines", "yes_option"]

yes_option = click.option(
    "--yes", "says_yes", is_flag=True, help="Agree to what it costs, without being asked."
)

leave_option = click.option(
    "--leave",
    "leaves",
    is_flag=True,
    help="Order, and leave: `rushes collect` brings what is made.",
)


def asker(progress: Progress, *, says_yes: bool) -> Agree | None:
    """Who is asked: the terminal; nobody where there is none, and nobody needs to with --yes."""
    if says_yes:
        return lambda offer: _told(offer, progress)
    if _is_terminal():
        return lambda offer: _asked(offer, progress)
    return None


def offer_lines(offer: Offer) -> Iterator[str]:
    """What would be bought, by generator, and the limits that it counts against."""
    yield f"to buy, {cost_words(offer.most, offer.unknown)}:"
    for one in offer.purchases:
        model = f" ({one.model})" if one.model else ""
        yield f"  {one.what}{model}: {one.cost}"
    for one in offer.again:
        yield f"  {one.what} once more, its answer was lost (`rebuy_below`): {one.cost}"
    if offer.agreed:
        yield f"  and {offer.agreed} more that were agreed to before"
    yield from (f"{room}" for room in offer.rooms)
    if not offer.rooms:
        yield "no budget: nothing limits what the film costs (`budget: 80 USD` does)"


def _told(offer: Offer, progress: Progress) -> bool:
    with progress.hushed():
        for line in offer_lines(offer):
            click.echo(line, err=True)
    return True


def _asked(offer: Offer, progress: Progress) -> bool:
    with progress.hushed(), _interruptible():
        for line in offer_lines(offer):
            click.echo(line, err=True)
        try:
            return click.confirm("Buy it?", err=True)
        except click.Abort:
            click.echo(err=True)
            return False


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C answers the question, as it does at any other."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
