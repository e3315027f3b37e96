"""Every timeline of ours, read by OpenTimelineIO's own readers and compared event by event."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.interchange.sequence import Sequence, Track
from pipeline.interchange.shelf import format_of
from tests import needs
from tests.interchange.samples import FILM, NTSC, long_film, sequence

RATES = [FILM, Fraction(24000, 1001), Fraction(25), NTSC]
ADAPTERS = {"otio": "otio_json", "fcp7": "fcp_xml", "edl": "cmx_3600", "fcpxml": "fcpx_xml"}
Row = tuple[str, int, int, int]
"""Name, film frame, length, first frame of the take."""


def _timelines(name: str, cut: Sequence) -> list[Any]:
    otio = needs.package("opentimelineio")
    if name == "fcpxml":
        needs.package("otio_fcpx_xml_adapter")
    given = {"rate": float(cut.rate)} if name == "edl" else {}
    found = [
        otio.adapters.read_from_string(content.decode(), ADAPTERS[name], **given)
        for _, content in format_of(name).write(cut).files
    ]
    return [each[0] for each in found] if name == "fcpxml" else found


def _theirs(name: str, timelines: list[Any], cut: Sequence) -> Iterator[list[Row]]:
    """What they found on each picture track."""
    for timeline in timelines:
        for track in timeline.video_tracks():
            begins = 0
            if name == "edl":
                begins = -track.source_range.start_time.value - cut.start
            elif name == "fcpxml":  # theirs begins with a gap as long as the timecode
                begins = -cut.start
            yield [
                (
                    clip.name,
                    round(begins + clip.range_in_parent().start_time.value),
                    round(clip.source_range.duration.value),
                    round(clip.source_range.start_time.value),
                )
                for clip in track.find_clips()
                if clip.source_range.duration.value and not _is_black(clip)
            ]


def _is_black(clip: Any) -> bool:
    return getattr(clip.media_reference, "generator_kind", "") == "black"


def _ours(name: str, track: Track) -> list[Row]:
    rows = []
    for event in track.events:
        if event.shown is not None:
            out = event.out.frames if name == "edl" and event.out else 0
            begin = event.first
            if name == "fcp7":  # counted at the speed it runs at
                begin = math.floor(event.first / event.pace + Fraction(1, 2))
            elif name == "fcpxml" and event.pace != 1:
                begin = 0  # a retimed clip has a clock of its own, and theirs reads no timeMap
            rows.append((event.name, event.record.start, event.frames - out, begin))
    return rows


def _opened(name: str, cut: Sequence) -> Sequence:
    """An EDL that opens with a fade is beyond their reader: a transition with nothing before it."""
    if name != "edl":
        return cut
    first = cut.tracks[0].events
    return replace(cut, tracks=(Track("V1", (replace(first[0], into=None), *first[1:])),))


CASES = [
    (name, rate) for name in ADAPTERS for rate in RATES if name != "fcpxml" or rate.denominator == 1
]
"""Their reader of Final Cut Pro's XML counts 23.976 as 24, and so loses frames."""


@pytest.mark.parametrize(("name", "rate"), CASES, ids=str)
def test_they_find_every_event_in_its_place(name: str, rate: Fraction) -> None:
    cut = _opened(name, sequence(rate))

    found = list(_theirs(name, _timelines(name, cut), cut))

    assert [_ours(name, track) for track in cut.tracks] == found


@pytest.mark.parametrize("name", ADAPTERS)
def test_they_find_a_long_film_of_three_tracks(name: str) -> None:
    cut = long_film()

    found = list(_theirs(name, _timelines(name, cut), cut))

    assert [_ours(name, track) for track in cut.tracks] == found
    assert 200 == sum(map(len, found))


@pytest.mark.parametrize("name", ["otio", "fcp7", "edl"])
def test_they_find_the_joins_over_the_first_frames_of_what_follows(name: str) -> None:
    otio = needs.package("opentimelineio")
    cut = _opened(name, sequence())

    track = _timelines(name, cut)[0].video_tracks()[0]

    offsets = [
        (each.in_offset.value, each.out_offset.value)
        for each in track.find_children(otio.schema.Transition)
    ]
    fades = {"otio": [(0, 12), (0, 8), (10, 0)], "edl": [(0, 8), (0, 10)]}
    assert fades.get(name, fades["otio"]) == offsets


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_an_edl_tells_them_the_speed(rate: Fraction) -> None:
    cut = _opened("edl", sequence(rate))

    clips = _timelines("edl", cut)[0].video_tracks()[0].find_clips()

    (speed,) = [effect.time_scalar for clip in clips for effect in clip.effects]
    assert 0.5 == pytest.approx(speed, rel=0.002)  # theirs knows 23.976 and no 24


@pytest.mark.parametrize("name", ["otio", "fcp7"])
def test_the_first_frame_has_the_films_own_timecode(name: str) -> None:
    """At 29.97 an hour of timecode is 107892 frames."""
    for rate in RATES:
        cut = sequence(rate)

        (timeline,) = _timelines(name, cut)

        assert cut.start == round(timeline.global_start_time.value)
        assert float(rate) == pytest.approx(timeline.global_start_time.rate, abs=1e-9)


def test_an_avid_log_lists_every_take_once() -> None:
    otio = needs.package("opentimelineio")
    (_, content), *_ = format_of("ale").write(sequence()).files

    log = otio.adapters.read_from_string(content.decode(), "ale")

    assert [
        (f"sh0{shot}0_clip_t01", 96, f"media/sh0{shot}0_clip_t01.mp4", "clip 1")
        for shot in (1, 2, 3, 4)
    ] == [
        (
            clip.name,
            clip.source_range.duration.value,
            clip.media_reference.target_url,
            clip.metadata["ALE"]["Take"],
        )
        for clip in log.find_clips()
    ]


def test_an_avid_log_calls_its_tapes_as_the_edl_calls_its_reels() -> None:
    """So that Avid finds the one by the other."""
    cut = sequence()
    log = format_of("ale").write(cut).files[0][1].decode().splitlines()
    heading = next(line for line in log if line.startswith("Name\t")).split("\t")

    tapes = {line.split("\t")[heading.index("Tape")] for line in log[log.index("Data") + 1 :]}

    edl = "".join(text.decode() for _, text in format_of("edl").write(cut).files)
    reels = {line.split()[1] for line in edl.splitlines() if line[:3].isdigit()}
    assert reels - {"BL"} == tapes
