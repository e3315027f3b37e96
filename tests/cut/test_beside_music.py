"""Picture and music that do not end together: said in frames and seconds, both ways."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.beside_music import beside_music, last_music
from pipeline.project.cut_file import context_of, read_cut_text
from pipeline.project.edit import Picks
from pipeline.project.story import Music
from tests.cut.numbered import film, shot

SCORE = Music("m1", Path("score.wav"), bpm=Fraction(60))
OTHER = Music("m2", Path("other.wav"))
SECONDS = {SCORE.file: Fraction(8), OTHER.file: Fraction(3)}


def said(text: str, fps: Fraction = Fraction(24)) -> str:
    """What is said of a cut; the score lasts eight seconds, the other piece three."""
    project = replace(film(shot("sh010", 48)), fps=fps, music={"m1": SCORE, "m2": OTHER})
    cut, problems = read_cut_text(text, context_of(project))
    assert [] == [str(each) for each in problems]
    timeline = assemble(project, cut, Picks(), [])
    problem = beside_music(last_music(project, cut, timeline, SECONDS), timeline)
    if problem is None:
        return ""
    assert problem.is_warning
    assert problem.fix
    assert problem.where is not None
    return problem.message


def events(frames: int, *sounds: str) -> str:
    return "\n".join([f"events:\n- black {frames}\nsound:", *(f"- {each}" for each in sounds)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (events(192, "m1 at 0"), ""),
        (
            events(264, "m1 at 0"),
            "the picture is 72 frames (3 s) longer than the music 'm1', which ends at 192",
        ),
        (
            events(193, "m1 at 0"),
            "the picture is 1 frame (0.04 s) longer than the music 'm1', which ends at 192",
        ),
        (
            events(180, "m1 at 0"),
            "the picture is 12 frames (0.5 s) shorter than the music 'm1', which fades with it",
        ),
        (events(180, "m1 at 0 out 24"), ""),
        (events(180, "m1 at 0", "m1 until 90"), ""),
        (events(180, "m1 at 0") + "\nmix: {music: {out: 1s}}", ""),
        (
            events(192, "m1 from bar 2 at 0 out 24"),
            "the picture is 96 frames (4 s) longer than the music 'm1', which ends at 96",
        ),
        (
            events(192, "m1 at 24"),
            "the picture is 24 frames (1 s) shorter than the music 'm1', which fades with it",
        ),
        (events(192, "m1 at 0", "m2 at 24"), ""),
        (
            events(192, "m1 at 0", "m1 until 96", "m2 at 96"),
            "the picture is 24 frames (1 s) longer than the music 'm2', which ends at 168",
        ),
        (events(192), ""),
    ],
)
def test_the_last_music_and_the_picture_are_held_beside_each_other(text, expected) -> None:
    assert expected == said(text)


def test_frames_are_those_of_the_film_at_a_rate_that_is_no_whole_number() -> None:
    """Eight seconds are 191.8 frames at 23.976: they are over with the 192nd."""
    rate = Fraction(24000, 1001)

    assert "" == said(events(192, "m1 at 0"), rate)
    assert said(events(240, "m1 at 0"), rate).startswith("the picture is 48 frames (2 s) longer")


def test_music_whose_length_nobody_knows_is_not_spoken_of() -> None:
    project = replace(film(shot("sh010", 48)), music={"m1": SCORE})
    cut, _ = read_cut_text(events(400, "m1 at 0"), context_of(project))

    timeline = assemble(project, cut, Picks(), [])

    assert beside_music(last_music(project, cut, timeline, {}), timeline) is None


def test_music_that_comes_again_is_as_long_as_the_picture() -> None:
    score = replace(SCORE, is_looped=True)
    project = replace(film(shot("sh010", 48)), music={"m1": score})
    cut, _ = read_cut_text(events(400, "m1 at 0"), context_of(project))

    timeline = assemble(project, cut, Picks(), [])

    assert last_music(project, cut, timeline, SECONDS) is None
