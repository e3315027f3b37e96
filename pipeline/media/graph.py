"""Words of ffmpeg's filter graphs that come from outside: paths with any character in them."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["quoted"]


def quoted(path: Path) -> str:
    """The path as the value of an option in a filter graph.

    It is read twice: the graph takes away one layer of backslashes, the filter the other.
    """
    option = re.sub(r"([\\':])", r"\\\1", path.as_posix())
    return re.sub(r"([\\'\[\],;])", r"\\\1", option)
