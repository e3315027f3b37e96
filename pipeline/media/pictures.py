"""Read and write stills, and what generators wrote inside them; sheets and strips of pictures."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from msgspec import Struct
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from pipeline.errors import DiskFull, MediaError
from pipeline.media.ffmpeg import run, source
from pipeline.media.lettering import Lettering, draw_lines, wrap
from pipeline.media.multiplane import Bytes
from pipeline.media.opening import has_words_behind, opened_picture, picture_form

__all__ = [
    "CELL",
    "PictureNote",
    "as_jpeg",
    "cropped",
    "fitted",
    "frame_of",
    "is_picture",
    "note_of",
    "parts",
    "read_picture",
    "sheet",
    "strip",
    "thumbnail",
    "write_picture",
]

_MIDJOURNEY_JOB = re.compile(r"\bJob ID: ([0-9a-f-]{36})")
_A1111_SEED = re.compile(r"\bSeed: ([0-9]{1,20})\b")
_COMFYUI_TEXTS = frozenset(
    ("text", "text_g", "text_l", "clip_l", "t5xxl", "prompt", "string", "value")
)
"""The inputs of its nodes that hold words."""
_PAPER = (24, 26, 30)
_INK = "#d8dade"
_GAP = 12
CELL = (320, 200)
"""Width and height of a picture on a contact sheet, in pixels."""


class PictureNote(Struct, frozen=True):
    """What a generator wrote inside a picture; empty where it wrote nothing."""

    prompt: str = ""
    job: str = ""
    """The service's id: pictures of one job belong together."""
    tool: str = ""
    """``midjourney``, ``comfyui``, ``a1111`` or ``rushes``."""
    seed: int | None = None


def read_picture(path: Path) -> Bytes:
    """A still as RGB (h, w, 3): turned as the camera held it, in sRGB, alpha laid over black.

    Raises:
        MediaError: missing, broken or no picture.
    """
    try:
        with opened_picture(path) as opened:
            return np.asarray(_flat(ImageOps.exif_transpose(opened)), np.uint8)
    except FileNotFoundError as err:
        raise MediaError(f"{path} is not there") from err


def is_picture(path: Path) -> bool:
    """Whether the head of a file is that of a picture that ``read_picture`` knows; quick."""
    return bool(picture_form(path))


def _flat(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I;16", "I", "F")):  # 16 bits a sample, or more
        values = np.asarray(image, np.float64)
        most = 65535.0 if values.max(initial=0) > 255 else 255.0
        return Image.fromarray((values * (255 / most)).clip(0, 255).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        over = image.convert("RGBA")
        black = Image.new("RGBA", over.size, (0, 0, 0, 255))
        return Image.alpha_composite(black, over).convert("RGB")
    return _in_srgb(image)


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image.convert("RGB")
    try:
        written = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(image, written, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        turned = None  # a damaged profile: the numbers are taken as they stand
    return image.convert("RGB") if turned is None else turned


def write_picture(
    picture: Bytes,
    path: Path,
    note: PictureNote | None = None,
    *,
    texts: Mapping[str, str] | None = None,
) -> None:
    """Write RGB (h, w, 3) or RGBA (h, w, 4) as PNG, quickly packed, with a note inside.

    ``texts`` are further text chunks by name.

    Raises:
        MediaError: the place cannot be written.
        DiskFull: no room.
    """
    words = PngImagePlugin.PngInfo()
    for key, value in (texts or {}).items():
        words.add_itxt(key, value)
    if note is not None:
        for key, value in (("Description", note.prompt), ("Software", note.tool)):
            if value:
                words.add_itxt(key, value)
        if note.seed is not None:
            words.add_text("Seed", str(note.seed))
        if note.job:
            words.add_text("Job", note.job)
    try:
        Image.fromarray(picture).save(path, "PNG", compress_level=1, pnginfo=words)
    except OSError as err:
        raise (
            DiskFull.from_os(err, path) or MediaError(f"{path} cannot be written: {err}")
        ) from err


def as_jpeg(picture: Bytes, quality: int = 86) -> bytes:
    """A picture as JPEG, for pages that hold many."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def note_of(path: Path) -> PictureNote:
    """The prompt, job and seed that Midjourney, ComfyUI, A1111 or this program left in a picture.

    A picture without any, or one that cannot be read, gives an empty note.
    """
    try:
        with opened_picture(path) as image:
            told: dict[Any, Any] = dict(image.info)
            if image.format != "PNG" or has_words_behind(path):
                image.load()
                told.update(image.info)
                told.update(getattr(image, "text", {}))
            words = {str(key): value for key, value in told.items() if isinstance(value, str)}
    except (FileNotFoundError, MediaError):
        return PictureNote()
    return _midjourney(words) or _comfyui(words) or _a1111(words) or _ours(words) or PictureNote()


def _midjourney(words: dict[str, str]) -> PictureNote | None:
    """``Description: a city --ar 21:9 Job ID: 01234567-…`` and ``Author`` (2023 and after)."""
    text = words.get("Description", "")
    job = _MIDJOURNEY_JOB.search(text)
    if job is None:
        return None
    return PictureNote(text[: job.start()].strip(), job[1], "midjourney")


def _comfyui(words: dict[str, str]) -> PictureNote | None:
    """``prompt``: the graph that was run, as JSON; its longest positive text is the prompt."""
    if "prompt" not in words:
        return None
    try:
        graph: Any = json.loads(words["prompt"])
    except (ValueError, RecursionError):
        return None
    if not isinstance(graph, dict):
        return None
    nodes = {key: node["inputs"] for key, node in graph.items() if _has_inputs(node)}
    seeds = [each.get(name) for each in nodes.values() for name in ("seed", "noise_seed")]
    seed = next((seed for seed in seeds if type(seed) is int), None)
    ends = [each["positive"] for each in nodes.values() if "positive" in each]
    ends = ends or [each["conditioning"] for each in nodes.values() if "conditioning" in each]
    texts = [text for end in ends for text in _texts_behind(end, nodes)]
    if not ends:
        texts = [text for node in nodes.values() for text in _own_texts(node)]
    return PictureNote(max(texts, key=len, default=""), "", "comfyui", seed)


def _has_inputs(node: object) -> bool:
    return isinstance(node, dict) and isinstance(node.get("inputs"), dict)


def _texts_behind(link: object, nodes: dict[str, dict[str, Any]]) -> list[str]:
    """The texts that flow into an input, through whatever stands between; never the negative."""
    texts: list[str] = []
    waiting, seen = [link], set[str]()
    while waiting:
        each = waiting.pop()
        key = str(each[0]) if isinstance(each, list) and each else ""
        if key in nodes and key not in seen:
            seen.add(key)
            texts += _own_texts(nodes[key])
            waiting += [value for name, value in nodes[key].items() if name != "negative"]
    return texts


def _own_texts(inputs: dict[str, Any]) -> list[str]:
    return [
        value.strip()
        for name, value in inputs.items()
        if name in _COMFYUI_TEXTS and isinstance(value, str) and value.strip()
    ]


def _a1111(words: dict[str, str]) -> PictureNote | None:
    """``parameters``: prompt, then ``Negative prompt:``, then ``Steps: … Seed: …``."""
    text = words.get("parameters", "")
    if not text:
        return None
    prompt = re.split(r"\nNegative prompt:|\nSteps: ", text)[0].strip()
    seed = _A1111_SEED.search(text)
    return PictureNote(prompt, "", "a1111", int(seed[1]) if seed else None)


def _ours(words: dict[str, str]) -> PictureNote | None:
    if words.get("Software") != "rushes":
        return None
    seed = words.get("Seed", "")
    return PictureNote(
        words.get("Description", ""),
        words.get("Job", ""),
        "rushes",
        int(seed) if re.fullmatch(r"[0-9]{1,20}", seed) else None,
    )


def fitted(picture: Bytes, width: int, height: int) -> Bytes:
    """The picture covering ``width`` x ``height``: scaled, its centre kept, the rest cut off."""
    rows, columns = picture.shape[:2]
    scale = max(width / columns, height / rows)
    wide, high = max(width, round(columns * scale)), max(height, round(rows * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = np.asarray(cv2.resize(picture, (wide, high), interpolation=how), np.uint8)
    x, y = (wide - width) // 2, (high - height) // 2
    return np.ascontiguousarray(scaled[y : y + height, x : x + width])


def cropped(picture: Bytes, box: tuple[float, float, float, float]) -> Bytes:
    """The part of a picture at (left, top, width, height), all in percent of its sides.

    Raises:
        MediaError: the box is empty or leaves the picture.
    """
    left, top, wide, high = box
    if wide <= 0 or high <= 0 or min(left, top) < 0 or left + wide > 100 or top + high > 100:
        raise MediaError(f"the crop {left:g} {top:g} {wide:g} {high:g} leaves the picture")
    rows, columns = picture.shape[:2]
    x0, x1 = round(columns * left / 100), round(columns * (left + wide) / 100)
    y0, y1 = round(rows * top / 100), round(rows * (top + high) / 100)
    return np.ascontiguousarray(picture[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)])


def parts(
    picture: Bytes, columns: int, rows: int
) -> Iterator[tuple[tuple[int, int, int, int], Bytes]]:
    """A picture cut into ``columns`` by ``rows``, row by row: (left, top, width, height), pixels.

    Nothing is left out and nothing is in two of them.

    Raises:
        MediaError: it has fewer pixels than that.
    """
    high, wide = picture.shape[:2]
    if columns > wide or rows > high:
        raise MediaError(f"{wide}x{high} pixels cannot be cut into {columns}x{rows} parts")
    for row in range(rows):
        top, end = high * row // rows, high * (row + 1) // rows
        for column in range(columns):
            left, right = wide * column // columns, wide * (column + 1) // columns
            part = np.ascontiguousarray(picture[top:end, left:right])
            yield (left, top, right - left, end - top), part


def thumbnail(picture: Bytes, width: int, height: int) -> Bytes:
    """The whole picture inside ``width`` x ``height``, on dark paper where it does not fill it."""
    rows, columns = picture.shape[:2]
    scale = min(width / columns, height / rows)
    wide, high = max(1, round(columns * scale)), max(1, round(rows * scale))
    small = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA)
    paper = np.empty((height, width, 3), np.uint8)
    paper[:] = _PAPER
    x, y = (width - wide) // 2, (height - high) // 2
    paper[y : y + high, x : x + wide] = small
    return paper


def sheet(
    pictures: Sequence[tuple[Bytes, str]], *, columns: int = 4, cell: tuple[int, int] = CELL
) -> Bytes:
    """A contact sheet: every picture with its words under it, row by row."""
    width, height = cell
    style = Lettering(size=14, colour=_INK, align="left")
    under = 40
    rows = max(1, -(-len(pictures) // columns))
    paper = Image.new(
        "RGB",
        (columns * (width + _GAP) + _GAP, rows * (height + under + _GAP) + _GAP),
        _PAPER,
    )
    for number, (picture, words) in enumerate(pictures):
        x = _GAP + number % columns * (width + _GAP)
        y = _GAP + number // columns * (height + under + _GAP)
        paper.paste(Image.fromarray(thumbnail(picture, width, height)), (x, y))
        lines = wrap(words, width, style)[:2]
        if any(line.strip() for line in lines):
            letters = draw_lines(lines, style)
            paper.paste(letters, (x, y + height + 2), letters)
    return np.asarray(paper, np.uint8)


def strip(pictures: Sequence[Bytes], *, columns: int, width: int = 1600, gap: int = 6) -> Bytes:
    """Frames of one size side by side, ``columns`` a row, ``width`` pixels in all."""
    if not pictures:
        raise ValueError("a strip needs at least one picture")
    wide = (width - gap * (columns - 1)) // columns
    high = round(wide * pictures[0].shape[0] / pictures[0].shape[1])
    rows = -(-len(pictures) // columns)
    paper = np.full((rows * (high + gap) - gap, width, 3), _PAPER, np.uint8)
    for number, picture in enumerate(pictures):
        y, x = number // columns * (high + gap), number % columns * (wide + gap)
        paper[y : y + high, x : x + wide] = cv2.resize(
            picture, (wide, high), interpolation=cv2.INTER_AREA
        )
    return paper


def frame_of(path: Path, seconds: float, size: tuple[int, int]) -> Bytes:
    """The frame of a clip at ``seconds``, fitted into ``size`` (width, height), as RGB.

    Raises:
        MediaError: the clip cannot be decoded there.
    """
    width, height = size
    fit = f"scale={width}:{height}:force_original_aspect_ratio=increase,crop={width}:{height}"
    output = run(
        (
            *("-v", "error", "-ss", f"{seconds:.6f}", *source(path), "-frames:v", "1"),
            *("-vf", fit, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"),
        ),
        doing=f"reading a frame of {path}",
    ).output
    if len(output) != width * height * 3:
        raise MediaError(f"{path} has no frame at {seconds:.2f} s")
    return np.frombuffer(output, np.uint8).reshape(height, width, 3)
