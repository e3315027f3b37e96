"""The recipes of CONTRIBUTING.md are executed, so that they cannot go stale."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from pipeline.plan.jobs import Facts
from pipeline.project.load import load
from tests.doubles import tiny_film

TEXT = (Path(__file__).resolve().parents[2] / "CONTRIBUTING.md").read_text("utf-8")


def recipe(name: str) -> str:
    """The code block behind the mark of that name."""
    found = re.search(rf"<!-- recipe: {name} -->\n```python\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None, name
    return found[1]


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The generator of the recipe, as a file that can be imported, in other processes too."""
    (tmp_path / "card_recipe.py").write_text(recipe("generator"), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.delitem(sys.modules, "card_recipe", raising=False)
    import card_recipe

    return card_recipe


def test_the_generator_of_the_recipe_holds_the_contract(card: ModuleType, tmp_path: Path) -> None:
    """Every claim of the conformance suite is made of it."""
    space = dict(vars(card))
    exec(recipe("contract"), space)  # noqa: S102  # it is ours, from the page beside this file
    contract = space["TestCard"]

    claims = [name for name in dir(contract) if name.startswith("test_")]
    for number, name in enumerate(claims):
        home = tmp_path / str(number)
        home.mkdir()
        getattr(contract(), name)(home)

    assert len(claims) > 8


def test_the_stage_of_the_recipe_gives_jobs(tmp_path: Path) -> None:
    """It asks for one more panel where somebody speaks, and nowhere else."""
    space: dict[str, object] = {}
    exec(recipe("stage"), space)  # noqa: S102
    line = "{panel: CU | a child, lines: [{mei: Go on.}]}"
    project = load(tiny_film(tmp_path / "film", sh020=line))

    jobs = list(space["STAGE"].jobs(project, Facts(), tuple(project.shots.values())))

    assert ["sh020 panel.face #1 by draw"] == [str(job.id) for job in jobs]


def test_the_line_of_the_recipe_gives_a_command() -> None:
    """Its command, help and options appear by themselves."""
    from pipeline.cli.stage import stage_command
    from pipeline.stages import Entry

    entry = eval(recipe("line"), {"Entry": Entry})  # noqa: S307

    shown = CliRunner().invoke(stage_command(entry), ["--help"]).output
    assert "Make a close panel for every shot in which somebody speaks." in shown
    assert "--with" in shown
