"""What is heard, as plain data: the recipe of the mix, worked out from the timeline. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from fractions import Fraction
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.cut.buses import bus_recipes, over_bus
from pipeline.cut.clock import MIX_RATE, sample_of
from pipeline.cut.loops import loop_recipe
from pipeline.cut.own_sounds import own_sounds, soft_fade
from pipeline.cut.reels import recipe_key
from pipeline.cut.timeline import SoundCue, Timeline
from pipeline.errors import Problem
from pipeline.facts import Digest, Json
from pipeline.project.mastering import AS_MIXED, Mastering

__all__ = ["Mix", "Sound", "SoundFile", "plan_mix", "stretch_of", "without_sounds"]

MIX_VERSION = 4
HEARD_VERSION = 1
SOUND_VERSION = 1

_LEVEL = ("loudness", "peak")

_STEP = 10 * MIX_RATE
"""Sounds are made ready by whole steps: a trim, and a second window, find them ready."""
_WHOLE_SECONDS = 1200
"""Files up to this length are made ready as a whole (460 MB on the disk)."""


class SoundFile(Struct, frozen=True):
    """One of the author's sound files."""

    path: Path
    digest: Digest
    seconds: Fraction | None = None
    """How long it is; None where nobody measured it."""


class Sound(Struct, frozen=True):
    """A stretch of one file, to be made ready for the mix: as samples, in step, at its speed."""

    key: str
    recipe: Json
    inputs: Mapping[Digest, Path]


class Mix(Struct, frozen=True):
    """The sound of the film, to be made."""

    key: str
    recipe: Json
    heard: Json = field(default_factory=dict)
    """The recipe of the hearing that its level is decided by; handed in by the recipe's own key."""
    sounds: tuple[Sound, ...] = ()
    """What it is mixed of, each once; handed in by their keys."""
    problems: tuple[Problem, ...] = ()

    def part(self, stems: tuple[str, ...]) -> tuple[str, Json]:
        """The key and the recipe of a part of it: of one stem, or of several added up."""
        recipe = {**self.recipe, "stems": list(stems)}
        return recipe_key(recipe), recipe


def plan_mix(
    timeline: Timeline,
    files: Mapping[Path, SoundFile],
    ffmpeg: str,
    mastering: Mastering = AS_MIXED,
) -> Mix:
    """The recipe of the film's sound.

    ``files`` holds the author's sounds by the path they wrote; one that is not there is left out
    and named in ``problems``. Keyed apart from the picture: a change that nobody hears is none.
    """
    sounds: dict[str, Sound] = {}
    cues: list[Json] = []
    problems: list[Problem] = []
    for sound in timeline.sounds:
        if sound.is_silent:
            continue
        file = files.get(sound.file)
        if file is None:
            problems.append(_missing(sound))
        else:
            cue = _author_cue(sound, file.digest, timeline.rate)
            played = over_bus(cue, sound.bus, timeline.mix)
            if played is not None:
                cues.append(_readied(played, _stretch(played, file), ffmpeg, sounds))
    for cue, path in own_sounds(timeline):
        played = over_bus(cue, "own", timeline.mix)
        if played is not None:
            stretch = _stretch(played, SoundFile(path, played["digest"]))
            cues.append(_readied(played, stretch, ffmpeg, sounds))
    buses = bus_recipes(timeline.mix, timeline.frames, timeline.rate)
    cues.sort(key=lambda cue: (cue["start"], cue["sound"], cue["source"]))
    heard: Json = {
        "version": HEARD_VERSION,
        "samples": sample_of(timeline.frames, timeline.rate),
        "cues": cues,
        "ffmpeg": ffmpeg,
        **({"buses": buses} if buses else {}),
    }
    recipe = _levelled(heard, _level(mastering))
    told = tuple(dict.fromkeys(problems))
    return Mix(recipe_key(recipe), recipe, heard, tuple(sounds.values()), told)


def _level(mastering: Mastering) -> Json:
    """What is said of the level, where it is not the usual."""
    level: Json = {} if mastering.loudness is None else {"loudness": mastering.loudness}
    return {**level, "peak": mastering.peak} if mastering.peak != AS_MIXED.peak else level


def _levelled(heard: Json, level: Json) -> Json:
    return {**heard, "version": MIX_VERSION, "heard": recipe_key(heard), **level}


def without_sounds(mix: Mix, keys: Collection[str]) -> Mix:
    """The mix without the cues of some sounds; nothing else moves."""
    cues = [cue for cue in mix.recipe["cues"] if cue["sound"] not in keys]
    heard = {**mix.heard, "cues": cues}
    level = {name: mix.recipe[name] for name in _LEVEL if name in mix.recipe}
    recipe = _levelled(heard, level)
    sounds = tuple(sound for sound in mix.sounds if sound.key not in keys)
    return replace(mix, key=recipe_key(recipe), recipe=recipe, heard=heard, sounds=sounds)


def stretch_of(mix: Mix, begin: int, end: int) -> Mix:
    """What is heard of the mix from one film sample to another, as a mix of its own.

    Cues that begin before it keep their own clock; what the buses do at the film's ends is no part
    of it.
    """
    cues = [
        {**cue, "start": cue["start"] - begin, "end": cue["end"] - begin}
        for cue in mix.recipe["cues"]
        if cue["start"] < end and cue["end"] > begin
    ]
    heard = {**mix.heard, "samples": end - begin, "cues": cues}
    if "buses" in heard:
        level = {"fade_in": 0, "fade_out": 0}
        heard["buses"] = {name: {**bus, **level} for name, bus in heard["buses"].items()}
    recipe = _levelled(heard, {name: mix.recipe[name] for name in _LEVEL if name in mix.recipe})
    used = {cue["sound"] for cue in cues}
    sounds = tuple(sound for sound in mix.sounds if sound.key in used)
    return replace(mix, key=recipe_key(recipe), recipe=recipe, heard=heard, sounds=sounds)


class _Stretch(Struct, frozen=True):
    """The part of a file that is made ready for a cue, in samples."""

    path: Path
    begin: int
    end: int


def _stretch(cue: Json, file: SoundFile) -> _Stretch:
    """All of a file that is no longer than most music; of others whole steps about the cue.

    So a sound that is heard fifty times, or rings on to an end of the film that moves, is one.
    """
    begin = 0 if cue["loop"] else cue["source"] // _STEP * _STEP
    end = cue["source"] + cue["end"] - cue["start"]
    if file.seconds is not None:
        if file.seconds <= _WHOLE_SECONDS:
            begin, end = 0, math.ceil(file.seconds * MIX_RATE)
        # what a file says of its length may be a little less than what it holds
        end = min(end, math.ceil(file.seconds * MIX_RATE)) + MIX_RATE
    return _Stretch(file.path, begin, max(begin, -(-end // _STEP) * _STEP))


def _readied(cue: Json, stretch: _Stretch, ffmpeg: str, sounds: dict[str, Sound]) -> Json:
    """The cue as the mix reads it, and the sound that it reads among ``sounds``."""
    recipe: Json = {
        "version": SOUND_VERSION,
        "digest": cue["digest"],
        "begin": stretch.begin,
        "end": stretch.end,
        "speed": cue["speed"],
        "loop": bool(cue["loop"]),
        "of_picture": cue["of_picture"],
        "ffmpeg": ffmpeg,
    }
    key = recipe_key(recipe)
    sounds.setdefault(key, Sound(key, recipe, {cue["digest"]: stretch.path}))
    heard = {name: cue[name] for name in ("start", "end", "gain", "fade_in", "fade_out", "loop")}
    heard |= {name: cue[name] for name in ("pan", "crossing", "stem") if name in cue}
    heard |= {"bus": cue["bus"]}
    return {**heard, "sound": key, "source": cue["source"] - stretch.begin}


def _missing(sound: SoundCue) -> Problem:
    return Problem(
        f"the sound '{sound.file.as_posix()}' is not there",
        where=sound.where,
        fix="put the file there, or take it out of the film",
        stops=frozenset({"export"}),
    )


def _author_cue(sound: SoundCue, digest: Digest, rate: Fraction) -> Json:
    start = sample_of(sound.record.start, rate)
    end = sample_of(sound.record.end, rate)
    return {
        "digest": digest,
        "start": start,
        "end": end,
        "source": round(sound.source * MIX_RATE),
        "gain": sound.gain,
        "fade_in": soft_fade(sound.fade_in, rate) if sound.fade_in or sound.source else 0,
        "fade_out": soft_fade(sound.fade_out, rate),
        "speed": [1, 1],
        "pan": sound.pan,
        **({"crossing": True} if sound.role == "ambience" else {}),
        "loop": loop_recipe(sound.loop),
        "of_picture": False,
    }
