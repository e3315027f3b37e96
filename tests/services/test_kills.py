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
from tests.services.filming import BUYING, Film
from tests.services.moments import BEFORE, BRINGING, OF_PAID, SENT_NOW
from tests.services.starting import Services
from tests.services.warm import Warm

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through /proc"),
    pytest.mark.timeout(200),
]

LEVELS = {
    "runway": "none",
    "luma": "listed",
    "fal": "listed",
    "seedance": "tagged",
    "runware": "client_id",
    "higgsfield": "idempotent",
}
"""A service for every level of recovery; what is free is a test of its own."""
HERE = {"openai": "none", "google": "none", "stability": "none", "elevenlabs": "listed"}
"""Services whose answer to an order is the result itself: JSON that holds it, or the file."""
MORE = {
    "luma_agents": "none",
    "xai": "none",
    "minimax": "listed",
    "replicate": "listed",
    "comfyui": "client_id",
}
ALL = LEVELS | HERE | MORE
EXACT = {"client_id", "idempotent"}
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


@pytest.fixture
def film(services: Services, tmp_path: Path, warm: Warm, maker: str) -> Film:
    """A film without shots, by one maker."""
    return Film(tmp_path / "film", services, makers=(maker,), warm=warm)


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


@pytest.mark.parametrize("maker", LEVELS)
def test_an_order_that_is_accepted_is_paid_once_whenever_the_power_goes(
    film: Film, maker: str
) -> None:
    """Where nothing can be looked up, what was perhaps sent is in doubt; the rest is made."""
    names = (*BEFORE, SENT_NOW, *BRINGING)

    expected = dict.fromkeys(names, MADE)
    if LEVELS[maker] not in EXACT:
        expected |= dict.fromkeys(BEFORE, UNSENT)
    if LEVELS[maker] == "none":
        expected[SENT_NOW] = SENT
    assert expected == chained(film, names)


@pytest.mark.parametrize("maker", HERE)
def test_an_answer_that_is_the_result_is_never_paid_in_vain(film: Film) -> None:
    """It lies here whole, and no run had time to write its ticket: it is a take all the same."""
    names = ("before the order is sent", "sent", "ticket", "collected aside")

    assert {**dict.fromkeys(names, MADE), names[0]: UNSENT} == chained(film, names)


@pytest.mark.parametrize("maker", ALL)
@pytest.mark.parametrize("is_taken", [True, False], ids=["accepted", "not accepted"])
def test_an_order_whose_answer_is_lost_is_never_paid_twice(
    film: Film, maker: str, *, is_taken: bool
) -> None:
    """A gateway answers in the service's place, and the power goes before that is written down."""
    level = ALL[maker]
    is_found = level in EXACT or (level != "none" and is_taken)
    names = ("before the order is sent", "ticket" if is_found else "ended in_doubt")

    found = chained(film, names, "unavailable-taken" if is_taken else "unavailable")

    before = MADE if level in EXACT else UNSENT
    after = MADE if is_found else SENT if is_taken else UNSENT
    expected = dict(zip(names, (before, after), strict=True))
    assert expected == found


@pytest.mark.parametrize("maker", ALL)
def test_a_kill_while_the_answer_is_awaited_is_one_payment(
    services: Services, film: Film, warm: Warm, maker: str
) -> None:
    """The order is in the service's books and the answer never came: found again, or in doubt."""
    film.shots = shots = {"sh010": f"{maker} awaited fake-late"}
    film.write()
    run = warm.start(film, film.stage, *BUYING)
    while not services.paid(shots["sh010"]).total():
        assert not run.is_over, run.said()
        time.sleep(0.005)
    run.kill()
    run.status()
    film.board()

    account = accounts(film)["sh010"]
    expected = SENT if ALL[maker] == "none" else MADE
    assert expected == (len(account.paid), account.takes.total(), account.in_doubt)
    assert [] == unbalanced(film)
    assert [] == left_alive(film.folder)


@pytest.mark.parametrize("maker", ["comfyui"])
def test_a_server_of_ones_own_makes_nothing_twice(services: Services, film: Film) -> None:
    """Every second time it is started anew as well: its jobs are forgotten, its files are there."""
    names = (*BEFORE[::2], SENT_NOW, *(one for one in BRINGING if one not in OF_PAID))
    for number, name in enumerate(names, start=1):
        shot = f"sh{number:02d}0"
        film.shots[shot] = f"shot {number} of {name}"
        film.write()
        assert -signal.SIGKILL == film.board(die=name, of=shot).code, name
        if number % 2:
            services.control(forget="comfyui")
    film.board()
    counts = services.control()["counts"]

    assert dict.fromkeys(film.shots, 1) == {
        shot: account.takes.total() for shot, account in accounts(film).items()
    }
    assert (len(names), None) == (counts["asked comfyui"], counts.get("comfyui queued again"))
    assert [] == unbalanced(film)
    assert [] == left_alive(film.folder)


@pytest.mark.parametrize("maker", ["a1111"])
def test_what_is_free_is_made_again(film: Film) -> None:
    """Nothing is ever in doubt: every picture is there once, however often it was ordered."""
    names = (*BEFORE[::2], "sent", "ticket", "collected aside", "placed main", "done")
    for number, name in enumerate(names):
        film.shots[f"sh{number + 1:02d}0"] = f"shot {number} of {name}"
        film.write()
        assert -signal.SIGKILL == film.board(die=name, of=f"sh{number + 1:02d}0").code, name
    film.board()

    assert dict.fromkeys(film.shots, 1) == {
        shot: account.takes.total() for shot, account in accounts(film).items()
    }
    assert {"done"} == {states[-1] for states in film.states().values()}
    assert [] == left_alive(film.folder)


@pytest.mark.parametrize("maker", ["luma"])
def test_two_lost_orders_of_the_same_words_are_told_with_the_job_that_may_be_either(
    services: Services, film: Film
) -> None:
    """They differ in nothing that the list tells; one was taken, and neither gets it unasked."""
    words = "the same road fake-unavailable fake-unavailable-taken"
    film.shots = {"sh010": words, "sh020": words}
    film.write()
    film.board()
    (order,) = services.orders()
    said = film.run("status").text
    film.run("adopt", "--job", order["id"], "sh020")
    film.run("collect", "--wait")

    assert f"{order['id']} may as well be sh020 panel 1, whose answer was lost too" in said
    assert {"sh010": ["in_doubt"], "sh020": ["done"]} == film.states()
