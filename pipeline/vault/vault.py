"""The vault: takes on disk, found again fast, put in place whole, never replaced."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from socket import gethostname

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import MediaError
from pipeline.facts import CLIP, PANEL, Digest, Json, Kind, Slate, Take, TakeRef
from pipeline.media.digests import digest_of
from pipeline.vault import files
from pipeline.vault.adopting import Adoption, adopt
from pipeline.vault.shelf import (
    NUMBERS,
    ORDER_ENDING,
    IndexStore,
    Listing,
    read_folder,
    read_tree,
    record_name,
    ref_of,
)
from pipeline.vault.slates import lines_of, slate_to_json, without_secrets

__all__ = ["NameTaken", "Places", "Vault"]

Key = tuple[str, Kind]

_NAME = re.compile(r"[^./\\:][^/\\:]*")
"""Of an attempt: one step down, never up or aside."""


class NameTaken(MediaError):
    """Another file has the name that a take was to get; nothing was replaced."""


class Places(Struct, frozen=True):
    """Where a production keeps its takes and its state."""

    takes: Path
    """``takes/`` of the production, or the folder that ``local.yaml`` names."""
    state: Path
    """``.rushes/``, or its stand-in in the machine's own data folder."""

    @property
    def lost_and_found(self) -> Path:
        """Where files without a slate are moved; nothing is ever deleted."""
        return self.state / "lost+found"

    @property
    def aside(self) -> Path:
        """Where attempts write: on the same disk as the takes, so that a name is all it takes.

        Others who share the takes have such a folder of their own: nobody tidies another's.
        """
        takes, state = _device(self.takes), _device(self.state)
        own = blake2b(f"{gethostname()}:{self.state}".encode(), digest_size=6).hexdigest()
        return self.state / "tmp" if takes == state else self.takes / ".aside" / own


class Vault:
    """Every take of a production. Safe to use from several threads."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._listings: dict[str, Listing] = {}
        self._by_key: dict[Key, tuple[Take, ...]] | None = None
        """Changed in place by every take that comes: nobody but the vault looks into it."""
        self._shown: Mapping[Key, tuple[Take, ...]] | None = None
        """What was handed out last; None after a change."""
        self._lock = threading.RLock()
        self._aside: Path | None = None

    # -- looking -----------------------------------------------------------------------------

    def scan(self, index: IndexStore | None = None) -> None:
        """Bring what is known up to date with the disk; folders that did not change are not read.

        A take that was known and whose files are gone stays known, as offline.
        """
        listings = read_tree(self.places.takes, index)
        with self._lock:
            self._listings = listings
            self._by_key = self._shown = None

    def all(self) -> Mapping[Key, tuple[Take, ...]]:
        """Every take by shot and kind, in order of number, offline ones included."""
        with self._lock:
            if self._shown is None:
                self._shown = dict(self._known())
            return self._shown

    def takes(self, shot: str, kind: Kind) -> tuple[Take, ...]:
        """The takes of one shot and kind, in order of number."""
        with self._lock:
            return self._known().get((shot, kind), ())

    def kinds(self, shot: str) -> tuple[Kind, ...]:
        """The kinds of take that a shot has: panels, clips, then spoken lines by name."""
        order = {PANEL: 0, CLIP: 1}
        with self._lock:
            found = [kind for name, kind in self._known() if name == shot]
        return tuple(sorted(found, key=lambda kind: (order.get(kind, 2), kind)))

    def find(self, ref: TakeRef) -> Take | None:
        """The take of that name."""
        return next((take for take in self.takes(ref.shot, ref.kind) if take.ref == ref), None)

    def find_content(self, digest: Digest) -> Take | None:
        """The first take whose main file has that content; a damaged one has it no longer."""
        for takes in self.all().values():
            for take in takes:
                if not take.damage and any(
                    file.digest == digest and file.role == "main" for file in take.slate.files
                ):
                    return take
        return None

    def problems(self) -> tuple[str, ...]:
        """Slates that cannot be read, a sentence each."""
        with self._lock:
            return tuple(text for one in self._listings.values() for text in one.problems)

    def folder(self, shot: str) -> Path:
        """The shot's folder, which may not exist yet."""
        return self.places.takes / shot

    def folders(self) -> Iterator[tuple[Path, frozenset[str]]]:
        """Every shot's folder with the names in it, as last read."""
        with self._lock:
            yield from [(one.folder, one.names) for one in self._listings.values()]

    def names(self, shot: str) -> list[str]:
        """What lies in a shot's folder at this moment."""
        try:
            return os.listdir(self.folder(shot))  # noqa: PTH208  # asked for every take
        except FileNotFoundError:
            return []

    def top_number(self, shot: str, kind: Kind, unit: str = "") -> int:
        """The highest number that names in the folder or its numbers line speak of; 0 for none."""
        folder, names = self.folder(shot), self.names(shot)
        top = 0
        for name in names:
            parsed = ref_of(name)
            if parsed and (parsed[0].shot, parsed[0].kind, parsed[0].unit) == (shot, kind, unit):
                top = max(top, parsed[0].number)
        own = record_name(NUMBERS, unit)
        for record in {NUMBERS, own}.intersection(names):
            lines = (folder / record).read_text(encoding="utf-8").splitlines()
            for words in (line.split() for line in lines):
                if len(words) == 3 and words[:2] == [str(kind), unit or "t"]:
                    top = max(top, int(words[2]) if words[2].isdigit() else 0)
        return top

    # -- writing -----------------------------------------------------------------------------

    def make_folders(self, shots: Iterable[str]) -> None:
        """Make the folders of shots that are about to get takes, and sync their names once."""
        new = [shot for shot in shots if not self.folder(shot).is_dir()]
        for shot in new:
            files.make_folder(self.folder(shot))
        if new:
            with files.minding_room(self.places.takes):
                files.sync_folder(self.places.takes)

    @contextlib.contextmanager
    def aside(self, attempt: str) -> Iterator[Path]:
        """The folder that one attempt writes into; it stays until ``forget_aside``."""
        folder = self.aside_path(attempt)
        files.make_folder(folder)
        with files.minding_room(folder):
            yield folder

    def aside_path(self, attempt: str) -> Path:
        """Where an attempt's files lie before they are takes.

        Raises:
            MediaError: the name would lead elsewhere.
        """
        if not _NAME.fullmatch(attempt):
            raise MediaError(f"'{attempt}' is no name of an attempt")
        if self._aside is None:
            self._aside = self.places.aside
        return self._aside / attempt

    def forget_aside(self, attempt: str) -> None:
        """Remove what an attempt left aside, once its takes are in place or it surely failed."""
        folder = self.aside_path(attempt)
        try:
            folder.rmdir()  # empty by far most often: everything was moved to its place
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(
        self,
        slate: Slate,
        asides: Mapping[str, Path],
        *,
        checkpoint: Callable[[str], None] = lambda _: None,
    ) -> Take:
        """Put a take in its place: companions first, the main file next, its slate last.

        ``asides`` holds the finished, synced file for every name in the slate. May be repeated
        after a cut-off at any moment: what is in place already is recognised by its content.

        Raises:
            NameTaken: another file has one of the names; nothing was replaced.
            DiskFull: no room; the files are still aside.
        """
        folder = self.folder(slate.ref.shot)
        files.make_folder(folder)
        target = folder / f"{slate.ref.stem}.json"
        data = slate_to_json(slate)
        with files.minding_room(target):
            is_new = not target.exists()
            if not is_new:
                _refuse_other(slate, target)
                if there := self._there(slate, folder):
                    return there
            for file in sorted(slate.files, key=lambda item: item.role == "main"):
                _put(asides[file.name], folder / file.name, file.digest)
                checkpoint(f"placed {file.role}")
            if is_new:
                aside = self.aside_path(f"{slate.uuid}.slate")
                files.make_folder(aside.parent)
                files.place_text(lines_of(data), target, aside=aside)
            checkpoint("slate placed")
            files.sync_folder(folder)
        return self._learn(slate, data, folder)

    def adopt(self, file: Path, adoption: Adoption) -> Take:
        """Make a file from elsewhere a take; see ``pipeline.vault.adopting.adopt``."""
        return adopt(self, file, adoption)

    def rename(self, old: str, new: str) -> int:
        """Give a shot's takes another id; see ``pipeline.vault.renaming.rename_shot``."""
        from pipeline.vault.renaming import rename_shot

        return rename_shot(self, old, new)

    def note_numbers(self, ref: TakeRef) -> None:
        """Remember in the shot's folder that a number was given out, though no take came of it."""
        folder = self.folder(ref.shot)
        files.make_folder(folder)
        record = folder / record_name(NUMBERS, ref.unit)
        files.append_own(f"{ref.kind} {ref.unit or 't'} {ref.number}\n", record)

    def write_order(self, ref: TakeRef, record: Json) -> None:
        """Lay a paid order under way beside the takes, so that a lost ledger loses no order.

        Synced, its name too: it may lie on another disk than the ledger, and neither loses what
        was sent when the power goes.

        Raises:
            DiskFull: no room; what lay there before is whole.
        """
        folder = self.folder(ref.shot)
        files.make_folder(folder)
        text = lines_of(without_secrets(record))
        aside = self.aside_path(f"{record['key']}.order")
        files.make_folder(aside.parent)
        target = folder / (ref.stem + ORDER_ENDING)
        files.write_over(text, target, aside=aside, is_synced=True)
        with files.minding_room(target):
            files.sync_folder(folder)

    def remove_order(self, ref: TakeRef) -> None:
        """Take the order away once it is no longer under way."""
        (self.folder(ref.shot) / (ref.stem + ORDER_ENDING)).unlink(missing_ok=True)

    def orders(self, shots: Iterable[str] | None = None) -> tuple[Json, ...]:
        """Every order file that can be read, of some shots or of all."""
        wanted = None if shots is None else frozenset(shots)
        found = []
        for folder, names in self.folders():
            if wanted is not None and folder.name not in wanted:
                continue
            for name in sorted(one for one in names if one.endswith(ORDER_ENDING)):
                with contextlib.suppress(FileNotFoundError, ValueError):
                    found.append(json.loads((folder / name).read_text(encoding="utf-8")))
        return tuple(found)

    def reread(self, shot: str) -> None:
        """Read one shot's folder again."""
        folder = self.folder(shot)
        with self._lock:
            self._listings[shot] = read_folder(folder, self._listings.get(shot))
            self._by_key = self._shown = None

    def forget(self, shot: str) -> None:
        """Drop what was known of a folder that is gone on purpose (renamed)."""
        with self._lock:
            self._listings.pop(shot, None)
            self._by_key = self._shown = None

    # -- inside ------------------------------------------------------------------------------

    def _known(self) -> dict[Key, tuple[Take, ...]]:
        if self._by_key is None:
            found: dict[Key, list[Take]] = {}
            for listing in self._listings.values():
                for take in listing.takes:
                    found.setdefault((take.ref.shot, take.ref.kind), []).append(take)
            self._by_key = {
                key: tuple(sorted(takes, key=_by_number)) for key, takes in found.items()
            }
        return self._by_key

    def _there(self, slate: Slate, folder: Path) -> Take | None:
        """The same take, where it is whole already: another who shares the takes brought it."""
        listing = read_folder(folder, self._listings.get(slate.ref.shot))
        found = [take for take in listing.takes if take.ref == slate.ref and not take.is_offline]
        own = found[0].slate if found and slate.attempt else slate
        if own.attempt != slate.attempt or own.files == slate.files:
            return None
        self.reread(slate.ref.shot)
        return found[0]

    def _learn(self, slate: Slate, data: Json, folder: Path) -> Take:
        names = [file.name for file in slate.files] + [f"{slate.ref.stem}.json"]
        main = next(file.name for file in slate.files if file.role == "main")
        take = Take(slate, folder / main)
        with self._lock:
            listing = self._listings.get(slate.ref.shot)
            if listing is None:
                listing = Listing(folder, data={"names": [], "slates": [], "problems": []})
            if all(item.get("uuid") != slate.uuid for item in listing.data["slates"]):
                self._listings[slate.ref.shot] = listing.with_take(data, names)
            if self._by_key is not None:
                key = (slate.ref.shot, slate.ref.kind)
                others = [one for one in self._by_key.get(key, ()) if one.ref != slate.ref]
                self._by_key[key] = tuple(sorted([*others, take], key=_by_number))
                self._shown = None
        return take


def renumbered(slate: Slate, ref: TakeRef) -> Slate:
    """The same slate under another number: every file takes the new name."""
    old = slate.ref.stem
    named = tuple(replace(file, name=ref.stem + file.name[len(old) :]) for file in slate.files)
    return replace(slate, ref=ref, files=named)


def _refuse_other(slate: Slate, target: Path) -> None:
    try:
        uuid = json.loads(target.read_text(encoding="utf-8")).get("uuid")
    except ValueError:
        uuid = None
    if uuid != slate.uuid:
        raise NameTaken(
            f"{slate.ref} is already another take: {target}",
            fix="nothing was replaced; the new take gets the next number",
        )


def _by_number(take: Take) -> tuple[int, str]:
    return take.ref.number, take.ref.unit


def _device(path: Path) -> int:
    """The device of the nearest folder that exists."""
    for folder in (path, *path.parents):
        with contextlib.suppress(FileNotFoundError):
            return folder.stat().st_dev
    return -1


def _put(aside: Path, target: Path, digest: Digest) -> None:
    try:
        files.place(aside, target)
    except FileNotFoundError:
        if not target.exists():
            raise
    except FileExistsError:
        if not aside.exists():
            pass
        elif aside.samefile(target):
            aside.unlink()
            return
    else:
        return
    if digest_of(target) != digest:
        raise NameTaken(
            f"another file is already called {target.name}: {target}",
            fix="nothing was replaced; the new take gets the next number",
        )
    aside.unlink(missing_ok=True)
