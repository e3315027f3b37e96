"""Hand a cut over: one folder with timelines, takes, stems, subtitles and a reference movie."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.leader import leader_frames
from pipeline.cut.looks import Look, delivery_look, draft_look, frame_size
from pipeline.errors import DiskFull
from pipeline.interchange.losses import Lost, summed
from pipeline.interchange.marking import beneath
from pipeline.interchange.sequence import MediaFile, Sequence
from pipeline.interchange.shelf import format_of
from pipeline.media.burning import burn_timecode
from pipeline.media.probe import probe
from pipeline.production.filming import FilmRequest, film
from pipeline.production.handoff_tools import Tool, tool_of
from pipeline.production.pulling import pull, spans_used
from pipeline.production.selecting import Selection
from pipeline.production.sequencing import Hrefs, sequence, timeline_of
from pipeline.production.spotting import SpottingRequest
from pipeline.production.standing_files import Wanted, sequences_for
from pipeline.project.story import Delivery
from pipeline.run.events import Listener
from pipeline.run.interrupt import Interrupt
from pipeline.vault.leftovers import clear_leftovers

if TYPE_CHECKING:
    from pipeline.cut.timeline import Timeline
    from pipeline.production.production import Production

__all__ = ["Handoff", "HandoffRequest", "hand_off"]

MEDIA, SOUND, STEMS, SUBTITLES, REFERENCE = "media", "audio", "stems", "subtitles", "reference"
"""The folders of a handoff."""

CUES = "cues"
"""The folder of sounds that spot themselves, for who works on the sound."""

REFERENCE_WIDTH = 1280
"""Pixels: enough to see what a hand does, little enough to be sent."""


class HandoffRequest(Struct, frozen=True):
    """What is handed over, and to what."""

    tool: str
    cut: str = "main"
    handles: int | None = None
    """Of clips only what the cut uses, with so many frames at either end; None: whole takes."""


class Handoff(Struct, frozen=True):
    """What was handed over."""

    folder: Path
    files: tuple[str, ...]
    """Everything in it, relative to the folder."""
    lost: tuple[Lost, ...]
    """What the formats could not carry, in film order."""
    stand_ins: tuple[str, ...]
    """What is not the real thing yet, in film order."""
    opens: tuple[str, ...]
    """How it is opened, a step a line."""

    @property
    def said(self) -> tuple[str, ...]:
        """What is lost, for a terminal: what many events lose alike is said once."""
        return tuple(summed(self.lost))


def hand_off(production: Production, request: HandoffRequest, listener: Listener) -> Handoff | None:
    """Make the folder; None when Ctrl-C stopped it. Nothing that is there is overwritten.

    It is made aside and gets its name when it is whole; what was rendered for it is kept, so that
    the same command goes on.

    Raises:
        ProjectError: no such program or cut, or an empty cut.
        MediaError: something could not be rendered.
        DiskFull: no room; the half-made folder is gone.
    """
    tool = tool_of(request.tool)
    out = production.home.out
    out.mkdir(parents=True, exist_ok=True)
    clear_leftovers(out, now=time.time())
    aside = Path(mkdtemp(prefix=".handoff-", dir=out))
    try:
        with Interrupt() as stop:
            making = _Making(production, tool, aside, Wanted(aside, listener, stop, MEDIA))
            made = making.whole(request.cut, request.handles)
        if made is None:
            return None
        cut, lost = made
        folder = _named(aside, out, f"handoff-{cut.stem}")
    except OSError as err:
        raise (DiskFull.from_os(err, aside) or err) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Handoff(
        folder=folder,
        files=tuple(_inside(folder)),
        lost=lost,
        stand_ins=tuple(_stand_ins(cut)),
        opens=tuple(step.format(stem=cut.stem) for step in tool.opens),
    )


class _Making:
    """One folder being made."""

    def __init__(self, production: Production, tool: Tool, aside: Path, wanted: Wanted) -> None:
        self.production, self.tool, self.aside, self.wanted = production, tool, aside, wanted

    def whole(self, name: str, handles: int | None) -> tuple[Sequence, tuple[Lost, ...]] | None:
        """Everything in its place; None when Ctrl-C stopped it."""
        production = self.production
        timeline = timeline_of(production, name)
        bare = sequence(production, name, Hrefs(self.aside), timeline)
        windows = {} if handles is None else self._windows(bare, handles)
        hrefs = Hrefs(self.aside, _names(bare.files().values()), windows)
        cut = sequence(production, name, hrefs, timeline)
        formats = [format_of(each) for each in self.tool.formats]
        found = sequences_for(production, (timeline, cut), formats, self.wanted)
        if found is None:
            return None
        lost: list[Lost] = []
        for each in formats:
            written = each.write(found[each.name])
            lost += written.lost
            for file, content in written.files:
                _write(self.aside / file, content)
        for shown in found.values():
            self._bring(shown.files().values())
        if not (self._reference(cut, timeline) and self._cues(cut)):
            return None
        self._tell(cut, tuple(lost))
        return cut, tuple(lost)

    def _windows(self, cut: Sequence, handles: int) -> dict[Path, MediaFile]:
        """What the cut uses of each clip, as files with handles long enough for its transitions."""
        if not spans_used(self.production, cut.name):
            return {}
        handles = max([handles, *(most for track in cut.tracks for most in beneath(track.events))])
        whole = {event.media.path for event in cut.events() if event.media and event.media.frames}
        found: dict[Path, MediaFile] = {}
        folder, chosen = self.aside / MEDIA, Selection()
        for one in pull(self.production, folder, chosen, cut=cut.name, handles=handles):
            take = self.production.vault.find(one.take)
            if take is None or not one.ends or take.path not in whole:
                continue
            frames = Fraction(one.ends - one.begins)
            href = f"{MEDIA}/{one.path.name}"
            info = probe(one.path)
            found[take.path] = MediaFile(href, one.path, info, frames, first=one.begins)
        return found

    def _bring(self, files: Iterable[MediaFile]) -> None:
        """The files that a timeline plays, as copies: an editor may write into what he has."""
        for each in files:
            target = self.aside / each.href
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(each.path, target)

    def _reference(self, cut: Sequence, timeline: Timeline) -> bool:
        """The film as it is meant, with what others lay their work against, stems, subtitles."""
        production = self.production
        stem = f"{cut.stem}_{REFERENCE}"
        plain = self.aside / f"{stem}.mp4"
        request = FilmRequest(
            is_delivery=True,
            is_as_is=True,
            cut=timeline.name,
            look=_look(production, cut.timecode(0)),
            target=plain,
            is_signed=False,
            stop=self.wanted.stop,
        )
        if film(production, request, self.wanted.tell) is None:
            return False
        begins = cut.timecode(-leader_frames(cut.rate))
        whole = self.aside / REFERENCE / plain.name
        whole.parent.mkdir()
        burn_timecode(plain, whole, begins, cut.rate)
        plain.unlink()
        plain.with_suffix(".txt").unlink()
        for path in sorted(self.aside.glob(f"{stem}*")):
            place = STEMS if path.suffix == ".wav" else SUBTITLES
            target = self.aside / place / path.name.replace(f"_{REFERENCE}", "", 1)
            target.parent.mkdir(exist_ok=True)
            path.rename(target)
        return True

    def _cues(self, cut: Sequence) -> bool:
        """For who works on the sound: each as a file that spots itself to the film's timecode."""
        if not self.tool.has_cues:
            return True
        first = cut.timecode(0)
        request = SpottingRequest(self.aside / CUES, cut.name, first, self.wanted.stop)
        return self.production.sound_cues(request, self.wanted.tell) is not None

    def _tell(self, cut: Sequence, lost: tuple[Lost, ...]) -> None:
        """What a person reads first, and what no format carries."""
        lines = [each.sentence for each in lost] or ["nothing is lost"]
        stood = [f"not there yet: {line}" for line in _stand_ins(cut)]
        _write(self.aside / "lost.txt", "\n".join([*lines, *stood, ""]).encode())
        steps = [f"{n}. {step.format(stem=cut.stem)}" for n, step in enumerate(self.tool.opens, 1)]
        text = [f"{cut.title}, cut {cut.name} {cut.version}, for {self.tool.title}", "", *steps, ""]
        text += [f"{name}  {said}" for name, said in _ABOUT.items() if (self.aside / name).exists()]
        _write(self.aside / "README.txt", "\n".join([*text, ""]).encode())


_ABOUT = {
    MEDIA: "the takes that the cut uses, under their take names, and what had to be rendered",
    SOUND: "music, effects and lines",
    CUES: "each sound dry, with its start in the BWF header; their list is an EDL",
    STEMS: "the mix in parts; they begin with the reference movie, 2-pop and all",
    SUBTITLES: "the lines, in each language",
    REFERENCE: "the film as it is meant: slate, 2-pop, record timecode, take names",
    "lost.txt": "what the timelines do not say, event by event",
}


def _look(production: Production, first: str) -> Look:
    """A draft that others can work against: larger, with a leader, timecode and stems."""
    project = production.project
    delivery = next(iter(project.deliveries.values()), Delivery("main"))
    look = draft_look(project, delivery)
    meant = delivery_look(project, delivery).width
    width, height = frame_size(min(meant, REFERENCE_WIDTH), project.aspect)
    return replace(
        look,
        width=width,
        height=height,
        crf=23,
        preset="veryfast",
        is_draft=False,
        has_slate=True,
        timecode=first,
        side=project.languages,
        mastering=replace(look.mastering, has_stems=True),
    )


def _names(files: Iterable[MediaFile]) -> Mapping[Path, str]:
    """Where each file lies in the folder: under its own name, numbered where two share one."""
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for each in files:
        place = PurePosixPath(SOUND if each.info.kind == "audio" else MEDIA) / each.path.name
        name, number = place, 2
        while name.as_posix().casefold() in taken:
            name = place.with_name(f"{place.stem}_{number}{place.suffix}")
            number += 1
        taken.add(name.as_posix().casefold())
        names[each.path] = name.as_posix()
    return names


def _stand_ins(cut: Sequence) -> Iterator[str]:
    for event in cut.events():
        if event.stand_in:
            yield f"{cut.timecode(event.record.start)} {event.name}: {event.stand_in}"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _named(aside: Path, out: Path, stem: str) -> Path:
    """Give the folder its name: the first that is free."""
    number = 1
    while True:
        folder = out / (stem if number == 1 else f"{stem}_{number}")
        if not folder.exists():
            aside.chmod(0o755)
            aside.rename(folder)
            return folder
        number += 1


def _inside(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()
