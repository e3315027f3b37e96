"""A draft never refuses: what could not be rendered is a red slate, or silence, and is named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from pipeline.cut.cues import Mix
from pipeline.cut.film import FilmPlan
from pipeline.cut.reels import Reel, Tools, recipe_key
from pipeline.errors import MediaError, Problem
from pipeline.media.ffmpeg import run, source

__all__ = ["stood_in"]

_SHARED = ("version", "size", "rate", "frames", "encode", "ffmpeg")
"""What every reel's recipe says, whatever it shows."""


def stood_in(planned: FilmPlan, failed: Iterable[tuple[str, str]], tools: Tools) -> FilmPlan:
    """The plan with a red slate for each reel of ``failed`` (key, reason), and without bad sounds.

    Nothing changes its length. What was put aside is added to the problems, by shot and reason.
    """
    reasons = dict(failed)
    reels = tuple(
        _slate(reel, reasons[reel.key], tools) if reel.key in reasons else reel
        for reel in planned.reels
    )
    told = [
        Problem(
            f"{', '.join(reel.shots) or 'a part of the film'} could not be rendered: "
            f"{reasons[reel.key]}",
            fix="a red slate stands in its place; mend the file, or use another take",
            stops=frozenset({"export"}),
        )
        for reel in planned.reels
        if reel.key in reasons
    ]
    mix = planned.mix
    if mix.key in reasons:
        mix = _quieter(mix)
        told.append(
            Problem(
                f"the sound could not be made: {reasons[planned.mix.key]}",
                fix="the draft is without it; mend the file, or take its line out",
                stops=frozenset({"export"}),
            )
        )
    problems = (*planned.problems, *dict.fromkeys(told))
    return replace(planned, reels=reels, mix=mix, problems=problems)


def _slate(reel: Reel, reason: str, tools: Tools) -> Reel:
    """A red slate of the same length that says why."""
    card = {
        "kind": "card",
        "heading": ", ".join(reel.shots) or "fault",
        "words": reason,
        "facts": [],
        "fault": True,
    }
    recipe = {key: reel.recipe[key] for key in _SHARED}
    recipe |= {"picture": card, "fonts": list(tools.fonts)}
    return Reel(recipe_key(recipe), reel.frames, recipe, {}, reel.shots)


def _quieter(mix: Mix) -> Mix:
    """The mix without the sounds that cannot be read; silence where each of them can."""
    bad = {digest for digest, path in mix.inputs.items() if not _is_sound(path)}
    cues = [cue for cue in mix.recipe["cues"] if bad and cue["digest"] not in bad]
    recipe = {**mix.recipe, "cues": cues}
    inputs = {cue["digest"]: mix.inputs[cue["digest"]] for cue in cues}
    return replace(mix, key=recipe_key(recipe), recipe=recipe, inputs=inputs)


def _is_sound(path: Path) -> bool:
    """Whether it can be heard to its end: a header, or an ending, may promise what is not there."""
    try:
        run((*source(path), "-map", "0:a:0", "-f", "null", "-"), doing=f"hearing {path.name}")
    except MediaError:
        return False
    return True
