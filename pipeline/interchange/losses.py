"""What a format cannot say: worked out per event, told line by line, and rendered where it lies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction

from msgspec import Struct

from pipeline.interchange.sequence import Event, Join, Sequence, Sound

__all__ = ["LIES", "WORDS", "Lost", "Written", "features", "lost", "summed", "to_render"]

WORDS = frozenset(
    {
        "speed", "ramp", "reverse", "loop", "hold", "split", "slate", "colour", "move", "rate",
        "flop", "zoom", "frame", "grade", "gain", "mute", "dissolve", "dip", "wipe", "fade",
        "title", "subtitle", "sound", "sound gain", "sound fade", "pan", "sound loop",
        "sound speed", "marker", "overlay", "film grade", "variable", "meeting",
        "ending", "join colour",
    }
)  # fmt: skip
"""Everything that a format may carry."""

LIES = frozenset(
    {
        "speed", "ramp", "reverse", "loop", "hold", "split", "slate", "colour", "move", "rate",
        "variable",
    }
)  # fmt: skip
"""What makes a format that cannot carry it show the wrong frames: such an event is rendered."""


_COLOURED = ("fade", "dip")
"""Joins that go through plain colour."""
_LONGEST = 60
_FEW = 3
"""Events that lose the same are told one by one up to here."""

_Row = tuple[int, str, str, bool]
"""(film frame, whose, what, whether it is rendered)."""


class Feature(Struct, frozen=True):
    """Something that an event says beyond a plain stretch of a take."""

    word: str
    """One of ``WORDS``."""
    said: str
    """As a person says it: ``x0.5``, ``dissolve of 12 frames``."""


class Lost(Struct, frozen=True):
    """One thing that a format does not carry."""

    format: str
    name: str
    """The event, sound or title."""
    timecode: str
    """Where it is; empty for the whole film."""
    what: str
    is_rendered: bool = False
    """Nothing is missing to the eye: it is in the file that stands for the event."""

    @property
    def sentence(self) -> str:
        """``otio: 01:00:03:12 sh020_clip_t05 loses flop``."""
        place = " ".join(filter(None, (self.timecode, self.name)))
        verb = "is rendered with" if self.is_rendered else "loses"
        return f"{self.format}: {place} {verb} {self.what}"


def summed(lost: Iterable[Lost]) -> Iterator[str]:
    """The sentences for a person at a terminal: what many events lose alike is one of them."""
    alike: dict[tuple[str, str, bool], list[Lost]] = {}
    for each in lost:
        alike.setdefault((each.format, each.what, each.is_rendered), []).append(each)
    for (name, what, is_rendered), found in alike.items():
        if len(found) <= _FEW:
            yield from (each.sentence for each in found)
            continue
        verb = "are rendered with" if is_rendered else "lose"
        first = found[0]
        yield f"{name}: {len(found)} events {verb} {what}, the first at {first.timecode}"


class Written(Struct, frozen=True):
    """A timeline in one format."""

    files: tuple[tuple[str, bytes], ...]
    """(name, content); a name may have folders, with ``/``."""
    lost: tuple[Lost, ...] = ()


def to_render(event: Event, carries: Collection[str], rate: Fraction) -> str:
    """Why a format that carries so much would lie about this event; empty where it would not."""
    said = (each.said for each in features(event, rate) if _lies(each.word, carries))
    return ", ".join(said)


def _lies(word: str, carries: Collection[str]) -> bool:
    return word in LIES and word not in carries


def features(event: Event, rate: Fraction) -> Iterator[Feature]:
    """Everything that the event says beyond a plain stretch of a take, its joins apart."""
    yield from _time(event, rate)
    yield from _picture(event)
    if event.is_flopped:
        yield Feature("flop", "flop")
    if event.zoom is not None:
        yield Feature("zoom", f"zoom {float(event.zoom.factor):g}")
    if event.frame:
        yield Feature("frame", event.frame)
    for word in event.grade:
        yield Feature("grade", word)
    if event.gain:
        yield Feature("gain", f"gain {event.gain:g} dB")
    if event.is_muted and event.media is not None and event.media.info.has_sound:
        yield Feature("mute", "mute")


def _picture(event: Event) -> Iterator[Feature]:
    """What is no file of footage that moves by itself."""
    if event.cells:
        yield Feature("split", f"split {event.layout}")
    if event.card and event.media is None:
        yield Feature("slate", f"the slate '{event.card}'")
    if event.colour and event.colour != "#000000":
        yield Feature("colour", f"plain {event.colour}")
    if event.move and event.media is not None and event.media.is_still:
        yield Feature("move", f"the camera move ({event.move})")


def _time(event: Event, rate: Fraction) -> Iterator[Feature]:
    media = event.media
    if event.ramp:
        points = " ".join(f"{at}:{float(by):g}" for at, by in event.ramp)
        yield Feature("ramp", f"the ramp {points}")
    elif event.speed != 1:
        yield Feature("speed", f"x{float(event.speed):g}")
    if event.is_reversed:
        yield Feature("reverse", "reverse")
    if event.loop > 1:
        yield Feature("loop", f"loop {event.loop}")
    if event.hold and (media is None or not media.is_still):
        yield Feature("hold", f"hold {event.hold}")
    if media is None or media.is_still:
        return
    own = media.info.rate
    if media.info.is_variable_rate or not own:
        yield Feature("variable", "its changing rate")
    elif own != rate:
        yield Feature("rate", f"its own {float(own):.6g} pictures a second")


def lost(name: str, sequence: Sequence, carries: Collection[str]) -> tuple[Lost, ...]:
    """Everything that a format which carries so much does not say, in film order."""
    found: list[tuple[int, Lost]] = []
    for at, who, what, is_rendered in _each(sequence, carries):
        found.append((at, Lost(name, who, sequence.timecode(at), what, is_rendered)))
    found.sort(key=lambda each: each[0])
    return (*(each for _, each in found), *_whole(name, sequence, carries))


def _each(sequence: Sequence, carries: Collection[str]) -> Iterator[_Row]:
    """Track by track, what is not carried or is rendered."""
    for number, track in enumerate(sequence.tracks):
        over = f"lying over the picture ({track.name})" if number else ""
        for event, after in zip(track.events, (*track.events[1:], None), strict=True):
            at, who = event.record.start, event.name
            for what, is_rendered in _event(event, sequence.rate, carries):
                yield at, who, what, is_rendered
            if event.out and after and after.into and "meeting" not in carries:
                yield at, who, f"its fade out of {event.out.frames} frames as one of its own", False
            if over and "overlay" not in carries:
                yield at, who, over, False
    for sounds in sequence.sounds if "sound" in carries else ():
        for sound in sounds.sounds:
            for what in _sound(sound, carries):
                yield sound.record.start, sound.name, what, False
    yield from _said(sequence, carries)


def _said(sequence: Sequence, carries: Collection[str]) -> Iterator[_Row]:
    """Words over the picture, and notes."""
    for title in sequence.titles if "title" not in carries else ():
        yield (
            title.record.start,
            title.shot or "the film",
            f'the title "{_brief(title.text)}"',
            False,
        )
    for note in sequence.markers if "marker" not in carries else ():
        yield note.record.start, "the film", f'the note "{_brief(note.words)}"', False


def _event(event: Event, rate: Fraction, carries: Collection[str]) -> Iterator[tuple[str, bool]]:
    is_rendered = event.rendered is not None
    for each in features(event, rate):
        if is_rendered or each.word not in carries:
            yield each.said, is_rendered
    for what in _joins(event, carries):
        yield what, False


def _joins(event: Event, carries: Collection[str]) -> Iterator[str]:
    for join, side in ((event.into, "in"), (event.out, "out")):
        if join is None:
            continue
        word = f"fade {side}" if join.kind == "fade" else join.kind
        if join.kind not in carries:
            yield f"the {word} of {join.frames} frames"
        elif _is_coloured(join) and "join colour" not in carries:
            yield f"the colour {join.colour} of its {word} (it goes through black)"


def _is_coloured(join: Join) -> bool:
    """Whether it goes through a colour, and that is another than black."""
    return join.kind in _COLOURED and join.colour != "#000000"


def _sound(sound: Sound, carries: Collection[str]) -> Iterator[str]:
    if sound.gain and "sound gain" not in carries:
        yield f"gain {sound.gain:g} dB"
    for side, frames in (("in", sound.fade_in), ("out", sound.fade_out)):
        if frames and "sound fade" not in carries:
            yield f"its sound's fade {side} of {frames} frames"
    if sound.pan and "pan" not in carries:
        yield f"pan {sound.pan:g}"
    if sound.is_looped and "sound loop" not in carries:
        yield "coming again and again (it is heard once)"
    if sound.speed != 1 and "sound speed" not in carries:
        yield f"x{float(sound.speed):g} of its sound"


def _whole(name: str, sequence: Sequence, carries: Collection[str]) -> Iterator[Lost]:
    """What is said of the film as a whole."""
    if sequence.grade and "film grade" not in carries:
        yield Lost(name, "the film", "", ", ".join(sequence.grade))
    if "ending" not in carries and (black := _black_at_end(sequence)):
        yield Lost(name, "the film", "", f"the {black} frames of black at its end")
    for track in sequence.sounds if "sound" not in carries else ():
        count = len(track.sounds)
        yield Lost(name, track.name, "", f"{count} sound{'s' * (count != 1)}")
    if sequence.subtitles and "subtitle" not in carries:
        count = len(sequence.subtitles)
        words = f"{count} subtitle{'s' * (count != 1)} (they go as files of their own)"
        yield Lost(name, "the film", "", words)


def _black_at_end(sequence: Sequence) -> int:
    """How many frames of plain black the film ends with."""
    frames = 0
    for event in reversed(sequence.tracks[0].events if sequence.tracks else ()):
        if not event.is_black:
            break
        frames += event.frames
    return frames


def _brief(text: str) -> str:
    """Words on one line, and not all of a roll of credits."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
