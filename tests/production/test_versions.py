"""A cut that was rendered is kept; it is listed, compared and brought back."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from pipeline.errors import FilmError
from pipeline.production import Production
from pipeline.production.versions import as_it_is, keep_version, version_of
from tests.production.footage import read, typed

DRAFT = "main_draft"


def kept(folder: Path, name: str = "main") -> int:
    """Keep the cut as it is, as rendering does; its number."""
    production = Production(folder)
    return keep_version(production, name, as_it_is(production, name))


def cut(folder: Path, old: str, new: str) -> None:
    """Edit the cut by hand."""
    path = folder / "cuts" / "main.yaml"
    text = read(path)
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_rendered_cut_is_kept_once_and_again_when_it_differs(shot: Path) -> None:
    """By the program: a draft keeps it, and a draft in which nothing changed does not."""
    typed("-p", shot, "cut")
    typed("-p", shot, "cut")
    cut(shot, "0-12", "0-8")
    typed("-p", shot, "cut")

    listed = typed("-p", shot, "cut", "versions").out.splitlines()

    assert 2 == len(listed)
    assert re.fullmatch(r"v1  \d{4}-\d\d-\d\d \d\d:\d\d  00:00:01:18", listed[0])
    assert listed[1].endswith("00:00:01:14  sh010 (1st) -4 frames; total -0:04")
    rows = json.loads(typed("-p", shot, "cut", "versions", "--json").out)
    assert [("v1", 42), ("v2", 38)] == [(row["name"], row["frames"]) for row in rows]


def test_versions_outlive_a_sweep_of_everything(shot: Path) -> None:
    kept(shot)

    typed("-p", shot, "sweep", "--all")

    assert typed("-p", shot, "cut", "versions").out.startswith("v1 ")


def test_back_to_before_lunch_is_the_text_word_for_word(shot: Path) -> None:
    """The cut before is kept, and one undo takes the step back."""
    morning = (shot / "cuts" / "main.yaml").read_bytes()
    kept(shot)
    cut(shot, "- sh020\n", "")
    cut(shot, "12+6", "12+2")
    evening = (shot / "cuts" / "main.yaml").read_bytes()

    said = typed("-p", shot, "cut", "back", "v1").out

    assert morning == (shot / "cuts" / "main.yaml").read_bytes()
    assert (
        "main is back to v1: sh020 in after sh010 (1st) (0:12); sh010 (2nd) +4 frames; total +0:16"
    ) in said
    assert "the cut before is v2: `rushes cut back v2`, or `rushes undo`" in said
    typed("-p", shot, "undo")
    assert evening == (shot / "cuts" / "main.yaml").read_bytes()
    typed("-p", shot, "cut", "back", "v1")
    typed("-p", shot, "cut", "back", "v2")
    assert evening == (shot / "cuts" / "main.yaml").read_bytes()


def test_a_cut_without_a_file_is_a_version_too(shot: Path) -> None:
    """Going back to it takes the file away; undo brings the file back."""
    path = shot / "cuts" / "main.yaml"
    text = read(path)
    path.unlink()
    kept(shot)
    path.write_text(text, "utf-8")

    typed("-p", shot, "cut", "back", "v1")

    assert not path.exists()
    assert "undone: main is back to v1" in typed("-p", shot, "undo").out
    assert text == read(path)


def test_a_version_with_a_line_that_cannot_be_read_comes_back_as_it_was(shot: Path) -> None:
    cut(shot, "- sh020\n", "- sh020 nonsense  # ?\n")
    text = read(shot / "cuts" / "main.yaml")
    kept(shot)
    cut(shot, " nonsense", "")

    typed("-p", shot, "cut", "back", "1")

    assert text == read(shot / "cuts" / "main.yaml")


def test_what_the_text_does_not_say_is_named_with_the_way_back(shot: Path) -> None:
    """A circle is no part of the cut: it stays, and is said."""
    cut(shot, "- sh010/1 0-12", "- sh010 0-12")
    cut(shot, "- sh010/1 12+6               # again\n", "")
    kept(shot)
    Production(shot).circle("sh010", "1")

    said = typed("-p", shot, "cut", "back", "v1").out

    assert "not as v1 played, for the cut does not say it: sh010 take 2 -> 1" in said
    assert "`rushes circle sh010 2` plays it as then" in said


def test_the_cut_as_it_stands_is_compared_with_a_version(shot: Path) -> None:
    kept(shot)
    assert "nothing is different\n" == typed("-p", shot, "cut", "diff", "v1").out
    cut(shot, "- sh030", "- dissolve 4\n- sh030")
    kept(shot)

    assert "dissolve 4 before sh030\n" == typed("-p", shot, "cut", "diff", "v1").out
    assert "no dissolve before sh030\n" == typed("-p", shot, "cut", "diff", "v2", "v1").out
    assert "nothing is different\n" == typed("-p", shot, "cut", "diff", "v2").out


def test_the_number_of_a_cut_is_known_before_it_is_rendered(shot: Path) -> None:
    assert 1 == version_of(Production(shot), "main") == kept(shot)
    assert 1 == version_of(Production(shot), "main")
    cut(shot, "0-12", "0-8")
    assert 2 == version_of(Production(shot), "main") == kept(shot)


def test_every_cut_has_versions_of_its_own(shot: Path) -> None:
    shutil.copyfile(shot / "cuts" / "main.yaml", shot / "cuts" / "short.yaml")
    (shot / "cuts" / "short.yaml").write_text("cut: short\nevents: [sh030]\n", "utf-8")
    kept(shot)
    kept(shot, "short")

    assert "00:00:00:12" in typed("-p", shot, "cut", "versions", "--cut", "short").out
    assert "00:00:00:12" in typed("-p", shot, "cut", "--cut", "short", "versions").out
    assert "00:00:01:18" in typed("-p", shot, "cut", "versions").out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("cut back v2", "the cut 'main' has no version 'v2'"),
        ("cut back v2", "`rushes cut versions` lists them: v1"),
        ("cut diff lunch", "the cut 'main' has no version 'lunch'"),
        ("cut back v1 --cut nothing", "a version is kept whenever the cut is rendered"),
        ("cut versions --cut nothing", "there is no cut 'nothing'"),
        ("cut back", "VERSION"),
        ("cut sc010", "'cut' has no command 'sc010': versions, back, diff"),
    ],
)
def test_a_version_that_is_not_there_is_one_sentence(shot: Path, line: str, words: str) -> None:
    kept(shot)
    text = read(shot / "cuts" / "main.yaml")

    said = typed("-p", shot, *line.split())

    assert words in said.err
    assert 0 != said.code
    assert text == read(shot / "cuts" / "main.yaml")


def test_before_the_first_draft_there_is_nothing_to_list(shot: Path) -> None:
    assert "has no version yet: `rushes cut`" in typed("-p", shot, "cut", "versions").out


def test_a_damaged_version_is_named_and_keeps_no_other_from_coming_back(shot: Path) -> None:
    kept(shot)
    cut(shot, "0-12", "0-8")
    kept(shot)
    (Production(shot).home.state / "versions" / "main" / "v1.json").write_text("{", "utf-8")

    with pytest.raises(FilmError, match=r"v1 of the cut 'main' cannot be read"):
        Production(shot).compared("v1", "", cut="main")
    assert not Production(shot).compared("v2", "", cut="main")
