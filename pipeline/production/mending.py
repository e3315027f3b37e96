"""A draft never refuses: what could not be rendered is a red slate, or silence, and is named."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from pipeline.cut.cues import without_sounds
from pipeline.cut.film import FilmPlan
from pipeline.cut.reels import Reel, Tools, recipe_key
from pipeline.errors import Problem

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
    mix, bad = planned.mix, {sound.key for sound in planned.mix.sounds} & reasons.keys()
    if mix.key in reasons:
        causes = [reasons[sound.key] for sound in mix.sounds if sound.key in bad]
        told += [
            Problem(
                f"the sound could not be made: {cause}",
                fix="the draft is without it; mend the file, or take its line out",
                stops=frozenset({"export"}),
            )
            for cause in causes or [reasons[mix.key]]
        ]
        mix = without_sounds(mix, bad or {sound.key for sound in mix.sounds})
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
