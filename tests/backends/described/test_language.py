"""The language, its page and its loader agree, key by key."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.backends.base import Operation
from pipeline.backends.described.language import BLOCKS, VALUES
from pipeline.backends.described.loading import FOLDER, load_text, shipped
from pipeline.backends.described.reading import Reader
from pipeline.project.marks import parse_text

MINE = Path("services/mine.yaml")
SMALLEST = """\
service: mine
about: clips from my own machine room
url: https://api.example.com
key: {header: Authorization, as: Bearer $key}
calls:
  t2v: {post: /make, json: {model: $model, prompt: $prompt, seconds: $seconds, seed: $seed}}
job: id
poll: {get: /jobs/$job, state: status, states: {waiting: queued, done: ready, error: failed}}
results: {urls: output.url}
"""
ALL = [(block, key) for block, keys in BLOCKS.items() for key in keys]


@pytest.mark.parametrize(("block", "key"), ALL, ids=[f"{block}-{key}" for block, key in ALL])
def test_every_example_can_be_written(block: str, key: str) -> None:
    """What the page shows is read without a fault, and so is the block that it opens."""
    told = BLOCKS[block][key]
    root = parse_text(f"{key}: {told.example}\n", MINE).root
    reader = Reader()

    said = reader.block(root, block)
    if told.kind.startswith("block "):
        reader.block(said[key], told.kind.removeprefix("block "))

    assert key in said
    assert [] == [one.message for one in reader.problems if "is missing here" not in one.message]


def test_the_smallest_description_of_the_page_is_whole() -> None:
    """As it stands there."""
    found = load_text(SMALLEST, MINE, is_films=True)

    assert [Operation.T2V] == [call.operation for call in found.calls]


def test_the_page_tells_every_key_and_every_value() -> None:
    """Nothing of the language is known to the loader alone."""
    page = (Path(__file__).parents[3] / "docs/services.md").read_text("utf-8")

    assert SMALLEST in page
    assert [] == [key for keys in BLOCKS.values() for key in keys if f"| `{key}` |" not in page]
    assert [] == [name for name in VALUES if f"| `${name}` |" not in page]


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.yaml")))
def test_every_shipped_description_is_whole(name: str) -> None:
    """It can be loaded, it is called as its file is, and says where its facts stand."""
    found = shipped(name)

    assert name == found.name
    assert found.docs.startswith("https://")
    assert len(found.checked) == len("2026-11-30")
    assert found.url.startswith("https://") or found.is_free
    assert "\n" not in found.about
