"""The words before the bar: what they mean, in two languages and any order."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.facts import Camera
from pipeline.project.vocabulary import (
    ANGLES,
    FRAMINGS,
    MOVES,
    all_words,
    camera_words,
    divide,
    read_words,
)


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("EWS, push in, 4s", ("EWS", "", "", Camera("push", "in"), "4s")),
        ("ews push in 4s", ("EWS", "", "", Camera("push", "in"), "4s")),
        ("insert", ("insert", "", "", None, "")),
        ("WS, truck left, 1 bar", ("WS", "", "", Camera("truck", "left"), "1 bar")),
        ("low, 35 mm, medium close-up", ("MCU", "low", "35mm", None, "")),
        ("from above, static, 00:00:04:00", ("", "high", "", Camera("static"), "00:00:04:00")),
        ("大特写，缓推，2拍", ("ECU", "", "", Camera("push", "in", "slow"), "2拍")),
        ("俯拍全景快摇", ("WS", "high", "", Camera("pan", "right", "fast"), "")),
        ("中景、左移、36帧", ("MS", "", "", Camera("truck", "left"), "36帧")),
        ("slowly pull back", ("", "", "", Camera("pull", "out", "slow"), "")),
        ("handheld, 1.5s, OTS", ("OTS", "", "", Camera("handheld"), "1.5s")),
        (
            "100% -> 130% @ 60,40",
            ("", "", "", Camera("zoom", "", "", (Fraction(1), Fraction(13, 10)),
                                (Fraction(60), Fraction(40))), ""),
        ),
        ("push in @ 30,70", ("", "", "", Camera("push", "in", "", None,
                                                (Fraction(30), Fraction(70))), "")),
    ],
)  # fmt: skip
def test_words_mean_what_the_trade_means(words: str, meaning: tuple[object, ...]) -> None:
    """Framing, angle, lens, camera and length are found wherever they stand."""
    found = read_words(words)

    assert () == found.amiss
    assert meaning == (found.framing, found.angle, found.lens, found.camera, found.length)


@pytest.mark.parametrize(
    ("words", "kind", "text"),
    [
        ("CU, puhs in", "unknown", "puhs in"),
        ("CU, 4s8", "unknown", "4s8"),
        ("closely", "unknown", "closely"),
        ("CU, MS", "twice", "MS"),
        ("push in, pan left", "twice", "pan left"),
        ("slow", "alone", "slow"),
        ("100% -> 90%", "range", "100% -> 90%"),
        ("pan @ 101,2", "range", "@ 101,2"),
    ],
)
def test_anything_else_is_amiss(words: str, kind: str, text: str) -> None:
    """Nothing before the bar is passed over."""
    assert [(kind, text)] == [(each.kind, each.text) for each in read_words(words).amiss]


@pytest.mark.parametrize("word", all_words())
def test_every_word_is_read_back(word: str) -> None:
    """Each word of the vocabulary is known by itself (a pace asks for a move)."""
    assert not [each for each in read_words(word).amiss if each.kind != "alone"]


def test_every_move_is_written_as_it_is_read() -> None:
    """A camera move survives being written out."""
    moves = [Camera(move, way) for move, ways in MOVES.items() for way in ways or ("",)]
    moves += [
        Camera("push", "in", "slow"),
        Camera("zoom", "", "fast", (Fraction(1), Fraction(3, 2)), (Fraction(50), Fraction(20))),
    ]

    assert moves == [read_words(camera_words(move)).camera for move in moves]


def test_framings_and_angles_have_words_for_generators() -> None:
    """Each canonical name is told in words."""
    assert all(FRAMINGS.values())
    assert all(ANGLES.values())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a man", ("", "a man", None, 0)),
        ("CU | a man", ("CU ", "a man", None, 5)),
        ("CU｜a man => he runs", ("CU", "a man", "he runs", 3)),
        ("a man => none", ("", "a man", "none", 0)),
        ("CU | a | b => c => d", ("CU ", "a | b", "c => d", 5)),
    ],
)
def test_a_short_shot_is_divided_at_bar_and_arrow(text: str, parts: tuple[object, ...]) -> None:
    """``[words |] panel [=> motion]``, at the first of each."""
    assert parts == divide(text)
