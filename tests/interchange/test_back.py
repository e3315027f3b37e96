"""What goes out comes back: cut, format, reading are one, for all that the format carries."""

from __future__ import annotations

import json
import math
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.interchange.reading import Known, Read, Reading
from pipeline.interchange.sequence import (
    Event,
    Join,
    MediaFile,
    Sequence,
    Sound,
    SoundTrack,
    Track,
)
from pipeline.interchange.shelf import Format, format_of
from pipeline.project.edit import Zoom
from pipeline.timecode import FrameRange
from tests.interchange.samples import FILM, NTSC, footage, plain, sequence

FORMATS = ["otio", "fcp7", "fcpxml", "edl"]
RATES = [FILM, Fraction(24000, 1001), Fraction(25), NTSC, Fraction(60000, 1001)]
SPEEDS = [Fraction(1), Fraction(1, 2), Fraction(3, 2), Fraction(2), Fraction(1, 4)]
Row = tuple[str, FrameRange, Fraction, Fraction, Join | None, Join | None]


def test_a_semicolon_drops_no_numbers_where_the_rate_drops_none() -> None:
    """Some programs write it always; at 25 it is one sign like another."""
    code = "01:00:0{};00 01:00:0{};00 01:00:0{};00 01:00:0{};00"
    lines = [f"00{n}  AX V C {code.format(n, n + 1, n, n + 1)}" for n in (1, 2)]
    found = format_of("edl")
    assert found.read is not None

    reading = found.read("\n".join(lines).encode(), Known(Fraction(25), 25 * 3600))

    assert [FrameRange(25, 50), FrameRange(50, 75)] == [
        event.record for event in reading.tracks[0].events
    ]


def read_back(name: str, cut: Sequence) -> list[Reading]:
    """Every file of a format, read by our own reader."""
    found = format_of(name)
    assert found.read is not None
    known = Known(cut.rate, cut.start)
    return [found.read(content, known) for _, content in found.write(cut).files]


def rows(readings: list[Reading]) -> list[list[Row]]:
    """What came back, track by track."""
    tracks = [track for reading in readings for track in reading.tracks]
    return [[_row(event) for event in track.events] for track in tracks]


def _row(read: Read) -> Row:
    return (read.name, read.record, read.start, read.speed, read.into, read.out)


def wanted(cut: Sequence, found: Format) -> list[list[Row]]:
    """What the format carries of the cut."""
    return [
        [
            (
                event.name,
                event.record,
                Fraction(event.first),
                event.pace,
                _carried(event.into, found),
                _carried(event.out, found),
            )
            for event in track.events
            if event.shown is not None
        ]
        for track in cut.tracks
    ]


def _carried(join: Join | None, found: Format) -> Join | None:
    return join if join is not None and join.kind in found.carries else None


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("name", FORMATS)
def test_the_sample_comes_back_as_it_went(name: str, rate: Fraction) -> None:
    cut = sequence(rate)

    assert wanted(cut, format_of(name)) == rows(read_back(name, cut))


def _window(media: MediaFile, begin: int) -> MediaFile:
    """Only a stretch of a take, from that frame on: a file of its own."""
    return replace(media, first=begin, href=f"media/from-{begin}/{media.file_name}")


@st.composite
def cuts(draw: st.DrawFn, name: str) -> Sequence:
    """A cut of one to eight events with holes, speeds, joins and windows with handles."""
    rate = draw(st.sampled_from(RATES))
    found = format_of(name)
    whole = replace(sequence(rate), tracks=())
    events: list[Event] = []
    at = draw(st.integers(0, 30))
    for number in range(draw(st.integers(1, 8))):
        frames = draw(st.integers(2, 60))
        media = footage(f"sh{draw(st.integers(1, 4))}0", rate=rate, frames=400)
        begin = draw(st.integers(0, 50))
        event = plain(at, _window(media, begin), begin + draw(st.integers(0, 40)), frames)
        event = replace(event, speed=draw(st.sampled_from(SPEEDS)))
        if found.to_render(event, whole):
            event = replace(event, speed=Fraction(1))
        touches = bool(events) and events[-1].record.end == at
        is_apart = touches and events[-1].out is not None
        kinds = ["fade"] if not touches or is_apart else ["dissolve", "fade"]
        if draw(st.booleans()) and not (is_apart and name == "otio"):
            event = replace(
                event, into=Join(draw(st.sampled_from(kinds)), draw(st.integers(1, frames)))
            )
        used = event.into.frames if event.into else 0
        if draw(st.booleans()) and frames - used > 1:
            event = replace(event, out=Join("fade", draw(st.integers(1, frames - used - 1))))
        events.append(event)
        at += frames + (draw(st.integers(1, 30)) if draw(st.booleans()) else 0)
        del number
    return replace(whole, tracks=(Track("V1", tuple(events)),))


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_any_cut_comes_back_as_it_went(name: str, data: st.DataObject) -> None:
    """The identity on everything that a format carries."""
    cut = data.draw(cuts(name))

    assert wanted(cut, format_of(name)) == rows(read_back(name, cut))


@pytest.mark.parametrize("name", FORMATS)
def test_the_name_of_the_cut_and_its_takes_come_back(name: str) -> None:
    cut = sequence()

    reading = read_back(name, cut)[0]

    assert reading.name.startswith("main-v3")
    events = reading.tracks[0].events
    assert ["sh010 clip 1", "sh020 clip 1", "sh030 clip 1", "sh010 clip 1"] == [
        event.take for event in events
    ]
    assert "media/sh010_clip_t01.mp4" == events[0].href
    assert reading.rate in (None, FILM)
    assert (name != "edl") == reading.has_sound


@pytest.mark.parametrize("frames", [8, 9])
def test_a_dissolve_about_the_cut_is_one_that_begins_sooner(frames: int) -> None:
    """As editors lay it: half of it before the cut, half behind."""
    (_, content), *_ = format_of("otio").write(sequence()).files
    timeline = json.loads(content)
    track = timeline["tracks"]["children"][0]["children"]
    dissolve = next(each for each in track if each["name"] == "dissolve")
    dissolve["in_offset"]["value"], dissolve["out_offset"]["value"] = (
        frames // 2,
        frames - frames // 2,
    )
    read = format_of("otio").read
    assert read is not None

    first, second, *_ = read(json.dumps(timeline).encode(), Known(FILM)).tracks[0].events

    assert FrameRange(0, 48 - frames // 2) == first.record
    assert FrameRange(48 - frames // 2, 72) == second.record
    assert (Fraction(-(frames // 2)), Join("dissolve", frames)) == (second.start, second.into)
    assert math.floor(second.start) == second.start


def test_a_file_that_a_camera_gave_a_clock_is_read_from_its_first_frame() -> None:
    """Editors count in the file's own timecode, which begins at one o'clock as a rule."""
    hour = 24 * 3600
    (_, content), *_ = format_of("otio").write(sequence()).files
    timeline = json.loads(content)
    for clip in timeline["tracks"]["children"][0]["children"]:
        if clip["OTIO_SCHEMA"] == "Clip.2":
            clip["source_range"]["start_time"]["value"] += hour
            media = clip["media_references"]["DEFAULT_MEDIA"]
            media["available_range"]["start_time"]["value"] += hour
    lists = format_of("edl").write(sequence()).files[0][1].decode()
    moved = re.sub(r"(?<= )00:00:(\d\d:\d\d)(?= )", r"01:00:\1", lists)
    xml = format_of("fcp7").write(sequence()).files[0][1].decode()
    clocked = xml.replace("<frame>0</frame>", f"<frame>{hour}</frame>")
    assert lists != moved
    assert xml != clocked

    edited = {"otio": json.dumps(timeline), "edl": moved, "fcp7": clocked}
    for name, text in edited.items():
        read = format_of(name).read
        assert read is not None
        events = read(text.encode(), Known(FILM, 86400)).tracks[0].events
        assert [12, 0, 10, 60] == [event.start for event in events], name


def test_flop_gain_and_zoom_come_back_from_the_formats_that_carry_them() -> None:
    cut = sequence()
    zoom = replace(cut.tracks[0].events[4], zoom=Zoom(Fraction(5, 4), Fraction(30), Fraction(60)))
    cut = replace(cut, tracks=(Track("V1", (*cut.tracks[0].events[:4], zoom)),))
    own = tuple(
        Sound(
            name=each.name, role="picture", media=each.media, record=each.record, gain=each.gain,
            start=each.start / FILM,
        )
        for each in cut.tracks[0].events
        if each.media
    )  # fmt: skip
    cut = replace(cut, sounds=(SoundTrack("takes", own),))

    xml = read_back("fcpxml", cut)[0].tracks[0].events
    seven = read_back("fcp7", cut)[0].tracks[0].events

    assert [False, True, False, False] == [each.does["flop"] for each in xml]
    assert [0.0, 0.0, -6.0, 0.0] == [each.does["gain"] for each in xml]
    assert [0.0, 0.0, -6.0, 0.0] == [each.does["gain"] for each in seven]
    assert [None, None, None, zoom.zoom] == [each.does["zoom"] for each in seven]


def test_a_storyline_laid_over_is_read_clip_by_clip() -> None:
    """A connected storyline of Final Cut Pro: its clips are counted from its own start."""
    text = format_of("fcpxml").write(sequence()).files[0][1].decode()
    match = re.search(r'<asset-clip[^>]* lane="1"[^>]*>', text)
    assert match is not None
    offset = re.search(r'offset="[^"]*"', match[0])
    assert offset is not None
    inner = match[0].replace(' lane="1"', "").replace(offset[0], 'offset="0s"')
    end = text.index("</asset-clip>", match.end()) + len("</asset-clip>")
    whole = f'<spine lane="1" {offset[0]}>{inner}{text[match.end() : end]}</spine>'
    read = format_of("fcpxml").read
    assert read is not None

    before, after = (
        read(each.encode(), Known(FILM)).tracks[1].events
        for each in (text, text[: match.start()] + whole + text[end:])
    )

    assert before == after
    assert "sh040_clip_t01" == after[0].name
