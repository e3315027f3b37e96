"""rushes why: one shot explained."""

from __future__ import annotations

import click

from pipeline.cli.common import json_option, opened, print_json, shot_argument
from pipeline.cli.rows import decided_line, plan_rows

__all__ = ["command"]


@click.command(name="why")
@shot_argument
@json_option
@click.pass_context
def command(ctx: click.Context, shot: str, *, is_json: bool) -> None:
    """Explain one shot: what stands, what would be made, and the reasons."""
    report = opened(ctx).why(shot)
    if is_json:
        print_json(
            {
                "shot": report.shot.id,
                "scene": report.shot.scene,
                "frames": report.shot.frames,
                "prompts": dict(report.prompts),
                "rows": plan_rows(report.rows),
                "unseen": report.unseen,
            }
        )
        return
    where = f"  ({report.shot.where})" if report.shot.where else ""
    click.echo(f"{report.whose}{where}")
    if report.shot.is_omitted:
        click.echo("omitted: it keeps its number and takes no part")
    for generator, prompt in report.prompts:
        click.echo(f"  {generator} is sent: {prompt}")
    for row in report.rows:
        click.echo("  " + decided_line(row))
    for line in report.unseen:
        click.echo("  " + line)
