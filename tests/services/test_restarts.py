"""A service that is down, comes back, or forgets: nothing is paid twice, what is gone is said."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.processes import left_alive
from tests.services.accounts import accounts, unbalanced
from tests.services.filming import BUYING, Film
from tests.services.starting import Services
from tests.services.warm import Warm

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through /proc"),
    pytest.mark.timeout(120),
]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A server of this test's own, that may be stopped."""
    with Services(tmp_path / "services") as running:
        yield running


@pytest.fixture
def film(services: Services, tmp_path: Path) -> Film:
    """One picture by Runway."""
    made = Film(tmp_path / "film", services, {"sh010": "a harbour"})
    made.write()
    return made


@pytest.mark.parametrize("moment", ["ticket", "sent"])
@pytest.mark.parametrize("maker", ["runway", "runware", "higgsfield"])
def test_a_service_that_restarts_and_forgets_is_not_paid_again(
    services: Services, tmp_path: Path, warm: Warm, maker: str, moment: str
) -> None:
    """The order is expired, or in doubt, and said; the next run does not order it anew."""
    film = Film(tmp_path / "film", services, {"sh010": "a harbour"}, makers=(maker,), warm=warm)
    film.write()
    film.board(die=moment, of="sh010")
    services.control(forget=maker)
    first, second = film.board(), film.board()

    is_known = moment == "ticket" or maker != "runway"
    assert ["expired" if is_known else "in_doubt"] == film.states()["sh010"], first
    assert 1 == len(services.orders()), second
    assert ("sh010" if is_known else "1 order in doubt") in first.text
    assert [] == unbalanced(film)


def test_a_service_that_comes_back_is_looked_at_again(services: Services, film: Film) -> None:
    """Looks that find nobody are repeated; the picture is brought when somebody is there."""
    services.control(seconds=0.5)
    child = film.start("board", *BUYING)
    while not services.paid("harbour").total():
        assert child.poll() is None, child.communicate()
        time.sleep(0.005)
    services.stop()
    time.sleep(0.1)
    services.start()
    out, err = child.communicate(timeout=60)

    assert ["done"] == film.states()["sh010"], (out, err)
    assert 1 == services.paid("harbour").total()
    assert [] == left_alive(film.folder)


def test_a_service_that_is_down_is_asked_again_and_nothing_is_paid(
    services: Services, film: Film
) -> None:
    """Nobody took the order: it is surely not paid, and the next run makes it."""
    services.stop()
    down = film.board()
    states = film.states()["sh010"]
    services.start()
    up = film.board()

    assert {"failed"} == set(states)
    assert "in doubt" not in down.text
    assert "sh010" in down.text
    assert (1, 1) == (len(accounts(film)["sh010"].paid), len(film.takes())), up
    assert [] == unbalanced(film)
