"""The bin: takes without a shot, found by their words, given to shots, stored once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from pipeline.facts import PANEL, Origin
from pipeline.media.digests import digest_of
from pipeline.media.pictures import note_of, read_picture, write_picture
from pipeline.production import Production
from pipeline.production.selecting import Selection
from tests.production.footage import BOARD, clip, picture, ran, settled, typed

MIDJOURNEY = "{} --ar 21:9 --v 7 Job ID: 11111111-2222-3333-4444-555555555555"
ELEMENTS = "elements:\n  mei: a girl of eight in a red scarf and a knitted cap\n  tower: rust\n"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film of three shots, none of them made, and two elements."""
    return begun(tmp_path / "film")


def begun(folder: Path) -> Path:
    """The film in its folder."""
    folder.mkdir()
    (folder / "film.yaml").write_text(BOARD + ELEMENTS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film with four takes in its bin, three stills and, third, a clip; not to be touched."""
    home = tmp_path_factory.mktemp("stock")
    film = begun(home / "film")
    texts = {
        "ruin.png": ("navy", "a ruined tower at night, snow"),
        "girl.png": ("teal", "wide, a girl of eight in a red scarf and a knitted cap, dusk"),
        "moon.png": ("gold", "the moon"),
    }
    files = {
        name: picture(home / name, colour, {"Description": MIDJOURNEY.format(text)})
        for name, (colour, text) in texts.items()
    }
    ran(film, f"adopt --bin --tag night {files['ruin.png']}")
    ran(film, f"adopt --bin {files['girl.png']}")
    ran(film, f"adopt --bin {clip(home / 'wind.mp4')}")
    ran(film, f"adopt --bin --tag night --tag sky {files['moon.png']}")
    return film


@pytest.fixture
def stocked(stock: Path, tmp_path: Path) -> Path:
    """The same, to be worked with."""
    return Path(shutil.copytree(stock, tmp_path / "film"))


def ids(film: Path, *words: str) -> list[str]:
    """The ids that `rushes bin` lists."""
    rows = json.loads(typed("-p", film, "bin", "--json", *words).out)
    return [row["id"] for row in rows]


def slate(path: Path) -> dict[str, object]:
    """What is written beside a take."""
    data: dict[str, object] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return data


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], ["b1", "b2", "b3", "b4"]),
        (["snow"], ["b1"]),
        (["MOON"], ["b4"]),
        (["wind.mp4"], ["b3"]),
        (["night"], ["b1", "b4"]),
        (["night", "tower"], ["b1"]),
        (["mei"], ["b2"]),
        (["--tag", "night"], ["b1", "b4"]),
        (["--tag", "night", "--tag", "sky"], ["b4"]),
        (["--tag", "nigh"], []),
        (["--with", "mei"], ["b2"]),
        (["--with", "tower"], ["b1"]),
        (["--with", "tower", "dusk"], []),
    ],
)
def test_the_bin_is_searched_by_prompt_name_tag_and_element(
    stock: Path, words: list[str], found: list[str]
) -> None:
    """Stills and clips share one row of numbers; whatever is asked must all be there."""
    assert found == ids(stock, *words)


def test_a_file_that_tells_its_shot_goes_home_and_the_others_into_the_bin(film: Path) -> None:
    """Folders below `inbox/bin` are tags; nothing is left alone."""
    inbox = film / "inbox"
    settled(picture(inbox / "sh010/a.png", "navy"))
    settled(picture(inbox / "b.png", "teal"))
    settled(picture(inbox / "bin/ruins/dusk/c.png", "gold"))

    said = ran(film, "adopt --bin")

    names = [line.split("  ")[0] for line in said.out.splitlines()[:3]]
    assert ["bin panel 1", "bin panel 2", "sh010 panel 1"] == names
    assert ["b2"] == ids(film, "--tag", "ruins", "--tag", "dusk")
    assert ["b1"] == ids(film, "b.png")
    assert "nothing waits in inbox/" in ran(film, "adopt").out


def test_a_take_of_the_bin_serves_two_shots_and_lies_on_the_disk_once(stocked: Path) -> None:
    """Under three names one file; each slate says what it is; the bin lists it no more."""
    ran(stocked, "assign b1 sh010 b1 b4 sh030")

    files = [
        stocked / "takes" / name
        for name in (
            "bin/bin_panel_t01.png",
            "sh010/sh010_panel_t01.png",
            "sh030/sh030_panel_t01.png",
        )
    ]
    assert 1 == len({file.stat().st_ino for file in files})
    assert 3 == files[0].stat().st_nlink
    told = slate(files[2])
    assert ("bin panel 1", "adopted") == (told["parent"], told["origin"])
    assert "a ruined tower at night" in str(told["prompt"])
    assert ["b2", "b3"] == ids(stocked)
    assert ["b1", "b2", "b3", "b4"] == ids(stocked, "--all")
    said = ran(stocked, "status").out
    assert "takes: 3 panels, 1 clip" in said
    assert "bin: 2 takes without a shot" in said


def test_what_was_assigned_outlives_the_bin(stocked: Path) -> None:
    """The names are equals: with the bin's folder gone the shot's take is whole."""
    ran(stocked, "assign 1 sh010")
    for file in (stocked / "takes/bin").iterdir():
        file.unlink()

    take = Production(stocked).vault.takes("sh010", Production(stocked).vault.kinds("sh010")[0])[0]

    assert not take.is_offline
    assert take.slate.files[0].digest == digest_of(take.path)


def test_an_assigned_take_stands_and_counts_as_one_that_was_asked_for(stocked: Path) -> None:
    """The plan makes no panel more; a take that only lies in the bin stands nowhere."""
    ran(stocked, "assign b1 b2 sh010")

    shot = Production(stocked)
    rows = {
        str(row.job.id.shot): str(row.decision) for row in shot.plan(Selection(), ("board",)).rows
    }

    assert {"sh010": "reuse", "sh020": "make", "sh030": "make"} == rows
    assert Origin.SIDE in {take.slate.origin for take in shot.vault.all()["bin", PANEL]}


def test_assigned_again_nothing_is_done(stocked: Path) -> None:
    """It says so, and gives no number."""
    ran(stocked, "assign b1 sh010")

    said = ran(stocked, "assign b1 sh010")

    assert "sh010 panel 1  already is bin panel 1" in said.out
    assert not (stocked / "takes/sh010/sh010_panel_t02.png").exists()


@pytest.mark.parametrize(
    ("part", "box"),
    [
        ("0,0,50,100", (0, 0, 48, 54)),
        ("right half", (48, 0, 96, 54)),
        ("top third", (0, 0, 96, 18)),
        ("1:1 left", (0, 0, 54, 54)),
        ("1:1", (21, 0, 75, 54)),
        ("2.4 bottom", (0, 14, 96, 54)),
        ("25 50 50 50", (24, 27, 72, 54)),
    ],
)
def test_a_part_of_a_picture_is_the_pixels_that_were_named(
    film: Path, tmp_path: Path, part: str, box: tuple[int, int, int, int]
) -> None:
    """In percent, as a half or third of a side, or as the largest part of a form."""
    rows, columns = np.mgrid[0:54, 0:96]
    whole = np.stack([columns * 2, rows * 4, columns + rows], axis=-1).astype(np.uint8)
    write_picture(whole, tmp_path / "map.png")
    ran(film, f"adopt --bin {tmp_path / 'map.png'}")

    typed("-p", film, "assign", "b1", "sh020", "--crop", part)

    left, top, right, bottom = box
    got = read_picture(film / "takes/sh020/sh020_panel_t01.png")
    assert (whole[top:bottom, left:right] == got).all()
    told = slate(film / "takes/sh020/sh020_panel_t01.png")
    assert "bin panel 1" == told["parent"]
    assert "crop" in json.dumps(told["options"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("assign b9 sh010", "there is no 'b9' in the bin"),
        ("assign b2-1 sh010", "the range b2-1 runs backwards"),
        ("assign b1 sh99", "there is no shot 'sh99' in this film"),
        ("assign b1", "no shot is named for b1"),
        ("assign sh010", "no take is named for sh010"),
        ("assign sh010/p4 sh020", "there is no take sh010/p4"),
        ("assign b3 sh010 --crop 0,0,50,50", "bin clip 3 is a clip, and only a still is cropped"),
        ("assign b1 sh010 --crop 60,0,50,50", "the part 60,0,50,50 leaves the picture"),
        ("assign b1 sh010 --crop half", "'half' does not say of which side"),
        ("assign b1 sh010 --crop face", "'face' says no part of a picture"),
        ("bin --with nobody", "there is no element 'nobody' in this film"),
        ("adopt --split 2by2", "'2by2' is no grid"),
    ],
)
def test_what_cannot_be_meant_is_said_and_writes_nothing(
    stocked: Path, line: str, said: str
) -> None:
    """Word for word, before any file is touched."""
    done = typed("-p", stocked, *line.split())

    assert done.code
    assert said in done.err
    assert not (stocked / "takes/sh010").exists()


def test_a_take_that_is_not_here_is_not_assigned(stocked: Path) -> None:
    """It is known by its slate; it is said what to do."""
    (stocked / "takes/bin/bin_panel_t01.png").unlink()

    done = typed("-p", stocked, "assign", "b1", "sh010")

    assert "bin panel 1 cannot be assigned: its file is not on this machine" in done.err
    assert "offline" in ran(stocked, "bin").out


def test_the_contact_sheet_of_the_bin_shows_what_fits(stocked: Path) -> None:
    """One picture for each take; nothing that fits is a sentence."""
    said = ran(stocked, "bin --sheet --tag night").out

    assert "2 pictures" in said
    assert read_picture(stocked / "out/bin.png").shape[1] > 1000
    assert "no take of the bin fits" in ran(stocked, "bin --sheet zebra", code=2).err


@pytest.mark.parametrize("size", [(96, 54), (97, 55), (1345, 577)])
def test_a_grid_becomes_four_takes_that_know_where_they_come_from(
    film: Path, size: tuple[int, int]
) -> None:
    """No pixel is lost and none is in two of them; the grid's own file is kept by the first."""
    random = np.random.default_rng(5)
    whole = random.integers(0, 255, (size[1], size[0], 3), np.uint8)
    grid = film / "inbox/sh020__grid.png"
    grid.parent.mkdir()
    write_picture(whole, grid, texts={"Description": MIDJOURNEY.format("a girl")})
    settled(grid)
    digest = digest_of(grid)

    said = ran(film, "adopt --split 2x2")

    takes = [film / f"takes/sh020/sh020_panel_t{number:02d}.png" for number in range(1, 5)]
    told = [slate(take) for take in takes]
    parts = [read_picture(take) for take in takes]
    rows = [np.hstack(parts[:2]), np.hstack(parts[2:])]
    assert 4 == said.out.count("of 2x2")
    assert {"a girl --ar 21:9 --v 7"} == {note_of(take).prompt for take in takes}
    assert (whole == np.vstack(rows)).all()
    assert [1, 2, 3, 4] == [one["options"]["quadrant"] for one in told]  # type: ignore[index]
    assert {digest} == {one["inputs"][0]["digest"] for one in told}  # type: ignore[index]
    assert digest == digest_of(film / "takes/sh020/sh020_panel_t01.grid.png")
    assert not grid.exists()


def test_a_grid_of_which_no_part_becomes_a_take_stays_in_the_inbox(film: Path) -> None:
    """A picture is no spoken line: four parts are left alone, and the grid is still there."""
    grid = settled(picture(film / "inbox/grid.png", "navy"))

    said = ran(film, f"adopt {grid} --shot sh010 --kind voice.l1 --split 2x2", code=1)

    assert 4 == (said.out + said.err).count("left alone")
    assert grid.exists()


def test_a_grid_taken_in_twice_gives_no_take_twice(film: Path, tmp_path: Path) -> None:
    """The parts have the same bytes each time; a clip is no grid."""
    grid = tmp_path / "grid.png"
    write_picture(np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8), grid)

    ran(film, f"adopt --split 2x2 --shot sh010 {grid}")
    again = ran(film, f"adopt --split 2x2 --shot sh010 {grid}")
    moving = ran(film, f"adopt --split 2x2 --shot sh010 {clip(tmp_path / 'a.mp4')}", code=1)

    assert 4 == again.out.count("already")
    assert "is no picture and cannot be split" in moving.err
    assert 4 == len(list((film / "takes/sh010").glob("*_t0?.png")))
