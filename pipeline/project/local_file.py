"""Read ``local.yaml``: this machine's folders, unit and player."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.project.credentials import Credentials
from pipeline.project.keys import CREDENTIALS, LOCAL
from pipeline.project.marks import read_source
from pipeline.project.nodes import Node
from pipeline.project.reading import Reader
from pipeline.project.story import Local

__all__ = ["LOCAL_FILE", "read_local"]

LOCAL_FILE = "local.yaml"
PLAY = frozenset({"play"})
EXPORT = frozenset({"export"})


def read_local(folder: Path, reader: Reader) -> Local:
    """This machine's settings; those of nobody where there is no such file."""
    path = folder / LOCAL_FILE
    if not path.exists():
        return Local()
    source = read_source(path, Path(LOCAL_FILE))
    for problem in source.problems:
        reader.report.add(problem)
    block = reader.block(source.root, LOCAL_FILE, LOCAL) if source.root is not None else None
    if block is None:
        return Local()
    places = (_folder(reader, item, folder) for item in reader.several(block.get("places")))
    return Local(
        takes=_place(reader, block.get("takes"), "takes", folder),
        cache=_place(reader, block.get("cache"), "cache", folder),
        unit=_unit(reader, block.get("unit")),
        player=reader.to(PLAY).text(block.get("player"), "player"),
        places=tuple(place for place in places if place is not None),
        credentials=_credentials(reader.to(EXPORT), block.get("credentials"), folder),
    )


def _place(reader: Reader, node: Node | None, key: str, folder: Path) -> Path | None:
    written = reader.text(node, key)
    return _absolute(written, folder) if written else None


def _folder(reader: Reader, node: Node, folder: Path) -> Path | None:
    written = reader.text(node, "places")
    if not written:
        return None
    place = _absolute(written, folder)
    if place is None or not place.is_dir():
        reader.warn(
            node, f"the folder '{written}' is not on this machine", "mend it, or take it out"
        )
        return None
    return place


def _credentials(reader: Reader, node: Node | None, folder: Path) -> Credentials | None:
    """What exports are signed with; whether the files are there is looked at when one is."""
    block = reader.block(node, "credentials", CREDENTIALS)
    if block is None:
        return None
    files = [_place(reader, block.get(name), name, folder) for name in ("certificate", "key")]
    if files[0] is None or files[1] is None:
        if node is not None:
            fix = "write credentials: {certificate: chain.pem, key: key.pem}"
            reader.error(node, "'credentials' names no certificate, or no key", fix)
        return None
    timestamp = reader.text(block.get("timestamp"), "timestamp")
    return Credentials(files[0], files[1], timestamp)


def _absolute(written: str, folder: Path) -> Path | None:
    try:
        path = Path(written).expanduser()
        return path if path.is_absolute() else folder / path
    except (RuntimeError, ValueError):
        return None


def _unit(reader: Reader, node: Node | None) -> str:
    unit = reader.text(node, "unit")
    if node is not None and unit and not re.fullmatch(r"[a-su-z]", unit):
        reader.error(
            node,
            f"'unit: {unit}' is not a letter",
            "write one small letter other than t, such as b",
        )
        return ""
    return unit
