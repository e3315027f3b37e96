"""Clips that nobody watched are walked through in the author's player, and decided about."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.facts import CLIP
from pipeline.production import Production
from pipeline.production.selecting import Selection
from tests.production.footage import CUT, ran, read, typed

ROOT = Path(__file__).resolve().parents[2]
ALL = Selection()


@pytest.fixture
def film(shot: Path) -> Production:
    """The film with takes: sh010 has two clips of 24 frames, and its cut plays the first."""
    return Production(shot)


def typed_in(film: Path, answers: str, *words: str) -> tuple[int, str]:
    """What `rushes trim` says in a terminal where these lines are typed, and its status."""
    pty = pytest.importorskip("pty", reason="no terminals to open here")
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "-p", str(film), "trim", *words],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )
    os.write(ours, answers.encode())
    out, _ = done.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert "Traceback" not in out, out
    return done.returncode, out


def with_player(film: Path) -> Path:
    """A player that writes down what it is asked to play; allowed on this machine."""
    script = film / "player.py"
    script.write_text(
        f"import sys\nopen({str(film / 'played')!r}, 'a').write(sys.argv[1] + '\\n')\n", "utf-8"
    )
    player = f'"{sys.executable}" "{script}"'
    (film / "local.yaml").write_text(f"player: '{player}'\n", "utf-8")
    Production(film).trust()
    return film


def test_each_clip_is_played_and_asked_about(film: Production) -> None:
    """A window of the first, a reason for the second; both are remembered as watched."""
    folder = with_player(film.folder)

    code, said = typed_in(folder, "4-12\n\nx six fingers\n")

    assert 0 == code, said
    played = {Path(line).name for line in read(folder / "played").split()}
    assert {"sh010_clip_t01.mp4", "sh010_clip_t02.mp4"} == played
    assert "sh010: {rejected: {clip 2: six fingers}}\n" == read(folder / "picks.yaml")
    assert "sh010 clip 1  1 of 2  24 frames (1.00 s), planned 12; the film uses 0-12, 12-18" in said
    assert "the cut 'main' uses sh010 2 times" in said
    assert "fix: `rushes trim sh010 4-12 --nth 1` trims the first of them" in said
    assert "every clip was watched" in typed("-p", folder, "trim").out


def test_one_goes_back_undoes_and_stops(film: Production) -> None:
    """What was decided stays decided; what was not reached is left to watch."""
    folder = with_player(film.folder)

    _, said = typed_in(folder, "m\nb\nu\nq\n")

    assert "undone: maybe sh010 clip 1" in said
    assert not (folder / "picks.yaml").exists() or "maybe" not in read(folder / "picks.yaml")
    assert "1 clip left to watch" in said
    assert ["sh010/2"] == [view.typed for view in Production(folder).unwatched(ALL)]
    assert 2 == len(Production(folder).unwatched(ALL, is_all=True))


def test_without_a_terminal_it_says_what_to_type(film: Production) -> None:
    """And which clips wait."""
    said = ran(film.folder, "trim", code=2).err

    assert "2 clips not watched yet, and no terminal to ask in" in said
    assert "`rushes trim sh010/1 0-12`" in said


def test_without_a_player_it_says_where_one_is_named(film: Production) -> None:
    """The system has none, and local.yaml names none."""
    (film.folder / "local.yaml").write_text("player: no-such-player\n", "utf-8")
    Production(film.folder).trust()

    code, said = typed_in(film.folder, "\n")

    assert 3 == code
    assert "the player 'no-such-player' cannot be started" in said
    assert "name yours in local.yaml (`player: mpv`)" in said


def test_rejected_offline_and_approved_ones_are_not_shown(film: Production) -> None:
    """There is nothing to decide about them."""
    film.reject("sh010", "2", "melts")
    film.again().vault.takes("sh010", CLIP)[0].path.unlink()

    assert () == film.again().unwatched(ALL)


def test_a_piece_is_used_in_one_decision(film: Production) -> None:
    """The take is circled, its scene opened, its window set; one undo takes all of it back."""
    (film.folder / "cuts" / "main.yaml").write_text("cut: main\nevents:\n- sc010\n- sc020\n")
    film = film.again()
    before = read(film.folder / "cuts" / "main.yaml")

    said = film.use_window("sh010/1", "4-12")

    assert "circled sh010 clip 1; opened sc010; trimmed sh010 to 4-12" == said.sentence
    cut = "cut: main\nevents:\n- sh010/1 4-12\n- sh020 0-12\n- sc020\n"
    assert cut == read(film.folder / "cuts" / "main.yaml")
    assert "sh010: {clip: 1}\n" == read(film.folder / "picks.yaml")
    film.again().undo()
    assert before == read(film.folder / "cuts" / "main.yaml")
    assert not (film.folder / "picks.yaml").exists()


def test_a_piece_of_a_take_that_is_shown_is_only_trimmed(film: Production) -> None:
    """In a film without a cut file that is begun."""
    (film.folder / "cuts" / "main.yaml").unlink()
    film = film.again()

    said = film.use_window("sh010/2", "4-10")

    assert "opened sc010; trimmed sh010 to 4-10" == said.sentence
    assert "- sh010/2 4-10\n" in read(film.folder / "cuts" / "main.yaml")


def test_a_piece_is_refused_where_it_cannot_be_told_which_use_is_meant(film: Production) -> None:
    """Nothing is written."""
    with pytest.raises(ProjectError, match="the cut 'main' uses sh010 2 times"):
        film.use_window("sh010/2", "4-10")

    assert CUT == read(film.folder / "cuts" / "main.yaml")
