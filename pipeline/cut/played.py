"""What a cut plays, as plain rows that can be kept and compared long after its takes are gone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct, structs

from pipeline.cut.timeline import (
    Card,
    Clip,
    Colour,
    Footage,
    Panes,
    SoundCue,
    Timeline,
    TitleCue,
)
from pipeline.facts import CLIP
from pipeline.project.edit import Split

__all__ = ["Heard", "Played", "Seen", "played"]

_USUAL = Split("", ())
_USUAL_GAP = (_USUAL.gap, _USUAL.colour)


_TOLD = {
    "media", "window", "shot", "into", "out", "is_flopped", "zoom", "frame", "gain",
    "is_muted", "stand_in", "where", "grading",
}  # fmt: skip
"""What of a clip is said in words of its own, or is no part of the picture."""


class Seen(Struct, frozen=True):
    """One picture as it plays."""

    name: str
    """The shot; of what shows no shot, what it is: ``black``, ``card "36 hours"``, ``missing``."""
    take: str
    """``take 7``, ``panel 2``, ``slate``; empty for plain colour."""
    start: int
    """First frame of the take, on its own clock."""
    frames: int
    """Film frames that it fills."""
    words: tuple[str, ...] = ()
    """``x0.5``, ``flop``, ``zoom 1.15 @ 40,30``: what differs from a plain window."""
    into: str = ""
    into_frames: int = 0
    out: str = ""
    out_frames: int = 0
    is_over: bool = False
    at: int = 0
    """Of what lies over: how many frames after the picture beneath it begins."""


class Heard(Struct, frozen=True):
    """One sound or title as it plays."""

    name: str
    at: int
    """Of music: the frame of the film; of all that is held by a picture: 0."""
    words: tuple[str, ...] = ()


class Played(Struct, frozen=True):
    """A whole cut as it plays."""

    pictures: tuple[Seen, ...]
    sounds: tuple[Heard, ...] = ()
    titles: tuple[Heard, ...] = ()
    over: tuple[str, ...] = ()
    """What is done to the whole picture: ``grade contrast 1.1``."""

    @property
    def frames(self) -> int:
        """The film's length."""
        return sum(each.frames for each in self.pictures if not each.is_over)


def played(timeline: Timeline) -> Played:
    """Everything that a timeline plays."""
    cards = {each.record: each.text.first for each in timeline.titles if not each.shot}
    placed = [(record, clip, False) for record, clip in timeline.picture.placed()]
    for track in timeline.overlays:
        placed += [(record, clip, True) for record, clip in track.placed()]
    placed.sort(key=lambda each: (each[0].start, each[2]))
    pictures, beneath = [], 0
    for record, clip, is_over in placed:
        card = cards.get(record, "") if isinstance(clip.media, Colour) else ""
        beneath = beneath if is_over else record.start
        pictures.append(_seen(clip, card, is_over=is_over, at=record.start - beneath))
    titles = [
        Heard(f'title "{cue.text.first}"', 0, _title(cue)) for cue in timeline.titles if cue.shot
    ]
    sounds = tuple(map(_heard, timeline.sounds))
    return Played(tuple(pictures), sounds, tuple(titles), timeline.grading.words)


def _seen(clip: Clip, card: str, *, is_over: bool, at: int) -> Seen:
    into, out = clip.into, clip.out
    start = clip.source_range.start if isinstance(clip.media, Footage) else 0
    return Seen(
        name=clip.shot or _name(clip, card),
        take=_take(clip),
        start=start,
        frames=clip.frames,
        words=_words(clip),
        into="" if into is None else "fade in" if into.kind == "fade" else into.kind,
        into_frames=into.frames if into else 0,
        out="fade out" if out else "",
        out_frames=out.frames if out else 0,
        is_over=is_over,
        at=at,
    )


def _name(clip: Clip, card: str) -> str:
    media = clip.media
    if isinstance(media, Card):
        return f'{media.heading} "{media.words}"' if media.words else media.heading
    if card:
        return f'card "{card}"'
    if isinstance(media, Panes):
        return f"split {media.layout}"
    colour = media.colour if isinstance(media, Colour) else "picture"
    return {"#000000": "black", "#ffffff": "white"}.get(colour, colour)


def _take(clip: Clip) -> str:
    media = clip.media
    if isinstance(media, Footage):
        kind = "take" if media.take.kind == CLIP else str(media.take.kind)
        return f"{kind} {media.take.unit}{media.take.number}"
    return "slate" if isinstance(media, Card) and clip.shot else ""


def _words(clip: Clip) -> tuple[str, ...]:
    """What is done to the picture, each in one word that can be set against another's."""
    if isinstance(clip.media, Panes):
        return _side_by_side(clip.media)
    window = clip.window
    words = []
    if len(window.speed) > 1:
        words.append("ramp " + " ".join(f"{at}:{float(by):g}" for at, by in window.speed))
    elif window.speed[0][1] != 1:
        words.append(f"x{float(window.speed[0][1]):g}")
    words += [f"loop {window.loop}"] if window.loop > 1 else []
    words += ["reverse"] if window.is_reversed else []
    words += [f"hold {window.hold}"] if window.hold else []
    words += ["flop"] if clip.is_flopped else []
    if clip.zoom is not None:
        zoom = clip.zoom
        words.append(f"zoom {float(zoom.factor):g} @ {float(zoom.x):g},{float(zoom.y):g}")
    words += [str(clip.frame)] if clip.frame else []
    words += [f"gain {clip.gain:g}"] if clip.gain else []
    words += ["mute"] if clip.is_muted else []
    return (*words, *clip.grading.words, *_more(clip))


def _more(clip: Clip) -> Iterator[str]:
    """What else a clip says that is not as it is unless said: frame, grade and the like."""
    for field in structs.fields(clip):
        value = getattr(clip, field.name)
        if field.name not in _TOLD and value != field.default:
            yield f"{field.name.removeprefix('is_')} {_short(value)}".removesuffix(" True")


def _short(value: object) -> str:
    if isinstance(value, Struct):
        said = (getattr(value, name) for name in value.__struct_fields__)
        return " ".join(filter(None, map(_short, said)))
    if isinstance(value, tuple | list):
        return ",".join(map(_short, value))
    if isinstance(value, Fraction | float):
        return f"{float(value):g}"
    return "" if value is None or value is False else str(value)


def _title(cue: TitleCue) -> tuple[str, ...]:
    look = _short(cue.look) if cue.look else ""
    return tuple(filter(None, (cue.style, look, f"{len(cue.record)} frames")))


def _side_by_side(panes: Panes) -> tuple[str, ...]:
    """What stands in each box, in reading order, and the line between them."""
    is_usual = (panes.gap, panes.colour) == _USUAL_GAP
    words = [] if is_usual else [f"gap {float(panes.gap):g} {panes.colour}"]
    for cell in panes.cells:
        frames = f"{cell.source_range.start}-{cell.source_range.end}"
        named = (cell.shot or _name(cell, ""), _take(cell), frames, *_words(cell))
        words.append(" ".join(each for each in named if each))
    return tuple(words)


def _heard(cue: SoundCue) -> Heard:
    words = [f"from {float(cue.source):g}s"] if cue.source else []
    words += [f"gain {cue.gain:g}"] if cue.gain else []
    words += [f"pan {cue.pan:g}"] if cue.pan else []
    words += [f"fade in {cue.fade_in}"] if cue.fade_in else []
    words += [f"fade out {cue.fade_out}"] if cue.fade_out else []
    is_music = cue.role == "music"
    return Heard(cue.file.as_posix(), cue.record.start if is_music else 0, tuple(words))
