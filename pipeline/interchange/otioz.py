"""OpenTimelineIO's bundle, ``.otioz``: the timeline and everything it plays, in one zip."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from pipeline.interchange.formats import otio
from pipeline.interchange.losses import Lost
from pipeline.interchange.reading import refused
from pipeline.interchange.sequence import Event, MediaFile, Sequence

__all__ = ["BUNDLE", "content_of", "pack"]

BUNDLE = "otioz"
"""What is typed."""
_CONTENT = "content.otio"
_VERSION = ("version.txt", "1.0.0")
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The date of every file in it, so that the same timeline gives the same bundle."""
_CHUNK = 1 << 20
_WHAT = "the OpenTimelineIO bundle"


def pack(sequence: Sequence, into: Path) -> tuple[Lost, ...]:
    """Write the bundle; what could not be carried.

    Raises:
        OSError: a file that the timeline plays cannot be read, or there is no room.
    """
    names = _names(sequence)
    bundled = _renamed(sequence, names)
    written = otio.write(bundled)
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as bundle:
        for name, content in ((_CONTENT, written.files[0][1]), (_VERSION[0], _VERSION[1].encode())):
            bundle.writestr(_info(name), content, zipfile.ZIP_DEFLATED)
        for href, media in sequence.files().items():
            with media.path.open("rb") as source, bundle.open(_info(names[href]), "w") as target:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
    return tuple(replace(each, format=BUNDLE) for each in written.lost)


def content_of(path: Path, most: int) -> bytes:
    """The timeline in a bundle, never more than ``most`` bytes of it.

    Raises:
        ProjectError: it is no bundle, or its timeline is larger than any.
    """
    try:
        with zipfile.ZipFile(path) as bundle, bundle.open(_CONTENT) as content:
            data = content.read(most + 1)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as err:
        raise refused(_WHAT, "it is no zip with a timeline in it") from err
    except (zlib.error, ValueError) as err:
        raise refused(_WHAT, "it is damaged") from err
    if len(data) > most:
        raise refused(_WHAT, "its timeline is larger than any")
    return data


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _BEGINNING)
    info.external_attr = 0o644 << 16
    return info


def _names(sequence: Sequence) -> dict[str, str]:
    """What each file is called in the bundle, by how the timeline speaks of it now."""
    names: dict[str, str] = {}
    for href in sequence.files():
        path, number = PurePosixPath(href), 1
        name = f"media/{path.name}"
        while name in names.values():
            number += 1
            name = f"media/{path.stem}_{number}{path.suffix}"
        names[href] = name
    return names


def _renamed(sequence: Sequence, names: Mapping[str, str]) -> Sequence:
    """The timeline, speaking of its files as they are called in the bundle."""

    def media(file: MediaFile | None) -> MediaFile | None:
        return None if file is None else replace(file, href=names.get(file.href, file.href))

    def event(one: Event) -> Event:
        return replace(one, media=media(one.media), rendered=media(one.rendered))

    return replace(
        sequence,
        tracks=tuple(
            replace(track, events=tuple(map(event, track.events))) for track in sequence.tracks
        ),
        sounds=tuple(
            replace(
                track,
                sounds=tuple(replace(one, media=media(one.media)) for one in track.sounds),
            )
            for track in sequence.sounds
        ),
    )
