"""Our Kdenlive project: played by melt, frame by frame, and read as what it is."""

from __future__ import annotations

import json
import subprocess
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.facts import MediaInfo
from pipeline.interchange.sequence import Event, Join, MediaFile, Sequence, Track
from pipeline.interchange.shelf import format_of
from pipeline.timecode import FrameRange
from tests import needs
from tests.cut.numbered import decode, numbers, write_numbered
from tests.interchange.samples import FILM, NTSC, footage, sequence

SIZE = (96, 54)


def _document(cut: Sequence) -> ET.Element:
    ((_, data),) = format_of("kdenlive").write(cut).files
    return ET.fromstring(data)  # noqa: S314  # our own


def _properties(element: ET.Element) -> dict[str, str]:
    return {each.get("name", ""): each.text or "" for each in element.findall("property")}


@pytest.fixture
def clips(tmp_path: Path) -> tuple[MediaFile, MediaFile]:
    """Two clips of 60 frames that carry their numbers, beside the project."""
    found = []
    for shot in ("sh010", "sh020"):
        path = write_numbered(tmp_path / f"{shot}_clip_t01.mp4", 60, size=SIZE)
        info = MediaInfo("video", *SIZE, 60, FILM, Fraction(60, 24))
        found.append(MediaFile(path.name, path, info, Fraction(60), take=f"{shot} clip 1"))
    return found[0], found[1]


def _cut(*events: Event) -> Sequence:
    return Sequence(
        name="main", version="v1", rate=FILM, width=96, height=54, tracks=(Track("V1", events),)
    )


def _at(start: int, media: MediaFile, first: int, frames: int, into: Join | None = None) -> Event:
    return Event(
        name=media.name,
        record=FrameRange(start, start + frames),
        media=media,
        start=first,
        into=into,
    )


def _played(cut: Sequence, folder: Path) -> np.ndarray:
    """Every frame as melt shows it."""
    melt = needs.program("melt")
    ((name, data),) = format_of("kdenlive").write(cut).files
    (folder / name).write_bytes(data)
    out = folder / "melt.nut"
    subprocess.run(
        [melt, "-silent", name, "-consumer", f"avformat:{out}", "vcodec=ffv1", "an=1"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=50,
    )
    return decode(out, *SIZE)


def test_melt_plays_the_frames_that_the_cut_has(
    clips: tuple[MediaFile, MediaFile], tmp_path: Path
) -> None:
    """In and out of every piece, the black between, the slower one, and what lies over it."""
    one, two = clips
    cut = _cut(
        _at(0, one, 10, 12),
        _at(12, two, 5, 6),
        Event(name="black", record=FrameRange(18, 22), colour="#000000"),
        replace(_at(22, one, 20, 12), speed=Fraction(1, 2)),
        _at(34, two, 40, 10),
    )
    over = Track("V2", (_at(36, one, 50, 4),))

    seen = _played(replace(cut, tracks=(*cut.tracks, over)), tmp_path)

    assert 44 == len(seen)
    shown = numbers(seen)
    assert list(range(10, 22)) == shown[:12]
    assert list(range(5, 11)) == shown[12:18]
    assert seen[18:22].max() <= 2
    slower = [seen - (20 + k / 2) for k, seen in enumerate(shown[22:34])]
    assert max(map(abs, slower)) <= 0.5  # melt rounds where the film takes the frame on screen
    assert [40, 41, *range(50, 54), 46, 47, 48, 49] == shown[34:]


def test_melt_dissolves_over_the_first_frames_of_what_follows(
    clips: tuple[MediaFile, MediaFile], tmp_path: Path
) -> None:
    """Two in a row: from the first playlist to the second and back; no frame is added."""
    one, two = clips
    melting = Join("dissolve", 8)
    cut = _cut(_at(0, one, 0, 16), _at(16, two, 4, 16, melting), _at(32, one, 30, 16, melting))

    seen = _played(cut, tmp_path).astype(float)

    shown = numbers(seen.astype(np.uint8))
    assert 48 == len(seen)
    assert list(range(16)) == shown[:16]
    assert list(range(12, 20)) == shown[24:32]
    assert list(range(38, 46)) == shown[40:]
    for at in (16, 32):
        before, after = seen[at - 1].mean(axis=(0, 1)), seen[at + 9].mean(axis=(0, 1))
        middle = seen[at + 4].mean(axis=(0, 1))
        assert np.abs(middle - (before + after) / 2).max() < 25


def test_melt_fades_from_black_as_the_film_does(
    clips: tuple[MediaFile, MediaFile], tmp_path: Path
) -> None:
    """Frame k of a fade of n weighs (k + 1) / (n + 1); melt scales 16 (its black) as well.

    So a mean luma Y comes out (16 - 16 l) / (Y - 16) darker at the level l: 0.09 at Y = 126.
    """
    cut = _cut(_at(0, clips[0], 0, 24, Join("fade", 9)))

    light = _played(cut, tmp_path)[:, 30:].mean(axis=(1, 2, 3))

    whole = light[12:20].mean()
    for k in range(9):
        weight = (k + 1) / 10
        assert weight - 0.16 * (1 - weight) == pytest.approx(light[k] / whole, abs=0.06)


def test_a_dissolve_without_enough_of_the_piece_before_says_how_much_is_missing() -> None:
    long, short = footage("sh010", frames=60), footage("sh020", frames=50)
    cut = _cut(_at(0, short, 0, 45), _at(45, long, 0, 20, Join("dissolve", 8)))

    lost = [each.sentence for each in format_of("kdenlive").write(cut).lost]

    assert ["kdenlive: 00:00:01:21 sh020_clip_t01 loses 3 of 8 frames beneath the dissolve"] == lost


@pytest.mark.parametrize("rate", [FILM, NTSC])
def test_the_profile_is_the_films_own(rate: Fraction) -> None:
    """Size, shape and the exact rate; without it melt would take PAL."""
    profile = _document(sequence(rate)).find("profile")

    assert profile is not None
    assert (rate.numerator, rate.denominator) == (
        int(profile.get("frame_rate_num", "")),
        int(profile.get("frame_rate_den", "")),
    )
    assert ("1280", "536", "160", "67") == tuple(
        profile.get(name)
        for name in ("width", "height", "display_aspect_num", "display_aspect_den")
    )


def test_what_refers_stands_after_what_it_refers_to() -> None:
    """MLT reads from above to below."""
    known: set[str] = set()
    for element in _document(sequence()):
        for each in element.iter():
            if each.tag in {"track", "entry"}:
                assert each.get("producer") in known, ET.tostring(each)
        known.add(element.get("id", ""))


def test_sounds_lie_on_tracks_of_their_own_with_their_gain_and_fades() -> None:
    document = _document(sequence())

    tracks = [
        each for each in document.findall("tractor") if _properties(each).get("kdenlive:track_name")
    ]
    named = [_properties(each)["kdenlive:track_name"] for each in tracks]
    assert ["music", "V1", "V2"] == named
    assert "1" == _properties(tracks[0])["kdenlive:audio_track"]
    (entry,) = document.findall("playlist[@id='track0.0']/entry")
    assert ("48", "167") == (entry.get("in"), entry.get("out"))
    gain, fade = (_properties(each) for each in entry.findall("filter"))
    assert ("volume", "-3") == (gain["mlt_service"], gain["level"])
    assert "fadeout" == fade["kdenlive_id"]


def test_notes_are_guides() -> None:
    guides = _properties(next(iter(_document(sequence()).findall("playlist[@id='main_bin']"))))

    assert [{"comment": "sh020: six fingers the left hand", "pos": 50, "type": 0}] == json.loads(
        guides["kdenlive:docproperties.guides"]
    )


def test_what_it_cannot_say_is_said() -> None:
    lost = [each.sentence for each in format_of("kdenlive").write(sequence()).lost]

    assert [
        'kdenlive: 01:00:03:00 the film loses the title "36 hours"',
        "kdenlive: 01:00:04:12 sh010_clip_t01 loses zoom 1.25",
        "kdenlive: the film loses 1 subtitle (they go as files of their own)",
    ] == lost
