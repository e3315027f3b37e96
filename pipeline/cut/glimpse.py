"""A glimpse of a draft: the first stretch of it that is new, to be looked at before the film is.

film    |-----|-----|:::::|-----|-----|     ::::: is not rendered yet
glimpse         |---|:::::|--|              with a second before it, whole, and with its sound

Of a film that was never rendered it is the beginning; after a trim it is the trimmed event. Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.clock import sample_of
from pipeline.cut.cues import stretch_of
from pipeline.cut.film import FilmPlan
from pipeline.cut.reels import Reel

__all__ = ["Glimpse", "glimpse_of"]

LEAST_SECONDS = 30
"""A shorter film is there as soon as a glimpse of it would be."""
RUN_UP_SECONDS = 1
"""So much is seen before what is new, at least: a change is judged by the way into it."""
SHOWN_SECONDS = 6
"""It ends with the part in which it has become so long."""


class Glimpse(Struct, frozen=True):
    """A stretch of a film, planned as a film of its own."""

    plan: FilmPlan
    first: int
    """The film's frame that it begins with."""


def glimpse_of(planned: FilmPlan, is_there: Callable[[Reel], bool]) -> Glimpse | None:
    """The first stretch whose parts are not there; None where nothing is new or the film is short.

    Its timeline is still the film's: only parts and sound are those of the stretch. What the buses
    do at the film's ends is left out of its sound.
    """
    reels, rate = planned.reels, planned.timeline.rate
    if planned.timeline.frames < LEAST_SECONDS * rate:
        return None
    new = next((number for number, reel in enumerate(reels) if not is_there(reel)), None)
    if new is None:
        return None
    starts = [0]
    for reel in reels:
        starts.append(starts[-1] + reel.frames)
    begin = new
    while begin and starts[new] - starts[begin] < RUN_UP_SECONDS * rate:
        begin -= 1
    end = new + 1
    while end < len(reels) and starts[end] - starts[begin] < SHOWN_SECONDS * rate:
        end += 1
    first, last = (sample_of(starts[number], rate) for number in (begin, end))
    heard = stretch_of(planned.mix, first, last)
    return Glimpse(replace(planned, reels=reels[begin:end], mix=heard), starts[begin])
