"""A service that somebody's package describes: installed, found by its entry point."""

from __future__ import annotations

import sys

import pytest

from pipeline.backends import shelf
from pipeline.backends.described.loading import FOLDER
from pipeline.errors import BackendError, ProjectError


@pytest.fixture(scope="module", autouse=True)
def installed(tmp_path_factory):
    """A distribution with one description, as pip would leave it."""
    site = tmp_path_factory.mktemp("site")
    text = (FOLDER / "runway.yaml").read_text("utf-8").replace("service: runway", "service: studio")
    (site / "studio.yaml").write_text(text, "utf-8")
    (site / "rushes_studio.py").write_text(
        "from pathlib import Path\n"
        "STUDIO = Path(__file__).parent / 'studio.yaml'\nABSENT = Path('/nowhere.yaml')\nODD = 7\n"
    )
    info = site / "rushes_studio-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rushes-studio\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[rushes.services]\nstudio = rushes_studio:STUDIO\nabsent = rushes_studio:ABSENT\n"
        "odd = rushes_studio:ODD\nrunway = rushes_studio:STUDIO\n"
    )
    sys.path.insert(0, str(site))
    yield
    sys.path.remove(str(site))
    sys.modules.pop("rushes_studio", None)


def test_it_stands_on_the_shelf_with_ours():
    """It may name its own variables, and needs no trust: it was installed."""
    kind = shelf.find("studio")

    assert "studio" in shelf.names()
    assert shelf.is_known("studio")
    assert "studio" == kind.name
    assert not kind.needs_trust
    assert "base_url" in kind.Settings.model_fields


def test_it_never_takes_over_a_name_of_ours():
    """``runway`` stays ours."""
    assert "runway" == shelf.find("runway").name


def test_one_that_is_broken_is_one_sentence():
    """It says which one, and why."""
    with pytest.raises(BackendError, match=r"'odd' \(rushes_studio:ODD\) gives no path"):
        shelf.find("odd")
    with pytest.raises(ProjectError, match="cannot be read: no such file"):
        shelf.find("absent")
