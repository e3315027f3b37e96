"""How fast the camera is beside ffmpeg's zoompan: same frames, same encoder, one run.

    python benchmarks/camera.py [--frames 96] [--repeats 3] [--presets medium veryfast]

Prints a markdown table. Every way makes the same push over the same picture into x264 with the
same settings; the best of the repeats counts, and repeats are taken in turns, so that a busy
machine is unfair to all alike. `zoompan behind 4x` is what people do against its whole-pixel
stairs: enlarge four times, then zoom. Measured as `tests/media/test_moves.py` does, a slow pan then
stays within 0.10 px (standard deviation) of its curve and a slow push within 0.11; behind 8x both
stay within 0.05, which is what "smooth" means for ours, too: within 0.1.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path as File

import cv2
import numpy as np
from msgspec.structs import replace

from pipeline.facts import Camera
from pipeline.media.encode import TAGS, ClipForm, encode, x264_options
from pipeline.media.ffmpeg import build, run
from pipeline.media.moves import path_of
from pipeline.media.multiplane import (
    Bytes,
    Plane,
    Shape,
    Stack,
    film_yuv,
    space_of,
    still_stack,
)
from pipeline.media.pictures import write_picture

SIZES = ((1280, 720), (1920, 1080))
LEAST = {"plain still": 0.8, "six layers": 0.4}


def picture(width: int, height: int) -> Bytes:
    """A still of about the detail of a drawn panel: soft shapes under fine grain."""
    rng = np.random.default_rng(1)
    soft = rng.uniform(0, 255, (height // 24, width // 24, 3)).astype(np.float32)
    shapes = cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(shapes + rng.normal(0, 1.5, (height, width, 1)), 0, 255).astype(np.uint8)


def six_layers(width: int, height: int) -> Stack:
    """Sky, ridge, city, ground, figures, fore: each as large as such sheets are, bleed around."""
    wide, high = width * 9 // 8, height * 9 // 8
    whole = picture(wide, high)
    planes = [Plane(whole, 1.7, name="sky")]
    tops = {"ridge": (0.42, 0.9), "city": (0.3, 0.5), "ground": (0.6, 0.2), "people": (0.5, 0.05)}
    for name, (top, depth) in (*tops.items(), ("fore", (0.0, -0.1))):
        alpha = np.zeros((high, wide), np.uint8)
        edge = (high * (top + 0.04 * np.sin(np.arange(wide) / 60))).astype(int)
        alpha[np.arange(high)[:, None] >= edge[None, :]] = 255
        if name == "people":
            alpha[:, : wide // 3] = alpha[:, wide // 2 :] = 0
        if name == "fore":
            alpha[:, wide // 5 :] = 0
        alpha = cv2.GaussianBlur(alpha, (0, 0), 0.8)
        colour = cv2.multiply(np.roll(whole, 90, 1), cv2.merge([alpha] * 3), scale=1 / 255)
        planes.append(Plane(np.dstack([colour, alpha]), depth, name=name))
    return Stack(
        tuple(planes), wide, high, ((wide - width) // 2, (high - height) // 2, width, height)
    )


def ours(stack: Stack, form: ClipForm, frames: int, into: File) -> None:
    """A push through the stack with our camera."""
    shape = Shape(form.width, form.height, frames, form.fps)
    space = space_of(stack, form.width, form.height)
    path = path_of(Camera("push", "in"), seconds=shape.seconds, space=space)
    encode(film_yuv(stack, path, shape), into, form)


def zoompan(still: File, form: ClipForm, frames: int, into: File, *, enlarged: int = 1) -> None:
    """The same push with ffmpeg alone."""
    before = f"scale=iw*{enlarged}:ih*{enlarged}:flags=bicubic," if enlarged > 1 else ""
    size = f"{form.width}x{form.height}"
    zoom = f"zoompan=z='1+0.12*on/{frames}':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2'"
    chain = f"{before}{zoom}:d={frames}:s={size}:fps={form.fps},format=yuv420p,{TAGS}"
    arguments = ("-v", "error", "-y", "-i", str(still), "-vf", chain, "-frames:v", str(frames))
    run((*arguments, *x264_options(form), str(into)), doing="zoompan")


def spent(work: Callable[[], None]) -> tuple[float, float]:
    """Wall and processor seconds of one go, ffmpeg's included."""
    wall, before = time.perf_counter(), processor()
    work()
    return time.perf_counter() - wall, processor() - before


def processor() -> float:
    """Processor seconds of this process and the children it waited for."""
    use = os.times()
    return use.user + use.system + use.children_user + use.children_system


def compared(
    size: tuple[int, int], form: ClipForm, frames: int, repeats: int
) -> dict[str, tuple[float, float]]:
    """Of every way: wall and processor seconds a frame, the least of the repeats."""
    width, height = size
    form = replace(form, width=width, height=height)
    still = picture(width, height)
    flat, layered = still_stack(still, width, height), six_layers(width, height)
    with tempfile.TemporaryDirectory() as folder:
        source, into = File(folder) / "still.png", File(folder) / "clip.mp4"
        write_picture(still, source)
        ways: dict[str, Callable[[], None]] = {
            "zoompan": lambda: zoompan(source, form, frames, into),
            "zoompan behind 4x": lambda: zoompan(source, form, frames, into, enlarged=4),
            "zoompan behind 8x": lambda: zoompan(source, form, frames, into, enlarged=8),
            "plain still": lambda: ours(flat, form, frames, into),
            "six layers": lambda: ours(layered, form, frames, into),
        }
        best = dict.fromkeys(ways, (1e9, 1e9))
        for _ in range(repeats):
            for name, way in ways.items():
                wall, busy = spent(way)
                best[name] = (min(best[name][0], wall / frames), min(best[name][1], busy / frames))
    return best


def main() -> None:
    """Print the table."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--frames", type=int, default=96)
    words.add_argument("--repeats", type=int, default=3)
    words.add_argument("--presets", nargs="+", default=["medium", "veryfast"])
    said = words.parse_args()
    cv2.setNumThreads(1)
    print(
        f"ffmpeg {build()}, OpenCV {cv2.__version__}, {said.frames} frames, best of {said.repeats}"
    )
    print("\n| preset | size | way | frames/s | of zoompan | asked | processor ms a frame |")
    print("|---|---|---|---|---|---|---|")
    for preset in said.presets:
        for size in SIZES:
            form = ClipForm(*size, Fraction(24), crf=18, preset=preset)
            best = compared(size, form, said.frames, said.repeats)
            for name, (wall, busy) in best.items():
                ratio, least = best["zoompan"][0] / wall, LEAST.get(name)
                asked = "" if least is None else f">= {least} {'yes' if ratio >= least else 'NO'}"
                row = (preset, "{}x{}".format(*size), name, f"{1 / wall:.1f}", f"{ratio:.2f}")
                print(f"| {' | '.join((*row, asked, f'{busy * 1000:.1f}'))} |", flush=True)


if __name__ == "__main__":
    main()
