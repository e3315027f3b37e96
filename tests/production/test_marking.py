"""`rushes beats`: a marker file that the film reads, and what is said of a sound without beats."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from pipeline.cli.main import program
from pipeline.media.samples import write_sound
from pipeline.project.load import load
from tests.media.songs import clicks, grid
from tests.project.films import write_film


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film with eight seconds of clicks at 120 a minute."""
    folder = write_film(
        tmp_path / "film",
        "film: 1\nfps: 24\nmusic: {m1: audio/m1.wav}\nshots: {sh010: 2s | a}\n",
        {"audio/still.wav": b""},
    )
    sound = 0.4 * clicks(grid(120, first=0.5, seconds=8), 8)
    write_sound(np.stack([sound, sound], 1).astype(np.float32), folder / "audio" / "m1.wav")
    write_sound(np.zeros((5 * 48_000, 2), np.float32), folder / "audio" / "still.wav")
    return folder


def typed(folder: Path, *words: str) -> tuple[int, list[str]]:
    """Exit status and lines of a command."""
    done = CliRunner().invoke(program, ["-p", str(folder), *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return 1, str(done.exception).splitlines()[:1]
    return done.exit_code, done.output.splitlines()


def test_the_beats_of_a_song_are_written_and_read_back(film: Path) -> None:
    """Named as in the film; the line for film.yaml is said, and works."""
    code, said = typed(film, "beats", "m1")

    assert (0, "15 beats, 4 bars: about 120 a minute  (m1.beats)") == (code, said[0])
    assert "next: write `beats: audio/m1.beats` under its music: in film.yaml" == said[1]
    assert said[2].startswith("it is steady: `bpm: 120.00, first_beat: 0.")
    text = (film / "film.yaml").read_text()
    text = text.replace("m1: audio/m1.wav", "m1: {file: audio/m1.wav, beats: audio/m1.beats}")
    (film / "film.yaml").write_text(text.replace("2s | a", "4 beats | a"))
    project = load(film)
    assert () == project.problems
    assert 48 == project.shots["sh010"].frames
    assert [0.5, 1.0, 1.5] == [
        round(float(each), 2) for each in project.music["m1"].marks.beats[:3]
    ]


def test_what_was_edited_is_never_written_over(film: Path) -> None:
    """The file that is there is named, and stays."""
    (film / "audio" / "m1.beats").write_text("1 bar\n")

    code, said = typed(film, "beats", str(film / "audio" / "m1.wav"))

    assert (1, ["audio/m1.beats is there already: it may hold what you changed"]) == (code, said)
    assert "1 bar\n" == (film / "audio" / "m1.beats").read_text()


def test_a_sound_without_a_beat_is_said(film: Path) -> None:
    """No file is written."""
    code, said = typed(film, "beats", str(film / "audio" / "still.wav"))

    assert (1, ["no steady beat is heard in still.wav"]) == (code, said)
    assert not (film / "audio" / "still.beats").exists()


def test_what_is_no_sound_is_said_in_our_words(film: Path) -> None:
    code, said = typed(film, "beats", str(film / "film.yaml"))

    assert code == 1
    assert "holds no picture and no sound that can be read" in said[0]
    assert "Invalid data" not in " ".join(said)


def test_a_sound_outside_any_film_has_beats_too(film: Path, tmp_path: Path, monkeypatch) -> None:
    """And a name that is neither a file nor music says which music there is."""
    song = (film / "audio" / "m1.wav").rename(tmp_path / "song.wav")
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    done = runner.invoke(program, ["beats", "song.wav", "--to", "b.txt", "--bpm", "118"])

    assert 0 == done.exit_code, done.output
    assert song.is_file()
    assert (tmp_path / "b.txt").is_file()
