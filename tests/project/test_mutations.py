"""However broken a film is, loading says what is wrong and never fails by itself."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import Problem, ProjectError
from pipeline.project.load import load
from tests.project.films import RICH_FILES, RICH_FILM, write_film

CASES_A_BATCH = 210
BATCHES = 10

NASTY = (
    "", "~", "null", "[]", "{}", "[1, 2]", "{a: b}", "- x", "1e999", "9" * 400, "-1", "0", ".5",
    "010", "1:30", "yes", "NaN", ".inf", "0x10", "'", '"', "'open", '"\\q"', "*alias", "&anchor x",
    "!tag x", "<<: x", "|", ">", "|x", "@", "`", "%", "#", "a: b: c", "{", "[", "]", "}", ",", "?",
    "---", "...", "\t", "\0", "\x07", "\ufeff", "\u2028", "\x85", "\U0001f600", "é" * 50,
    "../../etc", "/etc/passwd", "C:\\x", "refs", "con", "fade", "sh010", "SH010", "<nobody>", "<>",
    "{liu}", "=>", "a | b => c => d", "CU CU |", "4s 5s |", "100% -> 9999% |", "@ 1000,1 |",
    "1/0 beats", "0s", "99999999s", "-5f", "4f-2f", "80 bananas", "$1.123456789", "x" * 3000,
    "[" * 60,
    "{a: " * 60,
    "true", "2026-11-22", "1_000", "0o7", "+3", "1.", "=", "\r", "\\", "{x: {x: {x: {x: 1}}}}",
)  # fmt: skip


def _value(rng: random.Random, lines: list[str]) -> None:
    at = rng.randrange(len(lines))
    head, colon, _ = lines[at].partition(":")
    lines[at] = f"{head}{colon} {rng.choice(NASTY)}"


def _swap_values(rng: random.Random, lines: list[str]) -> None:
    one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
    head, colon, _ = lines[one].partition(":")
    lines[one] = head + colon + lines[two].partition(":")[2]


def _key(rng: random.Random, lines: list[str]) -> None:
    at = rng.randrange(len(lines))
    head, colon, tail = lines[at].partition(":")
    indent = head[: len(head) - len(head.lstrip())]
    word = rng.choice([*NASTY, "panel", "shots", "scenes", "seconds", "lines", "voice", "film"])
    lines[at] = f"{indent}{word}{colon}{tail}"


def _character(rng: random.Random, lines: list[str]) -> None:
    at = rng.randrange(len(lines))
    place = rng.randrange(len(lines[at]) + 1)
    piece = rng.choice(["", *":-#'\"[]{}|>&*!%@`,?\t\0 <=", "\ud7ff", "\uffff", "界"])
    lines[at] = lines[at][:place] + piece + lines[at][place + 1 :]


def _indent(rng: random.Random, lines: list[str]) -> None:
    at = rng.randrange(len(lines))
    lines[at] = " " * rng.randrange(8) + lines[at].lstrip()


def _drop(rng: random.Random, lines: list[str]) -> None:
    del lines[rng.randrange(len(lines))]


def _double(rng: random.Random, lines: list[str]) -> None:
    at = rng.randrange(len(lines))
    lines.insert(rng.randrange(len(lines)), lines[at])


def _end_early(rng: random.Random, lines: list[str]) -> None:
    del lines[rng.randrange(len(lines)) :]


MUTATIONS: tuple[Callable[[random.Random, list[str]], None], ...] = (
    _value, _value, _value, _swap_values, _key, _character, _character, _indent, _drop, _double,
    _end_early,
)  # fmt: skip


def _mutated(rng: random.Random, text: str) -> bytes:
    lines = text.split("\n")
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if lines:
            rng.choice(MUTATIONS)(rng, lines)
    data = rng.choice(("\n", "\n", "\n", "\r\n", "\r")).join(lines).encode("utf-8", "surrogatepass")
    if rng.random() < 0.05:
        at = rng.randrange(len(data) + 1)
        data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    if rng.random() < 0.03:
        data = b"\xef\xbb\xbf" + data
    return data


def _productions(folder: Path, repository: Path) -> list[Path]:
    """The rich film and every film that is shipped, copied so that they can be broken."""
    copies = [write_film(folder / "rich", RICH_FILM, RICH_FILES)]
    shipped = [*repository.glob("projects/*/film.yaml"), *repository.glob("templates/*/film.yaml")]
    ignore = shutil.ignore_patterns("takes", "out", ".rushes", "*.png", "*.mp4")
    for path in sorted(shipped):
        copy = folder / f"{path.parent.parent.name}-{path.parent.name}"
        shutil.copytree(path.parent, copy, ignore=ignore)
        copies.append(copy)
    return copies


def _check_place(problem: Problem, folder: Path, mutation: bytes) -> None:
    where = problem.where
    if where is None or not where.line:
        return
    text = (folder / where.file).read_bytes().decode("utf-8-sig", "replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= where.line <= len(lines), (problem, mutation)
    assert where.text == lines[where.line - 1], (problem, mutation)
    assert 1 <= where.column <= len(where.text) + 1, (problem, mutation)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_broken_film_is_explained(batch: int, tmp_path: Path, repository: Path) -> None:
    """Loading gives a project or a project error, and each problem stands in its file."""
    rng = random.Random(batch)
    productions = _productions(tmp_path, repository)
    weights = [1 / (folder / "film.yaml").stat().st_size for folder in productions]

    for _ in range(CASES_A_BATCH):
        (folder,) = rng.choices(productions, weights)
        films = [folder / "film.yaml"] * 4
        path = rng.choice([*films, *folder.glob("*.yaml"), *folder.glob("cuts/*.yaml")])
        whole = path.read_bytes()
        mutation = _mutated(rng, whole.decode())
        path.write_bytes(mutation)
        try:
            problems = load(folder).problems
        except ProjectError as err:
            problems = err.problems
        for problem in problems:
            assert problem.lines(), mutation
            _check_place(problem, folder, mutation)
        path.write_bytes(whole)


def test_the_films_are_whole_before_they_are_broken(tmp_path: Path, repository: Path) -> None:
    """None of the productions that the mutations begin with has a fault."""
    found = [
        problem.lines()
        for folder in _productions(tmp_path, repository)
        for problem in load(folder).problems
        if "is not there" not in problem.message  # pictures are not copied
    ]

    assert [] == found
