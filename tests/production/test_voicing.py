"""Spoken lines: planned, made, circled and heard like any footage."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ProjectError
from pipeline.facts import CLIP
from pipeline.media.samples import read_sound, write_sound
from pipeline.production import Production
from pipeline.production.filming import FilmRequest
from pipeline.production.making import MakeRequest
from pipeline.production.selecting import Selection
from tests.engines import with_engine
from tests.production.footage import typed
from tests.project.films import write_film

pytestmark = pytest.mark.timeout(120)

FILM = """\
film: 1
title: Tiny
fps: 24
aspect: 16:9
languages: [en, zh]
generators: {draw: {backend: slate}, move: {backend: camera}}
use: {panels: draw, clips: move, voice: speak}
elements: {liu: {text: an astronaut, voice: a woman}}
deliveries: {main: {width: 96}}
shots:
  sh010:
    panel: MS | snow
    seconds: line + 6f
    lines:
      - liu: {en: One two three four., zh: 别回头。}
  sh020:
    panel: MS | ice
    seconds: 2
    lines:
      - liu: Nobody has words in English here.
        at: 6f
        id: answer
        voice: slowly
"""


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Two shots, each with a line; the first lasts as long as it."""
    with_engine(tmp_path / "engine", monkeypatch)
    yield write_film(tmp_path / "film", FILM)
    sys.modules.pop("hibari", None)


def made(folder: Path, *stages: str) -> list[str]:
    """The takes of one run."""
    report = Production(folder).make(MakeRequest(stages=stages, workers=1), lambda _event: None)
    assert () == report.left
    return sorted(str(one.ref) for one in report.result.made)


def lines(folder: Path) -> dict[str, str]:
    """The take behind each line."""
    shots = Production(folder).project.shots
    return {name: line.take for name, shot in shots.items() for line in shot.lines}


def written(folder: Path, before: str, after: str) -> None:
    """An edit of film.yaml."""
    text = (folder / "film.yaml").read_text(encoding="utf-8")
    assert before in text
    (folder / "film.yaml").write_text(text.replace(before, after), encoding="utf-8")


def test_every_line_is_spoken_and_kept_like_footage(film: Path) -> None:
    """Readable names, a slate beside each, nothing twice."""
    assert ["sh010 voice.l1 1", "sh020 voice.answer 1"] == made(film, "voice")

    assert (film / "takes" / "sh010" / "sh010_voice.l1_t01.wav").is_file()
    assert (film / "takes" / "sh020" / "sh020_voice.answer_t01.json").is_file()
    assert {"sh010": "sh010 voice.l1 1", "sh020": "sh020 voice.answer 1"} == lines(film)
    assert [] == made(film, "voice")
    assert "2 voices" in typed("-p", film, "status").out
    assert "48 kHz mono" in typed("-p", film, "takes").out


def test_a_shot_is_as_long_as_its_spoken_line_and_its_clip_is_made_after_it(film: Path) -> None:
    """In one run: four words last a second, six frames follow; the clip has just these frames."""
    before = Production(film).project.shots["sh010"].frames

    made(film)

    production = Production(film)
    assert before != production.project.shots["sh010"].frames
    assert 30 == pytest.approx(production.project.shots["sh010"].frames, abs=1)
    (clip,) = production.vault.takes("sh010", CLIP)
    assert production.project.shots["sh010"].frames == clip.slate.media.frames


def test_words_that_change_are_spoken_again_beside_the_first(film: Path) -> None:
    """It cost nothing, so it follows; how it is spoken counts, too. A circled take stays."""
    made(film, "voice")
    written(film, "One two three four.", "One two.")
    written(film, "voice: slowly", "voice: fast")

    assert ["sh010 voice.l1 2", "sh020 voice.answer 2"] == made(film, "voice")
    said = typed("-p", film, "circle", "sh010.l1", "1")

    assert "circled sh010 voice.l1 1" in said.out
    assert "sh010: {voice.l1: 1}" in (film / "picks.yaml").read_text()
    assert {"sh010": "sh010 voice.l1 1", "sh020": "sh020 voice.answer 2"} == lines(film)
    assert [] == made(film, "voice")
    typed("-p", film, "undo")
    typed("-p", film, "reject", "sh020.answer", "2", "too", "fast")
    assert {"sh010": "sh010 voice.l1 2", "sh020": "sh020 voice.answer 1"} == lines(film)


def test_more_takes_of_every_line_of_a_shot_are_asked_for(film: Path) -> None:
    """`retake --stage voice`; each take is another reading."""
    made(film, "voice")

    said = typed("-p", film, "retake", "sh010", "--stage", "voice")

    assert "sh010: 1 more voice.l1 by speak" in said.out
    assert ["sh010 voice.l1 2"] == made(film, "voice")


def test_the_film_is_heard_speaking_where_the_line_stands(film: Path) -> None:
    """Of the line with a window, only the window is heard; the rest of the shot is silent."""
    made(film)
    written(film, "        id: answer\n", "        id: answer\n        window: 0f-12f\n")
    production = Production(film)
    start = production.project.shots["sh010"].frames

    report = production.film(FilmRequest(is_delivery=False, workers=1), lambda _event: None)

    assert report is not None
    sound = np.abs(read_sound(report.path)[:, 0])
    loud = [sound[frame * 2000 : frame * 2000 + 2000].max() > 0.01 for frame in range(start + 48)]
    assert all(loud[1 : start - 8])
    assert all(loud[start + 7 : start + 17])
    assert not any(loud[start + 20 :])


def test_an_export_waits_for_lines_that_are_not_spoken(film: Path) -> None:
    """And for those whose take is not on this machine; a draft goes without."""
    made(film, "board", "shoot")

    with pytest.raises(ProjectError, match="2 lines are not spoken yet: l1 of sh010, answer of"):
        Production(film).film(FilmRequest(is_delivery=True), lambda _event: None)
    made(film, "voice")
    (film / "takes" / "sh020" / "sh020_voice.answer_t01.wav").unlink()
    with pytest.raises(ProjectError, match=r"sh020 voice\.answer 1, which speaks the line"):
        Production(film).film(FilmRequest(is_delivery=True), lambda _event: None)
    assert "sh020      voice.answer 1 offline" in typed("-p", film, "plan").out


def test_without_a_generator_lines_are_silent_subtitles(film: Path) -> None:
    """Nothing asks for a voice, and nothing speaks of one."""
    written(film, ", voice: speak}", "}")
    made(film)

    report = Production(film).film(FilmRequest(is_delivery=True, workers=1), lambda _event: None)

    assert report is not None
    assert "voice" not in typed("-p", film, "plan").all
    assert not any("spoken" in each.message for each in report.problems)


def test_a_recording_of_the_authors_is_never_spoken_over(film: Path) -> None:
    """No job is made for a line that has a file."""
    made(film, "voice")
    take = film / "takes" / "sh010" / "sh010_voice.l1_t01.wav"
    (film / "audio").mkdir()
    (film / "audio" / "l1.wav").write_bytes(take.read_bytes())
    written(film, "        id: answer\n", "        id: answer\n        file: audio/l1.wav\n")

    rows = Production(film).plan(Selection(), ("voice",)).rows

    assert ["sh010"] == [row.job.id.shot for row in rows]
    line = Production(film).project.shots["sh020"].lines[0]
    assert ("", Path("audio/l1.wav")) == (line.take, line.file)


def test_a_voice_from_elsewhere_is_a_take_of_its_line(film: Path, tmp_path: Path) -> None:
    """Of the only line, or of the one that is named; it needs no generator."""
    written(film, ", voice: speak}", "}")
    written(film, "    seconds: 2\n    lines:\n", "    seconds: 2\n    lines:\n      - mei: Yes.\n")
    sounds = []
    for number in range(3):
        wave = np.full((24_000 + 2000 * number, 2), 0.1, np.float32)
        write_sound(wave, tmp_path / f"r{number}.wav")
        sounds.append(tmp_path / f"r{number}.wav")

    first = typed("-p", film, "adopt", sounds[0], "--shot", "sh010")
    which = typed("-p", film, "adopt", sounds[1], "--shot", "sh020")
    named = typed("-p", film, "adopt", sounds[1], "--shot", "sh020.answer")
    wrong = typed("-p", film, "adopt", sounds[2], "--shot", "sh020.nobody")

    assert first.out.startswith("sh010 voice.l1 1")
    assert "which line or sound of sh020 is it?" in which.all
    assert "there are sh020.l1, sh020.answer" in which.all
    assert named.out.startswith("sh020 voice.answer 1")
    assert "sh020 has no line or sound 'nobody'" in wrong.all
    assert {"sh010": "sh010 voice.l1 1", "sh020": "sh020 voice.answer 1"} == lines(film)
    assert 18 == Production(film).project.shots["sh010"].frames


def test_a_film_is_read_though_its_ledger_is_damaged(film: Path) -> None:
    """So that it can be rebuilt; the lines are heard again after that."""
    made(film, "voice")
    for path in (film / ".rushes").glob("ledger.sqlite*"):
        path.write_bytes(b"no ledger" * 500)

    assert {"sh010": "", "sh020": ""} == lines(film)
    assert "rebuilt: 2 takes" in typed("-p", film, "status", "--rebuild").all
    assert {"sh010": "sh010 voice.l1 1", "sh020": "sh020 voice.answer 1"} == lines(film)


def test_a_shot_takes_its_spoken_lines_along_to_its_new_name(film: Path) -> None:
    """File names, slates and picks."""
    made(film, "voice")
    typed("-p", film, "circle", "sh020.answer", "1")

    typed("-p", film, "rename", "sh020", "sh025")

    assert "sh025 voice.answer 1" == lines(film)["sh025"]
    assert "sh025: {voice.answer: 1}" in (film / "picks.yaml").read_text()
    assert (film / "takes" / "sh025" / "sh025_voice.answer_t01.wav").is_file()


def test_a_language_it_does_not_speak_is_said_with_the_line(film: Path) -> None:
    """`language:` under a generator says which of a line's languages it speaks."""
    written(film, "generators: {", "generators: {say: {backend: speak, language: zh}, ")
    written(film, "voice: speak}", "voice: say}")

    rows = Production(film).plan(Selection(), ("voice",)).rows

    assert rows
    assert all("speaks English, and the line is in 'zh'" in row.reasons[0] for row in rows)
    assert "film.yaml:15:9" in typed("-p", film, "check").all
