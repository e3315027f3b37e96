"""What is written about colours, joined from film, scene and shot."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.facts import Grade
from pipeline.project.grading import NEUTRAL, PLAIN, Grain
from pipeline.project.load import load
from pipeline.project.story import Project
from tests.project.films import write_film

FILM = """\
film: 1
grade: {contrast: 1.1}
defaults: {grade: {saturation: 0.9}}
scenes:
  sc010:
    grade: {exposure: 0.3, temperature: 20}
    shots:
      sh010: a
      sh020: {panel: b, grade: {exposure: -0.5}}
      sh030: {panel: c, grade: none}
  sc020:
    shots: {sh040: d}
"""


def read(folder: Path, text: str = FILM) -> Project:
    """The film, which has nothing wrong with it."""
    project = load(write_film(folder / "film", text))
    assert () == project.problems
    return project


def test_the_nearer_counts_key_by_key_and_the_film_s_lies_over_all(tmp_path: Path) -> None:
    """Defaults, scene and shot are joined; ``none`` takes away what stands above."""
    project = read(tmp_path)

    grades = {name: shot.grading.grade for name, shot in project.shots.items()}
    soft = Fraction("0.9")
    assert Grade(Fraction("0.3"), None, soft, Fraction(20)) == grades["sh010"]
    assert Grade(Fraction("-0.5"), None, soft, Fraction(20)) == grades["sh020"]
    assert NEUTRAL == grades["sh030"]
    assert Grade(saturation=soft) == grades["sh040"]
    assert Grade(contrast=Fraction("1.1")) == project.gradings[""].grade


@pytest.mark.parametrize(
    ("written", "mired"), [("6504K", 0.0), ("3200K", 158.7), ("9000k", -42.6), ("-26", -26.0)]
)
def test_a_light_is_a_shift_from_the_white_of_the_screen(written, mired, tmp_path: Path) -> None:
    """Warmer light has less kelvin."""
    text = f"film: 1\nshots: {{sh010: {{panel: a, grade: {{temperature: {written}}}}}}}\n"

    grade = read(tmp_path, text).shots["sh010"].grading.grade

    assert grade.temperature is not None
    assert mired == pytest.approx(float(grade.temperature), abs=0.1)


def test_the_nearest_table_counts_and_none_is_a_word(tmp_path: Path) -> None:
    """Of a picture one; the film's and a delivery's lie over it."""
    text = """\
film: 1
lut: looks/film.cube
defaults: {lut: looks/usual.cube}
scenes:
  sc010: {lut: looks/scene.cube, shots: {sh010: a, sh020: {panel: b, lut: none}}}
  sc020: {shots: {sh030: c}}
deliveries:
  main: {width: 1280}
  web: {lut: looks/web.cube}
"""
    names = [f"looks/{name}.cube" for name in ("film", "usual", "scene", "web")]

    project = load(write_film(tmp_path / "film", text, dict.fromkeys(names, b"x")))

    assert () == project.problems
    assert [Path("looks/scene.cube"), None, Path("looks/usual.cube")] == [
        shot.grading.lut for shot in project.shots.values()
    ]
    assert [Path("looks/film.cube"), None, Path("looks/web.cube")] == [
        each.lut for each in project.gradings.values()
    ]


def test_texture_is_of_every_picture_unless_something_nearer_says_otherwise(tmp_path: Path) -> None:
    """Grain is joined key by key; the film's own word is the farthest, a delivery's the last."""
    text = """\
film: 1
grain: {strength: 2, size: 1.5, seed: 7}
vignette: 0.3
defaults: {grain: 3}
scenes:
  sc010: {vignette: 0.5, shots: {sh010: a, sh020: {panel: b, grain: none, vignette: none}}}
  sc020: {shots: {sh030: {panel: c, grain: {size: 2}}}}
deliveries:
  main: {grain: none}
"""

    project = read(tmp_path, text)

    said = [(shot.grading.grain, shot.grading.vignette) for shot in project.shots.values()]
    half = Fraction(1, 2)
    assert [
        (Grain(Fraction(3), Fraction(3, 2), 7), half),
        (Grain(Fraction(0), Fraction(3, 2), 7), Fraction(0)),
        (Grain(Fraction(3), Fraction(2), 7), Fraction(3, 10)),
    ] == said
    assert PLAIN is project.gradings[""]
    assert Grain(Fraction(0)) == project.gradings["main"].grain
    assert ("vignette 0.5", "grain strength 3 size 1.5 seed 7") == project.shots[
        "sh010"
    ].grading.words


def test_a_film_without_a_word_about_colours_has_none(tmp_path: Path) -> None:
    """And all its shots share that."""
    project = read(tmp_path, "film: 1\nshots: {sh010: a}\n")

    assert project.shots["sh010"].grading is PLAIN
    assert project.gradings[""] is PLAIN
