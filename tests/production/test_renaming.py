"""A shot gets another id: board, cuts, picks, footage and ledger go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.facts import PANEL
from pipeline.production import Production
from pipeline.production.selecting import Selection
from tests.production.footage import CUT, read


@pytest.fixture
def film(shot: Path) -> Production:
    """The film with takes, one of them circled."""
    Production(shot).circle("sh010", "1")
    return Production(shot)


def rename_on_the_board(film: Production) -> None:
    """What a person does in an editor."""
    board = film.folder / "film.yaml"
    board.write_text(read(board).replace("sh010:", "sh070:"), "utf-8")


def test_renaming_takes_everything_along(film: Production) -> None:
    """The same takes stand, under the new name, in every place; comments stay."""
    film.ledger.slots.owe("sh010", PANEL, "draw", 2)

    change = film.rename("sh010", "sh070")

    after = film.again()
    assert "sh010 is sh070 now, with 4 takes" == change.sentence
    assert CUT.replace("sh010", "sh070") == read(film.folder / "cuts" / "main.yaml")
    assert "sh070: {clip: 1}\n" == read(film.folder / "picks.yaml")
    assert "sh070: WS, push in | snow over a frozen city, night    # the first" in read(
        film.folder / "film.yaml"
    )
    assert "sh010" not in read(film.folder / "film.yaml")
    assert not (film.folder / "takes" / "sh010").exists()
    assert ["sh070 panel 1", "sh070 panel 2", "sh070 clip 1", "sh070 clip 2"] == [
        row.take for row in after.takes(Selection(names=("sh070",)))
    ]
    assert {"sh070"} == {shot for shot, _, _ in after.ledger.history().owed}
    assert () == after.check()


def test_a_shot_renamed_in_an_editor_is_noticed_and_followed(film: Production) -> None:
    """The plan asks; `rename` moves the footage and what cuts and picks still say."""
    rename_on_the_board(film)
    asked = [row.reasons[0] for row in film.again().plan(Selection()).rows]
    board = read(film.folder / "film.yaml")

    film.again().rename("sh010", "sh070")

    after = film.again()
    assert any("renamed? `rushes rename sh010 sh070`" in reason for reason in asked)
    assert board == read(film.folder / "film.yaml")
    assert CUT.replace("sh010", "sh070") == read(film.folder / "cuts" / "main.yaml")
    assert "sh070: {clip: 1}\n" == read(film.folder / "picks.yaml")
    assert 4 == len(after.takes(Selection(names=("sh070",))))
    assert () == after.check()


def test_a_renaming_taken_back_takes_the_footage_back(film: Production) -> None:
    """Text, takes and what is known of them are as before; the undo before it goes further back."""
    before = [row.take for row in film.takes(Selection())]
    film.rename("sh010", "sh070")

    change = film.again().undo()

    after = film.again()
    assert "undone: rename sh010 to sh070" == change.sentence
    assert CUT == read(film.folder / "cuts" / "main.yaml")
    assert before == [row.take for row in after.takes(Selection())]
    assert not (film.folder / "takes" / "sh070").exists()
    assert () == after.check()
    assert "undone: circled sh010 clip 1" == after.undo().sentence


def test_a_renaming_in_an_editor_is_not_taken_back(film: Production) -> None:
    """Only what the program wrote; the board and its footage keep the new name."""
    rename_on_the_board(film)
    film.again().rename("sh010", "sh070")
    board = read(film.folder / "film.yaml")

    film.again().undo()

    assert board == read(film.folder / "film.yaml")
    assert (film.folder / "takes" / "sh070").is_dir()


def test_a_shot_that_may_be_renamed_is_not_made_anew(film: Production) -> None:
    """Nothing is bought for it before a person has answered."""
    rename_on_the_board(film)

    rows = [row for row in film.again().plan(Selection()).rows if row.job.id.shot == "sh070"]

    assert {"blocked"} == {str(row.decision) for row in rows}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("sh010", "sh020"), "sh020 is another shot already"),
        (("sh99", "sh98"), "no shot 'sh99' and no footage of that name"),
        (("sh010", "9th"), "'9th' is not a name for a shot"),
        (("sh010", "fade"), "'fade' is a word of the cut"),
        (("sh010", "sc010"), "the name 'sc010' is taken"),
    ],
)
def test_a_name_that_cannot_be_given_changes_nothing(
    film: Production, names: tuple[str, str], said: str
) -> None:
    """Board, cuts and footage are as before."""
    before = read(film.folder / "film.yaml")

    with pytest.raises(ProjectError, match=said):
        film.rename(*names)

    assert before == read(film.folder / "film.yaml")
    assert (film.folder / "takes" / "sh010").is_dir()


def test_footage_that_has_the_new_name_already_stops_it_before_anything(
    film: Production,
) -> None:
    """A shot that was deleted left takes under that id: the board is not renamed halfway."""
    left = film.folder / "takes" / "sh070"
    left.mkdir()
    (left / "sh070_clip_t01.mp4").write_bytes(b"left over")
    before = read(film.folder / "film.yaml")

    with pytest.raises(ProjectError, match="sh070 has takes of its own"):
        film.rename("sh010", "sh070")

    assert before == read(film.folder / "film.yaml")
    assert CUT == read(film.folder / "cuts" / "main.yaml")


def test_forms_change_there_and_back(film: Production) -> None:
    """Long and short say the same; the way back gives the same bytes, comments included."""
    before = read(film.folder / "film.yaml")

    film.fmt(is_long=True)
    long = read(film.folder / "film.yaml")
    film.again().fmt(is_long=False)

    assert "        camera: push in\n" in long
    assert "# the first" in long
    assert before == read(film.folder / "film.yaml")
    assert "every shot has the short form already" == film.again().fmt(is_long=False).sentence
