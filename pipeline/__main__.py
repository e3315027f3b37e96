"""The program: runs the command line and shows errors once, without a traceback."""

from __future__ import annotations

import gc
import sys
from io import TextIOWrapper

__all__ = ["main"]

GARBAGE = 200_000
"""Objects between two looks for garbage: a command makes many values and few circles of them.

A fifth of the time of looking at 10,000 shots went into looking for what is not there."""
REPORT = "this is a fault in rushes itself; please report it with the lines above"


def main() -> None:
    """Run ``rushes`` and leave with its exit code: 0, the error's own, 130 after Ctrl-C, 70."""
    gc.set_threshold(GARBAGE)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that is no text is still said
    from pipeline.cli.main import program
    from pipeline.errors import FilmError

    try:
        code = program.main(prog_name="rushes", standalone_mode=False)
    except FilmError as err:
        sys.stderr.write("\n".join(err.lines()) + "\n")
        sys.exit(err.exit_code)
    except Exception as err:  # noqa: BLE001  # the outermost wall
        sys.exit(_unforeseen(err))
    finally:
        gc.freeze()  # or leaving would look through everything once more: 0.07 s of a `status`
    sys.exit(code if isinstance(code, int) else 0)


def _unforeseen(err: Exception) -> int:
    """What click, a closed pipe, a full disk or a fault of ours leaves with."""
    import click

    match err:
        case click.exceptions.Exit():
            return err.exit_code
        case click.exceptions.Abort():
            sys.stderr.write("\nstopped; nothing is lost, the same command goes on from here\n")
            code = 130
        case click.ClickException():
            err.show()
            code = err.exit_code
        case BrokenPipeError():
            sys.stderr.close()
            code = 141
        case OSError():
            code = _refused_by_the_system(err)
        case _:
            code = _reported(err)
    return code


def _refused_by_the_system(err: OSError) -> int:
    """One sentence for what the system refuses: no room, no permission, a folder for a file."""
    import errno
    import os

    from pipeline.errors import DiskFull

    if err.errno in (errno.ENOSPC, errno.EDQUOT):
        sys.stderr.write(
            "the disk is full: nothing is lost\n"
            "  fix: free some room (`rushes sweep` helps) and type the same command again\n"
        )
        return DiskFull.exit_code
    if isinstance(err, PermissionError):
        name = err.filename
        is_closed = os.path.exists(name) and not os.access(name, os.R_OK)  # noqa: PTH110
        done = "read" if is_closed else "written"
        sys.stderr.write(f"{name} cannot be {done}: no permission\n  fix: change its permissions\n")
        return 1
    if err.errno == errno.EROFS:
        sys.stderr.write(
            f"{err.filename} cannot be written: its disk is read-only\n"
            "  fix: copy the film to where you may write\n"
        )
        return 1
    if err.filename is not None and err.strerror:
        sys.stderr.write(f"{err.filename}: {err.strerror.lower()}\n  fix: look what lies there\n")
        return 1
    return _reported(err)


def _reported(err: Exception) -> int:
    import traceback

    traceback.print_exception(err)
    sys.stderr.write(REPORT + "\n")
    return 70


if __name__ == "__main__":
    main()
