"""Our OpenTimelineIO file, read by OpenTimelineIO itself."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from pipeline.interchange.losses import Written
from pipeline.interchange.shelf import format_of
from tests import needs
from tests.interchange.samples import FILM, NTSC, sequence

RATES = [FILM, Fraction(24000, 1001), NTSC, Fraction(25)]


def _read(written: Written) -> Any:
    otio = needs.package("opentimelineio")
    return otio.adapters.read_from_string(written.files[0][1].decode(), "otio_json")


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_it_reads_every_event_in_its_place(rate: Fraction) -> None:
    """Name, length, start and place of every clip are those of the cut, at the exact rate."""
    cut = sequence(rate)

    timeline = _read(format_of("otio").write(cut))

    assert "main-v3" == timeline.name
    assert (cut.start, float(rate)) == (
        timeline.global_start_time.value,
        timeline.global_start_time.rate,
    )
    for track, ours in zip(timeline.video_tracks(), cut.tracks, strict=True):
        clips = {clip.range_in_parent().start_time.value: clip for clip in track.find_clips()}
        shown = [event for event in ours.events if event.media is not None]
        assert [event.record.start for event in shown] == sorted(clips)
        for event in shown:
            clip = clips[event.record.start]
            assert event.name == clip.name
            assert event.frames == clip.source_range.duration.value
            assert event.start == clip.source_range.start_time.value
            assert event.media is not None
            assert event.media.href == clip.media_reference.target_url
            assert event.take == clip.metadata["rushes"]["take"]
            speeds = [effect.time_scalar for effect in clip.effects]
            assert [0.5] * (event.speed != 1) == speeds


def test_joins_lie_over_the_first_frames_of_what_follows() -> None:
    """A fade out lies over the last of what came before."""
    timeline = _read(format_of("otio").write(sequence()))

    otio = needs.package("opentimelineio")
    found = timeline.video_tracks()[0].find_children(otio.schema.Transition)
    offsets = [(each.name, each.in_offset.value, each.out_offset.value) for each in found]

    assert [("fade", 0, 12), ("dissolve", 0, 8), ("fade", 10, 0)] == offsets


def test_sounds_and_notes_go_along() -> None:
    timeline = _read(format_of("otio").write(sequence()))

    (music,) = timeline.audio_tracks()
    (score,) = music.find_clips()
    assert (48, 120) == (score.source_range.start_time.value, score.source_range.duration.value)
    (note,) = timeline.tracks.markers
    assert ("sh020: six fingers", 50, "YELLOW") == (
        note.name,
        note.marked_range.start_time.value,
        note.color,
    )


def test_what_it_cannot_say_is_said() -> None:
    """Every line has its place."""
    lost = [each.sentence for each in format_of("otio").write(sequence()).lost]

    assert [
        "otio: 01:00:00:00 score loses gain -3 dB",
        "otio: 01:00:00:00 score loses its sound's fade out of 24 frames",
        "otio: 01:00:02:00 sh020_clip_t01 loses flop",
        'otio: 01:00:03:00 the film loses the title "36 hours"',
        "otio: 01:00:03:12 sh030_clip_t01 loses gain -6 dB",
        "otio: 01:00:04:12 sh010_clip_t01 loses zoom 1.25",
        "otio: the film loses 1 subtitle (they go as files of their own)",
    ] == lost
