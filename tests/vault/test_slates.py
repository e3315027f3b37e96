"""Slates travel through JSON exactly, are read tolerantly, and never hold a secret."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from pipeline.errors import MediaError
from pipeline.facts import (
    CLIP,
    MediaInfo,
    Money,
    Origin,
    Slate,
    SlateFile,
    SlateInput,
    TakeRef,
)
from pipeline.vault.slates import slate_from_json, slate_text, slate_to_json, without_secrets

FULL = Slate(
    ref=TakeRef("sh030", CLIP, 7, "b"),
    uuid="u1",
    made=datetime(2026, 10, 2, 9, 30, 1, 123, tzinfo=UTC),
    files=(
        SlateFile("sh030_clip_b07.mp4", 12, "b2:1"),
        SlateFile("sh030_clip_b07.wav", 3, "b2:2", "sound"),
    ),
    media=MediaInfo(
        kind="video",
        width=1280,
        height=536,
        frames=48,
        rate=Fraction(24000, 1001),
        seconds=Fraction(1001, 500),
        pixel_aspect=Fraction(4, 3),
        has_sound=True,
    ),
    origin=Origin.SIDE,
    words={"panel": "冰", "elements": [["liu", "an astronaut"]]},
    prompt="ice",
    generator="kling",
    backend="fal",
    model="m",
    options={"cfg": 0.5},
    seed=7,
    inputs=(
        SlateInput("first", "b2:3", "sh030 panel 2"),
        SlateInput("reference", "b2:4", path="r"),
    ),
    order_json=b'{"frames":48}',
    attempt="a1",
    job="j1",
    price=Money(350_000),
    parent="sh030 clip 5",
    begins=12,
    note="n",
    was=("sh025",),
)


def test_a_slate_comes_back_equal() -> None:
    """Fractions, dates, money and Chinese, by way of the file's own text."""
    assert FULL == slate_from_json(json.loads(slate_text(FULL)))


def test_fields_of_a_newer_version_are_passed_over() -> None:
    """An older program still sees the take."""
    data = slate_to_json(FULL)
    data["slate"] = 9
    data["mood"] = "blue"
    data["media"]["depth"] = 10
    data["files"][0]["colour"] = "log"

    assert FULL == slate_from_json(data)


def test_an_origin_of_a_newer_version_never_stands_by_itself() -> None:
    """What we do not understand is looked at, not used."""
    assert Origin.SIDE is slate_from_json(slate_to_json(FULL) | {"origin": "dreamt"}).origin


@pytest.mark.parametrize("lost", ["shot", "kind", "number", "uuid", "files", "made"])
def test_what_is_no_slate_is_said_to_be_none(lost: str) -> None:
    """Without its name or its files there is nothing to show."""
    data = slate_to_json(FULL)
    del data[lost]

    with pytest.raises(MediaError, match="not a slate that can be read"):
        slate_from_json(data)


def test_secrets_are_left_out_wherever_they_hide() -> None:
    """Keys and passwords go by their names; words that only look alike stay."""
    data = {
        "api_key": "x",
        "headers": {"Authorization": "Bearer x", "Accept": "y"},
        "list": [{"client_secret": "x", "secret": "x", "seed": 1}],
        "max_tokens": 5,
        "keyframes": [1],
        "attempt_key": "k",
    }

    assert {
        "headers": {"Accept": "y"},
        "list": [{"seed": 1}],
        "max_tokens": 5,
        "keyframes": [1],
        "attempt_key": "k",
    } == without_secrets(data)


def test_a_slate_whose_name_leads_elsewhere_is_none() -> None:
    """Shots name folders."""
    with pytest.raises(MediaError, match="is no name of a take"):
        slate_from_json(slate_to_json(FULL) | {"shot": "../sh030"})
