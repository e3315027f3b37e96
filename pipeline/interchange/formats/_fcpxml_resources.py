"""The resources of a Final Cut Pro XML: formats, files and the one title that is used."""

from __future__ import annotations

from fractions import Fraction
from urllib.parse import quote
from xml.etree import ElementTree as ET

from pipeline.interchange.sequence import MediaFile, Sequence

__all__ = ["Resources", "seconds"]

_REC_709 = "1-1-1 (Rec. 709)"
_BASIC_TITLE = ".../Titles.localized/Bumper:Opener.localized/Basic Title.localized/Basic Title.moti"
"""Final Cut Pro's own plain title, as it writes it itself."""


def seconds(value: Fraction) -> str:
    """Rational seconds: ``1001/24000s``, ``5s``."""
    return f"{value}s"


class Resources:
    """What a document refers to, each thing once."""

    def __init__(self, sequence: Sequence) -> None:
        self.sequence = sequence
        self.element = ET.Element("resources")
        self._ids: dict[tuple[object, ...], str] = {}
        self.film = self._format(sequence.width, sequence.height, sequence.rate)

    def asset(self, media: MediaFile) -> str:
        """The id of a file."""
        known = self._ids.get(("asset", media.href))
        if known is not None:
            return known
        info = media.info
        element = ET.Element("asset", name=media.name, start="0s")
        element.set("duration", seconds(self._length(media)))
        if info.kind != "audio":
            element.set("hasVideo", "1")
            element.set("videoSources", "1")
            element.set("format", self._format(info.width, info.height, info.rate))
        if info.has_sound:
            element.set("hasAudio", "1")
            element.set("audioSources", "1")
            if info.channels:
                element.set("audioChannels", str(info.channels))
            if info.sample_rate:
                element.set("audioRate", str(info.sample_rate))
        src = quote(media.href)
        ET.SubElement(element, "media-rep", kind="original-media", src=src)
        return self._add(("asset", media.href), element)

    def titles(self) -> str:
        """The id of the plain title."""
        known = self._ids.get(("title",))
        element = ET.Element("effect", name="Basic Title", uid=_BASIC_TITLE)
        return known or self._add(("title",), element)

    def _length(self, media: MediaFile) -> Fraction:
        """Seconds that the file lasts: whole pictures of its own; 0 for a still."""
        info = media.info
        if media.frames is None:
            return Fraction(0)
        if info.rate and info.frames and not info.is_variable_rate:
            return info.frames / info.rate
        return info.seconds or media.frames / self.sequence.rate

    def _format(self, width: int, height: int, rate: Fraction | None) -> str:
        key = ("format", width, height, rate)
        known = self._ids.get(key)
        if known is not None:
            return known
        element = ET.Element("format", width=str(width), height=str(height))
        if rate is None:
            element.set("name", "FFVideoFormatRateUndefined")
        else:
            element.set("frameDuration", seconds(1 / rate))
            element.set("colorSpace", _REC_709)
        return self._add(key, element)

    def _add(self, key: tuple[object, ...], element: ET.Element) -> str:
        name = f"r{len(self._ids) + 1}"
        self._ids[key] = name
        element.set("id", name)
        self.element.append(element)
        return name
