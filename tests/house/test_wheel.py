"""The wheel: built from the checkout, used outside of it, with its templates inside."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout; nothing is fetched to build it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"),
            *("--no-index", "-w", folder, ROOT),
        ],
        check=True,
    )
    return next(folder.glob("rushes-*.whl"))


def test_the_wheel_holds_the_package_and_its_templates_and_nothing_else(wheel: Path) -> None:
    """No tests, no projects, no generated footage."""
    names = zipfile.ZipFile(wheel).namelist()

    tops = {name.split("/", 1)[0] for name in names if ".dist-info" not in name}
    assert {"pipeline"} == tops
    for template in ("trailer", "short-film", "music-video", "paid"):
        assert f"pipeline/templates/{template}/film.yaml" in names
    for page in ("pages/board.html", "static/board.js", "static/base.css"):
        assert f"pipeline/review/{page}" in names


def test_the_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere, the program begins a film from a template and drafts it."""
    site = tmp_path / "site"
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"),
            *("--target", site, wheel),
        ],
        check=True,
    )

    def rushes(*words: str) -> str:
        # -P keeps the folder that the test was started in off the path
        done = subprocess.run(
            [sys.executable, "-P", "-m", "pipeline", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(site)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    where = subprocess.run(
        [sys.executable, "-P", "-c", "import pipeline; print(pipeline.__file__)"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    begun = rushes("init", "mine", "--template", "short-film")
    checked = rushes("-p", "mine", "check")

    assert str(site) in where
    assert "mine/film.yaml" in begun
    assert "nothing is wrong" in checked
