"""One shot in a real browser: takes in sync, the window by key and by dragging, its neighbours."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.browser.waiting import until
from tests.production.footage import ran

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
TIMES = "[...document.querySelectorAll('.take video')].map(one => one.currentTime)"
READY = "[...document.querySelectorAll('.take video')].every(one => one.readyState >= 2)"


@pytest.fixture
def tab(look: Any, film: Path) -> Any:
    """The first shot, its clips ready."""
    tab = look(film, "shot/sh010")
    tab.wait_for_selector(".take video")
    until(tab, READY)
    return tab


def cut(film: Path) -> str:
    return (film / "cuts" / "main.yaml").read_text("utf-8")


def written(film: Path, line: str) -> None:
    """Wait until the cut file has that line."""
    end = time.monotonic() + 10
    while line not in cut(film):
        assert time.monotonic() < end, cut(film)
        time.sleep(0.05)


def test_takes_are_stepped_through_together(tab: Any) -> None:
    """Every clip stands in the middle of the same frame."""
    assert "frame 0" == tab.locator("#at").inner_text()
    for _ in range(5):
        tab.keyboard.press("ArrowRight")
    until(tab, f"{TIMES}.every(one => Math.abs(one - 5.5 / 24) < 0.002)")

    assert "frame 5" == tab.locator("#at").inner_text()


def test_takes_play_side_by_side_in_sync(tab: Any) -> None:
    tab.keyboard.press(" ")
    until(tab, f"{TIMES}.every(one => one > 0.15)")

    one, other = tab.evaluate(TIMES)

    assert abs(one - other) < 0.1
    tab.keyboard.press(" ")
    until(tab, "[...document.querySelectorAll('.take video')].every(one => one.paused)")


def test_in_and_out_are_set_by_key(tab: Any, film: Path) -> None:
    """Both marks make one change of one line, and its comment stays."""
    for _ in range(3):
        tab.keyboard.press("ArrowRight")
    tab.keyboard.press("i")
    for _ in range(4):
        tab.keyboard.press("ArrowRight")
    tab.keyboard.press("o")
    tab.wait_for_selector(".toast")

    assert "trimmed sh010 to 3-8" in tab.locator(".toast").first.inner_text()
    assert "- sh010/1 3-8               # the city\n" in cut(film)
    assert "- sh010/1 12+6               # again\n" in cut(film)


def test_a_window_is_written_although_the_page_is_left_at_once(tab: Any, film: Path) -> None:
    """By the key for the next shot, and by an address that the page knows nothing of."""
    for _ in range(4):
        tab.keyboard.press("ArrowRight")
    tab.keyboard.press("o")
    tab.keyboard.press(".")
    tab.wait_for_url("**/shot/sh020")
    assert "- sh010/1 0-5               # the city\n" in cut(film)

    tab.goto(tab.url.replace("sh020", "sh010"))
    tab.wait_for_selector(".strip .handle.out")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("i")
    tab.goto(tab.url.replace("sh010", "sh030"))
    tab.wait_for_selector("#shot[aria-busy=false]")
    written(film, "- sh010/1 1-5               # the city\n")


def test_a_window_of_another_take_is_of_that_take(tab: Any, film: Path) -> None:
    """Where the cut uses the shot once it plays that piece now; where twice, nothing is guessed."""
    tab.keyboard.press("2")
    assert "the cut plays clip 1 here; c circles clip 2" == tab.locator(".other").inner_text()
    tab.keyboard.press("i")
    tab.wait_for_selector(".toast")
    assert "the cut plays clip 1 there" in tab.locator(".toast").inner_text()

    (film / "cuts/main.yaml").write_text("cut: main\nevents:\n- sh010/1 0-12\n- sh020\n", "utf-8")
    until(tab, "document.querySelector('.other')?.innerText.includes('circles it')")
    for _ in range(3):
        tab.keyboard.press("ArrowRight")
    tab.keyboard.press("i")
    tab.wait_for_selector('[data-take="sh010_clip_t02"][data-state="circled"]')
    assert "- sh010/2 3-12\n" in cut(film)


def test_the_window_is_trimmed_by_dragging(tab: Any, film: Path) -> None:
    """The handle is let go where the sixth frame begins; one line of the cut file changes."""
    before = cut(film).splitlines()
    box = tab.locator(".strip .band").bounding_box()
    handle = tab.locator(".strip .handle.out").bounding_box()
    y = handle["y"] + handle["height"] / 2

    tab.mouse.move(handle["x"] + handle["width"] / 2, y)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] * 9 / 24, y, steps=4)
    tab.mouse.move(box["x"] + box["width"] * 6 / 24, y, steps=4)
    tab.mouse.up()
    tab.wait_for_selector(".toast")

    after = cut(film).splitlines()
    assert ["- sh010/1 0-6               # the city"] == [
        line for line in after if line not in before
    ]
    assert len(before) == len(after)


def test_a_take_is_chosen_and_circled_by_key(tab: Any, film: Path) -> None:
    tab.keyboard.press("2")
    assert "true" == tab.locator('[data-take="sh010_clip_t02"]').get_attribute("aria-selected")
    tab.keyboard.press("c")
    tab.wait_for_selector('[data-take="sh010_clip_t02"][data-state="circled"] .state')

    assert "sh010/2 0-12" in cut(film)


def test_a_shot_is_played_between_its_neighbours(tab: Any) -> None:
    tab.keyboard.press("n")

    tab.wait_for_selector("#between .screen .shown")
    assert ["sh010", "sh020"] == tab.locator("#between .line span").all_inner_texts()
    until(tab, "!!document.querySelector('#between .screen img.shown')")
    tab.keyboard.press("Escape")
    tab.wait_for_selector("#between", state="detached")


def test_the_slate_and_what_would_be_sent_are_shown(tab: Any) -> None:
    known = tab.locator("#known").inner_text()

    assert "Slate of clip 1" in known
    assert "snow over a frozen city, night" in known
    assert "What would be sent to draw now" in known


def test_a_shot_or_cut_that_is_not_there_is_said(look: Any, film: Path) -> None:
    tab = look(film, "shot/sh999")
    tab.wait_for_selector(".empty")
    assert "There is no shot sh999" in tab.locator(".empty").inner_text()
    assert "sh999" in tab.locator(".toast.bad").inner_text()

    tab.goto(tab.url.replace("shot/sh999", "cut/none"))
    tab.wait_for_selector("main > .empty")
    assert "There is no cut none" in tab.locator("main > .empty").inner_text()


def test_a_note_is_written_on_a_frame_of_a_take(tab: Any, film: Path) -> None:
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("t")
    tab.wait_for_selector(".ask input")
    tab.keyboard.type("hand melts")
    tab.keyboard.press("Enter")
    until(tab, "document.querySelector('#known').innerText.includes('hand melts')")

    assert "sh010/1@1" in ran(film, "notes").out


def test_what_a_run_makes_appears_while_it_works(look: Any, film: Path) -> None:
    """Another process makes what is missing: the page says who works, and shows each take."""
    tab = look(film)
    tab.wait_for_selector("#tile-sh030 .card")

    run = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "-p", str(film), "board"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        tab.wait_for_selector("#tile-sh030 img", timeout=40_000)
    finally:
        _, log = run.communicate(timeout=60)

    assert 0 == run.returncode, log
    assert "missing" not in tab.locator("#tile-sh030 .len").inner_text()
    assert "1p" in tab.locator("#tile-sh030 .len").inner_text()


def test_a_take_is_rejected_with_its_reason(tab: Any, film: Path) -> None:
    """On the shot and on the board; who leaves the question rejects nothing."""
    tab.keyboard.press("2")
    tab.keyboard.press("X")
    tab.wait_for_selector(".ask input")
    tab.keyboard.press("Escape")
    tab.wait_for_selector(".ask", state="detached")
    assert not (film / "picks.yaml").exists()
    tab.keyboard.press("X")
    tab.keyboard.type("hand melts")
    tab.keyboard.press("Enter")
    tab.wait_for_selector('[data-take="sh010_clip_t02"][data-state="rejected"] .state')
    assert "hand melts" in (film / "picks.yaml").read_text("utf-8")

    tab.goto(tab.url.replace("shot/sh010", ""))
    tab.wait_for_selector("#tile-sh010.selected, #tile-sh010[aria-selected=true]")
    tab.keyboard.press("X")
    tab.wait_for_selector(".ask input")
    tab.keyboard.type("too slow")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".toast")
    assert "too slow" in (film / "picks.yaml").read_text("utf-8")


def test_a_page_that_nobody_sees_leaves_its_connection_to_others(tab: Any, film: Path) -> None:
    """A browser opens six; seen again, the page knows what happened meanwhile."""
    heard: list[str] = []
    tab.on("requestfailed", lambda one: heard.append(one.url))
    tab.on("requestfinished", lambda one: heard.append(one.url))
    hide = (
        "is => { Object.defineProperty(document, 'hidden', {value: is, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    tab.evaluate(hide, True)
    end = time.monotonic() + 10
    while not any("/api/live" in url for url in heard):
        assert time.monotonic() < end
        tab.wait_for_timeout(30)

    ran(film, "circle sh010 2")
    tab.wait_for_timeout(1000)
    assert not tab.locator('[data-take="sh010_clip_t02"][data-state="circled"]').count()
    tab.evaluate(hide, False)
    tab.wait_for_selector('[data-take="sh010_clip_t02"][data-state="circled"]')
