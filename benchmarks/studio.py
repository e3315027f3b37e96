"""What the house costs: starting, looking, doing nothing, and our own time for every job.

    python -m benchmarks.studio [--shots 200 10000]

Prints a markdown table. Times are whole processes, the median of five; the panels are slates of
96 pixels, so that what is measured is ours and not the drawing's. For the largest film the finished
film is stood in for by a file of its name: nothing is rendered ten thousand times to measure that
nothing is rendered.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.__main__ import GARBAGE
from pipeline.production import Production
from pipeline.production.filming import FilmRequest, key_of
from pipeline.production.making import MakeRequest, make
from pipeline.production.selecting import Selection

RUNS = 5


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shots", type=int, nargs="*", default=[200, 10_000])
    counts = arguments.parse_args().shots
    print("| what | shots | measured |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        print(f"| Python with click, PyYAML and pydantic, no more | - | {libraries():.3f} s |")
        print(f"| `rushes --help` | - | {seconds('--help'):.3f} s |")
        for count in counts:
            film = Path(folder) / f"film{count}"
            write_film(film, count)
            measure_making(film, count)
            stand_in(film)
            for words in (("status",), ("plan",), ("make",)):
                took = seconds("-p", str(film), *words)
                name = f"{words[0]} (nothing to do)" if words[0] == "make" else words[0]
                print(f"| `rushes {name}` | {count} | {took:.2f} s |")


def print_nothing(event: object) -> None:
    """Listen to a run and say nothing."""
    del event


def write_film(folder: Path, count: int) -> None:
    """A film of ``count`` shots with one slate each and no clips."""
    folder.mkdir()
    lines = [
        "film: 1",
        "title: Many",
        "fps: 24",
        "generators: {draw: {backend: slate}}",
        "use: {panels: draw}",
        "defaults: {seconds: 12f, panels: 1, clips: 0}",
        "deliveries: {main: {width: 96}}",
        "scenes:",
    ]
    for number in range(count):
        if number % 50 == 0:
            lines += [f"  sc{number // 50:04d}:", "    shots:"]
        lines.append(f"      sh{number:05d}: WS, push in | a street in the rain, number {number}")
    (folder / "film.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure_making(folder: Path, count: int) -> None:
    """Make every panel; our own processor time for each job, commits, and memory."""
    gc.set_threshold(GARBAGE)  # as the program itself does
    production = Production(folder)
    before = resource.getrusage(resource.RUSAGE_SELF)
    commits = production.ledger.commits
    began = time.perf_counter()
    report = make(production, MakeRequest(Selection(), ("board",)), print_nothing)
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    made = len(report.result.made)
    ours = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / made * 1000
    user = (after.ru_utime - before.ru_utime) / made * 1000
    said = f"{ours:.2f} ms, {user:.2f} of it outside the system ({made} takes, {took:.0f} s)"
    print(f"| our processor time for a job | {count} | {said} |")
    bare, bare_user = bare_milliseconds(folder / "bare", min(made, 1000))
    print(f"| the same files by a bare loop | {count} | {bare:.2f} ms, {bare_user:.2f} outside |")
    print(f"| commits for a take | {count} | {(production.ledger.commits - commits) / made:.2f} |")
    print(f"| memory of the main process | {count} | {after.ru_maxrss / 1024:.0f} MB |")
    production.ledger.close()


def bare_milliseconds(folder: Path, count: int) -> tuple[float, float]:
    """What the file system and SQLite take for a take of ours, by a loop that does nothing else.

    A folder, two files, three syncs, two links, two commits: (processor time, without the
    system's) in milliseconds.
    """
    (folder / "takes").mkdir(parents=True)
    connection = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE slots (name TEXT PRIMARY KEY, said TEXT) WITHOUT ROWID")
    before = resource.getrusage(resource.RUSAGE_SELF)
    for number in range(count):
        name = f"{number:032x}"
        connection.execute("INSERT INTO slots VALUES (?, ?)", (name, "x" * 1000))
        shot = folder / "takes" / name
        shot.mkdir()
        for ending, size in ((".png", 6000), (".json", 1500)):
            with (folder / name).open("wb") as file:
                file.write(b"x" * size)
                file.flush()
                os.fsync(file.fileno())
            os.link(folder / name, shot / f"{name}{ending}")
            (folder / name).unlink()
        handle = os.open(shot, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
        connection.execute("UPDATE slots SET said = ? WHERE name = ?", ("y", name))
    after = resource.getrusage(resource.RUSAGE_SELF)
    connection.close()
    user = after.ru_utime - before.ru_utime
    return (user + after.ru_stime - before.ru_stime) / count * 1000, user / count * 1000


def stand_in(folder: Path) -> None:
    """Put a file in the place of the finished film, as if it had been rendered."""
    production = Production(folder)
    out = production.home.out
    out.mkdir(exist_ok=True)
    film = out / "stand-in_v01.mp4"
    film.write_bytes(b"film")
    key = key_of(production, FilmRequest(is_delivery=True, is_as_is=True))
    data = {
        "name": film.name,
        "frames": 1,
        "seconds": 1.0,
        "size": 4,
        "stamp": film.stat().st_mtime_ns,
        "width": 96,
        "height": 54,
        "beside": [],
    }
    production.ledger.notes.set_meta(f"film {key}", json.dumps(data))
    production.ledger.close()


def libraries() -> float:
    """What starting costs before a line of ours: the yardstick for the machine of the moment."""
    return median_of([sys.executable, "-c", "import click, yaml, pydantic; pydantic.BaseModel"])


def seconds(*words: str) -> float:
    """The median time of a whole process of ours."""
    return median_of([sys.executable, "-m", "pipeline", *words])


def median_of(command: list[str]) -> float:
    """The median time of a whole process, after one that leaves its bytecode behind.

    A program that was installed has its bytecode; a machine that forbids to write it (as test
    machines do) would compile all of ours at every start.
    """
    environment = {**os.environ}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    times = []
    subprocess.run(command, capture_output=True, check=False, env=environment)
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False, env=environment)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


if __name__ == "__main__":
    main()
