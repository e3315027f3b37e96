"""The filters that bring a picture's colours to those of every film: BT.709, limited range.

    SDR, primaries near 709    scale with the file's own matrix and range
    BT.2020                    scale, then zscale: primaries are converted in light
    PQ, HLG                    scale, then to light (diffuse white is 203 cd/m2, ITU-R BT.2408),
                               primaries, roll-off of what is brighter (Mobius), then 709

Where nothing but the matrix differs, one scaler does everything, in 4:2:0 as it comes.
"""

from __future__ import annotations

from pipeline.facts import Json

__all__ = ["QUICK_SCALER", "SCALER", "colour_filters"]

SCALER = "bicubic+accurate_rnd+full_chroma_int"
QUICK_SCALER = "bilinear"
"""Of drafts: half the time of the other, and at their size hardly another picture."""
WHITE = 203
"""Light of diffuse white in cd/m2, in HDR (ITU-R BT.2408)."""
_MATRICES = {"bt2020": "2020_ncl", "bt709": "709", "bt601": "170m", "rgb": "gbr"}
_TRANSFERS = {"pq": "smpte2084", "hlg": "arib-std-b67"}
_RGB_CODECS = frozenset({"png", "gif", "apng", "qtrle", "rawvideo"})
"""Of takes whose slate is older than the word ``rgb``."""


def colour_filters(info: Json, size: tuple[int, int], scaler: str = SCALER) -> list[str]:
    """Scale to ``size`` and convert; ends in 8 bits 4:2:0, with alpha where the file has it."""
    width, height = size
    last = "format=yuva420p" if info["has_alpha"] else "format=yuv420p"
    is_rgb = _is_rgb(info)
    is_wide = info.get("primaries") == "bt2020" or info.get("transfer")
    if is_wide and not info["has_alpha"]:
        scaled = f"scale={width}:{height}:flags={scaler}"
        deep = "format=gbrp16le" if is_rgb else "format=yuv444p16le"
        return [scaled, deep, *_in_light(info, "rgb" if is_rgb else matrix_of(info)), last]
    colours = "out_range=tv:out_color_matrix=bt709"
    if not is_rgb:
        levels = "pc" if info["range"] == "full" else "tv"
        colours += f":in_range={levels}:in_color_matrix={matrix_of(info)}"
    return [f"scale={width}:{height}:flags={scaler}:{colours}", last]


def _in_light(info: Json, matrix: str) -> list[str]:
    transfer = info.get("transfer", "")
    levels = "full" if info["range"] == "full" or matrix == "rgb" else "limited"
    primaries = "2020" if info.get("primaries") == "bt2020" or transfer else "709"
    said = f"min={_MATRICES.get(matrix, '709')}:rin={levels}:pin={primaries}"
    target = "m=709:r=limited:p=709:t=709"
    if not transfer:
        return [f"zscale={said}:tin=709:{target}"]
    return [
        f"zscale={said}:tin={_TRANSFERS[transfer]}:t=linear:npl={WHITE}",
        "format=gbrpf32le",
        "zscale=p=709",
        "tonemap=mobius:param=0.6:desat=0",
        f"zscale={target}",
    ]


def matrix_of(info: Json) -> str:
    """The file's own word; where it has none, what its size makes likely (as players assume)."""
    if info["matrix"]:
        return str(info["matrix"])
    return "bt709" if info["size"][1] >= 720 or info["size"][0] >= 1280 else "bt601"


def _is_rgb(info: Json) -> bool:
    return info["matrix"] == "rgb" or (not info["matrix"] and info.get("codec") in _RGB_CODECS)
