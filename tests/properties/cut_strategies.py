"""Events, cuts and boards as hypothesis draws them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from pipeline.facts import CLIP, PANEL
from pipeline.project.edit import (
    Black,
    Dissolve,
    Fade,
    Missing,
    Over,
    SceneEvent,
    ShotEvent,
    TakeChoice,
    Zoom,
)
from pipeline.project.story import Text, Title

SHOTS = tuple(f"sh{number:03d}" for number in range(10, 90, 10))
SCENES = ("sc010", "sc020")

frames = st.integers(1, 5000)
colours = st.sampled_from(["#000000", "#ffffff", "#c08000", "#203040"])
words = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20).map(
    lambda text: " ".join(text.split())
)
takes = st.builds(
    TakeChoice,
    st.sampled_from([CLIP, PANEL]),
    st.integers(1, 99),
    st.sampled_from(["", "", "a", "b", "z"]),
)
tenths = st.integers(11, 800).map(lambda number: Fraction(number, 40))
percents = st.integers(0, 1000).map(lambda number: Fraction(number, 10))
zooms = st.builds(Zoom, tenths.filter(lambda value: 1 <= value <= 20), percents, percents)


@st.composite
def speeds(draw):
    """No change, a constant speed or a ramp."""
    one = st.fractions(Fraction(1, 100), 100, max_denominator=9999)
    count = draw(st.sampled_from([0, 0, 1, 2, 3]))
    values = [draw(one) for _ in range(count)]
    if count == 1:
        return ((0, values[0]),) if values[0] != 1 else ()
    places = (
        sorted(draw(st.sets(st.integers(1, 500), min_size=count - 1, max_size=count - 1)))
        if count
        else []
    )
    return tuple(zip([0, *places], values, strict=True)) if count else ()


@st.composite
def shot_events(draw):
    """Any stretch of a take that can be written."""
    start = draw(st.none() | st.integers(0, 500))
    until = draw(st.sampled_from(["", "", "", "beat", "beat 3", "bar 9", "sh020"]))
    end = None if until else draw(st.none() | st.integers((start or 0) + 1, 900))
    return ShotEvent(
        draw(st.sampled_from(SHOTS)),
        draw(st.none() | takes),
        start,
        end,
        until,
        draw(speeds()),
        is_reversed=draw(st.booleans()),
        hold=draw(st.sampled_from([0, 0, 12, 400])),
        loop=draw(st.sampled_from([1, 1, 2, 9])),
        is_flopped=draw(st.booleans()),
        zoom=draw(st.none() | zooms),
        gain=draw(st.sampled_from([0.0, -3.0, 2.5, -96.0, 0.125])),
        is_muted=draw(st.booleans()),
    )


titles = st.builds(
    Title,
    st.sampled_from([("",), ("zh",), ("zh", "en")]).flatmap(
        lambda names: st.tuples(*(st.tuples(st.just(name), words) for name in names))
    ).map(Text),
    st.sampled_from(["main", "card", "lower-third"]),
)  # fmt: skip

events = st.one_of(
    shot_events(),
    st.builds(SceneEvent, st.sampled_from(SCENES)),
    st.builds(
        lambda event, at, is_heard: Over(event, at, is_heard=is_heard or bool(event.gain)),
        shot_events(),
        st.integers(0, 99),
        st.booleans(),
    ),
    st.builds(Black, frames, colours, st.none() | titles),
    st.builds(Missing, frames, words),
    st.builds(Fade, st.booleans(), frames, colours),
    st.builds(Dissolve, frames),
    st.builds(Dissolve, frames, st.just("dip"), colours),
    st.builds(
        Dissolve,
        frames,
        st.just("wipe"),
        direction=st.sampled_from(["", "left", "right", "up", "down"]),
    ),
)
