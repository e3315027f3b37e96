"""What a generator cannot honour is refused by the plan, with the line that asked for it."""

from __future__ import annotations

import pickle
from pathlib import Path

from pipeline.backends.base import Refusal
from pipeline.facts import Decision
from pipeline.production.production import Production
from pipeline.production.selecting import Selection
from tests.production.footage import picture

HEAD = "film: 1\nfps: 24\naspect: 2.39\ngenerators:\n  draw: {backend: sketch}\n"
USE = "  move: {backend: camera}\nuse: {panels: draw, clips: move}\n"


def film_of(folder: Path, board: str) -> Path:
    """A production with this board."""
    folder.mkdir()
    (folder / "film.yaml").write_text(board, "utf-8")
    return folder


def cropped(shot: str) -> str:
    """A shot that shows a part of the author's picture, which is misspelt."""
    return f"  {shot}:\n    panel: a road\n    still: refs/a.png\n    crop: 5 by 5\n"


def refused(folder: Path) -> list[str]:
    """Why the plan blocks what it blocks."""
    rows = Production(folder).plan(Selection()).rows
    return [reason for row in rows if row.decision is Decision.BLOCKED for reason in row.reasons]


def test_a_refusal_is_a_sentence_that_knows_its_part() -> None:
    """It is compared, joined and sent to other processes like any sentence."""
    refusal = Refusal("last", "'camera' films one picture")

    again = pickle.loads(pickle.dumps(refusal))  # noqa: S301 - our own bytes

    assert "'camera' films one picture" == again == refusal
    assert "last" == again.field


def test_the_plan_names_the_line_of_the_key_that_asks_for_it(tmp_path: Path) -> None:
    """A part of a picture that is none: the line of the crop, not that of the shot."""
    film = film_of(tmp_path / "film", HEAD + USE + "shots:\n" + cropped("sh010"))
    picture(film / "refs" / "a.png")

    (reason, *_) = refused(film)
    problems = Production(film).check()

    assert reason.startswith("film.yaml:12:5: shot sh010: the crop '5 by 5' is not")
    assert "film.yaml:12:5" in [str(problem.where) for problem in problems]


def test_what_the_generator_decides_is_laid_at_its_line_once(tmp_path: Path) -> None:
    """Clips from a generator that makes panels: one cause, however many shots."""
    board = "use: {panels: draw, clips: draw}\nshots:\n  sh010: a road\n  sh020: a bridge\n"
    film = film_of(tmp_path / "film", HEAD + board)

    report = Production(film).plan(Selection())

    (block,) = report.blocks
    assert (
        "2 clips of 2 shots blocked: "
        "film.yaml:5:10: 'sketch' makes panels, not clips over a picture" == str(block)
    )


def test_one_cause_in_several_places_is_told_once(tmp_path: Path) -> None:
    """With the first place, and in how many more it is so."""
    board = "shots:\n" + "".join(
        f"  sh0{n}0:\n    clips: {{draw: 1}}\n    panel: a road\n" for n in (1, 2, 3)
    )
    film = film_of(tmp_path / "film", HEAD + USE + board)

    (block,) = Production(film).plan(Selection()).blocks

    assert block.reason.startswith("film.yaml:10:5: 'sketch' makes panels, not clips")
    assert block.reason.endswith(", and so in 2 more places")


def test_the_line_that_chose_the_generator_is_named(tmp_path: Path) -> None:
    """A shot's own `use:`, or the line that names it; not that of how many are wanted."""
    shots = (
        "  sh010:\n    panel: a road\n    use: {clips: draw}\n"
        "  sh020:\n    panel: a road\n    clips: {draw: 1}\n"
        "  sh030:\n    panel: a road\n    clips:\n      draw: 1\n"
    )
    film = film_of(tmp_path / "film", HEAD + USE + f"defaults: {{clips: 1}}\nshots:\n{shots}")

    problems = Production(film).check()

    places = [(str(one.where), one.shot) for one in problems if "not clips" in one.message]
    expected = [("12:5", "sh010"), ("15:5", "sh020"), ("18:5", "sh030")]
    assert [(f"film.yaml:{at}", shot) for at, shot in expected] == places
