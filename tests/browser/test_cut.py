"""The cut in a real browser: it plays at once, and every change is one line of its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.media.probe import probe
from tests.browser.waiting import until
from tests.production.footage import ran

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
SHOWN = "!!document.querySelector('#screen .shown')"


@pytest.fixture
def tab(look: Any, film: Path) -> Any:
    """The cut: sh010/1 0-12, sh020, sh010/1 12+6, sh030."""
    tab = look(film, "cut")
    tab.wait_for_selector(".block")
    until(tab, SHOWN)
    return tab


def lines(film: Path) -> list[str]:
    return (film / "cuts" / "main.yaml").read_text("utf-8").splitlines()[2:]


def said(tab: Any, words: str) -> None:
    """Wait until the page says so."""
    toasts = "[...document.querySelectorAll('.toast')]"
    until(tab, f"{toasts}.some(one => one.innerText.includes('{words}'))")


def stands(tab: Any, shots: list[str]) -> None:
    """Wait until the blocks of the timeline show these shots from left to right."""
    blocks = "[...document.querySelectorAll('.block')]"
    shown = f"{blocks}.sort((a, b) => a.offsetLeft - b.offsetLeft).map(one => one.dataset.shot)"
    until(tab, f"String({shown}) === '{','.join(shots)}'")


def test_the_cut_plays_at_once(tab: Any) -> None:
    """From its first frame to its last, over clips, a panel and a slate, and stops there."""
    assert "of 00:00:01:18" == tab.locator("#of").inner_text()

    tab.keyboard.press(" ")
    until(tab, "document.querySelector('#play').innerText === 'Pause'")
    until(tab, "document.querySelector('.block.selected').dataset.at === '3'")
    until(tab, "document.querySelector('#play').innerText === 'Play'")

    assert "00:00:01:17" == tab.locator("#at").inner_text()
    assert tab.locator("#screen .slate.shown").count()


def test_an_event_is_trimmed_by_dragging(tab: Any, film: Path) -> None:
    """The edge is dragged four frames to the left: one line has another window."""
    edge = tab.locator('.block[data-at="0"] .edge.out').bounding_box()
    block = tab.locator('.block[data-at="0"]').bounding_box()
    frame = (block["width"] + 2) / 12
    x, y = edge["x"] + edge["width"] / 2, edge["y"] + 30

    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x - 2 * frame, y, steps=3)
    tab.mouse.move(x - 4 * frame, y, steps=3)
    tab.mouse.up()
    said(tab, "trimmed sh010 to 0-8")

    assert [
        "- sh010/1 0-8               # the city",
        "- sh020",
        "- sh010/1 12+6               # again",
        "- sh030",
    ] == lines(film)
    assert "00:00:00:08" in ran(film, "cut --list").out


def test_an_event_is_moved_by_dragging(tab: Any, film: Path) -> None:
    """It goes where it is let go; its comment goes along."""
    first = tab.locator('.block[data-at="0"]').bounding_box()
    third = tab.locator('.block[data-at="2"]').bounding_box()
    y = first["y"] + 40

    tab.mouse.move(first["x"] + 20, y)
    tab.mouse.down()
    tab.mouse.move(first["x"] + 40, y, steps=3)
    tab.mouse.move(third["x"] + third["width"] - 2, y, steps=5)
    tab.mouse.up()
    said(tab, "moved sh010 before sh030")

    assert ["- sh020", "- sh010/1 12+6               # again"] == lines(film)[:2]
    assert "- sh010/1 0-12               # the city" == lines(film)[2]
    stands(tab, ["sh020", "sh010", "sh010", "sh030"])


def test_events_are_repeated_dropped_and_moved_by_key(tab: Any, film: Path) -> None:
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("d")
    said(tab, "repeated sh020")
    until(tab, "document.querySelectorAll('.block').length === 5")
    assert ["- sh020", "- sh020"] == lines(film)[1:3]

    tab.keyboard.press(".")
    said(tab, "moved sh020 before sh030")
    assert ["- sh020", "- sh010/1 12+6               # again", "- sh020"] == lines(film)[1:4]

    until(tab, "document.querySelector('.block.selected').dataset.at === '3'")
    tab.keyboard.press("x")
    said(tab, "dropped sh020")
    until(tab, "document.querySelectorAll('.block').length === 4")

    tab.keyboard.press("u")
    said(tab, "undone: dropped sh020")
    until(tab, "document.querySelectorAll('.block').length === 5")


def test_an_event_plays_backwards_and_is_trimmed_where_it_begins(tab: Any, film: Path) -> None:
    """Its first frame is the last of its window; setting in there takes from the window's end."""
    shown = "document.querySelector('#screen video.shown')"
    (film / "cuts/main.yaml").write_text("cut: main\nevents:\n- sh010/1 0-12 reverse\n- sh020\n")
    until(tab, "document.querySelectorAll('.block').length === 2")
    tab.keyboard.press("Home")
    until(tab, f"Math.abs({shown}?.currentTime - 11.5 / 24) < 0.005")

    for _ in range(3):
        tab.keyboard.press("ArrowRight")
    until(tab, f"Math.abs({shown}?.currentTime - 8.5 / 24) < 0.005")
    tab.keyboard.press("i")
    said(tab, "trimmed sh010 to 0-9")

    assert "- sh010/1 0-9 reverse" == lines(film)[0]


def test_in_and_out_are_set_at_the_playhead(tab: Any, film: Path) -> None:
    for _ in range(3):
        tab.keyboard.press("ArrowRight")
    tab.keyboard.press("i")
    said(tab, "trimmed sh010 to 3-12")
    until(tab, "document.querySelector('#at').innerText === '00:00:00:00'")
    for _ in range(4):
        tab.keyboard.press("ArrowRight")
    tab.keyboard.press("o")
    said(tab, "trimmed sh010 to 3-8")

    assert "- sh010/1 3-8               # the city" == lines(film)[0]


def test_a_scene_is_opened_when_one_of_its_events_is_changed(look: Any, film: Path) -> None:
    """Without a cut file the board is the cut; the first change writes it."""
    (film / "cuts" / "main.yaml").unlink()
    tab = look(film, "cut")
    tab.wait_for_selector(".block.scene")
    until(tab, SHOWN)

    tab.keyboard.press("}")
    said(tab, "trimmed sh010 to 0-13")

    assert ["- sh010/2 0-13", "- sh020 0-12", "- sc020"] == lines(film)


def test_a_note_is_written_at_the_playhead(tab: Any, film: Path) -> None:
    """It lands on the frame of the take that is seen there, and stands on the ruler."""
    for _ in range(3):
        tab.keyboard.press("ArrowRight")
    tab.keyboard.press("t")
    tab.wait_for_selector(".ask input")
    tab.keyboard.type("too slow? xd")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".said")

    assert "note: too slow? xd" == tab.locator(".said").get_attribute("aria-label")
    assert "sh010/1@3" in ran(film, "notes").out
    assert 4 == len(lines(film))


def test_a_draft_is_rendered_and_played(tab: Any, film: Path) -> None:
    """The edit made here comes out of `rushes cut`; another one goes back to the takes."""
    tab.keyboard.press("]")
    said(tab, "trimmed sh010 to 1-12")
    tab.keyboard.press("D")
    tab.wait_for_selector("#source:not([hidden])", timeout=60_000)
    tab.wait_for_selector("#screen video.draft")
    until(tab, "document.querySelector('video.draft').readyState >= 2")

    seconds = tab.evaluate("document.querySelector('video.draft').duration")
    assert 41 == round(seconds * 24)
    assert 41 == probe(film / "out" / "film_main_draft.mp4").frames

    tab.keyboard.press("]")
    said(tab, "trimmed sh010 to 2-12")
    tab.wait_for_selector("#screen video.draft", state="detached")
