"""Fonts: which character comes from which, and which none has."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import MediaError
from pipeline.media.fonts import FontShelf, characters_of, font_shelf, is_cjk
from pipeline.media.lettering import require_glyphs


@pytest.fixture(scope="module")
def shelf() -> FontShelf:
    """The fonts of this machine; the tests need the Chinese one that the extra brings."""
    found = font_shelf()
    assert found.cjk, 'install the extra: pip install "rushes[cjk]"'
    return found


def test_noto_sans_and_a_chinese_font_are_found(shelf: FontShelf) -> None:
    """By their packages, wherever those are installed."""
    assert "NotoSans" in shelf.latin.name
    assert shelf.latin.path.is_file()
    assert all(font.is_cjk and font.path.is_file() for font in shelf.cjk)


@pytest.mark.parametrize("text", ["Wandering Earth", "éàüßøčžŁ", "Привет", "Ελλάδα", "“—…”"])
def test_latin_greek_and_cyrillic_come_from_noto_sans(text: str, shelf: FontShelf) -> None:
    """One run, one font."""
    assert [shelf.latin] == [font for _, font in shelf.runs(text)]


def test_a_line_with_chinese_is_all_in_the_chinese_font(shelf: FontShelf) -> None:
    """Figures and punctuation too, so that they stand together."""
    assert [("36小时，ok", shelf.cjk[0])] == shelf.runs("36小时，ok")


def test_what_no_font_has_is_named_once_and_in_order(shelf: FontShelf) -> None:
    """Emoji are in none of ours; ends of lines and joiners are no characters to draw."""
    assert "😀🚀" == shelf.missing("a😀b🚀\n😀\u200b")
    assert "" == shelf.missing("流浪地球3 — The Wandering Earth")


def test_a_missing_character_is_an_error_with_its_place() -> None:
    """It names the character, its code and where it is written."""
    with pytest.raises(MediaError) as caught:
        require_glyphs("bye 😀", where="the title of sh010")

    assert (
        "no font here has '😀' (U+1F600), which stands in the title of sh010"
    ) == caught.value.message


def test_scripts_are_told_apart() -> None:
    """Han, kana, hangul and full-width marks; not letters, not figures."""
    assert all(map(is_cjk, "流，カ한！"))
    assert not any(map(is_cjk, "aé3,—"))


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    """With its name."""
    (tmp_path / "x.ttf").write_bytes(b"\0\1\0\0" + bytes(60))

    with pytest.raises(ValueError, match=r"x\.ttf"):
        characters_of(tmp_path / "x.ttf")
