"""What an attempt brought is refused where it could not be put in its place later."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.backends.base import Collected, Operation, Order, Output
from pipeline.errors import MediaError
from pipeline.facts import PANEL, TakeRef
from pipeline.run.gathered import AsideFile, file_names, gather

ORDER = Order(Operation.T2I, "sh010")
FIRST = TakeRef("sh010", PANEL, 1)


def test_one_file_is_not_two_takes(tmp_path: Path) -> None:
    """The second would find it gone, in this run and in every later one."""
    picture = tmp_path / "a.png"

    with pytest.raises(MediaError, match=r"gave the file a\.png twice"):
        gather(Collected((Output(picture), Output(picture))), tmp_path, ORDER, "none:measure")


@pytest.mark.parametrize("role", ["../x", "", "a b", "x\x1b[31m", "a" * 300])
def test_a_role_is_a_word(tmp_path: Path, role: str) -> None:
    """It becomes a part of the file's name."""
    output = Output(tmp_path / "a.png", ((role, tmp_path / "b.png"),))

    with pytest.raises(MediaError, match="calls a file") as caught:
        gather(Collected((output,)), tmp_path, ORDER, "none:measure")

    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 100


def test_companions_of_one_role_have_names_of_their_own() -> None:
    """None takes the place of another."""
    roles = [("main", "a.png"), ("mask", "b.png"), ("mask", "c.png"), ("mask", "d.ora")]

    names = file_names(FIRST, tuple(AsideFile(role, name, 1, "x") for role, name in roles))

    assert {
        "a.png": "sh010_panel_t01.png",
        "b.png": "sh010_panel_t01.mask.png",
        "c.png": "sh010_panel_t01.mask2.png",
        "d.ora": "sh010_panel_t01.ora",
    } == names
