"""How long recordings are is measured once, and again when they change."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import numpy as np

from pipeline.media.samples import write_sound
from pipeline.production.measuring import measurer
from pipeline.production.production import Production
from tests.project.films import write_film


def write(path: Path, seconds: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_sound(np.zeros((round(seconds * 48000), 2), np.float32), path)


def test_a_shot_follows_its_recording(tmp_path: Path) -> None:
    """The production hands its lengths to the reader; a new recording is a new length."""
    text = (
        "film: 1\nshots:\n  sh010: {panel: a, seconds: line, lines: [{liu: Go., file: a/l.wav}]}\n"
    )
    folder = write_film(tmp_path / "film", text)
    lengths = []
    for seconds in (1.5, 2.0):
        write(folder / "a/l.wav", seconds)
        os.utime(folder / "a/l.wav", ns=(1, round(seconds * 10)))
        lengths.append(Production(folder, {}).project.shots["sh010"].frames)

    assert [36, 48] == lengths


def test_what_is_known_is_not_opened_again(tmp_path: Path) -> None:
    """The same size and time of change: the file is not read."""
    write(tmp_path / "l.wav", 1.5)
    stamp = (tmp_path / "l.wav").stat()
    first = measurer(tmp_path, {})(Path("l.wav"))
    (tmp_path / "l.wav").write_bytes(b"?" * stamp.st_size)
    os.utime(tmp_path / "l.wav", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    assert Fraction(3, 2) == first == measurer(tmp_path, {})(Path("l.wav"))


def test_what_is_no_sound_has_no_length(tmp_path: Path) -> None:
    """Missing or broken: nothing is known, nothing is raised."""
    (tmp_path / "broken.wav").write_bytes(b"no sound")

    measure = measurer(tmp_path, {})

    assert [None, None] == [measure(Path(name)) for name in ("broken.wav", "gone.wav")]
