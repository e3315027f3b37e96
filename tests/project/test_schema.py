"""The schema that editors use says what the reader says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline.project.keys import BLOCKS, FILM, SHOT
from pipeline.project.marks import parse_text, read_source
from pipeline.project.schema import schema
from pipeline.project.shot_values import _READERS
from tests.doubles import TINY_FILM
from tests.project.films import RICH_FILM


@pytest.fixture(scope="module")
def validator() -> Any:
    """The schema, ready to judge."""
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


def _faults(validator: Any, text: str) -> list[str]:
    root = parse_text(text, Path("film.yaml")).root
    assert root is not None
    return [error.json_path for error in validator.iter_errors(root.plain())]


def test_it_is_plain_json() -> None:
    """It can be written to a file."""
    assert schema() == json.loads(json.dumps(schema(), ensure_ascii=False))


def test_every_film_that_is_shipped_fits(validator: Any, repository: Path) -> None:
    """Projects and templates have no red line in an editor."""
    films = [*repository.glob("projects/*/film.yaml"), *repository.glob("templates/*/film.yaml")]
    faults: list[str] = []
    for path in films:
        root = read_source(path).root
        assert root is not None
        faults += [f"{path}: {error.json_path}" for error in validator.iter_errors(root.plain())]

    assert len(films) >= 4
    assert [] == faults


@pytest.mark.parametrize("text", [TINY_FILM, RICH_FILM])
def test_what_the_reader_reads_fits(validator: Any, text: str) -> None:
    """A film that loads without a fault has none for the editor."""
    assert [] == _faults(validator, text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("film: 2\n", "$.film"),
        ("delivreies: {}\n", "$"),
        ("grade: warm\n", "$.grade"),
        ("shots: {10: x}\n", "$.shots"),
        ("shots: {sh010: {duration: 2}}\n", "$.shots.sh010"),
        ("shots: {sh010: [a]}\n", "$.shots.sh010"),
        ("deliveries: {main: {width: wide}}\n", "$.deliveries.main.width"),
        ("generators: {draw: {model: x}}\n", "$.generators.draw"),
    ],
)
def test_a_fault_is_seen_while_typing(validator: Any, text: str, path: str) -> None:
    """Unknown keys, wrong shapes and keys for later are marked where they stand."""
    assert [path] == _faults(validator, text)


def test_every_key_is_described() -> None:
    """An editor shows a sentence for each."""
    assert all(key.about for block in BLOCKS.values() for key in block.values())
    assert set(FILM) == set(schema()["properties"])


def test_every_key_of_a_shot_is_read() -> None:
    """A key that the table knows and nobody reads would be ignored silently."""
    known = {name for name, key in SHOT.items() if not key.is_later}

    assert known == set(_READERS) | {"panel", "motion", "music"}
