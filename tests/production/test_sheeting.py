"""Storyboards and contact sheets: what a client is handed, page by page."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.interchange.embedding import cut_down
from pipeline.media.fonts import font_shelf
from pipeline.media.pictures import read_picture
from pipeline.production import Production
from tests import needs
from tests.production.footage import clip, picture, ran, typed

FILM = """\
film: 1
title: 流浪地球
fps: 24
aspect: 16:9
languages: [zh]
generators: {draw: {backend: slate}}
use: {panels: draw}
elements: {liu: a man}
scenes:
  sc010:
    shots:
      sh010: MS, low, push in, 2s | a frozen city => snow drifts
      sh020: {panel: "CU, 1s | <liu> looks up", lines: [{liu: 别回头。}], about: the first look}
      sh030: 大远景，2秒｜雪夜
      sh040: WS | ash
  sc020:
    shots:
      sh050: WS | a bridge
      sh060: WS | a door
      sh070: {panel: WS | مرحبا, omit: false}
      sh080: {panel: WS | gone, omit: true}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of seven shots; three have takes, one of them circled; not to be touched."""
    home = tmp_path_factory.mktemp("sheets")
    film = home / "film"
    film.mkdir()
    (film / "film.yaml").write_text(FILM, "utf-8")
    shot = Production(film)
    shot.adopt([picture(home / "a.png", "navy"), picture(home / "b.png", "red")], shot="sh010")
    shot.adopt([clip(home / "c.mp4", "lime")], shot="sh020")
    shot.adopt([picture(home / "d.png", "blue")], shot="sh050")
    shot.again().circle("sh010", "p1")
    return film


@pytest.fixture(scope="module")
def pages(made: Path) -> list[tuple[str, np.ndarray]]:
    """The storyboard's pages: what can be copied from each, and what is seen, 2 pixels a point."""
    ran(made, "sheet")
    return opened(made / "out/film_storyboard.pdf")


def opened(path: Path) -> list[tuple[str, np.ndarray]]:
    """Text and picture of every page, by a reader of PDF that is not ours."""
    pdfium = needs.package("pypdfium2")
    found = []
    document = pdfium.PdfDocument(path)
    for number in range(len(document)):
        page = document[number]
        seen = page.render(scale=2).to_numpy()[..., 2::-1].copy()
        text = page.get_textpage()
        found.append((text.get_text_range(), seen))
        text.close()
        page.close()
    document.close()
    return found


def test_six_shots_stand_on_a_page_with_all_that_is_said_of_them(
    pages: list[tuple[str, np.ndarray]],
) -> None:
    """Id, framing, words, motion, lines, length; in Latin and Chinese, found and copied as text."""
    first, second = (re.sub(r"\s+", " ", text) for text, _ in pages)

    for said in (
        "流浪地球", "7 shots · 17.0 s", "sh010", "MS · low angle · push in", "2.0 s",
        "a frozen city", "→ snow drifts", "liu looks up", "LIU", "“别回头。”", "the first look",
        "EWS", "雪夜", "no panel yet", "sc010 – sc020", "1 / 2",
    ):  # fmt: skip
        assert said in first
    assert [f"sh0{n}0" for n in range(1, 7)] == re.findall(r"sh0\d0", first)
    assert ["sh070"] == re.findall(r"sh0\d0", second)
    assert "2 / 2" in second


def test_the_chosen_panel_is_seen_or_else_the_first_frame_of_the_clip(
    pages: list[tuple[str, np.ndarray]],
) -> None:
    """The circled panel is navy, the clip lime; a shot without either has an empty frame."""
    seen = pages[0][1]
    middles = [seen[240, 320], seen[240, 850], seen[240, 1380]]

    assert np.abs(middles[0].astype(int) - (0, 0, 128)).max() < 8
    assert np.abs(middles[1].astype(int) - (0, 255, 0)).max() < 12
    assert middles[2].min() > 230


def test_every_letter_is_embedded_and_none_is_a_box(made: Path) -> None:
    """No font of the reader's machine is asked; glyphs have outlines, Chinese those of the film."""
    pdf = (made / "out/film_storyboard.pdf").read_bytes()
    shelf = font_shelf()
    latin = cut_down(shelf.latin, "Ag", 600, "a")
    thin = cut_down(shelf.latin, "Ag", 400, "b")

    assert pdf.count(b"/FontFile2") == pdf.count(b"/Type /FontDescriptor")
    assert b"/Helvetica" not in pdf or pdf.count(b"/BaseFont /Helvetica") <= 1
    assert outline(latin, "A") != outline(thin, "A"), "the bold is drawn, not made up"
    if shelf.cjk:
        marks = cut_down(shelf.cjk[0], "，雪", 400, "c")
        left, right = outline(marks, "，")
        assert right < 500, "the comma stands at the left, as in simplified Chinese"
        assert left < right


def outline(file: object, letter: str) -> tuple[int, int]:
    """The left and right edge of a glyph."""
    library = needs.package("fontTools.ttLib")
    font = library.TTFont(file)
    glyph = font["glyf"][font.getBestCmap()[ord(letter)]]
    assert glyph.numberOfContours
    return glyph.xMin, glyph.xMax


def test_letters_that_join_are_shaped_and_seen(pages: list[tuple[str, np.ndarray]]) -> None:
    """Arabic is laid in as a picture of the words, dark on the page."""
    cell = pages[1][1][448:500, 60:560]

    assert (cell.min(axis=2) < 90).sum() > 60


def test_a_contact_sheet_shows_every_take_and_what_was_decided(made: Path) -> None:
    """Of a film, of a scene, of a shot; the circled one is marked."""
    ran(made, "sheet --takes")
    ran(made, "sheet --takes sc020")

    text, seen = opened(made / "out/film_takes.pdf")[0]
    assert ["sh010 p1", "sh010 p2", "sh020 1", "sh050 p1"] == re.findall(r"sh\d+ p?\d", text)
    assert "circled" in text
    assert ["sh050 p1"] == re.findall(
        r"sh\d+ p?\d", opened(made / "out/film_sc020_takes.pdf")[0][0]
    )
    teal = np.abs(seen.astype(int) - (15, 107, 112)).max(axis=2) < 12
    assert teal.sum() > 400


def test_the_same_as_a_picture(made: Path, tmp_path: Path) -> None:
    """One cell a shot or a take; shots without a picture have none."""
    shots = ran(made, f"sheet --to {tmp_path / 'shots.png'}")
    takes = ran(made, f"sheet sh010 --takes --to {tmp_path / 'takes.png'}")

    assert ("(3 pictures)", "(2 pictures)") == tuple(
        each.out.strip()[-12:] for each in (shots, takes)
    )
    colours = {tuple(read_picture(tmp_path / "takes.png")[100, x]) for x in (100, 450)}
    assert {(0, 0, 128), (255, 0, 0)} == colours


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "board.docx"], "'board.docx' is neither a PDF nor a PNG"),
        (["--to", "nowhere/board.pdf"], "there is no folder nowhere"),
        (["sh99"], "sh99"),
        (["--takes", "sh040"], "there are no takes to show"),
        (["sh040", "--to", "a.png"], "there is no picture to show"),
    ],
)
def test_what_cannot_be_written_is_a_sentence(made: Path, words: list[str], said: str) -> None:
    """And nothing is left behind."""
    done = typed("-p", made, "sheet", *words)

    assert 2 == done.code
    assert said in done.err


def test_without_the_writer_of_pdf_it_says_what_to_install(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PNG needs nothing."""
    for name in [each for each in sys.modules if each.startswith("pipeline.interchange")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "reportlab", None)
    monkeypatch.setitem(sys.modules, "reportlab.pdfgen.canvas", None)
    monkeypatch.setitem(sys.modules, "reportlab.lib.utils", None)

    done = typed("-p", made, "sheet", "sh010")

    assert 3 == done.code
    assert 'python -m pip install "rushes[pdf]"' in done.err
