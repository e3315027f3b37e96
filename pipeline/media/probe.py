"""Find out what a media file holds: size, frames, exact rate, colour, sound."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image, UnidentifiedImageError

from pipeline.errors import MediaError
from pipeline.facts import MediaInfo
from pipeline.media.ffmpeg import NOT_OPENED, run, source

__all__ = ["PICTURE_ENDINGS", "probe", "promised_seconds", "sound_delay"]

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
_FORMAT = re.compile(r"^(\w+)(?:\(([^)]*)\))?$")
_FPS = re.compile(r"\b(\d+(?:\.\d+)?) fps\b")
_SAMPLES = re.compile(r"\b(\d+) Hz\b")
_ALPHA = ("yuva", "gbrap", "rgba", "argb", "bgra", "abgr", "ya8", "ya16")
_BT601 = frozenset({"smpte170m", "bt470bg"})
_CHANNELS = {"mono": 1, "stereo": 2, "quad": 4, "5.0": 5, "5.1": 6, "6.1": 7, "7.1": 8}
_RATES = tuple(
    Fraction(top, bottom)
    for top, bottom in (
        *((24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (48, 1), (50, 1)),
        *((60000, 1001), (60, 1), (15, 1), (12, 1), (10, 1), (120, 1), (8, 1), (16, 1)),
    )
)
_TURNED_BY_EXIF = frozenset({5, 6, 7, 8})
_EXIF_ORIENTATION = 0x0112
_EXIF_DEGREES = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
_HIDDEN_PACKETS = frozenset({"vp8", "mpeg4", "msmpeg4v3", "gif"})
"""Codecs whose packets need not be one picture each: their frames are counted by decoding."""


class _Stamps(Struct, frozen=True):
    """When the pictures of a stream are shown, in ticks."""

    tick: Fraction
    times: tuple[int, ...]
    last: int
    """Duration of the last picture, in ticks; 0 when the file does not say."""


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
    try:
        with Image.open(path) as image:
            if getattr(image, "n_frames", 1) > 1 and image.format not in ("TIFF", "MPO"):
                return None
            width, height = image.size
            orientation = int(image.getexif().get(_EXIF_ORIENTATION, 1) or 1)
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
    except UnidentifiedImageError as err:
        raise MediaError(
            f"{path} is not a picture that can be read", fix="save it again as PNG or JPEG"
        ) from err
    except (OSError, ValueError, SyntaxError) as err:
        raise MediaError(
            f"{path} cannot be read as a picture: {err}",
            fix="it may be only half downloaded: fetch it again",
        ) from err


def _stream(path: Path) -> MediaInfo:
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
    info = _picture_facts(info, words, log)
    stamps = _stamps(path, number, is_decoded=info.codec in _HIDDEN_PACKETS)
    fps = _FPS.search(words)
    return _timed(info, stamps, said=Fraction(fps[1]) if fps else None, path=path)


def _unreadable(path: Path, reason: str) -> MediaError:
    """The error of a file that is no medium, or only a piece of one; not in ffmpeg's words."""
    why = f": {reason}" if reason == NOT_OPENED else ""
    fix = "only pictures, clips and sounds can be read here: keep it elsewhere"
    if path.suffix.lower() in MOVING_ENDINGS:
        fix = "it may be only half downloaded: fetch it again"
    return MediaError(f"{path} holds no picture and no sound that can be read{why}", fix=fix)


def promised_seconds(path: Path) -> Fraction:
    """The playing time that the file's header promises; 0 where it promises none."""
    return _written_seconds(run(source(path), doing=f"reading {path}", is_checked=False).log)


def sound_delay(path: Path) -> Fraction:
    """How many seconds after the first picture of a file its sound begins; below 0: before it.

    Cameras and editors write the two beginnings apart by anything from a few milliseconds to
    seconds. Decoded, because what a decoder throws away at the start (the priming of AAC) has
    stamps of its own.
    """
    picture, sound = (_begins(path, stream) for stream in ("v", "a"))
    return Fraction(0) if picture is None or sound is None else sound - picture


def _begins(path: Path, stream: str) -> Fraction | None:
    """The stamp of the first picture or sound, on the clock of its file."""
    listing = run(
        (
            *("-v", "error", *source(path), "-map", f"0:{stream}:0", f"-frames:{stream}", "1"),
            *("-fps_mode", "passthrough", "-enc_time_base", "demux", "-f", "framecrc", "pipe:1"),
        ),
        doing=f"reading {path}",
        is_checked=False,
    )
    stamps = _read_stamps(listing.output)
    return stamps.times[0] * stamps.tick if stamps.times else None


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


def _picture_facts(info: MediaInfo, words: str, log: str) -> MediaInfo:
    fields = _fields(words)
    size = _SIZE.search(re.sub(r"\b0x[0-9a-fA-F]+", "", words))
    if size is None:
        raise MediaError("the picture has no size in the file's header")
    width, height = int(size[1]), int(size[2])
    turn = _ROTATION.search(log)
    rotation = round(-float(turn[1])) % 360 if turn else 0
    aspect = _SAR.search(words)
    pixel = Fraction(int(aspect[1]), int(aspect[2])) if aspect and aspect[2] != "0" else Fraction(1)
    if rotation in (90, 270):
        width, height = height, width
        pixel = 1 / pixel if pixel else Fraction(1)
    form = _FORMAT.match(fields[1]) if len(fields) > 1 else None
    name, notes = (form[1], form[2] or "") if form else ("", "")
    colour = [note.strip() for note in notes.split(",")]
    return replace(
        info,
        kind="video",
        width=width,
        height=height,
        pixel_aspect=pixel or Fraction(1),
        rotation=rotation,
        has_alpha=name.startswith(_ALPHA) or "alpha_mode      : 1" in log,
        colour_range=_range(name, colour),
        matrix=_matrix(colour),
        codec=fields[0].split()[0],
    )


def _range(pixel_format: str, notes: list[str]) -> str:
    if "pc" in notes or pixel_format.startswith("yuvj"):
        return "full"
    return "limited" if "tv" in notes else ""


def _matrix(notes: list[str]) -> str:
    for note in notes:
        word = note.split("/")[0]
        if word == "bt709":
            return "bt709"
        if word in _BT601:
            return "bt601"
    return ""


def _fields(words: str) -> list[str]:
    """A stream's line at its commas, those inside brackets left alone."""
    return [part.strip() for part in re.split(r",\s*(?![^()\[\]]*[)\]])", words)]


def _stamps(path: Path, stream: int, *, is_decoded: bool) -> _Stamps:
    how = ("-fps_mode", "passthrough", "-enc_time_base", "demux") if is_decoded else ("-c", "copy")
    listing = run(
        (*source(path), "-map", f"0:{stream}", *how, "-f", "framecrc", "pipe:1"),
        doing=f"reading {path}",
        is_checked=False,
    )
    return _read_stamps(listing.output)


def _read_stamps(listing: bytes) -> _Stamps:
    tick, rows = Fraction(1, 1000), []
    for line in listing.decode("ascii", "replace").splitlines():
        if line.startswith("#tb 0:"):
            tick = Fraction(line.split(":", 1)[1].strip())
        elif line and not line.startswith("#"):
            cells = line.split(",")
            if len(cells) >= 6 and _is_whole(cells[2]):
                rows.append((int(cells[2]), int(cells[3])))
    rows.sort()
    return _Stamps(tick, tuple(time for time, _ in rows), rows[-1][1] if rows else 0)


def _is_whole(cell: str) -> bool:
    return cell.strip().lstrip("-").isdigit()


def _timed(info: MediaInfo, stamps: _Stamps, *, said: Fraction | None, path: Path) -> MediaInfo:
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
    steps = [after - before for before, after in pairwise(times)]
    average = Fraction(len(steps)) / span if span else Fraction(25)
    rate = _exact_rate(stamps, average, said)
    if rate is not None:
        return replace(info, frames=len(times), rate=rate, seconds=len(times) / rate)
    last = stamps.last * stamps.tick or 1 / average
    return replace(
        info,
        frames=len(times),
        rate=average.limit_denominator(1001),
        seconds=span + last,
        is_variable_rate=True,
    )


def _exact_rate(stamps: _Stamps, average: Fraction, said: Fraction | None) -> Fraction | None:
    """The rate at which every stamp falls on its frame within one tick; None when none does.

    Coarse ticks (1/1000 in WebM and Matroska) hold 23.976 as 42, 41, 42 ...; of the standard rates
    that explain all of them, the one nearest to what the header says is meant, else the average.
    """
    first = stamps.times[0]
    hoped = average if said is None else said
    near = sorted(
        (rate for rate in _RATES if abs(rate - average) < average / 100),
        key=lambda rate: abs(rate - hoped),
    )
    for rate in (*near, average.limit_denominator(1001)):
        step = 1 / rate / stamps.tick
        if all(abs(time - first - n * step) <= 1 for n, time in enumerate(stamps.times)):
            return rate
    return None


def _sound_length(path: Path) -> Fraction:
    """Seconds of a sound whose header does not say: by its packets."""
    stamps = _stamps(path, 0, is_decoded=False)
    if not stamps.times:
        return Fraction(0)
    return (stamps.times[-1] - stamps.times[0] + stamps.last) * stamps.tick
