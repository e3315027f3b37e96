"""Avid Log Exchange, ``.ale``: the takes that the cut uses, each a line, for a bin."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from pipeline.facts import MediaInfo
from pipeline.interchange.losses import Lost, Written
from pipeline.interchange.rates import fps_text
from pipeline.interchange.reels import reel_names
from pipeline.interchange.sequence import Event, Sequence
from pipeline.timecode import clock_timecode, drops_frames

__all__ = ["CARRIES", "IS_LOG", "NAME", "TITLE", "write"]

NAME = "ale"
TITLE = "an Avid log (ALE)"
CARRIES: frozenset[str] = frozenset()
IS_LOG = True
"""It lists takes for a bin: whatever a cut does with them, nothing is rendered for it."""

_COLUMNS = (
    "Name", "Tracks", "Start", "End", "Duration", "FPS", "Source File", "Tape", "Shot", "Take",
    "Image Size", "Comments",
)  # fmt: skip
_AVID = {1080: "1080", 720: "720", 576: "PAL", 486: "NTSC"}


def write(sequence: Sequence) -> Written:
    """A line for each file of the pictures, in the order of their first use."""
    used: dict[str, Event] = {}
    for event in sequence.events():
        if event.media is not None:
            used.setdefault(event.media.href, event)
    heading = {
        "FIELD_DELIM": "TABS",
        "VIDEO_FORMAT": _AVID.get(sequence.height, "CUSTOM"),
        "AUDIO_FORMAT": "48khz",
        "FPS": fps_text(sequence.rate),
    }
    lines = ["Heading", *(f"{key}\t{value}" for key, value in heading.items()), ""]
    lines += ["Column", "\t".join(_COLUMNS), "", "Data"]
    reels = reel_names(event.media.name for event in used.values() if event.media)
    lines += ["\t".join(_row(event, sequence.rate, reels)) for event in used.values()]
    what = "the order and length of its events: this is a log of the takes"
    lost = (Lost(NAME, "the film", "", what),)
    return Written(((f"{sequence.stem}.ale", "\n".join([*lines, ""]).encode()),), lost)


def _row(event: Event, rate: Fraction, reels: Mapping[str, str]) -> tuple[str, ...]:
    media = event.media
    assert media is not None  # noqa: S101 - the caller looked
    frames = media.whole_frames or 1

    def code(frame: int) -> str:
        return clock_timecode(frame, rate, is_drop=drops_frames(rate))

    take = event.take.partition(" ")[2]
    row = (
        media.name, _tracks(media.info), code(media.first), code(media.first + frames),
        code(frames), fps_text(rate), media.href, reels[media.name], event.shot, take,
        f"{media.info.width} x {media.info.height}", event.stand_in,
    )  # fmt: skip
    return tuple(" ".join(cell.split()) for cell in row)


def _tracks(info: MediaInfo) -> str:
    channels = max(info.channels, 1) if info.has_sound else 0
    return "V" + "".join(f"A{number}" for number in range(1, channels + 1))
