"""Attempts and slates for the ledger's tests."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.facts import CLIP, PANEL, Kind, MediaInfo, Money, Slate, SlateFile, TakeRef
from pipeline.ledger.attempts import Attempt
from pipeline.ledger.history import SlotState
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.slots import SlotsWanted

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WANTED = SlotsWanted("sh010", PANEL)


def attempt(key: str, **more: object) -> Attempt:
    """An attempt that is meant."""
    given: dict[str, object] = {
        "key": key,
        "refs": (),
        "generator": "kling",
        "backend": "fal",
        "intended": NOW,
        "run": "run-1",
        "words": {"panel": "x"},
        "price": Money(100_000),
        "recovery": "none",
    }
    return Attempt(**(given | more))


def total(ledger: Ledger, scope: str = "film") -> tuple[int, int]:
    """(settled, reserved) in millionths."""
    sums = ledger.money.sums(scope)
    return (sums[0].settled.micros, sums[0].reserved.micros) if sums else (0, 0)


def states(ledger: Ledger, kind: Kind = PANEL) -> list[SlotState]:
    """What became of the numbers of sh010."""
    return [slot.state for slot in ledger.history().of("sh010", kind)]


def slate(number: int, **more: object) -> Slate:
    """A slate of a clip."""
    given: dict[str, object] = {
        "ref": TakeRef("sh010", CLIP, number),
        "uuid": f"u{number}",
        "made": NOW,
        "files": (SlateFile("f.mp4", 1, "b2:1"),),
        "media": MediaInfo("video", frames=12),
        "words": {"motion": "y"},
        "generator": "kling",
        "attempt": f"a{number}",
        "order_json": b'{"frames":48}',
    }
    return Slate(**(given | more))
