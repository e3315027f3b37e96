"""rushes review: watch and choose takes in a page of your browser."""

from __future__ import annotations

import os
import sys

import click

from pipeline.cli.common import opened
from pipeline.errors import FilmError, MissingToolError

__all__ = ["command"]


@click.command(name="review")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port (default: any).")
@click.option("--lan", is_flag=True, help="Let other devices of this network look, too.")
@click.option("--no-open", is_flag=True, help="Print the address; open no browser.")
@click.pass_context
def command(ctx: click.Context, *, port: int, lan: bool, no_open: bool) -> None:
    """Watch and choose takes in a page of your browser, until Ctrl-C.

    The address that is printed holds a random word that lets in; nobody else gets in.
    """
    production = opened(ctx)
    try:
        from pipeline.review.serving import Served, Serving, address_here
    except ModuleNotFoundError as err:
        raise MissingToolError(
            f"the page needs the package '{err.name}', which is not installed",
            fix='pip install "rushes[review]"',
        ) from err
    network = address_here() if lan else ""
    if lan and not network:
        raise FilmError("this machine is in no network", fix="leave --lan away")
    _ = production.project.shots, production.vault, production.ledger
    served = Served(production, Serving(port, network))
    if lan:
        click.echo(
            f"whoever is in this network and has the address below can see the film's takes and "
            f"decide about them, over a connection that is not encrypted ({served.address})"
        )
    click.echo(f"{served.door}  (Ctrl-C ends it)")
    served.run(lambda: None if no_open or not _has_screen() else _open(served.door))
    click.echo("the page is closed")


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)


def _has_screen() -> bool:
    """Whether a browser of windows can be opened; one in the terminal would take it over."""
    is_linux = sys.platform.startswith("linux")
    return not is_linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
