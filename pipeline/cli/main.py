"""The program ``rushes`` and the table of its commands; each is loaded when it is called."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TextIO

import click

from pipeline.stages import ORDER

__all__ = ["COMMANDS", "SECTIONS", "STAGES", "program"]

SECTIONS = {
    "Every day": {
        "init": "Begin a film: from a template, from pictures, or from a list.",
        "check": "Read everything that is written; say all that is wrong at once.",
        "plan": "Say what would be made, by whom, why, and for how much.",
        "make": "Make all that is missing, then the default delivery. Resumes.",
        "status": "Say where the film stands.",
        "why": "Explain one shot: what stands, what would be made, and why.",
        "log": "Show what happened, newest first.",
        "undo": "Take back the last change to cuts, picks, notes or board.",
    },
    "The stages of `make`, in order": {entry.name: entry.sentence for entry in ORDER},
    "Watch and choose": {
        "review": "Watch and choose takes in a page of your browser.",
        "takes": "List the takes of a shot.",
        "play": "Open the film or a shot in your player.",
        "circle": "Mark the take to use.",
        "maybe": "Mark a take as a possibility.",
        "reject": "Mark a take as no good, with a reason.",
        "keep": "Say that an outdated take is fine.",
        "approve": "Close a shot: nothing remakes it.",
        "open": "Open an approved shot again.",
        "note": "Say something about a frame of a take, or a place of the cut.",
        "notes": "List what was said, in film order.",
        "qc": "Check takes for technical faults, the worst first.",
    },
    "Other takes, and more of them": {
        "retake": "Ask for more takes of a shot.",
        "extend": "Have a clip go on for longer.",
        "edit": "Change the chosen panels by words, and judge each.",
        "upscale": "Have a take made larger, in the place of the smaller one.",
        "compare": "Send a shot's order to several generators, side by side.",
        "remaster": "Make the clips of the cut again, in a cut of their own.",
    },
    "Footage from elsewhere": {
        "adopt": "Make files from elsewhere takes of their shots.",
        "bin": "List and find the takes that have no shot yet.",
        "assign": "Give takes of the bin, or of another shot, a shot.",
        "locate": "Say where offline takes lie.",
    },
    "Generators, orders and money": {
        "backends": "List the generators, and examine the film's own.",
        "trust": "Allow the programs that this film's generators name.",
        "collect": "Bring what was ordered and is ready.",
        "cancel": "Stop orders under way, and say what that costs.",
        "assume-lost": "Give up an order whose answer was lost.",
        "report": "Show what was made, what is used, what it cost and will cost.",
    },
    "The cut": {
        "trim": "Set in and out of a shot in the cut.",
        "move": "Move an event of the cut before or after another.",
        "lock": "Close a cut or a scene: the program does not write it.",
        "unlock": "Open a locked cut or scene again.",
        "beats": "Listen to music and write its beats to a file that you edit.",
        "merge-cut": "Merge two versions of a cut, line by line; git calls it.",
    },
    "For other people and programs": {
        "sheet": "Write the storyboard as PDF, or a contact sheet of takes.",
        "shots": "List the shots, write them to a table, or take it back in.",
        "text": "Write all words to a table for translators; take it back in.",
        "pull": "Write the windows that the cut uses as files, with handles.",
        "handoff": "Make one folder for an editor, a colourist or a mixer.",
        "readback": "Read back what an editor made of a cut, as a cut of its own.",
    },
    "The film's files": {
        "rename": "Give a shot another id, footage and all.",
        "fmt": "Rewrite shots in the long or the short form.",
        "schema": "Write the JSON Schema of film.yaml for editors.",
        "archive": "Put the whole film into one zip.",
        "unarchive": "Make an archived film whole again.",
        "sweep": "Free disk space: remove derived files that no cut uses.",
    },
}
"""Every command under the heading of its moment, with the sentence that help shows."""

COMMANDS = tuple(name for section in SECTIONS.values() for name in section)

STAGES = {entry.name: entry for entry in ORDER}


class Rooms(click.Group):
    """A group whose commands are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name in STAGES:
            from pipeline.cli.stage import stage_command

            return stage_command(STAGES[cmd_name])
        if cmd_name in COMMANDS:
            module = import_module(f"pipeline.cli.{cmd_name.replace('-', '_')}_")
            command: click.Command = module.command
            return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections of help from the tables, importing no command."""
        del ctx
        widest = max(map(len, COMMANDS))
        for heading, commands in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl(
                    [(name.ljust(widest), sentence) for name, sentence in commands.items()]
                )

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
    """From a storyboard in YAML to a finished film; whatever is interrupted, resumes.

    A film in a minute: `rushes init myfilm --template trailer`, `rushes -p myfilm make`.
    Each command says more with `--help`.
    """
    del events  # whoever shows the progress of a run writes them: pipeline/cli/lines.py
    ctx.obj = folder
