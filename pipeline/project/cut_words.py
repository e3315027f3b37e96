"""The words of one line of a cut, each with its place, and the small values they spell."""

from __future__ import annotations

import difflib
import re
import string
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.errors import Problem, Where
from pipeline.project.nodes import Scalar
from pipeline.project.story import Music
from pipeline.timecode import frames_of_seconds, parse_timecode

__all__ = [
    "COLOURS",
    "CUT_WORDS",
    "EVENT_WORDS",
    "STOPS",
    "STYLES",
    "CutContext",
    "Line",
    "Word",
    "colour_of",
    "did_you_mean",
    "frames_of",
    "near_id",
    "split_words",
    "words_of",
]

STOPS = frozenset({"cut", "export"})
"""What a fault in a cut stops: a draft shows a red slate in its place, a delivery waits."""

EVENT_WORDS = (
    "black", "card", "colour", "credits", "dip", "dissolve", "fade", "missing", "over",
    "split", "white", "wipe",
)  # fmt: skip

CUT_WORDS = frozenset(
    (
        *EVENT_WORDS,
        "at", "bar", "beat", "fill", "fit", "flop", "from", "gain", "hold", "in", "loop", "mute",
        "out", "pad", "reverse", "section", "to", "until", "zoom",
    ),
)  # fmt: skip
"""Words that no shot, scene or piece of music may be called."""

COLOURS: Mapping[str, str] = {
    "black": "#000000",
    "white": "#ffffff",
    "grey": "#808080",
    "gray": "#808080",
    "red": "#c00000",
    "green": "#006000",
    "blue": "#003080",
    "amber": "#c08000",
}

STYLES = ("main", "card", "lower-third")
"""How the words of a card are set."""

_SYNONYMS = {
    "flip": "flop",
    "mirror": "flop",
    "freeze": "hold",
    "remove": "drop",
    "delete": "drop",
    "omit": "drop",
    "add": "after",
    "insert": "after",
    "silent": "mute",
    "backwards": "reverse",
    "crossfade": "dissolve",
    "xfade": "dissolve",
    "mix": "dissolve",
    "title": "card",
    "scale": "zoom",
    "volume": "gain",
    "color": "colour",
    "grid": "quarters",
    "side-by-side": "left-right",
}

_SMALL_BOARD = 300
_LETTERS = string.digits + "_-" + string.ascii_lowercase

_TIME = re.compile(
    r"(?P<seconds>[0-9]{1,6}(?:\.[0-9]{1,6})?)s|(?P<frames>[0-9]{1,9})f?"
    r"|(?P<clock>[0-9]{1,5}(?::[0-9]{1,2}){1,3})",
)
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|“[^”]*”|["“].*|\S+', re.DOTALL)


DAY_SECONDS = 86_400


class CutContext(Struct, frozen=True):
    """What a cut may speak of: the board it is an edit of."""

    folder: Path
    """The production; files of ``sound:`` are relative to it."""
    fps: Fraction
    shots: Mapping[str, int] = field(default_factory=dict)
    """Planned length in film frames by shot id, in board order."""
    scenes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The shots of a scene that are not omitted, by scene id."""
    music: Mapping[str, Music] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    places: tuple[Path, ...] = ()
    """Folders outside the production whose files may be used."""
    styles: tuple[str, ...] = STYLES
    """How the words of a card may be set."""


class Word(Struct, frozen=True):
    """One word as written, or the inside of a quotation."""

    text: str
    where: Where
    is_quoted: bool = False
    is_closed: bool = True
    """False for a quotation that never ends."""


class Line:
    """The words of one line, read from left to right, and what is wrong with them."""

    def __init__(self, words: Iterable[Word], context: CutContext, where: Where) -> None:
        self.words = tuple(words)
        self.context = context
        self.where = where
        self.problems: list[Problem] = []
        self._next = 0
        self._faults = 0

    @property
    def is_faulty(self) -> bool:
        """Whether the line cannot be played as it stands."""
        return self._faults > 0

    def peek(self) -> Word | None:
        """The next word, left in place."""
        return self.words[self._next] if self._next < len(self.words) else None

    def take(self) -> Word | None:
        """The next word, taken away."""
        word = self.peek()
        self._next += word is not None
        return word

    def skip(self, *texts: str) -> Word | None:
        """The next word, taken away when it is one of ``texts``."""
        word = self.peek()
        return self.take() if word and not word.is_quoted and word.text in texts else None

    def rest(self) -> Sequence[Word]:
        """All words that are left, taken away."""
        left = self.words[self._next :]
        self._next = len(self.words)
        return left

    def skip_to(self, *texts: str) -> None:
        """Pass over the words before the next of ``texts``: they belong to a word not known."""
        while (word := self.peek()) and (word.is_quoted or word.text not in texts):
            self.take()

    def fault(self, word: Word | None, message: str, fix: str = "") -> None:
        """Note what is wrong, at ``word`` or at the line as a whole."""
        self._faults += 1
        where = word.where if word else self.where
        self.problems.append(Problem(message, where=where, fix=fix, stops=STOPS))

    def beside(self, word: Word, message: str, fix: str) -> None:
        """Note what is wrong with a word that the line can be played without."""
        self.problems.append(Problem(message, where=word.where, fix=fix, stops=STOPS))

    def length(self, after: Word, example: str) -> int | None:
        """The next word as a length of at least one frame; a fault when it is none."""
        word = self.take()
        if word is None or word.is_quoted:
            self.fault(word or after, f"'{after.text}' needs a length", f"write {example}")
            return None
        frames = self.time(word)
        if frames == 0:
            self.fault(word, f"'{after.text}' lasts no time at all", f"write {example}")
            return None
        return frames

    def time(self, word: Word, text: str | None = None) -> int | None:
        """``word`` (or the part ``text`` of it) in film frames; a fault when it is no time."""
        written = word.text if text is None else text
        try:
            return frames_of(written, self.context.fps)
        except ValueError as err:
            fix = "write frames (36), seconds (1.5s), seconds:frames (1:12) or 00:00:01:12"
            self.fault(word, str(err), fix)
            return None


def split_words(text: str, where: Where, *, in_place: bool = True) -> tuple[Word, ...]:
    """The words of ``text``; what stands in double quotes is one word.

    ``where`` is the place of the first character. With ``in_place`` false the text is not laid
    out in the file as it reads (escapes, several lines) and every word gets that place.
    """
    words = []
    for match in _WORD.finditer(text):
        piece = match.group()
        place = replace(where, column=where.column + match.start()) if in_place else where
        if piece[0] not in '"“':
            words.append(Word(piece, place))
            continue
        is_closed = len(piece) > 1 and piece[-1] in '"”'
        inside = piece[1:-1] if is_closed else piece[1:]
        if piece[0] == '"':
            inside = re.sub(r"\\(.)", r"\1", inside, flags=re.DOTALL)
        words.append(Word(inside, place, is_quoted=True, is_closed=is_closed))
    return tuple(words)


def words_of(node: Scalar) -> tuple[Word, ...]:
    """The words of a scalar, each at its own column where the text is laid out as it reads."""
    raw = node.page.text[node.start : node.end]
    quote = 1 if node.style in {"'", '"'} else 0
    is_as_written = raw[quote : len(raw) - quote] == node.text
    where = node.page.where(node.start + (quote if is_as_written else 0))
    return split_words(node.text, where, in_place=is_as_written)


def frames_of(text: str, rate: Fraction) -> int:
    """Film frames of ``36``, ``36f``, ``1.5s``, ``1:12`` (seconds:frames), ``00:00:01:12``.

    Raises:
        ValueError: a sentence that names ``text``; longer than a day.
    """
    frames = _frames_written(text, rate)
    if frames > rate * DAY_SECONDS:
        raise ValueError(f"'{text}' is longer than a day")
    return frames


def _frames_written(text: str, rate: Fraction) -> int:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not a time")
    if match["frames"]:
        return int(match["frames"])
    if match["seconds"]:
        return frames_of_seconds(Fraction(match["seconds"]), rate)
    parts = text.split(":")
    if len(parts) > 2:
        return parse_timecode(text, rate)
    seconds, frames = int(parts[0]), int(parts[1])
    base = -(-rate.numerator // rate.denominator)
    if frames >= base:
        raise ValueError(f"'{text}' is not a time at {base} frames a second")
    return seconds * base + frames


def colour_of(text: str) -> str | None:
    """``#rrggbb`` for a colour's name, ``0xrrggbb`` or ``#rrggbb``; None when it is none."""
    if text in COLOURS:
        return COLOURS[text]
    match = re.fullmatch(r"(?:0x|#)([0-9A-Fa-f]{6})", text)
    return f"#{match[1].lower()}" if match else None


def near_id(word: str, ids: Container[str], more: Iterable[str] = ()) -> str:
    """``did you mean 'sh010'?`` among the ids of a board, and ``more`` words.

    On a large board only ids that differ by one letter are looked for, each at the cost of a
    look-up: ten thousand faults among ten thousand shots are named in seconds.
    """
    if isinstance(ids, Collection) and len(ids) <= _SMALL_BOARD:
        return did_you_mean(word, (*more, *ids))
    if fix := did_you_mean(word, more):
        return fix
    pairs = [(word[:at], word[at:]) for at in range(min(len(word), 40) + 1)]
    shorter = (head + tail[1:] for head, tail in pairs)
    swapped = (head + tail[1:2] + tail[:1] + tail[2:] for head, tail in pairs)
    other = (
        head + letter + tail[keep:]
        for head, tail in pairs
        for letter in _LETTERS
        for keep in (1, 0)
    )
    found = chain(shorter, swapped, other)
    meant = next((near for near in found if near in ids), "")
    return f"did you mean '{meant}'?" if meant else ""


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """``did you mean 'flop'?``, or nothing when no choice is near."""
    known = dict.fromkeys(choices)
    meant = _SYNONYMS.get(word.lower(), "")
    if meant not in known:
        near = difflib.get_close_matches(
            word.lower(), known, n=1, cutoff=0.6 if len(word) > 3 else 0.5
        )
        meant = near[0] if near else ""
    return f"did you mean '{meant}'?" if meant else ""
