"""Time how fast a film of 200 events on three picture tracks is written and read in each format."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

from pipeline.facts import MediaInfo
from pipeline.interchange.reading import Known
from pipeline.interchange.sequence import (
    Event,
    Join,
    MediaFile,
    Sequence,
    Sound,
    SoundTrack,
    Track,
)
from pipeline.interchange.shelf import Format, format_names, format_of
from pipeline.timecode import FrameRange

__all__ = ["film", "main"]

RATE = Fraction(24)
ASKED_SECONDS = 1.0


def film(events: int) -> Sequence:
    """Three picture tracks with so many events together, the lowest with joins and own sound."""
    main = events * 3 // 5
    picture = tuple(_event(at * 30, f"sh{at:04d}", is_joined=at % 3 == 1) for at in range(main))
    over = (events - main) // 2
    tracks = [
        Track(
            f"V{number}",
            tuple(_event(at * 60 + number, f"ov{number}{at:03d}") for at in range(count)),
        )
        for number, count in ((2, over), (3, events - main - over))
    ]
    own = tuple(
        Sound(name=each.name, role="picture", media=each.media, record=each.record)
        for each in picture
        if each.media
    )
    return Sequence(
        name="main",
        version="v1",
        rate=RATE,
        width=1920,
        height=804,
        tracks=(Track("V1", picture), *tracks),
        sounds=(SoundTrack("takes", own),),
        start=86400,
    )


def _event(at: int, shot: str, *, is_joined: bool = False) -> Event:
    info = MediaInfo("video", 1280, 536, 120, RATE, Fraction(5), has_sound=True, channels=2)
    name = f"{shot}_clip_t01.mp4"
    media = MediaFile(f"media/{name}", Path(name), info, Fraction(120), take=f"{shot} clip 1")
    return Event(
        name=media.name,
        record=FrameRange(at, at + 30),
        media=media,
        start=12,
        shot=shot,
        take=media.take,
        into=Join("dissolve", 8) if is_joined else None,
    )


def _median(work: Callable[[], object], times: int) -> float:
    spent = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


def main() -> None:
    """Print a row a format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    cut = film(given.events)
    print(f"{given.events} events on three tracks; asked: {ASKED_SECONDS:g} s a format")
    for name in format_names():
        print(_row(format_of(name), cut, given.times))


def _row(found: Format, cut: Sequence, times: int) -> str:
    """One format: the size of its files, and the median of so many times."""
    files = [content for _, content in found.write(cut).files]
    size = sum(map(len, files)) / 1000
    row = (
        f"{found.name:<10} {size:>7.0f} kB  write {_median(partial(found.write, cut), times):.3f} s"
    )
    if found.read is not None:
        known, read = Known(RATE, cut.start), found.read
        spent = _median(lambda: [read(each, known) for each in files], times)
        row += f"  read {spent:.3f} s"
    return row


if __name__ == "__main__":
    main()
