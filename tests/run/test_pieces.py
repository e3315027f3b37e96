"""Derived work: made once by key, needs first, faults kept apart, no half-made file has a name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.errors import MediaError
from pipeline.facts import Json
from pipeline.plan.jobs import Recipe
from pipeline.run import events
from pipeline.run.interrupt import Interrupt
from pipeline.run.pieces import Piece, Tools, perform
from pipeline.run.workers import Workers
from pipeline.vault.derived import Derived

PERFORMERS = {"write": "tests.run.test_pieces:write", "join": "tests.run.test_pieces:join"}


def write(data: Json, inputs: Mapping[str, Path], into: Path) -> None:
    """Write a word, or fail as the recipe says."""
    if data["word"].startswith("dies"):
        seen = Path(data["seen"])
        times = len(seen.read_text().split()) if seen.is_file() else 0
        with seen.open("a") as file:
            file.write(data["word"] + " ")
        if times < data["times"]:
            os._exit(9)
    if data["word"] == "short":
        into.write_text("half")
        raise MediaError("expected 12 frames, found 5")
    if data["word"] != "nothing":
        into.write_text(data["word"] + "".join(path.read_text() for path in inputs.values()))


def join(data: Json, inputs: Mapping[str, Path], into: Path) -> None:
    """Put the parts one after the other, as the recipe names them."""
    into.write_text("+".join(inputs[key].read_text() for key in data["parts"]))


def piece(word: str, **more: object) -> Piece:
    """One piece that writes a word."""
    return Piece(f"k1:{word}", ".txt", Recipe("write", {"word": word}), **more)


@pytest.fixture
def tools(tmp_path: Path, workers: Workers) -> Tools:
    """A cache of its own."""
    return Tools(workers, Derived(tmp_path / "derived"), PERFORMERS)


def test_what_is_there_is_not_made_again(tools: Tools) -> None:
    """The second round keeps everything and begins nothing."""
    heard: list[object] = []
    perform([piece("a"), piece("b")], tools)

    result = perform(
        [piece("a"), piece("b"), piece("a")],
        Tools(tools.workers, tools.derived, PERFORMERS, tell=heard.append),
    )

    assert ["a", "b"] == [path.read_text() for path in result.made.values()]
    assert [events.PiecesStarted(0, 2, lanes=2)] == heard


def test_a_piece_waits_for_what_it_needs(tools: Tools) -> None:
    """The whole is made last, from its parts by key."""
    parts = [piece("a"), piece("b"), piece("c")]
    keys = tuple(part.key for part in parts)
    whole = Piece("k1:film", ".txt", Recipe("join", {"parts": list(keys)}), needs=keys)

    result = perform([whole, *parts], tools)

    assert "a+b+c" == result.made["k1:film"].read_text()
    assert result.is_whole


def test_a_fault_stops_only_what_needs_it(tools: Tools) -> None:
    """No file of the failed piece has a name, and the others are there."""
    whole = Piece("k1:film", ".txt", Recipe("join", {"parts": []}), needs=("k1:short",))

    result = perform([piece("short"), whole, piece("b"), piece("nothing")], tools)

    assert {"k1:b"} == set(result.made)
    assert {
        "k1:short": "expected 12 frames, found 5",
        "k1:nothing": "write wrote nothing",
        "k1:film": "what it needs was not made: join",
    } == dict(result.failed)
    assert ["k1-b.txt"] == [path.name for path in tools.derived.folder.glob("k1-*")]
    assert [] == list((tools.derived.folder / ".aside").iterdir())


def test_a_piece_whose_process_was_ended_is_made_again_alone(tools: Tools, tmp_path: Path) -> None:
    """When nothing else is at work: and the whole that needs it waits for it."""
    heard: list[object] = []
    recipe = Recipe("write", {"word": "dies", "seen": str(tmp_path / "seen"), "times": 1})
    heavy = Piece("k1:dies", ".txt", recipe)
    whole = Piece("k1:film", ".txt", Recipe("join", {"parts": ["k1:dies"]}), needs=("k1:dies",))

    result = perform(
        [heavy, whole, piece("a"), piece("b"), piece("c")],
        Tools(tools.workers, tools.derived, PERFORMERS, tell=heard.append),
    )

    assert result.is_whole
    assert "dies" == result.made["k1:film"].read_text()
    begun = [event.key for event in heard if isinstance(event, events.PieceStarted)]
    assert ["k1:dies", "k1:film"] == begun[-2:]
    assert [1, 2, 3, 4, 5] == [e.done for e in heard if isinstance(e, events.PieceMade)]


def test_a_piece_that_dies_alone_too_is_reported(tools: Tools, tmp_path: Path) -> None:
    """After one more try, by name; the others are there, and what needs it is not begun."""
    recipe = Recipe("write", {"word": "dies", "seen": str(tmp_path / "seen"), "times": 9})
    whole = Piece("k1:film", ".txt", Recipe("join", {"parts": ["k1:dies"]}), needs=("k1:dies",))

    result = perform([Piece("k1:dies", ".txt", recipe), whole, piece("a")], tools)

    assert {"k1:a"} == set(result.made)
    why = "the process that worked on it was ended by the system (status 9), alone too"
    assert {
        "k1:dies": why,
        "k1:film": "what it needs was not made: join",
    } == dict(result.failed)
    assert 2 == len((tmp_path / "seen").read_text().split())


def test_after_ctrl_c_nothing_is_begun(tools: Tools) -> None:
    """What is there stays; the rest is for the next time."""
    stop = Interrupt()
    stop.set()

    result = perform([piece("a")], Tools(tools.workers, tools.derived, PERFORMERS, stop=stop))

    assert (True, {}) == (result.is_interrupted, dict(result.made))


def test_input_files_come_by_their_digest(tools: Tools, tmp_path: Path) -> None:
    """A performer sees files only by what they hold."""
    (tmp_path / "in.txt").write_text("!")

    result = perform([piece("a", inputs={"b2:1": tmp_path / "in.txt"})], tools)

    assert ["a!"] == [path.read_text() for path in result.made.values()]
