"""Killed where an order ends badly, or is stopped: it is over, and nobody orders it again."""

from __future__ import annotations

import ast
import signal
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from pipeline.ledger.attempts import OPEN_STATES, AttemptState
from pipeline.vault.shelf import ORDER_ENDING
from tests.crash.processes import ROOT
from tests.services.accounts import unbalanced
from tests.services.filming import BUYING, KEYS, SECRETS, Film
from tests.services.moments import BEFORE, BRINGING, ENDS, LOST, SENT_NOW, STOPPING
from tests.services.starting import Services
from tests.services.warm import Warm

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through /proc"),
    pytest.mark.timeout(120),
]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A server of this test's own: its books hold this film alone."""
    with Services(tmp_path / "services") as running:
        yield running
        assert "" == running.log()


def orders_left(film: Film) -> list[str]:
    """The order files that lie beside the takes."""
    return [path.name for path in (film.folder / "takes").rglob(f"*{ORDER_ENDING}")]


def test_what_came_to_nothing_is_over_whenever_the_power_goes(
    services: Services, tmp_path: Path, warm: Warm
) -> None:
    """Refused, moderated, failed, expired: as it was written, and never ordered anew."""
    film = Film(tmp_path / "film", services, warm=warm)
    for number, (name, word) in enumerate(ENDS.items(), start=1):
        film.shots[f"sh{number:02d}0"] = f"shot {number} fake-{word}"
        film.write()
        assert -signal.SIGKILL == film.board(die=name, of=f"sh{number:02d}0").code, name
        assert [] == unbalanced(film), name
    asked = services.control()["counts"]["asked runway"]
    said = film.board()

    assert [[name.removeprefix("ended ")] for name in ENDS] == list(film.states().values())
    assert asked == services.control()["counts"]["asked runway"] == len(ENDS), said
    assert [] == orders_left(film) == unbalanced(film)


def test_what_is_stopped_is_stopped_once_whenever_the_power_goes(
    services: Services, tmp_path: Path, warm: Warm
) -> None:
    """Killed before the service is asked, and before its yes is written: then asked again."""
    shots = {"sh010": "one to be stopped", "sh020": "another"}
    film = Film(tmp_path / "film", services, shots, warm=warm)
    film.write()
    services.control(seconds=600)
    film.run("board", *BUYING, "--leave")
    for name, shot in zip(STOPPING, shots, strict=True):
        assert -signal.SIGKILL == film.run("cancel", shot, die=name, of=shot).code, name
    film.run("cancel")
    said = film.board()

    assert {shot: ["cancelled"] for shot in shots} == film.states(), said
    assert ["cancelled"] * 2 == [order["ended"] for order in services.orders()]
    assert [] == orders_left(film) == unbalanced(film)


def test_a_key_that_is_written_anywhere_is_found(services: Services, tmp_path: Path) -> None:
    """What every run of these suites is searched with after it would see one, or half of one."""
    film = Film(tmp_path / "film", services, {"sh010": "a harbour"})
    film.write()
    before = film.secrets()
    with (film.folder / "film.yaml").open("a") as file:
        file.write(f"# {KEYS['RUSHES_KEY_HIGGSFIELD'].partition(':')[2]}")

    assert ([], 1) == (before, len(film.secrets()))
    assert len(KEYS) + 1 == len(SECRETS) == len(set(SECRETS))


def test_no_checkpoint_is_forgotten() -> None:
    """Where the program says that a step is done, one of these suites ends it there."""
    ends = set(AttemptState) - {*OPEN_STATES, AttemptState.DONE, AttemptState.WRITTEN_OFF}
    killed = {*BEFORE, SENT_NOW, *BRINGING, *ENDS, LOST, *STOPPING}

    named = {name for room in ("run", "vault") for name in checkpoints(ROOT / "pipeline" / room)}

    assert {f"ended {state}" for state in ends} <= killed
    assert [] == sorted(one for one in named if not any(fnmatch(each, one) for each in killed))
    assert [] == sorted(one for one in killed if not any(fnmatch(one, each) for each in named))


def checkpoints(folder: Path) -> Iterator[str]:
    """The names by which checkpoints are called in the code; what changes in one is a ``*``."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _called(node.func) == "checkpoint":
                yield _pattern(node.args[0])


def _called(name: ast.expr) -> str:
    return name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")


def _pattern(said: ast.expr) -> str:
    parts = said.values if isinstance(said, ast.JoinedStr) else [said]
    return "".join(str(one.value) if isinstance(one, ast.Constant) else "*" for one in parts)
