"""Read a row of data about a model: plain texts in, values and faults out.

    gen4.5:
      does: t2v, i2v
      seconds: 2-10                      # whole numbers; 5, 10 is a list; 0.5-30 by 0.1
      sizes: {720p: [1280:720, 1584:672]}  # the service's words, by resolution or alone
      prompt: 1000                       # characters
      seed: yes
      price: 0.12 USD a second
      t2v: {sizes: [1280:720]}           # where one operation differs

The same rows stand in the shipped catalogue and under ``models:`` of a film.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from pipeline.backends.base import Operation, Recovery
from pipeline.backends.model import (
    UNITS,
    Abilities,
    Condition,
    Lengths,
    Model,
    Price,
    Size,
    short_side,
)
from pipeline.facts import Json, Money

__all__ = ["COMMON", "PER_MODEL", "Fault", "merged", "read_money", "read_price", "read_row"]

COMMON = (
    "seconds", "sizes", "fps", "seed", "negative", "first", "last", "references", "prompt",
    "outputs", "price",
)  # fmt: skip
"""Keys of a row that an operation may say differently."""
PER_MODEL = (
    "does", "about", "retired_on", "successors", "recovery", "concurrency", "per_minute",
    "per_day", "sources", "price_source", "checked",
)  # fmt: skip
"""Keys of a row as a whole."""

_OPERATIONS = tuple(each.value for each in Operation)
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}
_UNKNOWN = "unknown"
_RANGE = re.compile(
    r"(?P<least>\d+(?:\.\d+)?)\s*-\s*(?P<most>\d+(?:\.\d+)?)(?:\s+by\s+(?P<step>\d*\.?\d+))?"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WHOLE = re.compile(r"\d{1,9}")
_PAIR = re.compile(r"(\d{1,5})\s*[:x*×]\s*(\d{1,5})")
_LEAST_PIXELS = 100
"""From here on two numbers are pixels; below they are a shape."""
_AMOUNT = r"(?P<{0}>\d{{1,9}}(?:\.\d{{1,9}})?)\s*(?P<{0}_currency>[A-Z]{{3}}|credits?)"
_MONEY = re.compile(_AMOUNT.format("amount"))
_CONDITION = r"\w+\s+is\s+(?:not\s+)?[\w.-]+"
_PRICE = re.compile(
    _AMOUNT.format("amount")
    + r"\s+(?:an?|per)\s+(?:(?P<count>\d{1,9})\s+)?"
    + rf"(?P<unit>{'|'.join(UNITS.values())})s?"
    + r"(?:\s+beyond\s+(?P<beyond>\d{1,9}))?"
    + r"(?:\s+at\s+(?P<at>[\w.]+(?:\s*,\s*(?!at\b)[\w.]+)*))?"
    + rf"(?:\s+if\s+(?P<options>{_CONDITION}(?:\s+and\s+{_CONDITION})*))?"
    + rf"(?:\s*,?\s*at\s+least\s+{_AMOUNT.format('least')})?"
)
_UNIT_OF = {words: unit for unit, words in UNITS.items()}
PRICE_EXAMPLE = "0.12 USD a second"


class Fault(Struct, frozen=True):
    """One thing that is wrong with a row."""

    path: tuple[str, ...]
    """The keys that lead to it: ``("t2v", "seconds")``."""
    message: str
    fix: str = ""


def read_row(service: str, name: str, row: Json) -> tuple[Model, tuple[Fault, ...]]:
    """The model that a row describes, and everything that is wrong with the row.

    ``row`` is plain: texts, lists of texts, and blocks of them. What is wrong is left out.
    """
    reader = _RowReader(service)
    return reader.model(name, row), tuple(dict.fromkeys(reader.faults))


def read_price(text: str, service: str = "") -> Price:
    """A price like ``0.12 USD a second``, or ``free``.

    Raises:
        ValueError: it is none; says how one is written.
    """
    written = " ".join(text.split())
    if written == "free":
        return Price(Money(0), "call")
    match = _PRICE.fullmatch(written)
    if match is None:
        raise ValueError(f"'{text}' is no price", f"write {PRICE_EXAMPLE}, or free, or unknown")
    money = _money(match["amount"], match["amount_currency"], service)
    if not money.micros:
        raise ValueError(f"'{text}' is no price", "write free where it costs nothing")
    least = None
    if match["least"]:
        least = _money(match["least"], match["least_currency"], service)
        if least.currency != money.currency:
            raise ValueError(f"'{text}' mixes two currencies", "write both in one")
    options = re.findall(r"(\w+)\s+is\s+(not\s+)?([\w.-]+)", match["options"] or "")
    return Price(
        money,
        _UNIT_OF[match["unit"]],
        count=int(match["count"] or 1),
        resolutions=tuple(re.findall(r"[\w.]+", match["at"] or "")),
        options=tuple(Condition(word, value, bool(negated)) for word, negated, value in options),
        least=least,
        beyond=int(match["beyond"] or 0),
    )


def read_money(text: str, service: str = "") -> Money:
    """An amount like ``0.01 USD`` or ``12 credits``.

    Raises:
        ValueError: it is none.
    """
    match = _MONEY.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not an amount of money", "write 0.01 USD")
    return _money(match["amount"], match["amount_currency"], service)


def _money(amount: str, currency: str, service: str) -> Money:
    is_credits = currency.startswith("credit")
    exact = Fraction(amount) * 1_000_000
    if exact.denominator != 1:
        raise ValueError(f"{amount} is finer than a millionth", "say it for more units: per 1000 …")
    return Money(int(exact), f"credits:{service}" if is_credits else currency)


class _RowReader:
    """Reads one row; notes what is wrong and goes on."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.faults: list[Fault] = []

    def fault(self, path: Iterable[str], message: str, fix: str = "") -> None:
        """Note what is wrong."""
        self.faults.append(Fault(tuple(path), message, fix))

    # ------------------------------------------------------------------ the row as a whole

    def model(self, name: str, row: Json) -> Model:
        """The model that the row describes."""
        known = {*COMMON, *PER_MODEL, *_OPERATIONS}
        for key in row.keys() - known:
            self.fault((key,), f"a model has no '{key}'", f"known: {', '.join(sorted(known))}")
        does = [word for word in self.words(row.get("does"), "does") if self.is_operation(word)]
        does += [each for each in _OPERATIONS if each in row and each not in does]
        if not does and not self.faults:
            self.fault((), f"the model '{name}' does nothing", "add does: t2v, i2v")
        abilities = {each: self.abilities(row, each) for each in does}
        recovery = self.text(row, "recovery")
        if recovery and recovery not in {each.value for each in Recovery}:
            known_words = ", ".join(each.value for each in Recovery)
            self.fault(("recovery",), f"'{recovery}' is no recovery", f"known: {known_words}")
            recovery = ""
        return Model(
            self.service,
            name,
            MappingProxyType(abilities),
            about=self.text(row, "about"),
            retired_on=self.date(row, "retired_on"),
            successors=tuple(self.words(row.get("successors"), "successors")),
            recovery=recovery,
            concurrency=self.count(row.get("concurrency"), ("concurrency",)),
            per_minute=self.count(row.get("per_minute"), ("per_minute",)),
            per_day=self.count(row.get("per_day"), ("per_day",)),
            sources=tuple(self.words(row.get("sources"), "sources")),
            price_source=self.text(row, "price_source"),
            checked=self.date(row, "checked"),
        )

    def is_operation(self, word: str) -> bool:
        """Whether it is one; noted where it is not."""
        if word in _OPERATIONS:
            return True
        self.fault(("does",), f"'{word}' is no operation", f"known: {', '.join(_OPERATIONS)}")
        return False

    def abilities(self, row: Json, operation: str) -> Abilities:
        """What it can do in one operation: what the row says, unless the operation's block does."""
        block = row.get(operation)
        own: Json = block if isinstance(block, dict) else {}
        if block and not isinstance(block, dict):
            self.fault(
                (operation,), f"'{operation}' takes a block of keys", f"write {operation}: {{}}"
            )
        for key in own.keys() - set(COMMON):
            self.fault(
                (operation, key), f"an operation has no '{key}'", f"known: {', '.join(COMMON)}"
            )

        def said(key: str) -> tuple[object, tuple[str, ...]]:
            return (own[key], (operation, key)) if key in own else (row.get(key), (key,))

        least, most = self.references(*said("references"))
        begins = operation in {Operation.I2V, Operation.I2I}
        return Abilities(
            self.lengths(*said("seconds")),
            self.sizes(*said("sizes")),
            self.fraction(*said("fps")),
            has_seed=self.flag(*said("seed")),
            has_negative=self.flag(*said("negative")),
            has_first_frame=self.flag(*said("first"), default=begins),
            has_last_frame=self.flag(*said("last")),
            references=most,
            least_references=least,
            prompt_characters=self.count(*said("prompt")),
            outputs=self.count(*said("outputs")) or 1,
            price=self.prices(*said("price")),
        )

    # ------------------------------------------------------------------ values

    def text(self, row: Json, key: str) -> str:
        """A single text, or nothing."""
        value = row.get(key) or ""
        if isinstance(value, str):
            return value.strip()
        self.fault((key,), f"'{key}' takes one text")
        return ""

    def words(self, value: object, key: str) -> list[str]:
        """Several texts, in a list or with commas between them."""
        if isinstance(value, str):
            return [word.strip() for word in value.split(",") if word.strip()]
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return [each.strip() for each in value if each.strip()]
        if value is not None:
            self.fault((key,), f"'{key}' takes words", "put commas between them")
        return []

    def scalar(self, value: object, path: tuple[str, ...]) -> str:
        """One text; nothing where it is unknown."""
        if value is None or value in {"", _UNKNOWN}:
            return ""
        if isinstance(value, str):
            return value.strip()
        self.fault(path, f"'{path[-1]}' takes one value")
        return ""

    def date(self, row: Json, key: str) -> date | None:
        """A day like 2026-09-24."""
        text = self.scalar(row.get(key), (key,))
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.fault((key,), f"'{text}' is no day", "write 2026-09-24")
            return None

    def count(self, value: object, path: tuple[str, ...]) -> int | None:
        """A whole number from 1."""
        text = self.scalar(value, path)
        if text and (not _WHOLE.fullmatch(text) or not int(text)):
            self.fault(path, f"'{path[-1]}' takes a whole number, not '{text}'")
            return None
        return int(text) if text else None

    def references(self, value: object, path: tuple[str, ...]) -> tuple[int, int | None]:
        """How many pictures: 3, or 1-3 where it needs one."""
        if value == _UNKNOWN:
            return 0, None
        text = self.scalar(value, path)
        match = re.fullmatch(r"(?:(\d{1,3})\s*-\s*)?(\d{1,3})", text) if text else None
        if text and match is None:
            self.fault(path, f"'references' takes a number, not '{text}'", "write 3, or 1-3")
        return (int(match[1] or 0), int(match[2])) if match else (0, 0)

    def flag(self, value: object, path: tuple[str, ...], *, default: bool = False) -> bool:
        """Yes or no."""
        text = self.scalar(value, path)
        if text and text not in _FLAGS:
            self.fault(path, f"'{path[-1]}' takes yes or no, not '{text}'")
        return _FLAGS.get(text, default)

    def fraction(self, value: object, path: tuple[str, ...]) -> Fraction | None:
        """A number, as 24 or 24000/1001."""
        text = self.scalar(value, path)
        if text and not re.fullmatch(r"\d{1,6}(?:\.\d{1,6}|/[1-9]\d{0,5})?", text):
            self.fault(path, f"'{path[-1]}' takes a number, not '{text}'")
            return None
        return Fraction(text) if text else None

    def lengths(self, value: object, path: tuple[str, ...]) -> Lengths | None:
        """``2-10``, ``5, 10`` or ``0.5-30 by 0.1``; nothing where it is unknown."""
        if value is None or value == _UNKNOWN:
            return None
        words = self.words(value, path[-1])
        match = _RANGE.fullmatch(words[0]) if len(words) == 1 else None
        if match:
            least, most = Fraction(match["least"]), Fraction(match["most"])
            step = Fraction(match["step"] or 1)
            if least < most and step:
                return Lengths(least=least, most=most, step=step)
        elif words and all(_NUMBER.fullmatch(word) for word in words):
            return Lengths(tuple(sorted({Fraction(word) for word in words})))
        shown = value if isinstance(value, str) else ", ".join(words)
        self.fault(path, f"'{shown}' are no lengths", "write 2-10, or 5, 10, or 0.5-30 by 0.1")
        return None

    def sizes(self, value: object, path: tuple[str, ...]) -> tuple[Size, ...]:
        """The service's words for sizes, alone or by resolution; nothing where unknown."""
        if value is None or value == _UNKNOWN:
            return ()
        if isinstance(value, dict):
            return tuple(
                size
                for resolution, words in value.items()
                for word in self.words(words, path[-1])
                if (size := self.size(word, str(resolution), path)) is not None
            )
        words = self.words(value, path[-1])
        return tuple(size for word in words if (size := self.size(word, "", path)) is not None)

    def size(self, text: str, resolution: str, path: tuple[str, ...]) -> Size | None:
        """``1280:720``, ``16:9``, ``21:9 = 1584x672``, ``auto_720p as picture``, ``as picture``."""
        if text == "as picture" or text.endswith(" as picture"):
            return Size(text.removesuffix("as picture").strip(), resolution)
        word, _, pixels = (part.strip() for part in text.partition("="))
        pair = _PAIR.fullmatch(pixels or word)
        if pair is None or not int(pair[1]) * int(pair[2]):
            fix = "write 1280:720, 16:9, 21:9 = 1584x672, or as picture"
            self.fault(path, f"'{text}' is no size", fix)
            return None
        width, height = int(pair[1]), int(pair[2])
        size = Size(word, resolution, shape=Fraction(width, height))
        if min(width, height) >= _LEAST_PIXELS:
            return replace(size, width=width, height=height)
        short = short_side(resolution)
        return _in_pixels(size, short) if short else size

    def prices(self, value: object, path: tuple[str, ...]) -> tuple[Price, ...]:
        """Prices like ``0.12 USD a second``, one or a list of them."""
        if value is None or value == _UNKNOWN:
            return ()
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
            self.fault(path, "'price' takes a price or a list of them", f"write {PRICE_EXAMPLE}")
            return ()
        found = []
        for text in texts:
            try:
                found.append(read_price(text, self.service))
            except ValueError as err:
                self.fault(path, str(err.args[0]), str(err.args[1]))
        return tuple(found)


def _in_pixels(size: Size, short: int) -> Size:
    """The size in pixels whose shorter side is that many, both sides even."""
    long = max(size.shape, 1 / size.shape) * short
    even = 2 * int(long / 2 + Fraction(1, 2))
    width, height = (even, short) if size.shape >= 1 else (short, even)
    return replace(size, width=width, height=height, is_nominal=True)


def merged(row: Json, over: Mapping[str, object]) -> Json:
    """A row with what another says in its place.

    Blocks of operations are merged key by key; what is said of the model as a whole counts for
    every operation.
    """
    whole = {**row, **over}
    for operation in _OPERATIONS:
        first, second = row.get(operation), over.get(operation)
        if isinstance(first, dict):
            kept = {key: value for key, value in first.items() if key not in over}
            whole[operation] = {**kept, **second} if isinstance(second, dict) else kept
    return whole
