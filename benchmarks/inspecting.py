"""What looking at a clip costs: processor time of `rushes qc` for a clip, by size.

    python -m benchmarks.inspecting [--clips 8]

Prints a markdown table. Every clip is another: four seconds of a moving, grainy test picture with
sound, as H.264. Processor time counts, this process's and that of ffmpeg, so that a busy machine
changes little; decoding alone stands beside it.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from pathlib import Path

from pipeline.media.ffmpeg import run, source
from pipeline.media.inspecting import inspect
from pipeline.media.probe import probe

SIZES = ((1280, 536), (1280, 720), (1920, 1080))


def clip(path: Path, size: tuple[int, int], seed: int) -> Path:
    """Four seconds that no other clip has."""
    picture = f"testsrc2=s={size[0]}x{size[1]}:r=24,noise=alls=3:allf=t:all_seed={seed}"
    run(
        (
            *("-v", "error", "-y", "-f", "lavfi", "-i", picture, "-f", "lavfi"),
            *("-i", "sine=440:r=48000", "-t", "4", "-preset", "veryfast", "-crf", "20"),
            *("-pix_fmt", "yuv420p", "-c:a", "aac", str(path)),
        ),
        doing=f"making {path}",
    )
    return path


def spent() -> float:
    """Processor seconds of this process and of those that it started."""
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def main() -> None:
    """Make clips, look at each, and print what that cost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clips", type=int, default=8)
    count = parser.parse_args().clips
    print("| clip, 96 frames with sound | looking at it | decoding it alone |")
    print("|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            paths = [clip(Path(folder) / f"{seed}.mp4", size, seed) for seed in range(count)]
            infos = [probe(path) for path in paths]
            before = spent()
            for path, info in zip(paths, infos, strict=True):
                inspect(path, info)
            looked = spent() - before
            before = spent()
            for path in paths:
                run(("-v", "error", *source(path), "-f", "null", "-"), doing=f"decoding {path}")
            decoded = spent() - before
            each, bare = 1000 * looked / count, 1000 * decoded / count
            print(f"| {size[0]}x{size[1]} | {each:.0f} ms | {bare:.0f} ms |")


if __name__ == "__main__":
    main()
