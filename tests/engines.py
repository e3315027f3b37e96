"""A double of the voice in the wheel: a tone as long as the words, so that no wheel is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

ENGINE = '''\
"""A voice that hums: a quarter of a second for every word."""

import numpy as np


class Hibari:
    def __init__(self, voice):
        assert voice == "heart", "only this one is in the wheel"

    def __call__(self, text, speed=1.0, seed=0):
        words = [word for word in text.split() if any(map(str.isascii, word))]
        count = round(6000 * len(words) / speed)
        return (0.25 * np.sin(np.arange(count) * 0.06 + seed)).astype(np.float32)
'''


def with_engine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have `speak` find the double, here and in the processes that do the work."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hibari.py").write_text(ENGINE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
