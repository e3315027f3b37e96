"""A film at another frame rate: the same frames, the same parts, sound as long as the picture."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.cut.coded import render_coded, track_recipe
from pipeline.cut.film import FilmPlan, FilmWish, plan_film, with_leader
from pipeline.cut.join import FilmForm, join_film
from pipeline.cut.looks import Look, delivery_look
from pipeline.cut.reels import Tools
from pipeline.cut.render import render_reel
from pipeline.media.ffmpeg import run
from pipeline.media.samples import write_sound
from pipeline.project.codecs import CODECS
from pipeline.project.edit import Cut, ShotEvent
from pipeline.project.pace import pace_of
from pipeline.project.story import Delivery
from tests.cut.numbered import decode, film, info, numbers, shot, take, write_numbered
from tests.cut.test_join import reels_of, stamps

TOOLS = Tools("test")
LENGTHS = [1, 2, 9, 1, 5]


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(("rate", "wanted"), [("24", "25"), ("24", "24000/1001")])
def test_the_same_parts_are_shown_at_another_rate(
    codec: str, rate: str, wanted: str, tmp_path: Path
) -> None:
    """No picture is encoded again: every frame once, each as long as the new rate says."""
    look = Look(96, 54, crf=14, preset="ultrafast", codec=codec)
    reels = reels_of(tmp_path, rate, LENGTHS, look)
    target = tmp_path / f"film{CODECS[codec].ending}"

    done = join_film(reels, target, Fraction(rate), FilmForm(played=Fraction(wanted)))

    assert list(range(sum(LENGTHS))) == numbers(decode(target))
    times = stamps(target)
    assert [n / Fraction(wanted) for n in range(sum(LENGTHS))] == [t - times[0] for t in times]
    assert sum(LENGTHS) / Fraction(wanted) == done.seconds
    shown = run(("-i", str(target)), doing="test", is_checked=False).log
    assert f" {float(Fraction(wanted)):.4g} fps" in shown


def planned(tmp_path: Path, wanted: str, **more: object) -> FilmPlan:
    """Twelve numbered frames at 24, delivered at another rate."""
    path = write_numbered(tmp_path / "a.mp4", 12)
    project = film(shot("sh010"))
    takes = [take(path, "sh010", 1, info(12, Fraction(24)))]
    pace = pace_of(Fraction(24), Fraction(wanted))
    delivery = Delivery("x", width=96, preset="ultrafast", pace=pace, **more)  # type: ignore[arg-type]
    events = (ShotEvent("sh010", start=0, end=5), ShotEvent("sh010", start=5, end=12))
    wish = FilmWish(delivery_look(project, delivery), TOOLS)
    return plan_film(project, Cut("m", events), takes, wish)


def test_a_frame_is_shown_twice_at_twice_the_rate(tmp_path: Path) -> None:
    """Each of them, at every join, and nothing else."""
    plan, parts = planned(tmp_path, "48"), []
    for number, reel in enumerate(plan.reels):
        parts.append(tmp_path / f"reel{number}.mp4")
        render_reel(reel.recipe, reel.inputs, parts[-1])

    done = join_film(parts, tmp_path / "film.mp4", Fraction(48))

    assert [n // 2 for n in range(24)] == numbers(decode(tmp_path / "film.mp4"))
    assert (24, Fraction(1, 2)) == (done.frames, done.seconds)
    assert "pace" not in plan.track.recipe


def test_another_speed_costs_no_part(tmp_path: Path) -> None:
    """Only the sound is coded anew; the parts are those of the film at its own rate."""
    plan = planned(tmp_path, "25")
    usual = replace(plan.look, pace=Look(96, 54, 1, "slow").pace)
    bare = replace(plan, look=usual)

    assert plan.track.key != bare.track.key
    assert not any("repeat" in reel.recipe or "pace" in str(reel.recipe) for reel in plan.reels)


@pytest.mark.parametrize(("rate", "wanted"), [("24", "25"), ("24000/1001", "25"), ("25", "24")])
def test_the_sound_is_as_long_as_the_picture_and_in_step(
    rate: str, wanted: str, tmp_path: Path
) -> None:
    """A click on frame 48 lies on frame 48 of the faster film, to within two samples."""
    film_rate, shown = Fraction(rate), Fraction(wanted)
    speed = shown / film_rate
    samples = np.zeros((round(96 * 48000 / film_rate), 2), np.float32)
    click = round(48 * 48000 / film_rate)
    samples[click] = 0.9
    mix, track = tmp_path / "mix.flac", tmp_path / "track.mov"
    write_sound(samples, mix)
    wanted_samples = round(96 * 48000 / shown)
    pace = {"speed": [speed.numerator, speed.denominator], "samples": wanted_samples}
    more = {"pace": pace}
    _, recipe = track_recipe("mix", "test", is_compressed=True, is_master=True, more=more)

    render_coded(recipe, {"mix": mix}, track)

    output = run(("-v", "error", "-i", str(track), "-f", "f32le", "pipe:1"), doing="test").output
    heard = np.frombuffer(output, np.float32).reshape(-1, 2)
    assert wanted_samples == len(heard)
    assert abs(int(np.abs(heard[:, 0]).argmax()) - round(48 * 48000 / shown)) <= 2


def test_a_leader_lasts_eight_seconds_at_the_rate_at_which_it_is_shown(tmp_path: Path) -> None:
    """200 frames before a film of 24 that is shown at 25, and sound of as many."""
    plan = planned(tmp_path, "25", has_slate=True)

    led = with_leader(plan, "Snow", (), TOOLS)

    assert 200 == sum(reel.frames for reel in led.leader)
    assert 8 * 48000 == led.track.recipe["lead"]["samples"]
    assert plan.reels[0].recipe["rate"] == led.leader[0].recipe["rate"]
