"""The window of an event as it is written, and how much of it its take holds."""

from __future__ import annotations

import math
from fractions import Fraction

from pipeline.cut.timeline import Clip, Footage
from pipeline.cut.window import NORMAL_SPEED, Window, frames_filled, travelled
from pipeline.project.edit import ShotEvent
from pipeline.timecode import FrameRange

__all__ = ["available", "event_window"]


def event_window(event: ShotEvent, planned: int, good: int) -> Window:
    """The window of an event: as written, else from its first good frame for the planned length.

    in |------------| out         frames = floor((out - in) / speed + 1/2), each loop again,
       `--- speed --'             and then the hold
    """
    ramp = event.speed or NORMAL_SPEED
    start = event.start if event.start is not None else good
    if event.end is not None and event.end > start:
        end = event.end
        one = frames_filled(end - start, ramp)
    else:
        one = max(1, planned)
        end = start + max(1, math.floor(travelled(ramp, Fraction(one)) + Fraction(1, 2)))
    return Window(
        source_range=FrameRange(start, end),
        frames=one * event.loop + event.hold,
        speed=ramp,
        is_reversed=event.is_reversed,
        loop=event.loop,
        hold=event.hold,
    )


def available(clip: Clip, rate: Fraction) -> Fraction | None:
    """How many film frames long the take is; None where the picture never ends."""
    media = clip.media
    if not isinstance(media, Footage) or media.is_still:
        return None
    if media.info.is_variable_rate or not media.info.rate:
        return media.info.seconds * rate
    return media.info.frames * rate / media.info.rate
