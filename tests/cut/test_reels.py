"""Recipes: what they hold, what changes them, and what must not."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look, delivery_look, draft_look, frame_size
from pipeline.cut.reels import Reel, Tools, recipe_key, split, time_scale
from pipeline.facts import MediaInfo
from pipeline.project.edit import Black, Cut, Dissolve, Over, Picks, ShotEvent
from pipeline.project.story import Delivery, Line, Text
from tests.cut.numbered import film, info, shot, take

RATE = Fraction(24)
LOOK = Look(96, 54, crf=18, preset="medium", burn=("en",), has_marks=True)
TAKES = [take(Path("a.mp4"), name, 1, info(400, RATE)) for name in ("sh010", "sh020", "sh030")]


def reels(*events, look: Look = LOOK, tools: Tools | None = None, project=None) -> tuple[Reel, ...]:
    """The reels of some events."""
    board = project or film(shot("sh010"), shot("sh020"), shot("sh030"))
    timeline = assemble(board, Cut("m", events), Picks(), TAKES)
    return split(timeline, look, tools or Tools("n9", ("b2:font",)))


def keys(*events, **more) -> list[str]:
    """The keys of the reels of some events."""
    return [reel.key for reel in reels(*events, **more)]


A, B, C = (ShotEvent(name, start=0, end=24) for name in ("sh010", "sh020", "sh030"))


def test_a_recipe_is_plain_json() -> None:
    """It survives the way to another process or another machine unchanged."""
    for reel in reels(A, Dissolve(6), B, Over(C, 4)):
        assert reel.recipe == json.loads(json.dumps(reel.recipe))
        assert recipe_key(reel.recipe) == reel.key
        assert reel.key.startswith("k1:")


def test_what_comes_earlier_in_the_film_changes_no_later_reel() -> None:
    """No place in the film is in a recipe: a longer first shot leaves the rest as it is."""
    longer = replace(A, end=36)

    assert keys(A, B, C)[1:] == keys(longer, B, C)[1:]
    assert keys(A, B, C)[1:] == keys(Black(7), B, C)[1:]


def test_a_trim_changes_its_own_reel_and_the_one_it_dissolves_into() -> None:
    """The tail beneath the dissolve moved with the out point."""
    before, after = keys(A, Dissolve(6), B, C), keys(replace(A, end=20), Dissolve(6), B, C)

    assert [False, False, True] == [one == other for one, other in zip(before, after, strict=True)]


def test_everything_that_shapes_pixels_is_in_the_key() -> None:
    """Size, quality, build of ffmpeg, fonts where words are drawn, the take's own digest."""
    seen = {
        keys(A)[0],
        keys(A, look=replace(LOOK, width=98))[0],
        keys(A, look=replace(LOOK, crf=19))[0],
        keys(A, look=replace(LOOK, preset="fast"))[0],
        keys(A, look=replace(LOOK, threads=2))[0],
        keys(A, look=replace(LOOK, has_marks=False))[0],
        keys(A, tools=Tools("n10", ("b2:font",)))[0],
        keys(A, tools=Tools("n9", ("b2:other",)))[0],
        keys(replace(A, is_flopped=True))[0],
        keys(replace(A, start=1, end=25))[0],
        keys(replace(A, speed=((0, Fraction(1, 2)),)))[0],
    }

    assert 11 == len(seen)


def test_the_move_over_a_still_ends_where_its_hold_begins() -> None:
    """Held for 12 seconds more: the second reel shows the end of the move and nothing else."""
    still = take(Path("a.png"), "sh010", 1, MediaInfo("image", 96, 54, frames=1), is_panel=True)
    board, event = film(shot("sh010")), ShotEvent("sh010", start=0, end=24, hold=288)
    timeline = assemble(board, Cut("m", (event,)), Picks(), [still])

    moves = [each.recipe["picture"]["move"] for each in split(timeline, LOOK, Tools("n9"))]

    assert [(0, 24), (23, 24)] == [(move["offset"], move["length"]) for move in moves]


def test_a_font_is_no_part_of_a_picture_without_words() -> None:
    """Installing a font renders nothing anew but words."""
    look = replace(LOOK, has_marks=False)

    assert keys(A, look=look, tools=Tools("n9", ("b2:x",))) == keys(
        A, look=look, tools=Tools("n9", ("b2:y",))
    )


def test_equal_windows_are_one_reel() -> None:
    """The same frames of the same take are rendered once."""
    first, _, again = keys(A, B, A)

    assert first == again


def test_a_picture_laid_over_splits_the_event_beneath() -> None:
    """Before, under it, after: three reels, the middle one shows only what lies on top."""
    parts = reels(ShotEvent("sh010", start=0, end=48), Over(B, 10))

    assert [10, 24, 14] == [reel.frames for reel in parts]
    assert parts[1].recipe["picture"]["run"]["first"] == [1, 2]


def test_a_subtitle_across_a_cut_is_cut_in_two() -> None:
    """Each reel holds its own piece, and together they are as long as the line."""
    line = Line("l1", "", Text((("en", "Look."),)), at=12, frames=24)
    project = film(shot("sh010", lines=(line,)), shot("sh020"), languages=("en",))

    parts = reels(A, B, project=project)

    pieces = [(layer["at"], layer["frames"]) for reel in parts for layer in reel.recipe["layers"]]
    assert [(12, 12), (0, 12)] == pieces


def test_the_clock_of_a_file_has_whole_ticks_a_frame() -> None:
    """At every rate."""
    for rate in (Fraction(24000, 1001), RATE, Fraction(25), Fraction(60000, 1001)):
        assert 1 == (time_scale(rate) / rate).denominator


def test_frames_are_even_and_of_the_films_aspect() -> None:
    """Height follows from width."""
    assert (1280, 536) == frame_size(1280, Fraction("2.39"))
    assert (1920, 1080) == frame_size(1921, Fraction(16, 9))
    assert (2, 2) == frame_size(1, Fraction(2))


def test_looks_follow_the_delivery() -> None:
    """A draft is small, quick and marked; a delivery is what the author wrote."""
    project = film(shot("sh010"), languages=("zh", "en"))
    delivery = Delivery("cinema", width=2048, burn=("en",), crf=14, preset="slow")

    draft, full = draft_look(project, delivery), delivery_look(project, delivery)

    assert (True, True, ("en",), 576) == (draft.is_draft, draft.has_marks, draft.burn, draft.width)
    assert (14, "slow", ("en",), False) == (full.crf, full.preset, full.burn, full.has_marks)
    assert ("zh",) == draft_look(project).burn
