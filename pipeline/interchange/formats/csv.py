"""The cut as a table, ``.csv``: an event, sound, title or note a row, in film order."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from fractions import Fraction

from pipeline.interchange.losses import WORDS, Written, features
from pipeline.interchange.sequence import Event, Join, Sequence

__all__ = ["CARRIES", "NAME", "TITLE", "write"]

NAME = "csv"
TITLE = "a table (CSV)"
CARRIES = WORDS

_COLUMNS = (
    "track", "record in", "record out", "frames", "name", "shot", "take", "source in",
    "source out", "speed", "says", "file", "note",
)  # fmt: skip
_HALF = Fraction(1, 2)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula."""


def write(sequence: Sequence) -> Written:
    """Everything that the cut says, in words; nothing is lost to a reader."""
    rows = [*_pictures(sequence), *_heard(sequence), *_words(sequence)]
    rows.sort(key=lambda row: int(str(row["at"])))
    file = io.StringIO()
    table = csv.DictWriter(file, _COLUMNS, extrasaction="ignore", lineterminator="\r\n")
    table.writeheader()
    for row in rows:
        table.writerow({key: _harmless(row.get(key, "")) for key in _COLUMNS})
    content = b"\xef\xbb\xbf" + file.getvalue().encode()
    return Written(((f"{sequence.stem}.csv", content),))


Row = dict[str, object]


def _pictures(sequence: Sequence) -> Iterator[Row]:
    for track in sequence.tracks:
        for event in track.events:
            media = event.media
            used = math.floor(event.frames * event.speed + _HALF)
            says = [each.said for each in features(event, sequence.rate)]
            yield {
                **_place(sequence, event.record.start, event.record.end),
                "track": track.name,
                "name": event.name,
                "shot": event.shot,
                "take": event.take.partition(" ")[2],
                "source in": event.start if media else "",
                "source out": event.start + used if media else "",
                "speed": f"{float(event.speed):g}" if media and event.speed != 1 else "",
                "says": ", ".join([*_joined(event), *says]),
                "file": event.shown.href if event.shown else "",
                "note": event.stand_in,
            }


def _joined(event: Event) -> Iterator[str]:
    def said(join: Join, side: str) -> str:
        word = f"fade {side}" if join.kind == "fade" else join.kind
        is_plain = join.kind not in ("fade", "dip") or join.colour == "#000000"
        return f"{word} {join.frames}" if is_plain else f"{word} {join.frames} {join.colour}"

    if event.into:
        yield said(event.into, "in")
    if event.out:
        yield said(event.out, "out")


def _heard(sequence: Sequence) -> Iterator[Row]:
    for track in sequence.sounds:
        for sound in track.sounds:
            words = [f"gain {sound.gain:g}"] if sound.gain else []
            words += [f"pan {sound.pan:g}"] if sound.pan else []
            words += [f"fade in {sound.fade_in}"] if sound.fade_in else []
            words += [f"fade out {sound.fade_out}"] if sound.fade_out else []
            words += ["again and again"] if sound.is_looped else []
            yield {
                **_place(sequence, sound.record.start, sound.record.end),
                "track": track.name,
                "name": sound.name,
                "source in": f"{float(sound.start):.3f} s",
                "says": ", ".join(words),
                "file": sound.media.href,
            }


def _words(sequence: Sequence) -> Iterator[Row]:
    for title in sequence.titles:
        place = _place(sequence, title.record.start, title.record.end)
        row = {"track": "title", "name": title.text, "shot": title.shot, "says": title.style}
        yield {**place, **row}
    for line in sequence.subtitles:
        place = _place(sequence, line.record.start, line.record.end)
        row = {"track": "subtitle", "name": line.text, "shot": line.shot, "says": line.language}
        yield {**place, **row}
    for note in sequence.markers:
        place = _place(sequence, note.record.start, note.record.end)
        yield {**place, "track": "note", "name": note.name, "note": note.note}


def _place(sequence: Sequence, start: int, end: int) -> Row:
    return {
        "at": start,
        "record in": sequence.timecode(start),
        "record out": sequence.timecode(end),
        "frames": end - start,
    }


def _harmless(value: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
