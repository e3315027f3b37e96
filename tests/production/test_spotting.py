"""For the mixer: every sound of a cut as a dry file that says where in the film it begins."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from pipeline.production import Production
from pipeline.production.spotting import Spotting, SpottingRequest
from pipeline.run.events import silent
from tests.production.footage import ran

RATE = 48_000
FILM = """\
film: 1
title: Heard
fps: {fps}
aspect: 16:9
defaults: {{seconds: 24f, panels: 0, clips: 0}}
music: {{m1: {{file: audio/score.wav, gain: -6}}}}
shots:
  sh010: {{panel: WS | snow, sfx: {{file: audio/click.wav, at: 6f, gain: -3, pan: -50}}}}
  sh020: {{panel: CU | a child}}
deliveries: {{main: {{width: 96, preset: ultrafast}}}}
"""
CUT = "cut: main\nevents:\n- sh010\n- sh020\nsound:\n- m1 at 12\n- m1 until 36 out 6\n"


def film_of(folder: Path, fps: str = "24") -> Production:
    """Two seconds of film, a ramp as its music, a click in its first shot."""
    (folder / "audio").mkdir(parents=True)
    (folder / "cuts").mkdir()
    (folder / "film.yaml").write_text(FILM.format(fps=fps), "utf-8")
    (folder / "cuts/main.yaml").write_text(CUT, "utf-8")
    ramp = np.linspace(0, 20_000, 2 * RATE).astype("<i2")
    _write(folder / "audio/score.wav", ramp)
    _write(folder / "audio/click.wav", np.full(RATE // 10, 9_000, "<i2"))
    return Production(folder)


def _write(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.repeat(samples, 2).tobytes())


def chunks(path: Path) -> dict[bytes, bytes]:
    """The chunks of a WAV file, as EBU Tech 3285 lays them out."""
    data, found, at = path.read_bytes(), {}, 12
    while at < len(data):
        name, size = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        found[name] = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return found


def samples_of(path: Path) -> np.ndarray:
    """24 bits as whole numbers of 16: what the author's file had."""
    raw = np.frombuffer(chunks(path)[b"data"], np.uint8).reshape(-1, 2, 3)
    return (raw[..., 1].astype("<u2") | raw[..., 2].astype("<u2") << 8).astype("<i2")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Production:
    return film_of(tmp_path_factory.mktemp("heard") / "film")


@pytest.fixture(scope="module")
def written(film: Production) -> Spotting:
    done = film.sound_cues(SpottingRequest(film.folder / "out/sound"), silent)
    assert done is not None
    return done


def test_each_file_says_to_the_sample_where_in_the_film_it_begins(written: Spotting) -> None:
    """The time reference of the broadcast extension: samples since midnight, one hour in."""
    found = {one.path.name: one for one in written.sounds}

    assert {"001_effects_click.wav", "002_music_score.wav"} == set(found)
    for name, frame in (("001_effects_click.wav", 6), ("002_music_score.wav", 12)):
        bext = chunks(found[name].path)[b"bext"]
        low, high = struct.unpack("<II", bext[338:346])
        assert 3600 * RATE + frame * RATE // 24 == low + (high << 32) == found[name].begin
        assert found[name].path.stem == bext[:256].rstrip(b"\0").decode()


def test_a_file_is_dry_and_as_long_as_it_is_heard(film: Production, written: Spotting) -> None:
    """What was recorded, bit for bit: gain, fades and pan are the mixer's now."""
    click, music = (samples_of(one.path) for one in written.sounds)

    assert RATE // 10 == len(click)
    assert {9_000} == set(click.ravel())
    assert RATE == len(music), "from frame 12 to frame 36"
    ramp = np.linspace(0, 20_000, 2 * RATE).astype("<i2")
    assert np.array_equal(ramp[:RATE], music[:, 0])
    form = chunks(written.sounds[0].path)[b"fmt "]
    channels, rate, bits = (*struct.unpack("<HI", form[2:8]), *struct.unpack("<H", form[14:16]))
    assert (2, RATE, 24) == (channels, rate, bits)


def test_the_list_says_the_same_in_timecode_and_what_the_cut_does_with_each(
    written: Spotting,
) -> None:
    """Source and record are one clock, as the files' own."""
    text = written.listing.read_text("utf-8")

    assert "TITLE: main sound\nFCM: NON-DROP FRAME" in text
    line = "002  AX       AA    C        01:00:00:12 01:00:01:12 01:00:00:12 01:00:01:12"
    assert line in text.splitlines()
    assert "* FROM CLIP NAME: 002_music_score.wav" in text
    assert "* SOURCE FILE: audio/score.wav" in text
    assert "* GAIN -6 DB" in text
    assert "* FADE OUT 0.25 S" in text
    assert "* GAIN -3 DB\n* PAN -50" in text


def test_at_29_97_the_list_drops_frames_and_the_files_are_on_true_time(tmp_path: Path) -> None:
    """An hour of timecode is 3,600 seconds again; frame 12 begins where it is shown."""
    production = film_of(tmp_path / "film", "29.97")

    done = production.sound_cues(SpottingRequest(tmp_path / "out", first="00:00:00:00"), silent)

    assert done is not None
    assert "FCM: DROP FRAME" in done.listing.read_text("utf-8")
    assert round(12 * RATE * 1001 / 30_000) == done.sounds[1].begin


def test_a_handoff_for_sound_has_them_in_cues(film: Production, written: Spotting) -> None:
    """Beside reference movie and stems, on the same clock, and told in its README."""
    ran(film.folder, "handoff sound")

    folder = next((film.folder / "out").glob("handoff-main-*"))
    names = sorted(path.name for path in (folder / "cues").iterdir())
    assert ["001_effects_click.wav", "002_music_score.wav", "main_sound.edl"] == names
    assert written.listing.read_bytes() == (folder / "cues/main_sound.edl").read_bytes()
    assert "BWF header" in (folder / "README.txt").read_text("utf-8")
