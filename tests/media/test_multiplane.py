"""Planes behind each other: parallax, drift, colour, and the same picture in both colour spaces."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from pipeline.facts import Camera
from pipeline.media import sheets
from pipeline.media.moves import Aim, Path, least_zoom, path_of
from pipeline.media.multiplane import (
    Plane,
    Shape,
    Stack,
    _Table,
    film,
    film_yuv,
    space_of,
    still_stack,
    yuv_of,
)

AT_REST = Path()


def sheet(box, colour, size=(120, 68)):
    """A see-through plane with one opaque rectangle, premultiplied."""
    pixels = np.zeros((size[1], size[0], 4), np.uint8)
    x0, y0, x1, y1 = box
    pixels[y0:y1, x0:x1] = (*colour, 255)
    return pixels


@pytest.fixture
def stack():
    """A grey sky, a red post far away and a green post near, on a canvas with bleed."""
    sky = np.full((68, 120, 3), 90, np.uint8)
    return Stack(
        (
            Plane(sky, 1.7, name="sky"),
            Plane(sheet((40, 10, 46, 60), (200, 30, 30)), 0.9, name="far"),
            Plane(sheet((70, 10, 76, 68), (30, 180, 30)), 0.0, name="near"),
        ),
        120,
        68,
        (12, 7, 96, 54),
    )


def column(frame, channel):
    """The centre of what stands out in one channel, in pixels."""
    light = frame[27].astype(float)[:, channel]
    strong = np.clip(light - 110, 0, None)
    return float((strong * np.arange(len(light))).sum() / strong.sum())


def test_at_rest_the_view_is_the_view(stack):
    """With the camera still, planes lie where they were drawn."""
    frame = next(film(stack, AT_REST, Shape(96, 54, 1)))

    assert (54, 96, 3) == frame.shape
    assert [90, 90, 90] == frame[2, 2].tolist()
    assert [200, 30, 30] == frame[27, 31].tolist()
    assert [30, 180, 30] == frame[27, 61].tolist()


def test_a_truck_moves_the_near_post_further(stack):
    """True parallax: four times as far at depth 0 as at depth 0.9."""
    path = Path(Aim(truck_x=-0.04), Aim(truck_x=0.04))
    frames = list(film(stack, path, Shape(96, 54, 24)))

    far = column(frames[-1], 0) - column(frames[0], 0)
    near = column(frames[-1], 1) - column(frames[0], 1)

    assert -9.5 < near < -6.5
    assert near / far == pytest.approx(1 + 3.2 * 0.9, rel=0.15)


def test_what_drifts_comes_in_again_on_the_other_side():
    """A drifting plane wraps round the canvas."""
    flake = sheet((4, 32, 8, 36), (255, 255, 255))
    dark = np.zeros((68, 120, 3), np.uint8)
    moving = Stack(
        (Plane(dark, 1.7), Plane(flake, 0.5, drift=(-24.0, 0.0))), 120, 68, (12, 7, 96, 54)
    )

    frames = list(film(moving, AT_REST, Shape(96, 54, 49)))

    assert 0 == frames[0].max()
    assert frames[24].max() > 200
    assert column(frames[24], 0) > column(frames[36], 0)


def test_light_over_paper_mixes():
    """Half a veil of white over black is grey, not clipped and not dark at its edge."""
    veil = np.full((68, 120, 4), 128, np.uint8)
    stack = Stack(
        (Plane(np.zeros((68, 120, 3), np.uint8), 1.7), Plane(veil, 0.2)), 120, 68, (12, 7, 96, 54)
    )

    frame = next(film(stack, AT_REST, Shape(96, 54, 1)))

    assert (127 <= frame).all()
    assert (frame <= 129).all()


def test_both_colour_spaces_show_the_same_picture(stack):
    """Composing in Y'CbCr equals composing in R'G'B' and converting, within rounding."""
    path = path_of(Camera("push", "in"), seconds=1, space=space_of(stack, 96, 54))
    shape = Shape(96, 54, 8)

    straight = list(film_yuv(stack, path, shape))
    turned = [yuv_of(frame) for frame in film(stack, path, shape)]

    for one, other in zip(straight, turned, strict=True):
        assert (81, 96) == one.shape
        assert np.abs(one.astype(int) - other.astype(int)).max() <= 3


def test_black_and_white_are_the_limited_ranges_ends():
    """BT.709: 16 and 235, chroma 128."""
    for level, luma in ((0, 16), (255, 235)):
        packed = yuv_of(np.full((4, 4, 3), level, np.uint8))

        assert (packed[:4] == luma).all()
        assert (packed[4:] == 128).all()


@pytest.mark.parametrize(
    "words", [("push", "in"), ("roll", "left"), ("crane", "up"), ("handheld",), ("pan", "left")]
)
def test_what_is_hidden_is_not_drawn_and_nothing_shows_it(words, monkeypatch):
    """Behind ground that hides it a plane ends early: not one pixel differs for it."""
    rng = np.random.default_rng(3)
    noise = rng.integers(0, 255, (68, 120, 4), np.uint8)
    planes = [Plane(noise[..., :3].copy(), 1.7, name="sky")]
    for name, top, depth in (("ridge", 20, 0.9), ("city", 30, 0.5), ("ground", 45, 0.2)):
        pixels = np.roll(noise, top, 1)
        edge = top + (np.arange(120) % 7)
        pixels[..., 3] = np.where(np.arange(68)[:, None] >= edge, 255, 0)
        pixels[..., :3][pixels[..., 3] == 0] = 0
        planes.append(Plane(pixels, depth, name=name))
    stack = Stack(tuple(planes), 120, 68, (12, 7, 96, 54))
    path = path_of(Camera(*words), seconds=1, space=space_of(stack, 96, 54))
    shape = Shape(96, 54, 12)
    rows = []
    warp = _Table._warped

    def counting(*given):
        rows.append(given[-1][0])
        return warp(*given)

    monkeypatch.setattr(_Table, "_warped", counting)
    short = list(film_yuv(stack, path, shape))
    drawn = sum(rows)
    monkeypatch.setattr(sheets, "_solid_row", lambda _: float("inf"))
    rows.clear()
    whole = list(film_yuv(stack, path, shape))

    assert drawn < 0.75 * sum(rows)
    assert all((one == other).all() for one, other in zip(short, whole, strict=True))


def test_a_finish_sees_every_frame_once(stack):
    """The finish is handed the picture and its number."""
    seen = []

    def finish(picture, number):
        seen.append(number)
        return picture // 2

    frames = list(film_yuv(stack, AT_REST, Shape(96, 54, 3), finish))

    assert [0, 1, 2] == seen
    assert frames[0][2, 2] == yuv_of(np.full((2, 2, 3), 45, np.uint8))[0, 0]


def test_a_wide_still_covers_the_frame_and_keeps_its_centre():
    """Full height, as much spare at the left as at the right."""
    picture = np.zeros((200, 800, 3), np.uint8)
    picture[:, 390:410] = 255

    stack = still_stack(picture, 96, 40)
    frame = next(film(stack, AT_REST, Shape(96, 40, 1)))

    assert pytest.approx(2 / 3, abs=0.01) == space_of(stack, 96, 40).spare_x
    assert frame[:, 48].min() > 200
    assert frame[:, 20].max() < 30


def test_a_tall_still_is_seen_above_its_middle():
    """A head in the upper part is in the frame: a quarter of what is left out lies above it."""
    picture = np.zeros((400, 200, 3), np.uint8)
    picture[110:140] = 255

    stack = still_stack(picture, 96, 40)
    space = space_of(stack, 96, 40)
    frame = next(film(stack, AT_REST, Shape(96, 40, 1)))

    assert space.spare_y > 3
    assert pytest.approx(space.spare_y / 4, abs=0.02) == space.lift
    assert frame[20].min() > 200
    assert frame[2].max() < 30


@pytest.mark.parametrize("words", [("tilt", "up"), ("tilt", "down"), ("crane", "up"), ("push",)])
def test_over_a_tall_still_the_camera_keeps_a_head_in_the_frame(words):
    """Along the upper part, at both ends of the move; nothing is enlarged for it."""
    picture = np.full((400, 200, 3), 200, np.uint8)
    picture[40:100] = (255, 0, 0)

    stack = still_stack(picture, 96, 54)
    space = space_of(stack, 96, 54)
    path = path_of(Camera(*words), seconds=2.5, space=space)
    first, *_, last = film(stack, path, Shape(96, 54, 60))

    assert 1.0 == least_zoom(path, space, seconds=2.5, nears=(1.0,))
    if words[0] != "push":
        for frame in (first, last):
            assert (frame[..., 1] < 60).any(1).sum() > 26


def test_a_large_picture_shown_small_does_not_shimmer():
    """Fine stripes average to grey instead of turning into moire."""
    stripes = np.zeros((540, 960, 3), np.uint8)
    stripes[:, ::2] = 255

    frame = next(film(still_stack(stripes, 96, 54), AT_REST, Shape(96, 54, 1)))

    assert np.abs(frame.astype(int) - 127).max() <= 2


@pytest.mark.parametrize("depth", [1.7, 0.26, 0.0])
@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        (("push", "in", "fast"), 6),
        (("pull", "out", "fast"), 6),
        (("zoom", "out"), 6),
        (("pan", "left", "fast"), 6),
        (("truck", "right", "fast"), 6),
        (("tilt", "up"), 6),
        (("crane", "down", "fast"), 6),
        (("roll", "cw", "fast"), 6),
        (("handheld", "", "fast"), 20),
        (("static", ""), 1),
    ],
)
def test_no_move_uncovers_what_lies_beyond_a_sheet(depth, words, seconds):
    """A sheet as large as the canvas covers the frame at every moment.

    Its last pixel may come to the frame's edge; it is never drawn out into the picture.
    """
    rimmed = np.full((120, 300, 3), 90, np.uint8)
    rimmed[[0, -1]] = rimmed[:, [0, -1]] = (255, 0, 255)
    stack = Stack((Plane(rimmed, 1.7), Plane(rimmed, depth)), 300, 120, (20, 10, 260, 100))
    shape = Shape(260, 100, seconds * 12, Fraction(12))
    space = space_of(stack, 260, 100)
    path = path_of(Camera(*words), seconds=seconds, space=space, seed=77, focus=(0.3, 0.7))

    inside = [frame[2:-2, 2:-2] for frame in film(stack, path, shape)]
    rims = [int((frame[..., 0].astype(int) - frame[..., 1]).max()) for frame in inside]

    assert max(rims) <= 12, rims.index(max(rims))
