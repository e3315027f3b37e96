"""How large the frame of a delivery is, and how the picture stands in it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.project.frame_forms import SIZES, Framed, frame_of, ratio_of
from pipeline.project.story import Delivery

SCOPE, FLAT, WIDE = Fraction("2.39"), Fraction("1.85"), Fraction(16, 9)


@pytest.mark.parametrize(
    ("size", "aspect", "picture", "corner"),
    [
        ("hd", SCOPE, (1920, 804), (0, 138)),
        ("hd", WIDE, (1920, 1080), (0, 0)),
        ("uhd", FLAT, (3840, 2076), (0, 42)),
        ("dci-scope", SCOPE, (2048, 858), (0, 0)),
        ("dci-scope-4k", SCOPE, (4096, 1716), (0, 0)),
        ("dci-flat", FLAT, (1998, 1080), (0, 0)),
        ("dci-flat", WIDE, (1920, 1080), (38, 0)),
        ("dci", SCOPE, (2048, 856), (0, 112)),
        ("vertical", WIDE, (1080, 608), (0, 656)),
        ("square", Fraction(9, 16), (608, 1080), (236, 0)),
    ],
)
def test_the_picture_keeps_its_form_and_the_rest_is_bars(
    size: str, aspect: Fraction, picture: tuple[int, int], corner: tuple[int, int]
) -> None:
    """Every side and every corner even; a hair of a bar is none."""
    framed = frame_of(Delivery("x", size=SIZES[size]), aspect)

    assert (picture, corner) == ((framed.width, framed.height), (framed.left, framed.top))
    assert SIZES[size] == framed.frame
    assert framed.top + framed.height + framed.below == framed.frame_height
    assert not framed.is_reframed
    assert not any(each % 2 for each in (*picture, *corner))


def test_without_bars_the_picture_is_the_frame_and_shots_are_reframed() -> None:
    """Not where the film has the form of the frame already."""
    assert Framed(1080, 1920, 1080, 1920, is_reframed=True) == frame_of(
        Delivery("x", size=(1080, 1920), has_bars=False), WIDE
    )
    assert Framed(1280, 720, 1280, 720) == frame_of(
        Delivery("x", size=(1280, 720), has_bars=False), WIDE
    )


def test_another_form_of_the_picture_may_stand_in_bars_too() -> None:
    """A square picture in a tall frame; and a tall one by its width, or its height, alone."""
    square = frame_of(Delivery("x", size=(1080, 1920), aspect=Fraction(1)), WIDE)
    assert (1080, 1080, 420, True) == (square.width, square.height, square.top, square.is_reframed)

    tall = Delivery("x", width=1080, aspect=Fraction(9, 16))
    assert Framed(1080, 1920, 1080, 1920, is_reframed=True) == frame_of(tall, WIDE)
    assert Framed(1912, 800, 1912, 800) == frame_of(Delivery("x", height=800), SCOPE)


def test_ratios_are_read_as_people_write_them() -> None:
    """A number, or two with something between them; no line and no ribbon."""
    assert (SCOPE, WIDE, WIDE) == (ratio_of("2.39"), ratio_of("16:9"), ratio_of(" 16 x 9 "))
    assert [None] * 4 == [ratio_of(text) for text in ("wide", "1:9", "16:0", "")]
