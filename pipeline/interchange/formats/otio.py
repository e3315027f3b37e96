"""OpenTimelineIO, ``.otio``: our own writer of its JSON, which its library reads as its own."""

from __future__ import annotations

from fractions import Fraction
from urllib.parse import quote

from msgspec.json import encode
from msgspec.json import format as format_json

from pipeline.facts import Json
from pipeline.interchange.losses import Written, lost
from pipeline.interchange.otio_back import read
from pipeline.interchange.placing import filled
from pipeline.interchange.sequence import (
    Event,
    Join,
    Marker,
    MediaFile,
    Sequence,
    Sound,
    SoundTrack,
    Track,
)
from pipeline.interchange.told import told

__all__ = ["CARRIES", "ENDINGS", "NAME", "SIGN", "TITLE", "read", "write"]

NAME = "otio"
TITLE = "OpenTimelineIO"
ENDINGS = (".otio",)
SIGN = b"OTIO_SCHEMA"
CARRIES = frozenset({"speed", "rate", "dissolve", "fade", "sound", "marker", "ending", "overlay"})


def write(sequence: Sequence) -> Written:
    """The timeline as OpenTimelineIO's JSON."""
    text = format_json(encode(_timeline(sequence)), indent=1)
    file = (f"{sequence.stem}.otio", text + b"\n")
    return Written((file,), lost(NAME, sequence, CARRIES))


def _timeline(sequence: Sequence) -> Json:
    rate = sequence.rate
    tracks = [_picture(track, sequence) for track in sequence.tracks]
    tracks += [_sounds(track, sequence) for track in sequence.sounds]
    stack = _named("Stack.1", "tracks")
    stack |= {"source_range": None, "effects": [], "children": tracks}
    stack["markers"] = [_marker(each, rate) for each in sequence.markers]
    facts: Json = {"film": sequence.title, "cut": sequence.name, "version": sequence.version}
    facts |= {"rate": str(rate), "width": sequence.width, "height": sequence.height}
    return {
        **_named("Timeline.1", sequence.stem, facts),
        "global_start_time": _time(sequence.start, rate),
        "tracks": stack,
    }


def _named(schema: str, name: str, facts: Json | None = None) -> Json:
    return {"OTIO_SCHEMA": schema, "metadata": {"rushes": facts} if facts else {}, "name": name}


def _time(value: Fraction | int, rate: Fraction) -> Json:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(rate), "value": float(value)}


def _range(start: Fraction | int, length: Fraction | int, rate: Fraction) -> Json:
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "start_time": _time(start, rate),
        "duration": _time(length, rate),
    }


def _track(name: str, kind: str, children: list[Json]) -> Json:
    track = _named("Track.1", name)
    track |= {"source_range": None, "effects": [], "markers": [], "enabled": True, "color": None}
    return {**track, "kind": kind, "children": children}


def _picture(track: Track, sequence: Sequence) -> Json:
    children: list[Json] = []
    items = filled((event.record, event) for event in track.events)
    leaving: Join | None = None
    for record, event in items:
        joins = (leaving, event.into if event is not None else None)
        if any(joins):
            children.append(_transition(*joins, sequence.rate))
        children.append(_event(event, sequence) if event else _gap(len(record), sequence.rate))
        leaving = event.out if event is not None else None
    if leaving is not None:
        children.append(_transition(leaving, None, sequence.rate))
    return _track(track.name, "Video", children)


def _event(event: Event, sequence: Sequence) -> Json:
    rate, facts = sequence.rate, told(event)
    if event.shown is None:
        return _gap(event.frames, rate, event.name, facts)
    clip = _named("Clip.2", event.name, facts)
    clip["source_range"] = _range(event.first, event.frames, rate)
    clip["effects"] = [_warp(event.pace)] if event.pace != 1 else []
    return _clip(clip, event.shown, rate)


def _clip(clip: Json, media: MediaFile, rate: Fraction) -> Json:
    clip |= {"markers": [], "enabled": True, "color": None}
    clip["media_references"] = {"DEFAULT_MEDIA": _reference(media, rate)}
    clip["active_media_reference_key"] = "DEFAULT_MEDIA"
    return clip


def _reference(media: MediaFile, rate: Fraction) -> Json:
    facts = {"take": media.take, "digest": media.digest}
    available = None
    if media.frames is not None:
        own = media.info.rate
        if own is None or media.info.is_variable_rate or not media.info.frames:
            available = _range(media.first, media.whole_frames or 1, rate)
        else:
            available = _range(media.first * own / rate, media.info.frames, own)
    return {
        **_named("ExternalReference.1", media.name, facts),
        "available_range": available,
        "available_image_bounds": None,
        "target_url": quote(media.href),
    }


def _warp(speed: Fraction) -> Json:
    warp = _named("LinearTimeWarp.1", "", {"speed": str(speed)})
    return {**warp, "effect_name": "LinearTimeWarp", "enabled": True, "time_scalar": float(speed)}


def _gap(frames: int, rate: Fraction, name: str = "", facts: Json | None = None) -> Json:
    gap = _named("Gap.1", name, facts)
    gap |= {"effects": [], "markers": [], "enabled": True, "color": None}
    return {**gap, "source_range": _range(0, frames, rate)}


def _transition(out: Join | None, into: Join | None, rate: Fraction) -> Json:
    """Over the last frames of what came before (a fade out), and the first of what follows."""
    joins = {side: join for side, join in (("out", out), ("into", into)) if join is not None}
    is_known = len(joins) == 1 and all(join.kind in CARRIES for join in joins.values())
    facts = {
        side: {"kind": join.kind, "colour": join.colour, "direction": join.direction}
        for side, join in joins.items()
    }
    return {
        **_named("Transition.1", " ".join(join.kind for join in joins.values()), facts),
        "transition_type": "SMPTE_Dissolve" if is_known else "Custom_Transition",
        "in_offset": _time(out.frames if out else 0, rate),
        "out_offset": _time(into.frames if into else 0, rate),
    }


def _sounds(track: SoundTrack, sequence: Sequence) -> Json:
    rate, children = sequence.rate, []
    for record, sound in filled((sound.record, sound) for sound in track.sounds):
        if sound is None:
            children.append(_gap(len(record), rate))
            continue
        facts: Json = {"role": sound.role, "gain": sound.gain, "pan": sound.pan}
        facts |= {"fade_in": sound.fade_in, "fade_out": sound.fade_out, "bus": sound.bus}
        clip = _named("Clip.2", sound.name, facts)
        clip["source_range"] = _range(_heard_from(sound, rate), len(record), rate)
        clip["effects"] = [_warp(sound.speed)] if sound.speed != 1 else []
        children.append(_clip(clip, sound.media, rate))
    return _track(track.name, "Audio", children)


def _heard_from(sound: Sound, rate: Fraction) -> Fraction:
    """Where it begins in its file, in film frames of the file's own clock."""
    return sound.start * rate + sound.media.first


def _marker(marker: Marker, rate: Fraction) -> Json:
    return {
        **_named("Marker.2", marker.name, {"note": marker.note} if marker.note else None),
        "marked_range": _range(marker.record.start, len(marker.record), rate),
        "color": marker.colour.upper(),
        "comment": marker.note,
    }
