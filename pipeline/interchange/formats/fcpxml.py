"""Final Cut Pro XML 1.10, ``.fcpxml``: one storyline, with everything else hung onto it.

The elements, their order and their attributes are those of Apple's DTD for version 1.10. A join
lies over the first frames of what follows, as it does in the film; Final Cut Pro shows it so,
though it draws its own across the cut.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from pipeline.interchange.fcpxml_back import read
from pipeline.interchange.formats._fcpxml_resources import Resources, seconds
from pipeline.interchange.losses import Written, lost
from pipeline.interchange.placing import filled
from pipeline.interchange.sequence import Event, Marker, MediaFile, Sequence, Sound, Title
from pipeline.interchange.told import told
from pipeline.interchange.xml_text import Node, add, document, node
from pipeline.timecode import FrameRange

__all__ = ["CARRIES", "ENDINGS", "NAME", "SIGN", "TITLE", "read", "refuses", "write"]

NAME = "fcpxml"
TITLE = "Final Cut Pro XML"
ENDINGS = (".fcpxml", ".xml")
SIGN = b"<fcpxml"
CARRIES = frozenset(
    {
        "speed", "rate", "flop", "gain", "mute", "dissolve", "fade", "title", "sound",
        "sound gain", "sound fade", "sound speed", "marker", "ending", "overlay",
    }
)  # fmt: skip

_RATES = {
    Fraction(24000, 1001): "23.98", Fraction(24): "24", Fraction(25): "25",
    Fraction(30000, 1001): "29.97", Fraction(30): "30", Fraction(60): "60",
    Fraction(48000, 1001): "47.95", Fraction(48): "48", Fraction(50): "50",
    Fraction(60000, 1001): "59.94",
}  # fmt: skip
"""The rates that ``conform-rate`` has words for."""


_ROLES = {"line": "dialogue", "music": "music"}


class _Place(Struct, frozen=True):
    """A piece of the storyline, and the time on its own clock where it begins."""

    record: FrameRange
    element: Node
    local: Fraction


def refuses(event: Event, sequence: Sequence) -> str:
    """Why this event must be rendered: footage at a rate that it has no word for."""
    media = event.media
    if media is None or media.is_still or media.info.rate == sequence.rate:
        return ""
    own = media.info.rate
    if own in _RATES and not media.info.is_variable_rate:
        return ""
    return f"its own {float(own):.6g} pictures a second" if own else "its changing rate"


def write(sequence: Sequence) -> Written:
    """The timeline as Final Cut Pro's XML."""
    file = (f"{sequence.stem}.fcpxml", document(_Writer(sequence).root(), "fcpxml"))
    return Written((file,), lost(NAME, sequence, CARRIES))


def _sounds(sequence: Sequence) -> Iterator[Sound]:
    for track in sequence.sounds:
        yield from track.sounds


def _is_own(sound: Sound) -> bool:
    """Whether it is the sound that a take came with."""
    return sound.role == "picture"


def _spot(media: MediaFile, record: FrameRange) -> tuple[str, int]:
    return media.href, record.start


class _Writer:
    """One document being written."""

    def __init__(self, sequence: Sequence) -> None:
        self.sequence = sequence
        self.resources = Resources(sequence)
        self.places: list[_Place] = []
        own = {_spot(each.media, each.record) for each in _sounds(sequence) if _is_own(each)}
        shown = {
            _spot(event.media, event.record)
            for event in sequence.events()
            if event.media is not None and event.rendered is None
        }
        self.heard = own & shown
        """The pictures that bring their own sound, by file and first frame."""

    def at(self, frames: Fraction | int) -> str:
        """Film frames as Final Cut Pro's rational seconds."""
        return seconds(Fraction(frames) / self.sequence.rate)

    def root(self) -> Node:
        """The whole document."""
        cut = self.sequence
        spine = self._spine()
        for lane, track in enumerate(cut.tracks[1:], start=1):
            for event in track.events:
                if event.shown is not None:
                    self._hang(self._clip(event), event.record.start, lane)
        for lane, sounds in enumerate(cut.sounds, start=1):
            for sound in sounds.sounds:
                if not (_is_own(sound) and _spot(sound.media, sound.record) in self.heard):
                    self._hang(self._sound(sound), sound.record.start, -lane)
        for number, title in enumerate(cut.titles, start=1):
            self._hang(self._title(title, number), title.record.start, len(cut.tracks))
        for marker in cut.markers:
            self._mark(marker)
        for place in self.places:
            _sort(place.element)
        root = node("fcpxml", version="1.10")
        root.children.append(self.resources.element)
        library = add(root, "library")
        film = add(library, "event", name=cut.title or cut.name)
        project = add(film, "project", name=cut.stem)
        project.children.append(self._sequence(spine))
        return root

    def _sequence(self, spine: Node) -> Node:
        cut = self.sequence
        element = node(
            "sequence",
            format=self.resources.film,
            duration=self.at(max(cut.frames, self.places[-1].record.end if self.places else 0)),
            tcStart=self.at(cut.start),
            tcFormat="DF" if cut.is_drop else "NDF",
            audioLayout="stereo",
            audioRate="48k",
        )
        element.children.append(spine)
        return element

    # -- the storyline -----------------------------------------------------------------------

    def _spine(self) -> Node:
        """The lowest track: clips, what lies between them, and the joins over them."""
        cut, spine = self.sequence, node("spine")
        main = cut.tracks[0].events if cut.tracks else ()
        rows = list(filled((event.record, event) for event in main))
        ends = rows[-1][0].end if rows else 0
        last = max((start + 1 for start in self._hung()), default=0)
        if last > ends:
            rows.append((FrameRange(ends, last), None))
        for record, event in rows:
            if event is None or event.shown is None:
                element, local = self._gap(record, event), Fraction(0)
            else:
                element, local = self._clip(event), self._local(event)
            if event is not None and event.into is not None and event.into.kind == "dissolve":
                add(
                    spine,
                    "transition",
                    name="Cross Dissolve",
                    offset=self.at(cut.start + record.start),
                    duration=self.at(event.into.frames),
                )
            element.attributes["offset"] = self.at(cut.start + record.start)
            spine.children.append(element)
            self.places.append(_Place(record, element, local))
        return spine

    def _hung(self) -> list[int]:
        """The first frame of everything that hangs on the storyline."""
        cut = self.sequence
        found = [event.record.start for track in cut.tracks[1:] for event in track.events]
        found += [sound.record.start for track in cut.sounds for sound in track.sounds]
        found += [title.record.start for title in cut.titles]
        return found + [marker.record.start for marker in cut.markers]

    def _gap(self, record: FrameRange, event: Event | None) -> Node:
        name = event.name if event is not None else "Gap"
        return node("gap", name=name, start="0s", duration=self.at(len(record)))

    def _local(self, event: Event) -> Fraction:
        """Where the event begins on its own clock, in seconds: 0 where it is retimed or still."""
        media = event.shown
        if media is None or media.is_still or event.pace != 1:
            return Fraction(0)
        return Fraction(event.first - media.first) / self.sequence.rate

    def _clip(self, event: Event) -> Node:
        """A picture, with what is done to it; its sound where that is a sound of the film."""
        media = event.shown
        assert media is not None, "a gap shows no file"  # noqa: S101  # the callers ask first
        tag = "video" if media.is_still else "asset-clip"
        clip = node(tag, ref=self.resources.asset(media), name=event.name)
        clip.attributes["start"] = seconds(self._local(event))
        clip.attributes["duration"] = self.at(event.frames)
        if not media.is_still:
            is_heard = event.rendered is None and _spot(media, event.record) in self.heard
            clip.attributes["srcEnable"] = (
                "all" if is_heard or not media.info.has_sound else "video"
            )
            self._conform(clip, media.info.rate)
            if event.pace != 1:
                self._retime(clip, Fraction(event.first - media.first), event.frames, event.pace)
        if event.is_flopped:
            add(clip, "adjust-transform", scale="-1 1")
        self._fade(clip, event)
        if event.gain and not media.is_still:
            add(clip, "adjust-volume", amount=f"{event.gain:g}dB")
        if not media.is_still:
            facts = {"shot": event.shot, "take": event.take, "digest": media.digest}
            facts |= {"first": str(media.first or "")}
            facts |= {"said": json.dumps(told(event), ensure_ascii=False)}
            meta = add(clip, "metadata")
            for key, value in facts.items():
                if value:
                    add(meta, "md", key=f"rushes.{key}", value=value)
        return clip

    def _conform(self, clip: Node, rate: Fraction | None) -> None:
        """Footage of another rate keeps its speed; pictures are left out or shown twice."""
        if rate is not None and rate != self.sequence.rate and rate in _RATES:
            add(clip, "conform-rate", scaleEnabled="0", srcFrameRate=_RATES[rate])

    def _retime(self, clip: Node, start: Fraction, frames: int, speed: Fraction) -> None:
        """Clip time 0 is the first frame used; ``start`` in frames of the file's clock."""
        points = ((Fraction(0), start), (Fraction(frames), start + frames * speed))
        element = add(clip, "timeMap")
        for time, value in points:
            add(element, "timept", time=self.at(time), value=self.at(value), interp="linear")

    def _fade(self, clip: Node, event: Event) -> None:
        """From and to black, as the clip's own opacity."""
        sides = [("fadeIn", event.into), ("fadeOut", event.out)]
        fades = [(tag, join) for tag, join in sides if join is not None and join.kind == "fade"]
        if not fades:
            return
        blend = add(clip, "adjust-blend")
        amount = add(blend, "param", name="amount", value="1")
        for tag, join in fades:
            add(amount, tag, type="linear", duration=self.at(join.frames))

    # -- what hangs on it ----------------------------------------------------------------------

    def _sound(self, sound: Sound) -> Node:
        """A sound by itself, as long as it is heard and its file lasts."""
        rate, media = self.sequence.rate, sound.media
        start = sound.start * rate - media.first
        frames = len(sound.record)
        if media.frames is not None:
            frames = max(1, min(frames, int((media.frames - start) / sound.speed)))
        clip = node("asset-clip", ref=self.resources.asset(media), name=sound.name)
        clip.attributes["start"] = self.at(start) if sound.speed == 1 else "0s"
        clip.attributes["duration"] = self.at(frames)
        clip.attributes["srcEnable"] = "audio"
        clip.attributes["audioRole"] = {"line": "dialogue", "music": "music"}.get(
            sound.role, "effects"
        )
        if sound.speed != 1:
            self._retime(clip, start, frames, sound.speed)
        volume = add(clip, "adjust-volume", amount=f"{sound.gain:g}dB")
        fades = [("fadeIn", sound.fade_in), ("fadeOut", sound.fade_out)]
        if any(length for _, length in fades):
            amount = add(volume, "param", name="amount")
            for tag, length in fades:
                if length:
                    add(amount, tag, type="linear", duration=self.at(length))
        return clip

    def _title(self, title: Title, number: int) -> Node:
        element = node("title", ref=self.resources.titles(), name=title.text.split("\n")[0])
        element.attributes["start"] = "0s"
        element.attributes["duration"] = self.at(len(title.record))
        style = f"ts{number}"
        add(add(element, "text"), "text-style", title.text, ref=style)
        kept = add(element, "text-style-def", id=style)
        size = str(round(self.sequence.height / 12))
        add(
            kept, "text-style", font="Helvetica", fontSize=size, fontColor="1 1 1 1",
            alignment="center",
        )  # fmt: skip
        return element

    def _hang(self, element: Node, frame: int, lane: int) -> None:
        place = self._under(frame)
        element.attributes["lane"] = str(lane)
        element.attributes["offset"] = seconds(self._on(place, frame))
        place.element.children.append(element)

    def _mark(self, marker: Marker) -> None:
        place = self._under(marker.record.start)
        element = add(
            place.element,
            "marker",
            start=seconds(self._on(place, marker.record.start)),
            duration=self.at(len(marker.record)),
            value=marker.name,
        )
        if marker.note:
            element.attributes["note"] = marker.note

    def _under(self, frame: int) -> _Place:
        return next(each for each in self.places if frame < each.record.end)

    def _on(self, place: _Place, frame: int) -> Fraction:
        """A film frame on the clock of the piece of the storyline below it, in seconds."""
        return place.local + Fraction(frame - place.record.start) / self.sequence.rate


_ORDER = (
    "conform-rate", "timeMap", "adjust-transform", "adjust-blend", "adjust-volume",
)  # fmt: skip


def _sort(element: Node) -> None:
    """The children in the order of the DTD: what is done, what hangs, markers, metadata."""

    def rank(child: Node) -> int:
        if child.tag in _ORDER:
            return _ORDER.index(child.tag)
        return {"marker": 20, "metadata": 30}.get(child.tag, 10)

    element.children.sort(key=rank)
