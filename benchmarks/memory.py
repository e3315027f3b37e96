"""What a film takes in memory while it is made and rendered: many shots, and many minutes.

    python -m benchmarks.memory [--shots 200 2000] [--minutes 3 36]

Prints a markdown table of the highest resident size of every kind of process, as ``/proc`` tells it
(Linux only). Pictures are slates of 96 pixels: what is measured is what grows, not what a picture
takes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.studio import write_film

LOOK_SECONDS = 0.02
RATE = 8000


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shots", type=int, nargs="*", default=[200, 2000])
    arguments.add_argument("--minutes", type=int, nargs="*", default=[3, 36])
    asked = arguments.parse_args()
    print("| film | the run itself | a worker | ffmpeg |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for count in asked.shots:
            film = Path(folder) / f"shots{count}"
            write_film(film, count)
            tell(f"{count} shots, {count // 120} min", film)
        for minutes in asked.minutes:
            film = Path(folder) / f"minutes{minutes}"
            write_film(film, minutes)
            lengthen(film)
            tell(f"{minutes} shots, {minutes} min", film)


def lengthen(film: Path) -> None:
    """Make every shot a minute long, and have a sound under all of it."""
    board = film / "film.yaml"
    text = board.read_text(encoding="utf-8").replace("seconds: 12f", "seconds: 60s")
    head, scenes = text.split("scenes:", 1)
    music = "music: {score: {file: score.wav}}\n"
    board.write_text(f"{head}{music}scenes:{scenes}", encoding="utf-8")
    write_tone(film / "score.wav", 60)
    (film / "cuts").mkdir()
    cut = "events: [sc0000]\nsound: [score]\n"
    (film / "cuts" / "main.yaml").write_text(cut, encoding="utf-8")


def write_tone(path: Path, seconds: int) -> None:
    """A quiet square wave."""
    import wave

    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((b"\x00\x04" * 20 + b"\x00\xfc" * 20) * (RATE * seconds // 40))


def tell(name: str, film: Path) -> None:
    """Make the film and print a row of the table."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "-p", str(film), "make"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peaks: dict[str, int] = {}
    while process.poll() is None:
        for kind, size in sizes(process.pid):
            peaks[kind] = max(peaks.get(kind, 0), size)
        time.sleep(LOOK_SECONDS)
    if process.returncode:
        raise SystemExit(f"{name}: make left with {process.returncode}")
    cells = (f"{peaks.get(kind, 0) / 1024:.0f} MB" for kind in ("run", "worker", "ffmpeg"))
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def sizes(run: int) -> Iterable[tuple[str, int]]:
    """(kind of process, highest resident size in KiB) of a run and all it started."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) < run:
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            status = (entry / "status").read_text()
        except OSError:
            continue
        if "VmHWM:" not in status:
            continue
        kind = "run" if int(entry.name) == run else ""
        kind = kind or ("ffmpeg" if b"ffmpeg" in words[0] else "")
        kind = kind or ("worker" if any(b"spawn_main" in word for word in words) else "")
        if kind:
            yield kind, int(status.split("VmHWM:")[1].split()[0])


if __name__ == "__main__":
    main()
