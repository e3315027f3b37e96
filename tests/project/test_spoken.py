"""Recorded lines: what is read of them, and shots that last as long as they do."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.project.load import load
from pipeline.project.story import Shot
from tests.project.films import write_film

FILM = """\
film: 1
fps: 24
shots:
  sh010:
    panel: a
    seconds: {seconds}
    lines:
      - liu: {{zh: 别回头。, en: Don't look back.}}
        file: audio/l1.flac
        at: {at}
        gain: -3
        pan: left
"""


def shot(folder: Path, seconds: str, at: str = "0", measured: Fraction | None = None) -> Shot:
    """The shot of a film whose line has a recording of so many seconds."""
    files: dict[str, str | bytes] = {"audio/l1.flac": b"x"}
    film = write_film(folder / "film", FILM.format(seconds=seconds, at=at), files)
    project = load(film, lambda path: measured if path.name == "l1.flac" else None)
    assert () == project.problems
    return project.shots["sh010"]


def test_a_line_knows_its_recording(tmp_path: Path) -> None:
    """File, loudness, side, and how long it is."""
    (line,) = shot(tmp_path, "4", measured=Fraction(5, 2)).lines

    assert (Path("audio/l1.flac"), -3.0, -100.0, Fraction(5, 2)) == (
        line.file,
        line.gain,
        line.pan,
        line.spoken,
    )


@pytest.mark.parametrize(
    ("seconds", "at", "frames"),
    [("line", "0", 61), ("line + 12f", "0", 73), ("line", "-18f", 43), ("line+0.5s", "6f", 79)],
)
def test_a_shot_lasts_as_long_as_its_line(
    seconds: str, at: str, frames: int, tmp_path: Path
) -> None:
    """2.51 s are 61 frames: the last word is never cut."""
    assert frames == shot(tmp_path, seconds, at, Fraction(251, 100)).frames


def test_what_nobody_measured_counts_as_long_as_saying_it_takes(tmp_path: Path) -> None:
    """Sixteen letters at fifteen a second."""
    assert 26 == shot(tmp_path, "line").frames


def test_a_shot_without_lines_that_lasts_as_long_as_them_has_the_usual_length(
    tmp_path: Path,
) -> None:
    """As where it stands among the defaults of a film whose shots do not all speak."""
    text = "film: 1\ndefaults: {seconds: line}\nshots:\n  sh010: MS | a\n"
    assert 72 == load(write_film(tmp_path / "film", text)).shots["sh010"].frames


def test_a_recording_without_words_is_a_line(tmp_path: Path) -> None:
    """A breath, a cough, a language nobody wrote down."""
    text = "film: 1\nshots:\n  sh010: {panel: a, lines: [{liu: , file: l.wav}]}\n"
    project = load(write_film(tmp_path / "film", text, {"l.wav": b"x"}))

    assert ((), "") == (project.problems, project.shots["sh010"].lines[0].text.first)
