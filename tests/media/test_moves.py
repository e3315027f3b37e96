"""Camera moves: smooth, inside the picture, and what their words say."""

from __future__ import annotations

import itertools
from fractions import Fraction

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.facts import Camera
from pipeline.media.ffmpeg import run
from pipeline.media.moves import (
    Aim,
    Path,
    Space,
    ease,
    least_zoom,
    matrix,
    parallax,
    path_of,
)
from pipeline.media.multiplane import Shape, film, still_stack

FRAME = Space(1280, 536)
MOVES = ["push", "pull", "pan", "tilt", "truck", "crane", "roll", "handheld", "static", "zoom"]
WAYS = {
    "push": ["in", "out"],
    "pull": ["out"],
    "zoom": ["in", "out"],
    "pan": ["left", "right"],
    "truck": ["left", "right"],
    "tilt": ["up", "down"],
    "crane": ["up", "down"],
    "roll": ["cw", "ccw"],
}


def screen(point, path, progress, *, near=1.0, base=1.0):
    """Where a point of a plane is seen."""
    m = matrix(path.at(progress, progress * 3), path, FRAME, near=near, base=base)
    return m @ np.array([*point, 1.0])


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_the_ease_never_goes_back(a, b):
    """From rest to rest, and forward all the way."""
    low, high = sorted((a, b))

    assert 0 <= ease(low) <= ease(high) + 1e-12 <= 1 + 2e-12


def test_an_exact_zoom_is_what_was_written():
    """``100% -> 130% @ 60,40``: the point stays where it is, the ends are the figures."""
    camera = Camera(
        "zoom", zoom=(Fraction(1), Fraction(13, 10)), focus=(Fraction(60), Fraction(40))
    )
    path = path_of(camera, seconds=4, space=FRAME)
    point = (0.6 * 1280, 0.4 * 536)

    assert 1.0 == path.at(0, 0).zoom
    assert pytest.approx(1.3) == path.at(1, 4).zoom
    assert pytest.approx(1.3**0.5) == path.at(0.5, 2).zoom
    for moment in (0, 0.3, 1):
        assert pytest.approx(point) == screen(point, path, moment)
    assert 1.0 == least_zoom(path, FRAME, seconds=4, nears=(1.0,))


@pytest.mark.parametrize(
    ("words", "axis", "sign"),
    [
        (("pan", "right"), 0, -1),
        (("pan", "left"), 0, 1),
        (("truck", "left"), 0, 1),
        (("tilt", "up"), 1, 1),
        (("tilt", "down"), 1, -1),
        (("crane", "up"), 1, 1),
    ],
)
def test_the_picture_goes_against_the_camera(words, axis, sign):
    """A pan to the right lets the picture go to the left."""
    path = path_of(Camera(*words), seconds=3, space=FRAME)
    centre = (640, 268)

    moved = screen(centre, path, 1) - screen(centre, path, 0)

    assert sign == np.sign(moved[axis])
    assert abs(moved[1 - axis]) < 1e-6


def test_a_push_comes_nearer_and_a_pull_goes_away():
    """Distances between points grow and shrink."""

    def width(path, moment):
        return (screen((900, 268), path, moment) - screen((300, 268), path, moment))[0]

    push = path_of(Camera("push", "in"), seconds=3, space=FRAME)
    pull = path_of(Camera("pull"), seconds=3, space=FRAME)

    assert width(push, 1) > width(push, 0)
    assert width(pull, 1) < width(pull, 0)


def test_near_planes_travel_further_than_far_ones_but_turn_alike():
    """Truck has parallax, pan has none."""
    truck = path_of(Camera("truck", "right"), seconds=3, space=FRAME)
    pan = path_of(Camera("pan", "right"), seconds=3, space=FRAME)

    def way(path, depth):
        near = parallax(depth)
        ends = [screen((640, 268), path, moment, near=near)[0] for moment in (0, 1)]
        return abs(ends[1] - ends[0])

    assert way(truck, 0) > 4 * way(truck, 1.7)
    assert way(pan, 0) == pytest.approx(way(pan, 1.7))
    assert 1.0 == parallax(0)
    assert pytest.approx(1 / (1 + 3.2 * 1.7)) == parallax(1.7)


def test_slow_goes_less_far_than_fast():
    """Pace scales the amount."""
    gains = [
        path_of(Camera("push", "in", pace), seconds=4, space=FRAME).end.push
        for pace in ("slow", "", "fast")
    ]

    assert sorted(gains) == gains
    assert gains[0] < gains[2]


def test_static_does_not_move_at_all():
    """Not even a breath."""
    path = path_of(Camera("static"), seconds=4, space=Space(1280, 536, is_layered=True))

    assert all(Aim() == path.at(moment, moment * 4) for moment in (0, 0.3, 1))


def test_room_beyond_the_frame_is_used_by_a_tilt():
    """A tall picture is travelled over instead of enlarged."""
    tall = Space(1280, 536, spare_y=1.2)
    path = path_of(Camera("tilt", "up"), seconds=4, space=tall)

    assert abs(path.end.pan_y - path.start.pan_y) > 0.4
    assert pytest.approx(1.0) == least_zoom(path, tall, seconds=4, nears=(1.0,))


@settings(deadline=None, max_examples=60)
@given(
    move=st.sampled_from(MOVES),
    pace=st.sampled_from(["slow", "", "fast"]),
    seconds=st.floats(0.5, 12),
    seed=st.integers(0, 10**6),
    spare=st.floats(0, 0.6),
)
def test_no_move_ever_shows_the_edge_of_the_picture(move, pace, seconds, seed, spare):
    """Base magnification is chosen so that the frame is covered at every moment."""
    for way in WAYS.get(move, [""]):
        space = Space(1280, 536, spare_x=spare, spare_y=spare, is_layered=True)
        path = path_of(Camera(move, way, pace), seconds=seconds, space=space, seed=seed)
        base = least_zoom(path, space, seconds=seconds, nears=(1.0, 0.3))
        for moment, near in itertools.product((0, 0.21, 0.5, 0.77, 1), (1.0, 0.3)):
            aim = path.at(moment, moment * seconds)
            m = matrix(aim, path, space, near=near, base=base)
            corners = np.array([[0, 0], [1280, 0], [1280, 536], [0, 536]], float)
            seen = np.linalg.solve(m[:, :2], (corners - m[:, 2]).T).T
            assert seen[:, 0].min() >= -spare / 2 * 1280 - 1.5
            assert seen[:, 0].max() <= 1280 + spare / 2 * 1280 + 1.5
            assert seen[:, 1].min() >= -spare / 2 * 536 - 1.5
            assert seen[:, 1].max() <= 536 + spare / 2 * 536 + 1.5


def test_a_hand_that_sways_for_long_never_shows_the_edge():
    """Its farthest lean may come at any moment: every frame of twenty seconds is looked at."""
    space = Space(1280, 536, is_layered=True)
    path = path_of(Camera("handheld", "", "fast"), seconds=20, space=space, seed=75)
    base = least_zoom(path, space, seconds=20, nears=(1.0,))
    corners = np.array([[0, 0], [1280, 0], [1280, 536], [0, 536]], float)

    for frame in range(480):
        m = matrix(path.at(frame / 479, frame / 24), path, space, near=1.0, base=base)
        seen = np.linalg.solve(m[:, :2], (corners - m[:, 2]).T).T
        assert (seen >= -0.75).all()
        assert (seen <= np.array([1280, 536]) + 0.75).all()


def textured(width, height):
    """A picture with detail everywhere, soft enough to be measured below a pixel."""
    noise = np.random.default_rng(5).uniform(0, 255, (height, width)).astype(np.float32)
    soft = cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 2.5), None, 0, 255, cv2.NORM_MINMAX)
    return cv2.merge([soft.astype(np.uint8)] * 3)


def shifts(frames):
    """Displacement from frame to frame at the centre, below a pixel, by phase correlation.

    The slope of the phase over the low frequencies, weighted by their strength (Stone 2001):
    OpenCV's own peak of the correlation is off by up to 0.4 px between pixels.
    """
    window = np.outer(np.hanning(192), np.hanning(192))
    spectra = []
    for frame in frames:
        y, x = frame.shape[0] // 2 - 96, frame.shape[1] // 2 - 96
        grey = frame[y : y + 192, x : x + 192, 0].astype(float)
        spectra.append(np.fft.fft2((grey - grey.mean()) * window))
    fy, fx = np.meshgrid(np.fft.fftfreq(192), np.fft.fftfreq(192), indexing="ij")
    low = (np.hypot(fx, fy) < 0.12) & (fx >= 0)
    found = []
    for before, after in itertools.pairwise(spectra):
        cross = (before * np.conj(after))[low]
        weight = np.sqrt(np.abs(cross))
        slopes = 2 * np.pi * np.stack([fx[low], fy[low]], 1)
        found.append(
            np.linalg.lstsq(slopes * weight[:, None], np.angle(cross) * weight, rcond=None)[0]
        )
    return np.array(found)


def test_a_slow_move_has_no_stairs():
    """Frame to frame, the measured way stays within 0.1 px (std) of the intended curve."""
    stack = still_stack(textured(800, 450), 640, 360)
    space = Space(640, 360)
    path = Path(Aim(pan_x=-0.03), Aim(pan_x=0.03))
    shape = Shape(640, 360, 72)

    measured = shifts(film(stack, path, shape))[:, 0]

    base = least_zoom(path, space, seconds=3, nears=(1.0,))
    middle = [
        matrix(path.at(k / 71, k / 24), path, space, near=1.0, base=base)[0, 2] for k in range(72)
    ]
    assert np.std(measured - np.diff(middle)) < 0.1
    assert np.abs(measured).max() < 2


def test_zoompan_does_have_stairs():
    """The counter-example: the same way through ffmpeg's zoompan jumps whole pixels."""
    path = Path(Aim(pan_x=-0.03), Aim(pan_x=0.03))
    ways = [20 + 640 * path.at(k / 71, k / 24).pan_x for k in range(72)]
    picture = textured(680, 383)
    choice = "+".join(f"eq(on,{k})*{way:.4f}" for k, way in enumerate(ways))
    output = run(
        (
            *(
                "-v",
                "error",
                "-f",
                "rawvideo",
                "-pix_fmt",
                "rgb24",
                "-s",
                "680x383",
                "-i",
                "pipe:0",
            ),
            *("-vf", f"zoompan=z=1.0625:x='{choice}':y=0:d=72:s=640x360:fps=24"),
            *("-frames:v", "72", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"),
        ),
        doing="panning",
        data=picture.tobytes(),
    ).output
    frames = np.frombuffer(output, np.uint8).reshape(-1, 360, 640, 3)

    measured = shifts(frames)[:, 0]

    assert np.std(measured + np.diff(ways)) > 0.2
