"""Backends are found by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.backends import shelf
from pipeline.backends.base import Backend
from pipeline.errors import ProjectError

HERE = Path(shelf.__file__).parent


def test_every_file_with_a_backend_is_on_the_shelf_and_no_other():
    """A new generator is one file and no list."""
    with_backend = {
        file.stem for file in HERE.glob("*.py") if "\nBACKEND = " in file.read_text("utf-8")
    }

    assert with_backend == set(shelf._own())


@pytest.mark.parametrize("name", sorted(shelf._own()))
def test_a_backend_is_named_like_its_file(name):
    """What is written in ``film.yaml`` is what the class says."""
    found = shelf.find(name)

    assert issubclass(found, Backend)
    assert name == found.name


def test_every_backend_has_a_contract_test(repository):
    """None is shipped without it."""
    tested = {path.stem.removeprefix("test_") for path in (repository / "tests/contract").iterdir()}

    assert set(shelf._own()) <= tested


def test_an_unknown_name_is_met_with_the_nearest():
    """``did you mean``."""
    with pytest.raises(ProjectError) as caught:
        shelf.find("skecth")

    assert ["there is no backend 'skecth'", "  fix: did you mean 'sketch'?"] == caught.value.lines()


def test_looking_at_a_backend_loads_no_picture_library(repository):
    """The plan asks hundreds of orders what they cost; it must not wait for OpenCV."""
    import subprocess
    import sys

    code = (
        "import sys\nfrom pipeline.backends import shelf\n"
        "[shelf.find(name) for name in shelf.names()]\n"
        "print([name for name in ('numpy', 'cv2', 'PIL') if name in sys.modules])"
    )

    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=repository
    )

    assert "[]" == said.stdout.strip()
