"""Two thousand shots of ten takes, a telephone, light and dark; and a picture of every page."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.reviewing import Size, write_film
from tests.browser.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Photograph = Callable[[Any, str], Path]

PAGES = {"board": "", "shot": "shot/sh0040", "cut": "cut", "report": "report"}
SHOWS = {
    "board": "[...document.querySelectorAll('.tile img')]"
    ".filter(one => one.naturalWidth).length > 3",
    "shot": "[...document.querySelectorAll('.take video')].every(one => one.readyState >= 2)"
    " && document.querySelectorAll('.strip img').length === 8"
    " && [...document.querySelectorAll('.strip img, .take img')].every(one => one.naturalWidth)",
    "cut": "!!document.querySelector('#screen .shown')"
    " && [...document.querySelectorAll('.block img')].filter(one => one.naturalWidth).length > 2",
    "report": "document.querySelectorAll('.funnel .bar_').length === 4",
}
"""What must be seen of a page before it is looked at."""
WIDER = "document.documentElement.scrollWidth > innerWidth"

SCROLLED = """async to => {
  const before = performance.now();
  scrollTo(0, to);
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const tiles = [...document.querySelectorAll(".tile")];
  const seen = tiles.filter(one => {
    const box = one.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  });
  return {took: performance.now() - before, made: tiles.length, seen: seen.length,
          last: seen.length ? seen[seen.length - 1].id : ""};
}"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty shots, so that every page has something to show; drawn, where it is to be shown."""
    is_drawn = bool(os.environ.get("RUSHES_PHOTOGRAPHS"))
    home = tmp_path_factory.mktemp("small")
    return write_film(home / "wandering", Size(20, 70, 40, is_drawn=is_drawn))


def test_two_thousand_shots_are_scrolled_without_delay(
    look: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Tiles exist while they are seen; a jump anywhere is painted at once."""
    film = write_film(
        tmp_path_factory.mktemp("large") / "long", Size(2000, 10_000, 10_000, is_billed=False)
    )
    tab = look(film)
    tab.wait_for_selector(".tile", timeout=60_000)
    high = tab.evaluate("document.documentElement.scrollHeight")

    jumps = [tab.evaluate(SCROLLED, high * part / 10) for part in range(11)]

    assert high > 20_000
    assert all(jump["seen"] > 8 for jump in jumps), jumps
    assert max(jump["made"] for jump in jumps) < 120
    assert "tile-sh20000" == jumps[-1]["last"]
    assert 200 > sorted(jump["took"] for jump in jumps)[5]
    tab.keyboard.press("End")
    until(tab, "document.querySelector('[aria-selected=true]')?.id === 'tile-sh20000'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_photographed(
    look: Any, small: Path, photograph: Photograph, scheme: str
) -> None:
    """Wide, in light and dark; nothing is wider than the window."""
    tab = look(small, color_scheme=scheme)
    start = tab.url
    papers = set()
    for name, path in PAGES.items():
        tab.goto(start + path)
        until(tab, SHOWS[name])
        assert not tab.evaluate(WIDER), name
        photograph(tab, f"{name}-{scheme}")
        papers.add(tab.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    assert {"light": {"rgb(246, 245, 242)"}, "dark": {"rgb(18, 19, 21)"}}[scheme] == papers


def test_every_page_fits_a_telephone(look: Any, small: Path, photograph: Photograph) -> None:
    """Nothing is wider than the screen, and what is decided by key has a button to touch."""
    tab = look(
        small,
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        color_scheme="dark",
    )
    start = tab.url
    for name, path in PAGES.items():
        tab.goto(start + path)
        until(tab, SHOWS[name])
        assert not tab.evaluate(WIDER), name
        photograph(tab, f"{name}-phone")

    tab.goto(start + "shot/sh0040")
    tab.locator('[data-take="sh0040_clip_t01"]').tap()
    tab.locator("#circle").tap()
    tab.wait_for_selector('[data-take="sh0040_clip_t01"][data-state="circled"]')
    tab.wait_for_selector(".toast")
    assert "sh0040: {clip: 1}" in (small / "picks.yaml").read_text("utf-8")
