"""Effects and transitions of Final Cut Pro 7 XML: speed, place in the frame, level, dissolve."""

from __future__ import annotations

from fractions import Fraction

from pipeline.interchange.rates import timebase
from pipeline.interchange.sequence import Event, Join
from pipeline.interchange.xml_text import Node, add

__all__ = ["audio_level", "basic_motion", "fitting_scale", "time_remap", "transition"]

_NAMES = {"dip": "Dip to Color Dissolve"}
_MOST = Fraction(1, 2)
"""A picture that would lose more than this to fill the frame is shown whole."""


def time_remap(clip: Node, speed: Fraction) -> None:
    """Run the clip at a constant speed."""
    effect = _effect(clip, "Time Remap", "timeremap", "motion", "video")
    _parameter(effect, "variablespeed", 0)
    _parameter(effect, "speed", _number(speed * 100))
    _parameter(effect, "reverse", value=False)
    _parameter(effect, "frameblending", value=False)


def basic_motion(clip: Node, event: Event, frame: tuple[int, int]) -> None:
    """Let the picture lie in the frame as the film shows it: filling it, and punched into.

    Nothing is written where the picture has the frame's size and is not magnified.
    """
    media = event.shown
    zoom = None if event.rendered else event.zoom
    if media is None or not media.info.width or not media.info.height:
        return
    fit = fitting_scale((media.info.width, media.info.height), frame)
    scale = fit * (zoom.factor if zoom else 1)
    if scale == 1:
        return
    effect = _effect(clip, "Basic Motion", "basic", "motion", "video")
    _parameter(effect, "scale", _number(scale * 100))
    if zoom is not None:
        parameter = add(effect, "parameter")
        add(parameter, "parameterid", "center")
        add(parameter, "name", "Center")
        centre = add(parameter, "value")
        for tag, point in (("horiz", zoom.x), ("vert", zoom.y)):
            add(centre, tag, _number((1 - zoom.factor) * (point - 50) / 100))


def fitting_scale(size: tuple[int, int], frame: tuple[int, int]) -> Fraction:
    """How much larger a picture is drawn so that it lies in the frame as the film shows it."""
    ratios = sorted((Fraction(frame[0], size[0]), Fraction(frame[1], size[1])))
    return ratios[1] if ratios[0] / ratios[1] >= _MOST else ratios[0]


def audio_level(clip: Node, decibels: float) -> None:
    """Make the sound louder or softer."""
    if not decibels:
        return
    effect = _effect(clip, "Audio Levels", "audiolevels", "audiolevels", "audio")
    _parameter(effect, "level", f"{10 ** (decibels / 20):.6f}")


def transition(
    track: Node, join: Join, record: tuple[int, int], alignment: str, rate: Fraction
) -> None:
    """A transition in its place; ``start``: it begins at the cut."""
    item = add(track, "transitionitem")
    whole, is_ntsc = timebase(rate, "Final Cut Pro 7 XML")
    block = add(item, "rate")
    add(block, "timebase", whole)
    add(block, "ntsc", is_ntsc)
    add(item, "start", record[0])
    add(item, "end", record[1])
    add(item, "alignment", alignment)
    name = _NAMES.get(join.kind, "Cross Dissolve")
    effect = add(item, "effect")
    add(effect, "name", name)
    add(effect, "effectid", name)
    add(effect, "effecttype", "transition")
    add(effect, "mediatype", "video")
    add(effect, "wipecode", 0)
    add(effect, "startratio", 0)
    add(effect, "endratio", 1)
    add(effect, "reverse", text=False)


def _effect(clip: Node, name: str, word: str, kind: str, medium: str) -> Node:
    effect = add(add(clip, "filter"), "effect")
    add(effect, "name", name)
    add(effect, "effectid", word)
    add(effect, "effectcategory", kind)
    add(effect, "effecttype", kind)
    add(effect, "mediatype", medium)
    return effect


def _parameter(effect: Node, word: str, value: object) -> None:
    parameter = add(effect, "parameter")
    add(parameter, "parameterid", word)
    add(parameter, "name", word)
    add(parameter, "value", value)


def _number(value: Fraction) -> str:
    return f"{float(value):.6f}".rstrip("0").rstrip(".")
