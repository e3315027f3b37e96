"""The page measured on a film of its own: 185 shots, 693 panels, 370 clips, made in a moment.

    python -m benchmarks.reviewing [FOLDER] [--shots 185] [--panels 693] [--clips 370]

Writes the film into FOLDER and leaves it there to be reviewed by hand; without FOLDER it measures
every page and endpoint and prints a markdown table. A few pictures and clips are drawn once, and
every take is a hard link to one of them.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import os
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from benchmarks.material import ffmpeg
from pipeline.facts import CLIP, PANEL, MediaInfo, Money, Slate, SlateFile, TakeRef
from pipeline.media.digests import digest_of
from pipeline.media.multiplane import Bytes
from pipeline.media.pictures import write_picture
from pipeline.media.probe import probe
from pipeline.production import Production
from pipeline.production.planning import jobs_of
from pipeline.review.serving import Served, Serving
from pipeline.vault.slates import slate_text

__all__ = ["Size", "Took", "answers", "write_film"]

_TIMES = 7
_KINDS = 12
"""Different pictures and clips."""
_SIZE = (320, 134)
_LARGE = (960, 402)
_PRICE = Money(350_000)
_BEGAN = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
_PLACES = (
    "a frozen city under <engine>, snow drifts between the towers",
    "<liu> looks up, breath freezing on his visor",
    "a column of trucks crosses the ice shelf",
    "a gloved hand on a red switch",
    "the plume of <engine> from the dark side of the moon",
    "<mei> at a frosted window, candle light",
)
_MOVES = ("push in", "truck left", "static", "pan left", "tilt up", "pull out")
_FRAMINGS = ("EWS", "WS", "MS", "MCU", "CU", "insert")


Draw = Callable[[tuple[int, int]], Bytes]


class Size(Struct, frozen=True):
    """How large the film is."""

    shots: int = 185
    panels: int = 693
    clips: int = 370
    seconds: int = 4
    """Of every clip."""
    is_billed: bool = True
    """Whether the ledger knows what the clips cost."""
    is_drawn: bool = False
    """Panels as the program draws them, of the sample trailer: slow, and good to look at."""


class Took(Struct, frozen=True):
    """Seconds that an answer took, asked for several times."""

    first: float
    best: float
    median: float
    processor: float
    """Of this process, page and asker together; the least."""


def write_film(folder: Path, size: Size) -> Path:
    """Write the film and its footage; every shot in the cut is a line of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "film.yaml").write_text(_board(size), encoding="utf-8")
    (folder / "cuts").mkdir(exist_ok=True)
    (folder / "cuts" / "main.yaml").write_text(_cut(size), encoding="utf-8")
    material = folder / ".rushes" / "material"
    material.mkdir(parents=True)
    draw = _drawings() if size.is_drawn else [functools.partial(_dusk, n) for n in range(_KINDS)]
    wide = _LARGE if size.is_drawn else _SIZE
    stills = [_file(_still(material / f"{n}.png", one, wide)) for n, one in enumerate(draw)]
    moving = [_file(_moving(material / f"{n}.mp4", one, size)) for n, one in enumerate(draw)]
    production = Production(folder)
    jobs = jobs_of(production, tuple(production.project.shots.values()), ())
    written = {(job.id.shot, job.id.kind): job.words for job in jobs}
    names = list(production.project.shots)
    for kind, count, files in ((PANEL, size.panels, stills), (CLIP, size.clips, moving)):
        for place, (name, number) in enumerate(_dealt(names, count)):
            ref = TakeRef(name, kind, number)
            file = files[(place + number) % _KINDS]
            _lay(folder, replace(_slate(ref, file, place), words=written[name, kind]), file)
    if size.is_billed:
        production.rebuild()
    return folder


def answers(film: Path) -> Iterator[tuple[str, Took]]:
    """Ask the page of a film for everything, several times: (path, what it took)."""
    page, began = Served(Production(film), Serving()), threading.Event()
    thread = threading.Thread(target=page.run, args=(began.set,), daemon=True)
    thread.start()
    began.wait()
    origin = {"Origin": page.address.rstrip("/")}
    try:
        with httpx.Client(base_url=page.address, headers=origin, trust_env=False) as client:
            client.get(page.door)
            for path in _LOOKS:
                yield f"GET {path}", _asked(functools.partial(client.get, path))
            words = itertools.cycle([{"shot": _name(3), "take": take} for take in "12"])
            yield "POST /api/circle", _asked(lambda: client.post("/api/circle", json=next(words)))
    finally:
        page.stop()
        thread.join()


_LOOKS = (
    "/", "/shot/sh0040", "/cut", "/report", "/static/board.js",
    "/api/board", "/api/shot/sh0040", "/api/cut/main", "/api/report/main",
    "/take/sh0040_panel_t01/still.jpg?w=320", "/take/sh0040_clip_t01/still.jpg?w=320&at=24",
    "/take/sh0040_clip_t01/small.mp4", "/take/sh0040_clip_t01/whole",
)  # fmt: skip


def _asked(ask: Callable[[], httpx.Response]) -> Took:
    took = [_seconds(ask) for _ in range(_TIMES)]
    passed = [one[0] for one in took]
    processor = min(one[1] for one in took)
    return Took(passed[0], min(passed), statistics.median(passed), processor)


def _seconds(ask: Callable[[], httpx.Response]) -> tuple[float, float]:
    """How much time passed until the answer was there, and how much of it the processor worked."""
    began, used = time.perf_counter(), time.process_time()
    answer = ask()
    took = time.perf_counter() - began, time.process_time() - used
    assert answer.status_code == 200, (answer.url, answer.text)
    return took


class _File(Struct, frozen=True):
    path: Path
    digest: str
    info: MediaInfo


def _file(path: Path) -> _File:
    return _File(path, digest_of(path), probe(path))


def _dealt(names: Sequence[str], count: int) -> Iterator[tuple[str, int]]:
    """The takes, dealt over the shots as evenly as it goes: (shot, number)."""
    for place in range(count):
        yield names[place % len(names)], place // len(names) + 1


def _slate(ref: TakeRef, file: _File, place: int) -> Slate:
    is_clip = ref.kind == CLIP
    name = f"{ref.stem}{file.path.suffix}"
    return Slate(
        ref=ref,
        uuid=uuid.uuid5(uuid.NAMESPACE_OID, ref.stem).hex,
        made=_BEGAN + timedelta(days=_evening(place), seconds=20 * place),
        files=(SlateFile(name, file.path.stat().st_size, file.digest),),
        media=file.info,
        prompt=f"{_PLACES[place % len(_PLACES)]}, low saturation, anamorphic",
        generator="move" if is_clip else "draw",
        backend="camera" if is_clip else "sketch",
        model="camera-2" if is_clip else "",
        seed=1000 + place,
        price=_PRICE if is_clip else None,
        is_free=not is_clip,
    )


def _evening(place: int) -> int:
    """Which of five evenings it was made on: the first ones see little, the third most."""
    return next((day for day, last in enumerate((30, 110, 250, 330)) if place < last), 4)


def _lay(folder: Path, slate: Slate, file: _File) -> None:
    home = folder / "takes" / slate.ref.shot
    home.mkdir(parents=True, exist_ok=True)
    os.link(file.path, home / slate.files[0].name)
    (home / f"{slate.ref.stem}.json").write_text(slate_text(slate), encoding="utf-8")


def _board(size: Size) -> str:
    lines = [
        "film: 1",
        "title: The Wandering Earth III",
        "fps: 24",
        "aspect: 2.39",
        "elements:",
        "  liu: a tired astronaut in his sixties",
        "  mei: Mei, a girl of eight in a red scarf",
        "  engine: a planetary engine eleven kilometres tall",
        "generators: {draw: {backend: sketch}, move: {backend: camera}}",
        "use: {panels: draw, clips: move}",
        "defaults: {seconds: 2, panels: 1, clips: 1}",
        "deliveries: {main: {width: 320, preset: ultrafast}}",
        "scenes:",
    ]
    for number in range(size.shots):
        if number % 20 == 0:
            lines += [f"  sc{number // 20 + 1:03d}0:", "    shots:"]
        framing, move = _FRAMINGS[number % 6], _MOVES[number // 2 % 6]
        place = _PLACES[(number * 5 + number // 7) % len(_PLACES)]
        lines.append(f"      {_name(number)}: {framing}, {move} | {place} => it begins to move")
    return "\n".join(lines) + "\n"


def _cut(size: Size) -> str:
    lines = ["cut: main", "events:"]
    for number in range(size.shots):
        start = number % 5 * 6
        lines.append(f"- {_name(number)}  {start}-{start + 24 + number % 3 * 12}")
    return "\n".join(lines) + "\n"


def _name(number: int) -> str:
    return f"sh{(number + 1) * 10:04d}"


def _still(path: Path, draw: Draw, size: tuple[int, int]) -> Path:
    write_picture(draw(size), path)
    return path


def _drawings() -> list[Draw]:
    """Panels of the sample trailer, drawn from its words."""
    from pipeline.art.panel import draw
    from pipeline.backends.sketch import brief_of
    from pipeline.plan.jobs import Facts
    from pipeline.project.load import load
    from pipeline.stages.board import STAGE

    project = load(Path(__file__).resolve().parents[1] / "projects" / "wandering-earth")
    jobs = STAGE.jobs(project, Facts(), tuple(project.shots.values()))
    firsts = [job for job in jobs if job.id.slot == 1 and job.id.kind == PANEL][:_KINDS]
    panels = [draw(brief_of(job.work)) for job in firsts]
    return [lambda size, panel=panel: panel.picture(*size) for panel in panels]  # type: ignore[misc]


def _dusk(number: int, size: tuple[int, int]) -> Bytes:
    """A dusk of its own colour over a jagged horizon, with a light in it."""
    wide, high = size
    y, x = np.mgrid[0:high, 0:wide] / np.array(high, float)
    hue = number / _KINDS
    sky = np.stack([0.25 + 0.5 * hue, 0.42 + 0 * hue + 0 * x[0, 0], 0.75 - 0.45 * hue])
    picture = sky[None, None, :] * (0.25 + 0.75 * y[..., None])
    ridge = 0.62 + 0.12 * np.sin(x * (3 + number)) + 0.05 * np.sin(x * (17 + 3 * number))
    picture = np.where((y > ridge)[..., None], picture * 0.22, picture)
    glow = np.exp(-(((x - 0.4 - number * 0.13) ** 2) + (y - 0.42) ** 2) * 28)
    picture = picture + glow[..., None] * np.array([1.0, 0.82, 0.55])
    return (picture.clip(0, 1) * 255).astype(np.uint8)


def _moving(path: Path, draw: Draw, size: Size) -> Path:
    """The same picture, slowly drifting."""
    wide, high = _LARGE if size.is_drawn else _SIZE
    seconds, still = size.seconds, _still(path.with_suffix(".tmp.png"), draw, (wide, high))
    drift = f"scale={wide * 2}:-2,crop={wide}:{high}:x='(iw-ow)*t/{seconds}':y=(ih-oh)*0.75"
    ffmpeg("-loop", "1", "-r", "24", "-i", still, "-vf", f"{drift},format=yuv420p",
           "-frames:v", str(seconds * 24), "-c:v", "libx264", "-preset", "veryfast",
           "-crf", "26", "-g", "12", "-movflags", "+faststart", path)  # fmt: skip
    still.unlink()
    return path


def main() -> None:
    """Write the film; without a place for it, measure its page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path, nargs="?")
    for name in ("shots", "panels", "clips"):
        arguments.add_argument(f"--{name}", type=int, default=getattr(Size(), name))
    said = arguments.parse_args()
    size = Size(said.shots, said.panels, said.clips)
    if said.folder is not None:
        print(write_film(said.folder, size))
        return
    about = f"{size.shots} shots, {size.panels} panels, {size.clips} clips"
    print(f"| {about} | first | fastest | median of {_TIMES} | processor |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for path, took in answers(write_film(Path(folder) / "film", size)):
            times = (took.first, took.best, took.median, took.processor)
            print(f"| `{path}` | {' | '.join(f'{one * 1000:.0f} ms' for one in times)} |")


if __name__ == "__main__":
    main()
