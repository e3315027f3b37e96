"""How long picture and music are is said by `check`, by `plan` and at the head of `cut`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.media.samples import write_sound
from tests.production.footage import read, typed

LONGER = "the picture is 18 frames (0.75 s) longer than the music 'm1', which ends at 24"


@pytest.fixture
def scored(shot: Path) -> Path:
    """A film of 42 frames under music of one second."""
    write_sound(np.zeros((48_000, 2), np.float32), shot / "audio.wav")
    board = read(shot / "film.yaml")
    (shot / "film.yaml").write_text(f"{board}music: {{m1: audio.wav}}\n", "utf-8")
    cut = read(shot / "cuts/main.yaml")
    (shot / "cuts/main.yaml").write_text(f"{cut}sound:\n- m1 at 0\n", "utf-8")
    return shot


def test_check_says_it_with_its_line_as_something_to_look_at(scored: Path) -> None:
    said = typed("-p", scored, "check")

    assert f"cuts/main.yaml:8:3: warning: {LONGER}" in said.out
    assert "fix: `rushes cut --fit music` proposes windows; or shorten it" in said.out
    assert 0 == said.code


def test_plan_begins_with_it(scored: Path) -> None:
    assert LONGER == typed("-p", scored, "plan").out.splitlines()[0]
    assert LONGER == json.loads(typed("-p", scored, "plan", "--json").out)["music"]
    assert LONGER not in typed("-p", scored, "plan", "sh010").out


def test_a_draft_says_it_before_its_first_frame_is_rendered(scored: Path) -> None:
    """Again where nothing has changed, and in its report for programs."""
    said = typed("-p", scored, "cut")

    first, *rest = said.err.splitlines()
    assert LONGER == first
    assert any("to render" in line for line in rest)
    assert LONGER not in said.out
    assert LONGER == json.loads(typed("-p", scored, "cut", "--json").out)["music"]


def test_what_ends_together_is_not_spoken_of(scored: Path) -> None:
    path = scored / "cuts/main.yaml"
    path.write_text(read(path).replace("0-12", "0-6").replace("- sh020\n", ""), "utf-8")

    for line in ("check", "plan", "cut"):
        assert "than the music" not in typed("-p", scored, line).all
