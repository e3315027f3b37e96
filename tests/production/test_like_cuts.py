"""Cuts that are like another, by the commands that change, lock, keep and compare cuts."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.production import Production
from pipeline.production.planning import cut_of
from pipeline.project.cut_format import format_event
from tests.production.footage import Said, read, typed

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


def rushes(film: Path, line: str, code: int = 0) -> Said:
    said = typed("-p", film, *line.split())
    assert code == said.code, said.all
    return said


def short(film: Path) -> str:
    return read(film / "cuts/short.yaml")


def events(film: Path, name: str = "short") -> list[str]:
    return [format_event(each) for each in cut_of(Production(film).project, name).events]


def test_it_plays_the_other_with_its_changes(film: Path) -> None:
    """Listed with the lines of both."""
    assert ["sh010/1 0-12", "sh020", "sh010/1 12-18"] == events(film)

    rows = rushes(film, "cut --list --cut short").out.splitlines()

    assert ["sh010", "sh020", "sh010"] == [row.split()[3] for row in rows]
    assert "nothing is wrong" in rushes(film, "check").out


def test_a_change_of_what_is_gone_from_the_other_is_said(film: Path) -> None:
    path = film / "cuts/main.yaml"
    path.write_text(read(path).replace("- sh010/1 12+6               # again\n", ""), "utf-8")

    said = rushes(film, "check", code=2).out

    assert (
        "cuts/short.yaml:4:3: 'drop sh010 2': the cut 'main' plays it once (any more)\n"
        "    4 | - drop sh010 2               # once is enough\n"
        "  fix: write drop sh010 1, or take the line out\n"
    ) in said


def test_a_circle_swaps_the_takes_that_both_files_name(film: Path) -> None:
    """Each where it is written; comments stay."""
    said = rushes(film, "circle sh010 2").out

    assert "main: 2 of sh010 swapped, same windows; short: 1 of sh010 swapped" in said
    assert SHORT.replace("sh010/1", "sh010/2") == short(film)
    assert ["sh010/2 0-12", "sh020", "sh010/2 12-18"] == events(film)
    rushes(film, "undo")
    assert SHORT == short(film)


def test_a_shot_is_renamed_in_its_changes(film: Path) -> None:
    rushes(film, "rename sh010 sh011")
    assert SHORT.replace("sh010", "sh011") == short(film)

    rushes(film, "rename sh030 sh031")

    assert "- replace sh031: sh011/1 12-18\n" in short(film)
    assert "nothing is wrong" in rushes(film, "check").out


def test_it_is_kept_compared_and_brought_back(film: Path) -> None:
    """A trim of the other is a change of it, too."""
    rushes(film, "lock short")
    rushes(film, "unlock short")
    path = film / "cuts/short.yaml"
    path.write_text(SHORT.replace("12-18", "12-22"), "utf-8")
    assert "sh010 (2nd) +4 frames; total +0:04\n" == rushes(film, "cut diff v1 --cut short").out

    said = rushes(film, "cut back v1 --cut short").out

    assert "short is back to v1" in said
    assert SHORT == short(film)
    rushes(film, "trim sh010 0-8 --nth 1")
    assert "sh010 (1st) -4 frames; total -0:04\n" == rushes(film, "cut diff v1 --cut short").out


def test_a_locked_cut_keeps_its_picture_though_it_is_like_another(film: Path) -> None:
    """What would change it by way of the other is refused; what it does not play is free."""
    rushes(film, "lock short")
    main, locked = read(film / "cuts/main.yaml"), short(film)
    assert locked.startswith("cut: short\nlocked: v1 ")

    said = rushes(film, "trim sh010 0-8 --nth 1", code=2).err

    assert (
        "the cut 'short' is locked, and would change with what it is like ('main'): "
        "nothing was changed"
    ) in said
    assert "`rushes unlock short` opens it" in said
    assert (main, locked) == (read(film / "cuts/main.yaml"), short(film))
    rushes(film, "trim sh010 12-16 --nth 2")
    assert main != read(film / "cuts/main.yaml")
    assert "nothing is wrong" in rushes(film, "check").out


def test_what_a_hand_changes_of_the_other_is_said_of_the_locked_cut(film: Path) -> None:
    rushes(film, "lock short")
    path = film / "cuts/main.yaml"
    path.write_text(read(path).replace("0-12", "0-10"), "utf-8")

    assert "the cut 'short' is locked, and was changed since" in rushes(film, "check").out


def test_a_circle_leaves_the_lines_that_a_locked_cut_plays(film: Path) -> None:
    rushes(film, "lock short")
    main, locked = read(film / "cuts/main.yaml"), short(film)

    said = rushes(film, "circle sh010 2").out

    assert "the cut 'short' is locked and plays the take of sh010 it names" in said
    assert (main, locked) == (read(film / "cuts/main.yaml"), short(film))
