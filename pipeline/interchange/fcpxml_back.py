"""Read a Final Cut Pro XML project that came back from an editor."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction

from msgspec.structs import replace

from pipeline.interchange.reading import (
    MOST_EVENTS,
    MOST_FRAMES,
    Known,
    Read,
    Reading,
    ReadTrack,
    frames_of,
    number_of,
    refused,
    shifted,
    tidy,
    whole,
)
from pipeline.interchange.sequence import Join
from pipeline.interchange.xml_opening import opened_xml
from pipeline.interchange.xml_text import Node, every
from pipeline.timecode import FrameRange

__all__ = ["read"]

_WHAT = "the Final Cut Pro XML"
_PICTURES = ("asset-clip", "video", "clip", "ref-clip")
_NESTED = ("sync-clip", "mc-clip", "audition", "spine", "ref-clip")
_POINTS = 2


def read(data: bytes, known: Known) -> Reading:
    """What the first project plays.

    Raises:
        ProjectError: it is no such file, or speaks of what no film has.
    """
    root = opened_xml(data, _WHAT)
    if root.tag != "fcpxml":
        raise refused(_WHAT, f"it begins with '{root.tag[:40]}' and not with 'fcpxml'")
    project = next(every(root, "project"), root)
    sequence = next(every(project, "sequence"), None)
    spine = sequence.find("spine") if sequence is not None else None
    if sequence is None or spine is None:
        raise refused(_WHAT, "there is no sequence in it")
    return _Storyline(root, sequence, known).reading(project, spine)


class _Storyline:
    """The reading of one project."""

    def __init__(self, root: Node, sequence: Node, known: Known) -> None:
        self.sequence = sequence
        self.ids = {
            each.attributes.get("id", ""): each
            for each in (root.find("resources") or Node("resources")).children
        }
        self.rate = self._rate() or known.rate
        self.beyond: list[str] = []
        self.has_sound = False
        self.count = 0

    def reading(self, project: Node, spine: Node) -> Reading:
        begins = self._time(self.sequence, "tcStart")
        picture = list(self._spine(spine, begins))
        over: dict[int, list[Read]] = {}
        for record, node in self._placed(spine, begins):
            self._hung(node, record, over)
        tracks = [ReadTrack("V1", tidy(picture))]
        tracks += [ReadTrack(f"V{lane + 1}", tidy(over[lane])) for lane in sorted(over)]
        length = whole(self._time(self.sequence, "duration"))
        return Reading(
            name=project.attributes.get("name", ""),
            rate=self.rate,
            tracks=tuple(tracks),
            frames=length or None,
            has_sound=self.has_sound,
            beyond=tuple(self.beyond),
        )

    def _rate(self) -> Fraction | None:
        form = self.ids.get(self.sequence.attributes.get("format", ""))
        if form is None or "frameDuration" not in form.attributes:
            return None
        length = _seconds(form.attributes["frameDuration"])
        if not 0 < length <= 1:
            raise refused(_WHAT, "its pictures last for no time of a film")
        return 1 / length

    def _time(self, node: Node, name: str, usual: str = "0s") -> Fraction:
        """A time of the file, in film frames."""
        value = _seconds(node.attributes.get(name, usual)) * self.rate
        return frames_of(value, _WHAT)

    def _placed(self, spine: Node, begins: Fraction) -> Iterator[tuple[FrameRange, Node]]:
        """Everything on the storyline but transitions, in its place in the film."""
        at = begins
        for node in spine.children:
            self.count += 1
            if self.count > MOST_EVENTS:
                raise refused(_WHAT, f"it has more than {MOST_EVENTS} events")
            if node.tag == "transition":
                continue
            start = self._time(node, "offset") if "offset" in node.attributes else at
            at = start + self._time(node, "duration")
            first, last = whole(start - begins), whole(at - begins)
            if first < 0 or last < first:
                raise refused(_WHAT, f"'{node.attributes.get('name', node.tag)}' lies nowhere")
            yield FrameRange(first, last), node

    def _spine(self, spine: Node, begins: Fraction) -> Iterator[Read]:
        """The pictures of the storyline, with what lies over their first and last frames."""
        joins = sorted(
            (whole(self._time(node, "offset") - begins), whole(self._time(node, "duration")))
            for node in spine.all("transition")
        )
        events = [
            event
            for record, node in self._placed(spine, begins)
            for event in self._picture(node, record)
        ]
        starts = {event.record.start for event in events}
        ends = {event.record.end for event in events}
        for event in events:
            start, end = event.record.start, event.record.end
            at, frames = _last(joins, start)
            if at <= start < at + frames:
                join = Join("dissolve" if start in ends else "fade", frames)
                yield replace(shifted(event, start - at), into=join)
                continue
            at, frames = _last(joins, end - 1)
            is_end = start < at < end <= at + frames and end not in starts
            yield replace(event, out=Join("fade", end - at)) if is_end else event

    def _picture(self, node: Node, record: FrameRange) -> Iterator[Read]:
        """The picture of an element; a gap has none."""
        name = node.attributes.get("name", "")
        if node.attributes.get("enabled") == "0":
            self.beyond.append(f"'{name}' is switched off")
            return
        if node.tag in _NESTED:
            self.beyond.append(f"'{name}' is a {node.tag} of several clips")
        if node.tag not in _PICTURES or node.attributes.get("srcEnable") == "audio":
            return
        asset = self._asset(node)
        start, speed, beyond = self._window(node, asset)
        said = dict(_told(node))
        into, out = self._fades(node)
        yield Read(
            name=name,
            record=record,
            href=_source(asset),
            start=start + frames_of(said.get("rushes.first") or 0, _WHAT),
            speed=abs(speed),
            is_reversed=speed < 0,
            into=into,
            out=out,
            take=said.get("rushes.take", ""),
            does={"flop": _is_flopped(node), "gain": _gain(node)},
            beyond=beyond,
        )

    def _asset(self, node: Node) -> Node:
        """The file of a picture: its own, or that of what it holds."""
        inner = node.find("video") or node
        ref = node.attributes.get("ref") or inner.attributes.get("ref", "")
        return self.ids.get(ref, Node("asset"))

    def _window(self, node: Node, asset: Node) -> tuple[Fraction, Fraction, tuple[str, ...]]:
        """The first frame used of the file, the speed, and what a cut cannot say."""
        local = self._time(node, "start")
        first = self._time(asset, "start")
        mapped = node.find("timeMap")
        if mapped is None:
            return local - first, Fraction(1), ()
        points = [(self._time(each, "time"), self._time(each, "value")) for each in mapped.children]
        if len(points) != _POINTS or points[0][0] == points[1][0]:
            return local - first, Fraction(1), ("a ramp",)
        (begin, value), (end, reached) = points
        speed = (reached - value) / (end - begin)
        if not speed:
            return value - first, Fraction(1), ("a frame held still",)
        start = value - first + (local - begin) * speed
        return Fraction(whole(start)), speed.limit_denominator(10_000), ()

    def _fades(self, node: Node) -> tuple[Join | None, Join | None]:
        """The fades of a picture's own opacity."""
        found = []
        blend = node.find("adjust-blend")
        for tag in ("fadeIn", "fadeOut"):
            fade = next(every(blend, tag), None) if blend is not None else None
            frames = whole(self._time(fade, "duration")) if fade is not None else 0
            found.append(Join("fade", frames) if frames > 0 else None)
        return found[0], found[1]

    def _hung(self, node: Node, record: FrameRange, over: dict[int, list[Read]]) -> None:
        """What hangs on a piece of the storyline: pictures above it, sounds below."""
        local = self._time(node, "start")
        for child in node.children:
            lane = child.attributes.get("lane", "")
            if not lane.lstrip("-").isdecimal() or len(lane) > _POINTS + 1:
                continue
            self.has_sound = self.has_sound or lane.startswith("-")
            if lane.startswith("-") or child.tag == "title":
                continue
            start = record.start + whole(self._time(child, "offset") - local)
            for place, each in self._laid(child, start):
                over.setdefault(int(lane), []).extend(self._picture(each, place))

    def _laid(self, node: Node, start: int) -> Iterator[tuple[FrameRange, Node]]:
        """What is laid over from ``start``: a picture, or those of a storyline of its own."""
        if node.tag != "spine":
            frames = whole(self._time(node, "duration"))
            if start >= 0 and frames > 0:
                yield FrameRange(start, start + frames), node
            return
        for each in node.children:
            if each.tag not in ("transition", "spine"):
                yield from self._laid(each, start + whole(self._time(each, "offset")))


def _is_flopped(node: Node) -> bool:
    """Whether the picture is turned about its upright middle."""
    form = node.find("adjust-transform")
    scale = form.attributes.get("scale", "") if form is not None else ""
    return scale.startswith("-")


def _gain(node: Node) -> float:
    """How much louder the picture's own sound is, in decibels."""
    volume = node.find("adjust-volume")
    amount = volume.attributes.get("amount", "0") if volume is not None else "0"
    return float(number_of(amount.strip().removesuffix("dB"), _WHAT))


def _last(joins: list[tuple[int, int]], frame: int) -> tuple[int, int]:
    """The last transition that begins at a frame or before it; else one of no length."""
    found = bisect_right(joins, (frame, MOST_FRAMES))
    return joins[found - 1] if found else (0, 0)


def _told(node: Node) -> Iterator[tuple[str, str]]:
    """What was kept beside a clip, word by word."""
    meta = node.find("metadata")
    for each in meta.all("md") if meta is not None else ():
        yield each.attributes.get("key", ""), each.attributes.get("value", "")


def _source(asset: Node) -> str:
    """The place of a file, as either version of the format writes it."""
    inner = asset.find("media-rep")
    return (inner or asset).attributes.get("src", "") or asset.attributes.get("name", "")


def _seconds(text: str) -> Fraction:
    """Rational seconds: ``1001/24000s``."""
    return number_of(text.strip().removesuffix("s"), _WHAT)
