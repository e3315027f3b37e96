"""`cut --fit`: windows are proposed in film words, and written only when they are accepted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.media.samples import write_sound
from tests.production.footage import ran, read

SCORE = "music: {m1: {file: audio.wav, bpm: 120}}\n"
"""A beat every 12 frames."""
WRITTEN = """\
cut: main
events:
- sh010/1 0-9               # the city
- sh020
- sh010/1 12+5               # again
- sc020
sound:
- m1 at 0
"""


@pytest.fixture
def film(shot: Path) -> Path:
    """Windows of 9, 12 and 5 frames and an unopened scene of 12, under two seconds of music."""
    write_sound(np.zeros((2 * 48_000, 2), np.float32), shot / "audio.wav")
    (shot / "film.yaml").write_text(read(shot / "film.yaml") + SCORE, "utf-8")
    (shot / "cuts/main.yaml").write_text(WRITTEN, "utf-8")
    return shot


def main(film: Path) -> str:
    return read(film / "cuts/main.yaml")


def test_without_a_terminal_nothing_is_written_and_it_is_said(film: Path) -> None:
    said = ran(film, "cut --fit beats")

    assert "sh010 (1st) +3 frames; sh010 (2nd) +7 frames; total +0:10\n" == said.out
    assert "nothing was written: --yes writes it\n" == said.err
    assert WRITTEN == main(film)


def test_what_is_accepted_is_written_as_splices_and_undone_as_one(film: Path) -> None:
    """A scene that is not opened is written out only where a window of it changes."""
    ran(film, "cut --fit beats --yes")

    written = WRITTEN.replace("0-9 ", "0-12 ").replace("12+5 ", "12-24 ")
    assert written == main(film)
    assert "it fits as it is: nothing would change" in ran(film, "cut --fit beats").out
    ran(film, "undo")
    assert WRITTEN == main(film)


def test_at_a_terminal_it_is_asked(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.cli.fitting._asked", lambda: True)

    said = ran(film, "cut --fit beats sc010")

    assert "fitted sc010 to the beats  (main.yaml)" in said.out
    assert WRITTEN != main(film)


def test_the_film_gets_the_length_of_its_music(film: Path) -> None:
    """48 frames; the scene that is not opened is written out with its windows."""
    assert "the picture is 10 frames (0.42 s) shorter" in ran(film, "plan").out

    said = ran(film, "cut --fit music --yes")

    assert "total +0:10" in said.out
    assert "than the music" not in ran(film, "plan").out
    assert "- sh030 0-" in main(film)
    assert "it fits as it is" in ran(film, "cut --fit music").out


def test_music_that_goes_with_a_shot_is_met_by_what_plays_under_it(film: Path) -> None:
    """What is before it would only move it."""
    cut = film / "cuts/main.yaml"
    cut.write_text(WRITTEN.replace("m1 at 0", "m1 from bar 1 at sh020"), "utf-8")

    ran(film, "cut --fit music --yes")

    assert "- sh010/1 0-9  " in main(film)
    assert "than the music" not in ran(film, "check").out


def test_what_is_before_a_place_in_the_music_stays(film: Path) -> None:
    """A shot that lasts until a beat takes what those before it give: nothing would be won.

    Given more, they would push it past that beat, and it would last until the next one so named.
    """
    cut = film / "cuts/main.yaml"
    written = WRITTEN.replace("- sh020\n", "- sh020 0 until beat 3\n")
    cut.write_text(written.replace("m1 at 0", "m1 from bar 1 at 0"), "utf-8")
    before = read(cut)

    ran(film, "cut --fit music --yes")

    assert before != read(cut)
    assert "- sh010/1 0-9  " in main(film)
    assert "- sh020 0 until beat 3\n" in main(film)
    assert "than the music" not in ran(film, "check").out


def test_programs_read_what_would_change(film: Path) -> None:
    told = json.loads(ran(film, "cut --fit beats --json").out)

    assert (10, False, []) == (told["difference"]["frames"], told["is_written"], told["left"])
    assert json.loads(ran(film, "cut --fit beats --json --yes").out)["is_written"]
    assert WRITTEN != main(film)


@pytest.mark.parametrize(
    ("lock", "line", "what"),
    [
        ("lock", "cut --fit beats", "the cut 'main' is locked"),
        ("lock", "cut --fit music", "the cut 'main' is locked"),
        ("lock sc010", "cut --fit beats sc010", "the scene sc010 is locked in the cut 'main'"),
    ],
)
def test_what_is_locked_is_not_fitted(film: Path, lock: str, line: str, what: str) -> None:
    """Refused before anything is proposed."""
    ran(film, lock)
    locked = main(film)

    said = ran(film, f"{line} --yes", code=2)

    assert f"{what}: nothing was changed" in said.err
    assert locked == main(film)


def test_a_film_is_fitted_around_a_locked_scene_and_an_approved_shot(film: Path) -> None:
    """They keep their windows, and are named."""
    cut = film / "cuts/main.yaml"
    cut.write_text(WRITTEN.replace("- sc020", "- sh030 0-9\n- sh030 0-9"), "utf-8")
    ran(film, "lock sc020")

    assert (
        "sh030 stays: its scene sc020 is locked\n"
        "sh010 (1st) +3 frames; sh010 (2nd) +7 frames; total +0:10\n"
    ) == ran(film, "cut --fit beats").out
    ran(film, "approve sh010")
    assert ("sh010 stays: it is approved\nsh030 stays: its scene sc020 is locked\n") in ran(
        film, "cut --fit beats"
    ).out
    ran(film, "cut --fit music --yes")
    assert "- sh020 0-16\n" in main(film)
    assert "the cut 'main' is locked" not in ran(film, "check").out


def test_a_locked_scene_before_keeps_its_end(film: Path) -> None:
    """Otherwise it may end a little sooner or later, so that the scene begins on a beat."""
    (film / "cuts/main.yaml").write_text(WRITTEN.replace("- sc020", "- sh030 0-9"), "utf-8")
    assert "sh010 (2nd)" in ran(film, "cut --fit beats sc020").out
    ran(film, "lock sc010")

    assert "sh010" not in ran(film, "cut --fit beats sc020").out


def test_in_a_cut_like_another_the_windows_are_changes_of_it(film: Path) -> None:
    (film / "cuts/short.yaml").write_text("like: main\nchanges:\n- drop sh020\n", "utf-8")

    ran(film, "cut --fit beats --cut short --yes")

    assert WRITTEN == main(film)
    assert ("like: main\nchanges:\n- drop sh020\n- replace sh010 1: sh010/1 0-12\n") in read(
        film / "cuts/short.yaml"
    )
    assert "it fits as it is" in ran(film, "cut --fit beats --cut short").out


def test_a_cut_that_nobody_wrote_is_written_with_its_windows(film: Path) -> None:
    (film / "cuts/main.yaml").unlink()
    board = read(film / "film.yaml").replace("seconds: 12f", "seconds: 15f")
    (film / "film.yaml").write_text(board, "utf-8")

    ran(film, "cut --fit beats --yes")

    assert "cut: main\nevents:\n- sh010/2 0-12\n" in main(film)
    assert "it fits as it is" in ran(film, "cut --fit beats").out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cut --fit bets", "'bets' is nothing that a cut is fitted to"),
        ("cut --fit beats sc099", "there is no scene 'sc099' in this film"),
        ("cut --fit beats --cut other", "there is no cut 'other'"),
    ],
)
def test_what_cannot_be_proposed_is_refused(film: Path, line: str, said: str) -> None:
    assert said in ran(film, line, code=2).err


def test_a_film_without_music_has_nothing_to_fit_to(shot: Path) -> None:
    assert "no music of the film has beats" in ran(shot, "cut --fit beats", code=2).err
    said = ran(shot, "cut --fit music", code=2).err
    assert "no music that is known plays when the cut 'main' ends" in said
