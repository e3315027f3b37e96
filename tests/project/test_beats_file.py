"""Marker files: the beats, bars and sections that a person may edit, and what counts in them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.project.beat_marks import BeatMarks, marked
from pipeline.project.beats_file import read_beats
from pipeline.project.load import load
from tests.project.films import write_film

SCORE = """\
# found in score.flac
0.5   bar
1.0   beat
1.51  beat   # a little late
2.0   bar
2.5
3.0s  beat
2.0   section chorus
0     section intro
"""


def marks(text: str, beats_a_bar: int | None = None, folder: Path = Path()) -> BeatMarks:
    """The marks of a file that holds no fault."""
    noted: list[str] = []
    (folder / "a.beats").write_text(text, encoding="utf-8")
    found = read_beats(
        folder / "a.beats", Path("a.beats"), beats_a_bar, lambda _w, said, _f: noted.append(said)
    )
    assert [] == noted
    assert found is not None
    return found


def test_beats_bars_and_sections_are_read(tmp_path: Path) -> None:
    """In any order, with comments, with or without a unit; a bar is a beat too."""
    found = marks(SCORE, folder=tmp_path)

    halves = ("0.5", "1", "1.51", "2", "2.5", "3")
    assert tuple(map(Fraction, halves)) == found.beats
    assert (Fraction("0.5"), Fraction(2)) == found.bars
    assert (("intro", Fraction(0)), ("chorus", Fraction(2))) == found.sections
    assert (3, Fraction(1, 2)) == (found.beats_a_bar, found.step)


def test_places_are_counted_as_on_paper(tmp_path: Path) -> None:
    """Bars and beats from 1, sections by name; what is not marked is said with what is."""
    found = marks(SCORE, folder=tmp_path)

    assert Fraction(2) == found.place("bar", "2")
    assert Fraction("1.51") == found.place("beat", "3")
    assert Fraction(2) == found.place("section", "chorus")
    with pytest.raises(ValueError, match="it has 2 bars"):
        found.place("bar", "3")
    with pytest.raises(ValueError, match="its sections are intro, chorus"):
        found.place("section", "bridge")


def test_beats_between_and_beyond_the_marks_have_a_place() -> None:
    """Half a beat lies half way to the next; beyond the ends the usual step goes on."""
    found = marked([Fraction(1), Fraction(2), Fraction(4)], [])

    places = [found.beat(Fraction(number)) for number in ("1/2", "3/2", "-1", "3")]

    assert [Fraction(3, 2), Fraction(3), 1 - found.step, 4 + found.step] == places


def test_a_beat_that_was_missed_does_not_lengthen_the_usual_step() -> None:
    """Nor does a stretch without beats."""
    beats = [Fraction(n, 2) for n in range(40) if n not in {7, 20, 21, 22, 23}]

    assert Fraction(1, 2) == marked(beats, []).step


def test_bars_alone_are_divided_into_beats() -> None:
    """Two bars of three: 120 a minute, from the first bar on."""
    found = marked([], [Fraction(0), Fraction(3, 2), Fraction(3)], (), 3)

    assert tuple(Fraction(n, 2) for n in range(7)) == found.beats
    assert Fraction(1, 2) == found.step


def test_beats_alone_are_counted_into_bars() -> None:
    """A bar begins with every fourth, unless the film says another number."""
    beats = [Fraction(n) for n in range(9)]

    assert (Fraction(0), Fraction(4), Fraction(8)) == marked(beats, []).bars
    assert (Fraction(0), Fraction(3), Fraction(6)) == marked(beats, [], (), 3).bars


def test_a_film_counts_in_the_beats_of_the_file(tmp_path: Path) -> None:
    """Lengths on the board and in the cut, and places of the music."""
    film = (
        "film: 1\nfps: 24\nmusic: {m1: {file: audio/a.flac, beats: audio/a.beats}}\n"
        "shots: {sh010: '2 beats | a', sh020: '1 bar | b'}\n"
    )
    cut = (
        "cut: main\nevents:\n- sh010/1 0+2 beats\n- sh020/1 4 until section chorus of m1\n"
        "sound:\n- m1 from section intro at 0\n- m1 from bar 9 at 60\n- m1 at section bridge\n"
    )
    files: dict[str, str | bytes] = {
        "audio/a.flac": b"x",
        "audio/a.beats": SCORE,
        "cuts/main.yaml": cut,
    }
    project = load(write_film(tmp_path / "film", film, files))

    assert [24, 36] == [shot.frames for shot in project.shots.values()]
    assert [
        "there is no bar 9 in the music 'm1': it has 2 bars",
        "there is no section bridge in the music 'm1': its sections are intro, chorus",
    ] == [each.message for each in project.problems]
