"""How loud a film leaves the house, as the author writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.project.load import load
from pipeline.project.mastering import Mastering
from tests.project.films import write_film

SHOTS = "shots: {sh010: MS | a man}\n"


def levels(folder: Path, text: str) -> dict[str, Mastering]:
    """What the film and its deliveries say, where nothing is wrong."""
    project = load(write_film(folder, f"film: 1\n{text}{SHOTS}"))
    assert [] == [problem for problem in project.problems if not problem.is_warning]
    return dict(project.masterings)


def test_a_delivery_says_what_it_wants_otherwise(tmp_path: Path) -> None:
    """Television, the web, and one that is left as it is mixed; the peak stays the film's."""
    text = (
        "loudness: -23 LUFS\npeak: -2 dBTP\ndeliveries:\n  tv: {}\n  web: {loudness: -14}\n"
        "  raw: {loudness: none}\n  disc: {peak: -3.5}\n"
    )

    assert {
        "": Mastering(-23.0, -2.0),
        "web": Mastering(-14.0, -2.0),
        "raw": Mastering(None, -2.0),
        "disc": Mastering(-23.0, -3.5),
    } == levels(tmp_path, text)


@pytest.mark.parametrize("text", ["", "loudness: none\n", "loudness: no\npeak: -1\n"])
def test_what_says_nothing_changes_nothing(text: str, tmp_path: Path) -> None:
    """As mixed, under -1 dBTP."""
    assert {} == levels(tmp_path, text)


@pytest.mark.parametrize(
    ("line", "message", "fix"),
    [
        ("loudness: 14", "not '14'", "levels lie below zero: write loudness: -14"),
        ("loudness: loud", "not 'loud'", "write -23 (television), -14 (the web) or none"),
        ("loudness: -14 dB", "not '-14 dB'", "write -23 (television), -14 (the web) or none"),
        ("loudness: -2", "a level from -60 to -5 LUFS", "write -23 (television)"),
        ("peak: 1", "not '1'", "levels lie below zero: write peak: -1"),
        ("peak: none", "a level from -30 to 0 dBTP", "write -1 or -2"),
        ("peak: [1]", "'peak' takes a level such as -1 or -2", ""),
    ],
)
def test_what_is_no_level_is_told(line: str, message: str, fix: str, tmp_path: Path) -> None:
    """Where, what, and how to write it."""
    film = write_film(tmp_path, f"film: 1\n{line}\n{SHOTS}")

    problem = next(each for each in load(film).problems if not each.is_warning)

    assert message in problem.message
    assert fix in problem.fix
    assert problem.where is not None
    assert 2 == problem.where.line


def test_a_bus_may_leave_in_another_stem(tmp_path: Path) -> None:
    """A cut has the last word; a stem that nobody knows is told."""
    cut = "cut: main\nevents: [sh010]\nmix: {music: {stem: FX}}\n"
    text = f"film: 1\nmix: {{own: {{stem: dx}}, music: {{stem: MX}}}}\n{SHOTS}"
    project = load(write_film(tmp_path / "a", text, {"cuts/main.yaml": cut}))
    desk = project.cuts["main"].mix.over(project.mix)
    assert ("DX", "FX", "") == tuple(desk.of(name).stem for name in ("own", "music", "lines"))

    wrong = f"film: 1\nmix: {{own: {{stem: DIA}}}}\n{SHOTS}"
    (problem,) = load(write_film(tmp_path / "b", wrong)).problems
    assert "'DIA' is not a word for 'stem'" == problem.message
