"""Speak lines in English on this machine, free and offline: one neural voice, made into several.

The voice comes in the wheel of hibari-tts (Apache-2.0), which `pip install rushes[voice]` brings.
Other people are the same voice at another pitch with its formants moved along, which is how a
larger or a smaller throat sounds; what is said stays as clear as before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from pipeline.backends.base import Capabilities, Operation, Order, Recovery, Refusal, Settings
from pipeline.backends.offline import Made, Offline
from pipeline.errors import JobFailed

if TYPE_CHECKING:
    import numpy as np

__all__ = ["BACKEND", "Speak", "SpeakSettings"]

_ENGINE = "hibari"
_IN_THE_WHEEL = "heart"
_RATE = 24_000
_LATIN = 0x24F
"""The last letter that English words are written with, accents and all."""
_ENGLISH = re.compile(r"en(?:-[A-Za-z0-9]+)*|")
_PITCHES = (1.0, 0.84, 1.1, 0.92, 1.18, 0.78, 1.05)
"""What a person's voice is multiplied by; one of these where its words do not say."""
_READINGS = (1.0, 0.94, 1.05, 0.97, 1.09, 0.9)
"""How much faster or slower than usual a take is, by its seed: no two sound quite the same."""
_DEEP, _HIGH = 0.8, 1.14
_WORDS = {
    "deep": _DEEP, "low": _DEEP, "man": _DEEP, "male": _DEEP, "old": 0.86, "gruff": 0.76,
    "high": _HIGH, "girl": 1.2, "child": 1.24, "boy": 1.16, "young": 1.08,
    "woman": 1.0, "female": 1.0,
}  # fmt: skip
"""Words of a voice that say how high it is; of several the last counts."""
_PACES = {"slow": 0.82, "slowly": 0.82, "tired": 0.88, "calm": 0.92, "fast": 1.18, "quick": 1.18,
          "hurried": 1.25, "hasty": 1.2}  # fmt: skip
"""Words of a voice or a manner that say how fast it speaks."""


class SpeakSettings(Settings):
    """How everybody speaks who is not described otherwise."""

    pitch: Annotated[float | None, Field(ge=0.6, le=1.5)] = None
    """1 is the voice as it is; less is deeper. Unless said, every person has a pitch of its own."""
    speed: Annotated[float, Field(ge=0.5, le=2)] = 1.0
    """1 is the usual pace; 0.9 is slower."""


class Speak(Offline):
    """Lines spoken in English."""

    name = "speak"
    about = "speaks lines in English, offline, a voice for each person (pip install rushes[voice])"
    is_model = False
    Settings = SpeakSettings

    def capabilities(self, model: str = "") -> Capabilities:
        """Different readings of a line, by seed: faster and slower ones."""
        del model
        return Capabilities(
            frozenset({Operation.TTS}),
            is_free=True,
            is_local=True,
            recovery=Recovery.FREE,
        )

    def check(self, order: Order) -> Sequence[str]:
        """English alone, and only where the voice is installed."""
        faults = list(super().check(order))
        language = str(order.words.get("language", ""))
        if not _ENGLISH.fullmatch(language):
            said = (
                f"'{self.name}' speaks English, and the line is in '{language}': say "
                "`language: en` under its generator, or use another one"
            )
            faults.append(Refusal("language", said))
        elif order.operation is Operation.TTS and not any(map(str.isalnum, order.prompt)):
            faults.append(f"there is nothing to speak in '{order.prompt}'")
        if find_spec(_ENGINE) is None:
            faults.append(
                f"'{self.name}' needs a voice that is not installed: `pip install rushes[voice]`"
            )
        return faults

    def unknown_words(self, order: Order) -> Sequence[str]:
        """Letters of other scripts, which are left out of the speech."""
        letters = (letter for letter in order.prompt if letter.isalpha())
        return sorted({letter for letter in letters if ord(letter) > _LATIN})

    def make(self, order: Order, into: Path) -> Sequence[Made]:
        """One WAV file: mono, 48 kHz, 24 bits.

        Raises:
            JobFailed: nothing could be spoken.
        """
        from pipeline.media.speech import write_speech

        said = self._said()
        pitch, pace = _manner(order, said)
        wave = _spoken(order.prompt, seed=order.seed or 0, speed=pace)
        if not len(wave):
            raise JobFailed(f"nothing was spoken of '{order.prompt}'")
        write_speech(wave, into / "line.wav", rate=_RATE, pitch=pitch)
        return (Made("line.wav", seed=order.seed),)

    def _said(self) -> SpeakSettings:
        return self.settings if isinstance(self.settings, SpeakSettings) else SpeakSettings()


def _manner(order: Order, said: SpeakSettings) -> tuple[float, float]:
    """How high and how fast: as the words of the person and the line say, else the person's own."""
    about = f"{order.words.get('voice', '')} {order.words.get('manner', '')}".lower()
    words = re.findall(r"[a-z]+", about)
    pitch = next((_WORDS[word] for word in reversed(words) if word in _WORDS), said.pitch)
    if pitch is None:
        who = str(order.words.get("who", ""))
        number = blake2b(who.encode(), digest_size=2).digest()
        pitch = _PITCHES[int.from_bytes(number, "big") % len(_PITCHES)]
    pace = next((_PACES[word] for word in reversed(words) if word in _PACES), 1.0)
    reading = _READINGS[(order.seed or 0) % len(_READINGS)]
    return pitch, pace * said.speed * reading


def _spoken(text: str, *, seed: int, speed: float) -> np.ndarray[Any, Any]:
    wave: np.ndarray[Any, Any] = _engine()(text, speed=speed, seed=seed % 2**32)
    return wave


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The voice of the wheel, loaded once a process; it fetches nothing."""
    return import_module(_ENGINE).Hibari(voice=_IN_THE_WHEEL)


BACKEND = Speak
