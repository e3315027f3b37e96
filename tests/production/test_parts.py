"""The parts a film is joined of: whole when they are used, and kept while they are."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import LedgerError
from pipeline.media.probe import probe
from pipeline.media.samples import write_sound
from pipeline.production import Production
from pipeline.production.filming import FilmReport, FilmRequest, planned_film
from pipeline.production.outlining import piece_effort
from pipeline.run import events
from pipeline.run.events import Event
from pipeline.run.pace import Effort

pytestmark = pytest.mark.timeout(120)


def draft(film: Production, listener=lambda _: None) -> FilmReport:
    """Render the draft."""
    report = film.film(FilmRequest(is_delivery=False, workers=1), listener)
    assert report is not None
    return report


def test_nobody_sweeps_what_a_film_is_rendered_of(shot: Path) -> None:
    """`sweep --all` beside it says so and removes nothing; afterwards it may."""
    said: list[str] = []

    def sweep_beside(event: Event) -> None:
        if isinstance(event, events.PieceMade):
            with pytest.raises(LedgerError) as refused:
                Production(shot).sweep(is_all=True)
            said.append(refused.value.message)

    report = draft(Production(shot), sweep_beside)
    swept = Production(shot).sweep(is_all=True)

    assert {"a film is being rendered of these files: nothing was removed"} == set(said)
    assert 42 == report.frames
    assert len(said) == swept.files


def test_a_part_that_was_cut_short_is_rendered_again(shot: Path) -> None:
    """Silently, as all that is derived: the film is whole."""
    first = draft(Production(shot))
    part = next((shot / ".rushes/derived").glob("*.mp4"))
    size = part.stat().st_size
    os.truncate(part, size // 2)
    first.path.unlink()

    again = draft(Production(shot))

    assert (42, 42) == (again.frames, probe(again.path).frames)
    assert size == part.stat().st_size


def test_sounds_made_ready_are_kept_while_a_cut_uses_them(shot: Path) -> None:
    """And swept like every other part when none has used them for long."""
    cut = shot / "cuts/main.yaml"
    silent = cut.read_text("utf-8")
    (shot / "audio").mkdir(exist_ok=True)
    write_sound(np.zeros((48000, 2), np.float32), shot / "audio/still.flac")
    cut.write_text(silent + "sound:\n- audio/still.flac at 0\n", "utf-8")
    draft(Production(shot))

    counts = []
    for words in (cut.read_text("utf-8"), silent):
        cut.write_text(words, "utf-8")
        for part in (shot / ".rushes/derived").glob("k1-*"):
            os.utime(part, (0, 0))
        Production(shot).sweep(is_all=False)
        counts.append(len(list((shot / ".rushes/derived").glob("*.pcm"))))

    assert [1, 0] == counts


def test_a_sound_weighs_as_much_as_is_made_ready_of_it(shot: Path) -> None:
    """Not as the whole film: of a long film with many sounds the time left would be nonsense."""
    cut = shot / "cuts/main.yaml"
    (shot / "audio").mkdir(exist_ok=True)
    (shot / "audio/still.wav").write_bytes(b"a sound")
    lines = "- black 9600\nsound:\n- audio/still.wav at 0 until 48\n"
    cut.write_text(cut.read_text("utf-8") + lines, "utf-8")

    planned = planned_film(Production(shot), FilmRequest(is_delivery=False))
    ready = [piece_effort(planned, work) for work in planned.jobs if work.performer == "cut.sound"]

    assert [Effort("sound", 10.0)] == ready


@pytest.mark.parametrize("name", ["noise.flac", "noise.wav", "noise.mp3"])
def test_a_draft_is_made_without_a_sound_that_cannot_be_heard(name: str, shot: Path) -> None:
    """Whatever its name promises: it is named, and the picture and the other sounds play."""
    (shot / "audio").mkdir()
    (shot / "audio" / name).write_bytes(b"nonsense" * 1000)
    cut = shot / "cuts" / "main.yaml"
    cut.write_text(cut.read_text("utf-8") + f"sound:\n- audio/{name} at 0\n", "utf-8")

    report = draft(Production(shot))

    assert 42 == report.frames
    told = [each.message for each in report.problems if each.message.startswith("the sound could")]
    assert 1 == len(told)
    assert name in told[0]


def test_an_export_never_takes_the_name_of_one_that_ended_meanwhile(shot: Path) -> None:
    """Two of them beside each other: each counts on from what is there when it is joined."""
    other = shot / "out" / f"{shot.name}_main_1920x1080_v01.mp4"

    def end_beside(event: Event) -> None:
        if isinstance(event, events.JoinStarted):
            assert not other.exists()
            other.write_bytes(b"another film")

    wish = FilmRequest(is_delivery=True, is_as_is=True, workers=1)
    report = Production(shot).film(wish, end_beside)

    assert report is not None
    assert other.read_bytes() == b"another film"
    assert report.path.name == other.name.replace("_v01", "_v02")
