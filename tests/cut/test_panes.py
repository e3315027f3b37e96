"""Several pictures side by side: lengths, places, sound, faults, and what is said about them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.cut.assemble import assemble
from pipeline.cut.cues import plan_mix
from pipeline.cut.film import export_problems
from pipeline.cut.listing import list_events
from pipeline.cut.looks import Look
from pipeline.cut.panes import GRIDS, boxes
from pipeline.cut.played import played
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import render_reel
from pipeline.facts import CLIP, PANEL, MediaInfo
from pipeline.plan.needs import lengths_needed
from pipeline.project.cut_grammar import LAYOUTS
from pipeline.project.edit import Cut, Dissolve, Missing, Picks, ShotEvent, Split, TakeChoice
from tests.cut.numbered import decode, film, info, numbers, shot, take, write_numbered

WIDE = Look(192, 54, crf=10, preset="ultrafast")
FILM = film(shot("sh010"), shot("sh020"), shot("sh030"))


def takes_of(folder: Path, *, has_sound: bool = False) -> list:
    """Two shots of sixty numbered frames each, and none of the third."""
    media = info(60, Fraction(24), has_sound=has_sound)
    path = write_numbered(folder / "a.mp4", 60)
    return [take(path, "sh010", 1, media), take(path, "sh020", 1, media)]


def timeline_of(takes, *events):
    return assemble(FILM, Cut("main", events), Picks(), takes)


def rendered(timeline, folder: Path) -> np.ndarray:
    """Every frame of the film."""
    shown = []
    for number, reel in enumerate(split(timeline, WIDE, Tools("test"))):
        path = folder / f"reel{number}.mp4"
        render_reel(reel.recipe, reel.inputs, path)
        shown.append(decode(path, WIDE.width, WIDE.height))
    return np.concatenate(shown)


def test_both_pictures_run_frame_by_frame_and_the_shorter_holds_its_last(tmp_path: Path) -> None:
    """And under a dissolve behind it they run on beneath, each by itself."""
    pair = Split("left-right", (ShotEvent("sh010", end=10), ShotEvent("sh020", start=30, end=36)))
    timeline = timeline_of(takes_of(tmp_path), pair, ShotEvent("sh010", start=50, end=54))

    shown = rendered(timeline, tmp_path)

    assert 14 == timeline.frames == len(shown)
    assert list(range(10)) == numbers(shown[:10, :, :96])
    assert [30, 31, 32, 33, 34, 35, 35, 35, 35, 35] == numbers(shown[:10, :, 98:])
    assert shown[:10, :, 96:98].max() < 40
    assert ["sh020 clip 1 has 6 frames here and the split 10: its last picture is held for 4"] == [
        each.message for each in timeline.problems
    ]


@pytest.mark.parametrize("layout", sorted(GRIDS))
@pytest.mark.parametrize("percent", ["0", "1/2", "3"])
@pytest.mark.parametrize("size", [(96, 54), (1280, 720), (1920, 804), (102, 58), (1080, 1920)])
def test_boxes_fill_the_frame_up_to_the_gap_and_never_meet(layout, percent, size) -> None:
    """On even pixels, as many as the grammar wants pictures, of equal size within two pixels."""
    width, height = size

    found = boxes(layout, Fraction(percent), width, height)

    covered = np.zeros((height, width), int)
    for left, top, wide, high in found:
        assert 0 == left % 2 == top % 2 == wide % 2 == high % 2
        covered[top : top + high, left : left + wide] += 1
    assert LAYOUTS[layout] == len(found)
    assert 1 == covered.max()
    assert covered[0, 0]
    assert covered[-1, -1]
    if percent == "0":
        assert 1 == covered.min()
    for side in (2, 3):
        assert max(box[side] for box in found) - min(box[side] for box in found) <= 4


def heard(takes, *events) -> list[tuple[float, int]]:
    """Gain and length in frames of every own sound."""
    recipe = plan_mix(timeline_of(takes, *events), {}, "test").recipe
    return [(cue["gain"], (cue["end"] - cue["start"]) // 2000) for cue in recipe["cues"]]


@pytest.mark.parametrize(
    ("first", "second", "sounds"),
    [
        ({}, {}, [(0, 10)]),
        ({"is_muted": True}, {}, [(0, 6)]),
        ({}, {"gain": -6.0}, [(0, 10), (-6, 6)]),
        ({"is_muted": True}, {"is_muted": True}, []),
    ],
)
def test_heard_is_the_first_that_is_not_muted_and_every_one_with_a_gain(
    first, second, sounds, tmp_path: Path
) -> None:
    """A picture that is held gives no sound while it is held."""
    pair = Split(
        "left-right",
        (ShotEvent("sh010", end=10, **first), ShotEvent("sh020", end=6, **second)),
    )

    assert sounds == heard(takes_of(tmp_path, has_sound=True), pair)


def test_a_picture_that_is_not_there_is_a_slate_in_its_own_part(tmp_path: Path) -> None:
    """The other plays; a delivery is refused, and the list shows every picture in its place."""
    fault = Missing(24, "sh020 flpo", is_fault=True)
    pieces = (ShotEvent("sh010", end=10), ShotEvent("sh030"), ShotEvent("sh999"), fault)
    timeline = timeline_of(takes_of(tmp_path), Split("quarters", pieces))

    rows = list_events(timeline)

    assert 48 == timeline.frames
    assert ["clip 1", "slate", "red slate: not on the board", "red slate: sh020 flpo"] == [
        row.take for row in rows
    ]
    assert "split quarters 2/4" == rows[1].notes[0]
    (row,) = played(timeline).pictures
    assert ("split quarters", 48) == (row.name, row.frames)
    plan = export_problems_of(timeline)
    assert {"sh030", "sh999"} <= {problem.shot for problem in plan}
    reel = split(timeline, WIDE, Tools("test"))[0]
    assert ("sh010", "sh030", "sh999") == reel.shots
    assert 0 < len(rendered(timeline, tmp_path))


def export_problems_of(timeline):
    """What keeps that timeline from being delivered."""
    from pipeline.cut.film import FilmPlan

    mix = plan_mix(timeline, {}, "test")
    return export_problems(FilmPlan(timeline, WIDE, (), mix, timeline.problems))


def test_a_still_stands_as_long_as_the_split_without_a_word(tmp_path: Path) -> None:
    """Its move takes the whole time, and its one frame is not said to be held."""
    path = tmp_path / "p.png"
    Image.new("RGB", (96, 54), "#804020").save(path)
    media = MediaInfo("image", 96, 54, codec="png")
    takes = [*takes_of(tmp_path)[:1], take(path, "sh020", 1, media, is_panel=True)]
    panel = ShotEvent("sh020", TakeChoice(PANEL, 1), end=8)

    timeline = timeline_of(takes, Split("left-right", (ShotEvent("sh010", end=30), panel)))

    assert () == timeline.problems
    (reel,) = split(timeline, WIDE, Tools("test"))
    assert 30 == reel.recipe["picture"]["cells"][1]["move"]["length"]
    assert 40 < rendered(timeline, tmp_path)[:, 27, 140, 0].min()


def test_a_dissolve_behind_a_split_makes_all_its_clips_longer() -> None:
    """The tails run on beneath it, so that much more of each take is needed."""
    pair = Split("left-right", (ShotEvent("sh010", end=10), ShotEvent("sh020", start=4, end=14)))
    cut = Cut("main", (pair, Dissolve(8), ShotEvent("sh030", end=20)))

    assert {"sh010": 18, "sh020": 22, "sh030": 20} == lengths_needed(FILM, cut)


def test_a_picture_in_a_split_may_name_its_take(tmp_path: Path) -> None:
    """A change of one picture makes that split anew and nothing else."""
    takes = takes_of(tmp_path)

    def keys(start: int) -> list[str]:
        named = ShotEvent("sh020", TakeChoice(CLIP, 1), start, start + 10)
        pair = Split("left-right", (ShotEvent("sh010", end=10), named))
        timeline = timeline_of(takes, ShotEvent("sh010", end=5), pair)
        return [reel.key for reel in split(timeline, WIDE, Tools("test"))]

    one, other = keys(0), keys(1)

    assert one[0] == other[0]
    assert one[1] != other[1]
