"""Whatever a file says of its colours, its patches come out as BT.709, limited range.

What is expected is worked out here from the definitions of the matrices and ranges (ITU-R BT.601,
BT.709, BT.2020, SMPTE 240M), not by the program under test.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.conform import ClipReader, plain_chain
from pipeline.cut.fitting import Shape
from pipeline.cut.reels import _info
from pipeline.facts import MediaInfo
from pipeline.media.ffmpeg import run
from pipeline.media.probe import probe

PATCH, EDGE = 16, 4
LUMA = {
    "bt709": (0.2126, 0.0722),
    "smpte170m": (0.299, 0.114),
    "bt470bg": (0.299, 0.114),
    "bt2020nc": (0.2627, 0.0593),
    "smpte240m": (0.212, 0.087),
    "fcc": (0.30, 0.11),
}
"""Kr and Kb by ffmpeg's name of the matrix."""
PATCHES = np.array(
    [
        (0, 0, 0), (255, 255, 255), (128, 128, 128), (191, 0, 0), (0, 191, 0), (0, 0, 191),
        (191, 191, 0), (0, 191, 191), (191, 0, 191), (230, 160, 120), (40, 60, 90), (90, 120, 60),
    ],
    float,
) / 255  # fmt: skip
TO_2020 = np.linalg.inv(
    np.array(
        [
            (1.660491, -0.587641, -0.072850),
            (-0.124550, 1.132900, -0.008349),
            (-0.018151, -0.100579, 1.118730),
        ]
    )
)
"""Light of BT.709 to that of BT.2020: the inverse of the matrix in ITU-R BT.2407."""
SCREEN_GAMMA = 2.4
"""ITU-R BT.1886: what a screen makes of either."""


def ycc(rgb: np.ndarray, matrix: str, *, is_full: bool, bits: int = 8) -> np.ndarray:
    """R'G'B' from 0 to 1 as rounded Y'CbCr codes."""
    kr, kb = LUMA[matrix]
    y = kr * rgb[:, 0] + (1 - kr - kb) * rgb[:, 1] + kb * rgb[:, 2]
    cb, cr = (rgb[:, 2] - y) / (2 - 2 * kb), (rgb[:, 0] - y) / (2 - 2 * kr)
    unit = 1 << bits - 8
    if is_full:
        most = (1 << bits) - 1
        codes = np.stack([y * most, cb * most + 128 * unit, cr * most + 128 * unit], 1)
    else:
        codes = np.stack([219 * y + 16, 224 * cb + 128, 224 * cr + 128], 1) * unit
    return np.rint(codes).clip(0, (1 << bits) - 1)


def write_patches(path: Path, codes: np.ndarray, tags: dict[str, str], bits: int = 8) -> Path:
    """A lossless clip of three frames with one patch for each row of codes."""
    sample = np.uint16 if bits > 8 else np.uint8
    planes = [
        np.repeat(np.repeat(codes[:, n], PATCH)[None], PATCH, 0).astype(sample) for n in range(3)
    ]
    layout = f"yuv444p{bits}le" if bits > 8 else "yuv444p"
    run(
        (
            *("-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", layout, "-framerate", "24"),
            *("-video_size", f"{PATCH * len(codes)}x{PATCH}", "-i", "pipe:0"),
            *("-vf", "setparams=" + ":".join(f"{key}={value}" for key, value in tags.items())),
            *(("-c:v", "ffv1") if path.suffix == ".mkv" else ("-c:v", "libx264", "-qp", "0")),
            str(path),
        ),
        doing="making patches",
        data=b"".join(plane.tobytes() for plane in planes) * 3,
    )
    return path


def conformed(path: Path, info: MediaInfo) -> np.ndarray:
    """Y'CbCr of every patch in the middle frame, by both routes, which must agree."""
    shape = Shape(info.width, info.height, Fraction(24))
    picture = {
        "kind": "clip",
        "info": _info(info),
        "run": {"first": [1, 2], "step": [1, 1], "moving": 3},
    }
    with ClipReader(picture, path, shape) as reader:
        composed = reader.at(1).copy()
    arguments, filters = plain_chain(picture, path, shape, 3)
    output = run(
        (*("-v", "error"), *arguments, "-vf", filters, "-f", "rawvideo", "pipe:1"), doing="conform"
    ).output
    plain = np.frombuffer(output, np.uint8).reshape(3, -1, info.width)[1]
    assert (plain == composed).all()
    height, width = info.height, info.width
    luma, chroma = plain[:height], plain[height:].reshape(2, height // 2, width // 2)
    rows = []
    for left in range(0, width, PATCH):
        y = luma[EDGE:-EDGE, left + EDGE : left + PATCH - EDGE].mean()
        half = slice(left // 2 + EDGE // 2, (left + PATCH - EDGE) // 2)
        rows.append([y, *(plane[EDGE // 2 : -EDGE // 2, half].mean() for plane in chroma)])
    return np.array(rows)


@pytest.mark.parametrize("levels", ["limited", "full"])
@pytest.mark.parametrize("matrix", [name for name in LUMA if name != "bt2020nc"])
def test_every_matrix_and_range_comes_out_as_709_limited(
    matrix: str, levels: str, tmp_path: Path
) -> None:
    """Twelve patches, each within two codes of what the definitions give."""
    codes = ycc(PATCHES, matrix, is_full=levels == "full")
    tags = {"colorspace": matrix, "range": levels, "color_primaries": "bt709"}
    path = write_patches(tmp_path / "a.mkv", codes, tags)

    got = conformed(path, probe(path))

    assert np.abs(got - ycc(PATCHES, "bt709", is_full=False)).max() <= 2


@pytest.mark.parametrize("levels", ["limited", "full"])
def test_bt_2020_is_converted_with_its_primaries(levels: str, tmp_path: Path) -> None:
    """Ten bits, wide primaries: a red of 709 is no paler for having been kept in 2020."""
    inside = PATCHES * 0.75 + 0.15  # on the rim of 709 the rounding of the test itself shows
    light = inside**SCREEN_GAMMA
    wide = np.maximum(light @ TO_2020.T, 0) ** (1 / SCREEN_GAMMA)
    codes = ycc(wide, "bt2020nc", is_full=levels == "full", bits=10)
    tags = {
        "colorspace": "bt2020nc", "range": levels, "color_primaries": "bt2020",
        "color_trc": "bt2020-10",
    }  # fmt: skip
    path = write_patches(tmp_path / "a.mkv", codes, tags, bits=10)

    info = probe(path)
    got = conformed(path, info)

    assert ("bt2020", "bt2020", "") == (info.matrix, info.primaries, info.transfer)
    assert np.abs(got - ycc(inside, "bt709", is_full=False)).max() <= 2


@pytest.mark.parametrize("matrix", ["smpte170m", "bt709"])
def test_what_is_not_tagged_is_read_by_its_size(matrix: str, tmp_path: Path) -> None:
    """SD is 601 and larger pictures are 709, limited: the documented rule."""
    codes = ycc(PATCHES, matrix, is_full=False)
    path = write_patches(tmp_path / "a.mp4", codes, {"colorspace": "unknown", "range": "unknown"})
    info = probe(path)
    assert ("", "") == (info.matrix, info.colour_range)

    got = conformed(path, info)

    is_right = np.abs(got - ycc(PATCHES, "bt709", is_full=False)).max() <= 2
    assert is_right == (matrix == "smpte170m")
    from pipeline.cut.to_709 import matrix_of

    large = {"matrix": "", "size": [1280, 536]}
    assert ["bt709", "bt709", "bt601"] == [
        matrix_of({**large, "size": size}) for size in ([1280, 536], [960, 720], [720, 576])
    ]


@pytest.mark.parametrize("codec", ["png", "qtrle", "ffv1", "libx264rgb"])
def test_rgb_in_a_clip_is_known_by_its_pixels_and_not_by_its_codec(
    codec: str, tmp_path: Path
) -> None:
    """Full range and no matrix, whatever the header says beside it."""
    width = PATCH * len(PATCHES)
    row = np.repeat(np.rint(PATCHES * 255), PATCH, 0).astype(np.uint8)
    data = np.repeat(row[None], PATCH, 0).tobytes()
    path = tmp_path / ("a.mkv" if codec == "ffv1" else "a.mov")
    run(
        (
            *("-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-framerate", "24"),
            *("-video_size", f"{width}x{PATCH}", "-i", "pipe:0", "-c:v", codec),
            *(("-qp", "0") if codec == "libx264rgb" else ()),
            *(("-pix_fmt", "bgr0") if codec == "ffv1" else ()),
            str(path),
        ),
        doing="making RGB",
        data=data * 3,
    )

    info = probe(path)
    got = conformed(path, info)

    assert "rgb" == info.matrix
    assert np.abs(got - ycc(PATCHES, "bt709", is_full=False)).max() <= 2


def pq(light: float) -> float:
    """The code (0 to 1) of a light in cd/m2, SMPTE ST 2084."""
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    x = (light / 10000) ** m1
    return ((c1 + c2 * x) / (1 + c3 * x)) ** m2


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_hdr_is_mapped_to_what_a_screen_of_709_shows(transfer: str, tmp_path: Path) -> None:
    """White stays near white, grey grey, highlights are kept apart, nothing is tinted."""
    if transfer == "smpte2084":
        greys = [pq(light) for light in (0.005, 26, 203, 600, 1000)]
    else:  # ITU-R BT.2408: grey 38 %, diffuse white 75 %
        greys = [0.0, 0.38, 0.75, 0.9, 1.0]
    rgb = np.repeat(np.array(greys)[:, None], 3, 1)
    tags = {
        "colorspace": "bt2020nc", "range": "limited", "color_primaries": "bt2020",
        "color_trc": transfer,
    }  # fmt: skip
    path = write_patches(
        tmp_path / "a.mkv", ycc(rgb, "bt2020nc", is_full=False, bits=10), tags, bits=10
    )

    info = probe(path)
    got = conformed(path, info)

    assert {"smpte2084": "pq", "arib-std-b67": "hlg"}[transfer] == info.transfer
    black, grey, white, bright, brightest = got[:, 0]
    assert black <= 20
    assert 85 <= grey <= 125
    assert 195 <= white <= 228
    assert white < bright < brightest <= 236
    assert np.abs(got[:, 1:] - 128).max() <= 1
