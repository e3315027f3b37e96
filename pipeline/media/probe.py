"""Find out what a media file holds: size, frames, exact rate, colour, sound."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import MediaError
from pipeline.facts import MediaInfo
from pipeline.media.colours import colour_of
from pipeline.media.ffmpeg import NOT_OPENED, run, source
from pipeline.media.opening import opened_picture, picture_form
from pipeline.media.stamps import Stamps, beginnings, exact_rate, stamps_of

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["PICTURE_ENDINGS", "probe", "promised_time", "sound_delay"]

PICTURE_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".avif"})
"""Endings of files that are read as one still picture."""

MOVING_ENDINGS = frozenset(
    (
        *(".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mxf", ".gif"),
        *(".mts", ".m2ts", ".wmv", ".flv", ".3gp"),
        *(".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg"),
        *(".oga", ".opus", ".aif", ".aiff", ".wma", ".caf", ".ac3"),
    )
)
"""Endings of files that hold clips or sounds, if they are whole."""

_STREAM = re.compile(r"^\s*Stream #0:(\d+)\S*: (Video|Audio): (.*)$", re.MULTILINE)
_DURATION = re.compile(r"Duration: (\d+):(\d+):(\d+(?:\.\d+)?)")
_SIZE = re.compile(r"\b([1-9]\d*)x([1-9]\d*)\b")
_SAR = re.compile(r"\bSAR (\d+):(\d+)")
_ROTATION = re.compile(r"rotation of (-?\d+(?:\.\d+)?) degrees")
_FORMAT = re.compile(r"^(\w+)(?:\((.*)\))?$")
_FPS = re.compile(r"\b(\d+(?:\.\d+)?) fps\b")
_OWN_START = re.compile(r"\bstart (-?\d+(?:\.\d+)?)")
_FILE_START = re.compile(r"Duration: [^,]*, start: (-?\d+(?:\.\d+)?)")
_SAMPLES = re.compile(r"\b(\d+) Hz\b")
_ALPHA = ("yuva", "gbrap", "rgba", "argb", "bgra", "abgr", "ya8", "ya16")
_CHANNELS = {"mono": 1, "stereo": 2, "quad": 4, "5.0": 5, "5.1": 6, "6.1": 7, "7.1": 8}
_TURNED_BY_EXIF = frozenset({5, 6, 7, 8})
_EXIF_ORIENTATION = 0x0112
_EXIF_DEGREES = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
_MAY_MOVE = frozenset({"GIF", "WEBP", "AVIF"})
"""Pictures that can hold several: a name that promises a clip may be right."""
_ENDING = {"JPEG": "jpg", "MPO": "jpg", "TIFF": "tif"}
MOST_CLIP_PIXELS = 8192 * 8192
LEAST_PIXEL_ASPECT = Fraction(1, 8)
"""A pixel that is said to be narrower (or wider) than that is a fault of the header."""
MOST_RATE = 1000
"""Pictures a second."""


def probe(path: Path) -> MediaInfo:
    """Read a file's header, and its time stamps where the header is not enough.

    A picture file gives ``image``; anything with moving pictures ``video``; else ``audio``.

    Raises:
        MediaError: the file is missing, empty, or no picture and no sound can be found in it.
    """
    if not path.is_file():
        raise MediaError(f"{path} is not there")
    if path.stat().st_size == 0:
        raise MediaError(f"{path} is empty", fix="copy or download it again")
    if path.suffix.lower() in PICTURE_ENDINGS:
        still = _still(path)
        if still is not None:
            return still
    return _stream(path)


def _still(path: Path) -> MediaInfo | None:
    """The facts of a still; None for a picture that moves."""
    with opened_picture(path) as image:
        if image.format not in {"TIFF", "MPO"} and getattr(image, "n_frames", 1) > 1:
            return None
        width, height = image.size
        orientation = _orientation(image)
        if orientation in _TURNED_BY_EXIF:
            width, height = height, width
        return MediaInfo(
            kind="image",
            width=width,
            height=height,
            frames=1,
            rotation=_EXIF_DEGREES.get(orientation, 0),
            has_alpha=image.has_transparency_data,
            colour_range="full",
            codec=(image.format or "").lower(),
        )


def _orientation(image: Image.Image) -> int:
    written = image.getexif().get(_EXIF_ORIENTATION, 1)
    return written if isinstance(written, int) else 1


def _stream(path: Path) -> MediaInfo:
    form = picture_form(path) if path.suffix.lower() in MOVING_ENDINGS else ""
    if form and form not in _MAY_MOVE:
        raise MediaError(
            f"{path} is a picture ({form}), whatever its name says",
            fix=f"call it {path.stem}.{_ENDING.get(form, form.lower())}",
        )
    said = run(source(path), doing=f"reading {path}", is_checked=False)
    log = said.log
    streams = [(int(n), kind, rest) for n, kind, rest in _STREAM.findall(log)]
    pictures = [s for s in streams if s[1] == "Video" and "attached pic" not in s[2]]
    sounds = [s for s in streams if s[1] == "Audio"]
    if not pictures and not sounds:
        raise _unreadable(path, said.reason)
    info = _sound_facts(sounds[0][2]) if sounds else MediaInfo(kind="video")
    seconds = _written_seconds(log)
    if not pictures:
        return replace(info, kind="audio", seconds=seconds or _sound_length(path))
    number, _, words = pictures[0]
    info = _picture_facts(info, words, log, path)
    stamps = stamps_of(path, number, codec=info.codec)
    fps = _FPS.search(words)
    return _timed(info, stamps, said=Fraction(fps[1]) if fps else None, path=path)


def _unreadable(path: Path, reason: str) -> MediaError:
    """The error of a file that is no medium, or only a piece of one; not in ffmpeg's words."""
    why = f": {reason}" if reason == NOT_OPENED else ""
    fix = "only pictures, clips and sounds can be read here: keep it elsewhere"
    if path.suffix.lower() in MOVING_ENDINGS:
        fix = "it may be only half downloaded: fetch it again"
    return MediaError(f"{path} holds no picture and no sound that can be read{why}", fix=fix)


class Promise(Struct, frozen=True):
    """The playing time that a file's header promises; 0 where it promises none."""

    seconds: Fraction
    start: Fraction
    """Where its clock begins; never below 0."""


def promised_time(path: Path) -> Promise:
    """What the header says, before anything is decoded."""
    log = run(source(path), doing=f"reading {path}", is_checked=False).log
    start = _FILE_START.search(log)
    return Promise(_written_seconds(log), max(Fraction(0), Fraction(start[1] if start else 0)))


def sound_delay(path: Path) -> Fraction:
    """How many seconds after the first picture of a file its sound begins; below 0: before it.

    Cameras and editors write the two beginnings apart by anything from a few milliseconds to
    seconds. Decoded, because what a decoder throws away at the start (the priming of AAC) has
    stamps of its own.
    """
    return beginnings(path).delay


def _written_seconds(log: str) -> Fraction:
    written = _DURATION.search(log)
    if written is None:
        return Fraction(0)
    hours, minutes, rest = written.groups()
    return int(hours) * 3600 + int(minutes) * 60 + Fraction(rest)


def _sound_facts(words: str) -> MediaInfo:
    fields = _fields(words)
    rate = _SAMPLES.search(words)
    channels = next((_channels(f) for f in fields[2:4] if _channels(f)), 0)
    return MediaInfo(
        kind="audio",
        codec=fields[0].split()[0],
        has_sound=True,
        sample_rate=int(rate[1]) if rate else 0,
        channels=channels,
    )


def _channels(word: str) -> int:
    if match := re.fullmatch(r"(\d+) channels", word):
        return int(match[1])
    return _CHANNELS.get(re.sub(r"\(.*\)", "", word), 0)


def _picture_facts(info: MediaInfo, words: str, log: str, path: Path) -> MediaInfo:
    fields = _fields(words)
    size = _SIZE.search(re.sub(r"\b0x[0-9a-fA-F]+", "", words))
    if size is None:
        raise MediaError(
            f"{path} says it holds pictures, and not how large they are",
            fix="it may be only half downloaded: fetch it again",
        )
    width, height = int(size[1]), int(size[2])
    if width * height > MOST_CLIP_PIXELS:
        raise MediaError(
            f"{path} says its pictures are {width}x{height}; at most 8192x8192 are read",
            fix="scale it down, or write it again if that is not true",
        )
    turn = _ROTATION.search(log)
    rotation = round(-float(turn[1])) % 360 if turn else 0
    aspect = _SAR.search(words)
    pixel = Fraction(int(aspect[1]), int(aspect[2])) if aspect and int(aspect[2]) else Fraction(1)
    if not LEAST_PIXEL_ASPECT <= pixel <= 1 / LEAST_PIXEL_ASPECT:
        pixel = Fraction(1)
    if rotation in (90, 270):
        width, height = height, width
        pixel = 1 / pixel
    form = _FORMAT.match(fields[1]) if len(fields) > 1 else None
    name, notes = (form[1], form[2] or "") if form else ("", "")
    return replace(
        info,
        kind="video",
        width=width,
        height=height,
        pixel_aspect=pixel,
        rotation=rotation,
        has_alpha=name.startswith(_ALPHA) or "alpha_mode      : 1" in log,
        codec=fields[0].split()[0],
        start=_late(words, log),
        **colour_of(name, [note.strip() for note in notes.split(",")]),
    )


def _late(words: str, log: str) -> Fraction:
    """How much later the pictures begin than the file as a whole, as far as the header tells."""
    own, whole = _OWN_START.search(words), _FILE_START.search(log)
    began = Fraction(own[1]) if own else Fraction(0)
    return began - (Fraction(whole[1]) if whole else Fraction(0))


def _fields(words: str) -> list[str]:
    """A stream's line at its commas, those inside brackets (however deep) left alone."""
    fields, depth = [""], 0
    for char in words:
        depth += (char in "([") - (char in ")]")
        if char == "," and depth <= 0:
            fields.append("")
        else:
            fields[-1] += char
    return [field.strip() for field in fields]


def _timed(info: MediaInfo, stamps: Stamps, *, said: Fraction | None, path: Path) -> MediaInfo:
    """Add frames, rate and length, from the stamps of the pictures themselves."""
    times = stamps.times
    if not times:
        raise MediaError(
            f"{path} says it holds pictures, but there are none",
            fix="it may be only half downloaded: fetch it again",
        )
    if len(times) == 1:
        length = Fraction(stamps.last) * stamps.tick or Fraction(1, 25)
        return replace(info, frames=1, rate=1 / length, seconds=length)
    span = (times[-1] - times[0]) * stamps.tick
    if not span:
        raise MediaError(
            f"{path} has {len(times)} pictures, all shown at the same moment",
            fix="write it again with a frame rate",
        )
    average = Fraction(len(times) - 1) / span
    if average > MOST_RATE:
        raise MediaError(
            f"{path} has {float(average):.0f} pictures a second; at most {MOST_RATE} are read",
            fix="write it again with the frame rate that is meant",
        )
    rate = exact_rate(stamps, average, said)
    if rate is not None:
        return replace(info, frames=len(times), rate=rate, seconds=len(times) / rate)
    last = stamps.last * stamps.tick or 1 / average
    return replace(
        info,
        frames=len(times),
        rate=average.limit_denominator(1001) or average,
        seconds=span + last,
        is_variable_rate=True,
    )


def _sound_length(path: Path) -> Fraction:
    """Seconds of a sound whose header does not say: by its packets."""
    stamps = stamps_of(path, 0)
    if not stamps.times:
        return Fraction(0)
    return (stamps.times[-1] - stamps.times[0] + stamps.last) * stamps.tick
