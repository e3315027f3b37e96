"""The words that may stand before the bar of a short shot, and what they mean.

``[words |] panel [=> motion]``: framing, angle, lens, camera move and length, in English or
Chinese, in any order, with or without commas. Anything else there is an unknown word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct, field

from pipeline.facts import Camera

__all__ = [
    "ANGLES",
    "FRAMINGS",
    "LENGTH",
    "MOVES",
    "Found",
    "Vocabulary",
    "all_words",
    "camera_words",
    "divide",
    "divided",
    "read_words",
]

FRAMINGS: Mapping[str, str] = MappingProxyType(
    {
        "EWS": "extreme wide shot",
        "WS": "wide shot",
        "MS": "medium shot",
        "MCU": "medium close-up",
        "CU": "close-up",
        "ECU": "extreme close-up",
        "OTS": "over-the-shoulder shot",
        "insert": "insert shot of a detail",
    }
)
"""Framings by the name they are kept under, with the words a generator is told."""

ANGLES: Mapping[str, str] = MappingProxyType(
    {
        "low": "low angle, seen from below",
        "eye": "eye level",
        "high": "high angle, seen from above",
        "top": "top view, straight from above",
    }
)
"""Angles, as FRAMINGS."""

MOVES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "push": ("in",),
        "pull": ("out",),
        "pan": ("right", "left"),
        "tilt": ("up", "down"),
        "truck": ("right", "left"),
        "crane": ("up", "down"),
        "roll": ("cw", "ccw"),
        "zoom": ("in", "out"),
        "handheld": (),
        "static": (),
    }
)
"""Camera moves and their directions; the first is meant where none is said."""

_FRAMING_WORDS = {
    **{name.lower(): name for name in FRAMINGS},
    "extreme wide shot": "EWS", "extreme wide": "EWS", "establishing": "EWS", "els": "EWS",
    "wide shot": "WS", "wide": "WS", "full shot": "WS", "long shot": "WS", "fs": "WS", "ls": "WS",
    "medium shot": "MS", "medium": "MS",
    "medium close-up": "MCU", "medium close up": "MCU", "medium closeup": "MCU",
    "close-up": "CU", "close up": "CU", "closeup": "CU",
    "extreme close-up": "ECU", "extreme close up": "ECU", "xcu": "ECU",
    "over the shoulder": "OTS", "over-the-shoulder": "OTS", "insert shot": "insert",
    "大远景": "EWS", "远景": "WS", "全景": "WS", "中景": "MS", "中近景": "MCU", "近景": "MCU",
    "特写": "CU", "大特写": "ECU", "过肩": "OTS", "过肩镜头": "OTS", "插入镜头": "insert",
}  # fmt: skip
_ANGLE_WORDS = {
    **{name: name for name in ANGLES},
    "low angle": "low", "from below": "low", "eye level": "eye", "eye-level": "eye",
    "high angle": "high", "from above": "high", "overhead": "top", "top shot": "top",
    "仰拍": "low", "平视": "eye", "俯拍": "high", "顶拍": "top",
}  # fmt: skip
_CAMERA_WORDS = {
    "push": "push in", "dolly in": "push in", "pull": "pull out", "pull back": "pull out",
    "dolly out": "pull out", "dolly back": "pull out",
    "track left": "truck left", "track right": "truck right", "track": "truck right",
    "boom up": "crane up", "boom down": "crane down", "crane": "crane up",
    "pan": "pan right", "tilt": "tilt up", "truck": "truck right", "roll": "roll cw",
    "roll left": "roll ccw", "roll right": "roll cw", "zoom": "zoom in",
    "hand-held": "handheld", "hand held": "handheld", "locked off": "static", "locked": "static",
    "推": "push in", "推近": "push in", "推进": "push in", "拉": "pull out", "拉远": "pull out",
    "摇": "pan right", "左摇": "pan left", "右摇": "pan right", "摇左": "pan left",
    "摇右": "pan right", "上摇": "tilt up", "下摇": "tilt down", "移": "truck right",
    "左移": "truck left", "右移": "truck right", "移左": "truck left", "移右": "truck right",
    "升": "crane up", "升起": "crane up", "降": "crane down", "下降": "crane down",
    "手持": "handheld", "固定": "static", "静止": "static",
    **{f"{move} {way}": f"{move} {way}" for move, ways in MOVES.items() for way in ways},
    **{move: move for move, ways in MOVES.items() if not ways},
}  # fmt: skip
_PACE_WORDS = {
    "slow": "slow", "slowly": "slow", "fast": "fast", "quick": "fast",
    "慢": "slow", "缓": "slow", "缓慢": "slow", "慢速": "slow", "快": "fast", "快速": "fast",
}  # fmt: skip
_TABLES = (
    ("framing", _FRAMING_WORDS),
    ("angle", _ANGLE_WORDS),
    ("camera", _CAMERA_WORDS),
    ("pace", _PACE_WORDS),
)

_NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,6})?"
LENGTH = (
    rf"{_NUMBER}\s?(?:seconds|second|secs|sec|s|秒)"
    r"|[0-9]{1,9}\s?(?:frames|frame|f|帧)"
    rf"|(?:[0-9]{{1,3}}/[0-9]{{1,3}}|{_NUMBER})\s?(?:beats|beat|bars|bar|拍|小节)"
    r"|[0-9]{1,5}(?::[0-9]{1,2}){2,3}"
)
"""A length in the film: ``4s 1.5s 36f 2 beats 1 bar 00:00:04:00``."""

_POINT = rf"@\s*(?P<x>{_NUMBER})\s*%?\s*[,，]\s*(?P<y>{_NUMBER})\s*%?"


def _alternatives(words: Mapping[str, str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(
        rf"{re.escape(word)}(?![\w-])" if word.isascii() else re.escape(word)
        for word in longest_first
    )


_TOKEN = re.compile(
    r"(?P<gap>[\s,，、;；]+)"
    rf"|(?P<exact>(?P<from>{_NUMBER})\s*%\s*(?:->|→|to)\s*(?P<to>{_NUMBER})\s*%)"
    rf"|(?P<point>{_POINT})"
    rf"|(?P<lens>{_NUMBER}\s?mm)\b"
    rf"|(?P<length>{LENGTH})(?![\w-])"
    + "".join(f"|(?P<{name}>{_alternatives(words)})" for name, words in _TABLES)
    + r"|(?P<unknown>[^\s,，、;；]+)",
    re.IGNORECASE,
)
_BAR = re.compile(r"[|｜]")
_ARROW = re.compile(r"=>|⇒")


class Found(Struct, frozen=True):
    """Something amiss among the words: what it is, and where (an offset and its text)."""

    kind: str
    """``unknown``, ``twice`` or ``range``."""
    text: str
    offset: int
    of: str = ""
    """What was said twice, or why a number cannot be."""


class Vocabulary(Struct, frozen=True):
    """What the words before the bar say; empty where they say nothing."""

    framing: str = ""
    angle: str = ""
    lens: str = ""
    camera: Camera | None = None
    length: str = ""
    """As written."""
    offsets: Mapping[str, int] = field(default_factory=dict)
    """Where each of them is said: ``framing angle lens camera length``."""
    written: Mapping[str, str] = field(default_factory=dict)
    """Each of them in the author's own words."""
    amiss: tuple[Found, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """The names of what is said."""
        return tuple(self.offsets)


def divide(text: str) -> tuple[str, str, str | None, int]:
    """A short shot as (words, panel, motion or None, where the panel begins)."""
    bar = _BAR.search(text)
    words = text[: bar.start()] if bar else ""
    begin = bar.end() if bar else 0
    arrow = _ARROW.search(text, begin)
    panel = text[begin : arrow.start() if arrow else len(text)]
    motion = text[arrow.end() :].strip() if arrow else None
    lead = len(panel) - len(panel.lstrip())
    return words, panel.strip(), motion, begin + lead


def divided(text: str) -> tuple[str, str, str, str, str]:
    """A short shot as (words, bar, panel, arrow, motion), verbatim: joined, they are the text."""
    bar = _BAR.search(text)
    begin = bar.end() if bar else 0
    arrow = _ARROW.search(text, begin)
    end = arrow.start() if arrow else len(text)
    words, mark = (text[: bar.start()], bar[0]) if bar else ("", "")
    return (
        words,
        mark,
        text[begin:end],
        arrow[0] if arrow else "",
        text[arrow.end() :] if arrow else "",
    )


@lru_cache(maxsize=4096)
def read_words(text: str) -> Vocabulary:
    """Read framing, angle, lens, camera and length; whatever else is there is ``amiss``."""
    said: dict[str, str] = {}
    offsets: dict[str, int] = {}
    written: dict[str, str] = {}
    amiss: list[Found] = []
    zoom: tuple[Fraction, Fraction] | None = None
    focus: tuple[Fraction, Fraction] | None = None
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup or "unknown", match.group().strip()
        if kind == "gap":
            continue
        if kind == "unknown":
            _add_unknown(amiss, text, match)
            continue
        slot = "camera" if kind == "exact" else kind
        if slot in said:
            amiss.append(Found("twice", piece, match.start(), slot))
            continue
        said[slot] = _value(slot, piece)
        place = "camera" if slot in {"pace", "point"} else slot
        offsets.setdefault(place, match.start())
        gap = "" if text.endswith(written.get(place, " "), 0, match.start()) else " "
        written[place] = f"{written.get(place, '')}{gap}{piece}".strip()
        if kind == "exact":
            zoom = _zoom(match, amiss)
        elif kind == "point":
            focus = _focus(match, amiss)
    camera = _camera(said, zoom, focus)
    if camera is None:
        offsets.pop("camera", None)
        written.pop("camera", None)
        if "pace" in said or "point" in said:
            at = said.get("pace", said.get("point", ""))
            amiss.append(Found("alone", at, text.lower().find(at.lower())))
    return Vocabulary(
        said.get("framing", ""),
        said.get("angle", ""),
        said.get("lens", ""),
        camera,
        said.get("length", ""),
        MappingProxyType(offsets),
        MappingProxyType(written),
        tuple(amiss),
    )


def camera_words(camera: Camera) -> str:
    """The move as it is written in a film file; ``read_words`` gives the same move back."""
    words = str(camera)
    if camera.zoom is not None and camera.pace:
        words = f"{camera.pace} {words}"
    return words


def all_words() -> list[str]:
    """Every word that may stand before a bar, for suggestions and completion."""
    return list(dict.fromkeys([*FRAMINGS, *(word for _, table in _TABLES for word in table)]))


def _zoom(match: re.Match[str], amiss: list[Found]) -> tuple[Fraction, Fraction] | None:
    zoom = (Fraction(match["from"]) / 100, Fraction(match["to"]) / 100)
    if all(1 <= size <= 20 for size in zoom):
        return zoom
    amiss.append(Found("range", match.group().strip(), match.start(), "100% to 2000%"))
    return None


def _focus(match: re.Match[str], amiss: list[Found]) -> tuple[Fraction, Fraction] | None:
    focus = (Fraction(match["x"]), Fraction(match["y"]))
    if max(focus) <= 100:
        return focus
    amiss.append(Found("range", match.group().strip(), match.start(), "@ 0,0 to @ 100,100"))
    return None


def _add_unknown(amiss: list[Found], text: str, match: re.Match[str]) -> None:
    """Unknown words with nothing but blanks between them are one: ``puhs in``."""
    last = amiss[-1] if amiss else None
    if last is not None and last.kind == "unknown":
        between = text[last.offset + len(last.text) : match.start()]
        if not between.strip():
            joined = text[last.offset : match.end()]
            amiss[-1] = Found("unknown", joined, last.offset)
            return
    amiss.append(Found("unknown", match.group(), match.start()))


def _value(slot: str, piece: str) -> str:
    for name, table in _TABLES:
        if name == slot and piece.lower() in table:
            return table[piece.lower()]
    if slot == "lens":
        return piece.replace(" ", "").lower()
    return piece


def _camera(
    said: Mapping[str, str],
    zoom: tuple[Fraction, Fraction] | None,
    focus: tuple[Fraction, Fraction] | None,
) -> Camera | None:
    if zoom is not None:
        return Camera("zoom", "", said.get("pace", ""), zoom, focus)
    if "camera" not in said or "%" in said["camera"]:
        return None
    move, _, direction = said["camera"].partition(" ")
    return Camera(move, direction, said.get("pace", ""), None, focus)
