"""Our Final Cut Pro XML: its structure, its places, and what goes along.

``SHAPE`` is the part of Apple's DTD for version 1.10 that we write: what may stand in what, in
which order, with which attributes (developer.apple.com, "FCPXML reference").
"""

from __future__ import annotations

import re
from fractions import Fraction
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from pipeline.facts import MediaInfo
from pipeline.interchange.sequence import Event, MediaFile, Sequence
from pipeline.interchange.shelf import format_of
from pipeline.timecode import FrameRange
from tests.interchange.samples import FILM, NTSC, event, footage, long_film, sequence

ANCHORED = "(?:asset-clip |video |title )*"
MARKED = "(?:marker )*"
TIMED = "(?:conform-rate )?(?:timeMap )?"
SEEN = "(?:adjust-transform )?(?:adjust-blend )?"
CLIP = {"ref", "name", "duration", "offset"}
SHAPE: dict[str, tuple[str, set[str], set[str]]] = {
    "fcpxml": ("resources library ", {"version"}, set()),
    "resources": ("(?:asset |effect |format )*", set(), set()),
    "format": ("", {"id", "width", "height"}, {"name", "frameDuration", "colorSpace"}),
    "asset": (
        "media-rep (?:metadata )?",
        {"id", "name", "start", "duration"},
        {"hasVideo", "hasAudio", "format", "videoSources", "audioSources", "audioChannels",
         "audioRate"},
    ),
    "media-rep": ("", {"kind", "src"}, set()),
    "effect": ("", {"id", "name", "uid"}, set()),
    "library": ("(?:event )*", set(), set()),
    "event": ("(?:project )*", {"name"}, set()),
    "project": ("sequence ", {"name"}, set()),
    "sequence": (
        "spine ",
        {"format", "duration", "tcStart", "tcFormat", "audioLayout", "audioRate"},
        set(),
    ),
    "spine": ("(?:asset-clip |video |gap |transition )*", set(), set()),
    "asset-clip": (
        f"{TIMED}{SEEN}(?:adjust-volume )?{ANCHORED}{MARKED}(?:metadata )?",
        CLIP | {"start", "srcEnable"},
        {"lane", "audioRole"},
    ),
    "video": (f"{SEEN}{ANCHORED}{MARKED}", CLIP | {"start"}, {"lane"}),
    "gap": (f"{ANCHORED}{MARKED}", {"name", "offset", "start", "duration"}, set()),
    "title": ("text text-style-def ", CLIP | {"start", "lane"}, set()),
    "transition": ("", {"name", "offset", "duration"}, set()),
    "text": ("text-style ", set(), set()),
    "text-style": ("", set(), {"ref", "font", "fontSize", "fontColor", "alignment"}),
    "text-style-def": ("text-style ", {"id"}, set()),
    "conform-rate": ("", {"scaleEnabled", "srcFrameRate"}, set()),
    "timeMap": ("(?:timept )+", set(), set()),
    "timept": ("", {"time", "value", "interp"}, set()),
    "adjust-transform": ("", {"scale"}, set()),
    "adjust-blend": ("(?:param )*", set(), set()),
    "adjust-volume": ("(?:param )*", {"amount"}, set()),
    "param": ("(?:fadeIn )?(?:fadeOut )?", {"name"}, {"value"}),
    "fadeIn": ("", {"type", "duration"}, set()),
    "fadeOut": ("", {"type", "duration"}, set()),
    "marker": ("", {"start", "duration", "value"}, {"note"}),
    "metadata": ("(?:md )*", set(), set()),
    "md": ("", {"key", "value"}, set()),
}  # fmt: skip
TIME = re.compile(r"-?\d+(/\d+)?s")


def _written(cut: Sequence) -> ET.Element:
    ((_, data),) = format_of("fcpxml").write(cut).files
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n')
    return ET.fromstring(data)  # noqa: S314  # our own


def _seconds(text: str) -> Fraction:
    assert TIME.fullmatch(text), text
    return Fraction(text.removesuffix("s"))


@pytest.mark.parametrize("cut", [sequence(FILM), sequence(NTSC), long_film(40)])
def test_the_structure_is_that_of_the_dtd(cut: Sequence) -> None:
    """Children, their order and their attributes; ids are single, and what refers, refers."""
    root = _written(cut)

    ids = [element.get("id") for element in root.iter() if element.get("id")]
    for element in root.iter():
        children, needed, allowed = SHAPE[element.tag]
        assert re.fullmatch(children, "".join(f"{child.tag} " for child in element)), element.tag
        assert needed <= set(element.keys()) <= needed | allowed, (element.tag, element.keys())
        for name in ("ref", "format"):
            assert element.get(name) is None or element.get(name) in ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rate", [FILM, NTSC])
def test_every_time_of_the_storyline_is_a_whole_frame(rate: Fraction) -> None:
    """Final Cut Pro refuses edits off its frames; ours are exact, at 29.97 as well."""
    root = _written(sequence(rate))

    for element in root.iter():
        if element.tag not in {"asset-clip", "gap", "video", "title", "transition", "marker"}:
            continue
        for name in ("offset", "start", "duration"):
            if name == "start" and element.get("srcEnable") == "audio":
                continue  # a sound may begin within a frame
            if element.get(name) is not None:
                assert (_seconds(element.get(name, "")) * rate).denominator == 1


def test_clips_stand_where_the_cut_has_them() -> None:
    """The storyline is whole, from the first frame's timecode on; overlays hang where they lie."""
    cut = sequence(NTSC)
    root = _written(cut)

    spine = root.find(".//spine")
    assert spine is not None
    at = Fraction(cut.start)
    clips = [each for each in spine if each.tag != "transition"]
    for each, shown in zip(clips, cut.tracks[0].events, strict=True):
        assert at == _seconds(each.get("offset", "")) * NTSC
        assert shown.frames == _seconds(each.get("duration", "")) * NTSC
        at += shown.frames
    assert cut.frames == at - cut.start
    (over,) = root.iterfind(".//spine/*/asset-clip[@lane='1']")
    below = next(each for each in clips if over in each)
    local = _seconds(over.get("offset", "")) - _seconds(below.get("start", ""))
    assert 90 == (_seconds(below.get("offset", "")) + local) * NTSC - cut.start
    assert 4 == _seconds(over.get("start", "")) * NTSC


def test_a_slower_clip_runs_through_the_frames_it_uses() -> None:
    """Its own clock begins with the first of them."""
    points = _written(sequence()).findall(".//timeMap/timept")

    assert [("0s", "5/12s"), ("1s", "11/12s")] == [
        (each.get("time"), each.get("value")) for each in points
    ]


def test_a_window_with_handles_is_counted_on_its_own_file() -> None:
    """Frame 40 of a take whose file begins with frame 28 is its file's frame 12."""
    media = replace(footage("sh010", frames=72), first=28)
    cut = replace(sequence(), tracks=(), sounds=(), titles=(), markers=())
    one = Event(name="x", record=FrameRange(0, 24), media=media, start=40)
    root = _written(replace(cut, tracks=(replace(sequence().tracks[0], events=(one,)),)))

    (clip,) = root.iterfind(".//spine/asset-clip")
    assert "1/2s" == clip.get("start")


def test_a_name_with_spaces_and_signs_is_a_link() -> None:
    media = replace(footage("sh010"), href="media/rain & 雨 1.mp4")
    one = Event(name="a < b", record=FrameRange(0, 24), media=media)
    cut = replace(sequence(), tracks=(replace(sequence().tracks[0], events=(one,)),))

    sources = [each.get("src", "") for each in _written(cut).iter("media-rep")]
    assert "media/rain & 雨 1.mp4" in [unquote(each) for each in sources]
    assert all(" " not in each for each in sources)


def test_footage_of_a_rate_without_a_word_must_be_rendered() -> None:
    """24 in a film of 29.97 is conformed; 12 pictures a second are not among Apple's words."""
    fcpxml = format_of("fcpxml")
    cut = sequence(NTSC)
    slow = replace(footage("sh010"), info=MediaInfo("video", 64, 36, 48, Fraction(12)))

    assert not fcpxml.to_render(event(0, "sh010", 0, 24, FILM), cut)
    odd = Event(name="x", record=FrameRange(0, 24), media=slow)
    assert "its own 12 pictures a second" == fcpxml.to_render(odd, cut)


def test_a_still_and_a_sound_of_a_take_go_along() -> None:
    """A still is a picture without an end; a take's sound goes with its picture."""
    info = MediaInfo("image", 1280, 536, 1)
    still = MediaFile("media/sh050_panel_t01.png", footage("sh050").path, info)
    own = long_film(5)
    shown = replace(own.tracks[0].events[0], record=FrameRange(0, 30))
    held = Event(name="sh050_panel_t01", record=FrameRange(30, 60), media=still)
    track = replace(own.tracks[0], events=(shown, held))
    root = _written(replace(own, tracks=(track,)))

    (picture,) = root.iterfind(".//spine/video")
    assert ("0s", "5/4s") == (picture.get("start"), picture.get("duration"))
    assert ["all"] == [each.get("srcEnable") for each in root.iterfind(".//spine/asset-clip")]


def test_what_it_cannot_say_is_said() -> None:
    lost = [each.sentence for each in format_of("fcpxml").write(sequence()).lost]

    assert [
        "fcpxml: 01:00:04:12 sh010_clip_t01 loses zoom 1.25",
        "fcpxml: the film loses 1 subtitle (they go as files of their own)",
    ] == lost
