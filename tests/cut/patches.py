"""Footage of flat squares of known colours, and the measuring of them in a rendered part."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look
from pipeline.cut.planes import parts
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import render_reel
from pipeline.facts import Grade, MediaInfo
from pipeline.media.ffmpeg import run
from pipeline.project.edit import Cut, Picks
from tests.cut.numbered import info

WIDTH, HEIGHT, PATCH = 192, 96, 16
LOOK = Look(WIDTH, HEIGHT, crf=1, preset="ultrafast")
WARM = Grade(Fraction("0.3"), Fraction("1.2"), Fraction("0.8"), Fraction(26))
DARK = Grade(exposure=Fraction(-1))


def patches() -> np.ndarray:
    """A frame of flat squares: a ramp of greys, then colours over the whole cube."""
    rows, columns = HEIGHT // PATCH, WIDTH // PATCH
    colours = np.random.default_rng(7).integers(24, 232, (rows, columns, 3))
    colours[0] = np.linspace(0, 255, columns)[:, None]
    colours[1] = np.linspace(8, 120, columns)[:, None]
    return np.kron(colours, np.ones((PATCH, PATCH, 1))).astype(np.uint8)


def measured(frame: np.ndarray) -> np.ndarray:
    """Y', Cb and Cr in the middle of every square of a planar 4:2:0 frame, (n, 3)."""
    planes = parts(frame)
    found = []
    for number, plane in enumerate(planes):
        side = PATCH if number == 0 else PATCH // 2
        squares = plane.reshape(HEIGHT // PATCH, side, WIDTH // PATCH, side)
        edge = side // 4
        found.append(squares[:, edge:-edge, :, edge:-edge].mean((1, 3)).ravel())
    return np.stack(found, -1)


def ycc(rgb: np.ndarray) -> np.ndarray:
    """R'G'B' from 0 to 1 as 8-bit BT.709 code values, limited range, not rounded."""
    luma = rgb @ [0.2126, 0.7152, 0.0722]
    blue, red = (rgb[:, 2] - luma) / 1.8556, (rgb[:, 0] - luma) / 1.5748
    return np.stack([16 + 219 * luma, 128 + 224 * blue, 128 + 224 * red], -1)


def rgb_of(codes: np.ndarray) -> np.ndarray:
    """And back."""
    luma, blue, red = (codes[:, 0] - 16) / 219, (codes[:, 1] - 128) / 224, (codes[:, 2] - 128) / 224
    r, b = luma + 1.5748 * red, luma + 1.8556 * blue
    return np.clip(np.stack([r, (luma - 0.2126 * r - 0.0722 * b) / 0.7152, b], -1), 0, 1)


def write_patches(path: Path, count: int = 12) -> Path:
    """A clip of the patches."""
    run(
        (
            *("-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-framerate", "24"),
            *("-video_size", f"{WIDTH}x{HEIGHT}", "-i", "pipe:0"),
            *("-vf", "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd,format=yuv420p"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-colorspace", "bt709"),
            *("-color_range", "tv", str(path)),
        ),
        doing="making patches",
        data=patches().tobytes() * count,
    )
    return path


def media(count: int = 12) -> MediaInfo:
    """What its slate says."""
    return info(count, Fraction(24), width=WIDTH, height=HEIGHT)


def reels_of(project, takes, *events):
    """The parts of a cut of these events."""
    timeline = assemble(project, Cut("main", events), Picks(), takes)
    return split(timeline, LOOK, Tools("test"))


def rendered(reel, folder: Path) -> np.ndarray:
    """Every frame of a part."""
    path = folder / f"{reel.key[3:]}.mp4"
    render_reel(reel.recipe, reel.inputs, path)
    layout = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1")
    planes = run(("-v", "error", "-i", str(path), *layout), doing="decoding").output
    return np.frombuffer(planes, np.uint8).reshape(-1, HEIGHT * 3 // 2, WIDTH)


def off(wanted: np.ndarray, frame: np.ndarray) -> float:
    """By how many code values the worst patch differs from R'G'B' wanted (0 to 1)."""
    return float(np.abs(ycc(wanted) - measured(frame)).max())
