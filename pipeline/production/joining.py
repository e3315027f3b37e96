"""Join the finished parts into the film, in a worker, and write what lies beside it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.cut.beside import SUBTITLE_ENDINGS, fact_sheet, write_subtitles
from pipeline.cut.clock import sample_of
from pipeline.cut.coded import coded_loudness
from pipeline.cut.join import ExportInfo, FilmForm, join_film
from pipeline.cut.leader import before, leader_sound
from pipeline.cut.looks import AS_FILMED
from pipeline.cut.mix import mix_loudness
from pipeline.cut.poster import write_poster
from pipeline.cut.stems import StemForm, write_stems
from pipeline.cut.timeline import Timeline
from pipeline.facts import Loudness
from pipeline.media.stating import CredentialOrder
from pipeline.production.sounding import SILENT, sound_words
from pipeline.project.mastering import AS_MIXED, Mastering
from pipeline.project.pace import Pace
from pipeline.timecode import record_frame
from pipeline.vault.files import place

__all__ = ["JoinOrder", "Joined", "get_ready", "join"]

_MOVED = 0.05
"""Decibels that are seen in tenths."""


class JoinOrder(Struct, frozen=True):
    """What is to be joined."""

    parts: tuple[Path, ...]
    """In film order; one may appear more than once."""
    sound: Path
    """The sound track, coded as it is to lie in the film."""
    mix: Path
    """What it was coded of; it says how loud it is."""
    target: Path
    timeline: Timeline
    languages: tuple[str, ...]
    """Languages whose subtitles are written beside the film."""
    is_delivery: bool
    mastering: Mastering = AS_MIXED
    """The level that was asked for."""
    poster: int | None = None
    """The film frame that is written beside it as a still."""
    pace: Pace = AS_FILMED
    """How its frames are played."""
    leader: int = 0
    """Frames of what stands before the film in the file."""
    timecode: str = ""
    """Of the film's first frame, for the file's own track; empty: it has none."""
    first: int = 0
    """The film's frame that the parts begin with."""
    stems: Mapping[str, Path] = field(default_factory=dict)
    """Parts of the mix that are written beside the film, by name."""
    credentials: CredentialOrder | None = None
    """What the film states of itself, signed; None: nothing."""
    about: tuple[tuple[str, str], ...] = ()
    """Lines of the sheet that only the production knows: version of the cut, delivery."""

    @property
    def played(self) -> Timeline:
        """The film at the speed at which it is shown."""
        return replace(self.timeline, rate=self.timeline.rate * self.pace.speed)

    @property
    def rate(self) -> Fraction:
        """Frames a second of the file."""
        return self.played.rate * self.pace.repeat


class Joined(Struct, frozen=True):
    """The film on disk."""

    path: Path
    info: ExportInfo
    beside: tuple[Path, ...] = ()
    loudness: Loudness | None = None
    """Of the mix."""
    sound: str = ""
    """How loud it is, in words."""


def get_ready() -> None:
    """Have loaded what the parts of a film are made with, so that the first one need not wait."""
    from importlib import import_module

    for name in ("render", "sounds", "hearing", "mix", "coded", "marks"):
        import_module(f"pipeline.cut.{name}")


def join(order: JoinOrder) -> Joined:
    """Join picture and sound; a delivery gets its subtitles, stems and a sheet of facts beside it.

    Raises:
        MediaError: the parts do not fit together, or the film's frames are not the timeline's.
        DiskFull: no room.
    """
    pace, first, rate = order.pace, order.timecode, order.rate
    film = order.target if order.credentials is None else _aside(order.target, "unsigned")
    info = join_film(
        order.parts,
        film,
        order.timeline.rate * pace.repeat,
        FilmForm(
            sound=order.sound,
            has_record_track=not order.is_delivery,
            timecode=before(first, rate) if first and order.leader else first,
            first=order.first,
            played=rate if pace.speed != 1 else None,
        ),
    )
    loudness = mix_loudness(order.mix)
    sound = sound_words(loudness, order.mastering)
    if not order.is_delivery:
        return Joined(order.target, info, (), loudness, sound)
    stated = () if order.credentials is None else _signed(film, order.target, order.credentials)
    info = replace(info, size=order.target.stat().st_size)
    beside = _beside(order)
    about = (*order.about, *stated, ("sha256", _sha256(order.target)))
    coded = None if order.leader else coded_loudness(order.sound)
    heard = sound if coded is None else _as_coded(sound, loudness, coded)
    sheet = order.target.with_suffix(".txt")
    names = [path.name for path in beside]
    sheet.write_text(fact_sheet(order.played, info, heard, names, about), encoding="utf-8")
    return Joined(order.target, info, (*beside, sheet), loudness, sound)


def _signed(film: Path, target: Path, order: CredentialOrder) -> tuple[tuple[str, str], ...]:
    """Give the film its name with its credentials in it; what the sheet says of them."""
    from pipeline.media.credentials import sign

    aside = _aside(target, "signed")
    try:
        stated = sign(film, aside, order)
        place(aside, target)
    finally:
        for path in (film, aside):
            path.unlink(missing_ok=True)
    return (("credentials", f"Content Credentials (C2PA), signed by {stated.signer}"),)


def _aside(target: Path, word: str) -> Path:
    return target.with_name(f".{target.stem}.{word}.part{target.suffix}")


def _beside(order: JoinOrder) -> list[Path]:
    """Subtitles in every language that has any, and the stems."""
    beside = []
    for ending in (f".{name}{end}" for name in order.languages for end in SUBTITLE_ENDINGS):
        path = order.target.with_name(order.target.stem + ending)
        if write_subtitles(order.played, ending.split(".")[1], path, order.leader):
            beside.append(path)
        else:
            path.unlink(missing_ok=True)
    if order.poster is not None:
        still, at = order.target.with_suffix(".jpg"), order.poster + order.leader
        write_poster(order.target, at * order.pace.repeat, order.rate, still)
        beside.append(still)
    return [*beside, *write_stems(order.stems, order.target, _stem_form(order))]


def _sha256(path: Path) -> str:
    import hashlib

    with path.open("rb") as film:
        return hashlib.file_digest(film, "sha256").hexdigest()


def _stem_form(order: JoinOrder) -> StemForm:
    """Where the file begins, in samples since midnight, and what stands before the film."""
    rate, first = order.rate, order.timecode
    if first and order.leader:
        first = before(first, rate)
    begin = sample_of(record_frame(first, rate), rate) if first else 0
    return StemForm(begin, leader_sound(order.played.rate) if order.leader else None)


def _as_coded(sound: str, mix: Loudness, coded: Loudness) -> str:
    """How loud it is, and how high its peaks are where a codec that loses something moved them."""
    if sound == SILENT or abs(coded.peak - mix.peak) < _MOVED:
        return sound
    return f"{sound} (as coded: true peak {coded.peak:.1f} dBTP)"
