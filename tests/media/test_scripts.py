"""Writings of the world: line ends, direction, joined letters."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import features

from pipeline.cut.subtitles import break_lines
from pipeline.media.fonts import font_shelf
from pipeline.media.lettering import Lettering, draw_lines, text_width, wrap
from pipeline.media.scripts import NOT_AT_LINE_END, NOT_AT_LINE_START, is_joined, stretches

ARABIC = "الأرض المتجولة"
HEBREW = "כוכב הלכת"
has_arabic = not font_shelf().missing(ARABIC + HEBREW) and features.check("raqm")
needs_arabic = pytest.mark.skipif(not has_arabic, reason="no font for Arabic and Hebrew here")


@pytest.mark.parametrize("width", range(60, 400, 20))
@pytest.mark.parametrize(
    "text",
    [
        "「地球」を「動かす」計画、がっこうへ……行っちゃった。（終わり）",
        "他说：“总得有人，把火送过去。”——然后走了。",
    ],
)
def test_no_line_begins_or_ends_with_what_may_not_stand_there(text: str, width: int) -> None:
    """Closing marks and small kana at no head, opening ones at no foot, at any width."""
    lines = wrap(text, width, Lettering(24))

    assert text == "".join(lines)
    for line in lines[1:]:
        assert line[0] not in NOT_AT_LINE_START
    for line in lines[:-1]:
        assert line[-1] not in NOT_AT_LINE_END


def test_korean_is_broken_at_its_spaces() -> None:
    """A word stays whole, in titles and in subtitles."""
    text = "지구를 움직이는 거대한 엔진이 켜졌다"

    wrapped = wrap(text, 200, Lettering(24))
    broken = break_lines(text, "ko")

    assert len(wrapped) > 1
    assert text == " ".join(wrapped)
    assert text == " ".join(broken)


def test_stretches_stand_from_left_to_right_as_they_are_seen() -> None:
    """A line that begins in Arabic begins at the right; its last mark is at the left."""
    mixed = [each.text for each in stretches("مرحبا world!")]
    within = [each.text for each in stretches("Hello שלום 12, ok")]

    assert ["!", "world", "مرحبا "] == mixed
    assert ["Hello ", "שלום 12, ", "ok"] == within
    assert not is_joined("The Wandering Earth 流浪地球")


@needs_arabic
def test_arabic_letters_are_joined_and_never_set_apart() -> None:
    """Joined letters are narrower than the same letters alone; tracking leaves them together."""
    style = Lettering(48)

    alone = sum(text_width(letter, style) for letter in ARABIC)

    assert text_width(ARABIC, style) < 0.9 * alone
    assert text_width(ARABIC, style) == text_width(ARABIC, Lettering(48, tracking=0.3))


@needs_arabic
def test_hebrew_runs_from_the_right() -> None:
    """Its first letter is the rightmost: the line drawn is not the line reversed."""
    first = draw_lines(["אב"], Lettering(64)).getchannel("A")
    other = draw_lines(["בא"], Lettering(64)).getchannel("A")
    alone = draw_lines(["א"], Lettering(64)).getchannel("A")

    def differs(picture, *, from_right: bool) -> float:
        pixels, letter = np.asarray(picture, float), np.asarray(alone, float)
        wide = letter.shape[1] - 8
        part = pixels[:, -wide - 4 : -4] if from_right else pixels[:, 4 : wide + 4]
        return float(np.abs(part - letter[:, 4 : wide + 4]).mean())

    assert differs(first, from_right=True) < differs(other, from_right=True)


def test_a_letter_that_no_font_has_is_named_and_an_emoji_too() -> None:
    """Nothing is ever drawn as a box."""
    assert "\U0001e900" == font_shelf().missing("a\U0001e900")
    assert "😀" == font_shelf().missing("a😀")
