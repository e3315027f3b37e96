"""Panels changed by words: beside the old ones, judged one by one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from pipeline.facts import CLIP, PANEL, Decision
from pipeline.production import Production
from pipeline.production.planning import standing_take
from pipeline.production.selecting import Selection
from tests.production.footage import Said, ran, typed, with_takes

pytestmark = pytest.mark.timeout(120)

PROGRAM = """\
import json, pathlib, sys
from PIL import Image
said = json.load(sys.stdin)
order = said["order"]
assert "coat" in order["prompt"]
picture = Image.open(order["images"][0]["path"]).convert("RGB").resize((96, 54))
red, green, blue = picture.split()
redder = Image.merge("RGB", (red.point(lambda v: min(255, v + 90)), green, blue))
redder.save(pathlib.Path(said["into"]) / "red.png")
"""
WORDS = "the coat is dark red"


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two shots of liu with panels, one with a clip over it, and a program that reddens."""
    folder = with_takes(tmp_path / "film", tmp_path / "material")
    (folder / "redden.py").write_text(PROGRAM, "utf-8")
    board = folder / "film.yaml"
    program = f"  red: {{backend: command, program: [{json.dumps(sys.executable)}, redden.py], "
    program += "makes: [i2i]}\n"
    text = board.read_text("utf-8").replace("use: {panels", f"{program}use: {{panels")
    board.write_text(text, "utf-8")
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "me"))
    Production(folder).trust()
    return folder


def _panels(film: Path, shot: str) -> list[str]:
    return [str(take.ref) for take in Production(film).vault.takes(shot, PANEL)]


def _edit(film: Path, *words: str, code: int = 0) -> Said:
    said = typed("-p", film, "edit", *words, WORDS)
    assert code == said.code, said.all
    return said


def test_a_changed_panel_stands_beside_the_old_one_until_it_is_circled(film: Path) -> None:
    """Its slate says what it was made from; nothing else that the film asks for is fulfilled."""
    before = ran(film, "plan").out.splitlines()[-1]
    count = len(_panels(film, "sh010"))

    said = _edit(film, "sh010")

    new = Production(film).vault.takes("sh010", PANEL)[-1]
    old = new.slate.inputs[0].take
    assert count + 1 == len(_panels(film, "sh010"))
    assert (WORDS, "red") == (new.slate.prompt, new.slate.generator)
    assert f"{new.ref} instead of {old}: `rushes circle sh010 p{new.ref.number}`" in said.out
    assert (film / "out" / "edit_v01.png").is_file()
    assert before == ran(film, "plan").out.splitlines()[-1]
    stands = standing_take(Production(film), "sh010", PANEL)
    assert stands is not None
    assert old == str(stands.ref)


def test_circled_it_outdates_the_clips_over_the_old_one(film: Path) -> None:
    """It is itself the panel that is circled, and outdated by nothing."""
    ran(film, "shoot sh020")
    _edit(film, "sh020")
    new = Production(film).vault.takes("sh020", PANEL)[-1]

    ran(film, f"circle sh020 p{new.ref.number}")

    rows = Production(film).plan(Selection(names=("sh020",))).rows
    panels = [(row.decision, row.reasons) for row in rows if row.job.id.kind == PANEL]
    clips = " ".join(why for row in rows if row.job.id.kind == CLIP for why in row.reasons)
    assert [(Decision.REUSE, ("circled",))] == panels
    assert f"{new.ref} is circled" in clips, rows


def test_what_was_changed_already_is_not_ordered_again(film: Path) -> None:
    _edit(film, "sh010", "sh020")
    panels = _panels(film, "sh010"), _panels(film, "sh020")

    said = _edit(film, "sh010", "sh020")

    assert panels == (_panels(film, "sh010"), _panels(film, "sh020"))
    assert "0 changed by red, 2 were there" in said.out


def test_who_changes_pictures_must_be_clear(film: Path) -> None:
    board = film / "film.yaml"
    text = board.read_text("utf-8")
    other = next(line for line in text.splitlines() if line.startswith("  red:"))
    board.write_text(text.replace(other, f"{other}\n{other.replace('red:', 'two:', 1)}"), "utf-8")
    Production(film).trust()

    assert (
        "several generators of this film change pictures: red, two"
        in _edit(film, "sh010", code=2).err
    )
    assert "1 changed by two" in _edit(film, "sh010", "--using", "two").out
