"""How many panels a second one core draws at 1280x720.

    python -m benchmarks.panels

The boards of the sample film and the templates, drawn from their words and flattened; processor
time, the best of three rounds for each shot, the start of the process left out.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from msgspec.structs import replace

from pipeline.art.panel import draw
from pipeline.backends.sketch import brief_of
from pipeline.plan.jobs import Facts
from pipeline.project.load import load
from pipeline.stages.board import STAGE

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1280, 720)
ROUNDS = 3


def main() -> None:
    """Draw every shot and print a markdown table."""
    project = load(ROOT / "projects" / "wandering-earth")
    jobs = STAGE.jobs(project, Facts(), tuple(project.shots.values()))
    briefs = [
        replace(brief_of(job.work), aspect=SIZE[0] / SIZE[1]) for job in jobs if job.id.slot == 1
    ]
    draw(briefs[0]).picture(*SIZE)  # tiles are made once for each process
    times = sorted(min(one(brief) for _ in range(ROUNDS)) for brief in briefs)
    print("| | milliseconds | panels a second |\n|---|---|---|")
    for name, value in (
        ("mean", statistics.mean(times)),
        ("median", statistics.median(times)),
        ("slowest", times[-1]),
    ):
        print(f"| {name} | {value * 1000:.0f} | {1 / value:.1f} |")


def one(brief: object) -> float:
    """Processor seconds of one panel, drawn and flattened."""
    began = time.process_time()
    draw(brief).picture(*SIZE)
    return time.process_time() - began


if __name__ == "__main__":
    main()
