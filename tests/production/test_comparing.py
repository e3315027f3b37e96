"""Several generators on one shot, and a film made again by another one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.facts import CLIP, Take
from pipeline.media.probe import probe
from pipeline.production import Production
from tests.production.footage import ran, typed

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def film(shot: Path) -> Path:
    """The film of three shots, delivered small, with a second and a third generator of clips."""
    path = shot / "film.yaml"
    text = path.read_text("utf-8")
    move = "  move: {backend: camera}\n"
    assert move in text
    more = "  slow: {backend: camera, seconds: 1}\n  long: {backend: camera, seconds: 1.5}\n"
    path.write_text(text.replace(move, move + more) + "deliveries: {main: {width: 128}}\n", "utf-8")
    return shot


def _stands(film: Path, shot: str) -> str:
    rows = {row.shot: row for row in Production(film).cut_rows("main")}
    return f"{shot} {rows[shot].take}"


def test_takes_that_are_compared_stand_beside_the_film(film: Path) -> None:
    """They are shown side by side, and neither stands for the shot nor counts for it."""
    before = _stands(film, "sh010")
    planned = ran(film, "plan").out

    said = ran(film, "compare sh010 --with slow,long")

    lines = said.out.splitlines()
    assert lines[0].startswith("1  slow  sh010 clip ")
    assert lines[1].startswith("2  long  sh010 clip ")
    assert "1 s   free   in " in lines[0]
    assert before == _stands(film, "sh010")
    assert planned.splitlines()[-1] == ran(film, "plan").out.splitlines()[-1]
    grid = probe(film / "out" / "compare_sh010_v01.mp4")
    assert 36 == grid.frames, "as long as the longest"
    assert 1920 == grid.width
    assert (film / "out" / "compare_sh010_v01.png").is_file()


def test_what_was_made_of_the_same_words_is_not_ordered_again(film: Path) -> None:
    ran(film, "compare sh010 --with slow,long")
    count = len(list((film / "takes" / "sh010").glob("*_clip_*.json")))

    again = ran(film, "compare sh010 --with slow,long")
    same = len(list((film / "takes" / "sh010").glob("*_clip_*.json")))
    ran(film, "compare sh010 --with slow,long --anew")

    assert same == count
    assert 2 == again.out.count("(was there)")
    assert count + 2 == len(list((film / "takes" / "sh010").glob("*_clip_*.json")))


def test_what_was_made_and_is_not_here_is_not_ordered_again(film: Path) -> None:
    """It is named."""
    ran(film, "compare sh010 --with slow")
    (take,) = (film / "takes" / "sh010").glob("*_clip_t03.*4")
    take.rename(film.parent / "away.mp4")

    said = ran(film, "compare sh010 --with slow").err

    assert "sh010 clip 3 is offline: it is not ordered again" in said
    assert not list((film / "takes" / "sh010").glob("*_clip_t04*"))


def test_one_of_them_is_circled_like_any_other(film: Path) -> None:
    report = json.loads(ran(film, "compare sh010 --with slow,long --json").out)
    shot, _, take = report["rows"][1]["take"].partition(" ")

    typed("-p", film, "circle", shot, take)

    assert report["rows"][1]["take"] == _stands(film, "sh010")


def test_what_stands_in_the_way_is_told_before_anything_is_made(film: Path) -> None:
    assert "no generator 'sora'" in ran(film, "compare sh010 --with slow,sora", code=2).err
    assert "there is no shot 'sh990'" in ran(film, "compare sh990 --with slow", code=2).err
    bare = ran(film, "compare sh030 --with slow", code=2).err
    assert "sh030 has no panel to begin with" in bare
    assert "`rushes board sh030`" in bare


def test_a_film_is_remastered_beside_itself(film: Path) -> None:
    """Every use of a clip plays a new take in the new cut, in its own window; main is untouched."""
    (film / "cuts").mkdir(exist_ok=True)
    main = film / "cuts" / "main.yaml"
    main.write_text(
        "cut: main\nevents:\n- sh010/1 0-6               # the city\n- sh020\n- sh010/1 6+6\n",
        "utf-8",
    )
    before = main.read_bytes()

    said = ran(film, "remaster --by slow")

    assert before == main.read_bytes()
    text = (film / "cuts" / "remaster.yaml").read_text("utf-8")
    assert "like: main" in text
    assert "- replace sh010 1: sh010/3 0-6" in text
    assert "- replace sh010 2: sh010/3 6+6" in text
    assert "remaster.yaml: 2 uses of new takes" in said.out
    rows = Production(film).cut_rows("remaster")
    assert ["clip 3", "clip 3"] == [row.take for row in rows if row.shot == "sh010"]
    assert (film / "out" / "remaster_v01" / "sh010_clip_t01.mp4").is_file()

    again = ran(film, "remaster --by slow")

    assert "0 made" in again.out
    assert text == (film / "cuts" / "remaster.yaml").read_text("utf-8")

    once_more = ran(film, "remaster sh010 --by slow --cut remaster --name third")

    assert "nothing to make: no clip in use was made by another than slow" in once_more.out
    assert not (film / "cuts" / "third.yaml").exists()

    ran(film, "undo")

    assert not (film / "cuts" / "remaster.yaml").exists()


def test_a_take_that_is_too_short_leaves_the_old_one_in_its_place(film: Path) -> None:
    main = film / "cuts" / "main.yaml"
    main.parent.mkdir(exist_ok=True)
    main.write_text("cut: main\nevents:\n- sh010/1 0-12\n", "utf-8")
    ran(film, "remaster --by slow --name other")
    main.write_text("cut: main\nevents:\n- sh010/1 0-12\n- sh010/1 0-30\n", "utf-8")

    said = ran(film, "remaster --by slow --name third")

    assert "and the cut uses sh010 clip 1 up to 30" in said.out


def test_a_cut_that_follows_from_the_board_is_remastered(film: Path) -> None:
    """No cut is written: its shots are those of the board, and stand in no file of a cut."""
    (film / "cuts" / "main.yaml").unlink()

    ran(film, "remaster --by long sh010")

    text = (film / "cuts" / "remaster.yaml").read_text("utf-8")
    assert text.endswith("like: main\nchanges:\n- replace sh010: sh010/3\n")
    assert "nothing is wrong" in ran(film, "check").out


@pytest.mark.parametrize("name", ["../../other", "sub/x", "a: b", "#x", ""])
def test_what_is_no_name_is_refused_before_anything_is_made(film: Path, name: str) -> None:
    said = typed("-p", film, "remaster", "--by", "slow", "--name", name)

    assert (2, f"'{name}' is no name for a cut") == (said.code, said.err.splitlines()[0])


def test_the_cut_itself_is_no_name_for_it(film: Path) -> None:
    said = ran(film, "remaster --by slow --name main", code=2)

    assert "the cut 'main' is never written by this" in said.err


def test_every_used_take_gets_its_own_from_its_own_panel(film: Path) -> None:
    """Two takes of a shot are two new ones, whatever panel stands today."""
    ran(film, "compare sh010 --with slow")
    ran(film, "circle sh010 p1")
    ran(film, "compare sh010 --with long")
    main = film / "cuts" / "main.yaml"
    main.parent.mkdir(exist_ok=True)
    main.write_text("cut: main\nevents:\n- sh010/3 0-6\n- sh010/4 0-6\n", "utf-8")

    ran(film, "remaster --by move")

    takes = Production(film).vault.takes("sh010", CLIP)
    assert ["sh010 panel 2", "sh010 panel 1"] == [_panel(take) for take in takes[2:4]]
    new = [take for take in takes[4:] if take.slate.generator == "move"]
    assert ["sh010 panel 2", "sh010 panel 1"] == [_panel(take) for take in new]
    text = (film / "cuts" / "remaster.yaml").read_text("utf-8")
    for number, take in enumerate(new, start=1):
        assert f"- replace sh010 {number}: sh010/{take.ref.number} 0-6" in text


def test_takes_that_are_elsewhere_are_not_bought_again(film: Path) -> None:
    """A clone without media knows them by their slates."""
    main = film / "cuts" / "main.yaml"
    main.parent.mkdir(exist_ok=True)
    main.write_text("cut: main\nevents:\n- sh010/1 0-6\n", "utf-8")
    ran(film, "remaster --by slow")
    for media in (film / "takes" / "sh010").glob("*_clip_*.mp4"):
        media.unlink()

    said = ran(film, "remaster --by slow")

    assert "0 made" in said.out


def test_an_approved_shot_is_left_as_it_is(film: Path) -> None:
    ran(film, "approve sh010")

    assert "sh010 is approved" in ran(film, "compare sh010 --with slow", code=2).err
    said = ran(film, "remaster --by slow")
    assert "sh010 is approved and left as it is" in said.out
    assert not any(
        take.slate.generator == "slow" for take in Production(film).vault.takes("sh010", CLIP)
    )


def _panel(take: Take) -> str:
    return next(item.take for item in take.slate.inputs if " panel " in item.take)
