"""Write a cut as timelines for other programs, beside the films of ``out/``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.errors import DiskFull, MediaError
from pipeline.interchange.losses import Lost, summed
from pipeline.interchange.otioz import BUNDLE, pack
from pipeline.interchange.sequence import Sequence as Cut
from pipeline.interchange.shelf import format_of
from pipeline.media.digests import digest_of
from pipeline.production.sequencing import Hrefs, sequence, timeline_of
from pipeline.production.standing_files import Wanted, sequences_for
from pipeline.run.events import Listener, silent

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["Timelines", "put_together", "write_timelines"]


class Timelines(Struct, frozen=True):
    """Timelines that were written."""

    files: tuple[Path, ...]
    rendered: tuple[Path, ...]
    """Files that stand for events which a format would show wrongly."""
    lost: tuple[Lost, ...]
    """What could not be carried, format by format, in film order."""

    @property
    def said(self) -> tuple[str, ...]:
        """The same for a person at a terminal: what many events lose alike is said once."""
        return tuple(summed(self.lost))


def write_timelines(
    production: Production, names: Iterable[str], cut: str, tell: Listener = silent
) -> Timelines | None:
    """Write the cut in each of the formats; a file that is there and differs stays.

    None when Ctrl-C stopped it: the files that were rendered are kept.

    Raises:
        ProjectError: no such format or cut, or an empty cut.
        MediaError: an event could not be rendered.
    """
    asked = tuple(dict.fromkeys(names))
    formats = [format_of(name) for name in dict.fromkeys(map(_written_as, asked))]
    out = production.home.out
    timeline = timeline_of(production, cut)
    shown = (timeline, sequence(production, cut, Hrefs(out), timeline))
    found = sequences_for(production, shown, formats, Wanted(out, tell))
    if found is None:
        return None
    files: list[Path] = []
    lost: list[Lost] = []
    rendered: dict[Path, None] = {}
    for name in asked:
        shape = found[_written_as(name)]
        if name == BUNDLE:
            path, without = _bundled(out, shape)
            files.append(path)
            lost += without
            continue
        written = format_of(name).write(shape)
        lost += written.lost
        files += put_together(out, written.files)
        events = shape.events()
        rendered |= dict.fromkeys(event.rendered.path for event in events if event.rendered)
    return Timelines(tuple(files), tuple(rendered), tuple(lost))


def _written_as(name: str) -> str:
    """The format that a name is of: a bundle holds OpenTimelineIO."""
    return "otio" if name == BUNDLE else name


def _bundled(out: Path, shape: Cut) -> tuple[Path, tuple[Lost, ...]]:
    """Write the bundle with all files, unless the same is there already."""
    aside = out / f".{shape.stem}.{os.getpid()}.{BUNDLE}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        lost = pack(shape, aside)
        number = 1
        path = out / f"{shape.stem}.{BUNDLE}"
        while path.exists() and digest_of(path) != digest_of(aside):
            number += 1
            path = _numbered(out / f"{shape.stem}.{BUNDLE}", number)
        aside.replace(path)
    except OSError as err:
        raise (DiskFull.from_os(err, out) or _unread(err)) from None
    finally:
        aside.unlink(missing_ok=True)
    return path, lost


def _unread(err: OSError) -> MediaError:
    fix = "bring the file back, or write `otio`, which holds no media"
    return MediaError(f"{err.filename or 'a file'} cannot be put in: {err.strerror}", fix=fix)


def put_together(out: Path, files: Sequence[tuple[str, bytes]]) -> Iterator[Path]:
    """Write the files of one format, all of them under names that are free together."""
    number = 1
    while not all(_is_free(out / _nth(name, number), content) for name, content in files):
        number += 1
    for name, content in files:
        path = out / _nth(name, number)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as err:
            raise (DiskFull.from_os(err, path) or err) from None
        yield path


def _nth(name: str, number: int) -> Path:
    """A file's name with its number; files of a folder keep theirs, and the folder has it."""
    top, *below = Path(name).parts
    return Path(_numbered(Path(top), number), *below)


def _numbered(path: Path, number: int) -> Path:
    """``main-v3.otio``, then ``main-v3_2.otio``."""
    return path if number == 1 else path.with_name(f"{path.stem}_{number}{path.suffix}")


def _is_free(path: Path, content: bytes) -> bool:
    return not path.exists() or path.read_bytes() == content
