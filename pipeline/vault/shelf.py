"""What lies in ``takes/``: read folder by folder, and read again only where a folder changed."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

from msgspec import Struct, ValidationError
from msgspec.json import Decoder, decode, encode

from pipeline.errors import MediaError
from pipeline.facts import Json, Kind, Take, TakeRef
from pipeline.vault.slates import SlateRecord, fraction_in, slate_from_json

__all__ = [
    "IndexStore",
    "Listing",
    "is_record",
    "read_folder",
    "read_tree",
    "record_name",
    "ref_of",
]

NUMBERS = "numbers"
"""The file in a shot's folder that remembers numbers of which no take came; ``numbers.b`` are
those of unit b, so that no two machines write one file."""

BILLS = "bills"
"""The file beside it that remembers what was billed and gave no take."""

_RECORD = re.compile(rf"({NUMBERS}|{BILLS})(\.[a-z])?")

ORDER_ENDING = ".order.json"

_SETTLED_NS = 2_000_000_000
"""A folder changed less than two seconds ago may change again within its time stamp's step, so
its listing is not trusted the next time (as git does with "racily clean" files)."""

_NAMED = re.compile(r"(?P<stem>[A-Za-z][\w-]*_[a-z]+(?:\.[a-z0-9]+)?_[a-z]\d+)(?P<rest>.*)")


class IndexStore(Protocol):
    """Where listings are kept between two runs; the ledger's index is one."""

    def load(self) -> Mapping[str, tuple[int, str]]:
        """(stamp, listing) by folder name."""
        ...

    def store(self, changed: Mapping[str, tuple[int, str] | None]) -> None:
        """Write changed folders; None drops one."""
        ...


class Listing:
    """One shot's folder: the names in it, the slates, and what could not be read.

    Kept as JSON, ``{"names": […], "slates": […], "problems": […]}``, and read when asked for.
    """

    def __init__(self, folder: Path, *, text: str = "", data: Json | None = None) -> None:
        """One of ``text`` and ``data`` says what is in the folder."""
        self.folder = folder
        self._text = text
        self._data = data

    @property
    def text(self) -> str:
        """The listing as JSON."""
        if not self._text:
            self._text = encode(self._data).decode()
        return self._text

    @property
    def data(self) -> Json:
        """The listing as plain data; not to be changed."""
        if self._data is None:
            found: Json = decode(self._text)
            self._data = found
        return self._data

    @cached_property
    def _read(self) -> _Listed:
        try:
            return _decoder().decode(self.text)
        except ValidationError as err:
            raise MediaError(
                f"what is remembered of {self.folder} cannot be read: {err}",
                fix="`rushes status --rebuild` reads every folder anew",
            ) from err

    @property
    def names(self) -> frozenset[str]:
        """Every file name in the folder."""
        return self._read.names

    @cached_property
    def takes(self) -> tuple[Take, ...]:
        """Every take that is known of here, in order of kind and number."""
        found = []
        for record in self._read.slates:
            slate = record.slate()
            main = next((file for file in slate.files if file.role == "main"), None)
            name = main.name if main is not None else ""
            is_here = name in self.names and f"{slate.ref.stem}.json" in self.names
            damage = _damage(f"{self.folder}{os.sep}{name}", main.size) if is_here and main else ""
            is_offline = not is_here or bool(damage)
            found.append(Take(slate, self.folder / name, is_offline, damage))
        return tuple(sorted(found, key=lambda take: take.ref))

    @property
    def problems(self) -> tuple[str, ...]:
        """Slates that cannot be read, a sentence each."""
        return self._read.problems

    def with_take(self, slate: Json, names: Iterable[str]) -> Listing:
        """The listing after a take was put in place."""
        data = {
            "names": sorted({*self.data["names"], *names}),
            "slates": [*self.data["slates"], slate],
            "problems": self.data["problems"],
        }
        return Listing(self.folder, data=data)


class _Listed(Struct, frozen=True):
    names: frozenset[str]
    slates: tuple[SlateRecord, ...]
    problems: tuple[str, ...]


@lru_cache(maxsize=1)
def _decoder() -> Decoder[_Listed]:
    return Decoder(_Listed, dec_hook=fraction_in)


def _damage(path: str, size: int) -> str:
    """What is wrong with a take's file, by one look at its size; empty when nothing is.

    A folder's time does not tell: a file that is emptied in place leaves it as it was.
    """
    try:
        found = os.stat(path).st_size  # noqa: PTH116 - for every take there is, at every start
    except OSError:
        return "its file cannot be looked at"
    return "" if found == size else f"its file has {found} bytes, and {size} when it was made"


def ref_of(name: str) -> tuple[TakeRef, str] | None:
    """The take a file name begins with, and the rest of the name; None for other names.

    ``sh030_clip_t07_prob4.mov`` gives (sh030 clip 7, ``_prob4.mov``).
    """
    match = _NAMED.fullmatch(name)
    if match is None:
        return None
    ref = TakeRef.from_stem(match["stem"])
    return None if ref is None else (ref, match["rest"])


def record_name(name: str, unit: str) -> str:
    """The file of a unit: ``numbers``, ``numbers.b``."""
    return f"{name}.{unit}" if unit else name


def is_record(name: str) -> bool:
    """Whether the program writes that file beside takes: it is none of the author's."""
    return _RECORD.fullmatch(name) is not None


def read_folder(folder: Path, before: Listing | None = None) -> Listing:
    """Read one shot's folder from disk.

    A take that ``before`` knew and whose slate is gone stays known: it is offline, never unmade.
    """
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    except FileNotFoundError:
        names = []
    slates: list[Json] = []
    problems: list[str] = []
    for name in names:
        parsed = ref_of(name)
        if parsed is None or parsed[1] != ".json":
            continue
        try:
            data = json.loads((folder / name).read_text(encoding="utf-8"))
            slate_from_json(data)
        except FileNotFoundError:
            continue
        except (MediaError, ValueError) as err:
            reason = err.message if isinstance(err, MediaError) else str(err)
            problems.append(f"the slate {folder.name}/{name} cannot be read: {reason}")
            continue
        slates.append(data)
    if before is not None:
        here = {data["uuid"] for data in slates}
        slates += [data for data in before.data["slates"] if data.get("uuid") not in here]
    return Listing(folder, data={"names": names, "slates": slates, "problems": problems})


def read_tree(takes: Path, index: IndexStore | None) -> dict[str, Listing]:
    """Every shot's folder by name; those whose time has not changed come from ``index``."""
    known = dict(index.load()) if index is not None else {}
    found: dict[str, Listing] = {}
    changed: dict[str, tuple[int, str] | None] = {}
    for name, stamp in _folders(takes):
        old_stamp, old_text = known.get(name, (0, ""))
        old = Listing(takes / name, text=old_text) if old_text else None
        if old is not None and stamp == old_stamp:
            found[name] = old
            continue
        listing = read_folder(takes / name, old)
        found[name] = listing
        is_settled = time.time_ns() - stamp > _SETTLED_NS
        changed[name] = (stamp if is_settled else 0, listing.text)
    for name, (_, text) in known.items():
        if name not in found:
            gone = Listing(takes / name, text=text)
            found[name] = Listing(takes / name, data={**gone.data, "names": []})
    for name in _drop_moved(found, {name for name in changed if changed[name] is not None}):
        changed[name] = (0, found[name].text) if found[name].data["slates"] else None
        if changed[name] is None and not found[name].data["names"]:
            del found[name]
    if index is not None and changed:
        index.store(changed)
    return found


def _folders(takes: Path) -> list[tuple[str, int]]:
    try:
        with os.scandir(takes) as entries:
            return sorted(
                (entry.name, entry.stat().st_mtime_ns)
                for entry in entries
                if not entry.name.startswith(".") and entry.is_dir()
            )
    except FileNotFoundError:
        return []


def _drop_moved(found: dict[str, Listing], changed: set[str]) -> list[str]:
    """Forget takes of one folder whose slate now lies in another; names of changed listings."""
    if not changed:
        return []
    homes: dict[str, str] = {}
    for name in changed:
        listing = found[name]
        for data in listing.data["slates"]:
            if _is_here(data, listing):
                homes[data["uuid"]] = name
    touched = []
    for name, listing in list(found.items()):
        keep = [
            data
            for data in listing.data["slates"]
            if homes.get(data.get("uuid"), name) == name or _is_here(data, listing)
        ]
        if len(keep) != len(listing.data["slates"]):
            found[name] = Listing(listing.folder, data={**listing.data, "slates": keep})
            touched.append(name)
    return touched


def _is_here(data: Json, listing: Listing) -> bool:
    ref = TakeRef(data["shot"], Kind.parse(data["kind"]), int(data["number"]), data.get("unit", ""))
    return f"{ref.stem}.json" in listing.names
