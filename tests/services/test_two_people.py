"""Two productions with one takes folder buy at once, and are killed: nothing is bought twice."""

from __future__ import annotations

import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from pipeline.ledger.attempts import AttemptState
from tests.crash.processes import left_alive
from tests.services.accounts import shot_of
from tests.services.filming import BUYING, Film
from tests.services.starting import Services
from tests.services.warm import Run, Warm

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through /proc"),
    pytest.mark.timeout(120),
]

MAKERS = ("runway", "fal", "runware")
SHOTS = 5
ROUNDS = 4


@pytest.fixture
def both(lagging: Services, tmp_path: Path) -> tuple[Film, Film]:
    """Mine, and hers: her takes lie in my folder, and she is unit b."""
    shots = {f"sh{number:02d}0": f"picture {number} of both" for number in range(1, SHOTS + 1)}
    mine, hers = (Film(tmp_path / name, lagging, shots, makers=MAKERS) for name in ("mine", "hers"))
    for film in (mine, hers):
        film.write()
    shutil.copy(mine.folder / "film.yaml", hers.folder / "film.yaml")
    (hers.folder / "local.yaml").write_text("takes: ../mine/takes\nunit: b\n", "utf-8")
    return mine, hers


def wanted_more(films: tuple[Film, Film]) -> None:
    """Ask for one panel more of every shot, in both."""
    for film in films:
        film.panels += 1
        film.write()


def run_both(warm: tuple[Warm, Warm], films: tuple[Film, Film]) -> list[Run]:
    """Begin to buy in both at the same moment."""
    return [one.start(film, "board", *BUYING) for one, film in zip(warm, films, strict=True)]


def doubtful(film: Film, unit: str) -> Counter[str]:
    """How many orders of that unit are in doubt, by shot."""
    left = [one for one in film.attempts() if one.state is AttemptState.IN_DOUBT]
    return Counter(one.ref.shot for one in left if one.ref.unit == unit)


def test_two_who_buy_at_once_and_are_killed_buy_nothing_twice(
    lagging: Services, both: tuple[Film, Film], tmp_path: Path
) -> None:
    """What is paid never passes what is wanted; every number is one take's, and both see it."""
    moments, kills = random.Random(20261130), 0
    books = tmp_path / "services/books.jsonl"
    with Warm() as first, Warm() as second:
        for _ in range(ROUNDS):
            runs = run_both((first, second), both)
            size, limit = books.stat().st_size, time.monotonic() + 1.5
            while books.stat().st_size == size and time.monotonic() < limit:
                time.sleep(0.002)
            time.sleep(moments.uniform(0, 0.1))
            for run in moments.sample(runs, k=moments.choice((1, 2))):
                run.kill()
            kills += [run.status() for run in runs].count(-signal.SIGKILL)
            said = "".join(run.said() for run in runs)
            assert "rushes itself" not in said, said
            wanted_more(both)
        for _ in range(2):  # calmly, at once, until both know of everything
            calm = run_both((first, second), both)
            assert not any(run.status() < 0 for run in calm)

    mine, hers = both
    taken = mine.takes()
    made = Counter(slate["shot"] for slate in taken)
    doubts = doubtful(mine, "") + doubtful(hers, "b")
    paid = Counter(shot_of(mine, order["prompt"]) for order in lagging.orders())
    assert kills
    for number, shot in enumerate(mine.shots):
        assert paid[shot] <= mine.panels, f"{shot} was bought twice"
        assert mine.panels <= made[shot] + doubts[shot], f"something of {shot} was lost"
        assert paid[shot] - made[shot] <= doubts[shot], f"a result of {shot} was lost"
        if MAKERS[number % len(MAKERS)] == "runware":  # every order is found by its own id
            assert paid[shot] == made[shot], shot
    assert len(taken) == len({slate["job"] for slate in taken}), "one order gave two takes"
    assert len(taken) == len({slate["take"] for slate in taken}), "a number was given twice"
    assert {"", "b"} == {slate["unit"] for slate in taken}
    assert [] == [*left_alive(mine.folder), *left_alive(hers.folder)]
    assert "0 to buy" in hers.run("plan").out
