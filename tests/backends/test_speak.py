"""Lines that are spoken here: whose voice, how fast, and what is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.backends.base import Operation, Order
from pipeline.backends.speak import Speak, SpeakSettings
from pipeline.media.probe import probe
from pipeline.media.samples import read_sound
from tests.engines import with_engine

NOT_ENGLISH = (
    "'speak' speaks English, and the line is in 'zh': say `language: en` under its generator, "
    "or use another one"
)


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    """The double of the voice."""
    with_engine(tmp_path / "engine", monkeypatch)
    yield
    sys.modules.pop("hibari", None)


def spoken(folder: Path, text: str = "one two three four", seed: int = 0, **words: str) -> Path:
    """The file of a line."""
    folder.mkdir()
    order = Order(Operation.TTS, "sh010", prompt=text, seed=seed, words={"who": "a", **words})
    (made,) = Speak(SpeakSettings(), folder).make(order, folder)
    return folder / made.name


def pitch(path: Path) -> float:
    """The strongest frequency of a sound."""
    sound = read_sound(path)[:, 0]
    strength = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.argmax(strength)) * 48_000 / len(sound)


def test_a_line_is_a_sound_of_one_channel(tmp_path: Path) -> None:
    """As long as it is spoken."""
    info = probe(spoken(tmp_path / "a"))

    assert ("audio", 48_000, 1) == (info.kind, info.sample_rate, info.channels)
    assert 1.0 == pytest.approx(float(info.seconds), abs=0.02)


def test_a_person_sounds_as_the_words_say(tmp_path: Path) -> None:
    """Deep and slow, or high; nobody's length follows from the pitch."""
    plain = spoken(tmp_path / "a", voice="a woman")
    deep = spoken(tmp_path / "b", voice="a deep voice")
    slow = spoken(tmp_path / "c", voice="a woman", manner="slowly")

    assert 0.8 == pytest.approx(pitch(deep) / pitch(plain), abs=0.02)
    assert probe(deep).seconds == pytest.approx(probe(plain).seconds, abs=0.03)
    assert float(probe(slow).seconds) == pytest.approx(float(probe(plain).seconds) / 0.82, abs=0.03)


def test_people_who_are_not_described_differ(tmp_path: Path) -> None:
    """And each sounds the same in every line."""
    found = [pitch(spoken(tmp_path / name, who=name)) for name in ("liu", "mei", "tu")]
    again = pitch(spoken(tmp_path / "again", who="liu"))

    assert len({round(each) for each in found}) > 1
    assert found[0] == pytest.approx(again, rel=0.01)


def test_another_seed_is_another_reading(tmp_path: Path) -> None:
    """The same seed gives the same file."""
    one, same, other = (
        spoken(tmp_path / name, seed=seed).read_bytes()
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )

    assert one == same
    assert one != other


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "Don't look back.", []),
        ("en-GB", "Hm.", []),
        ("", "Hm.", []),
        (
            "zh",
            "别回头。",
            [NOT_ENGLISH],
        ),
        ("en", "…", ["there is nothing to speak in '…'"]),
    ],
)
def test_what_cannot_be_spoken_is_said(tmp_path: Path, language, text, said) -> None:
    """English alone."""
    order = Order(Operation.TTS, "sh010", prompt=text, words={"language": language})

    assert said == list(Speak(SpeakSettings(), tmp_path).check(order))


def test_without_its_wheel_it_says_what_to_install(tmp_path: Path, monkeypatch) -> None:
    """Nothing is faked."""
    monkeypatch.setattr("pipeline.backends.speak.find_spec", lambda _name: None)
    order = Order(Operation.TTS, "sh010", prompt="Hm.", words={"language": "en"})

    said = list(Speak(SpeakSettings(), tmp_path).check(order))

    assert ["'speak' needs a voice that is not installed: `pip install rushes[voice]`"] == said


def test_letters_it_leaves_out_are_named(tmp_path: Path) -> None:
    """The plan says them before anything is made."""
    order = Order(Operation.TTS, "sh010", prompt="Café 流浪", words={"language": "en"})

    assert {"流", "浪"} == set(Speak(SpeakSettings(), tmp_path).unknown_words(order))
