"""The house is kept: takes brought back, programs trusted, files played, room made."""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import MissingToolError, ProjectError
from pipeline.production import Production
from pipeline.production.examining import backend_rows, examine
from pipeline.production.selecting import Selection
from tests.doubles import tiny_film
from tests.production.footage import read

DRAW = """\
import json, pathlib, shutil, sys
order = json.load(sys.stdin)
"""


@pytest.fixture
def film(shot: Path) -> Production:
    """The film with takes."""
    return Production(shot)


def clone(film: Production, into: Path) -> Production:
    """What a colleague gets from git: the author's text, and nothing else."""
    film.circle("sh010", "2")
    film.again().circle("sh020", "p1")
    into.mkdir()
    for name in ("film.yaml", "picks.yaml", "cuts"):
        path = film.folder / name
        (shutil.copytree if path.is_dir() else shutil.copy)(path, into / name)
    return Production(into)


def test_a_fresh_clone_buys_nothing(film: Production, tmp_path: Path) -> None:
    """What picks and cuts name is offline, blocked and named; it is not made again."""
    there = clone(film, tmp_path / "clone")

    plan = there.plan(Selection(names=("sh010",)), ("shoot",))

    assert 0 == plan.to_buy
    assert ["offline"] == [str(row.decision) for row in plan.rows if row.take]
    assert "rushes locate DIR" in plan.rows[0].reasons[0]
    assert not [row for row in plan.rows if str(row.decision) == "make"]


def test_a_lost_ledger_plans_to_make_nothing_again(film: Production) -> None:
    """The slates say what is there, in `plan` as in `make`."""
    before = [str(row.decision) for row in film.plan(Selection()).rows]
    shutil.rmtree(film.home.state)

    after = [str(row.decision) for row in film.again().plan(Selection()).rows]

    assert before == after


def test_takes_elsewhere_are_found_where_local_yaml_says(film: Production, tmp_path: Path) -> None:
    """`locate` writes one line that git does not see; everything stands again."""
    there = clone(film, tmp_path / "clone")
    moved = Path(shutil.move(film.folder / "takes", tmp_path / "big disk: #2"))

    said = there.locate(moved)

    found = there.again()
    assert "5 found" in said
    assert moved == found.home.takes
    assert {"sh010 clip 2", "sh020 panel 1"} == {
        row.take for row in found.takes(Selection()) if row.state == "circled"
    }
    assert () == found.check()


def test_locating_a_folder_without_takes_is_refused(film: Production, tmp_path: Path) -> None:
    """Nothing is written."""
    with pytest.raises(ProjectError, match="there are no takes in"):
        film.locate(tmp_path)

    assert not (film.folder / "local.yaml").exists()


def test_locating_a_film_means_the_takes_in_it(film: Production, tmp_path: Path) -> None:
    """What else lies there as JSON is no take, and footage that is not there is not found."""
    there = clone(film, tmp_path / "clone")
    (film.folder / "out").mkdir(exist_ok=True)
    (film.folder / "out" / "main-disclosure.json").write_text("{}", "utf-8")

    said = there.locate(film.folder)

    assert f"takes are in {film.folder / 'takes'}: 5 found" == said
    assert film.folder / "takes" == there.again().home.takes


def test_takes_that_are_gone_are_offline_and_stay_known(film: Production) -> None:
    """The ledger remembers them; a draft is made of what is there."""
    film.vault.scan(film.ledger.takes)
    shutil.rmtree(film.folder / "takes")

    rows = film.again().plan(Selection(names=("sh010",))).rows

    assert {"offline"} == {str(row.decision) for row in rows if row.take}
    assert {"sh010 panel 2", "sh010 clip 2"} == {row.take for row in rows if row.take}


def test_a_program_runs_only_after_it_was_trusted(tmp_path: Path) -> None:
    """And is forgotten as soon as its file changes."""
    folder = tiny_film(
        tmp_path / "film", draw="{backend: command, program: [python3, draw.py]}", files={}
    )
    (folder / "draw.py").write_text(DRAW, "utf-8")
    home = {"RUSHES_HOME": str(tmp_path / "me")}
    film = Production(folder, home)

    def decisions() -> set[str]:
        rows = Production(folder, home).plan(Selection(), ("board",)).rows
        return {str(row.decision) for row in rows}

    before = decisions()
    film.trust()
    trusted = decisions()
    (folder / "draw.py").write_text(DRAW + "print('changed')\n", "utf-8")
    changed = decisions()

    assert ["draw"] == list(film.programs())
    assert ({"blocked"}, {"make"}, {"blocked"}) == (before, trusted, changed)


def test_a_film_without_programs_needs_no_trust(film: Production) -> None:
    """There is nothing to show."""
    assert {} == film.programs()


def test_the_authors_own_player_shows_the_standing_take(film: Production, tmp_path: Path) -> None:
    """`player:` in local.yaml is a command line; the file comes last."""
    note = tmp_path / "played"
    script = tmp_path / "player.py"
    script.write_text(f"import sys; open({str(note)!r}, 'w').write(sys.argv[-1])", "utf-8")
    player = json.dumps(f"{sys.executable} {script} --quiet")
    (film.folder / "local.yaml").write_text(f"player: {player}\n", "utf-8")
    film = film.again()
    film.trust()

    path = film.what_to_play("sh010")
    film.play(path)

    ends = time.monotonic() + 20
    while not (note.exists() and read(note)) and time.monotonic() < ends:
        time.sleep(0.02)
    assert str(path) == read(note)
    assert "sh010_clip_t02.mp4" == path.name


def test_playing_what_is_not_there_says_what_makes_it(film: Production) -> None:
    """A shot without takes, a film without a draft, a player without a program."""
    (film.folder / "local.yaml").write_text("player: no-such-player\n", "utf-8")
    film = film.again()
    film.trust()

    with pytest.raises(ProjectError, match="sh030 has no take yet"):
        film.what_to_play("sh030")
    with pytest.raises(ProjectError, match="there is no film yet"):
        film.what_to_play("")
    with pytest.raises(MissingToolError, match="the player 'no-such-player' cannot be started"):
        film.play(film.what_to_play("sh010"))


def test_a_sweep_frees_what_no_cut_uses_and_never_footage(film: Production) -> None:
    """Everything derived goes with `--all`; takes, slates and exports stay."""
    derived = film.home.derived
    derived.mkdir(parents=True)
    (derived / "k1-old.mp4").write_bytes(b"x" * 1000)
    takes = {path: path.read_bytes() for path in film.home.takes.rglob("*") if path.is_file()}

    gentle = film.sweep(is_all=False)
    swept = film.again().sweep(is_all=True)

    assert (0, 1) == (gentle.files, gentle.kept)
    assert (1, 1000, 0) == (swept.files, swept.size, swept.kept)
    assert takes == {path: path.read_bytes() for path in takes}


def test_layers_are_written_of_drawn_panels_alone(film: Production) -> None:
    """Adopted pictures have none, and that is said."""
    with pytest.raises(ProjectError, match="none of these panels has layers"):
        film.write_layers(Selection())


def test_every_backend_is_listed_with_its_settings_and_their_meaning() -> None:
    """No setting is without a sentence."""
    rows = backend_rows()

    assert {"camera", "command", "inbox", "sketch", "slate", "still"} <= {row.name for row in rows}
    assert [] == [
        f"{row.name}.{one.name}" for row in rows for one in row.settings if not one.meaning
    ]


def test_the_doctor_finds_everything_well_in_a_film_that_is(film: Production) -> None:
    """ffmpeg, fonts, room on the disk, and each of the film's generators."""
    findings = examine(film)

    assert {"ffmpeg", "fonts", "disk", "draw", "move"} == {one.what for one in findings}
    assert [] == [one for one in findings if not one.is_well and one.what != "disk"]


def test_the_doctor_names_a_generator_that_cannot_work(tmp_path: Path) -> None:
    """The film's own word, and what is wrong with it."""
    film = Production(tiny_film(tmp_path / "film", draw="{backend: nobody}"))

    found = {one.what: one for one in examine(film)}

    assert not found["draw"].is_well
    assert "nobody" in found["draw"].said


def test_the_log_tells_what_was_made(film: Production) -> None:
    """Takes that a generator made stand in it with their time, among what was decided."""
    film.circle("sh010", "1")
    path = film.folder / "takes/sh020/sh020_panel_t01.json"
    data = json.loads(read(path))
    data["generator"] = "draw"
    aside = path.with_name("new")
    aside.write_text(json.dumps(data), "utf-8")
    aside.replace(path)

    rows = film.again().log(100)

    assert ("made", "sh020", "sh020 panel 1 by draw") in [
        (row.verb, row.shot, row.sentence) for row in rows
    ]
    assert sorted(rows, key=lambda row: row.at, reverse=True) == list(rows)
    assert 2 == len(film.again().log(2))
