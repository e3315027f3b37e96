"""Read and write the name of a take as a person types it: ``5``, ``p2``, ``panel 3``, ``b7``."""

from __future__ import annotations

import re

from pipeline.facts import CLIP, HEARD, PANEL, VOICE, Kind
from pipeline.project.edit import TakeChoice

__all__ = ["event_take", "parse_take", "pick_take", "take_of_event", "typed_take"]

_KIND = r"(?:panel|clip|voice|sfx|music)"
_PART = r"[A-Za-z0-9][\w-]*?"
_TAKE = re.compile(
    rf"(?:(?P<kind>{_KIND})(?:\s*|-)|(?P<whole>{_KIND}\.{_PART})(?:\s+|-)"
    r"|(?P<short>p)(?=[0-9]|[a-z][0-9]))?"
    r"(?P<unit>[a-z])?(?P<number>[0-9]{1,6})",
)
_SHOT = re.compile(r"(?P<shot>[A-Za-z][\w-]*)(?:/|\s+)(?P<take>.+)")
_LINE = re.compile(r"(?P<shot>[A-Za-z][\w-]*)\.(?P<line>[A-Za-z0-9][\w-]*)(?:/|\s+)(?P<take>\w+)")
_EVENT_TAKE = re.compile(r"(?P<panel>panel|p|clip)?(?P<unit>[a-z])?(?P<number>[0-9]{1,6})")


def parse_take(text: str) -> tuple[str, TakeChoice]:
    """The shot (empty when none is said) and the take that ``text`` names.

    A bare number is a clip; ``p2``, ``panel2`` and ``panel 2`` are a panel, ``b7`` is take 7 of
    unit b, ``voice.l1-4`` take 4 of a kind with a part. A shot stands before it with a slash or
    a blank: ``sh020/5``, ``sh020 panel 3``; a spoken line of a shot behind a dot: ``sh020.l1 2``.

    Raises:
        ValueError: a sentence that names what was typed.
    """
    shot, match = "", _TAKE.fullmatch(text.strip())
    if match is None and (line := _LINE.fullmatch(text.strip())):
        text = f"{line['shot']}/{VOICE}.{line['line']} {line['take']}"
    if match is None and (parts := _SHOT.fullmatch(text.strip())):
        shot, match = parts["shot"], _TAKE.fullmatch(parts["take"])
    number = int(match["number"]) if match else 0
    if match is None or number < 1:
        fix = "write 5 for a clip, p2 for a panel, b7 for unit b"
        raise ValueError(f"'{text}' is not a take: {fix}")
    kind = PANEL if match["short"] else Kind.parse(match["kind"] or match["whole"] or "clip")
    unit = "" if match["unit"] == "t" else match["unit"] or ""
    return shot, TakeChoice(kind, number, unit)


def take_of_event(text: str) -> TakeChoice | None:
    """The take behind an event's slash: ``2``, ``p2``, ``b7``; None when it is none."""
    match = _EVENT_TAKE.fullmatch(text)
    if match is None or int(match["number"]) < 1:
        return None
    kind = PANEL if match["panel"] in {"p", "panel"} else CLIP
    unit = "" if match["unit"] == "t" else match["unit"] or ""
    return TakeChoice(kind, int(match["number"]), unit)


def event_take(take: TakeChoice) -> str:
    """The take as an event of a cut writes it: ``2``, ``p2``, ``b7``."""
    letter = {PANEL: "p", CLIP: ""}.get(take.kind, f"{take.kind} ")
    return f"{letter}{take.unit}{take.number}"


def typed_take(shot: str, take: TakeChoice) -> str:
    """The take as a person types it behind a command: ``sh050 2``, ``sh050.l1 2``, ``m1 2``."""
    if take.kind.word in HEARD or take.kind.part:
        part = f".{take.kind.part}" if take.kind.part else ""
        return f"{shot}{part} {take.unit}{take.number}"
    return f"{shot} {event_take(take)}"


def pick_take(take: TakeChoice) -> str:
    """The take as picks.yaml lists it: ``clip 2``, ``panel 3``, ``clip b7``."""
    return f"{take.kind} {take.unit}{take.number}"
