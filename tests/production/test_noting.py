"""What people say about takes and the cut stays with the picture, and in a file of theirs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.production import Production
from pipeline.production.selecting import Selection
from tests.production.footage import CUT, clip, ran, read, typed

ALL = Selection()


@pytest.fixture
def film(shot: Path) -> Production:
    """The film with takes, seen by somebody called li."""
    return Production(shot, {"USER": "li"})


def written(film: Production) -> list[str]:
    """The lines of notes.yaml, without their day."""
    lines = read(film.folder / "notes.yaml").splitlines()
    return [line.partition(", on: ")[0].partition(", who: ")[0] for line in lines]


def test_a_note_is_a_line_of_a_file(film: Production) -> None:
    """Frame, words and who said it stand in notes.yaml; one undo takes the line back."""
    change = film.note("sh010/2@12", "hand  melts: [again] #2")

    line = read(film.folder / "notes.yaml")
    assert line.startswith("n1: {at: sh010/2@12, says: 'hand melts: [again] #2', who: li, on: 20")
    assert "noted n1: sh010/2@12: hand melts: [again] #2" == change.sentence
    assert "undone: noted n1: sh010/2@12: hand melts: [again] #2" == film.again().undo().sentence
    assert not (film.folder / "notes.yaml").exists()


def test_a_timecode_of_the_cut_lands_on_shot_take_and_frame(film: Production) -> None:
    """sh010/1 12+6 begins behind 12 + 12 frames: frame 27 of the film is frame 15 of the take."""
    film.note("00:00:01:03", "too long")

    assert ["n1: {at: sh010/1@15, in: main 00:00:01:03, says: too long"] == written(film)


def test_the_timecode_that_the_reference_movie_shows_is_a_place_of_the_cut(
    film: Production,
) -> None:
    """The film's first frame is 01:00:00:00 there, or what the first delivery says."""
    film.note("01:00:01:03", "too long")
    with pytest.raises(ProjectError, match="ends at 00:00:01:18"):
        film.again().note("01:00:09:00", "beyond")

    assert ["n1: {at: sh010/1@15, in: main 00:00:01:03, says: too long"] == written(film)


def test_at_29_97_a_place_of_the_reference_movie_drops_numbers(film: Production) -> None:
    text = read(film.folder / "film.yaml").replace("fps: 24", "fps: 29.97")
    ending = "deliveries: {main: {timecode: 00:59:59:20}}\n"
    (film.folder / "film.yaml").write_text(text + ending, "utf-8")

    film.again().note("01:00:00;02", "too long")
    film.again().note("01:00:00:02", "too long")

    places = [line.partition("in: ")[2].partition(",")[0] for line in written(film)]
    assert ["main 00:00:00:12", "main 00:00:00:12"] == places


def test_a_note_moves_with_its_picture(film: Production) -> None:
    """After a recut it is listed where the frame is now, and as not in the cut where it is gone."""
    film.note("00:00:01:03", "too long")
    cut = film.folder / "cuts" / "main.yaml"

    cut.write_text(CUT.replace("- sh010/1 12+6", "- black 5\n- sh010/1 14+6"), "utf-8")
    moved = film.again().notes(ALL)
    cut.write_text(CUT.replace("- sh010/1 12+6", "- sh010/1 18+6"), "utf-8")
    gone = film.again().notes(ALL)

    assert [((30,), ("00:00:01:06",))] == [(row.record, row.timecodes) for row in moved]
    assert [()] == [row.record for row in gone]
    assert "not in cut" in ran(film.folder, "notes").out


def test_a_note_is_seen_on_what_was_made_from_its_take(film: Production, tmp_path: Path) -> None:
    """A larger child that begins later took its place: the same picture has another number."""
    cut = film.folder / "cuts" / "main.yaml"
    cut.write_text(CUT.replace("sh010/1 0-12", "sh010/1 4-12"), "utf-8")
    film.again().note("sh010/1@15", "too long")
    before = film.again().notes(ALL)

    film.again().adopt([clip(tmp_path / "sh010_clip_t01_f2-20_x4.mp4", "red", frames=18)])

    assert "- sh010/3 10-16 " in read(cut)
    assert [(23,)] == [row.record for row in before]
    assert [(23,)] == [row.record for row in film.again().notes(ALL)]


def test_what_shows_no_take_is_noted_all_the_same(film: Production) -> None:
    """A slate card is noted as its shot, black as the place of the cut."""
    cut = film.folder / "cuts" / "main.yaml"
    cut.write_text(CUT.replace("events:\n", "events:\n- black 24\n"), "utf-8")
    film = film.again()

    film.note("00:00:00:06", "a card here?")
    film.again().note("00:00:02:08", "when does it come?")

    assert [
        "n1: {in: main 00:00:00:06, says: a card here?",
        "n2: {at: sh030, in: main 00:00:02:08, says: when does it come?",
    ] == written(film)
    assert [(6,), (54,)] == [row.record for row in film.again().notes(ALL)]


def test_notes_come_in_film_order_and_without_those_that_are_done(film: Production) -> None:
    """`--done` writes it into the line; `--all` lists it; it can be undone."""
    for place in ("sh030", "sh010/1@3", "sh010/2@0"):
        film = film.again()
        film.note(place, "look")

    assert ["n2", "n1", "n3"] == [row.id for row in film.again().notes(ALL)]
    assert "done n2, n3" in ran(film.folder, "note --done n2 n3").out
    assert ["n1"] == [row.id for row in film.again().notes(ALL)]
    listed = json.loads(ran(film.folder, "notes --all sh010 --json").out)
    assert [("n2", True), ("n3", True)] == [(row["id"], row["is_done"]) for row in listed]
    film.again().undo()
    assert 3 == len(film.again().notes(ALL))


def test_notes_stand_beside_takes_and_are_counted_in_the_status(film: Production) -> None:
    """`takes` says them under the take, `status` how many are open."""
    film.note("sh010/2@12", "hand melts")

    assert "    n1 @12: hand melts" in ran(film.folder, "takes sh010").out
    assert "1 note open: `rushes notes`" in ran(film.folder, "status").out


def test_notes_follow_a_shot_to_its_new_name(film: Production) -> None:
    """As cuts and picks do; a lost ledger loses none of them."""
    film.note("sh010/2@12", "hand melts")
    film.again().rename("sh010", "sh015")
    shutil.rmtree(film.folder / ".rushes")

    assert ["sh015/2@12"] == [row.place for row in film.again().notes(ALL)]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("sh010/2@24", "sh010 clip 2 has 24 frames, 0 to 23; there is no 24"),
        ("sh010/9@1", "sh010 has no clip 9"),
        ("sh010@1", "frame 1 of which take of sh010?"),
        ("00:00:09:00", "the cut 'main' ends at 00:00:01:18, before 00:00:09:00"),
        ("00:00:61:00", "'00:00:61:00' is not a timecode at 24 frames a second"),
        ("sh099", "there is no shot or scene 'sh099' in this film"),
        ("?", "'?' is neither a shot nor a frame of a take, as in sh020/5@12"),
    ],
)
def test_a_place_that_is_not_there_is_said(film: Production, place: str, said: str) -> None:
    """And nothing is written."""
    with pytest.raises(ProjectError) as caught:
        film.note(place, "x")

    assert said == caught.value.message
    assert not (film.folder / "notes.yaml").exists()


def test_a_note_without_words_and_an_unknown_one_are_refused(film: Production) -> None:
    """With what to type."""
    assert "the note says nothing" in typed("-p", film.folder, "note", "sh010").err
    assert "there is no note 'n7'" in typed("-p", film.folder, "note", "--done", "n7").err


def test_a_file_written_by_hand_is_read_as_far_as_it_goes(film: Production) -> None:
    """What is odd about a line is a warning: no note keeps a film from being made."""
    text = "n1: {at: sh010, says: dark, colour: red}\nfirst: {says: x}\nn2: hello\n"
    text += "n3: {at: sh077/1@2, says: gone}\nn4: {in: main never, says: odd}\n"
    (film.folder / "notes.yaml").write_text(text, "utf-8")
    film = film.again()

    notes = [problem for problem in film.check() if "notes.yaml" in str(problem.where)]

    assert all(problem.is_warning for problem in notes)
    assert [
        "a note has no 'colour'",
        "'first' is no name of a note",
        "the note n2 says nothing",
        "the shot 'sh077' is not on the board; the note n3 is kept",
    ] == [problem.message for problem in notes]
    assert {"n1", "n3", "n4"} == {row.id for row in film.notes(ALL)}


def test_two_units_never_give_a_note_the_same_name(film: Production) -> None:
    """The name of a unit stands in it."""
    film.note("sh010", "a")
    (film.folder / "local.yaml").write_text("unit: b\n", "utf-8")

    film.again().note("sh010", "b")

    assert ["n1", "nb1"] == [row.id for row in film.again().notes(ALL)]
