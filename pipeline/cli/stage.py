"""The commands of the stages, made from the table: a new stage appears here by itself."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.asking import asker, leave_option
from pipeline.cli.common import (
    json_option,
    opened,
    print_json,
    selection_of,
    selector,
    workers_option,
)
from pipeline.cli.progress import Progress
from pipeline.cli.say import film_lines, said_away, said_problems, said_prompts, said_room
from pipeline.stages import Entry, Option

if TYPE_CHECKING:
    from pipeline.errors import Problem
    from pipeline.production.production import Production

__all__ = ["stage_command"]


def stage_command(entry: Entry) -> click.Command:
    """The command of one stage, with its sentence and options."""
    options = [_option(option) for option in entry.options]
    run = _footage if entry.makes_footage else _film

    @click.pass_context
    def called(ctx: click.Context, /, **given: Any) -> None:
        if not ctx.invoked_subcommand:
            sys.exit(run(ctx, entry, given))

    command: click.Command
    if entry.inner:
        command = InnerRooms(
            entry.name,
            help=entry.sentence,
            callback=called,
            invoke_without_command=True,
            subcommand_metavar="[COMMAND]",
        )
        command.inner = entry.inner
    else:
        command = click.Command(entry.name, help=entry.sentence, callback=called)
    if entry.makes_footage:
        command = leave_option(selector(command))
        options += [
            click.Option(
                ["--force"], multiple=True, help="Remake this approved shot all the same."
            ),
            click.Option(
                ["--allow-unknown-prices", "may_cost_unknown"],
                is_flag=True,
                help="Order even where nobody can say what it costs.",
            ),
            click.Option(
                ["--yes", "says_yes"],
                is_flag=True,
                help="Agree to what it costs, without being asked.",
            ),
            click.Option(["-n", "--dry-run", "dry_run"], is_flag=True, help="Only say what would."),
        ]
    if entry.name == "export":
        command.params.append(click.Argument(["names"], nargs=-1, metavar="[DELIVERY]..."))
    command = workers_option(json_option(command))
    command.params.extend(options)
    return command


class InnerRooms(click.Group):
    """A stage with commands of its own; each is imported when it is called."""

    inner: tuple[str, ...] = ()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read ``--fit beats SCENE`` as one option: what follows it is no command."""
        return super().parse_args(ctx, _fit_together(args))

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.inner)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in self.inner:
            return None
        module = import_module(f"pipeline.cli.{self.name}_{cmd_name}_")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which there are."""
        if args[0] not in self.inner and not args[0].startswith("-"):
            known = ", ".join(self.inner)
            raise click.UsageError(f"'{self.name}' has no command '{args[0]}': {known}", ctx)
        return super().resolve_command(ctx, args)


def _fit_together(args: list[str]) -> list[str]:
    if "--fit" not in args:
        return args
    at = args.index("--fit") + 1
    words = args[at : at + 2]
    if words[:1] != ["beats"] or len(words) < 2 or words[1].startswith("-"):
        return args
    return [*args[:at], " ".join(words), *args[at + 2 :]]


def _option(option: Option) -> click.Option:
    name = option.flag.lstrip("-").replace("-", "_")
    if option.is_flag:
        return click.Option([option.flag, f"is_{name}"], is_flag=True, help=option.help)
    return click.Option([option.flag, f"the_{name}"], default="", help=option.help)


def _footage(ctx: click.Context, entry: Entry, given: dict[str, Any]) -> int:
    from pipeline.cli.rows import print_plan
    from pipeline.errors import BudgetReached, DiskFull
    from pipeline.production.making import MakeRequest

    production = opened(ctx)
    selection = selection_of(given)
    if given["dry_run"]:
        print_plan(production.plan(selection, (entry.name,)), is_json=given["is_json"])
        return 0
    said_problems(production.project.problems)
    said_room(production)
    with Progress(is_quiet=given["is_json"]) as progress:
        request = MakeRequest(
            selection,
            (entry.name,),
            given["workers"],
            given["may_cost_unknown"],
            asker(progress, says_yes=given["says_yes"]),
            leaves=given["leaves"],
        )
        report = production.make(request, progress)
    made = [str(one.ref) for one in report.result.made]
    if given["is_json"]:
        told = {
            "made": made,
            "left": report.left,
            "under_way": [str(job) for job in report.result.under_way],
            "placed": report.placed,
            "unseen": report.unseen,
            "money": report.money,
        }
        print_json(told)
    else:
        is_short = report.result.stopped_by or report.left
        nothing = "nothing was made" if is_short else "nothing to make"
        if made or not report.result.under_way:
            click.echo(f"{len(made)} made" if made else nothing)
        said_away(report.result.under_way)
        said_prompts(report.prompts)
        for line in (*report.placed, *report.unseen, *report.looked, *report.money):
            click.echo(line)
        is_told = not (made or report.result.under_way)  # a moment ago, before anything else
        for line in report.left:
            if not (is_told and line in report.unordered):
                click.echo(line, err=True)
    if report.result.is_interrupted:
        click.echo("stopped; nothing is lost, the same command goes on from here", err=True)
        return 130
    if report.result.stopped_by:
        return DiskFull.exit_code
    if report.is_over_budget:
        return BudgetReached.exit_code
    return 1 if report.left else 0


def _film(ctx: click.Context, entry: Entry, given: dict[str, Any]) -> int:
    from pipeline.production.filming import FilmRequest

    production = opened(ctx)
    if given.get("is_list") or given.get("the_open") or given.get("the_fit"):
        return _edited(production, given)
    if given.get("is_watch"):
        return _watch(ctx, given)
    if entry.name == "export":
        said_room(production)
    request = FilmRequest(
        is_delivery=entry.name == "export",
        cut=given.get("the_cut", ""),
        is_as_is=given.get("is_as_is", False),
        is_signed=_is_signed(given),
        workers=given["workers"],
    )
    asked = tuple(filter(None, (*given.get("names", ()), given.get("the_delivery", ""))))
    names = production.delivery_names(asked, is_all=given.get("is_all", False))
    with Progress(is_quiet=given["is_json"]) as progress:
        reports = list(production.films(request, names, progress))
    done = [report for report in reports if report is not None]
    if given["is_json"] and done:
        print_json(done if len(names) > 1 else done[0])
    elif done:
        for line in (line for report in done for line in film_lines(report)):
            click.echo(line)
    if len(done) < len(names):
        click.echo("stopped; nothing is lost, the same command goes on from here", err=True)
        return 130
    if given.get("is_play"):
        production.play(done[0].path)
    return 0


def _is_signed(given: dict[str, Any]) -> bool | None:
    """Whether credentials are asked for, or refused; None: as local.yaml says."""
    yes, no = given.get("is_credentials"), given.get("is_no_credentials")
    if yes and no:
        raise click.UsageError("--credentials and --no-credentials are opposites")
    return True if yes else False if no else None


def _edited(production: Production, given: dict[str, Any]) -> int:
    """What is done to a cut, or said of it, without a film."""
    if given["is_list"]:
        return _list(production, given)
    if given["the_open"]:
        click.echo(production.open_scene(given["the_open"], given["the_cut"] or "main").sentence)
        return 0
    from pipeline.cli.fitting import fit

    return fit(production, given)


def _list(production: Production, given: dict[str, Any]) -> int:
    rows = production.cut_rows(given["the_cut"] or "main")
    if given["is_json"]:
        print_json(rows)
        return 0
    for row in rows:
        source = f"{row.source.start}-{row.source.end}"
        notes = f"  {', '.join(row.notes)}" if row.notes else ""
        click.echo(
            f"{row.number:>4}  {row.start}  {row.end}  {row.shot:<8} {row.take:<10} "
            f"{source:<9}{notes}"
        )
    return 0


def _watch(ctx: click.Context, given: dict[str, Any]) -> int:
    from pipeline.errors import FilmError
    from pipeline.production.filming import FilmRequest
    from pipeline.production.watching import watch

    production = opened(ctx)
    request = FilmRequest(is_delivery=False, cut=given["the_cut"], workers=given["workers"])
    click.echo("watching: every save renders the draft again; Ctrl-C ends", err=True)
    is_to_play = given["is_play"]
    told: tuple[Problem, ...] = ()
    with Progress(is_quiet=given["is_json"]) as progress:
        for report in watch(production, request, progress):
            if isinstance(report, FilmError):
                click.echo("\n".join(report.lines()), err=True)
                told = ()
            elif given["is_json"]:
                print_json(report)
            else:
                is_said = report.problems == told
                click.echo("\n".join(film_lines(report, told if is_said else ())))
                told = report.problems
            if is_to_play and not isinstance(report, FilmError):
                production.play(report.path)
                is_to_play = False
    click.echo("stopped watching", err=True)
    return 130
