"""The formats, found by the names of their files."""

from __future__ import annotations

import pytest

from pipeline.errors import ProjectError
from pipeline.interchange.losses import WORDS
from pipeline.interchange.shelf import format_names, format_of


@pytest.mark.parametrize("name", format_names())
def test_a_format_is_its_file_and_says_what_it_carries(name: str) -> None:
    found = format_of(name)

    assert name == found.name
    assert set() == found.carries - WORDS


def test_a_format_that_is_none_is_told_from_those_there_are() -> None:
    with pytest.raises(ProjectError, match="there is no format 'aaf'") as told:
        format_of("aaf")

    assert "otio" in told.value.problems[0].fix
