"""Takes that are there are made larger, or go on: children that take their parents' places."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.facts import CLIP, PANEL, Origin
from pipeline.media.ffmpeg import program
from pipeline.production.production import Production
from tests.production.footage import ran, with_takes

PROGRAM = """\
import json, pathlib, shutil, sys
said = json.load(sys.stdin)
order = said["order"]
pathlib.Path("order.json").write_text(json.dumps(order))
name = "larger.png" if order["images"] else {"upscale": "larger.mp4", "extend": "longer.mp4"}[
    order["operation"]
]
shutil.copy(f"material/{name}", said["into"])
with open(pathlib.Path(said["into"]) / name, "ab") as file:
    file.write(order["shot"].encode() + str(order["frames"]).encode())
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film with takes, and a program that gives a larger clip, a longer one, a larger panel."""
    home = tmp_path_factory.mktemp("reworking")
    folder = with_takes(home / "film", home / "material")
    (folder / "material").mkdir()
    for name, size, frames in (("larger.mp4", "192x108", 24), ("longer.mp4", "96x54", 36)):
        source = f"testsrc=s={size}:r=24"
        command = [program(), "-v", "error", "-f", "lavfi", "-i", source, "-frames:v", str(frames)]
        command += ["-pix_fmt", "yuv420p", str(folder / "material" / name)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    still = [program(), "-v", "error", "-f", "lavfi", "-i", "testsrc=s=192x108", "-frames:v", "1"]
    subprocess.run([*still, str(folder / "material" / "larger.png")], check=True)
    (folder / "any.py").write_text(PROGRAM, "utf-8")
    film = folder / "film.yaml"
    up = f"  up: {{backend: command, program: [{json.dumps(sys.executable)}, any.py], "
    up += "makes: [upscale, extend]}\n"
    film.write_text(film.read_text().replace("use: {panels", f"{up}use: {{panels"), "utf-8")
    return folder


@pytest.fixture
def film(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, trusted; sh010 has two clips of 24 frames, its cut names the first."""
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "me"))
    folder = Path(shutil.copytree(built, tmp_path / "film"))
    Production(folder).trust()
    return folder


def order(folder: Path) -> dict[str, object]:
    """What the program was asked."""
    found: dict[str, object] = json.loads((folder / "order.json").read_text())
    return found


def test_a_larger_take_takes_the_place_of_its_parent(film: Path) -> None:
    """In the cut and in the picks, same windows; its slate says what it was made from."""
    (film / "picks.yaml").write_text("sh010: {clip: 1}\n", "utf-8")

    said = ran(film, "upscale sh010 --with up").out

    take = Production(film).vault.takes("sh010", CLIP)[-1]
    assert ("sh010 clip 1", 192) == (take.slate.parent, take.slate.media.width)
    assert [("source", "sh010 clip 1")] == [(one.role, one.take) for one in take.slate.inputs]
    assert "sh010 clip 3 takes the place of sh010 clip 1: circled sh010 clip 3" in said
    assert "- sh010/3 0-12 " in (film / "cuts" / "main.yaml").read_text()
    asked = order(film)
    assert ("upscale", 1920, 1080, 24) == tuple(
        asked[name] for name in ("operation", "width", "height", "frames")
    )


def test_a_take_that_does_not_stand_gets_a_child_beside_the_film(film: Path) -> None:
    """Nothing is shown that nobody chose; what to type is said."""
    cut = film / "cuts" / "main.yaml"
    cut.write_text(cut.read_text().replace("sh010/1", "sh010/2"), "utf-8")
    before = (film / "cuts" / "main.yaml").read_text()

    said = ran(film, "upscale sh010 1 --with up").out

    take = Production(film).vault.takes("sh010", CLIP)[-1]
    assert Origin.SIDE is take.slate.origin
    assert "is kept beside the film: sh010 clip 2 stands; `rushes circle sh010 3` uses it" in said
    assert before == (film / "cuts" / "main.yaml").read_text()


def test_a_take_that_only_the_cut_names_is_swapped_there(film: Path) -> None:
    """What stands otherwise goes on standing."""
    said = ran(film, "upscale sh010 1 --with up").out

    assert "takes the place of sh010 clip 1: main: 2 of sh010 swapped, same windows" in said
    assert not (film / "picks.yaml").exists()
    assert "- sh010/3 12+6 " in (film / "cuts" / "main.yaml").read_text()


def test_a_clip_goes_on_and_keeps_its_window(film: Path) -> None:
    """Asked for is its own length and what is new."""
    (film / "picks.yaml").write_text("sh010: {clip: 1}\n", "utf-8")

    said = ran(film, "extend sh010 --with up --seconds 0.5").out

    asked = order(film)
    take = Production(film).vault.takes("sh010", CLIP)[-1]
    assert ("extend", 36, 96) == (asked["operation"], asked["frames"], asked["width"])
    assert 36 == take.slate.media.frames
    assert "sh010 clip 3 takes the place of sh010 clip 1" in said


def test_a_panel_is_made_larger(film: Path) -> None:
    """The picture goes as the source of the order."""
    said = ran(film, "upscale sh010 p2 --with up").out

    take = Production(film).vault.takes("sh010", PANEL)[-1]
    assert ("sh010 panel 2", 192) == (take.slate.parent, take.slate.media.width)
    assert "sh010 panel 3 takes the place of sh010 panel 2" in said


def test_all_that_the_film_shows_is_made_larger(film: Path) -> None:
    """Each take once; what is as large already is left alone."""
    said = ran(film, "upscale --used --with up --width 192").out
    again = ran(film, "upscale --used --with up --width 192").out

    assert "2 made" in said
    assert "0 made\nevery take is as large already" in again


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("upscale sh010 --with nobody", "there is no generator 'nobody' in this film"),
        ("upscale sh010 --with up --width 96", "sh010 clip 2 is 96 pixels wide"),
        ("upscale sh010 9 --with up", "sh010 has no clip 9"),
        ("upscale sh030 --with up", "sh030 has no take yet"),
        ("extend sh010 p1 --with up --seconds 1", "is a picture: it cannot go on"),
        ("upscale sh010 --with draw", "'slate' makes panels, not larger pictures"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_ordered(
    film: Path, line: str, sentence: str
) -> None:
    """In one sentence."""
    said = ran(film, line, code=2).err

    assert sentence in said
    assert not (film / "order.json").exists()
