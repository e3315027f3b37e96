"""Finished films: how they are named, told apart and known again."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import astuple

from pipeline.cut.film import FilmPlan
from pipeline.cut.looks import Look
from pipeline.errors import Problem
from pipeline.facts import Loudness
from pipeline.project.codecs import CODECS, ENDINGS
from pipeline.project.story import Delivery
from pipeline.vault.leftovers import clear_leftovers

if TYPE_CHECKING:
    from pipeline.production.joining import Joined
    from pipeline.production.production import Production

__all__ = [
    "FilmReport",
    "about_delivery",
    "clear_away",
    "film_key",
    "kept_film",
    "remember",
    "report_of",
    "slate_lines",
    "target_of",
]


class FilmReport(Struct, frozen=True):
    """A film that was rendered."""

    path: Path
    frames: int
    seconds: float
    size: int
    width: int
    height: int
    beside: tuple[Path, ...] = ()
    """Subtitles and the sheet of facts."""
    loudness: Loudness | None = None
    """Of its mix."""
    sound: str = ""
    """How loud it is, in words."""
    problems: tuple[Problem, ...] = ()
    is_new: bool = True
    """False: exactly this film was there already."""
    music: str = ""
    """By how much the picture is longer or shorter than its music; empty where it is not."""


def target_of(production: Production, delivery: Delivery | None, look: Look, name: str) -> Path:
    """Where the film goes: a draft (no delivery) replaces the one before, an export never does.

    The name says film, cut, delivery, size and the languages in the picture.
    """
    out = production.home.out
    out.mkdir(parents=True, exist_ok=True)
    words = [production.folder.name, name]
    if delivery is None:
        return out / f"{'_'.join(words)}_draft.mp4"
    if delivery.name != name:
        words.append(delivery.name)
    words.append("{}x{}".format(*look.frame))
    if any(delivery.burn):
        words.append("-".join(delivery.burn))
    if not delivery.has_titles and not any(delivery.burn):
        words.append("textless")
    if look.mastering.is_without_lines:
        words.append("ME")
    stem, number = "_".join(words), 1
    while any((out / f"{stem}_v{number:02d}{ending}").exists() for ending in ENDINGS):
        number += 1  # what lies beside a film has its name without the ending
    return out / f"{stem}_v{number:02d}{CODECS[look.codec].ending}"


def about_delivery(
    delivery: Delivery, version: int, planned: FilmPlan
) -> tuple[tuple[str, str], ...]:
    """What the sheet beside a delivery says beyond what the film itself shows."""
    colours = ", ".join((*planned.timeline.grading.words, *planned.look.grading.words))
    titles = "in the picture" if delivery.has_titles else "left out"
    burnt = ", ".join(filter(None, delivery.burn)) or "nothing"
    return (
        ("version", f"v{version}"),
        ("delivery", delivery.name),
        ("titles", titles),
        ("burnt in", burnt),
        *([("colours", colours)] if colours else []),
        *((("pace", delivery.pace.words),) if delivery.pace else ()),
        *_framed(planned.look),
        *((("timecode", planned.look.timecode),) if planned.look.timecode else ()),
    )


def _framed(look: Look) -> Iterator[tuple[str, str]]:
    """Where the picture stands, and what is cropped for it, where it is not the film's alone."""
    framed = look.framed
    if framed is not None:
        lines = ", subtitles below it" if look.has_lines_in_bar else ""
        place = f"{framed.left} from the left, {framed.top} from the top"
        yield "bars", f"the picture is {framed.width} x {framed.height}, {place}{lines}"
    if look.is_reframed:
        yield "reframed", "the picture has another form than the film, each shot about its point"


def slate_lines(planned: FilmPlan, delivery: Delivery, version: int) -> tuple[str, ...]:
    """What stands on the slate of a delivery: which film this is, and how it was made."""
    look, name = planned.look, planned.timeline.name
    burnt = ", ".join(filter(None, look.burn))
    words = burnt and f"subtitles in {burnt}"
    titles = "" if look.has_titles else "no titles" if words else "textless"
    how = ", ".join(filter(None, (CODECS[look.codec].words, titles, words)))
    begins = f"the film begins at {look.timecode}" if look.timecode else ""
    lines = (f"cut {name}, version {version}", f"delivery {delivery.name}", how, begins)
    return tuple(filter(None, lines))


def report_of(joined: Joined, problems: tuple[Problem, ...]) -> FilmReport:
    """What is told of a film that was joined just now."""
    info = joined.info
    return FilmReport(
        path=joined.path,
        frames=info.frames,
        seconds=float(info.seconds),
        size=info.size,
        width=info.width,
        height=info.height,
        beside=joined.beside,
        loudness=joined.loudness,
        sound=joined.sound,
        problems=problems,
    )


def film_key(planned: FilmPlan, delivery: Delivery | None, signed: str = "") -> str:
    """Of everything that shapes the finished file: parts in order, sound, words beside it."""
    from pipeline.cut.reels import recipe_key

    titles = [repr(subtitle) for subtitle in planned.timeline.subtitles]
    return recipe_key(
        {
            "parts": [reel.key for reel in planned.all_reels],
            "sound": planned.heard,
            "beside": titles,
            "is_delivery": delivery is not None,
            "delivery": "" if delivery is None else delivery.name,
            "side": [] if delivery is None else list(delivery.side),
            **({"poster": str(delivery.poster)} if delivery and delivery.poster else {}),
            **({"fps": str(planned.look.pace.rate)} if planned.look.pace.rate else {}),
            **({"timecode": planned.look.timecode} if planned.look.timecode else {}),
            **({"credentials": signed} if signed else {}),
            **({"stems": dict(planned.stems)} if planned.stems else {}),
        }
    )


def kept_film(production: Production, key: str, problems: tuple[Problem, ...]) -> FilmReport | None:
    """Exactly this film, when it was rendered before and lies there untouched."""
    written = production.ledger.notes.meta(f"film {key}")
    if not written:
        return None
    data = json.loads(written)
    path = production.home.out / data["name"]
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    if (found.st_size, found.st_mtime_ns) != (data["size"], data["stamp"]):
        return None
    if not all((production.home.out / name).exists() for name in data["beside"]):
        return None
    return FilmReport(
        path=path,
        frames=data["frames"],
        seconds=data["seconds"],
        size=data["size"],
        width=data["width"],
        height=data["height"],
        beside=tuple(production.home.out / name for name in data["beside"]),
        loudness=Loudness(*data["loudness"]) if data.get("loudness") else None,
        sound=data.get("sound", ""),
        problems=problems,
        is_new=False,
    )


def remember_film(production: Production, key: str, report: FilmReport) -> None:
    """Note under its key where the film lies, so that it is not made a second time."""
    data = {
        "name": report.path.name,
        "frames": report.frames,
        "seconds": report.seconds,
        "size": report.size,
        "stamp": report.path.stat().st_mtime_ns,
        "width": report.width,
        "height": report.height,
        "beside": [path.name for path in report.beside],
        "loudness": astuple(report.loudness) if report.loudness is not None else None,
        "sound": report.sound,
    }
    production.ledger.notes.set_meta(f"film {key}", json.dumps(data))


def remember(production: Production, key: str, report: FilmReport, exported: str) -> None:
    """A film of its own: the next one that is the same is not rendered again."""
    remember_film(production, key, report)
    if exported:
        said = f"{report.path.name}, {report.frames} frames of the cut '{exported}'"
        production.ledger.notes.log(datetime.now(UTC), "exported", shot="", sentence=said, data={})


def clear_away(production: Production) -> None:
    """Remove what killed runs left half-made."""
    for folder in (production.home.out, production.home.derived / ".aside"):
        clear_leftovers(folder, now=time.time())
