"""Graded pictures, measured: patches of known colours on both ways through the cut."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.cut import picture
from pipeline.cut.assemble import assemble
from pipeline.cut.differing import difference
from pipeline.cut.planes import parts
from pipeline.cut.played import played
from pipeline.cut.render import goes_plain, render_reel
from pipeline.errors import MediaError
from pipeline.facts import Camera, Grade, MediaInfo
from pipeline.media.colour import graded
from pipeline.project.edit import Cut, Dissolve, Picks, ShotEvent, Split
from pipeline.project.grading import NEUTRAL, UNGRADED, Grading
from pipeline.project.story import Text, Title
from tests.cut.numbered import film, shot, take
from tests.cut.patches import (
    DARK,
    HEIGHT,
    PATCH,
    WARM,
    WIDTH,
    media,
    off,
    patches,
    reels_of,
    rendered,
)


@pytest.mark.parametrize(
    "grade",
    [
        Grade(exposure=Fraction(1)),
        Grade(contrast=Fraction("0.7")),
        Grade(contrast=Fraction("1.4")),
        Grade(saturation=Fraction(0)),
        Grade(saturation=Fraction("1.5")),
        Grade(temperature=Fraction(60)),
        Grade(temperature=Fraction(-60)),
        WARM,
    ],
)
def test_a_clip_has_the_colours_of_its_grade(grade, clip, plain, tmp_path: Path) -> None:
    """Every patch within two code values of the arithmetic; ffmpeg makes the part alone."""
    project = film(shot("sh010", grading=Grading(grade)))

    (reel,) = reels_of(project, [take(clip, "sh010", 1, media())], ShotEvent("sh010"))

    assert goes_plain(reel.recipe)
    assert 2 > off(graded(plain, grade), rendered(reel, tmp_path)[3])


def test_the_film_s_grade_lies_over_the_shot_s(clip, plain, tmp_path: Path) -> None:
    """One after the other, not one instead of the other."""
    project = film(shot("sh010", grading=Grading(WARM)), gradings={"": Grading(DARK)})

    (reel,) = reels_of(project, [take(clip, "sh010", 1, media())], ShotEvent("sh010"))

    assert 2 > off(graded(graded(plain, WARM), DARK), rendered(reel, tmp_path)[3])


def test_under_a_dissolve_each_picture_has_its_own_grade(clip, plain, tmp_path: Path) -> None:
    """Graded before they meet; the film's grade lies over both."""
    shots = (shot("sh010", 8, grading=Grading(WARM)), shot("sh020", 8))
    takes = [take(clip, name, 1, media()) for name in ("sh010", "sh020")]
    project = film(*shots, gradings={"": Grading(DARK)})

    reels = reels_of(project, takes, ShotEvent("sh010"), Dissolve(4), ShotEvent("sh020"))

    first = rendered(reels[-1], tmp_path)
    for k in range(4):
        share = (k + 0.5) / 4
        mixed = graded(plain, WARM) * (1 - share) + plain * share
        assert 2.5 > off(graded(mixed, DARK), first[k])
    assert 2 > off(graded(plain, DARK), first[6])


def test_a_still_and_a_split_are_graded_alike(clip, plain, tmp_path: Path) -> None:
    """A panel with a camera at rest has the same colours as a clip."""
    Image.fromarray(patches()).save(tmp_path / "p.png")
    still = MediaInfo("image", WIDTH, HEIGHT, codec="png")
    panel = take(tmp_path / "p.png", "sh010", 1, still, is_panel=True)
    project = film(shot("sh010", 4, camera=Camera("static"), grading=Grading(WARM)))

    (reel,) = reels_of(project, [panel], ShotEvent("sh010"))

    assert 2 > off(graded(patches_of(), WARM), rendered(reel, tmp_path)[1])
    clips = [take(clip, name, 1, media()) for name in ("sh010", "sh020")]
    side_by_side = Split("left-right", (ShotEvent("sh010"), ShotEvent("sh020")))
    day, dusk = (
        parts(rendered(reels_of(pair, clips, side_by_side)[0], tmp_path)[1])[0].astype(float)
        for pair in (
            film(shot("sh010", 4), shot("sh020", 4)),
            film(shot("sh010", 4, grading=Grading(DARK)), shot("sh020", 4)),
        )
    )
    assert dusk[:, :90].mean() < 0.85 * day[:, :90].mean()
    assert np.abs(dusk[:, 102:] - day[:, 102:]).mean() < 0.1


def patches_of() -> np.ndarray:
    """The patches as drawn, 0 to 1."""
    return patches()[8::PATCH, 8::PATCH].reshape(-1, 3) / 255


@pytest.mark.parametrize("style", ["main", "card"])
def test_titles_keep_their_colours(style, clip, tmp_path: Path) -> None:
    """Still ones and such as grow: in a film of no light they are as bright as ever."""

    def luma(grade: Grade) -> np.ndarray:
        title = Title(Text((("", "WHITE"),)), style)
        project = film(shot("sh010", 40, titles=(title,)), gradings={"": Grading(grade)})
        event = ShotEvent("sh010", end=10, hold=30)
        (reel,) = reels_of(project, [take(clip, "sh010", 1, media())], event)
        shown = rendered(reel, tmp_path)
        assert 40 == len(shown)
        return parts(shown[20])[0].astype(int)

    day, night = luma(UNGRADED), luma(Grade(exposure=Fraction(-6)))

    letters = night > 170
    assert 10 < letters.sum()
    assert 12 > np.abs(day[letters] - night[letters]).mean()
    assert 40 > np.median(night)


def test_the_film_s_grade_reads_the_picture_below_it_however_slowly(
    clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes frames when it likes: also after the words were laid over what it gives."""
    monkeypatch.setattr(picture, "developed", lambda frames, *_: iter(frames))
    title = Title(Text((("", "WHITE"),)), "main")
    project = film(shot("sh010", 40, titles=(title,)), gradings={"": Grading(DARK)})
    event = ShotEvent("sh010", end=10, hold=30)

    (reel,) = reels_of(project, [take(clip, "sh010", 1, media())], event)

    assert 40 == len(rendered(reel, tmp_path))


def test_a_neutral_grade_changes_no_key(clip) -> None:
    """Whether it is not said, or said to be as it is; another one changes the key."""
    takes = [take(clip, "sh010", 1, media())]

    def key(shot_grade: Grade, film_grade: Grade = UNGRADED) -> str:
        project = film(
            shot("sh010", grading=Grading(shot_grade)), gradings={"": Grading(film_grade)}
        )
        return reels_of(project, takes, ShotEvent("sh010"))[0].key

    (bare,) = reels_of(film(shot("sh010")), takes, ShotEvent("sh010"))
    assert {bare.key} == {key(UNGRADED), key(NEUTRAL), key(UNGRADED, NEUTRAL)}
    assert 3 == len({bare.key, key(WARM), key(UNGRADED, WARM)})


def test_a_grade_is_part_of_the_difference_between_two_cuts(clip) -> None:
    """In the words of the file, of a shot and of the film."""
    takes = [take(clip, "sh010", 1, media())]

    def shown(shot_grade: Grade, film_grade: Grade):
        project = film(
            shot("sh010", grading=Grading(shot_grade)), gradings={"": Grading(film_grade)}
        )
        return played(assemble(project, Cut("main", (ShotEvent("sh010"),)), Picks(), takes))

    before, after = shown(UNGRADED, DARK), shown(Grade(contrast=Fraction("1.2")), UNGRADED)

    told = difference(before, after, Fraction(24)).sentence
    assert "sh010 now grade contrast 1.2; the film no longer grade exposure -1" == told


def test_the_folder_of_a_film_may_have_any_name(clip, plain, tmp_path: Path) -> None:
    """Its path goes into a filter graph, and comes out as it was."""
    odd = tmp_path / "it's a [film], v1; 100% 流浪=a:b\\c"
    odd.mkdir()
    project = film(shot("sh010", grading=Grading(DARK)))

    (reel,) = reels_of(project, [take(clip, "sh010", 1, media())], ShotEvent("sh010"))

    assert 2 > off(graded(plain, DARK), rendered(reel, odd)[3])


def test_a_take_that_cannot_be_read_ends_a_part_whose_titles_move(clip, tmp_path: Path) -> None:
    """What feeds the grade of the whole picture fails by itself, and nobody waits for it."""
    title = Title(Text((("", "WHITE"),)), "main")
    project = film(shot("sh010", 12, titles=(title,)), gradings={"": Grading(DARK)})
    (reel,) = reels_of(project, [take(clip, "sh010", 1, media())], ShotEvent("sh010"))
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film")

    with pytest.raises(MediaError, match="reading broken"):
        render_reel(reel.recipe, dict.fromkeys(reel.inputs, broken), tmp_path / "part.mp4")

    assert not (tmp_path / "part.mp4").exists()
