"""Our draft for JianYing: times, files, and what goes along."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.interchange.sequence import Sequence
from pipeline.interchange.shelf import format_of
from tests.interchange.samples import FILM, NTSC, long_film, sequence


def _draft(cut: Sequence) -> dict[str, Any]:
    files = dict(format_of("jianying").write(cut).files)
    assert [f"{cut.stem}_jianying/draft_{name}.json" for name in ("content", "meta_info")] == list(
        files
    )
    found: dict[str, Any] = json.loads(files[f"{cut.stem}_jianying/draft_content.json"])
    return found


@pytest.mark.parametrize("cut", [sequence(FILM), sequence(NTSC), long_film(40)])
def test_pieces_meet_to_the_microsecond(cut: Sequence) -> None:
    """Each end is rounded by itself, so that no gap opens between two pieces at 29.97."""
    draft = _draft(cut)

    main = draft["tracks"][0]["segments"]
    shown = [event for event in cut.tracks[0].events if event.shown is not None]
    for segment, event in zip(main, shown, strict=True):
        at = segment["target_timerange"]
        assert round(event.record.start / cut.rate * 1_000_000) == at["start"]
        assert round(event.record.end / cut.rate * 1_000_000) == at["start"] + at["duration"]
        assert round(event.first / cut.rate * 1_000_000) == segment["source_timerange"]["start"]


def test_every_piece_has_its_file_and_its_speed() -> None:
    draft = _draft(sequence())

    known = {each["id"]: each for rows in draft["materials"].values() for each in rows}
    segments = [each for track in draft["tracks"] for each in track["segments"]]
    assert segments
    for segment in segments:
        assert segment["material_id"] in known
        assert all(ref in known for ref in segment["extra_material_refs"])
    ids = [each["id"] for each in (*known.values(), *segments, *draft["tracks"])]
    assert len(ids) == len(set(ids))
    slow = next(each for each in segments if each["speed"] == 0.5)
    assert 1_000_000 == slow["target_timerange"]["duration"]
    assert 500_000 == slow["source_timerange"]["duration"]


def test_a_flop_a_gain_a_fade_and_a_title_go_along() -> None:
    draft = _draft(sequence())

    tracks = draft["tracks"]
    assert ["video", "video", "audio", "text"] == [track["type"] for track in tracks]
    assert tracks[0]["segments"][1]["clip"]["flip"]["horizontal"]
    (music,) = tracks[2]["segments"]
    assert 0.707946 == pytest.approx(music["volume"], abs=1e-6)
    (fade,) = draft["materials"]["audio_fades"]
    assert (0, 1_000_000) == (fade["fade_in_duration"], fade["fade_out_duration"])
    assert "36 hours" == json.loads(draft["materials"]["texts"][0]["content"])["text"]


def test_what_it_cannot_say_is_said() -> None:
    lost = [each.sentence for each in format_of("jianying").write(sequence()).lost]

    assert "jianying: 01:00:02:00 sh020_clip_t01 loses the dissolve of 8 frames" in lost
    assert any("fade in" in line for line in lost)
