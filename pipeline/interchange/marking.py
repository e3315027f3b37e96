"""The mark of a file that stands for an event: the same as long as what it shows is the same."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from pipeline.facts import Json
from pipeline.interchange.sequence import Event
from pipeline.interchange.told import told

__all__ = ["beneath", "file_stem", "mark_of", "tail_of", "unmarked"]

_MARK = re.compile(r"(?P<name>.+)_r(?P<mark>[0-9a-f]{8})")
_LONGEST = 60


def file_stem(event: Event, tail: int) -> str:
    """What the file is called: ``sh020_clip_t05_r3fa94c1b``."""
    name = re.sub(r"[^\w.]+", "-", event.name, flags=re.ASCII).strip("-.")[:_LONGEST]
    return f"{name or 'event'}_r{mark_of(event, tail)}"


def mark_of(event: Event, tail: int) -> str:
    """Of everything that the file shows; its place in the film and its joins are no part of it."""
    shown = {**_shown(event), "frames": event.frames, "tail": tail}
    return blake2b(json.dumps(shown, sort_keys=True).encode(), digest_size=4).hexdigest()


def tail_of(events: Sequence[Event], at: int) -> int:
    """The frames of an event that the join into the next one shows beyond its end."""
    after = events[at + 1].into if at + 1 < len(events) else None
    return after.frames if after is not None and after.kind != "fade" else 0


def beneath(events: Sequence[Event]) -> Iterator[int]:
    """The frames of its take that each event runs on beneath what follows: at its own speed."""
    for at, event in enumerate(events):
        yield math.ceil(tail_of(events, at) * event.speed)


def unmarked(name: str) -> tuple[str, str]:
    """The name and the mark of such a file; an empty mark for any other."""
    match = _MARK.fullmatch(name)
    return (match["name"], match["mark"]) if match else (name, "")


def _shown(event: Event) -> Json:
    said = {key: value for key, value in told(event).items() if key not in ("cells", "rendered")}
    digest = event.media.digest if event.media is not None else ""
    return {"said": said, "digest": digest, "cells": [_shown(cell) for cell in event.cells]}
