"""The program ``rushes`` and the table of its commands; each is loaded when it is called."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TextIO

import click

from pipeline.stages import ORDER

__all__ = ["COMMANDS", "program"]

COMMANDS = {
    "init": "Begin a film: from a template, a folder of pictures, or a list of shots.",
    "check": "Read everything that is written and say what is wrong, all at once.",
    "fmt": "Rewrite shots in the long or the short form.",
    "plan": "Say per shot and stage what would happen, and why, before anything happens.",
    "make": "Make all that is missing, then the default delivery. Resumes.",
    "status": "Say where the film stands.",
    "why": "Explain one shot: what stands, what would be made, and the reasons.",
    "log": "Show what happened, newest first.",
    "report": "Show the yield: what was made, what is used, what it cost and will cost.",
    "takes": "List the takes of a shot.",
    "review": "Watch and choose takes in a page of your browser.",
    "play": "Open the film or a shot in your player.",
    "circle": "Mark the take to use.",
    "maybe": "Mark a take as a possibility.",
    "reject": "Mark a take as no good, with a reason.",
    "approve": "Close a shot: nothing remakes it.",
    "open": "Open an approved shot again.",
    "note": "Say something about a frame of a take, or a place of the cut.",
    "notes": "List what was said, in film order.",
    "qc": "Check takes for technical faults, the worst first.",
    "keep": "Say that an outdated take is fine.",
    "collect": "Bring what was ordered and is ready.",
    "cancel": "Stop orders under way, and say what that costs.",
    "retake": "Ask for more takes of a shot.",
    "upscale": "Have a take made larger; it takes the place of the one it was made from.",
    "pull": "Write the windows that the cut uses as files, with handles.",
    "remaster": "Make the clips of the cut again with another generator, in a cut of their own.",
    "edit": "Change the chosen panels by words, and judge each.",
    "extend": "Have a clip go on for longer.",
    "compare": "Send a shot's order to several generators, side by side.",
    "adopt": "Make files from elsewhere takes of their shots.",
    "bin": "List and find the takes that have no shot yet.",
    "assign": "Give takes of the bin, or of another shot, a shot.",
    "assume-lost": "Give up an order whose answer was lost.",
    "move": "Move an event of the cut before or after another.",
    "trim": "Set in and out of a shot in the cut.",
    "lock": "Close a cut or a scene: the program does not write it.",
    "unlock": "Open a locked cut or scene again.",
    "readback": "Read back what an editor made of a cut, as a cut of its own.",
    "merge-cut": "Merge two versions of a cut, line by line; git calls it.",
    "rename": "Give a shot another id, footage and all.",
    "sheet": "Write the storyboard as PDF, or a contact sheet of takes.",
    "shots": "List the shots, write them to a table, or take it back in.",
    "text": "Write the words of the film to a table for translators, or take it back in.",
    "beats": "Listen to music and write its beats to a file that you edit.",
    "handoff": "Make one folder for another program: timeline, takes, stems, reference movie.",
    "locate": "Say where offline takes lie.",
    "undo": "Take back the last change to cuts, picks, notes or board.",
    "trust": "Allow the programs that this film's generators name.",
    "archive": "Put the whole film into one zip.",
    "unarchive": "Make an archived film whole again.",
    "sweep": "Free disk space: remove derived files that no cut uses.",
    "backends": "List the generators, and examine the film's own.",
    "schema": "Write the JSON Schema of film.yaml for editors.",
}
"""Every command that is not a stage, with the sentence that help shows."""


class Rooms(click.Group):
    """A group whose commands are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [*COMMANDS, *(entry.name for entry in ORDER)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name in COMMANDS:
            module = import_module(f"pipeline.cli.{cmd_name.replace('-', '_')}_")
            command: click.Command = module.command
            return command
        for entry in ORDER:
            if entry.name == cmd_name:
                from pipeline.cli.stage import stage_command

                return stage_command(entry)
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections of help from the tables, importing no command."""
        del ctx
        with formatter.section("Stages, in order"):
            formatter.write_dl([(entry.name, entry.sentence) for entry in ORDER])
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or suggest the nearest one."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1, cutoff=0.7)
            hint = f" Did you mean '{close[0]}'?" if close else " Try 'rushes --help'."
            raise click.UsageError(f"there is no command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Rooms,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "-p",
    "--project",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The film's folder (default: the one at or above here that holds film.yaml).",
)
@click.option(
    "--events",
    type=click.File("w", encoding="utf-8"),
    help="Write what a run does to this file (-: standard output), one JSON line an event.",
)
@click.version_option(package_name="rushes", prog_name="rushes")
@click.pass_context
def program(ctx: click.Context, folder: Path | None, events: TextIO | None) -> None:
    """From a storyboard in YAML to a finished film; whatever is interrupted, resumes."""
    del events  # whoever shows the progress of a run writes them: pipeline/cli/lines.py
    ctx.obj = folder
