"""The resources of a Final Cut Pro XML: formats, files and the one title that is used."""

from __future__ import annotations

from fractions import Fraction
from urllib.parse import quote

from pipeline.interchange.sequence import MediaFile, Sequence
from pipeline.interchange.xml_text import Node, add, node

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
        self.element = node("resources")
        self._ids: dict[tuple[object, ...], str] = {}
        self.film = self._format(sequence.width, sequence.height, sequence.rate)

    def asset(self, media: MediaFile) -> str:
        """The id of a file."""
        known = self._ids.get(("asset", media.href))
        if known is not None:
            return known
        info = media.info
        element = node("asset", name=media.name, start="0s")
        element.attributes["duration"] = seconds(self._length(media))
        if info.kind != "audio":
            element.attributes["hasVideo"] = "1"
            element.attributes["videoSources"] = "1"
            element.attributes["format"] = self._format(info.width, info.height, info.rate)
        if info.has_sound:
            element.attributes["hasAudio"] = "1"
            element.attributes["audioSources"] = "1"
            if info.channels:
                element.attributes["audioChannels"] = str(info.channels)
            if info.sample_rate:
                element.attributes["audioRate"] = str(info.sample_rate)
        src = quote(media.href)
        add(element, "media-rep", kind="original-media", src=src)
        return self._add(("asset", media.href), element)

    def titles(self) -> str:
        """The id of the plain title."""
        known = self._ids.get(("title",))
        element = node("effect", name="Basic Title", uid=_BASIC_TITLE)
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
        element = node("format", width=str(width), height=str(height))
        if rate is None:
            element.attributes["name"] = "FFVideoFormatRateUndefined"
        else:
            element.attributes["frameDuration"] = seconds(1 / rate)
            element.attributes["colorSpace"] = _REC_709
        return self._add(key, element)

    def _add(self, key: tuple[object, ...], element: Node) -> str:
        name = f"r{len(self._ids) + 1}"
        self._ids[key] = name
        element.attributes["id"] = name
        self.element.children.append(element)
        return name
