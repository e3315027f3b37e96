"""The board in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def picks(film: Path) -> str:
    path = film / "picks.yaml"
    return path.read_text("utf-8") if path.exists() else ""


def test_a_take_is_circled_by_key(look: Any, film: Path) -> None:
    """`[` looks at another take in its tile, `c` circles it; `u` takes that back."""
    tab = look(film)
    tab.wait_for_selector(".tile img")

    tab.keyboard.press("]")
    tab.wait_for_selector(".tile .take")
    assert "clip 1" == tab.locator("#tile-sh010 .take").inner_text()
    tab.keyboard.press("c")
    tab.wait_for_selector(".toast")

    assert "circled sh010 clip 1" in tab.locator(".toast").first.inner_text()
    assert "sh010: {clip: 1}" in picks(film)
    tab.wait_for_selector('#tile-sh010[data-state="circled"]')

    tab.keyboard.press("u")
    tab.wait_for_selector('#tile-sh010:not([data-state="circled"])')
    assert "clip: 1" not in picks(film)


def test_the_keys_are_shown(look: Any, film: Path) -> None:
    tab = look(film)
    tab.wait_for_selector(".tile")

    tab.keyboard.press("?")

    assert tab.locator("#keys").is_visible()
    assert "circle the take that is seen" in tab.locator("#keys").inner_text()
    tab.keyboard.press("Escape")
    assert not tab.locator("#keys").is_visible()
