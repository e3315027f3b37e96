"""What stands before a film that is handed on: a slate, a blip of sound and black.

    0 s        5 s    6 s          8 s = the film's first frame, at its own timecode
    |-- slate --|black|2|-- black --|
                       ^ one frame of 1 kHz, two seconds before the film: the 2-pop

The eight seconds and the last number are those of the SMPTE universal leader (ST 55); the tone is
that of SMPTE RP 155, -20 dBFS. Whoever lays picture and sound together sees and hears the same
frame. Seconds are those of timecode: 24 frames each at 23.976. Nothing of the day is on the slate,
so that it is drawn once.
"""

from __future__ import annotations

import math
from fractions import Fraction

from msgspec.structs import replace

from pipeline.cut.clock import sample_of
from pipeline.cut.looks import Look
from pipeline.cut.reels import Reel, Tools, split
from pipeline.cut.timeline import Card, Clip, Colour, Timeline, Track
from pipeline.cut.window import Window
from pipeline.facts import Json
from pipeline.project.grading import PLAIN
from pipeline.timecode import record_frame, record_timecode, timecode

__all__ = ["before", "leader_frames", "leader_reels", "leader_sound", "pop_frame", "slate_of"]

LEADER_SECONDS = 8
SLATE_SECONDS = 5
POP_SECONDS = 2
"""Before the film's first frame."""
HERTZ, LEVEL = 1000, -20
"""Of the tone; decibels below full scale."""


def leader_frames(rate: Fraction) -> int:
    """How long it is."""
    return LEADER_SECONDS * math.ceil(rate)


def pop_frame(rate: Fraction) -> int:
    """The frame that is heard."""
    return (LEADER_SECONDS - POP_SECONDS) * math.ceil(rate)


def slate_of(timeline: Timeline, look: Look, film: str, facts: tuple[str, ...]) -> Card:
    """The slate: the film, and in a line each what this file of it is."""
    width, height = look.frame
    shown = timeline.rate * look.pace.speed * look.pace.repeat
    rate = f"{float(shown):.3f}".rstrip("0").rstrip(".")
    length = timecode(timeline.frames * look.pace.repeat, shown)
    return Card(film, "\n".join(facts), (f"{width} x {height}", f"{rate} fps", length))


def leader_reels(slate: Card, timeline: Timeline, look: Look, tools: Tools) -> tuple[Reel, ...]:
    """Its parts, made like those of the film, so that they join; eight seconds as it is played."""
    rate = timeline.rate * look.pace.speed
    second, pop = math.ceil(rate), pop_frame(rate)
    shown: tuple[tuple[Card | Colour, int], ...] = (
        (slate, SLATE_SECONDS * second),
        (Colour(), pop - SLATE_SECONDS * second),
        (Card(str(POP_SECONDS)), 1),
        (Colour(), leader_frames(rate) - pop - 1),
    )
    clips = tuple(Clip(media, Window.of(0, frames)) for media, frames in shown if frames)
    before_it = Timeline("leader", timeline.rate, timeline.aspect, Track(clips))
    bare = replace(look, burn=(), label=None, has_titles=False, grading=PLAIN)
    return split(before_it, bare, tools)


def leader_sound(rate: Fraction) -> Json:
    """Silence, and the tone for one frame; in samples."""
    pop = pop_frame(rate)
    return {
        "samples": sample_of(leader_frames(rate), rate),
        "pop": [sample_of(pop, rate), sample_of(pop + 1, rate)],
        "hertz": HERTZ,
        "level": LEVEL,
    }


def before(first: str, rate: Fraction) -> str:
    """The timecode of the leader's first frame, so that the film begins at ``first``."""
    return record_timecode(record_frame(first, rate) - leader_frames(rate), rate)
