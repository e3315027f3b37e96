"""After a decision only the decisions are read anew, and only where nothing else was written."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.facts import Kind
from pipeline.project.edit import Pick
from pipeline.project.load import load
from pipeline.project.story import Local
from pipeline.project.texts_read import with_picks_now
from pipeline.project.voices import Spoken, VoiceOf
from tests.project.films import RICH_FILES, RICH_FILM, write_film

FILES = {**RICH_FILES, "notes.yaml": "n1: {at: sh020, says: too dark, who: li, on: 2026-11-30}\n"}
DECIDED = "sh010: {clip: 2}\nsh999: {clip: 1}\n"
FAULTY = f"{DECIDED}sh020: {{clip: two}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A film with every kind of text."""
    return write_film(tmp_path / "rich", RICH_FILM, FILES)


@pytest.mark.parametrize("text", [DECIDED, "", None])
def test_decisions_read_alone_are_those_of_the_whole_film(folder: Path, text: str | None) -> None:
    """Picks, what is wrong with them, and the digest; the same shots stay the same objects."""
    before, picks = load(folder), folder / "picks.yaml"
    picks.unlink()
    if text is not None:
        picks.write_text(text, encoding="utf-8")

    now = with_picks_now(before)

    whole = load(folder)
    assert now is not None
    assert (whole.picks, whole.problems, whole.digest) == (now.picks, now.problems, now.digest)
    assert now.shots is before.shots
    assert replace(now, picks=None) == replace(whole, picks=None)


def test_a_fault_in_the_decisions_has_the_film_read_when_it_comes_and_when_it_goes(
    folder: Path,
) -> None:
    """Where something is faulty, less is looked for elsewhere; from fault to fault it is not."""
    before, picks = load(folder), folder / "picks.yaml"

    picks.write_text(FAULTY, encoding="utf-8")
    assert with_picks_now(before) is None
    faulty = load(folder)
    picks.write_text(FAULTY.replace("two", "three"), encoding="utf-8")
    assert with_picks_now(faulty) == load(folder)
    picks.write_text(DECIDED, encoding="utf-8")
    assert with_picks_now(faulty) is None


@pytest.mark.parametrize(
    "name", ["film.yaml", "more.yaml", "cuts/main.yaml", "local.yaml", "notes.yaml"]
)
def test_any_other_text_that_was_written_has_the_film_read(folder: Path, name: str) -> None:
    """By its words, whatever its time says; also where it is gone."""
    before, path = load(folder), folder / name
    path.write_bytes(path.read_bytes() + b"# x\n")

    assert with_picks_now(before) is None
    path.unlink()
    assert with_picks_now(before) is None


def test_a_new_cut_has_the_film_read(folder: Path) -> None:
    """It was not there when the film was."""
    before = load(folder)
    (folder / "cuts" / "short.yaml").write_text("cut: short\nlike: main\n", encoding="utf-8")

    assert with_picks_now(before) is None


def test_another_take_that_is_heard_has_the_film_read(tmp_path: Path) -> None:
    """Which recording is circled is part of the film; any other decision is not."""
    film = """\
film: 1
use: {voice: speak}
shots:
  sh010: {panel: WS | a pier, lines: [{Mei: now}]}
"""
    folder = write_film(tmp_path, film)
    before = load(folder, voices=voices)
    assert "sh010 voice.l1 1" == before.shots["sh010"].lines[0].take

    write_film(tmp_path, film, {"picks.yaml": "sh010: {clip: 1}\n"})
    assert with_picks_now(before, voices) == load(folder, voices=voices)
    write_film(tmp_path, film, {"picks.yaml": "sh010: {voice.l1: 2}\n"})
    assert with_picks_now(before, voices) is None


def voices(_local: Local) -> VoiceOf:
    """The first take of a line, until its second is circled."""

    def voice(shot: str, kind: Kind, pick: Pick) -> Spoken:
        number = 2 if pick.circled(kind) else 1
        return Spoken(f"{shot} {kind} {number}", Fraction(number), Path(f"{number}.wav"))

    return voice
