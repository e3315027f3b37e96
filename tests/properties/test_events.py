"""Whatever an event says can be written on one line and read back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.project.cut_file import read_cut_text
from pipeline.project.cut_format import format_event, format_sound, yaml_item
from pipeline.project.cut_grammar import parse_event
from pipeline.project.cut_words import CutContext
from pipeline.project.edit import SoundEvent
from pipeline.project.sound_grammar import parse_sound
from pipeline.project.story import Music
from tests.project.plain import plain
from tests.properties.cut_strategies import SCENES, SHOTS, events, takes

BOARD = CutContext(
    Path("film"),
    Fraction(24),
    dict.fromkeys(SHOTS, 5000),
    dict.fromkeys(SCENES, ()),
    {"m1": Music("m1", Path("audio/m1.flac"), Fraction(120))},
)


@given(events)
def test_an_event_is_written_as_it_is_read(event):
    """The line of an event is its value, with nothing lost and nothing added."""
    again, problems = parse_event(format_event(event), BOARD)

    assert event == plain(again)
    assert all("cannot last until" in each.message for each in problems)


@given(events)
def test_an_event_survives_its_file(event):
    """Quotes are put around a line only where YAML needs them, and they do not change it."""
    text = f"events:\n- sh010\n- {yaml_item(format_event(event))}\n- sh010 0-5000\n"

    cut, _ = read_cut_text(text, BOARD)

    assert event == plain(cut.events[1])


@given(
    st.builds(
        SoundEvent,
        st.just("m1"),
        st.booleans(),
        st.integers(0, 100_000).map(lambda number: Fraction(number, 1000)),
        st.sampled_from(["", *SHOTS]),
        st.none() | takes,
        st.integers(0, 5000),
        st.integers(0, 99),
        st.integers(0, 99),
        st.sampled_from([0.0, -3.0, 1.5]),
        st.sampled_from([0.0, -100.0, 30.0]),
        st.booleans(),
        st.sampled_from(["", "lines", "music"]),
        st.sampled_from(["", "m1"]),
        st.sampled_from(["bar 9", "beat 3"]),
    )
)
def test_a_sound_is_written_as_it_is_read(sound):
    """The line of a cue is its value; an end is only an end."""
    from msgspec.structs import replace

    if not sound.at_shot:
        sound = replace(sound, at_take=None)
    if sound.at_music:
        sound = replace(sound, at_shot="", at_take=None, at_frame=0)
    else:
        sound = replace(sound, at_bar="")
    if sound.is_end:
        sound = replace(sound, source=Fraction(0), fade_in=0, gain=0.0)
        sound = replace(sound, pan=0.0, is_muted=False, bus="")

    again, problems = parse_sound(format_sound(sound), BOARD)

    assert ((sound,), ()) == (plain(again), problems)
