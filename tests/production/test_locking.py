"""A locked cut is not written by the program, and what a hand changes in it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.production import Production
from tests.production.footage import read, typed


def text(folder: Path) -> str:
    return read(folder / "cuts" / "main.yaml")


def cut(folder: Path, old: str, new: str) -> None:
    """Edit the cut by hand."""
    assert old in text(folder)
    (folder / "cuts" / "main.yaml").write_text(text(folder).replace(old, new, 1), "utf-8")


def test_a_lock_is_one_line_of_the_cut_and_goes_without_a_trace(shot: Path) -> None:
    before = text(shot)

    typed("-p", shot, "lock")

    first, second, *rest = text(shot).splitlines(keepends=True)
    assert ("cut: main\n", True) == (first, second.startswith("locked: v1 "))
    assert before == first + "".join(rest)
    typed("-p", shot, "unlock")
    assert before == text(shot)


@pytest.mark.parametrize(
    "line",
    [
        "trim sh030 0-4",
        "move sh030 --before sh010",
        "rename sh010 sh011",
        "cut back v1",
    ],
)
def test_the_program_does_not_write_a_locked_cut(shot: Path, line: str) -> None:
    typed("-p", shot, "lock")
    typed("-p", shot, "unlock")
    cut(shot, "- sh020\n", "")
    typed("-p", shot, "lock")
    locked, board = text(shot), read(shot / "film.yaml")

    said = typed("-p", shot, *line.split())

    assert "the cut 'main' is locked: nothing was changed" in said.err
    assert "`rushes unlock main` opens it" in said.err
    assert (locked, board) == (text(shot), read(shot / "film.yaml"))
    assert said.code


def test_an_edit_that_is_refused_works_once_the_cut_is_open(shot: Path) -> None:
    typed("-p", shot, "lock")
    typed("-p", shot, "unlock")

    assert "trimmed sh030 to 0-4" in typed("-p", shot, "trim", "sh030", "0-4").out


def test_a_circle_is_written_and_the_locked_line_stays(shot: Path) -> None:
    typed("-p", shot, "lock")
    before = text(shot)

    said = typed("-p", shot, "circle", "sh010", "2").out

    assert before == text(shot)
    assert "sh010: {clip: 2}" in read(shot / "picks.yaml")
    assert "the cut 'main' is locked and plays the take of sh010 it names" in said


def test_a_locked_scene_leaves_the_others_open(shot: Path) -> None:
    typed("-p", shot, "lock", "sc010")

    refused = typed("-p", shot, "trim", "sh020", "0-4").err
    done = typed("-p", shot, "trim", "sh030", "0-4").out

    assert "the scene sc010 is locked in the cut 'main': nothing was changed" in refused
    assert "trimmed sh030 to 0-4" in done
    typed("-p", shot, "lock", "sc020")
    assert "locked: {sc010: v1 " in text(shot)
    typed("-p", shot, "unlock", "sc010")
    assert "locked: {sc020: v2 " in text(shot)
    typed("-p", shot, "unlock", "sc020")
    assert "locked" not in text(shot)


@pytest.mark.parametrize(
    ("old", "new", "is_changed"),
    [
        ("12+6", "12+5", True),
        ("- sh020\n", "", True),
        ("- sh030", "- fade in 4\n- sh030", True),
        ("# again", "# once more", False),
        ("- sh020\n", "- {shot: sh020}\n", False),
        ("12+6", "12-18", False),
    ],
)
def test_a_hand_that_changes_the_locked_picture_is_told(
    shot: Path, old: str, new: str, *, is_changed: bool
) -> None:
    """What only looks different is the same picture."""
    typed("-p", shot, "lock")

    cut(shot, old, new)

    said = typed("-p", shot, "check").all
    assert is_changed == ("the cut 'main' is locked, and was changed since" in said)
    assert is_changed == ("`rushes cut diff v1` says what" in said)


def test_a_shot_made_longer_on_the_board_changes_a_locked_picture(shot: Path) -> None:
    typed("-p", shot, "lock")
    board = shot / "film.yaml"
    board.write_text(read(board).replace("seconds: 12f", "seconds: 14f"), "utf-8")

    assert "was changed since" in typed("-p", shot, "check").all


def test_a_draft_of_a_changed_lock_is_made_and_says_it(shot: Path) -> None:
    """The status names version and lock."""
    typed("-p", shot, "lock")
    assert "cut main: v1, locked\n" in typed("-p", shot, "status").out
    cut(shot, "12+6", "12+5")

    said = typed("-p", shot, "cut")

    assert 0 == said.code
    assert "the cut 'main' is locked, and was changed since" in said.all
    assert "cut main: v2, locked\n" in typed("-p", shot, "status").out


def test_undo_takes_back_lock_and_unlock(shot: Path) -> None:
    before = text(shot)
    typed("-p", shot, "lock")
    locked = text(shot)
    typed("-p", shot, "unlock")

    typed("-p", shot, "undo")
    assert locked == text(shot)
    typed("-p", shot, "undo")
    assert before == text(shot)


def test_a_cut_that_follows_from_the_board_is_written_to_be_locked(shot: Path) -> None:
    path = shot / "cuts" / "main.yaml"
    path.unlink()

    typed("-p", shot, "lock")

    assert ["cut: main", "events:", "- sc010", "- sc020"] == [
        line for line in text(shot).splitlines() if not line.startswith("locked: v1 ")
    ]
    assert not [one for one in Production(shot).check() if "locked" in one.message]


@pytest.mark.parametrize(
    ("first", "line", "words"),
    [
        ("", "lock nothing", "there is no cut or scene 'nothing'"),
        ("lock", "lock sc010", "is locked as a whole, the scene sc010 with it"),
        ("lock", "unlock sc010", "is locked as a whole, the scene sc010 with it"),
        ("lock", "lock", "the cut 'main' is locked already"),
        ("", "unlock", "main is open: nobody has locked it; nothing was changed"),
    ],
)
def test_a_lock_that_makes_no_sense_is_one_sentence(shot, first, line, words) -> None:
    typed("-p", shot, *first.split()) if first else None
    before = text(shot)

    assert words in typed("-p", shot, *line.split()).all
    assert before == text(shot)
