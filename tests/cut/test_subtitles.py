"""Spoken lines: read in their time, broken where one would pause."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.cut.subtitles import break_lines, laid_out, reading_frames, without_overlaps
from pipeline.cut.timeline import Subtitle
from pipeline.project.story import Text
from pipeline.timecode import FrameRange

RATE = Fraction(24)


@pytest.mark.parametrize(
    ("text", "language", "frames"),
    [
        ("No.", "en", 20),
        ("x" * 45, "en", 72),
        ("x" * 500, "en", 168),
        ("总得有人，把火送过去。", "zh", 44),
        ("総員配置につけ", "ja", 42),
    ],
)
def test_a_line_stays_as_long_as_it_takes_to_read(text: str, language: str, frames: int) -> None:
    """At least five sixths of a second, at most seven seconds, Chinese slower by the character."""
    assert frames == reading_frames(text, language, RATE)


def test_short_lines_are_left_alone() -> None:
    """42 Latin characters or 16 Chinese ones fit on one line."""
    assert ("Don't look back.",) == break_lines("Don't look back.", "en")
    assert ("别回头。",) == break_lines("别回头。", "zh")


def test_long_lines_are_broken_at_spaces_and_of_like_length() -> None:
    """Two lines, no word cut, neither much longer than the other."""
    text = "While a lamp burns, whoever has gone far away knows the way back home."

    one, two = break_lines(text, "en")

    assert text == f"{one} {two}"
    assert abs(len(one) - len(two)) < 14


def test_chinese_is_broken_after_a_mark_and_never_before_one() -> None:
    """The comma ends a line; none begins with it."""
    lines = break_lines("七号机灭了，三十六小时后，木星替我们选方向。", "zh")

    assert ("七号机灭了，三十六小时后，", "木星替我们选方向。") == lines


def test_a_sentence_is_not_torn_from_its_last_word() -> None:
    """A break between two sentences is better than an even one."""
    lines = break_lines("Then they turned the antenna away. I blamed no one.", "en")

    assert ("Then they turned the antenna away.", "I blamed no one.") == lines


def test_what_the_author_broke_stays_broken() -> None:
    """A written line end is a line end."""
    assert ("No.", "Never.") == break_lines("No.\nNever.", "en")


def test_every_language_is_laid_out() -> None:
    """In the film's order, then those that the film does not list."""
    text = Text((("en", "Yes."), ("zh", "是。"), ("fr", "Oui.")))

    assert (("zh", ("是。",)), ("en", ("Yes.",)), ("fr", ("Oui.",))) == laid_out(text, ("zh", "en"))


def test_subtitles_never_overlap() -> None:
    """The first ends two frames before the second begins."""
    lines = (("en", ("A",)),)
    spans = [(0, 100), (60, 90), (200, 220)]
    subtitles = [Subtitle(FrameRange(*span), lines, "sh010") for span in spans]

    kept, problems = without_overlaps(subtitles, RATE)

    assert [(0, 58), (60, 90), (200, 220)] == [(s.record.start, s.record.end) for s in kept]
    assert [] == problems


def test_a_line_that_became_too_short_is_named() -> None:
    """Ten frames are not read by anyone."""
    lines = (("en", ("A",)),)
    subtitles = [Subtitle(FrameRange(*span), lines, "sh010") for span in [(0, 50), (12, 60)]]

    _, problems = without_overlaps(subtitles, RATE)

    assert ["the line 'A' of sh010 stays for only 10 frames before the next"] == [
        problem.message for problem in problems
    ]
