"""Renaming and moving shots of the board."""

from __future__ import annotations

import pytest

from pipeline.errors import FilmError
from pipeline.project.film_edits import move_shot, move_shot_in, rename_shot
from pipeline.project.load import load
from pipeline.project.splices import apply_edit, undo

FILM = """\
film: 1
title: Cold
include: scenes/two.yaml
scenes:
  sc010:
    shots:
      # the first picture
      sh010: MS | snow   # falls
      sh020:
        panel: CU | a hand
        title: {text: hours, until: sh040}
      # alone
      sh030: WS | a road
"""
TWO = "scenes:\n  sc020:\n    shots:\n      sh040: MS | a door\n"


@pytest.fixture
def folder(tmp_path):
    """A film in two files, with a cut and picks."""
    (tmp_path / "scenes").mkdir()
    (tmp_path / "cuts").mkdir()
    (tmp_path / "film.yaml").write_text(FILM)
    (tmp_path / "scenes" / "two.yaml").write_text(TWO)
    (tmp_path / "cuts" / "main.yaml").write_text("events:\n- sh040/2 0-24 # in\n- sc010\n")
    (tmp_path / "picks.yaml").write_text("sh010: {clip: 1}\nsh040: {clip: 2}   # good\n")
    return tmp_path


def texts(folder):
    """Every text of the film."""
    names = ("film.yaml", "scenes/two.yaml", "cuts/main.yaml", "picks.yaml")
    return [(folder / name).read_text() for name in names]


def refusal(call, *args, **words):
    """What is said when an edit of the board cannot be made."""
    with pytest.raises(FilmError) as caught:
        call(*args, **words)
    return caught.value.lines()


def test_a_shot_is_renamed_everywhere_at_once(folder):
    """Board, cut, decisions and titles follow; one undo takes all back."""
    before = texts(folder)

    done = rename_shot(folder, "sh040", "sh045")

    assert [text.replace("sh040", "sh045") for text in before] == texts(folder)
    assert "rename sh040 to sh045" == done.label
    assert "sh045" in load(folder).shots
    undo(folder)
    assert before == texts(folder)


def test_a_name_is_checked_before_anything_is_written(folder):
    """A name that is taken, or none, is refused with its place."""
    before = texts(folder)

    assert [
        "film.yaml:8:7: the name 'sh010' is taken",
        "    8 |       sh010: MS | snow   # falls",
    ] == refusal(rename_shot, folder, "sh040", "sh010")
    assert "film.yaml:5:3: the name 'sc010' is taken" == refusal(
        rename_shot, folder, "sh040", "sc010")[0]  # fmt: skip
    assert [
        "'dissolve' is a word of the cut",
        "  fix: a name is letters, digits, - and _, a letter first: sh035",
    ] == refusal(rename_shot, folder, "sh040", "dissolve")
    assert "'4' is not a name for a shot" == refusal(rename_shot, folder, "sh040", "4")[0]
    assert "film.yaml:1:1: the shot 'sh999' is not on the board" == refusal(
        rename_shot, folder, "sh999", "sh998")[0]  # fmt: skip
    assert before == texts(folder)


def test_a_shot_moves_with_its_lines_and_comments(folder):
    """Everything that belongs to the shot goes with it, everything else stays."""
    move_shot_in(folder, "sh030", before="sh010")

    lines = FILM.splitlines(keepends=True)
    assert "".join([*lines[:6], *lines[11:13], *lines[6:11]]) == (folder / "film.yaml").read_text()
    assert ["sh030", "sh010", "sh020"] == [each for each in load(folder).shots if each < "sh04"]


def test_a_shot_moves_to_a_scene_that_is_indented_otherwise(tmp_path):
    """Its lines are shifted as a whole."""
    path = tmp_path / "film.yaml"
    path.write_text(
        "scenes:\n  a:\n    shots:\n      s1: MS | x\n      s2:\n        # why\n"
        "        panel: y\n\n  b:\n   shots:\n    s3: z"
    )

    apply_edit(path, move_shot("s2", after="s3"), folder=tmp_path)

    assert (
        "scenes:\n  a:\n    shots:\n      s1: MS | x\n\n  b:\n   shots:\n    s3: z\n"
        "    s2:\n      # why\n      panel: y\n"
    ) == path.read_text()


def test_what_cannot_move_is_said(folder):
    """No scene is left empty, and a shot of another file is named."""
    two = folder / "scenes" / "two.yaml"
    two.write_text(TWO + "  sc030:\n    shots: {sh050: MS | a, sh060: MS | b}\n")

    assert [
        "scenes/two.yaml:4:7: 'sh040' is the only shot of its scene, which would be left empty",
        "    4 |       sh040: MS | a door",
        "  fix: delete the scene by hand, or leave the shot where it is",
    ] == refusal(move_shot_in, folder, "sh040", before="sh050")
    assert [
        "film.yaml:1:1: the shot 'sh040' is not on the board of film.yaml",
        "    1 | film: 1",
    ] == refusal(move_shot_in, folder, "sh010", before="sh040")
    assert [
        (
            "scenes/two.yaml:6:13: this line cannot be changed by the program, for it is one of "
            "several in brackets"
        ),
        "    6 |     shots: {sh050: MS | a, sh060: MS | b}",
        "  fix: write one event or shot a line, or change it by hand",
    ] == refusal(move_shot_in, folder, "sh050", after="sh060")
