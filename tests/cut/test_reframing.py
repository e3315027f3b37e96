"""A tall delivery of a lying film: filled, each shot about its point."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.film import FilmWish, plan_film
from pipeline.cut.looks import delivery_look
from pipeline.cut.reels import Tools
from pipeline.cut.render import render_reel
from pipeline.facts import Camera
from pipeline.media.ffmpeg import run
from pipeline.project.edit import Cut, Picks, ShotEvent
from pipeline.project.frame_rule import FrameRule
from pipeline.project.story import Delivery, Project, Shot
from tests.cut.numbered import decode, film, info, shot, take, write_numbered

TALL = Delivery("x", size=(36, 64), has_bars=False, crf=4, preset="ultrafast")
LEFT, RIGHT = (Fraction(0), Fraction(50)), (Fraction(100), Fraction(50))


def columns(path: Path) -> Path:
    """A lying clip whose left third is red, the middle green, the right blue."""
    thirds = "color=red:s=64x72:r=24[a];color=lime:s=64x72:r=24[b];color=blue:s=64x72:r=24[c]"
    graph = f"{thirds};[a][b][c]hstack=3,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
    run(
        (
            *("-v", "error", "-y", "-filter_complex", graph, "-frames:v", "8", "-c:v", "libx264"),
            *("-crf", "4", "-colorspace", "bt709", "-color_range", "tv", str(path)),
        ),
        doing="making test footage",
    )
    return path


def shown(tmp_path: Path, one: Shot, event: ShotEvent, delivery: Delivery = TALL) -> str:
    """The colour in the middle of the frame: r, g or b; `-` where bars or blur reach the edge."""
    path = columns(tmp_path / "a.mp4")
    project = film(one)
    facts = replace(info(8, Fraction(24)), width=192, height=72)
    takes = [take(path, "sh010", 1, facts)]
    wish = FilmWish(delivery_look(project, delivery), Tools("test"))
    plan = plan_film(project, Cut("m", (event,)), takes, wish)
    (reel,) = plan.reels
    render_reel(reel.recipe, reel.inputs, tmp_path / "reel.mp4")
    frame = decode(tmp_path / "reel.mp4", *delivery.size or (0, 0))[1].astype(int)
    middle = frame[32, 18]
    if np.abs(frame[2, 18] - middle).max() > 40:
        return "-"
    return "rgb"[int(middle.argmax())]


def event(**more: object) -> ShotEvent:
    """The shot's first frames."""
    return ShotEvent("sh010", start=0, end=4, **more)  # type: ignore[arg-type]


def test_a_lying_clip_fills_a_tall_frame_about_its_point(tmp_path: Path) -> None:
    """Its middle; the focus of the camera; the rule of the shot; that of the event above all."""
    about = Camera("push", "in", focus=LEFT)

    assert "g" == shown(tmp_path, shot("sh010"), event())
    assert "r" == shown(tmp_path, shot("sh010", camera=about), event())
    ruled = shot("sh010", camera=about, frame=FrameRule("fill", RIGHT))
    assert "b" == shown(tmp_path, ruled, event())
    assert "r" == shown(tmp_path, ruled, event(frame=FrameRule("fill", LEFT)))


def test_a_clip_that_is_turned_over_is_followed_to_the_other_side(tmp_path: Path) -> None:
    """The focus is a place in the picture, not in the frame."""
    about = shot("sh010", camera=Camera("push", "in", focus=LEFT))

    assert "r" == shown(tmp_path, about, event(is_flopped=True))


def test_what_is_asked_to_be_whole_stays_whole(tmp_path: Path) -> None:
    """``fit`` of a shot counts in every delivery."""
    assert "-" == shown(tmp_path, shot("sh010", frame=FrameRule("fit")), event())


def test_the_cut_itself_is_not_changed_by_a_reframed_delivery(tmp_path: Path) -> None:
    """Its timeline, and so its versions, are those of every other delivery."""
    path = write_numbered(tmp_path / "a.mp4", 8)
    project: Project = film(shot("sh010"))
    takes = [take(path, "sh010", 1, info(8, Fraction(24)))]
    cut = Cut("m", (event(),))
    wish = FilmWish(delivery_look(project, TALL), Tools("test"))

    planned = plan_film(project, cut, takes, wish)

    assert assemble(project, cut, Picks(), takes) == planned.timeline
