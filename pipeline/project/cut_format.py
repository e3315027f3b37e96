"""Write events and takes of a cut as the one line that reads back as the same value."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.project.cut_words import COLOURS
from pipeline.project.edit import (
    Black,
    Dissolve,
    Event,
    Fade,
    Missing,
    Over,
    SceneEvent,
    ShotEvent,
    SoundEvent,
    Split,
    Zoom,
)
from pipeline.project.take_text import event_take

__all__ = ["format_event", "format_sound", "format_window", "yaml_item"]

_UNSAFE = re.compile(
    r"""^[\s\-?:,\[\]{}#&*!|>'"%@`]|:(?:\s|$)|\s#|\s$|[\n\r\t]|^(?:~|null|true|false)$"""
)
_FLOW = re.compile(r"[,\[\]{}]")


def format_event(event: Event) -> str:
    """The event as one line of a cut.

    Raises:
        ValueError: a split, which stands on several lines.
    """
    words: list[str]
    match event:
        case ShotEvent():
            words = [_shot(event)]
        case SceneEvent():
            words = [event.scene]
        case Over():
            gain = "gain 0" if event.is_heard and not event.event.gain else ""
            words = ["over", _shot(event.event), gain, "at", str(event.at)]
        case Black():
            words = [_black(event)]
        case Missing():
            words = ["missing", str(event.frames), _quote(event.text)]
        case Fade():
            words = ["fade", "in" if event.is_in else "out", str(event.frames)]
            words += _coloured(event.colour)
        case Dissolve():
            colour = _coloured(event.colour) if event.kind == "dip" else []
            words = [event.kind, str(event.frames), *colour, event.direction]
        case Split():
            raise ValueError("a split stands on several lines")
    return " ".join(filter(None, words))


def format_sound(sound: SoundEvent) -> str:
    """The cue as one line of ``sound:`` (its source in seconds)."""
    words = [sound.name]
    if sound.source:
        words.append(f"from {_seconds(sound.source)}")
    place = str(sound.at_frame)
    if sound.at_shot:
        take = f"/{event_take(sound.at_take)}" if sound.at_take else ""
        frame = f"@{sound.at_frame}" if sound.at_frame or sound.at_take else ""
        place = f"{sound.at_shot}{take}{frame}"
    if sound.at_music:
        place = f"{sound.at_bar} of {sound.at_music}"
    words.append(f"{'until' if sound.is_end else 'at'} {place}")
    words += [f"in {sound.fade_in}"] if sound.fade_in else []
    words += [f"out {sound.fade_out}"] if sound.fade_out else []
    words += [f"gain {sound.gain:g}"] if sound.gain else []
    words += [f"pan {sound.pan:.0f}"] if sound.pan else []
    words += ["mute"] if sound.is_muted else []
    words += [f"on {sound.bus}"] if sound.bus else []
    return " ".join(words)


def format_window(start: int | None, end: int | None) -> str:
    """The window as an event writes it: ``0-36``, ``12-``, ``-36``; empty for none."""
    if start is None and end is None:
        return ""
    return f"{'' if start is None else start}-{'' if end is None else end}"


def yaml_item(text: str, *, in_flow: bool = False) -> str:
    """``text`` as YAML would have it: as it stands, or in quotes where it must be."""
    if text and not _UNSAFE.search(text) and not (in_flow and _FLOW.search(text)):
        return text
    if re.search(r"[\n\r\t]", text):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'
    return "'" + text.replace("'", "''") + "'"


def _shot(event: ShotEvent) -> str:
    words = [event.shot + (f"/{event_take(event.take)}" if event.take else "")]
    if event.until:
        words += [] if event.start is None else [str(event.start)]
        words.append(f"until {event.until}")
    else:
        words.append(format_window(event.start, event.end))
    if event.speed:
        words.append("x" + ">".join(_point(frame, speed) for frame, speed in event.speed))
    words += ["reverse"] if event.is_reversed else []
    words += [f"hold {event.hold}"] if event.hold else []
    words += [f"loop {event.loop}"] if event.loop > 1 else []
    words += ["flop"] if event.is_flopped else []
    words += [_zoom(event.zoom)] if event.zoom else []
    words += [str(event.frame)] if event.frame else []
    words += [f"gain {_decimal(Fraction(str(event.gain)))}"] if event.gain else []
    words += ["mute"] if event.is_muted else []
    return " ".join(filter(None, words))


def _black(event: Black) -> str:
    if event.credits is not None:
        name = _quote(event.credits.as_posix())
        return " ".join(["credits", str(event.frames), name, *_coloured(event.colour)])
    if event.title is None:
        if event.colour in {"#000000", "#ffffff"}:
            return f"{'black' if event.colour == '#000000' else 'white'} {event.frames}"
        return f"colour {_coloured(event.colour)[0]} {event.frames}"
    words = ["card", str(event.frames)]
    for language, text in event.title.text.values:
        words += [language] if language else []
        words.append(_quote(text, always=True))
    words += [event.title.style] if event.title.style != "card" else []
    return " ".join([*words, *_coloured(event.colour)])


def _coloured(colour: str) -> list[str]:
    if colour == "#000000":
        return []
    names = [name for name, value in COLOURS.items() if value == colour]
    return names[:1] or [f"0x{colour[1:]}"]


def _zoom(zoom: Zoom) -> str:
    factor = _decimal(zoom.factor)
    if zoom.x == zoom.y == 50:
        return f"zoom {factor}"
    return f"zoom {factor} @ {_decimal(zoom.x)},{_decimal(zoom.y)}"


def _point(frame: int, speed: Fraction) -> str:
    return _ratio(speed) + (f"@{frame}" if frame else "")


def _ratio(value: Fraction) -> str:
    """Exact: as decimals where they end within six places, else as a ratio."""
    text = _decimal(value)
    return text if Fraction(text) == value else f"{value.numerator}/{value.denominator}"


def _decimal(value: Fraction) -> str:
    text = f"{float(value):.6f}".rstrip("0").rstrip(".")
    return text or "0"


def _seconds(value: Fraction) -> str:
    return f"{_decimal(value)}s"


def _quote(text: str, *, always: bool = False) -> str:
    if not text and not always:
        return ""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
