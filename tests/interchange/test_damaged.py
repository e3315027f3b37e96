"""Files that came back damaged: whatever stands in them is read, or refused in a sentence."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ProjectError
from pipeline.interchange.reading import Known, Reading
from pipeline.interchange.shelf import format_of
from tests.interchange.samples import FILM, sequence

WORDS = [
    b"", b"-1", b"0", b"1e999", b"1e999999999", b"null", b"[]", b"{}", b'"x"', b"<a>", b"</track>",
    b"99:99:99:99", b"NaN", b"true", b"9" * 30, b"\xff\xfe", b"&amp;", b"1/0s", b"-5s",
    b'"rate": 0', b"\x00",
]  # fmt: skip


VALUES = {"otio": rb'": ([^,\n{\[]+)', "fcp7": rb">([^<>\n]+)<", "fcpxml": rb'="([^"]*)"'}
"""How whole values stand in them."""


def _read(name: str, text: bytes) -> Reading | str:
    """What stands in a file, or the sentence that refuses it."""
    found = format_of(name)
    assert found.read is not None
    try:
        return found.read(text, Known(FILM, 86400))
    except ProjectError as err:
        return err.problems[0].message


def _is_well(read: Reading | str) -> bool:
    if isinstance(read, str):
        return " cannot be read: " in read
    return all(event.frames > 0 for track in read.tracks for event in track.events)


@pytest.mark.parametrize("name", ["otio", "fcp7", "fcpxml", "edl"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damage_is_read_or_refused_and_never_worse(name: str, data: st.DataObject) -> None:
    """Stretches of a file of ours put out for other words, wherever they fall."""
    text = format_of(name).write(sequence()).files[0][1]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 40))
        text = text[:at] + data.draw(st.sampled_from(WORDS)) + text[at + length :]

    assert _is_well(_read(name, text))


@pytest.mark.parametrize("name", VALUES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_value_may_be_any_other(name: str, data: st.DataObject) -> None:
    """Whole values put out for others, so that the file stays one that opens."""
    text = format_of(name).write(sequence()).files[0][1]
    places = [match.span(1) for match in re.finditer(VALUES[name], text)]
    begin, end = places[data.draw(st.integers(0, len(places) - 1))]
    word = data.draw(st.sampled_from(WORDS))

    assert _is_well(_read(name, text[:begin] + word + text[end:]))
