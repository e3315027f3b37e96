"""Join reels without encoding again, lay the sound beside them, and count everything.

Measured pitfalls that this avoids: reels of other parameters join into a file that strict players
refuse (their decoder records must be equal, byte for byte); time stamps drift by 100 ms over a
thousand reels (every reel's duration is told from its frames, and stamps are rounded to whole
frames); joined AAC pieces add 35 ms each (the sound is one piece, made for the whole film).
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from pipeline.cut.boxes import Movie, read_movie
from pipeline.cut.reels import time_scale
from pipeline.errors import DiskFull, MediaError
from pipeline.media.ffmpeg import Child, source
from pipeline.project.codecs import Codec
from pipeline.timecode import timecode

__all__ = ["ExportInfo", "FilmForm", "check_joins", "join_film", "join_picture"]


_RECORD_BYTES = 64
"""What stands around a decoder's record where it is written into the pictures."""


class FilmForm(Struct, frozen=True):
    """What goes beside the picture."""

    sound: Path | None = None
    """The sound track, coded."""
    has_record_track: bool = False
    """The record timecode as a subtitle track that a player can show."""
    first: int = 0
    """The record frame that it begins with."""
    timecode: str = ""
    """Of the first frame, in a track of its own; empty: none."""
    played: Fraction | None = None
    """Another rate at which the same frames are shown; None: that of the reels."""


class ExportInfo(Struct, frozen=True):
    """What came out."""

    frames: int
    seconds: Fraction
    size: int
    """Bytes."""
    width: int
    height: int
    codec: Codec


def join_film(
    reels: Sequence[Path], into: Path, rate: Fraction, form: FilmForm | None = None
) -> ExportInfo:
    """Join reels in film order into ``into``, an mp4 or a mov as its name ends.

    The sound is copied as it is coded.

    The film gets its name only after its frames and stamps were counted.

    Raises:
        MediaError: reels that cannot be joined, or a count that is not theirs.
        DiskFull: there was no room.
    """
    form = form or FilmForm()
    try:
        with tempfile.TemporaryDirectory(prefix=".join-", dir=into.parent) as name:
            folder = Path(name)
            picture, unfinished = (folder / f"{word}{into.suffix}" for word in ("picture", "film"))
            movie = join_picture(reels, picture, rate, form.played)
            rate = form.played or rate
            subtitles = None
            if form.has_record_track:
                subtitles = folder / "record.srt"
                subtitles.write_text(
                    _record_track(range(form.first, form.first + movie.frames), rate),
                    encoding="utf-8",
                )
            _mux(picture, unfinished, (form, subtitles), movie.frames / rate)
            joined = _counted(unfinished, movie.frames, rate)
            unfinished.replace(into)
        size = into.stat().st_size
    except OSError as err:
        raise (
            DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
        ) from err
    seconds = joined.frames / rate
    return ExportInfo(joined.frames, seconds, size, joined.width, joined.height, joined.codec)


def join_picture(
    reels: Sequence[Path], into: Path, rate: Fraction, played: Fraction | None = None
) -> Movie:
    """Join the pictures alone; every frame is one step of the rate long, and none is lost.

    ``played`` gives the frames another rate than the reels have; no picture is encoded again.

    Raises:
        MediaError: there is no reel, their parameters differ, or the count is wrong.
    """
    movies = [read_movie(reel) for reel in reels]
    if not movies:
        raise MediaError("the cut has no frames", fix="put a shot into it")
    for reel, movie in zip(reels, movies, strict=True):
        if movie.parameters != movies[0].parameters:
            raise MediaError(
                f"the parts {reels[0].name} and {reel.name} were encoded differently",
                fix="rushes sweep --derived, then the same command again",
            )
    codec = movies[0].codec
    listing = into.with_suffix(".ffconcat")
    listing.write_text(_listing(reels, [movie.frames for movie in movies], rate), encoding="utf-8")
    shown = played or rate
    scale = time_scale(shown)
    tick = scale * shown.denominator // shown.numerator
    number = f"round(PTS*{rate.numerator}/{rate.denominator * scale})"
    stamped = f"{_pace(codec, played)}setts=time_base=1/{scale}:prescale=1:pts={number}*{tick}"
    arguments = [
        *("-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", f"file:{listing}"),
        *("-map", "0:v:0", "-c", "copy", "-video_track_timescale", str(scale)),
        *("-bsf:v", f"{stamped}:dts=(N-{codec.reordered})*{tick}:duration={tick}"),
        *("-tag:v", codec.entry, "-map_metadata", "-1", "-fflags", "+bitexact"),
        *("-f", into.suffix[1:], str(into)),
    ]
    with Child(arguments, doing="joining the film") as child:
        child.finish()
    joined = _counted(into, sum(movie.frames for movie in movies), shown)
    check_joins(joined, movies)
    return joined


def _pace(codec: Codec, played: Fraction | None) -> str:
    """Tell the new rate inside the stream too: its header counts in fields (H.264) or frames."""
    if played is None or not codec.reordered:
        return ""
    fields = 2 if codec.name == "h264" else 1
    return f"{codec.name}_metadata=tick_rate={played.numerator * fields}/{played.denominator},"


def check_joins(joined: Movie, movies: Sequence[Movie]) -> None:
    """Every coded picture of every reel lies in its place, and a reel begins with a whole one.

    Told from the tables of the files, so that a film of two hours is checked in a blink: they
    decode alike, because their records are equal. A picture that stands alone may have had the
    record written before it; no other has changed by a byte.
    """
    at = 0
    for number, movie in enumerate(movies, start=1):
        end = at + movie.frames
        is_whole = joined.whole is None or at in joined.whole
        most = len(movie.parameters) + _RECORD_BYTES
        grown = [new - old for new, old in zip(joined.sizes[at:end], movie.sizes, strict=True)]
        others = (more for n, more in enumerate(grown) if not _stands_alone(movie, n))
        if not is_whole or any(others) or not 0 <= min(grown) <= max(grown) <= most:
            raise MediaError(
                f"the joined film differs from its part {number}, frames {at} to {end}",
                fix="rushes sweep --derived, then the same command again",
            )
        at = end


def _stands_alone(movie: Movie, number: int) -> bool:
    return movie.whole is None or number in movie.whole


def _listing(reels: Sequence[Path], frames: Sequence[int], rate: Fraction) -> str:
    lines = ["ffconcat version 1.0"]
    for reel, count in zip(reels, frames, strict=True):
        quoted = str(reel.resolve()).replace("'", "'\\''")
        lines += [f"file '{quoted}'", f"duration {_exact(count / rate)}"]
    return "\n".join(lines) + "\n"


def _exact(seconds: Fraction) -> str:
    """Seconds to the microsecond, which is as exact as ffmpeg keeps them."""
    return f"{float(seconds):.6f}"


def _counted(path: Path, frames: int, rate: Fraction) -> Movie:
    movie = read_movie(path)
    if movie.frames != frames:
        raise MediaError(f"the joined film has {movie.frames} frames; its parts have {frames}")
    tick = movie.time_scale * rate.denominator // rate.numerator
    uneven = sum(1 for one, next_one in pairwise(movie.times) if next_one - one != tick)
    if uneven:
        raise MediaError(f"{uneven} frames of the joined film are shown too long or too short")
    return movie


def _mux(
    picture: Path, into: Path, beside: tuple[FilmForm, Path | None], seconds: Fraction
) -> None:
    form, subtitles = beside
    movie = read_movie(picture)
    codec = movie.codec
    sound = form.sound
    inputs, maps = [*source(picture)], ["-map", "0:v:0"]
    if sound is not None:
        inputs += source(sound)
        maps += ["-map", "1:a:0", "-c:a", "copy", "-strict", "-2"]
    if subtitles is not None:
        inputs += ["-f", "srt", "-i", f"file:{subtitles}"]
        maps += ["-map", f"{2 if sound is not None else 1}:s:0", "-c:s", "mov_text"]
        maps += ["-metadata:s:s:0", "handler_name=record timecode"]
    scale = str(movie.time_scale)
    if form.timecode:
        maps += ["-timecode", form.timecode, "-write_tmcd", "1"]
    arguments = [
        *("-v", "error", "-y", *inputs, *maps, "-c:v", "copy", "-video_track_timescale", scale),
        *("-t", _exact(seconds), "-movflags", "+faststart", "-map_metadata", "-1"),
        *("-tag:v", codec.entry, "-fflags", "+bitexact", "-f", into.suffix[1:], str(into)),
    ]
    with Child(arguments, doing=f"writing {into.name}") as child:
        child.finish()


def _record_track(frames: range, rate: Fraction) -> str:
    """A subtitle a frame: the record timecode."""
    cues = []
    for number, frame in enumerate(frames):
        start, end = (_clock(Fraction(at) / rate) for at in (number, number + 1))
        cues.append(f"{number + 1}\n{start} --> {end}\n{timecode(frame, rate)}\n")
    return "\n".join(cues)


def _clock(seconds: Fraction) -> str:
    milliseconds = round(seconds * 1000)
    whole, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d},{rest:03d}"
