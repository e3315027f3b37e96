"""Rows of the catalogue: how they are written, and what is said of a wrong one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.backends.model import Condition, Lengths, Price, Size
from pipeline.backends.rows import merged, read_price, read_row
from pipeline.facts import Money


def abilities(row, operation="t2v"):
    model, faults = read_row("runway", "new", {"does": operation, **row})
    assert faults == ()
    return model.at(operation)


@pytest.mark.parametrize(
    ("written", "shown", "longest"),
    [
        ("2-10", "2 to 10 s", 10),
        ("5, 10", "5 or 10 s", 10),
        ("10, 5", "5 or 10 s", 10),
        (["4", "6", "8"], "4, 6 or 8 s", 8),
        ("5", "5 s", 5),
        ("0.5-30 by 0.1", "0.5 to 30 s", 30),
    ],
)
def test_lengths_are_a_range_or_a_list(written, shown, longest):
    lengths = abilities({"seconds": written}).seconds

    assert str(lengths) == shown
    assert lengths.longest == longest


def test_the_shortest_length_that_covers_is_found():
    """Whole seconds of a range, one of a list, steps of a fine range; nothing beyond the most."""
    whole = abilities({"seconds": "2-10"}).seconds
    listed = abilities({"seconds": "5, 10"}).seconds
    fine = abilities({"seconds": "0.5-30 by 0.1"}).seconds

    assert [whole.covering(Fraction(each)) for each in ("1", "2.01", "10", "10.1")] == [
        2,
        3,
        10,
        None,
    ]
    assert [listed.covering(Fraction(each)) for each in ("1", "5.5", "10.5")] == [5, 10, None]
    assert fine.covering(Fraction("3.14")) == Fraction("3.2")
    assert whole.makes(Fraction(4))
    assert not whole.makes(Fraction("4.5"))


@given(
    least=st.fractions(0, 20, max_denominator=10),
    span=st.fractions(Fraction(1, 10), 100, max_denominator=10),
    step=st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 10)]),
    asked=st.fractions(0, 200, max_denominator=1001),
)
def test_a_covering_length_is_the_least_of_those_that_are_made(least, span, step, asked):
    """It covers, it is made, and one step less does not cover."""
    lengths = Lengths(least=least, most=least + span, step=step)
    found = lengths.covering(asked)

    assert (found is None) == (asked > lengths.most)
    if found is not None:
        assert asked <= found <= lengths.most
        assert lengths.makes(found)
        assert found == least or found - step < asked


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("1584:672", Size("1584:672", "", 1584, 672, Fraction(1584, 672))),
        ("1024x1024", Size("1024x1024", "", 1024, 1024, Fraction(1))),
        ("21:9 = 1470x630", Size("21:9", "", 1470, 630, Fraction(7, 3))),
        ("21:9", Size("21:9", "", 0, 0, Fraction(7, 3))),
        ("as picture", Size()),
        ("auto_720p as picture", Size("auto_720p")),
    ],
)
def test_a_size_has_the_shape_of_its_pixels(written, size):
    assert abilities({"sizes": [written]}).sizes == (size,)


def test_a_shape_at_a_resolution_has_the_pixels_that_both_say():
    sizes = abilities({"sizes": {"720p": ["16:9", "9:16", "21:9"], "2K": ["as picture"]}}).sizes

    assert [(size.width, size.height) for size in sizes] == [
        (1280, 720),
        (720, 1280),
        (1680, 720),
        (0, 0),
    ]
    assert [size.is_nominal for size in sizes] == [True, True, True, False]
    assert sizes[-1].follows_picture


@pytest.mark.parametrize(
    "written",
    [
        "0.12 USD a second",
        "0.36 USD a second at 480p, 720p",
        "0.20 USD a second at 480p, at least 0.80 USD",
        "0.16 USD a second, at least 0.64 USD",
        "0.40 USD a second if audio is yes and quality is not low",
        "0.08 USD per 1000 characters",
        "15 USD per 1000000 characters",
        "0.04 USD an input picture beyond 5",
        "0.002 USD an input picture",
        "12 credits a second",
        "0.03 USD a call",
        "free",
    ],
)
def test_a_price_is_shown_as_it_is_written(written):
    assert str(read_price(written, "runway")) == written


def test_a_price_is_read_whole():
    price = read_price("0.20 USD per 5 seconds at 480p, 720p if audio is no, at least 0.80 USD")

    assert price == Price(
        Money(200_000),
        "second",
        5,
        ("480p", "720p"),
        (Condition("audio", "no"),),
        Money(800_000),
    )
    assert read_price("12 credits a second", "runway").money == Money(12_000_000, "credits:runway")


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "cheap",
        "0.12",
        "0.12 USD",
        "0 USD a second",
        "1 USD a mile",
        "1 USD a call, at least 1 EUR",
    ],
)
def test_what_is_no_price_is_refused(wrong):
    with pytest.raises(ValueError, match=r"price|currencies"):
        read_price(wrong)


@pytest.mark.parametrize(
    ("row", "path", "message"),
    [
        ({"does": "t2v", "second": "5"}, ("second",), "a model has no 'second'"),
        ({"does": "t2x"}, ("does",), "'t2x' is no operation"),
        ({}, (), "the model 'new' does nothing"),
        ({"does": "t2v", "seconds": "ten"}, ("seconds",), "'ten' are no lengths"),
        ({"does": "t2v", "seconds": "10-2"}, ("seconds",), "'10-2' are no lengths"),
        ({"does": "t2v", "sizes": ["wide"]}, ("sizes",), "'wide' is no size"),
        ({"does": "t2v", "price": "cheap"}, ("price",), "'cheap' is no price"),
        ({"does": "t2v", "seed": "maybe"}, ("seed",), "'seed' takes yes or no, not 'maybe'"),
        (
            {"does": "t2v", "prompt": "long"},
            ("prompt",),
            "'prompt' takes a whole number, not 'long'",
        ),
        (
            {"does": "t2v", "references": "x"},
            ("references",),
            "'references' takes a number, not 'x'",
        ),
        ({"does": "t2v", "retired_on": "soon"}, ("retired_on",), "'soon' is no day"),
        ({"does": "t2v", "recovery": "luck"}, ("recovery",), "'luck' is no recovery"),
        ({"t2v": {"about": "x"}}, ("t2v", "about"), "an operation has no 'about'"),
        ({"t2v": "yes"}, ("t2v",), "'t2v' takes a block of keys"),
        (
            {"does": "t2v", "price": {"a": "b"}},
            ("price",),
            "'price' takes a price or a list of them",
        ),
        ({"does": "t2v", "fps": "fast"}, ("fps",), "'fps' takes a number, not 'fast'"),
        ({"does": {"a": "b"}}, ("does",), "'does' takes words"),
    ],
)
def test_a_wrong_row_is_told_by_its_key(row, path, message):
    faults = read_row("runway", "new", row)[1]

    assert (faults[0].path, faults[0].message) == (path, message)


def test_an_operation_says_what_differs():
    """Its own block counts; everything else is what the model says."""
    model, faults = read_row(
        "runway", "new", {"does": "t2v", "seconds": "2-10", "i2v": {"last": "yes", "seconds": "5"}}
    )

    assert not faults
    assert model.operations == {"t2v", "i2v"}
    assert str(model.at("t2v").seconds) == "2 to 10 s"
    assert str(model.at("i2v").seconds) == "5 s"
    assert model.at("i2v").has_first_frame
    assert not model.at("t2v").has_last_frame


def test_what_is_said_of_a_model_counts_for_each_operation():
    """A price of the film goes before one that the shipped row has for one operation alone."""
    row = {"does": "t2v", "i2v": {"price": "1 USD a second", "last": "yes"}}
    whole = merged(row, {"price": "2 USD a second", "i2v": {"seconds": "5"}})

    model, _ = read_row("runway", "new", whole)
    assert str(model.at("i2v").price[0]) == "2 USD a second"
    assert model.at("i2v").has_last_frame
    assert str(model.at("i2v").seconds) == "5 s"
