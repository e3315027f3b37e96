"""What a format cannot say is told, rendered where it would lie, and never dropped in silence."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest
from msgspec.structs import replace

from pipeline.facts import MediaInfo
from pipeline.interchange.losses import features
from pipeline.interchange.sequence import Event, Join, Marker, MediaFile, Sequence, Track
from pipeline.interchange.shelf import format_names, format_of
from pipeline.project.edit import Zoom
from pipeline.timecode import FrameRange
from tests.interchange.samples import FILM, event, footage, plain, sequence

PLAIN = event(0, "sh010", 12, 48)
CLIP = footage("sh020")
VARIED = [
    replace(PLAIN, ramp=((0, Fraction(1)), (48, Fraction(1, 3))), speed=Fraction(2, 3)),
    replace(PLAIN, is_reversed=True),
    replace(PLAIN, loop=2),
    replace(PLAIN, hold=12),
    replace(PLAIN, media=replace(CLIP, info=replace(CLIP.info, is_variable_rate=True))),
    Event(name="x", record=PLAIN.record, cells=(PLAIN, PLAIN), layout="left-right"),
    Event(name="sh040 slate", record=PLAIN.record, card="sh040: the ship explodes"),
    Event(name="white", record=PLAIN.record, colour="#ffffff"),
]
SAID = [
    replace(PLAIN, is_flopped=True),
    replace(PLAIN, zoom=Zoom(Fraction(2))),
    replace(PLAIN, frame="fill @ 40,30"),
    replace(PLAIN, grade=("contrast 1.1",)),
    replace(PLAIN, gain=3.0),
    replace(PLAIN, is_muted=True),
    replace(PLAIN, into=Join("wipe", 12, direction="left")),
    replace(PLAIN, into=Join("dip", 12)),
    replace(PLAIN, speed=Fraction(1, 2)),
    *VARIED,
]


def _cut(*events: Event) -> Sequence:
    return replace(sequence(), tracks=(Track("V1", events),), sounds=(), titles=(), subtitles=(),
                   markers=())  # fmt: skip


@pytest.mark.parametrize("varied", VARIED, ids=lambda each: next(features(each, FILM)).word)
@pytest.mark.parametrize("name", ["otio", "fcp7", "edl"])
def test_what_would_play_wrongly_is_asked_to_be_rendered(name: str, varied: Event) -> None:
    """The wrong length or another picture is worse than a file that can be trimmed only."""
    assert format_of(name).to_render(varied, _cut(varied))
    assert "" == format_of(name).to_render(PLAIN, _cut(PLAIN))


@pytest.mark.parametrize("said", SAID, ids=lambda each: repr(each)[:0] or str(SAID.index(each)))
@pytest.mark.parametrize("name", [name for name in format_names() if name != "ale"])
def test_nothing_is_dropped_without_a_line(name: str, said: Event) -> None:
    """Whatever an event says, a format carries it or names the event as the poorer for it."""
    whole = format_of(name)

    lost = whole.write(_cut(said)).lost

    words = {each.word for each in features(said, FILM)}
    words |= {join.kind for join in (said.into, said.out) if join}
    assert words
    assert len([word for word in words if word not in whole.carries]) <= len(lost)
    assert bool(lost) == bool(words - whole.carries)


@pytest.mark.parametrize("join", [Join("fade", 8, "#ffffff"), Join("dip", 8, "#7f0000")])
@pytest.mark.parametrize("name", [name for name in format_names() if name != "ale"])
def test_a_fade_from_a_colour_never_becomes_black_without_a_line(name: str, join: Join) -> None:
    """Where the join itself is written, its colour is there or is said to be lost."""
    cut = _cut(replace(PLAIN, into=join))

    written = format_of(name).write(cut)

    said = [each.what for each in written.lost]
    if name == "csv":
        assert f" 8 {join.colour}" in str(written.files)
        assert not said
    elif join.kind in format_of(name).carries:
        assert [what for what in said if join.colour in what] == said != []
    else:
        assert f"the {'fade in' if join.kind == 'fade' else 'dip'} of 8 frames" in said


@pytest.mark.parametrize("name", [name for name in format_names() if name != "ale"])
def test_what_a_note_says_is_written_or_is_told(name: str) -> None:
    """Its number and its shot alone help nobody."""
    note = Marker("n1 sh010 clip 1", FrameRange(4, 5), "the hand\nmelts", "yellow")

    written = format_of(name).write(replace(_cut(PLAIN), markers=(note,)))

    text = "".join(content.decode() for _, content in written.files)
    told = " ".join(each.sentence for each in written.lost)
    said = text if "marker" in format_of(name).carries else told
    assert "melts" in said


def test_the_table_counts_a_window_as_the_edit_list_does() -> None:
    """Half a frame is a whole one in both: 13 frames at half speed end on the seventh."""
    cut = _cut(plain(0, CLIP, 10, 13, Fraction(1, 2)))

    ((_, table),) = format_of("csv").write(cut).files
    ((_, listed),) = format_of("edl").write(cut).files

    (row,) = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    assert "17" == row["source out"]
    assert "00:00:00:10 00:00:00:17" in listed.decode()


def test_an_avid_log_lists_takes_for_which_nothing_is_rendered() -> None:
    """Whatever an event does, the log names its take, as the EDL beside it does."""
    log = format_of("ale")
    info = MediaInfo("video", 1280, 536, 48, FILM, Fraction(2))
    file = MediaFile("media/sh010_clip_t01_r1.mov", CLIP.path, info, Fraction(48))
    still = replace(PLAIN, media=replace(CLIP, info=MediaInfo("image", 96, 54)), move="push")
    events = [still, *VARIED, *SAID]

    assert not any(log.to_render(each, _cut(each)) for each in events)
    ((_, content),) = log.write(_cut(replace(PLAIN, is_reversed=True, rendered=file))).files
    assert b"\tmedia/sh010_clip_t01.mp4\t" in content
    assert b"_r1" not in content


@pytest.mark.parametrize("varied", VARIED, ids=lambda each: next(features(each, FILM)).word)
@pytest.mark.parametrize("name", ["otio", "fcp7", "edl"])
def test_a_rendered_event_is_placed_as_its_file(name: str, varied: Event) -> None:
    """From its first frame, for its length, at normal speed, and it is said so."""
    info = MediaInfo("video", 1280, 536, 48, FILM, Fraction(2))
    file = MediaFile("media/sh010_clip_t01_r1.mov", CLIP.path, info, Fraction(48))
    placed = replace(varied, rendered=file, record=FrameRange(0, 48))

    written = format_of(name).write(_cut(placed))

    text = written.files[0][1].decode()
    assert "media/sh010_clip_t01_r1.mov" in text
    assert "sh010_clip_t01.mp4" not in text
    assert all(each.is_rendered for each in written.lost)
    assert " is rendered with " in written.lost[0].sentence


def test_a_speed_that_a_format_can_count_is_left_to_the_editor() -> None:
    """And one that it cannot is rendered: an EDL counts tenths, FCP7 frames at that speed."""
    half = plain(0, CLIP, 10, 24, Fraction(1, 2))
    third = plain(0, CLIP, 12, 24, Fraction(1, 3))
    odd = plain(0, CLIP, 12, 24, Fraction(33, 100))
    fast = plain(0, CLIP, 13, 24, Fraction(3, 2))

    def asked(name: str) -> list[bool]:
        found = format_of(name)
        return [bool(found.to_render(each, _cut(each))) for each in (half, third, odd, fast)]

    assert [False, False, False, False] == asked("otio")
    assert [False, False, True, False] == asked("edl")
    assert [False, False, False, True] == asked("fcp7")
