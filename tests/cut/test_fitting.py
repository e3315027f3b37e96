"""How pictures of every shape lie in the frame: in numbers, and on the screen."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.cut.assemble import assemble
from pipeline.cut.fitting import Shape, effective_rule, place
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import render_reel
from pipeline.facts import Camera, MediaInfo
from pipeline.media.ffmpeg import run
from pipeline.project.edit import Cut, Over, Picks, ShotEvent, Split, Zoom
from pipeline.project.frame_words import read_frame_rule
from tests.cut.numbered import decode, film, info, shot, take

FRAME = Shape(160, 90, Fraction(24))
LOOK = Look(160, 90, crf=4, preset="ultrafast")
LEFT, RIGHT, MIDDLE = (200, 40, 40), (40, 40, 200), (40, 180, 40)
"""What thirds of the test pictures are painted with."""


def rule_of(text: str):
    return read_frame_rule(text) if text else None


def painted(width: int, height: int) -> np.ndarray:
    """Three stripes along the longer side."""
    pixels = np.zeros((height, width, 3), np.uint8)
    long = max(width, height)
    for number, colour in enumerate((LEFT, MIDDLE, RIGHT)):
        part = slice(number * long // 3, (number + 1) * long // 3)
        pixels[(slice(None), part) if width >= height else (part, slice(None))] = colour
    return pixels


def media_of(folder: Path, width: int, height: int, *, is_still: bool):
    """A painted clip, or still, and what a slate says of it."""
    pixels = painted(width, height)
    if is_still:
        path = folder / f"{width}x{height}.png"
        Image.fromarray(pixels).save(path)
        return path, MediaInfo(kind="image", width=width, height=height, frames=1, codec="png")
    path = folder / f"{width}x{height}.mp4"
    size = f"{width}x{height}"
    run(
        (
            *("-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", size),
            *("-framerate", "24", "-i", "pipe:0"),
            *("-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-crf", "4"),
            *("-colorspace", "bt709", "-color_range", "tv", str(path)),
        ),
        doing="making test footage",
        data=pixels.tobytes() * 4,
    )
    return path, info(4, Fraction(24), width=width, height=height)


def shown(
    folder: Path, rule: str, size: tuple[int, int], *, kind: str, zoom: Zoom | None = None
) -> np.ndarray:
    """The second frame of a shot of that rule."""
    is_still = kind == "still"
    path, media = media_of(folder, *size, is_still=is_still)
    board = film(shot("sh010", 4, frame=rule_of(rule), camera=Camera("static")))
    event = ShotEvent("sh010", start=0, end=4, zoom=zoom)
    takes = [take(path, "sh010", 1, media, is_panel=is_still)]
    (reel,) = split(assemble(board, Cut("m", (event,)), Picks(), takes), LOOK, Tools("test"))
    render_reel(reel.recipe, reel.inputs, folder / "reel.mp4")
    return decode(folder / "reel.mp4", 160, 90)[1].astype(int)


def near(pixel: np.ndarray, colour: tuple[int, int, int], most: int = 24) -> bool:
    return bool(np.abs(pixel - np.array(colour)).max() <= most)


@pytest.mark.parametrize("kind", ["still", "clip"])
@pytest.mark.parametrize(
    ("rule", "size", "colours"),
    [
        ("fill @ 0,50", (240, 90), (LEFT, MIDDLE, MIDDLE)),
        ("fill @ 100,50", (240, 90), (MIDDLE, RIGHT, RIGHT)),
        ("fill @ 50,50", (240, 90), (LEFT, MIDDLE, RIGHT)),
        ("fill", (400, 90), (LEFT, MIDDLE, RIGHT)),
        ("fill @ 50,0", (90, 240), (LEFT, LEFT, LEFT)),
        ("fill @ 50,100", (90, 240), (RIGHT, RIGHT, RIGHT)),
        ("fit", (90, 90), ((0, 0, 0), MIDDLE, (0, 0, 0))),
        ("pad white", (90, 90), ((255, 255, 255), MIDDLE, (255, 255, 255))),
        ("pad 0x208040", (60, 90), ((0x20, 0x80, 0x40), MIDDLE, (0x20, 0x80, 0x40))),
    ],
)
def test_a_rule_lays_clips_and_stills_alike(
    rule: str, size: tuple[int, int], colours, kind: str, tmp_path: Path
) -> None:
    """Left edge, middle and right edge of the frame show what the rule promises."""
    frame = shown(tmp_path, rule, size, kind=kind)

    assert [True] * 3 == [
        near(frame[45, x], colour) for x, colour in zip((3, 80, 156), colours, strict=True)
    ]


@pytest.mark.parametrize("kind", ["still", "clip"])
@pytest.mark.parametrize("rule", ["", "pad blur"])
def test_a_picture_of_quite_another_shape_stands_before_its_own_blur(
    rule: str, kind: str, tmp_path: Path
) -> None:
    """Whole, sharp, and brighter than what is beside it; the same for a clip and a still."""
    frame = shown(tmp_path, rule, (30, 90), kind=kind)

    assert near(frame[4, 80], LEFT)
    assert near(frame[86, 80], RIGHT)
    edge = frame[8, 6]
    assert edge.max() > 30
    assert 2 * edge[0] < 255
    assert edge[0] < 0.6 * LEFT[0]
    assert edge[0] > edge[2]


def test_blur_beside_a_clip_and_beside_a_still_look_alike(tmp_path: Path) -> None:
    """The two are made by different programs to one recipe."""
    clip, still = (shown(tmp_path, "pad blur", (30, 90), kind=kind) for kind in ("clip", "still"))

    assert np.abs(clip[:, :60] - still[:, :60]).mean() < 4


def test_a_zoom_magnifies_what_the_rule_laid_out() -> None:
    """About its own point, else about the rule's; bars get smaller and vanish."""
    wide, square = (Fraction(320), Fraction(90)), (Fraction(90), Fraction(90))
    twice = Zoom(Fraction(2))

    fill = place(wide, FRAME, rule_of("fill @ 25,50"), None)
    about = place(wide, FRAME, rule_of("fill @ 25,50"), twice)
    own = place(wide, FRAME, rule_of("fill @ 25,50"), Zoom(Fraction(2), Fraction(75), Fraction(50)))
    fit = place(square, FRAME, rule_of("fit"), None)
    less = place(square, FRAME, rule_of("fit"), Zoom(Fraction(4, 3)))

    assert (320, 90, 40, 0) == (fill.scaled_width, fill.scaled_height, fill.left, fill.top)
    assert (640, 180, 120, 46) == (about.scaled_width, about.scaled_height, about.left, about.top)
    assert 360 == own.left
    assert (34, 0, 90, 90) == fit.box
    assert (20, 0, 120, 90) == less.box
    assert (0, 16) == (less.left, less.top)
    assert place(square, FRAME, rule_of("fit"), twice).covers(FRAME)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (1023, 7), (161, 91), (4096, 2160), (7, 5)])
@pytest.mark.parametrize("rule", ["", "fit", "fill @ 100,0", "pad blur"])
@pytest.mark.parametrize("factor", [1, Fraction(23, 20), 20])
def test_whatever_the_size_everything_is_even_and_inside(size, rule: str, factor) -> None:
    """Odd sizes too: a box inside the frame, a crop inside the scaled picture."""
    zoom = Zoom(Fraction(factor)) if factor != 1 else None

    laid = place((Fraction(size[0]), Fraction(size[1])), FRAME, rule_of(rule), zoom)

    left, top, wide, high = laid.box
    assert not any(
        number % 2
        for number in (*laid.box, laid.left, laid.top, laid.scaled_width, laid.scaled_height)
    )
    assert 0 <= left <= left + wide <= 160
    assert 0 <= top <= top + high <= 90
    assert 0 <= laid.left <= laid.scaled_width - wide
    assert 0 <= laid.top <= laid.scaled_height - high


def test_bars_of_a_few_lines_are_not_drawn() -> None:
    """A shape that differs by less than a hundredth fills the frame."""
    assert place((Fraction(1920), Fraction(1088)), FRAME, rule_of("fit"), None).covers(FRAME)
    assert not place((Fraction(1920), Fraction(1100)), FRAME, rule_of("fit"), None).covers(FRAME)


@pytest.mark.parametrize("rule", ["fit", "fill", "pad blur", "fill @ 10,90"])
def test_a_rule_that_changes_nothing_is_no_part_of_a_recipe(rule: str) -> None:
    """`frame: fit` over a film of pictures of its shape makes no part of it anew."""
    alike = info(4, Fraction(24), width=640, height=360)

    assert effective_rule(rule_of(rule), None, alike, FRAME) is None


def test_in_a_split_a_picture_fills_its_part_about_the_point_of_its_shot(tmp_path: Path) -> None:
    """The film's bars are those of the whole frame; a word on the line itself counts."""
    path, media = media_of(tmp_path, 240, 90, is_still=False)
    board = film(
        shot("sh010", 4, frame=rule_of("fill @ 0,50")), shot("sh020", 4, frame=rule_of("fit"))
    )
    takes = [take(path, name, 1, media) for name in ("sh010", "sh020")]
    pair = (ShotEvent("sh010", end=4), ShotEvent("sh020", end=4))
    own = (pair[0], ShotEvent("sh020", end=4, frame=rule_of("fit")))

    frames = []
    for events in (pair, own):
        cut = Cut("m", (Split("left-right", events),))
        (reel,) = split(assemble(board, cut, Picks(), takes), LOOK, Tools("test"))
        render_reel(reel.recipe, reel.inputs, tmp_path / "reel.mp4")
        frames.append(decode(tmp_path / "reel.mp4", 160, 90)[1].astype(int))

    assert near(frames[0][45, 10], LEFT)
    assert near(frames[0][45, 70], LEFT)
    assert near(frames[0][45, 120], MIDDLE)
    assert frames[0][4, 120].max() > 100
    assert frames[1][4, 120].max() < 20
    assert near(frames[1][45, 90], LEFT)


@pytest.mark.parametrize("rule", ["", "fit", "fill @ 0,50"])
def test_a_still_with_transparency_laid_over_follows_the_rule(rule: str, tmp_path: Path) -> None:
    """Beside it nothing is covered; unless said, one of quite another shape is shown whole."""
    pixels = np.dstack([painted(30, 90), np.full((90, 30), 255, np.uint8)])
    Image.fromarray(pixels).save(tmp_path / "over.png")
    path, media = media_of(tmp_path, 160, 90, is_still=False)
    still = MediaInfo(kind="image", width=30, height=90, frames=1, codec="png", has_alpha=True)
    takes = [
        take(path, "sh010", 1, media),
        take(tmp_path / "over.png", "sh020", 1, still, is_panel=True),
    ]
    board = film(shot("sh010", 4), shot("sh020", 4, frame=rule_of(rule)))
    events = (ShotEvent("sh010", end=4), Over(ShotEvent("sh020", end=4), 0))
    (reel,) = split(assemble(board, Cut("m", events), Picks(), takes), LOOK, Tools("test"))
    render_reel(reel.recipe, reel.inputs, tmp_path / "reel.mp4")

    frame = decode(tmp_path / "reel.mp4", 160, 90)[1].astype(int)
    is_covered = rule.startswith("fill")
    assert near(frame[4, 10], MIDDLE if is_covered else LEFT)
    assert near(frame[4, 80], MIDDLE if is_covered else LEFT)
    assert near(frame[86, 80], MIDDLE if is_covered else RIGHT)
