"""What the cutting room costs, each figure a ratio to what a user would do by hand.

    python -m benchmarks.cutting [--into FILE] [--only rows] [--clips 185] [--many 1000]

Makes its own material, prints a markdown table, and writes every row to FILE as it comes, so that
an interruption loses nothing. Under 30 minutes on two cores; both sides of a ratio run one after
the other. Memory is the proportional size of all processes together (Linux only).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from benchmarks import yardsticks
from benchmarks.material import Material, add_music, clips, write_cut, write_film
from benchmarks.sides import picture_side
from pipeline.errors import FilmError

LOOK_SECONDS = 0.1
WINDOW = 84
"""Frames of a clip that the composed film shows; it has 96."""
WAIT_SECONDS = 120
WARM_SECONDS = 6
"""Until the program watches and its workers are there."""
MOST_SECONDS = 900
"""The longest that any single command may take."""


class Asked(Struct, frozen=True):
    """What is measured, and where the table goes."""

    into: Path
    work: Path
    clips: int
    many: int

    def row(self, what: str, measured: str, asked: str) -> None:
        """One line of the table, printed and written at once."""
        line = f"| {what} | {measured} | {asked} |"
        print(line, flush=True)
        with self.into.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def ratio(self, what: str, both: tuple[float, float], most: float, *, unit: str = "s") -> None:
        """A row of (ours, the yardstick) and the most that it may be."""
        ours, theirs = both
        found = ours / theirs
        said = f"{found:.3f}: {ours:.1f} {unit} to {theirs:.1f} {unit}"
        self.row(what, said, f"at most {most}: {'yes' if found <= most else '**no**'}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path("cutting.md"))
    parser.add_argument("--only", nargs="*", choices=list(ROWS), default=list(ROWS))
    parser.add_argument("--clips", type=int, default=185)
    parser.add_argument("--many", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cutting-") as folder:
        asked = Asked(given.into, Path(folder), given.clips, given.many)
        given.into.write_text("", encoding="utf-8")
        asked.row("what", "measured", "asked")
        asked.row("---", "---", "---")
        for name in given.only:
            try:
                ROWS[name](asked)
            except (subprocess.SubprocessError, OSError, FilmError) as err:
                asked.row(name, f"failed: {err}".replace("\n", " ")[:200], "**no**")


def rushes(film: Path, *words: str) -> float:
    """Seconds of a whole process of the program; one that hangs is ended and said."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "pipeline", "-p", str(film), *words]
    subprocess.run(command, check=True, capture_output=True, timeout=MOST_SECONDS)
    return time.perf_counter() - began


def timed(what: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def whole(count: int, frames: int) -> list[str]:
    """A cut of every clip from its first frame on."""
    return [f"s{number:04d}  0-{frames}" for number in range(count)]


def long_film(asked: Asked) -> None:
    """The finished film of 185 clips at 720p: cold, re-windowed, drafted, watched, unchanged."""
    made = Material(asked.clips, 96, 1280, 720)
    files = clips(asked.work / "light", made)
    film, events = asked.work / "long", whole(made.count, made.frames)
    write_film(film, files, made, events)
    named = f"{made.count} light clips of 4 s, 1280x720"
    cold = rushes(film, "export")
    single = timed(lambda: yardsticks.one_pass(files, asked.work / "light" / "single.mp4"))
    asked.ratio(f"cold export, {named}: to one ffmpeg pass", (cold, single), 0.95)
    asked.row(
        "the same export with nothing changed", f"{rushes(film, 'export'):.2f} s", "under 1 s"
    )
    middle = made.count // 2
    trimmed(asked, film, (events, middle), cold)
    asked.row(
        "one event slipped, its length kept, sound and all",
        of_cold(changed_cut(film, events, middle, "6-94"), cold),
        "its part, its sound and the join",
    )
    add_music(film, made)
    write_cut(film, events)
    rushes(film, "export")
    softer(asked, film, cold)
    first, draft = first_and_whole(film)
    asked.ratio("draft to cold export, 720p", (draft, cold), round(1 / 6, 3))
    asked.row(
        "the draft's first seconds can be played",
        f"{first:.1f} s of {draft:.1f} s",
        "before the last is rendered",
    )
    glimpse, whole_draft = watched(film, events, middle)
    asked.row(
        "`cut --watch` shows a trimmed event",
        f"{glimpse:.1f} s after the save; the whole draft is new after {whole_draft:.1f} s",
        f"within 2 s: {'yes' if glimpse <= 2 else '**no**'}",
    )


def of_cold(seconds: float, cold: float) -> str:
    """A time, and what part it is of the cold export."""
    return f"{seconds:.1f} s, {100 * seconds / cold:.1f} % of the cold export"


def changed_cut(film: Path, events: list[str], number: int, window: str) -> float:
    """Seconds of an export after one event got another window."""
    events[number] = f"s{number:04d}  {window}"
    write_cut(film, events)
    return rushes(film, "export")


def first_and_whole(film: Path) -> tuple[float, float]:
    """Seconds until the first seconds of a draft can be played, and until all of it can."""
    first, began = 0.0, time.perf_counter()
    glimpse = film / "out" / f"{film.name}_main_draft_new.mp4"
    with rendering(film, "cut") as run:
        for _ in in_time(run):
            if not first and glimpse.exists():
                first = time.perf_counter() - began
            time.sleep(LOOK_SECONDS)
    return first, time.perf_counter() - began


def rendering(film: Path, *words: str) -> subprocess.Popen[bytes]:
    """The program at work, nobody listening."""
    command = [sys.executable, "-m", "pipeline", "-p", str(film), *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def in_time(run: subprocess.Popen[bytes]) -> Iterator[None]:
    """Again and again until it ends; one that hangs is ended and said."""
    began = time.perf_counter()
    while run.poll() is None:
        if time.perf_counter() - began > MOST_SECONDS:
            run.kill()
            raise TimeoutError(f"{run.args} took over {MOST_SECONDS} s")
        yield


def watched(film: Path, events: list[str], number: int) -> tuple[float, float]:
    """Seconds from a save of the cut until its trimmed event can be seen, and the whole draft."""
    draft = film / "out" / f"{film.name}_main_draft.mp4"
    glimpse = draft.with_name(f"{draft.stem}_new.mp4")
    with rendering(film, "cut", "--watch") as run:
        try:
            time.sleep(WARM_SECONDS)
            old_glimpse, old_draft = glimpse.stat().st_mtime_ns, draft.stat().st_mtime_ns
            events[number] = f"s{number:04d}  8-90"
            write_cut(film, events)
            began = time.perf_counter()
            seen = _since(began, glimpse, old_glimpse)
            return seen, _since(began, draft, old_draft)
        finally:
            run.terminate()
            run.wait()


def _since(began: float, path: Path, old: int) -> float:
    while path.stat().st_mtime_ns == old:
        if time.perf_counter() - began > WAIT_SECONDS:
            raise TimeoutError(f"no new {path.name} came in {WAIT_SECONDS} s")
        time.sleep(0.02)
    return time.perf_counter() - began


def trimmed(asked: Asked, film: Path, cut: tuple[list[str], int], cold: float) -> None:
    """One event loses four frames at each end: its picture side apart, then all of it."""
    events, number = cut
    events[number] = f"s{number:04d}  4-92"
    write_cut(film, events)
    side = picture_side(film)
    asked.row(
        f"one event of {len(events)} re-windowed, 720p: its part and the join",
        of_cold(side, cold),
        f"under 2 %: {'yes' if side < 0.02 * cold else '**no**'}",
    )
    whole_export = of_cold(rushes(film, "export"), cold)
    asked.row("the whole of that export, with all sound behind it", whole_export, "")


def softer(asked: Asked, film: Path, cold: float) -> None:
    """The music's gain is changed: no part is rendered."""
    board, parts = film / "film.yaml", film / ".rushes" / "derived"
    before = set(parts.glob("*.mp4"))
    board.write_text(board.read_text("utf-8").replace("gain: -6", "gain: -8"), encoding="utf-8")
    took = of_cold(rushes(film, "export"), cold)
    made = len(set(parts.glob("*.mp4")) - before)
    asked.row("the music 2 dB softer", f"{took}, {made} parts", "only the mix")


def large(asked: Asked) -> None:
    """One event re-windowed at 1080p: reckoned for 185 clips of 4 s from eight of them."""
    made = Material(8, 96, 1920, 1080)
    files = clips(asked.work / "large", made)
    film, events = asked.work / "largefilm", whole(made.count, made.frames)
    write_film(film, files, made, events)
    cold = rushes(film, "export") * asked.clips / made.count
    events[4] = "s0004  4-92"
    write_cut(film, events)
    side = picture_side(film, asked.clips)
    asked.row(
        f"one event of {asked.clips} re-windowed, 1080p: its part and the join (reckoned from 8)",
        of_cold(side, cold),
        f"under 1 %: {'yes' if side < 0.01 * cold else '**no**'}",
    )


def noisy(asked: Asked) -> None:
    """Where x264 fills the machine: noisy 1080p, its time, its size and its likeness."""
    made = Material(6, 48, 1920, 1080, is_noisy=True)
    files = clips(asked.work / "noisy", made)
    film, single = asked.work / "noisyfilm", asked.work / "noisy" / "single.mp4"
    write_film(film, files, made, whole(made.count, made.frames))
    one = timed(lambda: yardsticks.one_pass(files, single))
    cold = rushes(film, "export")
    named = f"{made.count} noisy clips of 2 s, 1920x1080"
    asked.ratio(f"cold export, {named}: to one ffmpeg pass", (cold, one), 1.02)
    frames = made.count * made.frames
    joined = next((film / "out").glob("*_v01.mp4"))
    ours = yardsticks.psnr(joined, files, frames)
    theirs = yardsticks.psnr(single, files, frames)
    said = f"{ours - theirs:+.2f} dB ({ours:.2f} and {theirs:.2f})"
    asked.row("its PSNR against the material, to the single pass's", said, "within 1 dB")
    both = (joined.stat().st_size / 1e6, single.stat().st_size / 1e6)
    asked.ratio("its size to the single pass's", both, 1.15, unit="MB")
    asked.ratio("draft to cold export, 1080p", (rushes(film, "cut"), cold), 0.125)


def composed(asked: Asked) -> None:
    """Twenty dissolves, ten titles and burnt subtitles: to a MoviePy script, and to one pass."""
    for count, width, height in ((24, 1280, 720), (12, 1920, 1080)):
        made = Material(count, 96, width, height)
        place = asked.work / f"composed{height}"
        files = clips(place, made)
        events: list[str] = []
        for number, event in enumerate(whole(count, WINDOW)):
            events += [f"dissolve {yardsticks.DISSOLVE}"] * (0 < number <= 20) + [event]
        film = asked.work / f"composed{height}film"
        write_film(film, files, made, events)
        ours = rushes(film, "export")
        by_hand = place / "xfade.mp4"
        one = timed(lambda f=files, h=by_hand, s=(width, height): yardsticks.xfade_pass(f, h, s))
        named = f"composed film of {count} clips, {width}x{height}"
        asked.ratio(f"{named}: to one pass with xfade", (ours, one), 1.25)
        command = yardsticks.script(place, count)
        script = timed(lambda c=command: subprocess.run(c, check=True, capture_output=True))
        asked.ratio(f"{named}: to the MoviePy script", (ours, script), 0.5)
        if height == 720:
            changed(asked, film, ours)


def changed(asked: Asked, film: Path, cold: float) -> None:
    """A title and a subtitle of the finished film are changed: only their parts are made."""
    board = film / "film.yaml"
    for old, new in (("PART 5", "PART FIVE"), ("the words of shot 9", "words of the ninth")):
        before = set((film / ".rushes" / "derived").glob("*.mp4"))
        board.write_text(board.read_text("utf-8").replace(old, new), encoding="utf-8")
        took = rushes(film, "export")
        parts = len(set((film / ".rushes" / "derived").glob("*.mp4")) - before)
        said = f"{took:.1f} s, {parts} parts, {100 * took / cold:.0f} % of the cold export"
        asked.row(f"'{old}' changed", said, "only its parts")


def memory(asked: Asked) -> None:
    """All processes together, 60 clips and 1,000; and at 1080p with two workers."""
    peaks = []
    sizes = ((60, 6, 720), (asked.many, 6, 720), (12, 96, 720), (12, 48, 1080))
    for count, frames, height in sizes:
        made = Material(count, frames, height * 16 // 9, height)
        name = f"memory{count}x{frames}"
        files = clips(asked.work / name, made)
        film = asked.work / f"{name}film"
        write_film(film, files, made, whole(count, made.frames))
        peaks.append(peak(film))
    few, many, usual, large = peaks
    asked.row(
        "highest memory of all processes together, 720p",
        f"{few:.0f} MB with 60 clips, {many:.0f} MB with {asked.many} ({many / few:.2f})",
        f"at most 1.1, under 600 MB: {'yes' if many <= min(1.1 * few, 600) else '**no**'}",
    )
    yes = "yes" if usual < 600 else "**no**"
    asked.row("the same, 12 clips of 4 s", f"{usual:.0f} MB", f"under 600 MB: {yes}")
    yes = "yes" if large < 1200 else "**no**"
    asked.row("the same, 1080p, two workers", f"{large:.0f} MB", f"under 1.2 GB: {yes}")


def peak(film: Path) -> float:
    """Highest proportional size in MB of an export with two workers and all that it starts."""
    highest = 0
    with rendering(film, "export", "--workers", "2") as run:
        for _ in in_time(run):
            highest = max(highest, sum(map(proportional, family(run.pid))))
            time.sleep(LOOK_SECONDS)
    if run.returncode:
        raise subprocess.CalledProcessError(run.returncode, run.args)
    return highest / 1024


def family(first: int) -> set[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
                )
            except OSError:
                continue
    found, new = {first}, {first}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def proportional(process: int) -> int:
    """KiB of a process, what it shares counted in parts; 0 when it is gone."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return int(text.split("\nPss:")[1].split()[0]) if "\nPss:" in text else 0


ROWS: dict[str, Callable[[Asked], None]] = {
    "composed": composed,
    "noisy": noisy,
    "large": large,
    "memory": memory,
    "long": long_film,
}
"""The short ones first: an interruption then costs least."""


if __name__ == "__main__":
    main()
