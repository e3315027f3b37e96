"""Sequences as the production makes them, written out by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from msgspec.structs import replace

from pipeline.facts import MediaInfo
from pipeline.interchange.sequence import (
    Event,
    Join,
    Marker,
    MediaFile,
    Sequence,
    Sound,
    SoundTrack,
    Subtitle,
    Title,
    Track,
)
from pipeline.project.edit import Zoom
from pipeline.timecode import FrameRange

__all__ = ["FILM", "NTSC", "event", "footage", "long_film", "plain", "sequence"]

FILM = Fraction(24)
NTSC = Fraction(30000, 1001)


def footage(shot: str, take: int = 1, frames: int = 96, rate: Fraction = FILM) -> MediaFile:
    """A clip of a shot, with sound."""
    info = MediaInfo(
        "video", 1280, 536, frames, rate, frames / rate, has_sound=True, channels=2,
        sample_rate=48000,
    )  # fmt: skip
    name = f"{shot}_clip_t{take:02d}.mp4"
    return MediaFile(
        href=f"media/{name}",
        path=Path("/film/takes") / shot / name,
        info=info,
        frames=Fraction(frames),
        take=f"{shot} clip {take}",
        digest="b2:" + "0" * 32,
    )


def plain(
    at: int, media: MediaFile, start: int, frames: int, speed: Fraction = Fraction(1)
) -> Event:
    """A stretch of a take."""
    return Event(
        name=media.name,
        record=FrameRange(at, at + frames),
        media=media,
        start=start,
        shot=media.take.split()[0],
        take=media.take,
        speed=speed,
    )


def event(at: int, shot: str, start: int, frames: int, rate: Fraction = FILM) -> Event:
    """A stretch of the first take of a shot."""
    return plain(at, footage(shot, rate=rate), start, frames)


def sequence(rate: Fraction = FILM) -> Sequence:
    """A cut with one of everything that is not rendered: joins, a gap, speed, an overlay, sound."""

    def at(frame: int, shot: str, start: int, frames: int) -> Event:
        return event(frame, shot, start, frames, rate)

    score = MediaFile(
        "media/score.flac", Path("/film/audio/score.flac"),
        MediaInfo("audio", seconds=Fraction(60), has_sound=True, sample_rate=48000, channels=2),
        60 * rate,
    )  # fmt: skip
    picture = (
        replace(at(0, "sh010", 12, 48), into=Join("fade", 12)),
        replace(at(48, "sh020", 0, 24), into=Join("dissolve", 8), is_flopped=True),
        Event(name="black", record=FrameRange(72, 84), colour="#000000"),
        replace(at(84, "sh030", 10, 24), speed=Fraction(1, 2), gain=-6.0),
        replace(at(108, "sh010", 60, 24), zoom=Zoom(Fraction(5, 4)), out=Join("fade", 10)),
    )  # fmt: skip
    return Sequence(
        name="main",
        version="v3",
        rate=rate,
        width=1280,
        height=536,
        title="The Long Night & after",
        tracks=(Track("V1", picture), Track("V2", (at(90, "sh040", 4, 10),))),
        sounds=(
            SoundTrack(
                "music",
                (
                    Sound(
                        name="score", role="music", media=score, record=FrameRange(0, 120),
                        start=Fraction(2), gain=-3.0, fade_out=24,
                    ),
                ),
            ),
        ),
        titles=(Title("36 hours", FrameRange(72, 84), "card"),),
        subtitles=(Subtitle("Don't look back.", FrameRange(10, 40), "en"),),
        markers=(Marker("sh020: six fingers", FrameRange(50, 51), "the left hand", "yellow"),),
        start=86400 if rate == FILM else 107892,
    )  # fmt: skip


def long_film(events: int = 200, rate: Fraction = FILM) -> Sequence:
    """A film of three picture tracks with that many events, and their own sound."""
    main = [event(at * 30, f"sh{at % 70:03d}0", at % 40, 30, rate) for at in range(events * 3 // 5)]
    over = [
        Track(
            f"V{track}",
            tuple(
                event(at * 90 + track * 12, f"sh9{at:02d}{track}", 3, 15, rate)
                for at in range(events // 5)
            ),
        )
        for track in (2, 3)
    ]
    own = tuple(
        Sound(
            name=each.name, role="picture", media=each.media, record=each.record,
            start=each.start / rate,
        )
        for each in main
        if each.media
    )  # fmt: skip
    whole = sequence(rate)
    return replace(
        whole, tracks=(Track("V1", tuple(main)), *over), sounds=(SoundTrack("takes", own),)
    )
