"""Read back what an editor made of a cut: what is different, and a new cut that plays it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.differing import Difference, difference
from pipeline.cut.played import Played, played
from pipeline.cut.timeline import Clip, Footage, Timeline
from pipeline.errors import ProjectError
from pipeline.facts import Take, TakeRef
from pipeline.interchange.marking import mark_of, tail_of
from pipeline.interchange.otioz import BUNDLE, content_of
from pipeline.interchange.reading import Known, Reading
from pipeline.interchange.sequence import Sequence as Sent
from pipeline.interchange.shelf import Format, format_in
from pipeline.production.choosing import refuse_no_name
from pipeline.production.like_text import full_text, like_text
from pipeline.production.pieces import Piece, events_of, pieces_of, written_out
from pipeline.production.planning import cut_of
from pipeline.production.rebuilt_cut import Base, Rebuilt, rebuilt
from pipeline.production.recutting import lasting_for
from pipeline.production.sequencing import Hrefs, first_frame, sequence
from pipeline.project.cut_file import context_of, read_cut_text
from pipeline.project.cut_like import made_like
from pipeline.project.edit import Cut, Picks, ShotEvent
from pipeline.project.splices import put_texts

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["CameBack", "readback"]

_LARGEST = 128 * 1024 * 1024
"""Bytes of a timeline; a film of a thousand shots has two million."""
_VERSION = re.compile(r"(?P<cut>.+)-v(?P<version>\d+)")


class CameBack(Struct, frozen=True):
    """What an editor's timeline says."""

    cut: str
    """The cut that was written."""
    like: str
    """The cut that it differs from."""
    path: Path
    is_like: bool
    """Whether it is written as changes of that cut."""
    difference: Difference
    absent: tuple[str, ...] = ()
    """Takes that are asked for and not here."""
    small: tuple[str, ...] = ()
    """Windows whose take is smaller than the film is delivered."""
    beyond: tuple[str, ...] = ()
    """What a cut cannot say."""
    news: tuple[str, ...] = ()


def readback(production: Production, files: Sequence[Path], name: str = "") -> CameBack:
    """Write the cut that plays what an editor's file plays; the cut that went out stays.

    Several files are those of one timeline in a format with a track a file, the lowest first.

    Raises:
        ProjectError: no such file, none that is read back, or the name is taken.
    """
    project, file = production.project, files[0]
    known = Known(project.fps, first_frame(project))
    read = [_read(each, known) for each in files]
    found, reading = read[0][0], _joined([each for _, each in read])
    _must_fit(reading, project.fps)
    sent = _VERSION.match(reading.name)
    like = sent["cut"] if sent and sent["cut"] in project.cuts else "main"
    name = _free_name(production, name or re.sub(r"[^\w-]+", "-", file.stem).strip("-"), like)
    bench = _Bench(production, like, found)
    made = rebuilt(reading, bench.base)
    pieces = bench.settled(made)
    text, is_like = bench.text(name, pieces, f"read back from {_plain(file.name)}")
    path = production.folder / "cuts" / f"{name}.yaml"
    said = f"{file.name} is read back as {name}"
    put_texts({path: text.encode()}, said, folder=production.folder, home=production.home.state)
    timeline = bench.plays(bench.recut(pieces))
    return CameBack(
        cut=name,
        like=like,
        path=path,
        is_like=is_like,
        difference=difference(played(bench.timeline), played(timeline), project.fps),
        absent=tuple(_absent(bench.takes, made.asked)),
        small=tuple(_small(timeline, bench.sequence)),
        beyond=(*made.beyond, *_overrun(timeline)),
        news=tuple(_news(reading, bench, sent["version"] if sent else "")),
    )


def _read(file: Path, known: Known) -> tuple[Format, Reading]:
    data = _opened(file)
    found = format_in(file.with_suffix(".otio") if _is_bundle(file) else file, data)
    assert found.read is not None  # noqa: S101 - only such are found
    return found, found.read(data, known)


def _joined(readings: Sequence[Reading]) -> Reading:
    """The tracks of several files as one timeline.

    Raises:
        ProjectError: one of them is a whole timeline by itself.
    """
    if len(readings) == 1:
        return readings[0]
    if not all(each.is_partial for each in readings):
        fix = "give one file; only an EDL has a file for each track"
        raise ProjectError("several timelines are not one cut", fix=fix)
    return replace(
        readings[0],
        tracks=tuple(track for each in readings for track in each.tracks),
        is_partial=False,
        beyond=tuple(line for each in readings for line in each.beyond),
    )


def _is_bundle(file: Path) -> bool:
    return file.suffix.lower() == f".{BUNDLE}"


def _opened(file: Path) -> bytes:
    try:
        if _is_bundle(file):
            return content_of(file, _LARGEST)
        if file.stat().st_size > _LARGEST:
            raise ProjectError(
                f"{file.name} is larger than any timeline", fix="export the timeline without media"
            )
        return file.read_bytes()
    except OSError as err:
        why = "there is no such file" if isinstance(err, FileNotFoundError) else str(err.strerror)
        raise ProjectError(f"{file} cannot be read: {why}", fix="name the editor's file") from err


def _plain(text: str) -> str:
    return " ".join(text.split())


def _free_name(production: Production, name: str, like: str) -> str:
    """The name of the new cut.

    Raises:
        ProjectError: it is no name, or a cut has it already.
    """
    refuse_no_name(name)
    taken = (production.folder / "cuts" / f"{name}.yaml").exists()
    if taken or name in ("main", like):
        raise ProjectError(
            f"there is a cut '{name}' already; what comes back is always a cut of its own",
            fix=f"--name {name}-2, or move cuts/{name}.yaml away",
        )
    return name


def _must_fit(reading: Reading, rate: Fraction) -> None:
    """See that it is counted as the film is.

    Raises:
        ProjectError: it has another rate, so that every length would be another.
    """
    if reading.rate is not None and reading.rate != rate:
        theirs, ours = float(reading.rate), float(rate)
        raise ProjectError(
            f"the timeline has {theirs:g} pictures a second and the film {ours:g}",
            fix="set the project in the editor to the film's rate, and export it once more",
        )
    if not any(track.events for track in reading.tracks):
        raise ProjectError(
            "the timeline shows no picture", fix="export the sequence with its clips"
        )


class _Bench:
    """The cut that went out, and what it plays."""

    def __init__(self, production: Production, like: str, found: Format) -> None:
        self.project = production.project
        self.cut = cut_of(self.project, like)
        self.takes = [take for each in production.vault.all().values() for take in each]
        self.timeline = self.plays(self.cut)
        hrefs = Hrefs(production.home.out)
        self.sequence = sequence(production, like, hrefs, self.timeline)
        self.pieces = pieces_of(self.project, self.cut)
        self.base = self._base(found)

    def _base(self, found: Format) -> Base:
        tracks = self.sequence.tracks
        overs = {over.event.where: over for piece in self.pieces for over in piece.overs}
        return Base(
            pieces=self.pieces,
            tracks=tuple(track.events for track in tracks),
            marks=tuple(
                tuple(
                    mark_of(event, tail_of(track.events, at))
                    for at, event in enumerate(track.events)
                )
                for track in tracks
            ),
            overs=tuple(
                tuple(overs.get(clip.where) for _, clip in track.placed())
                for track in self.timeline.overlays
            ),
            shots=frozenset(self.project.shots),
            carries=found.carries,
        )

    def plays(self, cut: Cut) -> Timeline:
        """The cut as it would play."""
        return assemble(self.project, cut, self.project.picks or Picks(), self.takes)

    def recut(self, pieces: Iterable[Piece]) -> Cut:
        """The cut with those events, and everything else as it is."""
        events = tuple(events_of(pieces))
        return replace(self.cut, events=events, like="", changes=(), is_written=True)

    def settled(self, made: Rebuilt) -> tuple[Piece, ...]:
        """The pieces, each held to the length that came back.

        An event ``until bar 9`` becomes longer when the one before it is trimmed; here it does not.
        """
        items = [clip for _, clip in self.plays(self.recut(made.pieces)).picture.placed()]
        if len(items) != len(made.pieces):
            return tuple(made.pieces)
        lengths = (end - begin for begin, end in pairwise([*made.begins, made.end]))
        all_ = zip(made.pieces, items, lengths, strict=True)
        return tuple(_held(piece, clip, frames) for piece, clip, frames in all_)

    def text(self, name: str, pieces: Sequence[Piece], comment: str) -> tuple[str, bool]:
        """The file of the cut, as changes of the other where that says the same."""
        wanted = played(self.plays(self.recut(pieces)))
        named = written_out(self.project, self.cut).named
        text = like_text(name, pieces, (self.cut.name, self.pieces, named), comment)
        if text is not None and self._played(name, text) == wanted:
            return text, True
        return full_text(name, pieces, self.cut, comment), False

    def _played(self, name: str, text: str) -> Played | None:
        """What a text plays, read as the program reads it; None where it cannot be read."""
        context = context_of(self.project)
        cut, problems = read_cut_text(text, context, Path("cuts") / f"{name}.yaml")
        made, faults = made_like({**self.project.cuts, name: cut}, context)
        is_faulty = any(not each.is_warning for each in (*problems, *faults))
        return None if is_faulty else played(self.plays(made[name]))


def _held(piece: Piece, clip: Clip, frames: int) -> Piece:
    """The piece, that long."""
    picture = piece.picture
    if clip.frames == frames or not isinstance(picture, ShotEvent) or not clip.window.is_plain:
        return piece
    start, speed = clip.source_range.start, clip.window.speed[0][1]
    plain = replace(picture, until="", hold=0, loop=1)
    return replace(piece, picture=lasting_for(plain, start, frames, speed))


def _absent(takes: Iterable[Take], asked: Iterable[TakeRef]) -> Iterator[str]:
    """The takes that are asked for and not on this machine."""
    here = {take.ref: take for take in takes}
    for ref in asked:
        take = here.get(ref)
        if take is None:
            yield f"{ref}: there is no such take"
        elif take.is_offline:
            yield f"{ref} is offline"


def _small(timeline: Timeline, sent: Sent) -> Iterator[str]:
    """The windows whose take has fewer pixels than the film is delivered with, take by take."""
    windows: dict[str, list[str]] = {}
    for _, clip in timeline.clips():
        media = clip.media
        if not isinstance(media, Footage):
            continue
        width, height = media.info.width, media.info.height
        if width < sent.width and height < sent.height:
            size = f"{width}x{height} in a film of {sent.width}x{sent.height}"
            window = f"{clip.source_range.start}-{clip.source_range.end}"
            windows.setdefault(f"{media.take}: {size}", []).append(window)
    for what, used in windows.items():
        yield f"{what}, frames {' '.join(dict.fromkeys(used))}"


def _overrun(timeline: Timeline) -> Iterator[str]:
    """The windows that go on where their take has ended."""
    return (problem.message for problem in timeline.short)


def _news(reading: Reading, bench: _Bench, version: str) -> Iterator[str]:
    like = bench.cut.name
    now = bench.sequence.version
    if version and f"v{version}" != now:
        yield f"it went out as v{version} of {like}; what differs is told of {now}, as it is now"
    if reading.has_sound:
        yield f"its sound is not read back: the cut sounds as {like} does"
