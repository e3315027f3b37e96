"""The template of a film whose clips are bought: priced as it stands, and swapped by one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.backends import shelf
from tests.production.footage import typed

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "paid" / "film.yaml"
SWAPS = re.findall(r"# (move: \{[^}]+\})", TEMPLATE.read_text("utf-8"))

THERE = [name for name in ("runway", "fal", "camera") if shelf.is_known(name)]
"""Of those that are named: comfyui needs a workflow of the author's."""
PLANNED = [line for line in SWAPS if any(f"backend: {name}" in line for name in THERE)]


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    typed("init", tmp_path / "ferry", "--template", "paid")
    return tmp_path / "ferry"


def total(plan: str) -> str:
    """The line of sums."""
    return next(line for line in plan.splitlines() if " to make" in line)


def test_the_film_is_right_and_priced_within_its_budget(ferry):
    checked, planned = typed("check", at=ferry), typed("plan", at=ferry)

    assert "nothing is wrong" in checked.out
    assert total(planned.out) == "18 to make, 6 to buy; at most 2.28 USD"


def test_its_comments_name_five_other_generators():
    assert len(SWAPS) == 5


@pytest.mark.parametrize("swap", PLANNED)
def test_each_swap_is_a_line_that_can_be_planned(ferry, swap):
    """Another model, another service, this machine: nothing is blocked, every price is known."""
    film = ferry / "film.yaml"
    text = film.read_text("utf-8")
    film.write_text(re.sub(r"(?m)^  move: .*$", f"  {swap}", text), "utf-8")
    last = total(typed("plan", at=ferry).out)

    assert last.startswith("18 to make")
    assert "blocked" not in last
    assert "unknown" not in last
    assert ("0 to buy" in last) == ("camera" in swap)
