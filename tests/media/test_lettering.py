"""Words as pictures: wrapped, spaced, aligned, and never wider than asked."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.media.lettering import Lettering, draw_lines, line_height, text_width, wrap

STYLE = Lettering(24.0)


def ink(picture) -> tuple[int, int, int, int]:
    """The box of what can be seen."""
    box = picture.getchannel("A").point(lambda v: 255 * (v > 40)).getbbox()
    assert box is not None
    return box


@settings(max_examples=60, deadline=None)
@example("aaa 。", 60)
@given(
    st.text("abcdefgh 流浪地球，。！", min_size=1, max_size=80),
    st.integers(60, 400),
)
def test_wrapped_lines_fit_and_lose_no_word(text: str, width: int) -> None:
    """Every line fits unless it is a single word (with its mark); together they say the same."""
    lines = wrap(text, width, STYLE)

    squeezed = "".join(text.split())
    assert squeezed == "".join("".join(lines).split())
    for line in lines:
        is_one_word = not re.search(r"\S +[^ ，。！]", line)  # a mark stays with the word before it
        assert text_width(line, STYLE) <= width or is_one_word


def test_no_chinese_line_begins_with_a_closing_mark() -> None:
    """The comma stays with the word before."""
    lines = wrap("别回头，我们一起走。走到太阳照不到的地方！", 120, STYLE)

    assert len(lines) > 2
    assert not any(line[0] in "，。！" for line in lines)


def test_written_line_ends_are_kept() -> None:
    """One line each, even when both would fit on one."""
    assert ["a", "b"] == wrap("a\nb", 500, STYLE)


def test_tracking_widens_and_two_lines_are_a_line_higher() -> None:
    """Space after each character; leading between baselines."""
    assert text_width("abc", STYLE) + 3 * 24 * 0.5 == pytest.approx(
        text_width("abc", Lettering(24.0, tracking=0.5)), abs=1.5
    )
    one, two = draw_lines(["H"], STYLE), draw_lines(["H", "H"], STYLE)
    assert line_height(STYLE) == pytest.approx(two.height - one.height, abs=1)


def test_alignment_moves_the_short_line() -> None:
    """Left, in the middle, right."""
    places = {}
    for align in ("left", "center", "right"):
        picture = draw_lines(["HHHHHHHH", "H"], Lettering(24.0, align=align))
        lower = picture.crop((0, picture.height // 2, picture.width, picture.height))
        places[align] = ink(lower)[0]

    assert places["left"] < places["center"] < places["right"]


def test_letters_have_their_colour_and_a_dark_edge() -> None:
    """White inside, dark around: readable on snow as on night."""
    picture = np.asarray(
        draw_lines(["I"], Lettering(60.0, weight=900, outline=0.08, shade=1.0)), np.uint8
    )

    solid = picture[picture[..., 3] == 255][:, :3]
    assert (solid.min(1) > 250).any()
    assert (solid.max(1) < 5).any()


def test_heavier_weights_are_heavier() -> None:
    """Noto Sans has weights from 100 to 900."""
    thin, black = (
        np.asarray(draw_lines(["Weight"], Lettering(40.0, weight=w)).getchannel("A")).sum()
        for w in (100, 900)
    )

    assert black > 1.8 * thin


def test_chinese_is_drawn_in_simplified_forms() -> None:
    """The full stop stands in the lower left corner, not in the middle as in Taiwan."""
    marks = []
    for language in ("zh-Hans", "zh-Hant"):
        for tracking in (0.0, 0.2):
            style = Lettering(60.0, language=language, tracking=tracking)
            picture = draw_lines(["国。"], style)
            marks.append(ink(picture.crop((64, 0, picture.width, picture.height))))

    hans, hans_tracked, hant, hant_tracked = marks
    assert hans == hans_tracked
    assert hant == hant_tracked
    assert hans[0] < hant[0]
    assert hans[3] > hant[3]
