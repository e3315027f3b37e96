"""What is sent: values in their places, and nothing in the place of what an order does not have."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.backends.described.later import Later, finish, freeze
from pipeline.backends.described.templates import (
    ABSENT,
    Spot,
    fill,
    fill_body,
    read_template,
    spots,
)

ORDER = {
    "prompt": "a road",
    "seed": 7,
    "seconds": 5,
    "first": "A",
    "references": [lambda form: f"r1{form}", lambda form: f"r2{form}"],
    "input": {"cfg": 0.5},
    "first_as": "start_image",
}


def filled(template: Any, **more: Any) -> Any:
    """The template, filled with an order."""
    known = {**ORDER, **more}
    return fill(read_template(template), lambda spot: known.get(spot.name, ABSENT))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("$seed", 7),
        ("${seconds}s", "5s"),
        ("$seconds.0", "5.0"),
        ("a $$5 $prompt", "a $5 a road"),
        ({"p": "$prompt", "n": "$negative"}, {"p": "a road"}),
        ({"i": [{"u": "$first", "at": "first"}, {"u": "$last", "at": "last"}]},
         {"i": [{"u": "A", "at": "first"}]}),
        ({"r": {"each": "$references", "give": {"uri": "$it"}}},
         {"r": [{"uri": "r1"}, {"uri": "r2"}]}),
        ({"r": ["$first", {"each": "$references", "give": "$it.file"}]},
         {"r": ["A", "r1file", "r2file"]}),
        ({"r": "$references"}, {"r": ["r1", "r2"]}),
        ({"p": "$prompt", "+": "$input"}, {"p": "a road", "cfg": 0.5}),
        ({"$first_as": "$first", "x": "$last"}, {"start_image": "A"}),
        ([{"type": "t", "seed": "$seed"}], [{"type": "t", "seed": 7}]),
        ({"settings": {"public": "$public"}, "p": "$prompt"}, {"p": "a road"}),
        ("/v1/$nobody/x", ABSENT),
    ],
)  # fmt: skip
def test_values_stand_in_their_places(template: Any, expected: Any) -> None:
    """Numbers stay numbers; what is absent goes with its key, its block, its list."""
    assert expected == filled(template)


def test_the_whole_of_what_is_sent_stands() -> None:
    """Also where none of its values is there."""
    template = read_template({"i": [{"u": "$last", "at": "last"}], "fixed": True})

    assert {"fixed": True} == fill_body(template, lambda _: ABSENT)
    assert [{"fixed": True}] == fill_body([template], lambda _: ABSENT)


@pytest.mark.parametrize("text", ["$", "5 $", "${", "${a b}", "$-"])
def test_a_dollar_needs_a_name(text: str) -> None:
    """Before anything is filled."""
    with pytest.raises(ValueError, match=r"\$"):
        read_template({"a": text})


def test_every_place_is_seen() -> None:
    """Also those in keys, lists and lists made from lists; not what stands inside them."""
    template = read_template({"$a": ["$b", {"each": "$c", "give": {"x": "$it", "y": "${d}z"}}]})

    assert {"a", "b", "c", "d"} == {spot.name for spot in spots(template)}


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_characters="$")),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.text(st.characters(exclude_characters="$+")), inner),
    max_leaves=12,
))  # fmt: skip
def test_what_names_no_value_stays_as_it_is(data: Any) -> None:
    """Whatever it is."""
    if isinstance(data, dict) and data.keys() == {"each", "give"}:
        return
    assert data == fill(read_template(data), lambda _: ABSENT)


def test_what_comes_later_survives_json() -> None:
    """And is the same to the byte whenever it is put in."""
    body = {
        "tag": Later(("film/", ("attempt", 0, "uuid"), "/x")),
        "i": [Later((("file", 0, "data"),))],
    }
    frozen = freeze(body)

    done = finish(frozen, lambda word, number, form: f"<{word}{number}{form}>")

    assert {"tag": "film/<attempt0uuid>/x", "i": ["<file0data>"]} == done


def test_a_place_knows_its_form() -> None:
    """As it is written."""
    assert Spot("first", "base64") == read_template("$first.base64")
    assert "$first.base64" == str(Spot("first", "base64"))
