"""The merge driver, as git calls it and as a person sees it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import needs
from tests.doubles import tiny_film
from tests.production.footage import read, typed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    """A cut, and what two people made of it: neighbouring trims."""
    texts = (
        "- sh010 0-9\n- sh020 0-9\n",
        "- sh010 0-8\n- sh020 0-9\n",
        "- sh010 0-9\n- sh020 0-7\n",
    )
    paths = [tmp_path / name for name in ("base", "ours", "theirs")]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text.encode())
    return paths


def test_the_merge_stands_in_the_second_file(three: list[Path]) -> None:
    said = typed("merge-cut", *three)

    assert (0, "") == (said.code, said.all)
    assert "- sh010 0-8\n- sh020 0-7\n" == read(three[1])


def test_a_conflict_is_marked_and_said_and_ends_with_1(three: list[Path]) -> None:
    three[2].write_text("- sh010 0-5\n- sh020 0-9\n", "utf-8")

    said = typed("merge-cut", *three)

    assert 1 == said.code
    assert "both changed the same lines in one place" in said.err
    assert "<<<<<<< ours\n- sh010 0-8\n=======\n- sh010 0-5\n>>>>>>> theirs\n" in read(three[1])


def test_a_file_that_is_not_there_is_one_sentence(three: list[Path]) -> None:
    three[0].unlink()

    said = typed("merge-cut", *three)

    assert said.code
    assert "cannot be read: no such file or directory" in said.err


def test_a_cut_with_marks_is_named_where_they_stand_and_a_draft_is_red(tmp_path: Path) -> None:
    marked = "cut: main\nevents:\n<<<<<<< ours\n- sh010 0-4\n=======\n- sh010 0-5\n>>>>>>> theirs\n"
    film = tiny_film(tmp_path / "tiny", files={"cuts/main.yaml": marked})

    said = typed("-p", film, "check").out

    assert "cuts/main.yaml:3:1: two versions of these lines stand here since a merge" in said
    assert "red slate" in typed("-p", film, "cut", "--list").out


def test_git_merges_neighbouring_trims_of_two_people(tmp_path: Path) -> None:
    """`init` writes what git reads, and says what to tell it."""
    needs.program("git")
    film = tmp_path / "film"
    driver = f'env PYTHONPATH="{ROOT}" "{sys.executable}" -m pipeline merge-cut %O %A %B'

    def git(*words: str) -> str:
        who = ("-c", "user.name=li", "-c", "user.email=li@example.com")
        done = subprocess.run(
            ["git", "-C", str(tmp_path), *who, *words], check=True, capture_output=True, text=True
        )
        return done.stdout

    git("init", "-q", "-b", "film")
    lines = tmp_path / "lines.txt"
    lines.write_text("a city\na bridge\na child\n", "utf-8")
    said = typed("init", film, "--shots", lines)
    assert 'git config merge.rushes-cut.driver "rushes merge-cut %O %A %B"' in said.out
    git("config", "merge.rushes-cut.driver", driver)
    (film / "cuts").mkdir(exist_ok=True)
    cut = film / "cuts" / "main.yaml"
    text = "cut: main\nevents:\n- sh010 0-24\n- sh020 0-24\n- sh030 0-24\n"
    for branch, new in (
        ((), text),
        (("-b", "other"), text.replace("sh020 0-24", "sh020 0-20")),
        (("film",), text.replace("sh010 0-24", "sh010 0-12")),
    ):
        if branch:
            git("checkout", "-q", *branch)
        cut.write_bytes(new.encode())
        git("add", "-A")
        git("commit", "-qm", "a trim")

    git("merge", "-q", "-m", "both", "other")

    assert text.replace("sh020 0-24", "sh020 0-20").replace("sh010 0-24", "sh010 0-12") == read(cut)
