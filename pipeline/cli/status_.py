"""rushes status: where the film stands; what was picked up is said first."""

from __future__ import annotations

import click

from pipeline.cli.common import json_option, opened, print_json

__all__ = ["command"]


@click.command(name="status")
@click.option("--rebuild", is_flag=True, help="Rebuild the ledger from the takes folder first.")
@json_option
@click.pass_context
def command(ctx: click.Context, *, rebuild: bool, is_json: bool) -> None:
    """Say where the film stands."""
    production = opened(ctx)
    if rebuild:
        click.echo(production.rebuild(), err=is_json)
    report = production.status()
    if is_json:
        print_json(report)
        return
    for line in report.news:
        click.echo(line)
    click.echo(f"{report.title}: {len(report.shots)} shots, {report.seconds:.1f} s planned")
    click.echo(f"takes: {report.panels} panels, {report.clips} clips")
    counts = ", ".join(f"{count} {word}" for word, count in sorted(report.decisions.items()))
    click.echo(f"plan: {counts or 'nothing asked for'}")
    for shot in report.shots:
        if shot.state:
            click.echo(f"  {shot.shot:<10} {shot.shows:<12} {shot.state}")
    for name in report.in_doubt:
        click.echo(f"in doubt: {name}: `rushes adopt --job ID` or `rushes assume-lost {name}`")
    if report.errors or report.warnings:
        click.echo(f"{report.errors} to mend, {report.warnings} to look at: `rushes check`")
    for word, paths in (("draft", report.drafts), ("export", report.exports)):
        if paths:
            click.echo(f"{word}: {paths[-1]}")
    for spent in report.spent:
        click.echo(f"spent: {spent}")
