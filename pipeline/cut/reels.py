"""Split the timeline into reels and write down for each everything that shapes it.

    events   |--- sh010 ---|--- sh020 ---|------------ sh030 (14 s) ------------|
    over            |-----|
    reels    |  1   |  2  |3|      4     |           5            |     6       |

A transition lies wholly over the first frames of the event after it, so no event boundary is ever
crossed by one: every event is a reel of its own, split further where a picture is laid over it and
after at most ten seconds. A reel's recipe is plain JSON and holds no place in the film.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.json import encode
from msgspec.structs import replace

from pipeline.cut.fitting import Shape, effective_rule, frame_json
from pipeline.cut.grading import Luts, finish_json, finish_steps
from pipeline.cut.grain import grain_json
from pipeline.cut.layers import Words
from pipeline.cut.looks import Look
from pipeline.cut.panes import boxes
from pipeline.cut.timeline import Card, Clip, Colour, Footage, Panes, Timeline, Transition
from pipeline.facts import Digest, Json, MediaInfo
from pipeline.media.digests import digest_of
from pipeline.media.fonts import font_shelf
from pipeline.project.codecs import CODECS
from pipeline.project.frame_rule import FrameRule
from pipeline.project.grading import Grading
from pipeline.timecode import FrameRange

__all__ = ["RECIPE_VERSION", "Reel", "Tools", "recipe_key", "split", "time_scale"]

RECIPE_VERSION = 2
"""Raised when the same recipe would give other pixels; a test compares frames with kept ones."""
FRAMING_VERSION = 2
"""Of how a still lies in the frame; raised when that changes, so that no other part is remade."""

ALPHA_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""WebM keeps transparency beside the picture, where ffmpeg's own decoders do not look."""

MOST_SECONDS = 10
"""No reel is longer, so that a long event is worked on by several processes."""


class Tools(Struct, frozen=True):
    """What of this machine shapes pixels."""

    ffmpeg: str
    """The build of ffmpeg."""
    fonts: tuple[Digest, ...] = ()
    """The font files that words may be drawn with."""
    own_fonts: Mapping[Path, tuple[Path, Digest]] = field(default_factory=dict)
    """Fonts of the film by the path written: where each is, and its digest."""
    luts: Luts = field(default_factory=dict)


class Reel(Struct, frozen=True):
    """A stretch of the film that is rendered by itself."""

    key: str
    frames: int
    recipe: Json
    inputs: Mapping[Digest, Path] = field(default_factory=dict)
    """The files it is made from, by digest."""
    shots: tuple[str, ...] = ()


def recipe_key(recipe: Json) -> str:
    """The name of a thing to make, derived from everything that can change how it looks."""
    canonical = encode(recipe, order="deterministic")
    return "k1:" + hashlib.blake2b(canonical, digest_size=16).hexdigest()


def time_scale(rate: Fraction) -> int:
    """Ticks a second of every file we write: whole ticks a frame at any rate."""
    return rate.numerator * 1000 if rate.denominator == 1 else rate.numerator


def split(timeline: Timeline, look: Look, tools: Tools) -> tuple[Reel, ...]:
    """The reels of a timeline in film order; together they are exactly as long as the film."""
    fonts = {path: digest for path, (_, digest) in tools.own_fonts.items()}
    words = Words(timeline, look, fonts)
    return tuple(
        _reel(part, timeline, look, tools, layers=words.within(part.span))
        for part in _parts(timeline)
    )


class _Part(Struct, frozen=True):
    """A stretch in which the same clips are seen from its first frame to its last."""

    span: FrameRange
    clip: Clip
    offset: int
    """Frame of the clip's event that its first frame shows."""
    before: Clip | None
    tail: int
    """Frames that the next transition will want beyond the clip's end."""
    over: tuple[tuple[Clip, int], ...] = ()
    """Pictures with transparency over it, with the frame of each that is shown first."""


def _parts(timeline: Timeline) -> Iterator[_Part]:
    most = max(1, math.floor(MOST_SECONDS * timeline.rate))
    placed = list(timeline.picture.placed())
    overlays = [each for track in timeline.overlays for each in track.placed()]
    for number, (record, clip) in enumerate(placed):
        cuts = {record.end, *range(record.start, record.end, most)}
        for span, _ in overlays:
            cuts |= {edge for edge in (span.start, span.end) if edge in record}
        after = placed[number + 1][1] if number + 1 < len(placed) else None
        tail = after.into.frames if after is not None and after.into is not None else 0
        before = placed[number - 1][1] if number else None
        edges = sorted(cuts)
        for start, end in pairwise(edges):
            shown = _Part(FrameRange(start, end), clip, start - record.start, before, tail)
            yield _covered(shown, overlays)


def _covered(part: _Part, overlays: list[tuple[FrameRange, Clip]]) -> _Part:
    """The part with what lies over it: an opaque picture simply takes its place."""
    for record, clip in overlays:
        if part.span.start not in record:
            continue
        offset = part.span.start - record.start
        if isinstance(clip.media, Footage) and clip.media.info.has_alpha:
            over = (*part.over, (clip, offset))
            part = _Part(part.span, part.clip, part.offset, part.before, part.tail, over)
        else:
            part = _Part(part.span, clip, offset, None, 0)
    return part


class _Gathered(Struct):
    """The files of one reel, as its recipe names them."""

    luts: Luts
    files: dict[Digest, Path] = field(default_factory=dict)

    def colours(self, *gradings: Grading) -> Json:
        """What the film (or one picture) and then the delivery do to colours; their tables too."""
        places = {digest: place for place, digest in self.luts.values()}
        written = finish_json(gradings, self.luts)
        for step in finish_steps(written):
            if "lut" in step:
                self.files[step["lut"]] = places[step["lut"]]
        return written


def _reel(part: _Part, timeline: Timeline, look: Look, tools: Tools, *, layers: list[Json]) -> Reel:
    inputs = _Gathered(tools.luts)
    rate = timeline.rate
    frames, shape = len(part.span), Shape(look.width, look.height, rate)
    recipe: Json = {
        "version": RECIPE_VERSION,
        "size": [look.width, look.height],
        "rate": _pair(rate),
        "frames": frames,
        "picture": _shown(part, shape, inputs),
        "encode": _encode(look, rate * look.pace.repeat),
        "ffmpeg": tools.ffmpeg,
        **inputs.colours(timeline.grading, look.grading),
        **({"quick": True} if look.is_draft else {}),
        **_delivered(look),
    }
    is_plain_clip = part.clip.into is not None and part.offset < part.clip.into.frames
    if is_plain_clip and part.clip.into is not None:
        recipe["into"] = _into(part.clip.into, part.offset)
        if part.clip.into.kind != "fade":
            recipe["beneath"] = _tail(part, shape, inputs)
    out = part.clip.out
    if out is not None and part.offset + frames > part.clip.frames - out.frames:
        begins = part.clip.frames - out.frames - part.offset
        recipe["out"] = {"at": begins, "frames": out.frames, "colour": out.colour}
    if not look.is_draft:  # grain is for the eye, and costs a draft time
        recipe |= grain_json(recipe, part.clip, part.before, look.grading.grain)
    if part.over:
        recipe["over"] = [
            _picture(clip, (offset, frames, clip.frames), shape, inputs)
            for clip, offset in part.over
        ]
    if layers:
        recipe["layers"] = layers
        inputs.files.update(_fonts_of(layers, tools))
    has_marks = look.has_marks and isinstance(part.clip.media, Footage | Panes)
    if has_marks:
        recipe["marks"] = _marks(part.clip)
    if layers or has_marks or _has_card(recipe["picture"]):
        recipe["fonts"] = [*tools.fonts, *_further_fonts(layers)]
    shots = tuple(dict.fromkeys(each.shot for each in part.clip.pictures if each.shot))
    return Reel(recipe_key(recipe), frames, recipe, inputs.files, shots)


def _delivered(look: Look) -> Json:
    """What comes of the finished pictures: a frame around them, and each of them repeatedly."""
    said: Json = {"repeat": look.pace.repeat} if look.pace.repeat > 1 else {}
    framed = look.framed
    return said if framed is None else {**said, "bars": [*framed.frame, framed.left, framed.top]}


def _encode(look: Look, rate: Fraction) -> Json:
    """What the encoder is told; H.264 goes without saying."""
    how: Json = {"threads": look.threads, "scale": time_scale(rate)}
    if not CODECS[look.codec].is_master:
        how |= {"crf": look.crf, "preset": look.preset}
    return how if look.codec == "h264" else {**how, "codec": look.codec}


def _shown(part: _Part, shape: Shape, inputs: _Gathered) -> Json:
    length = part.clip.frames + part.tail
    return _picture(part.clip, (part.offset, len(part.span), length), shape, inputs)


def _tail(part: _Part, shape: Shape, inputs: _Gathered) -> Json:
    """What runs on beneath a transition: the clip before, from its out point; else black."""
    into = part.clip.into
    assert into is not None  # noqa: S101 - asked for only where there is a transition
    frames = min(into.frames - part.offset, len(part.span))
    if part.before is None:
        return {"kind": "colour", "colour": "#000000"}
    if part.before.out is not None:
        return {"kind": "colour", "colour": part.before.out.colour}
    before = part.before
    run = (before.frames + part.offset, frames, before.frames + into.frames)
    return _picture(before, run, shape, inputs)


def _picture(clip: Clip, run: tuple[int, int, int], shape: Shape, inputs: _Gathered) -> Json:
    """One picture: ``run`` is its first frame, how many are shown, and the move's whole length."""
    media = clip.media
    if isinstance(media, Colour):
        return {"kind": "colour", "colour": media.colour}
    if isinstance(media, Card):
        return {
            "kind": "card",
            "heading": media.heading,
            "words": media.words,
            "facts": list(media.facts),
            "fault": media.is_fault,
        }
    if isinstance(media, Panes):
        return _side_by_side(media, run, shape, inputs)
    inputs.files[media.digest] = media.path
    shown: Json = {"digest": media.digest, **inputs.colours(clip.grading)}
    if clip.is_flopped:
        shown["flop"] = True
    if clip.zoom is not None:
        zoom = clip.zoom
        shown["zoom"] = [_pair(zoom.factor), _pair(zoom.x), _pair(zoom.y)]
    rule = effective_rule(clip.frame, clip.zoom, media.info, shape)
    if rule is not None:
        shown["frame"] = frame_json(rule)
    offset, frames, length = run
    if media.is_still:
        if clip.window.hold:  # the move ends where the hold begins
            length = clip.window.moving
            offset = min(offset, length - 1)
        camera = None if media.camera is None else _camera(media)
        move = {"offset": offset, "length": length, "camera": camera, "framing": FRAMING_VERSION}
        return {**shown, "kind": "still", "move": move}
    return {
        **shown,
        "kind": "clip",
        "info": _info(media.info),
        **_run(clip, offset, frames, shape.rate),
    }


def _side_by_side(panes: Panes, run: tuple[int, int, int], shape: Shape, inputs: _Gathered) -> Json:
    """Each picture fills its own box, whatever its shape, unless its line says otherwise."""
    fill = {"rule": "fill", "at": [[50, 1], [50, 1]]}
    places, cells = boxes(panes.layout, panes.gap, shape.width, shape.height), []
    for cell, (_, _, wide, high) in zip(panes.cells, places, strict=True):
        said = replace(cell, frame=cell.frame or FrameRule("fill"))
        shown = _picture(said, run, Shape(wide, high, shape.rate), inputs)
        is_usual = "digest" in shown and shown.get("frame", {"rule": "fill"}) == {"rule": "fill"}
        cells.append({**shown, "frame": fill} if is_usual else shown)
    return {
        "kind": "split",
        "layout": panes.layout,
        "gap": _pair(panes.gap),
        "colour": panes.colour,
        "cells": cells,
    }


def _has_card(picture: Json) -> bool:
    return any(each["kind"] == "card" for each in (picture, *picture.get("cells", ())))


def _run(clip: Clip, offset: int, frames: int, rate: Fraction) -> Json:
    """Where on the take's clock each frame looks: a straight run, else every place by itself."""
    window = clip.window
    if window.is_plain:
        held = max(1, window.moving - offset) if window.hold else frames
        run = {"first": _pair(window.position(offset)), "step": _pair(window.speed[0][1])}
        return {"run": {**run, "moving": min(frames, held)}}
    info, places = clip.media.info if isinstance(clip.media, Footage) else None, []
    for frame in range(offset, offset + frames):
        place = max(Fraction(0), window.position(frame))
        if info is not None and info.rate and not info.is_variable_rate:
            place = (math.floor(place / rate * info.rate) + Fraction(1, 2)) * rate / info.rate
        places.append(_pair(place))
    return {"places": places}


def _info(info: MediaInfo) -> Json:
    """What the conform chain must know of a file; what is seldom so only where it is."""
    seldom = {
        "primaries": info.primaries,
        "transfer": info.transfer,
        "is_interlaced": info.is_interlaced,
        "start": _pair(info.start or None),
        "decoder": ALPHA_DECODERS.get(info.codec, "") if info.has_alpha else "",
    }
    return {
        **{name: value for name, value in seldom.items() if value},
        "size": [info.width, info.height],
        "frames": info.frames,
        "rate": _pair(info.rate) if info.rate else None,
        "is_variable_rate": info.is_variable_rate,
        "pixel_aspect": _pair(info.pixel_aspect),
        "range": info.colour_range,
        "matrix": info.matrix,
        "has_alpha": info.has_alpha,
        "codec": info.codec,
    }


def _camera(media: Footage) -> Json:
    camera = media.camera
    if camera is None:
        return {}
    return {
        "move": camera.move,
        "direction": camera.direction,
        "pace": camera.pace,
        "zoom": [_pair(each) for each in camera.zoom] if camera.zoom else None,
        "focus": [_pair(each) for each in camera.focus] if camera.focus else None,
    }


def _into(into: Transition, offset: int) -> Json:
    return {
        "kind": into.kind,
        "frames": into.frames,
        "colour": into.colour,
        "direction": into.direction,
        "offset": offset,
    }


def _further_fonts(layers: list[Json]) -> list[Digest]:
    """The fonts of further scripts that words of these layers are drawn with."""
    words = encode(layers).decode()
    if words.isascii():
        return []
    used = font_shelf().used_by(words)
    return [digest_of(font.path) for font in used if font in font_shelf().further]


def _fonts_of(layers: list[Json], tools: Tools) -> dict[Digest, Path]:
    """The fonts of the film that the layers name."""
    files = {digest: path for path, digest in tools.own_fonts.values()}
    named = (layer.get("look", {}).get("font") for layer in layers)
    return {digest: files[digest] for digest in named if digest in files}


def _marks(clip: Clip) -> str:
    """Shot and take for the corner; the frame of the take is told by the picture's own run."""
    if isinstance(clip.media, Panes):
        return " | ".join(_marks(cell) or "-" for cell in clip.media.cells)
    ref = clip.take
    return clip.shot if ref is None else f"{clip.shot} {ref.kind} {ref.unit}{ref.number}"


def _pair(value: Fraction | None) -> Any:
    return None if value is None else [value.numerator, value.denominator]
