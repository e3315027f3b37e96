"""A document of MLT as Kdenlive keeps it: profile, files, tracks, the bin."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as Rows
from fractions import Fraction
from math import gcd

from pipeline.interchange.sequence import MediaFile, Sequence
from pipeline.interchange.xml_text import Node, add, node

__all__ = ["Document", "add_filter", "add_properties"]

Placed = Rows[tuple[int, Node]]
"""(film frame, entry), in film order."""


def add_properties(element: Node, properties: Mapping[str, str]) -> None:
    """Put properties into an element of MLT."""
    for name, value in properties.items():
        add(element, "property", value, name=name)


def add_filter(
    entry: Node,
    service: str,
    properties: Mapping[str, str],
    span: tuple[int, int] | None = None,
) -> None:
    """Have something done to a piece: over these frames of its own file, else over all of it."""
    between = {} if span is None else {"in": str(span[0]), "out": str(span[1])}
    element = add(entry, "filter", **between)
    add_properties(element, {"mlt_service": service, **properties})


class Document:
    """The parts of a project, each file once."""

    def __init__(self, sequence: Sequence) -> None:
        self.sequence = sequence
        self.producers: dict[tuple[str, str, Fraction], Node] = {}
        self.tracks: list[Node] = []
        """Playlists and the tractors over them, as they must stand in the file."""

    def picture(self, media: MediaFile, speed: Fraction) -> str:
        """The id of a file as picture, at that speed."""
        return self._file(media, speed, is_sound=False)

    def sound(self, media: MediaFile, speed: Fraction) -> str:
        """The id of a file as sound, at that speed."""
        return self._file(media, speed, is_sound=True)

    def colour(self, colour: str) -> str:
        """The id of plain colour."""
        key = ("colour", colour, Fraction(1))
        said = {"mlt_service": "color", "resource": colour, "mlt_image_format": "rgb"}
        return self._add(key, {**said, "length": "2147483647"}, colour)

    def _file(self, media: MediaFile, speed: Fraction, *, is_sound: bool) -> str:
        key = ("sound" if is_sound else "picture", media.href, speed)
        if media.is_still:
            said = {"mlt_service": "pixbuf", "resource": media.href, "length": "2147483647"}
            return self._add(key, said, media.name)
        service = "avformat" if speed == 1 else "timewarp"
        resource = media.href if speed == 1 else f"{float(speed):g}:{media.href}"
        said = {"mlt_service": service, "resource": resource}
        if speed != 1:
            said |= {"warp_speed": f"{float(speed):g}", "warp_resource": media.href}
            said |= {"warp_pitch": "0"}
        said["video_index" if is_sound else "audio_index"] = "-1"
        if media.whole_frames is not None:
            said["length"] = str(max(1, int(media.whole_frames / speed)))
        return self._add(key, said, media.name)

    def _add(self, key: tuple[str, str, Fraction], said: Mapping[str, str], name: str) -> str:
        found = self.producers.get(key)
        if found is None:
            number = len(self.producers)
            found = node("producer", id=f"producer{number}")
            add_properties(found, said)
            named = {"kdenlive:clipname": name, "kdenlive:id": str(number + 2)}
            add_properties(found, {**named, "kdenlive:folderid": "-1"})
            self.producers[key] = found
        return found.attributes["id"]

    def track(
        self,
        name: str,
        playlists: tuple[Placed, Placed],
        mixes: Rows[Node],
        *,
        is_sound: bool,
    ) -> Node:
        """A track of Kdenlive: a tractor over two playlists, with the mixes between them."""
        number = sum(each.tag == "tractor" for each in self.tracks)
        tractor = node("tractor", id=f"track{number}")
        kind = {"kdenlive:audio_track": "1"} if is_sound else {}
        add_properties(
            tractor, {**kind, "kdenlive:track_name": name, "kdenlive:timeline_active": "1"}
        )
        for side, placed in enumerate(playlists):
            playlist = node("playlist", id=f"track{number}.{side}")
            add_properties(playlist, kind)
            at = 0
            for start, entry in placed:
                if start > at:
                    add(playlist, "blank", length=str(start - at))
                playlist.children.append(entry)
                at = start + _length(entry)
            self.tracks.append(playlist)
            hide = "video" if is_sound else "audio"
            add(tractor, "track", producer=f"track{number}.{side}", hide=hide)
        tractor.children.extend(mixes)
        self.tracks.append(tractor)
        return tractor

    def finished(self, tracks: Rows[Node], guides: str) -> Node:
        """The document: what is referred to stands before what refers to it."""
        cut = self.sequence
        root = Node("mlt", {"LC_NUMERIC": "C", "version": "7.12.0", "title": cut.stem})
        root.children.append(self._profile())
        black = add(root, "producer", id="black_track", **{"in": 0})
        black.attributes["out"] = str(max(0, cut.frames - 1))
        add_properties(black, {"mlt_service": "color", "resource": "black", "set.test_audio": "0"})
        add_properties(black, {"length": str(max(1, cut.frames)), "mlt_image_format": "rgba"})
        root.children.extend(self.producers.values())
        root.children.append(self._bin(guides))
        root.children.extend(self.tracks)
        root.children.append(self._whole(tracks))
        return root

    def _profile(self) -> Node:
        cut = self.sequence
        shape = gcd(cut.width, cut.height) or 1
        profile: dict[str, int | str] = {
            "description": f"{cut.width}x{cut.height} {float(cut.rate):.6g} fps",
            "width": cut.width,
            "height": cut.height,
            "progressive": 1,
            "sample_aspect_num": 1,
            "sample_aspect_den": 1,
            "display_aspect_num": cut.width // shape,
            "display_aspect_den": cut.height // shape,
            "frame_rate_num": cut.rate.numerator,
            "frame_rate_den": cut.rate.denominator,
            "colorspace": 709,
        }
        return Node("profile", {name: str(value) for name, value in profile.items()})

    def _bin(self, guides: str) -> Node:
        """Kdenlive's list of files, and what it says of the project as a whole."""
        playlist = node("playlist", id="main_bin")
        said = {"kdenlive:docproperties.version": "1.04", "xml_retain": "1"}
        said |= {"kdenlive:docproperties.guides": guides}
        said |= {"kdenlive:docproperties.compositing": "1"}
        add_properties(playlist, said)
        for producer in self.producers.values():
            add(playlist, "entry", producer=producer.attributes["id"])
        return playlist

    def _whole(self, tracks: Rows[Node]) -> Node:
        """Every track over black, all sounds added together."""
        frames = max(1, self.sequence.frames)
        tractor = Node("tractor", {"id": "film", "in": "0", "out": str(frames - 1)})
        add(tractor, "track", producer="black_track")
        for each in tracks:
            add(tractor, "track", producer=each.attributes["id"])
        for number, each in enumerate(tracks, start=1):
            transition = add(tractor, "transition")
            said = {"a_track": "0", "b_track": str(number), "always_active": "1"}
            said |= {"internal_added": "237"}
            is_sound = any(
                one.attributes["name"] == "kdenlive:audio_track" for one in each.all("property")
            )
            if is_sound:
                add_properties(transition, {**said, "mlt_service": "mix", "sum": "1"})
            else:
                said |= {"fill": "1", "distort": "0", "progressive": "1"}
                add_properties(transition, {**said, "mlt_service": "composite"})
        return tractor


def _length(entry: Node) -> int:
    """The frames of a piece: its first and its last are both shown."""
    return int(entry.attributes["out"]) - int(entry.attributes["in"]) + 1
