"""Bars of a delivery: black, the picture whole between them, words where they belong."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import delivery_look
from pipeline.cut.reels import Reel, Tools, split
from pipeline.cut.render import render_reel
from pipeline.project.edit import Cut, Picks, ShotEvent
from pipeline.project.story import Delivery, Line, Text
from tests.cut.numbered import decode, film, info, numbers, shot, take, write_numbered

TOOLS = Tools("test")
BARS = Delivery("x", size=(96, 96), crf=4, preset="ultrafast")
"""A 16:9 film in a square frame: 20 lines of black, 54 of picture, 22 of black."""


def reels(tmp_path: Path, delivery: Delivery, *, has_line: bool = False) -> list[Reel]:
    """Two windows of numbered footage, in the frame of a delivery."""
    path = write_numbered(tmp_path / "a.mp4", 24)
    said = Line("l1", "liu", Text((("en", "Run"),)), 0, 12)
    one = shot("sh010", lines=(said,)) if has_line else shot("sh010")
    project = film(one, shot("sh020"), languages=("en",))
    takes = [take(path, name, 1, info(24, Fraction(24))) for name in ("sh010", "sh020")]
    events = (ShotEvent("sh010", start=0, end=6), ShotEvent("sh020", start=12, end=20))
    timeline = assemble(project, Cut("m", events), Picks(), takes)
    return list(split(timeline, delivery_look(project, delivery), TOOLS))


def rendered(tmp_path: Path, parts: list[Reel]) -> np.ndarray:
    """Every frame of them, one after the other."""
    frames = []
    for number, reel in enumerate(parts):
        path = tmp_path / f"reel{number}.mp4"
        render_reel(reel.recipe, reel.inputs, path)
        frames.append(decode(path, *reel.recipe.get("bars", reel.recipe["size"])[:2]))
    return np.concatenate(frames)


def test_the_picture_stands_whole_between_two_black_bars(tmp_path: Path) -> None:
    """Every frame in its turn, not scaled; what is not picture is black."""
    shown = rendered(tmp_path, reels(tmp_path, BARS))

    bare = rendered(tmp_path, reels(tmp_path, Delivery("y", width=96, crf=4, preset="ultrafast")))
    assert [*range(6), *range(12, 20)] == numbers(shown[:, 20:74])
    assert shown[:, :19].max() <= 4
    assert shown[:, 75:].max() <= 4
    assert np.abs(shown[:, 22:72].astype(int) - bare[:, 2:52]).mean() < 2


def test_burnt_subtitles_stand_in_the_picture_or_in_the_bar(tmp_path: Path) -> None:
    """White letters below the picture and none in it, or the other way round."""
    large = Delivery("x", size=(320, 320), crf=4, preset="ultrafast")
    silent = rendered(tmp_path, reels(tmp_path, large))[2].astype(int)
    burnt = replace(large, burn=("en",))
    inside = rendered(tmp_path, reels(tmp_path, burnt, has_line=True))[2].astype(int)
    in_bar = rendered(tmp_path, reels(tmp_path, replace(burnt, lines="bar"), has_line=True))[2]

    picture, bar = slice(72, 248), slice(252, 320)
    assert inside[bar].max() <= 4
    assert np.abs(inside[picture] - silent[picture]).max() > 100
    assert in_bar[bar].max() > 200
    assert np.abs(in_bar[picture].astype(int) - silent[picture]).mean() < 2
    rows = np.flatnonzero(in_bar[bar].max((1, 2)) > 128)
    assert 4 < len(rows) < 60, "whole letters, clear of both edges of the bar"


def test_a_film_without_bars_keeps_the_keys_of_its_parts(tmp_path: Path) -> None:
    """A delivery of the film's own form says nothing of frames, however its size is written."""
    plain = reels(tmp_path, Delivery("y", width=96, crf=4, preset="ultrafast"))
    named = reels(tmp_path, Delivery("x", size=(96, 54), crf=4, preset="ultrafast"))

    assert [reel.key for reel in plain] == [reel.key for reel in named]
    assert not any("bars" in reel.recipe for reel in plain)


def test_the_label_is_measured_by_the_frame_bars_and_all(tmp_path: Path) -> None:
    """Rules on it ask for a part of the short side of what is on the screen."""
    from pipeline.project.label import Label

    project = film(shot("sh010"), labels={"": Label()})
    path = write_numbered(tmp_path / "a.mp4", 6)
    takes = [take(path, "sh010", 1, info(6, Fraction(24)))]
    cut = Cut("m", (ShotEvent("sh010", start=0, end=6),))
    timeline = assemble(project, cut, Picks(), takes)

    (reel,) = split(timeline, delivery_look(project, BARS), TOOLS)

    (label,) = reel.recipe["layers"]
    assert abs(label["size"] * 54 - 0.05 * 96) < 1e-6
