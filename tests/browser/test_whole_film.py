"""A film of 185 shots, 693 panels and 370 clips, reviewed from its first shot to its last."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks.reviewing import Size, answers, write_film
from pipeline.media.probe import probe
from tests.browser.waiting import until
from tests.production.footage import ran

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LOADED = """name => {
  const made = document.getElementById(`tile-${name}`);
  const picture = made?.querySelector("img");
  return made?.getAttribute("aria-selected") === "true" && picture?.complete
    && picture.naturalWidth > 0;
}"""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_film(tmp_path_factory.mktemp("whole") / "wandering", Size())


def share_of_the_machine() -> float:
    """How much of the time that passes a program gets: 1 where nothing else runs."""
    passed, used = time.perf_counter(), time.process_time()
    while time.process_time() - used < 0.3:
        sum(range(10_000))
    return min(1.0, 0.3 / (time.perf_counter() - passed))


def picks(film: Path) -> list[str]:
    path = film / "picks.yaml"
    return path.read_text("utf-8").splitlines() if path.exists() else []


def test_it_is_reviewed_from_first_to_last_and_cut(look: Any, film: Path) -> None:
    """Every shot is seen; every fifth is circled by key; what is cut here comes out of the cut."""
    names = [f"sh{number * 10:04d}" for number in range(1, 186)]
    tab = look(film)
    tab.wait_for_selector(".tile img")

    for place, name in enumerate(names):
        end = time.monotonic() + 10
        while not tab.evaluate(LOADED, name):
            assert time.monotonic() < end, name
            tab.wait_for_timeout(15)
        if place % 5 == 0:
            tab.keyboard.press("c")
        tab.keyboard.press("ArrowRight")
    end = time.monotonic() + 60
    while len(picks(film)) < 37:
        assert time.monotonic() < end, picks(film)
        tab.wait_for_timeout(100)
    assert names[::5] == [line.partition(":")[0] for line in picks(film)]

    tab.goto(tab.url.split("#")[0] + "cut")
    tab.wait_for_selector(".block")
    until(tab, "!!document.querySelector('#screen .shown')")
    tab.keyboard.press("End")
    until(tab, "document.querySelector('.block.selected')?.dataset.shot === 'sh1850'")
    tab.keyboard.press("]")
    until(tab, "document.querySelector('.toast')?.innerText.includes('trimmed sh1850 to 25-60')")

    assert "- sh1850  25-60" == (film / "cuts" / "main.yaml").read_text("utf-8").splitlines()[-1]
    events = json.loads(ran(film, "cut --list --json").out)
    assert ("sh1850", 25, 60) == (
        events[-1]["shot"],
        events[-1]["source"]["start"],
        events[-1]["source"]["end"],
    )
    ran(film, "cut")
    assert 6648 - 1 == probe(film / "out" / "wandering_main_draft.mp4").frames


def test_every_page_and_answer_comes_within_a_fifth_of_a_second(film: Path) -> None:
    """The best of several; what other programs take of the machine meanwhile is not counted."""
    before = share_of_the_machine()
    took = list(answers(film))
    share = min(before, share_of_the_machine())

    slow = [(path, round(each.best, 3)) for path, each in took if each.best * share > 0.2]

    assert [] == slow
