"""A film from a stranger: nothing of it runs, moves or removes what is not its own."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.facts import PANEL, TakeRef
from pipeline.ledger.attempts import Attempt
from pipeline.production import Production
from pipeline.production.making import MakeRequest
from pipeline.production.selecting import Selection
from pipeline.run.events import silent
from tests.doubles import tiny_film


def evil(folder: Path) -> tuple[Path, list[str]]:
    """A program that leaves a mark, and how it is called."""
    mark = folder / "mark"
    script = folder / "evil.py"
    script.write_text(f"open({str(mark)!r}, 'w').write('here')", "utf-8")
    return mark, [sys.executable, str(script)]


def test_an_order_file_brings_no_program_of_its_own(tmp_path: Path) -> None:
    """What is resumed runs only what `film.yaml` names and `rushes trust` allowed."""
    film = Production(tiny_film(tmp_path / "film", draw="{backend: slate}"))
    mark, program = evil(tmp_path)
    order = Attempt(
        key="0" * 32,
        refs=(TakeRef("sh010", PANEL, 1),),
        generator="draw",
        backend="command",
        intended=datetime(2026, 1, 1, tzinfo=UTC),
        recovery="idempotent",
        order={"operation": "t2i", "shot": "sh010"},
        settings={"program": program},
    )
    path = film.home.takes / "sh010" / "sh010_panel_t01.order.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(order.to_json()), "utf-8")

    film.make(MakeRequest(Selection(names=("sh010",)), ("board",), 1), silent)

    assert not mark.exists()


def test_a_player_that_came_with_the_film_is_not_started(tmp_path: Path) -> None:
    """`local.yaml` may have been packed in; `rushes trust` shows what it names."""
    film = Production(tiny_film(tmp_path / "film"))
    mark, program = evil(tmp_path)
    written = json.dumps(" ".join(program))
    (film.folder / "local.yaml").write_text(f"player: {written}\n", "utf-8")
    film = film.again()

    with pytest.raises(ProjectError, match=r"local\.yaml names the player") as refused:
        film.play(film.folder / "film.yaml")

    assert {"player in local.yaml": program} == film.programs()
    assert "rushes trust" in refused.value.problems[0].fix
    assert not mark.exists()


def test_a_player_whose_quotes_do_not_match_is_told(tmp_path: Path) -> None:
    """One sentence, no traceback."""
    film = Production(tiny_film(tmp_path / "film", files={"local.yaml": 'player: "mpv \'"\n'}))

    with pytest.raises(ProjectError, match="is not a command line: no closing quotation"):
        film.play(film.folder / "film.yaml")
