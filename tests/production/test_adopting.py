"""Files from elsewhere become takes: matched to exactly one shot, or left alone."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.production import Production, adopting
from pipeline.production.adoption import AdoptReport, AdoptRequest, Outcome
from pipeline.production.settling import SETTLED_SECONDS, growing
from tests.production.footage import BOARD, clip, picture, ran, read, settled

COLOURS = ("navy", "teal", "maroon", "olive", "purple", "gray", "orange", "pink", "gold", "plum")


@pytest.fixture
def film(tmp_path: Path) -> Production:
    """A film of three shots, none of them made."""
    folder = tmp_path / "film"
    folder.mkdir()
    (folder / "film.yaml").write_text(BOARD, "utf-8")
    return Production(folder)


def waiting(film: Production, *names: str) -> list[Path]:
    """Pictures of different colours in the inbox."""
    inbox = film.folder / "inbox"
    return [
        settled(picture(inbox / name, colour)) for name, colour in zip(names, COLOURS, strict=False)
    ]


def taken(report: AdoptReport) -> dict[str, str]:
    """Which take each file became."""
    return {one.file.name: one.take for one in report.adopted}


def slate(film: Production, name: str) -> dict[str, object]:
    """The slate of a take, as it is written."""
    data: dict[str, object] = json.loads(read(film.folder / "takes" / name))
    return data


def test_a_folder_or_the_head_of_a_name_tells_the_shot(film: Production) -> None:
    """What was taken in leaves the inbox; what tells nothing stays, with candidates."""
    files = waiting(film, "sh010/a.png", "sh020__b.png", "my sh030 idea.png", "moon.png")

    report = film.adopt([])

    assert {"a.png": "sh010 panel 1", "sh020__b.png": "sh020 panel 1"} == taken(report)
    assert {"my sh030 idea.png": ("sh030",), "moon.png": ()} == {
        left.file.name: left.candidates for left in report.left
    }
    assert [False, False, True, True] == [file.exists() for file in files]


def test_a_file_named_on_the_command_line_is_copied_and_stays(
    film: Production, tmp_path: Path
) -> None:
    """Pictures become panels, clips become clips; the author's file lies where it lay."""
    still, moving = picture(tmp_path / "a.png"), clip(tmp_path / "a.mp4")

    report = film.adopt([still, moving], shot="sh010")

    assert {"a.png": "sh010 panel 1", "a.mp4": "sh010 clip 1"} == taken(report)
    assert still.exists()
    assert moving.exists()
    assert (film.folder / "takes/sh010/sh010_clip_t01.mp4").read_bytes() == moving.read_bytes()


def test_the_same_bytes_are_stored_once(film: Production, tmp_path: Path) -> None:
    """Under another name, for another shot, a second time: it is known already."""
    film.adopt([picture(tmp_path / "a.png")], shot="sh010")

    report = film.again().adopt([picture(tmp_path / "b.png")], shot="sh020")

    assert () == report.adopted
    assert ["sh010 panel 1"] == [one.take for one in report.known]
    assert "to show it in sh020 too, `rushes assign sh010/p1 sh020`" in report.known[0].why
    assert not (film.folder / "takes" / "sh020").exists()


def test_a_file_named_after_a_take_is_made_from_it(film: Production, tmp_path: Path) -> None:
    """Dropped beside the take or into the inbox, the slate names the parent."""
    film.adopt([picture(tmp_path / "a.png")], shot="sh010")
    beside = film.folder / "takes/sh010/sh010_panel_t01 painted.png"
    settled(picture(beside, "teal"))
    settled(picture(film.folder / "inbox/sh010_panel_t01_x4.png", "gold"))

    report = film.again().adopt([])

    assert {"sh010 panel 2", "sh010 panel 3"} == {one.take for one in report.adopted}
    assert "sh010 panel 1" in json.dumps(slate(film, "sh010/sh010_panel_t02.json"))
    assert "sh010 panel 1" in json.dumps(slate(film, "sh010/sh010_panel_t03.json"))
    assert not beside.exists()


@pytest.mark.parametrize(
    "notes",
    [
        {"parameters": "a child looks up, close-up\nSteps: 20, Seed: 77, Model: x"},
        {"Description": "a child looks up --v 7 Job ID: 11111111-2222-3333-4444-555555555555"},
        {
            "prompt": json.dumps(
                {"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a child looks up"}}}
            )
        },
    ],
)
def test_the_prompt_inside_a_picture_tells_the_shot(
    film: Production, notes: dict[str, str]
) -> None:
    """As A1111, Midjourney and ComfyUI write it into PNG text chunks."""
    settled(picture(film.folder / "inbox/00017.png", notes=notes))

    report = film.adopt([])

    assert {"00017.png": "sh020 panel 1"} == taken(report)
    assert "a child looks up" in str(slate(film, "sh020/sh020_panel_t01.json"))


def test_one_word_of_a_shot_inside_a_prompt_is_no_match(tmp_path: Path) -> None:
    """A shot of few words takes a prompt that begins with them, as its card does, and no other."""
    folder = tmp_path / "film"
    folder.mkdir()
    board = "film: 1\nelements: {liu: a man}\nshots:\n  sh010: EWS | ash\n  sh020: <liu> waits\n"
    (folder / "film.yaml").write_text(board, "utf-8")
    film = Production(folder)
    settled(picture(folder / "inbox/a.png", "navy", notes={"parameters": "a cat on ash waits"}))
    settled(picture(folder / "inbox/b.png", "teal", notes={"parameters": "Ash. Wide shot. Grey"}))
    settled(picture(folder / "inbox/c.png", "gold", notes={"parameters": "liu waits. liu: a man"}))

    report = film.adopt([])

    assert {"b.png": "sh010 panel 1", "c.png": "sh020 panel 1"} == taken(report)
    assert ["a.png"] == [left.file.name for left in report.left]


def test_a_prompt_that_fits_two_shots_is_left_alone(film: Production) -> None:
    """The candidates are named."""
    notes = {"parameters": "snow over a frozen city, night; a bridge over the ice, dusk"}
    settled(picture(film.folder / "inbox/x.png", notes=notes))

    report = film.adopt([])

    assert () == report.adopted
    assert ("sh010", "sh030") == report.left[0].candidates


def test_a_map_over_the_numbered_sheet_sends_pictures_home(film: Production) -> None:
    """Shots, new shots and the bin; the board grows at its end; a second time nothing happens."""
    waiting(film, *(f"{number}.png" for number in range(1, 8)))
    sheet, count = film.adopt_sheet()
    (film.folder / "inbox/map.yaml").write_text("sh010: 1 3-4\nnew: 5-6\nbin: 7\n", "utf-8")

    report = film.again().adopt([])
    again = film.again().adopt([])

    shots = list(film.again().project.shots)
    assert (7, True) == (count, sheet.is_file())
    assert {
        "1.png": "sh010 panel 1",
        "3.png": "sh010 panel 2",
        "4.png": "sh010 panel 3",
        "5.png": "sh040 panel 1",
        "6.png": "sh050 panel 1",
        "7.png": "bin panel 1",
    } == taken(report)
    assert ["2.png"] == [left.file.name for left in report.left]
    assert ["sh010", "sh020", "sh030", "sh040", "sh050"] == shots
    assert () == again.adopted
    assert shots == list(film.again().project.shots)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sh010: 9\n", "sh010: the sheet has no picture 9"),
        ("sh010: 1\nsh020: 1\n", "picture 1 is given to sh010 and to sh020"),
        ("sh010: 2-1\n", "the range 2-1 runs backwards"),
        ("sh99: 1\n", "there is no shot 'sh99'"),
        ("sh010: one\n", "'one' is neither a number nor a range like 7-9"),
        ("- 1\n", "is no list of shots"),
    ],
)
def test_a_map_that_cannot_be_meant_moves_nothing(film: Production, text: str, said: str) -> None:
    """The sentence says which line; the pictures stay."""
    files = waiting(film, "1.png", "2.png")
    film.adopt_sheet()
    (film.folder / "inbox/map.yaml").write_text(text, "utf-8")

    with pytest.raises(ProjectError, match=said):
        film.adopt([])

    assert all(file.exists() for file in files)


def test_what_was_copied_just_now_is_waited_for_and_taken_in(
    film: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for all of them: nobody has to type `adopt` twice."""
    picture(film.folder / "inbox/sh010/a.png", "navy")
    picture(film.folder / "inbox/sh020/b.png", "teal")
    naps: list[float] = []
    monkeypatch.setattr(adopting, "growing", partial(growing, sleep=naps.append))

    report = film.adopt([])

    assert {"a.png": "sh010 panel 1", "b.png": "sh020 panel 1"} == taken(report)
    assert () == report.left
    assert 1 == len(naps)
    assert 0 < naps[0] <= SETTLED_SECONDS
    film.again().adopt([settled(picture(film.folder / "inbox/sh030/c.png", "olive"))])
    assert 1 == len(naps)


def test_a_file_is_waited_for_until_it_is_two_seconds_old(tmp_path: Path) -> None:
    """Once for all of them; a clock that is ahead costs two seconds, and an old file none."""
    ages = {"old": 9.0, "young": 1.5, "new": 0.25}
    for name, age in ages.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    naps: list[float] = []

    def left(*names: str, grows: str = "") -> set[str]:
        def nap(seconds: float) -> None:
            naps.append(seconds)
            if grows:
                (tmp_path / grows).write_text("more", "utf-8")

        paths = [tmp_path / name for name in names]
        return {path.name for path in growing(paths, now=lambda: 1000.0, sleep=nap)}

    assert set() == left("old")
    assert [] == naps
    assert set() == left("old", "young", "new")
    assert {"gone"} == left("old", "gone")
    os.utime(tmp_path / "young", (5000, 5000))
    assert set() == left("young")
    assert {"new"} == left("young", "new", grows="new")
    assert [1.75, 2.0, 2.0, 2.0] == naps


def test_half_downloaded_files_wait(film: Production, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser's ending, a companion with one, or one that goes on growing while it is watched."""
    inbox = film.folder / "inbox/sh010"
    settled(picture(inbox / "a.png", "navy"))
    settled(picture(inbox / "b.png", "teal"))
    (inbox / "b.png.part").write_bytes(b"...")
    grown = picture(inbox / "c.png", "olive")
    monkeypatch.setattr(adopting, "growing", partial(growing, sleep=lambda _: os.utime(grown)))

    report = film.adopt([])

    assert {"a.png": "sh010 panel 1"} == taken(report)
    assert {"b.png", "b.png.part", "c.png"} == {left.file.name for left in report.left}
    assert {
        "b.png": ("it is still being downloaded", "when that is done, `rushes adopt`"),
        "b.png.part": ("it is still being downloaded", "when that is done, `rushes adopt`"),
        "c.png": (
            "it came or changed just now and may not be all here",
            "wait 2 seconds, then `rushes adopt` again",
        ),
    } == {left.file.name: (left.reason, left.fix) for left in report.left}


@pytest.mark.parametrize("cut_at", [0, 0.2, 0.6])
def test_a_broken_file_is_refused_and_kept(film: Production, tmp_path: Path, cut_at: float) -> None:
    """Everything is decoded before it becomes a take."""
    whole = picture(tmp_path / "whole.png").read_bytes()
    broken = tmp_path / "broken.png"
    broken.write_bytes(whole[: int(len(whole) * cut_at)])

    report = film.adopt([broken], shot="sh010")

    assert () == report.adopted
    assert 1 == len(report.left)
    assert broken.exists()
    assert not list((film.folder / "takes").rglob("*.png"))


def test_a_clip_that_ends_early_is_refused(film: Production, tmp_path: Path) -> None:
    """Half a clip is no clip, though its head reads well."""
    whole = clip(tmp_path / "whole.mp4").read_bytes()
    half = tmp_path / "half.mp4"
    half.write_bytes(whole[: len(whole) // 2])

    report = film.adopt([half], shot="sh010")

    assert () == report.adopted
    assert [half] == [left.file for left in report.left]


@pytest.mark.parametrize(
    ("shot", "kind", "said"),
    [
        ("sh99", "", "there is no shot 'sh99' in this film"),
        ("sh010", "painting", "'painting' is no kind of take"),
    ],
)
def test_an_adoption_that_cannot_be_meant_is_refused(
    film: Production, tmp_path: Path, shot: str, kind: str, said: str
) -> None:
    """Before any file is touched."""
    with pytest.raises(ProjectError, match=said):
        film.adopt([picture(tmp_path / "a.png")], shot=shot, kind=kind)

    assert not (film.folder / "takes").exists()


def test_a_moving_picture_is_no_panel(film: Production, tmp_path: Path) -> None:
    """Asked to take a clip as a panel, it says so."""
    report = film.adopt([clip(tmp_path / "a.mp4")], shot="sh010", kind="panel")

    assert ["a clip cannot be a panel; leave --kind out"] == [one.reason for one in report.left]


def test_everything_wrong_in_a_map_is_said_at_once_with_its_line(film: Production) -> None:
    """File, line, the line itself and what to do."""
    waiting(film, "1.png", "2.png")
    film.adopt_sheet()
    text = "sh010: 9 two\nsh020: 1\nsh030: 1 3-2\nsh01: 2\n"
    (film.folder / "inbox/map.yaml").write_text(text, "utf-8")

    with pytest.raises(ProjectError) as error:
        film.adopt([])

    assert [
        ("inbox/map.yaml:1:1", "sh010: the sheet has no picture 9"),
        ("inbox/map.yaml:1:1", "sh010: 'two' is neither a number nor a range like 7-9"),
        ("inbox/map.yaml:3:1", "sh030: the range 3-2 runs backwards"),
        ("inbox/map.yaml:3:1", "picture 1 is given to sh020 and to sh030"),
        ("inbox/map.yaml:4:1", "there is no shot 'sh01'"),
    ] == [(str(each.where), each.message) for each in error.value.problems]
    assert "did you mean 'sh010'?" == error.value.problems[-1].fix


def test_a_file_that_is_left_alone_says_what_to_do_with_it(film: Production) -> None:
    """A shot that does not exist, nothing that tells one, and what is no picture at all."""
    waiting(film, "sh01/a.png", "sh01__b.png", "moon.png")
    notes = film.folder / "inbox/sh010/notes.txt"
    notes.parent.mkdir()
    notes.write_text("call Li", "utf-8")
    settled(notes)

    left = {one.file.name: one for one in film.adopt([]).left}

    inbox = film.folder / "inbox"
    assert "it lies in inbox/sh01/, and there is no shot 'sh01'" == left["a.png"].reason
    assert "its name begins with 'sh01', and there is no such shot" == left["sh01__b.png"].reason
    assert ("sh010",) == left["a.png"].candidates == left["sh01__b.png"].candidates
    assert (f"`rushes adopt {inbox}/sh01/a.png --shot sh010`, or put it into inbox/sh010/") == left[
        "a.png"
    ].fix
    assert (f"`rushes adopt {inbox}/moon.png --shot SHOT`, or put it into inbox/SHOT/") == left[
        "moon.png"
    ].fix
    assert (
        "it holds no picture and no sound that can be read",
        "only pictures, clips and sounds can be read here: keep it elsewhere",
    ) == (left["notes.txt"].reason, left["notes.txt"].fix)


def test_what_is_said_of_bytes_of_another_shot_shows_them_in_two(
    film: Production, tmp_path: Path
) -> None:
    """What `adopt` tells to type is true as it stands; after it, the picture is known there."""
    film.adopt([picture(tmp_path / "a.png")], shot="sh010")
    said = film.again().adopt([tmp_path / "a.png"], shot="sh020").known[0].fix

    done = ran(film.folder, said.strip("`").removeprefix("rushes "))

    assert "sh020 panel 1  is sh010 panel 1" in done.out
    again = film.again().adopt([tmp_path / "a.png"], shot="sh020")
    assert ["sh020 panel 1"] == [one.take for one in again.known]
    assert "" == again.known[0].fix


def test_a_picture_that_grows_while_it_is_taken_in_stays_in_the_inbox(film: Production) -> None:
    """A download that stood still for long, and went on: the rest of it is not thrown away."""
    (file,) = waiting(film, "sh010/a.png")
    told: list[Outcome] = []

    def grow(outcome: Outcome) -> None:
        told.append(outcome)
        if len(told) == 1:
            file.write_bytes(file.read_bytes() + b"the rest")

    report = film.take_in([], AdoptRequest(tell=grow))

    assert {"a.png": "sh010 panel 1"} == taken(report)
    assert file.read_bytes().endswith(b"the rest")
    assert "it changed while it was taken in, and stays here" == report.left[0].reason


def test_a_map_whose_pictures_were_moved_is_kept_and_the_new_one_says_where(
    film: Production,
) -> None:
    """What was typed is nobody's to throw away before its pictures are takes; then it is done."""
    files = waiting(film, "1.png", "2.png")
    inbox = film.folder / "inbox"
    film.adopt_sheet()
    (inbox / "map.yaml").write_text("sh010: 1\nsh020: 2  # the blue one\n", "utf-8")
    for file in files:
        (inbox / "new").mkdir(exist_ok=True)
        file.rename(inbox / "new" / file.name)

    film.again().adopt_sheet()
    (inbox / "map.yaml").write_text("sh010: 1-2\n", "utf-8")
    report = film.again().adopt([])
    waiting(film, "3.png")
    film.again().adopt_sheet()

    assert "the blue one" in read(inbox / "map (2).yaml")
    assert {"1.png": "sh010 panel 1", "2.png": "sh010 panel 2"} == taken(report)
    assert not report.left
    assert ["map (2).yaml", "map.yaml"] == sorted(path.name for path in inbox.glob("*.yaml"))
