"""The still that hangs beside a film: one frame of it, as it was delivered."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

from PIL import Image

from pipeline.cut.placing import Placed
from pipeline.cut.timeline import Timeline
from pipeline.errors import DiskFull, MediaError, ProjectError
from pipeline.media.ffmpeg import run, source
from pipeline.project.poster import Poster

__all__ = ["poster_frame", "write_poster"]

_QUALITY = 95


def poster_frame(timeline: Timeline, poster: Poster) -> int:
    """The film frame that is meant.

    Raises:
        ProjectError: this cut does not show it.
    """
    placed = Placed.of(timeline.picture, timeline.overlays)
    frame = poster.frame
    if not poster.shot:
        if frame is not None and 0 <= frame < timeline.frames:
            return frame
        said = f"the poster is frame {frame}; the cut '{timeline.name}' has {timeline.frames}"
        fix = f"name a frame from 0 to {timeline.frames - 1}, or a shot"
    elif frame is None:
        event = placed.first(poster.shot)
        if event is not None:
            return (event.start + event.end - 1) // 2
        said = f"the poster shows {poster.shot}, which does not play in the cut '{timeline.name}'"
        fix = "name a shot that plays, or a time"
    else:
        found = placed.picture_frame(poster.shot, None, frame)
        if found is not None:
            return found
        said = f"the poster shows {poster}, a frame that the cut '{timeline.name}' does not play"
        fix = f"write poster: {poster.shot}, or a frame of its window"
    raise ProjectError(said, where=poster.where, fix=fix)


def write_poster(film: Path, frame: int, rate: Fraction, into: Path) -> None:
    """Write frame ``frame`` of a finished film (counted in its file) as a JPEG.

    Raises:
        MediaError: the film does not give it.
        DiskFull: there was no room.
    """
    at = max(Fraction(0), (frame - Fraction(1, 2)) / rate)
    colours = "scale=in_color_matrix=bt709:in_range=tv:out_range=pc,format=rgb24"
    arguments = (
        *("-v", "error", "-ss", f"{float(at):.6f}", *source(film), "-map", "0:v:0"),
        *("-vf", colours, "-frames:v", "1", "-c:v", "ppm", "-f", "image2pipe", "pipe:1"),
    )
    found = run(arguments, doing=f"taking the poster from {film.name}").output
    if not found:
        raise MediaError(f"{film.name} gives no frame {frame} for the poster")
    try:
        with Image.open(io.BytesIO(found)) as picture:
            picture.save(into, "JPEG", quality=_QUALITY, subsampling=0)
    except OSError as err:
        raise (
            DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
        ) from err
