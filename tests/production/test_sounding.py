"""A film leaves the house as loud as it was asked to, and says so."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from pipeline.facts import Loudness
from pipeline.media.ffmpeg import run
from pipeline.media.samples import RATE, write_sound
from pipeline.production.sounding import sound_words
from pipeline.project.mastering import Mastering
from tests.media.ebur import loudness
from tests.production.conftest import Rushes

pytestmark = pytest.mark.timeout(120)

DELIVERIES = """
peak: -2
loudness: -23
deliveries:
  tv: {width: 64, preset: ultrafast}
  web: {width: 64, preset: ultrafast, loudness: -16}
  raw: {width: 64, preset: ultrafast, loudness: none}
"""
STEMS = """
deliveries:
  abroad: {width: 64, preset: ultrafast, titles: no, sound: M&E, stems: yes}
"""


def with_sound(folder: Path, deliveries: str = DELIVERIES) -> None:
    """The tiny film with a hum under every shot, and three levels to leave at."""
    turns = np.arange(4 * RATE)[:, None] * 2 * np.pi / RATE * np.array([110, 165, 220, 330, 880])
    hum = np.sin(turns).mean(1) * 0.1
    (folder / "audio").mkdir(exist_ok=True)
    write_sound(np.stack([hum, hum], 1).astype(np.float32), folder / "audio" / "wind.wav")
    board = folder / "film.yaml"
    text = board.read_text("utf-8")
    head, after = text.split("deliveries:\n")
    rest = after[after.index("\n") + 1 :]
    text = head + deliveries.lstrip() + rest
    text = text.replace("defaults: {", "defaults: {ambience: audio/wind.wav, ", 1)
    board.write_text(text, "utf-8")


def test_every_delivery_has_its_own_loudness_and_says_it(film: Path, rushes: Rushes) -> None:
    """On the terminal and in the sheet, as ffmpeg hears it in the file; the draft as the first."""
    with_sound(film)

    draft = rushes("-p", film, "cut").stdout
    said = rushes("-p", film, "export", "--all", "--as-is").stdout

    found = re.findall(r"sound: (-\d+\.\d) LUFS, true peak (-\d+\.\d) dBTP", draft + said)
    assert ["-23.0", "-23.0", "-16.0"] == [each for each, _ in found][:3]
    assert float(found[3][0]) < -25
    assert max(float(peak) for _, peak in found) <= -2
    for name, asked in (("tv", -23), ("web", -16)):
        path = next((film / "out").glob(f"*_{name}_*.mp4"))
        assert asked == pytest.approx(loudness(path).integrated, abs=0.3)
        assert re.search(
            rf"sound +48 kHz stereo, AAC, {asked}\.0 LUFS", path.with_suffix(".txt").read_text()
        )


def test_the_version_for_abroad_has_its_stems_beside_it(film: Path, rushes: Rushes) -> None:
    """Textless, with music and effects; the stems of the whole mix as WAV, as long as it."""
    with_sound(film, STEMS)

    said = rushes("-p", film, "export", "abroad", "--as-is").stdout
    again = rushes("-p", film, "export", "abroad", "--as-is").stdout

    stem = "tiny_main_abroad_64x36_textless_ME_v01"
    for name in ("DX", "MX", "FX", "ME"):
        path = film / "out" / f"{stem}_{name}.wav"
        assert str(path) in said
        assert 36 * 2000 * 6 == len(pcm(path))
    assert "sound: music and effects, -" in said
    assert pcm(film / "out" / f"{stem}_FX.wav") == pcm(film / "out" / f"{stem}_ME.wav")
    assert not any(pcm(film / "out" / f"{stem}_DX.wav"))
    assert not (film / "out" / f"{stem}_OWN.wav").exists()
    assert "nothing has changed since" in again

    (film / "out" / f"{stem}_FX.wav").unlink()
    assert "_v02_FX.wav" in rushes("-p", film, "export", "abroad", "--as-is").stdout


def pcm(path: Path) -> bytes:
    """The samples of a sound, as whole numbers of 24 bits."""
    return run(("-v", "error", "-i", str(path), "-f", "s24le", "pipe:1"), doing="test").output


def test_what_cannot_be_reached_is_said() -> None:
    """The words of the terminal and of the sheet."""
    found = Loudness(-9.34, 3.21, -2.04)

    assert "-9.3 LUFS, true peak -2.0 dBTP, range 3.2 LU" == sound_words(found, Mastering())
    assert sound_words(found, Mastering(-9.3, -2)) == sound_words(found, Mastering())
    assert (
        "-9.3 LUFS, true peak -2.0 dBTP, range 3.2 LU; -5 LUFS cannot be reached under -2 dBTP "
        "without harm to its peaks"
    ) == sound_words(found, Mastering(-5.0, -2.0))
    assert "music and effects, -9.3 LUFS" in sound_words(
        found, Mastering(-5.0, is_without_lines=True)
    )
    assert "silent" == sound_words(Loudness(-70.0, 0.0, -120.0), Mastering(-23.0))
