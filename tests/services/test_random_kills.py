"""One film of forty shots, killed three hundred times: every payment is a take, or in doubt."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.crash.processes import left_alive
from tests.services.accounts import accounts, unbalanced
from tests.services.filming import BUYING, SECRETS, Film
from tests.services.starting import Services
from tests.services.warm import Run, Warm

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through /proc"),
    pytest.mark.timeout(900),
]

KILLS = 300
SHOTS = 40
MAKERS = ("runway", "fal", "runware")
"""One for every way to find an order again: in doubt, by the list, by our own id."""


SIGNS = (b"", b'{"count": "links', b'{"count": "asked', b'{"job"')
"""What is waited for in the services' books: any line, a look at a result, an order, a bill."""


def killed(run: Run, books: Path, moments: random.Random) -> bool:
    """Kill a run at a random moment, most often soon after a service wrote of it."""
    size, limit = books.stat().st_size, time.monotonic() + 10
    sign, patience = moments.choice(SIGNS), moments.uniform(0.3, 1.0)
    if moments.random() < 0.1:
        time.sleep(moments.uniform(0, 0.3))
    else:
        while not run.is_over and not _has(books, size, sign) and time.monotonic() < limit:
            if books.stat().st_size > size:
                limit = min(limit, time.monotonic() + patience)
            time.sleep(0.002)
        time.sleep(moments.uniform(0, 0.04))
    run.kill()
    return run.status() == -signal.SIGKILL


def _has(books: Path, size: int, sign: bytes) -> bool:
    with books.open("rb") as file:
        file.seek(size)
        return any(line.startswith(sign) for line in file)


def test_three_hundred_kills_pay_nothing_twice_and_lose_nothing(
    lagging: Services, tmp_path: Path
) -> None:
    """Paid orders are takes, refused or in doubt; where they can be found, none is in doubt."""
    shots = {f"sh{number:03d}0": f"picture {number} of many" for number in range(1, SHOTS + 1)}
    film = Film(tmp_path / "film", lagging, shots, makers=MAKERS)
    film.write()
    books, moments = tmp_path / "services/books.jsonl", random.Random(20261130)
    kills = 0
    with Warm() as warm:
        while kills < KILLS:
            run = warm.start(film, "board", *BUYING)
            was_killed = killed(run, books, moments)
            assert "rushes itself" not in run.said(), run.said()
            if not was_killed:  # it is done: more is wanted
                film.panels += 1
                film.write()
            kills += was_killed
            if kills % 25 == 0:
                assert [] == left_alive(film.folder), "a process of ours outlived its parent"
                assert [] == unbalanced(film) == film.secrets(), f"after {kills} kills"
                assert [] == [secret for secret in SECRETS if secret in run.said()]
    said = film.board()
    found = accounts(film)

    assert [] == unbalanced(film)
    assert [] == left_alive(film.folder)
    totals: dict[str, Counter[str]] = {maker: Counter() for maker in MAKERS}
    for number, shot in enumerate(shots):
        account, total = found[shot], totals[MAKERS[number % len(MAKERS)]]
        total["paid"] += len(account.paid)
        total["takes"] += account.takes.total()
        total["lost"] += len(account.lost)
        total["in doubt"] += account.in_doubt
        total["refused"] += len(account.refused)
    for total in totals.values():
        assert total["paid"] == total["takes"] + total["refused"] + total["lost"], said
    assert totals["runway"]["lost"] <= totals["runway"]["in doubt"]
    exact = totals.get("runware", Counter())
    assert 0 == totals.get("fal", Counter())["lost"], totals
    assert 0 == exact["lost"] == exact["in doubt"], totals
    assert totals["runway"]["in doubt"], "no kill came between an order and its answer"
    sys.stdout.write(f"{os.linesep}{totals}, panels {film.panels}")
