"""The clips' own sound across cuts: it goes on where the take does, and crosses elsewhere."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.cut.cues import Mix, plan_mix
from pipeline.cut.desk import Desk
from pipeline.project.edit import Cut, Dissolve, Picks, ShotEvent
from tests.cut.numbered import film, info, shot, take

RATE = Fraction(24)
LENGTH = 240 * 2000


def mix_of(*events: ShotEvent | Dissolve) -> Mix:
    """The mix of two takes of ten seconds."""
    media = info(240, RATE, has_sound=True, sample_rate=48000, channels=2)
    takes = [take(Path(f"{name}.mp4"), name, 1, media) for name in ("sh010", "sh020")]
    project = film(shot("sh010"), shot("sh020"))
    return plan_mix(assemble(project, Cut("m", events), Picks(), takes), {}, "test")


def heard(mix: Mix, sound: np.ndarray, folder: Path) -> np.ndarray:
    """The film's sound, both takes sounding alike; the second quarter turned against the first."""
    ready = {}
    for number, each in enumerate(sorted(mix.sounds, key=lambda one: one.recipe["digest"])):
        ready[each.key] = folder / f"{number}.pcm"
        samples = np.roll(sound, 7919 * number, 0)
        np.concatenate((samples, np.zeros((1, 2), np.float32))).astype("<f4").tofile(
            ready[each.key]
        )
    return np.concatenate([stems["OWN"] for _, _, stems in Desk(mix.recipe, ready).blocks()])


def noise() -> np.ndarray:
    """Ten seconds of noise."""
    return np.random.default_rng(9).normal(0, 0.1, (LENGTH, 2)).astype(np.float32)


def test_a_cut_that_cuts_nothing_is_not_heard(tmp_path: Path) -> None:
    """``sh010 10-50, sh010 50-90``: the samples of the take, one after the other."""
    sound = noise()
    mix = mix_of(ShotEvent("sh010", start=10, end=50), ShotEvent("sh010", start=50, end=90))

    found = heard(mix, sound, tmp_path)

    assert 1 == len(mix.recipe["cues"])
    assert (found[1000:-1000] == sound[20000 + 1000 : 180000 - 1000]).all()


@pytest.mark.parametrize(
    "second", [ShotEvent("sh010", start=100, end=140), ShotEvent("sh020", start=30, end=70)]
)
def test_at_a_cut_no_hole_is_heard(second: ShotEvent, tmp_path: Path) -> None:
    """As loud across it as before and behind it, every two milliseconds; the cut in the middle."""
    mix = mix_of(ShotEvent("sh010", start=10, end=50), second)

    found = heard(mix, noise(), tmp_path)

    levels = [
        20 * np.log10(np.sqrt((found[at : at + 96] ** 2).mean())) for at in range(79000, 81000, 96)
    ]
    assert min(levels) > -22.5
    assert max(levels) < -17.5
    first, after = mix.recipe["cues"]
    assert (80000 + 240, 80000 - 240) == (first["end"], after["start"])


def test_a_take_that_begins_at_its_first_frame_has_nothing_before_it(tmp_path: Path) -> None:
    """There the two end and begin softly, each in its own place."""
    mix = mix_of(ShotEvent("sh010", start=10, end=50), ShotEvent("sh020", start=0, end=40))

    first, after = mix.recipe["cues"]

    assert 80000 == first["end"] == after["start"]
    assert np.abs(heard(mix, noise(), tmp_path)[79990:80010]).max() < 0.01


def test_a_muted_neighbour_and_a_dissolve_stay_as_they_are() -> None:
    """Where only one of the two is heard, it ends with its picture; a dissolve keeps its length."""
    muted = mix_of(
        ShotEvent("sh010", start=10, end=50), ShotEvent("sh020", start=30, end=70, is_muted=True)
    )
    assert [(0, 80000)] == [(cue["start"], cue["end"]) for cue in muted.recipe["cues"]]

    dissolved = mix_of(
        ShotEvent("sh010", start=10, end=50), Dissolve(12), ShotEvent("sh020", start=30, end=70)
    )
    assert [(0, 104000), (80000, 160000)] == [
        (cue["start"], cue["end"]) for cue in dissolved.recipe["cues"]
    ]


def test_a_louder_neighbour_is_another_sound() -> None:
    """The same take goes on with another gain: it crosses from the one to the other."""
    mix = mix_of(
        ShotEvent("sh010", start=10, end=50), ShotEvent("sh010", start=50, end=90, gain=-6.0)
    )

    assert 2 == len(mix.recipe["cues"])
