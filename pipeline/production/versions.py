"""The versions of a cut: each that was rendered is kept as text, told apart and brought back."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from pipeline.cut.assemble import assemble
from pipeline.cut.differing import Difference, difference
from pipeline.cut.played import Played, played
from pipeline.cut.timeline import Timeline
from pipeline.errors import DiskFull, FilmError, ProjectError
from pipeline.production.choosing import Change
from pipeline.production.heeding import ask_the_run
from pipeline.production.locked import refuse_texts
from pipeline.production.planning import cut_of
from pipeline.project.edit import Picks
from pipeline.project.edit_lock import locked
from pipeline.project.splices import put_texts
from pipeline.timecode import timecode

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = [
    "Version",
    "VersionRow",
    "as_it_is",
    "back",
    "compared",
    "keep_version",
    "last_kept",
    "version_of",
    "versions",
]

_LOCK = re.compile(rb"^locked:.*(?:\r?\n[ \t]+.*)*\r?\n?", re.MULTILINE)
"""The lock in the text of a cut: it shapes nothing."""


class Version(Struct, frozen=True):
    """A cut as it was, in words and as it played."""

    number: int
    """0: not kept (yet)."""
    at: str
    """When it was kept: ISO 8601, UTC."""
    rate: str
    """Frames a second, ``24000/1001``."""
    text: bytes | None
    """The file of the cut; None: there was none, and the cut followed from the board."""
    shows: Played

    @property
    def name(self) -> str:
        """``v12``."""
        return f"v{self.number}"

    def is_same(self, other: Version) -> bool:
        """Whether nothing that is written or plays is different, but for a lock."""
        texts = (_unlocked(self.text), _unlocked(other.text))
        return texts[0] == texts[1] and (self.shows, self.rate) == (other.shows, other.rate)

    def since(self, before: Version) -> Difference:
        """What was done to ``before``."""
        return difference(before.shows, self.shows, Fraction(self.rate))


class VersionRow(Struct, frozen=True):
    """A version in the list."""

    name: str
    at: datetime
    length: str
    """Timecode of the whole."""
    frames: int
    difference: str
    """To the version before, in film words."""


def as_it_is(production: Production, name: str, timeline: Timeline | None = None) -> Version:
    """The cut as it stands now, kept or not; its number is 0."""
    project = production.project
    if timeline is None:
        takes = [take for found in production.vault.all().values() for take in found]
        timeline = assemble(project, cut_of(project, name), project.picks or Picks(), takes)
    path = _file(production, name)
    text = path.read_bytes() if path.is_file() else None
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Version(0, at, str(project.fps), text, played(timeline))


def keep_version(production: Production, name: str, now: Version) -> int:
    """Keep a cut that was rendered, unless it is as the last one kept; its number.

    Raises:
        DiskFull: no room for it.
    """
    store = _store(production, name)
    try:
        with locked(store / "lock"):
            last = _last(store)
            if last is not None and last.is_same(now):
                return last.number
            number = (last.number if last else 0) + 1
            _write(store, msgspec.structs.replace(now, number=number))
    except OSError as err:
        raise (DiskFull.from_os(err, store) or err) from None
    return number


def version_of(production: Production, name: str, timeline: Timeline | None = None) -> int:
    """The number of the cut as it stands now: of the version kept, else that it will be kept as."""
    last = _last(_store(production, name))
    if last is None:
        return 1
    return last.number + (not last.is_same(as_it_is(production, name, timeline)))


def last_kept(production: Production, name: str) -> str:
    """The name of the last version of a cut; empty before the first."""
    numbers = _numbers(_store(production, name))
    return f"v{numbers[-1]}" if numbers else ""


def versions(production: Production, name: str) -> tuple[VersionRow, ...]:
    """Every version of a cut, oldest first."""
    store = _store(production, name)
    if not _numbers(store):
        cut_of(production.project, name)  # a cut that does not exist is said
    rows, before = [], None
    for number in _numbers(store):
        one = _read(store, number)
        told = "" if before is None else one.since(before).sentence
        frames = one.shows.frames
        length = timecode(frames, Fraction(one.rate))
        rows.append(VersionRow(one.name, datetime.fromisoformat(one.at), length, frames, told))
        before = one
    return tuple(rows)


def compared(production: Production, name: str, older: str, newer: str = "") -> Difference:
    """What was done between two versions; without ``newer``, up to the cut as it stands now."""
    before = _named(production, name, older)
    after = _named(production, name, newer) if newer else as_it_is(production, name)
    return after.since(before)


def back(production: Production, version: str, name: str) -> Change:
    """Put the text of a version back; the present one is kept first.

    Raises:
        ProjectError: there is no such version.
    """
    kept = _named(production, name, version)
    production.ledger.must_write()
    path = _file(production, name)
    text = None if kept.text is None else kept.text.removeprefix(b"\xef\xbb\xbf")
    refuse_texts(production, {name: text if text is None else text.decode("utf-8", "replace")})
    is_there = name in production.project.cuts or name == "main"
    now = as_it_is(production, name) if is_there else None
    news = []
    if now is not None and now.text != kept.text:
        number = keep_version(production, name, now)
        news.append(f"the cut before is v{number}: `rushes cut back v{number}`, or `rushes undo`")
    said = f"{name} is back to {kept.name}"
    done = put_texts({path: kept.text}, said, folder=production.folder, home=production.home.state)
    if done.files:
        at = datetime.now(UTC)
        production.ledger.notes.log(at, "back", shot="", sentence=said, data={})
        ask_the_run(production, "back", tuple(production.project.shots))
    fresh = as_it_is(production.reread(), name)
    told = fresh.since(now).sentence if now is not None else "written again"
    rest = fresh.since(kept)
    if rest:
        news.append(f"not as {kept.name} played, for the cut does not say it: {rest.sentence}")
        news += [f"`rushes circle {step}` plays it as then" for step in _circles(kept, fresh)]
    return Change(f"{said}: {told}", done.files, tuple(news))


# -- inside --------------------------------------------------------------------------------------


def _unlocked(text: bytes | None) -> bytes | None:
    return None if text is None else _LOCK.sub(b"", text)


def _circles(then: Version, now: Version) -> list[str]:
    """The shots that play another take than then, with the one of then, as `circle` takes it.

    A shot that played several takes is none of them: a circle would make them all one.
    """
    before, after = _takes(then), _takes(now)
    return [
        f"{shot} {'p' if take.startswith('panel') else ''}{take.split()[1]}"
        for shot, played in before.items()
        for take in played
        if len(played) == 1 and " " in take and after.get(shot, played) != played
    ]


def _takes(version: Version) -> dict[str, set[str]]:
    """The takes that each shot plays."""
    found: dict[str, set[str]] = {}
    for each in version.shows.pictures:
        found.setdefault(each.name, set()).add(each.take)
    return found


def _file(production: Production, name: str) -> Path:
    return production.folder / "cuts" / f"{name}.yaml"


def _store(production: Production, name: str) -> Path:
    return production.home.state / "versions" / name


def _numbers(store: Path) -> list[int]:
    """The versions that are whole, in order."""
    found = (path.stem[1:] for path in store.glob("v*.json"))
    return sorted(int(number) for number in found if number.isdigit())


def _last(store: Path) -> Version | None:
    numbers = _numbers(store)
    return _read(store, numbers[-1]) if numbers else None


def _read(store: Path, number: int) -> Version:
    """A version that was kept.

    Raises:
        FilmError: somebody changed its files.
    """
    path = store / f"v{number}.json"
    try:
        data = json.loads(path.read_bytes())
        text = (store / f"v{number}.yaml").read_bytes() if data["is_written"] else None
        shows = msgspec.convert(data["shows"], Played)
        return Version(number, data["at"], data["rate"], text, shows)
    except (OSError, ValueError, KeyError, msgspec.ValidationError) as err:
        raise FilmError(
            f"the version v{number} of the cut '{store.name}' cannot be read: {path} is damaged",
            fix="move the file away; the other versions stay",
        ) from err


def _write(store: Path, version: Version) -> None:
    """The text first, then what makes it count."""
    if version.text is not None:
        (store / f"{version.name}.yaml").write_bytes(version.text)
    data = {
        "at": version.at,
        "rate": version.rate,
        "is_written": version.text is not None,
        "shows": msgspec.to_builtins(version.shows),
    }
    aside = store / f".{version.name}.{os.getpid()}"
    try:
        aside.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        aside.replace(store / f"{version.name}.json")
    finally:
        aside.unlink(missing_ok=True)


def _named(production: Production, name: str, version: str) -> Version:
    """The version that was typed: ``v12`` or ``12``.

    Raises:
        ProjectError: there is none of that number.
    """
    store = _store(production, name)
    numbers = _numbers(store)
    written = version.strip().lower().removeprefix("v")
    if written.isdecimal() and int(written) in numbers:
        return _read(store, int(written))
    fix = "a version is kept whenever the cut is rendered: `rushes cut`"
    if numbers:
        known = f"v{numbers[0]}" + f" to v{numbers[-1]}" * (len(numbers) > 1)
        fix = f"`rushes cut versions` lists them: {known}"
    raise ProjectError(f"the cut '{name}' has no version '{version}'", fix=fix)
