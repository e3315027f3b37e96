"""How fast orders under way go: ``python benchmarks/services.py [ORDERS] [CONCURRENCY]``.

A film's panels are ordered from a service on this machine whose jobs take 5 s and that is looked at
every 0.25 s. Ideal is the time that the jobs alone take, as many at once as the service allows.
The service writes down when each job was ordered and looked at; memory and threads are those of
the program's own process while most orders were in flight.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

from msgspec import Struct

from tests.services.filming import BUYING
from tests.services.starting import ROOT, Services

JOB_SECONDS, POLL_SECONDS = 5.0, 0.25
SERVICE = f"""\
service: bench
about: jobs of five seconds
url: https://bench.invalid
key: {{header: Authorization, as: Bearer $key}}
headers: {{X-Runway-Version: "2024-11-06"}}
limits: {{poll_seconds: {POLL_SECONDS}, concurrency: CONCURRENCY}}
calls:
  t2i: {{post: /v1/text_to_image, json: {{model: one, promptText: $prompt, seed: $seed}}}}
job: id
poll:
  get: /v1/tasks/$job
  state: status
  states: {{PENDING: queued, RUNNING: working, SUCCEEDED: ready, FAILED: failed}}
results: {{urls: "output[*]"}}
"""


class Course(Struct, frozen=True):
    """What one run came to."""

    seconds: float
    """From the first order until the last picture was looked at and found ready."""
    ideal: float
    late: tuple[float, ...]
    """For every order: seconds between its end there and the look that saw it."""
    shortest: float
    """Seconds between two looks at one job, the least of all."""
    megabytes: float
    threads: int
    wall: float


def film(folder: Path, services: Services, orders: int, concurrency: int) -> None:
    """A film with a panel for every order."""
    (folder / "services").mkdir(parents=True)
    said = SERVICE.replace("CONCURRENCY", str(concurrency))
    (folder / "services/bench.yaml").write_text(said, "utf-8")
    url = services.url("runway")
    lines = ["film: 1", "title: Bench", "generators:"]
    lines += [f'  bench: {{backend: rest, service: services/bench.yaml, base_url: "{url}"}}']
    lines += ["use: {panels: bench}", "defaults: {panels: 1}", "shots:"]
    lines += [f"  sh{number:04d}: picture {number}" for number in range(1, orders + 1)]
    (folder / "film.yaml").write_text("\n".join(lines) + "\n", "utf-8")


def begun(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    """The program, at work on the film."""
    home = {"HOME": str(folder.parent), "RUSHES_HOME": str(folder.parent / "home")}
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "-p", str(folder), *words],
        cwd=ROOT,
        env={**os.environ, **home, "RUSHES_KEY_BENCH": "k"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def held(pid: int) -> tuple[float, int]:
    """Megabytes in memory and threads of a process."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    said = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(said.get("VmRSS", "0 kB").split()[0]) / 1024, int(said["Threads"])


def measured(orders: int, concurrency: int) -> Course:
    """One run, from nothing to the last panel."""
    with tempfile.TemporaryDirectory(prefix="rushes-bench-") as place:
        folder = Path(place) / "film"
        with Services(Path(place) / "services") as services:
            services.control(seconds=JOB_SECONDS)
            film(folder, services, orders, concurrency)
            begun(folder, "trust", "--yes").communicate()
            start = time.monotonic()
            child = begun(folder, "board", *BUYING)
            megabytes, threads = 0.0, 0
            while child.poll() is None:
                try:
                    now = held(child.pid)
                except (OSError, KeyError):
                    break
                megabytes, threads = max(megabytes, now[0]), max(threads, now[1])
                time.sleep(0.05)
            said = child.communicate()[0].decode()
            wall = time.monotonic() - start
            if child.returncode:
                raise SystemExit(said)
            return course_of(services.control(), orders, concurrency, (megabytes, threads, wall))


def course_of(
    known: dict[str, Any], orders: int, concurrency: int, held: tuple[float, int, float]
) -> Course:
    """What the service's books say of a run."""
    jobs = {job["id"]: job for job in known["orders"]}
    late, gaps, last = [], [], 0.0
    for name, looks in known["polled"].items():
        job = jobs[name.partition(" ")[2]]
        ready = job["at"] + job["seconds"]
        until = next(number for number, look in enumerate(looks) if look >= ready)
        late.append(looks[until] - ready)
        last = max(last, looks[until])
        gaps += [after - before for before, after in pairwise(looks[: until + 1])]
    first = min(job["at"] for job in jobs.values())
    if len(jobs) != orders:
        raise SystemExit(f"{len(jobs)} orders were paid, and {orders} were wanted")
    ideal = ceil(orders / concurrency) * JOB_SECONDS
    return Course(last - first, ideal, tuple(sorted(late)), min(gaps, default=0.0), *held)


def main() -> None:
    """Measure, and print a table."""
    told = [int(word) for word in sys.argv[1:]]
    orders, concurrency = told or (500, 50)
    alone = measured(1, 1)
    many = measured(orders, concurrency)
    print("| what | asked | measured |")
    print("|---|---|---|")
    print(
        f"| {orders} orders, {concurrency} at once | {1.1 * many.ideal:.1f} s "
        f"| **{many.seconds:.1f} s** ({many.seconds / many.ideal:.3f} of the ideal) |"
    )
    print(
        f"| an order is seen ready | within {POLL_SECONDS} s "
        f"| {median(many.late):.3f} s, at most {many.late[-1]:.3f} s |"
    )
    print(f"| alone | within {POLL_SECONDS} s | {alone.late[-1]:.3f} s |")
    print(f"| between two looks | at least {POLL_SECONDS} s | {many.shortest:.3f} s |")
    print(
        f"| memory of {concurrency} in flight | under 60 MB "
        f"| {many.megabytes - alone.megabytes:.1f} MB more than one ({many.megabytes:.0f} MB) |"
    )
    print(f"| threads | not one each | {many.threads} |")
    print(f"\nthe command took {many.wall:.1f} s")


if __name__ == "__main__":
    main()
