"""Reel names of eight characters, one for each file: what an EDL calls them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

__all__ = ["LONGEST", "reel_names"]

LONGEST = 8
_TAKEN = frozenset({"AX", "BL", "BLACK", "BARS"})
"""What an EDL means something else by."""
_TAKE = re.compile(
    r"(?P<shot>[A-Za-z]\w*)_(?P<kind>[a-z])[a-z.\w]*?_(?P<unit>[a-z])(?P<number>\d+)"
)


def reel_names(files: Iterable[str]) -> dict[str, str]:
    """A reel for each file name: ``sh020_clip_t05`` is ``SH020C05``; the same at every writing.

    A name that does not fit, or that two files would share, is made of its own digest.
    """
    names = sorted(set(files))
    wished = {name: _short(name) for name in names}
    counts: dict[str, int] = {}
    for short in wished.values():
        counts[short] = counts.get(short, 0) + 1
    return {
        name: short if _is_good(short) and counts[short] == 1 else _digest(name)
        for name, short in wished.items()
    }


def _short(name: str) -> str:
    match = _TAKE.fullmatch(name)
    if match is not None:
        unit = "" if match["unit"] == "t" else match["unit"]
        name = f"{match['shot']}{match['kind']}{unit}{match['number']}"
    return re.sub(r"[^A-Z0-9]", "", name.upper())


def _is_good(short: str) -> bool:
    return 0 < len(short) <= LONGEST and short not in _TAKEN


def _digest(name: str) -> str:
    return "R" + blake2b(name.encode(), digest_size=4).hexdigest().upper()[: LONGEST - 1]
