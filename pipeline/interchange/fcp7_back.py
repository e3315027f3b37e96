"""Read a Final Cut Pro 7 XML sequence that came back from an editor."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec.structs import replace

from pipeline.interchange.fcp7_looks import levels, zoom_of
from pipeline.interchange.reading import (
    MOST_EVENTS,
    Known,
    Read,
    Reading,
    ReadTrack,
    clock_begins,
    exact_rate,
    frames_of,
    refused,
    shifted,
    tidy,
    whole,
)
from pipeline.interchange.sequence import Join
from pipeline.interchange.xml_opening import opened_xml
from pipeline.interchange.xml_text import Node, every
from pipeline.project.edit import Zoom
from pipeline.timecode import FrameRange

__all__ = ["read"]

_WHAT = "the Final Cut Pro 7 XML"
_KNOWN = ("basic", "audiolevels", "audiopan", "opacity")
"""Effects that change no picture's place and length; what of them differs is not read."""
_KINDS = {"Dip to Color Dissolve": "dip", "Edge Wipe": "wipe"}


def read(data: bytes, known: Known) -> Reading:
    """What the first sequence plays.

    Raises:
        ProjectError: it is no such file, or speaks of what no film has.
    """
    root = opened_xml(data, _WHAT)
    if root.tag != "xmeml":
        raise refused(_WHAT, f"it begins with '{root.tag[:40]}' and not with 'xmeml'")
    sequence = next(every(root, "sequence"), None)
    if sequence is None:
        raise refused(_WHAT, "there is no sequence in it")
    return _Sequence(root, sequence, known).reading()


class _Sequence:
    """The reading of one sequence."""

    def __init__(self, root: Node, sequence: Node, known: Known) -> None:
        self.sequence = sequence
        self.beyond: list[str] = []
        self.rate = _rate(sequence) or known.rate
        self.files: dict[str, Node] = {}
        self.count = 0
        self.levels = levels(sequence.find("media", "audio"))
        self.frame = self._frame()
        for file in every(root, "file"):
            if file.children:
                self.files.setdefault(file.attributes.get("id", ""), file)

    def reading(self) -> Reading:
        video = self.sequence.find("media", "video")
        audio = self.sequence.find("media", "audio")
        tracks = []
        for number, track in enumerate(video.all("track") if video else (), start=1):
            if track.word("enabled") == "FALSE":
                self.beyond.append(f"the picture track {number} is switched off")
                continue
            tracks.append(ReadTrack(f"V{number}", self._track(track)))
        return Reading(
            name=self.sequence.word("name"),
            rate=self.rate,
            tracks=tuple(tracks),
            has_sound=audio is not None and any(each.find("clipitem") for each in audio.children),
            beyond=tuple(self.beyond),
        )

    def _frame(self) -> tuple[int, int]:
        """Width and height of the sequence; 0 where it does not say."""
        form = self.sequence.find("media", "video", "format", "samplecharacteristics")
        words = [form.word(tag) if form is not None else "" for tag in ("width", "height")]
        width, height = (whole(frames_of(word or 0, _WHAT)) for word in words)
        return max(0, width), max(0, height)

    def _does(self, item: Node, file: Node, start: int) -> dict[str, bool | float | Zoom | None]:
        """Level and place in the frame; the level of a sound that was unlinked is not known."""
        does: dict[str, bool | float | Zoom | None] = {}
        does["zoom"] = zoom_of(item, file, self.frame)
        level = self.levels.get((item.word("name"), str(start)))
        return does if level is None else {**does, "gain": level}

    def _track(self, track: Node) -> tuple[Read, ...]:
        items = [
            each
            for each in track.children
            if each.tag in ("clipitem", "transitionitem", "generatoritem")
        ]
        self.count += len(items)
        if self.count > MOST_EVENTS:
            raise refused(_WHAT, f"it has more than {MOST_EVENTS} events")
        return tidy(self._events(items))

    def _events(self, items: list[Node]) -> Iterator[Read]:
        for at, item in enumerate(items):
            if item.tag == "transitionitem":
                continue
            if item.word("enabled") == "FALSE":
                self.beyond.append(f"'{item.word('name')}' is switched off")
                continue
            head = _transition(items[at - 1]) if at else None
            tail = _transition(items[at + 1]) if at + 1 < len(items) else None
            if tail is not None and at + 2 == len(items):
                tail = (*tail[:2], "end-black", tail[3])  # nothing follows
            event = self._event(item, head, tail)
            if event is not None:
                yield event

    def _event(self, item: Node, head: _Transition | None, tail: _Transition | None) -> Read | None:
        """A clip with what lies over its first and its last frames."""
        start, end = (whole(frames_of(item.word(tag) or 0, _WHAT)) for tag in ("start", "end"))
        late = 0
        if start < 0 and head is not None:
            start = head[0]
        elif head is not None:
            late = max(0, start - head[0])
        if end < 0 and tail is not None:
            end = tail[1] if tail[2] == "end-black" else tail[0]
        if start < 0 or end < start:
            self.beyond.append(f"'{item.word('name')}' does not say where it is")
            return None
        speed, is_reversed, beyond = _effects(item)
        file = self._file(item)
        event = Read(
            name=item.word("name"),
            record=FrameRange(start, end),
            href=file.word("pathurl") or file.word("name"),
            start=whole(frames_of(item.word("in") or 0, _WHAT) * speed) + self._first(file),
            speed=speed,
            is_reversed=is_reversed,
            take=item.word("logginginfo", "shottake"),
            does=self._does(item, file, start),
            beyond=beyond,
        )
        if head is not None and head[2] != "end-black":
            kind = "fade" if head[2] == "start-black" and head[3] == "dissolve" else head[3]
            event = replace(shifted(event, late), into=Join(kind, head[1] - head[0]))
        if tail is not None and tail[2] == "end-black":
            event = replace(event, out=Join("fade", tail[1] - tail[0]))
        return event

    def _file(self, item: Node) -> Node:
        file = item.find("file")
        if file is None:
            return Node("file")
        return file if file.children else self.files.get(file.attributes.get("id", ""), file)

    def _first(self, file: Node) -> Fraction:
        """The first frame of a file by its own timecode, in the film's frames."""
        frame = file.word("timecode", "frame")
        if not frame:
            return Fraction(0)
        own = _rate(file.find("timecode") or file) or _rate(file) or self.rate
        begins = frames_of(frame, _WHAT) * self.rate / own
        return begins - clock_begins(begins, self.rate)


_Transition = tuple[int, int, str, str]
"""Where it begins and ends in the film, how it lies there, and its kind."""


def _transition(item: Node | None) -> _Transition | None:
    if item is None or item.tag != "transitionitem":
        return None
    start, end = (whole(frames_of(item.word(tag) or 0, _WHAT)) for tag in ("start", "end"))
    if start < 0 or end <= start:
        return None
    kind = _KINDS.get(item.word("effect", "effectid"), "dissolve")
    return start, end, item.word("alignment"), kind


def _effects(item: Node) -> tuple[Fraction, bool, tuple[str, ...]]:
    """Speed, whether it runs backwards, and what else was laid on the clip."""
    speed, is_reversed, beyond = Fraction(1), False, []
    for each in item.all("filter"):
        effect = each.find("effect")
        word = effect.word("effectid") if effect is not None else ""
        if effect is None or word in _KNOWN or each.word("enabled") == "FALSE":
            continue
        if word != "timeremap":
            beyond.append(effect.word("name") or word)
            continue
        values = {each.word("parameterid"): each.word("value") for each in effect.all("parameter")}
        if values.get("variablespeed") in ("1", "TRUE"):
            beyond.append("a ramp")
            continue
        number = frames_of(values.get("speed") or 100, _WHAT) / 100
        is_reversed = number < 0 or values.get("reverse") == "TRUE"
        speed = abs(number).limit_denominator(1000) or Fraction(1)
    return speed, is_reversed, tuple(beyond)


def _rate(node: Node) -> Fraction | None:
    whole_rate, is_ntsc = node.word("rate", "timebase"), node.word("rate", "ntsc")
    if not whole_rate:
        return None
    number = frames_of(whole_rate, _WHAT)
    if is_ntsc.upper() == "TRUE" and number.denominator == 1:
        number = number * 1000 / 1001
        return number if 1 <= number <= 240 else exact_rate(float(number), _WHAT)
    return exact_rate(float(number), _WHAT)
