"""For the sound mixer: every sound of a cut as a file that spots itself, and the list of them.

A file's time reference is where it begins in the film, so that a workstation puts it there by
itself; the list (CMX3600, sound events alone) says the same in timecode, and what the cut does with
each: gain, fades, pan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.cut.clock import MIX_RATE, sample_of
from pipeline.cut.cue_files import dry, write_cue
from pipeline.cut.film import FilmPlan
from pipeline.cut.looks import draft_look
from pipeline.errors import MediaError
from pipeline.facts import Json
from pipeline.plan.jobs import Recipe
from pipeline.production.crew import crew
from pipeline.production.filming import PERFORMERS, plan_of, suffix_of
from pipeline.production.plain import said_name
from pipeline.project.story import Delivery
from pipeline.run.events import Listener
from pipeline.run.interrupt import Interrupt
from pipeline.run.pieces import Piece, Tools, perform
from pipeline.timecode import drops_frames, frames_of_seconds, record_frame, record_timecode
from pipeline.vault.derived import Derived

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["FIRST", "Spotted", "Spotting", "SpottingRequest", "write_sound_cues"]

FIRST = "01:00:00:00"
"""Where a film begins, unless somebody says otherwise."""
_ENDING = ".wav"
_NAME = re.compile(r"[^0-9A-Za-z_-]+")


class Spotted(Struct, frozen=True):
    """One sound of the film as a file."""

    path: Path
    start: int
    """The film's frame that it begins in."""
    end: int
    begin: int
    """Its first sample since midnight: the file's own time reference."""
    source: str
    """The author's file, or the take, that it was cut out of."""
    words: tuple[str, ...]
    """What the cut does with it, and the file does not: gain, fades, pan."""


class Spotting(Struct, frozen=True):
    """What was written for the mixer."""

    sounds: tuple[Spotted, ...]
    listing: Path
    """The list of them, ``.edl``."""


class SpottingRequest(Struct, frozen=True):
    """What is to be written for the mixer."""

    into: Path
    """The folder; made when it is not there."""
    cut: str = "main"
    first: str = FIRST
    """The timecode of the film's first frame."""
    stop: Interrupt | None = None
    """Who says that it shall stop; None listens to Ctrl-C."""


def write_sound_cues(
    production: Production, request: SpottingRequest, listener: Listener
) -> Spotting | None:
    """Write one Broadcast WAV a sound, and the list of them; None: Ctrl-C stopped it.

    Each file is dry: as it was recorded, cut to where it is heard, 48 kHz, 24 bits.

    Raises:
        ProjectError: there is no such cut.
        MediaError: a sound cannot be read.
        DiskFull: no room.
    """
    into, cut, first = request.into, request.cut, request.first
    planned = _planned(production, cut)
    made = _ready(production, planned, listener, request.stop)
    if made is None:
        return None
    into.mkdir(parents=True, exist_ok=True)
    rate = planned.timeline.rate
    zero = sample_of(record_frame(first, rate), rate)
    files = {sound.key: next(iter(sound.inputs.values())) for sound in planned.mix.sounds}
    sounds = []
    for number, cue in enumerate(planned.mix.recipe["cues"], 1):
        source = files[cue["sound"]]
        name = _NAME.sub("_", said_name(source).rpartition(".")[0]).strip("_") or "sound"
        path = into / f"{number:03d}_{cue['bus']}_{name}{_ENDING}"
        recipe = dry(cue, made[cue["sound"]])
        begin = zero + cue["start"]
        write_cue(recipe, made[cue["sound"]], path, about=path.stem, begin=begin)
        start, end = (
            frames_of_seconds(Fraction(at, MIX_RATE), rate)
            for at in (cue["start"], cue["start"] + recipe["samples"])
        )
        told = _told(source, production.folder)
        sounds.append(Spotted(path, start, max(end, start + 1), begin, told, tuple(_words(cue))))
    listing = into / f"{cut}_sound.edl"
    listing.write_text(_listing(cut, sounds, (first, rate)), encoding="utf-8")
    return Spotting(tuple(sounds), listing)


def _planned(production: Production, cut: str) -> FilmPlan:
    """The film as a draft of the cut is planned: its sounds are those of every delivery."""
    delivery = next(iter(production.project.deliveries.values()), Delivery("main"))
    return plan_of(production, draft_look(production.project, delivery), cut)


def _ready(
    production: Production, planned: FilmPlan, listener: Listener, stop: Interrupt | None
) -> Mapping[str, Path] | None:
    """Every sound of the film decoded, by its key."""
    pieces = [
        Piece(
            key=work.key,
            suffix=suffix_of(work),
            recipe=Recipe(work.performer, work.recipe),
            inputs=work.inputs,
            needs=(),
        )
        for work in planned.jobs
        if work.performer == "cut.sound"
    ]
    derived = Derived(production.home.derived)
    with (
        nullcontext(stop) if stop else Interrupt() as stopped,
        derived.in_use(),
        crew() as workers,
    ):
        done = perform(pieces, Tools(workers, derived, PERFORMERS, listener, stopped))
    if done.is_interrupted:
        return None
    if not done.is_whole:
        reasons = dict.fromkeys(reason for _, reason in done.failed)
        raise MediaError(f"a sound of the film cannot be read: {'; '.join(reasons)}")
    return done.made


def _words(cue: Json) -> Iterator[str]:
    """What the mixer is told beside the file."""
    if cue["gain"]:
        yield f"GAIN {cue['gain']:+g} DB"
    if cue.get("pan"):
        yield f"PAN {cue['pan']:+g}"
    for name, what in (("fade_in", "FADE IN"), ("fade_out", "FADE OUT")):
        if cue[name] > MIX_RATE // 100:  # the ten milliseconds that keep every cut from clicking
            yield f"{what} {cue[name] / MIX_RATE:.2f} S"
    if cue["loop"]:
        yield "LOOPED: ITS TURNS ARE IN THE FILE"


def _listing(cut: str, sounds: Sequence[Spotted], clock: tuple[str, Fraction]) -> str:
    """A CMX3600 list of sound events; source and record are one clock, as the files say."""
    first, rate = clock
    is_drop, zero = drops_frames(rate), record_frame(first, rate)
    lines = [f"TITLE: {cut} sound", f"FCM: {'' if is_drop else 'NON-'}DROP FRAME", ""]
    for number, one in enumerate(sounds, 1):
        start, end = (record_timecode(zero + at, rate) for at in (one.start, one.end))
        lines.append(f"{number:03d}  AX       AA    C        {start} {end} {start} {end}")
        lines.append(f"* FROM CLIP NAME: {one.path.name}")
        lines.append(f"* SOURCE FILE: {one.source}")
        lines.append(f"* TIME REFERENCE: {one.begin} SAMPLES AT {MIX_RATE}")
        lines += [f"* {word}" for word in one.words]
    return "\n".join([*lines, ""])


def _told(path: Path, folder: Path) -> str:
    name = path.relative_to(folder) if path.is_relative_to(folder) else Path(path.name)
    return "".join(one if one.isprintable() else "_" for one in name.as_posix())
