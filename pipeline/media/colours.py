"""What a file says of its colours, in ffmpeg's words, and what is assumed where it says nothing.

Matrix and range are converted exactly. Where the file names no matrix, its size decides, as in
players: 601 below 720 lines (and 1280 columns), else 709. Where it names no range, it is limited.
The primaries of SD (SMPTE-C, EBU) are taken for those of BT.709, as editors do; those of BT.2020
are converted. PQ and HLG (ITU-R BT.2100) are mapped to what a screen of BT.709 can show.
"""

from __future__ import annotations

from typing import Any

__all__ = ["colour_of"]

_MATRICES = {
    "bt709": "bt709",
    "smpte170m": "bt601",
    "bt470bg": "bt601",
    "smpte240m": "smpte240m",
    "fcc": "fcc",
    "bt2020nc": "bt2020",
    "bt2020c": "bt2020",
    "gbr": "rgb",
}
_TRANSFERS = {"smpte2084": "pq", "arib-std-b67": "hlg"}
_RGB = ("rgb", "bgr", "gbr", "argb", "abgr", "0rgb", "0bgr", "pal8", "x2rgb", "x2bgr")
_SCANS = ("top", "bottom")
"""``top first``, ``bottom coded first (swapped)``: two fields, half a frame apart."""


def colour_of(pixel_format: str, notes: list[str]) -> dict[str, Any]:
    """The colour fields of a `MediaInfo`, from ``yuv420p`` and ``tv``, ``bt2020nc/bt2020/…``."""
    triple = next((note for note in notes if note.split("/")[0] in _ALL), "")
    matrix, _, rest = triple.partition("/")
    primaries, _, transfer = rest.partition("/")
    if not rest:  # all three are the same, or only one word is said
        primaries = transfer = matrix
    is_rgb = pixel_format.startswith(_RGB)
    return {
        "colour_range": _range(pixel_format, notes),
        "matrix": "rgb" if is_rgb else _MATRICES.get(matrix, ""),
        "primaries": "bt2020" if primaries == "bt2020" else "",
        "transfer": _TRANSFERS.get(transfer, ""),
        "is_interlaced": any(note.split(" ")[0] in _SCANS for note in notes),
    }


_ALL = frozenset((*_MATRICES, "unknown", "reserved", "ycgco", "ictcp"))


def _range(pixel_format: str, notes: list[str]) -> str:
    if "pc" in notes or pixel_format.startswith("yuvj"):
        return "full"
    return "limited" if "tv" in notes else ""
