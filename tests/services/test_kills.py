"""The real program is killed at every checkpoint, at every kind of service: paid once, or in doubt.

One chain a case: every run goes on with what the last one left, begins one more shot, and dies
one step further.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.processes import left_alive
from tests.services.accounts import accounts, unbalanced
from tests.services.filming import BUYING, Film, is_described
from tests.services.starting import Services

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through /proc"),
    pytest.mark.timeout(200),
]

BEFORE = ("intent", "order file", "before the order is sent")
BRINGING = (
    "ticket",
    "ticket beside the take",
    "polled",
    "collected aside",
    "collected",
    "placed main",
    "slate placed",
    "order file removed",
    "done",
    "before the intent",
)
"""Nothing is written yet at the last: the next run begins anew, and may not be killed itself."""
SERVICES = {"none": "runway", "listed": "fal", "client_id": "runware", "idempotent": "higgsfield"}
SERVICES = {level: name for level, name in SERVICES.items() if is_described(name)}
"""A service for every level of recovery."""
EXACT = {"client_id", "idempotent", "free"}
"""Levels at which nothing is ever in doubt."""


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A server of this test's own: its books hold this film alone."""
    with Services(tmp_path / "services") as running:
        yield running
        assert "" == running.log()


MADE, UNSENT = (1, 1, 0), (0, 0, 1)
SENT = (1, 0, 1)
"""(paid at the service, takes here, in doubt)."""


def chained(film: Film, names: tuple[str, ...], word: str = "") -> dict[str, tuple[int, int, int]]:
    """Kill a run at each name, go on, run calmly in the end; what became of each shot."""
    for number, name in enumerate(names):
        shot = f"sh{number + 1:02d}0"
        film.shots[shot] = f"shot {number} of {name}{f' fake-{word}' if word else ''}"
        film.write()
        said = film.board(die=name, of=shot)
        assert -signal.SIGKILL == said.code, f"{name}: {said}"
        assert [] == left_alive(film.folder), "a process of ours outlived its parent"
        assert [] == unbalanced(film), f"after a kill at '{name}'"
    film.board()
    found = accounts(film)
    assert [] == unbalanced(film)
    assert [] == left_alive(film.folder)
    outcome = {}
    for name, shot in zip(names, film.shots, strict=True):
        account = found[shot]
        outcome[name] = (len(account.paid), account.takes.total(), account.in_doubt)
    return outcome


@pytest.mark.parametrize("level", SERVICES)
def test_an_order_that_is_accepted_is_paid_once_whenever_the_power_goes(
    services: Services, tmp_path: Path, level: str
) -> None:
    """Where nothing can be looked up, what was perhaps sent is in doubt; the rest is made."""
    names = (*BEFORE, "sent", *BRINGING)
    film = Film(tmp_path / "film", services, makers=(SERVICES[level],))

    expected = dict.fromkeys(names, MADE)
    if level not in EXACT:
        expected |= dict.fromkeys(BEFORE, UNSENT)
    if level == "none":
        expected["sent"] = SENT
    assert expected == chained(film, names)


@pytest.mark.parametrize("level", SERVICES)
@pytest.mark.parametrize("is_taken", [True, False], ids=["accepted", "not accepted"])
def test_an_order_whose_answer_is_lost_is_never_paid_twice(
    services: Services, tmp_path: Path, level: str, *, is_taken: bool
) -> None:
    """A gateway answers in the service's place, and the power goes before that is written down."""
    ending = () if level in EXACT else ("ended in_doubt",)
    names = ("before the order is sent", *ending)
    film = Film(tmp_path / "film", services, makers=(SERVICES[level],))

    found = chained(film, names, "unavailable-taken" if is_taken else "unavailable")

    expected = {}
    for name in names:
        was_sent = name != "before the order is sent"
        if level in EXACT or (level == "listed" and is_taken and was_sent):
            expected[name] = MADE
        else:
            expected[name] = SENT if is_taken and was_sent else UNSENT
    assert expected == found


@pytest.mark.parametrize("level", SERVICES)
def test_a_kill_while_the_answer_is_awaited_is_one_payment(
    services: Services, tmp_path: Path, level: str
) -> None:
    """The order is in the service's books and the answer never came: found again, or in doubt."""
    shots = {"sh010": f"{level} awaited fake-late"}
    film = Film(tmp_path / "film", services, shots, makers=(SERVICES[level],))
    film.write()
    child = film.start("board", *BUYING)
    while not services.paid(shots["sh010"]).total():
        assert child.poll() is None, child.communicate()
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    film.board()

    account = accounts(film)["sh010"]
    expected = SENT if level == "none" else MADE
    assert expected == (len(account.paid), account.takes.total(), account.in_doubt)
    assert [] == unbalanced(film)
    assert [] == left_alive(film.folder)
