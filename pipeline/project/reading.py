"""Read values out of nodes; whatever is wrong is noted with its place and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence as Several
from fractions import Fraction

from msgspec.structs import replace

from pipeline.errors import Problem, Where
from pipeline.facts import Money
from pipeline.project.keys import Block
from pipeline.project.marks import cut_short
from pipeline.project.near_keys import did_you_mean, stands_elsewhere
from pipeline.project.nodes import Mapping, Node, Scalar, Sequence

__all__ = [
    "BOARD",
    "CUT",
    "EVERYTHING",
    "FOLEY",
    "SCORE",
    "SHOOT",
    "VOICED",
    "Reader",
    "Report",
    "shape_of",
]

EVERYTHING: frozenset[str] = frozenset()
"""A problem that stops every stage."""
BOARD = frozenset({"board", "shoot"})
"""A fault in the picture's words: no panel, and no clip over it."""
SHOOT = frozenset({"shoot"})
VOICED = frozenset({"voice"})
"""A fault in what only spoken lines need."""
FOLEY = frozenset({"foley"})
"""A fault in what only sounds that are made need."""
SCORE = frozenset({"score"})
"""A fault in what only music that is made needs."""
CUT = frozenset({"cut", "export"})
"""A fault in what only the film shows or plays."""

_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})")
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_MONEY = re.compile(
    r"(?P<sign>[$€£¥]?)\s*(?P<amount>[0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(?P<currency>[A-Za-z]{3})?"
)
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "": "USD"}
_FLAGS = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False}
_ID = re.compile(r"[A-Za-z][\w-]{0,63}", re.ASCII)


class Report:
    """All problems found so far, each once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Where | None, str], Problem] = {}

    def add(self, problem: Problem) -> None:
        """Note a problem; the same sentence about the same place and shot is noted once."""
        self._found.setdefault((problem.message, problem.where, problem.shot), problem)

    def blame(self, problem: Problem, shot: str) -> None:
        """Lay a problem at one shot's door, so that it stops that shot alone."""
        del self._found[problem.message, problem.where, problem.shot]
        self.add(replace(problem, shot=shot))

    @property
    def has_errors(self) -> bool:
        """Whether anything but warnings was noted."""
        return any(not problem.is_warning for problem in self._found.values())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """As found."""
        return tuple(self._found.values())


class Reader:
    """Reads values for one shot (or for the film) and one group of stages."""

    __slots__ = ("report", "shot", "stops")

    def __init__(
        self, report: Report, *, shot: str = "", stops: frozenset[str] = EVERYTHING
    ) -> None:
        self.report = report
        self.shot = shot
        self.stops = stops

    def to(self, stops: frozenset[str]) -> Reader:
        """The same reader for values that only these stages need."""
        return Reader(self.report, shot=self.shot, stops=stops)

    def of(self, shot: str, stops: frozenset[str]) -> Reader:
        """A reader for values of one shot that only these stages need."""
        return Reader(self.report, shot=shot, stops=stops)

    def error(self, place: Node | Where, message: str, fix: str = "") -> None:
        """Note what is wrong."""
        where = place if isinstance(place, Where) else place.where
        self.report.add(Problem(message, where=where, fix=fix, stops=self.stops, shot=self.shot))

    def warn(self, place: Node | Where, message: str, fix: str = "") -> None:
        """Note what is odd and stops nothing."""
        where = place if isinstance(place, Where) else place.where
        self.report.add(Problem(message, where=where, fix=fix, is_warning=True, shot=self.shot))

    def scalar(self, node: Node | None, what: str, takes: str) -> Scalar | None:
        """A single value; None, and noted, where a list or a block stands; None where nothing."""
        if isinstance(node, Scalar):
            return None if node.is_empty else node
        if node is not None:
            fix = f"write a single value behind `{what}:`"
            if isinstance(node, Mapping) and node.is_flow and len(node.entries) == 1:
                fix = "put the text in quotes if the braces belong to it"
            self.error(node, f"'{what}' takes {takes}, not {shape_of(node)}", fix)
        return None

    def text(self, node: Node | None, what: str) -> str:
        """A text, or nothing."""
        scalar = self.scalar(node, what, "a text")
        return scalar.text.strip() if scalar else ""

    def prose(self, node: Node | None, what: str) -> str:
        """A text that people write freely; warns where YAML took its end for a comment."""
        scalar = self.scalar(node, what, "a text")
        if scalar is None:
            return ""
        lost = cut_short(scalar)
        if lost:
            self.warn(
                scalar.page.where(scalar.page.text.index("#", scalar.end)),
                f'"{lost}" is a comment to YAML',
                f"put the {what} in quotes if it belongs to it",
            )
        return scalar.text.strip()

    def word(self, node: Node | None, what: str, choices: Iterable[str]) -> str:
        """One of a few words (case, blanks, ``_`` and ``-`` do not matter), or nothing."""
        scalar = self.scalar(node, what, "one word")
        if scalar is None:
            return ""
        known = list(choices)
        folded = {_folded(choice): choice for choice in known}
        meant = folded.get(_folded(scalar.text))
        if meant is None:
            self.error(
                scalar,
                f"'{_short(scalar.text)}' is not a word for '{what}'",
                did_you_mean(scalar.text, known),
            )
            return ""
        return meant

    def name(self, node: Node | None, what: str) -> str:
        """A name made of letters, digits, ``_`` and ``-``, or nothing."""
        scalar = self.scalar(node, what, "a name")
        if scalar is None:
            return ""
        if not _ID.fullmatch(scalar.text):
            self.error(scalar, f"'{scalar.text}' is not a name", _NAME_FIX)
            return ""
        return scalar.text

    def flag(self, node: Node | None, what: str, *, default: bool) -> bool:
        """True or false; ``yes no on off`` are read too."""
        scalar = self.scalar(node, what, "true or false")
        if scalar is None:
            return default
        value = _FLAGS.get(scalar.text.lower())
        if value is None:
            said = f"'{what}' takes true or false, not '{_short(scalar.text)}'"
            self.error(scalar, said, f"write `{what}: true`, or take it out")
            return default
        return value

    def whole(self, node: Node | None, what: str, limits: tuple[int, int]) -> int | None:
        """A whole number within limits, both included."""
        least, most = limits
        scalar = self.scalar(node, what, f"a whole number from {least} to {most}")
        if scalar is None:
            return None
        text = scalar.text.strip()
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            self.error(
                scalar,
                f"'{what}' takes a whole number from {least} to {most}, not '{_short(text)}'",
                f"write a number without a unit, such as {max(least, min(most, 1))}",
            )
            return None
        return int(text)

    def number(self, node: Node | None, what: str, limits: tuple[int, int]) -> Fraction | None:
        """An exact number within limits, both included."""
        least, most = limits
        scalar = self.scalar(node, what, f"a number from {least} to {most}")
        if scalar is None:
            return None
        text = scalar.text.strip()
        if not _NUMBER.fullmatch(text) or not least <= Fraction(text) <= most:
            self.error(
                scalar,
                f"'{what}' takes a number from {least} to {most}, not '{_short(text)}'",
                "write a number without a unit, such as 12 or -3.5",
            )
            return None
        return Fraction(text)

    def money(self, node: Node | None, what: str) -> Money | None:
        """An amount like ``80 USD``; a bare number is USD."""
        scalar = self.scalar(node, what, "an amount like 80 USD")
        if scalar is None:
            return None
        match = _MONEY.fullmatch(scalar.text.strip())
        if match is None:
            self.error(scalar, f"'{_short(scalar.text)}' is not an amount of money", "write 80 USD")
            return None
        currency = (match["currency"] or _SIGNS[match["sign"]]).upper()
        return Money(self.amount(match["amount"]), currency)

    @staticmethod
    def amount(written: str) -> int:
        """Millionths of a number that is written with at most six places."""
        return int(Fraction(written) * 1_000_000)

    def block(self, node: Node | None, what: str, keys: Block) -> Mapping | None:
        """A block of known keys; unknown ones and those for later are noted."""
        block = self.any_block(node, what)
        if block is not None:
            self.check_keys(block, what, keys)
        return block

    def any_block(self, node: Node | None, what: str) -> Mapping | None:
        """A block whose keys are the author's own names."""
        if isinstance(node, Mapping):
            return node
        if node is not None and not (isinstance(node, Scalar) and node.is_empty):
            self.error(
                node,
                f"'{what}' takes a block of keys, not {shape_of(node)}",
                "write one `key: value` a line below it, indented",
            )
        return None

    def check_keys(self, block: Mapping, what: str, keys: Block) -> None:
        """Note every key that ``keys`` does not know, or knows for later."""
        for name, entry in block.entries.items():
            key = keys.get(name)
            if key is None:
                known = [word for word, each in keys.items() if not each.is_later]
                said = f"'{_short(name)}' is not a key of {_a(what)}" if name else _EMPTY
                fix = stands_elsewhere(name) or did_you_mean(name, known) or _KEYS_FIX
                self.error(entry.key, said, fix if name else "write a word before the colon")
            elif key.is_later:
                about = key.about.removesuffix(" (not yet)")
                said = f"'{name}' is not yet possible: {about[0].lower()}{about[1:]}"
                self.to(key.stops or self.stops).error(entry.key, said, "take it out for now")

    def several(self, node: Node | None) -> Several[Node]:
        """The items of a list; a single value is a list of one, nothing is none."""
        if node is None or (isinstance(node, Scalar) and node.is_empty):
            return ()
        return node.items if isinstance(node, Sequence) else (node,)


def shape_of(node: Node) -> str:
    """What stands there, in words."""
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a block of keys"
    return f"'{_short(node.text)}'"


_KEYS_FIX = "take it out; `rushes schema FILE` lists every key"
_EMPTY = "a key is empty here"
_NAME_FIX = "a name is letters, digits, _ and -, and begins with a letter"


def _a(what: str) -> str:
    if what.endswith((":", ".yaml")):
        return what
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:57]}..."


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.strip().lower())
