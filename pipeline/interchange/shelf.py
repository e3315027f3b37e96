"""Every format that there is, found by the name of its file."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from msgspec import Struct

from pipeline.errors import ProjectError
from pipeline.interchange import formats
from pipeline.interchange.losses import Written, to_render
from pipeline.interchange.reading import Known, Reading
from pipeline.interchange.sequence import Event, Sequence

__all__ = ["Format", "format_in", "format_names", "format_of"]

_HEAD = 8192
"""Bytes in which a format shows itself."""


class Format(Struct, frozen=True):
    """A format: what it can say, and how it is written."""

    name: str
    title: str
    carries: frozenset[str]
    write: Callable[[Sequence], Written]
    refuses: Callable[[Event, Sequence], str] | None = None
    read: Callable[[bytes, Known], Reading] | None = None
    """What reads it back; None: it only goes out."""
    endings: tuple[str, ...] = ()
    """How names of such files end."""
    sign: bytes = b""
    """What stands in the first lines of every one of them."""
    is_log: bool = False
    """It lists takes and plays nothing, so that it cannot lie about an event."""

    def to_render(self, event: Event, sequence: Sequence) -> str:
        """Why it would lie about this event, so that it must be rendered; empty: it would not."""
        if self.is_log:
            return ""
        said = to_render(event, self.carries, sequence.rate)
        return said or (self.refuses(event, sequence) if self.refuses else "")


def format_names() -> tuple[str, ...]:
    """The names of all formats, in alphabetical order."""
    files = (path.stem for root in formats.__path__ for path in Path(root).glob("*.py"))
    return tuple(sorted(name for name in files if not name.startswith("_")))


def format_of(name: str) -> Format:
    """The format of that name.

    Raises:
        ProjectError: there is none.
    """
    if name not in format_names():
        known = ", ".join(format_names())
        raise ProjectError(f"there is no format '{name}'", fix=f"the formats are: {known}")
    module = import_module(f"pipeline.interchange.formats.{name}")
    return Format(
        module.NAME,
        module.TITLE,
        module.CARRIES,
        module.write,
        getattr(module, "refuses", None),
        getattr(module, "read", None),
        getattr(module, "ENDINGS", ()),
        getattr(module, "SIGN", b""),
        is_log=getattr(module, "IS_LOG", False),
    )


def format_in(path: Path, data: bytes) -> Format:
    """The format of a file that came back, by how its name ends and how it begins.

    Raises:
        ProjectError: none that is read back.
    """
    known = [found for found in map(format_of, format_names()) if found.read is not None]
    for found in known:
        if path.suffix.lower() in found.endings and found.sign in data[:_HEAD]:
            return found
    names = ", ".join(f"{each.title} ({' '.join(each.endings)})" for each in known)
    raise ProjectError(f"{path.name} is no timeline that is read back", fix=f"these are: {names}")
