"""Cuts that are like another, by the commands that change, lock, keep and compare cuts."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.production import Production
from pipeline.production.planning import cut_of
from pipeline.project.cut_format import format_event
from tests.production.footage import ran, read

SHORT = """\
cut: short
like: main
changes:
- drop sh010 2               # once is enough
- replace sh030: sh010/1 12-18
"""


@pytest.fixture
def film(shot: Path) -> Path:
    """A film whose cut `short` is like its main cut."""
    (shot / "cuts/short.yaml").write_text(SHORT, "utf-8")
    return shot


def short(film: Path) -> str:
    return read(film / "cuts/short.yaml")


def events(film: Path, name: str = "short") -> list[str]:
    return [format_event(each) for each in cut_of(Production(film).project, name).events]


def test_it_plays_the_other_with_its_changes(film: Path) -> None:
    """Listed with the lines of both."""
    assert ["sh010/1 0-12", "sh020", "sh010/1 12-18"] == events(film)

    rows = ran(film, "cut --list --cut short").out.splitlines()

    assert ["sh010", "sh020", "sh010"] == [row.split()[3] for row in rows]
    assert "nothing is wrong" in ran(film, "check").out


def test_a_change_of_what_is_gone_from_the_other_is_said(film: Path) -> None:
    path = film / "cuts/main.yaml"
    path.write_text(read(path).replace("- sh010/1 12+6               # again\n", ""), "utf-8")

    said = ran(film, "check", code=2).out

    assert (
        "cuts/short.yaml:4:3: 'drop sh010 2': the cut 'main' plays it once (any more)\n"
        "    4 | - drop sh010 2               # once is enough\n"
        "  fix: write drop sh010 1, or take the line out\n"
    ) in said


def test_a_circle_swaps_the_takes_that_both_files_name(film: Path) -> None:
    """Each where it is written; comments stay."""
    said = ran(film, "circle sh010 2").out

    assert "main: 2 of sh010 swapped, same windows; short: 1 of sh010 swapped" in said
    assert SHORT.replace("sh010/1", "sh010/2") == short(film)
    assert ["sh010/2 0-12", "sh020", "sh010/2 12-18"] == events(film)
    ran(film, "undo")
    assert SHORT == short(film)


def test_a_shot_is_renamed_in_its_changes(film: Path) -> None:
    ran(film, "rename sh010 sh011")
    assert SHORT.replace("sh010", "sh011") == short(film)

    ran(film, "rename sh030 sh031")

    assert "- replace sh031: sh011/1 12-18\n" in short(film)
    assert "nothing is wrong" in ran(film, "check").out


def test_it_is_kept_compared_and_brought_back(film: Path) -> None:
    """A trim of the other is a change of it, too."""
    ran(film, "lock short")
    ran(film, "unlock short")
    path = film / "cuts/short.yaml"
    path.write_text(SHORT.replace("12-18", "12-22"), "utf-8")
    assert "sh010 (2nd) +4 frames; total +0:04\n" == ran(film, "cut diff v1 --cut short").out

    said = ran(film, "cut back v1 --cut short").out

    assert "short is back to v1" in said
    assert SHORT == short(film)
    ran(film, "trim sh010 0-8 --nth 1")
    assert "sh010 (1st) -4 frames; total -0:04\n" == ran(film, "cut diff v1 --cut short").out


def test_a_locked_cut_keeps_its_picture_though_it_is_like_another(film: Path) -> None:
    """What would change it by way of the other is refused; what it does not play is free."""
    ran(film, "lock short")
    main, locked = read(film / "cuts/main.yaml"), short(film)
    assert locked.startswith("cut: short\nlocked: v1 ")

    said = ran(film, "trim sh010 0-8 --nth 1", code=2).err

    assert (
        "the cut 'short' is locked, and would change with what it is like ('main'): "
        "nothing was changed"
    ) in said
    assert "`rushes unlock short` opens it" in said
    assert (main, locked) == (read(film / "cuts/main.yaml"), short(film))
    ran(film, "trim sh010 12-16 --nth 2")
    assert main != read(film / "cuts/main.yaml")
    assert "nothing is wrong" in ran(film, "check").out


def test_what_a_hand_changes_of_the_other_is_said_of_the_locked_cut(film: Path) -> None:
    ran(film, "lock short")
    path = film / "cuts/main.yaml"
    path.write_text(read(path).replace("0-12", "0-10"), "utf-8")

    assert "the cut 'short' is locked, and was changed since" in ran(film, "check").out


def test_a_circle_leaves_the_lines_that_a_locked_cut_plays(film: Path) -> None:
    ran(film, "lock short")
    main, locked = read(film / "cuts/main.yaml"), short(film)

    said = ran(film, "circle sh010 2").out

    assert "the cut 'short' is locked and plays the take of sh010 it names" in said
    assert (main, locked) == (read(film / "cuts/main.yaml"), short(film))


@pytest.mark.parametrize(
    ("line", "added", "expected"),
    [
        (
            "trim sh020 0-8 --cut short",
            "- replace sh020: sh020 0-8\n",
            ["sh010/1 0-12", "sh020 0-8", "sh010/1 12-18"],
        ),
        (
            "trim sh010 2-8 --nth 1 --cut short",
            "- replace sh010 1: sh010/1 2-8\n",
            ["sh010/1 2-8", "sh020", "sh010/1 12-18"],
        ),
        (
            "move sh020 --before sh010 --cut short",
            "- drop sh020\n- before sh010 1: sh020\n",
            ["sh020", "sh010/1 0-12", "sh010/1 12-18"],
        ),
    ],
)
def test_what_is_done_to_it_becomes_a_change_of_it(film: Path, line, added, expected) -> None:
    """The cut that it is like stays as it is; comments stay, and one `undo` takes it back."""
    main = read(film / "cuts/main.yaml")

    ran(film, line)

    assert SHORT + added == short(film)
    assert expected == events(film)
    assert main == read(film / "cuts/main.yaml")
    ran(film, "undo")
    assert SHORT == short(film)


def test_what_a_change_puts_in_is_trimmed_where_it_stands(film: Path) -> None:
    ran(film, "trim sh010 12-15 --nth 2 --cut short")

    assert SHORT.replace("12-18", "12-15") == short(film)


def test_an_event_that_is_moved_takes_along_what_belongs_to_it(film: Path) -> None:
    path = film / "cuts/main.yaml"
    path.write_text(read(path).replace("- sh020\n", "- dissolve 4\n- sh020 x1>0.5\n"), "utf-8")
    path = film / "cuts/short.yaml"
    path.write_text(SHORT.partition("changes:")[0], "utf-8")

    ran(film, "move sh020 --after sh030 --cut short")

    assert (
        "cut: short\nlike: main\nchanges:\n- drop sh020\n"
        "- after sh030:\n  - dissolve 4\n  - sh020 x1>0.5\n"
    ) == short(film)
    assert "nothing is wrong" in ran(film, "check").out


@pytest.mark.parametrize("changes", ["", "changes:\n"])
def test_a_scene_of_the_board_is_opened_or_trimmed_in_it_alone(film: Path, changes: str) -> None:
    """Where no main cut is written the scenes of the board are its events."""
    (film / "cuts/main.yaml").unlink()
    (film / "cuts/short.yaml").write_text(f"like: main\n{changes}", "utf-8")

    ran(film, "cut --open sc020 --cut short")
    ran(film, "trim sh020 0-8 --cut short")

    assert (
        "like: main\nchanges:\n- replace sc020: sh030 0-12\n- replace sh020: sh020 0-8\n"
    ) == short(film)
    assert ["sh010", "sh020 0-8", "sh030 0-12"] == events(film)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("move sh020 --after sh030 --cut short", "the cut 'short' has no event of 'sh030'"),
        ("trim sh030 0-8 --cut short", "the cut 'short' has no event of 'sh030'"),
        ("trim sh010 0-8 --cut short", "the cut 'short' uses sh010 2 times"),
        ("cut --open sc010 --cut short", "the cut 'short' has no line 'sc010' to open"),
    ],
)
def test_what_cannot_be_done_to_it_is_refused_in_a_sentence(film: Path, line, said) -> None:
    assert said in ran(film, line, code=2).err
    assert SHORT == short(film)


def test_an_event_of_the_changes_is_not_moved(film: Path) -> None:
    """It is one line of its own file."""
    path = film / "cuts/short.yaml"
    path.write_text(SHORT.replace("replace sh030: sh010/1 12-18", "after sh020: sh030"), "utf-8")

    said = ran(film, "move sh030 --before sh010 --cut short", code=2).err

    assert "cuts/short.yaml:5:16: sh030 is put in by a change of this cut" in said
    assert "fix: change that line by hand" in said
