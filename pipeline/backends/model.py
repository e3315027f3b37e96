"""What one model of a service can do and what it costs, as values.

The values are read from rows of data (`pipeline.backends.rows`); what they say about an order is
in `pipeline.backends.asking`. What a row does not say is unknown, and unknown stays unknown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from msgspec import Struct, field

from pipeline.backends.base import Operation
from pipeline.facts import Money

__all__ = [
    "Abilities",
    "Condition",
    "Lengths",
    "Model",
    "Override",
    "Price",
    "Size",
    "amount_words",
    "price_words",
    "short_side",
]

_PIXELS = re.compile(r"\d{3,5}[:x*×]\d{3,5}")
_SHORT_SIDES = {"1k": 1080, "2k": 1440, "4k": 2160}


class Lengths(Struct, frozen=True):
    """The lengths that a model makes, in seconds: a list, or each ``step`` from least to most."""

    choices: tuple[Fraction, ...] = ()
    """Sorted; empty for a range."""
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(0)
    step: Fraction = Fraction(1)

    @property
    def longest(self) -> Fraction:
        """The longest that it makes."""
        return self.choices[-1] if self.choices else self.most

    def covering(self, seconds: Fraction) -> Fraction | None:
        """The shortest that covers so many seconds; None where none does."""
        if self.choices:
            return next((each for each in self.choices if each >= seconds), None)
        if seconds > self.most:
            return None
        if seconds <= self.least:
            return self.least
        steps = math.ceil((max(seconds, self.least) - self.least) / self.step)
        return min(self.least + steps * self.step, self.most)

    def makes(self, seconds: Fraction) -> bool:
        """Whether it makes exactly this length."""
        return self.covering(seconds) == seconds

    def __str__(self) -> str:
        if self.choices:
            *first, last = (f"{float(each):g}" for each in self.choices)
            return f"{', '.join(first)} or {last} s" if first else f"{last} s"
        return f"{float(self.least):g} to {float(self.most):g} s"


class Size(Struct, frozen=True):
    """One size of pictures, with the shape that the pictures truly have."""

    word: str = ""
    """What the service calls it: ``1584:672``, ``16:9``; empty where it takes no such word."""
    resolution: str = ""
    """The service's word for how fine it is: ``720p``, ``2K``; prices may depend on it."""
    width: int = 0
    """Pixels; 0 is unknown."""
    height: int = 0
    shape: Fraction = Fraction(0)
    """Width to height; 0 where the result has the shape of the picture it begins with."""
    is_nominal: bool = False
    """The pixels follow from the words alone (``16:9`` at ``720p``); nobody states them."""

    @property
    def resolution_beside(self) -> str:
        """The resolution where the word does not say it; services are told it beside the word."""
        is_pixels = bool(_PIXELS.fullmatch(self.word))
        is_within = bool(self.resolution) and self.resolution in self.word
        return "" if is_pixels or is_within else self.resolution

    @property
    def follows_picture(self) -> bool:
        """Whether the result has the shape of the first picture."""
        return not self.shape

    def __str__(self) -> str:
        pixels = f"{self.width}x{self.height}" if self.width else self.word
        shape = "as the picture" if self.follows_picture else f"{float(self.shape):.3f}"
        return " ".join(part for part in (pixels, self.resolution, shape) if part)


def short_side(resolution: str) -> int:
    """Pixels of the shorter side that a resolution's word promises; 0 where it says nothing."""
    word = resolution.casefold()
    if word in _SHORT_SIDES:
        return _SHORT_SIDES[word]
    return int(word[:-1]) if word.endswith("p") and word[:-1].isdecimal() else 0


class Condition(Struct, frozen=True):
    """What an option of an order must be for a price to hold."""

    option: str
    value: str
    is_not: bool = False

    def holds(self, options: Mapping[str, object]) -> bool:
        """Whether the order says so; an order that does not say takes the service's default."""
        said = options.get(self.option)
        if said is None:
            return False
        words = {True: ("yes", "true"), False: ("no", "false")}
        values = words[said] if isinstance(said, bool) else (str(said).casefold(),)
        return (self.value.casefold() in values) is not self.is_not

    def __str__(self) -> str:
        return f"{self.option} is {'not ' if self.is_not else ''}{self.value}"


class Price(Struct, frozen=True):
    """What one unit costs, and when that holds."""

    money: Money
    """For ``count`` units."""
    per: str
    """``second minute call picture megapixel character input_picture input_second``."""
    count: int = 1
    resolutions: tuple[str, ...] = ()
    """Only at these; empty: at any."""
    options: tuple[Condition, ...] = ()
    """Only where these options of the order have these values."""
    least: Money | None = None
    """What an order costs however little it asks for."""
    beyond: int = 0
    """So many units are free."""

    @property
    def is_extra(self) -> bool:
        """Whether it is paid beside the other prices: for what an order is made from."""
        return self.per.startswith("input_")

    def is_at(self, resolution: str) -> bool:
        """Whether it may be the price at that resolution; an unknown one may be any."""
        return not resolution or not self.resolutions or resolution in self.resolutions

    def of(self, units: Fraction) -> Money:
        """The price of so many units, rounded up to a millionth."""
        counted = max(Fraction(0), units - self.beyond)
        micros = math.ceil(self.money.micros * counted / self.count)
        if self.least is not None:
            micros = max(micros, self.least.micros)
        return Money(micros, self.money.currency)

    def __str__(self) -> str:
        return price_words(self)


class Abilities(Struct, frozen=True, eq=False):
    """What a model can do in one operation; the catalogue makes each once."""

    seconds: Lengths | None = None
    """None: unknown."""
    sizes: tuple[Size, ...] = ()
    """Empty: unknown."""
    fps: Fraction | None = None
    has_seed: bool = False
    has_negative: bool = False
    has_first_frame: bool = False
    has_last_frame: bool = False
    references: int | None = 0
    """Pictures to follow that it takes at most; None: unknown."""
    least_references: int = 0
    prompt_characters: int | None = None
    """UTF-16 units, which is how most services count; None: unknown."""
    outputs: int = 1
    """Takes that one order gives."""
    price: tuple[Price, ...] = ()
    """Empty: unknown."""


class Model(Struct, frozen=True):
    """One model of a service."""

    service: str
    name: str
    abilities: Mapping[str, Abilities] = field(default_factory=dict)
    """By operation: ``t2v``."""
    about: str = ""
    retired_on: date | None = None
    """The day from which it makes nothing any more."""
    successors: tuple[str, ...] = ()
    """What to use instead: ``gen4.5``, or ``runway/gen4.5`` at another service."""
    recovery: str = ""
    """Where it differs from the service's."""
    concurrency: int | None = None
    """Orders at work at the same time; None: what the service says."""
    per_minute: int | None = None
    per_day: int | None = None
    sources: tuple[str, ...] = ()
    """Where the row's facts were read."""
    price_source: str = ""
    """Where the price was read."""
    checked: date | None = None
    """When the sources were read."""

    @property
    def operations(self) -> frozenset[Operation]:
        """What can be asked of it."""
        return frozenset(Operation(each) for each in self.abilities)

    @property
    def full_name(self) -> str:
        """With its service: ``runway gen4.5``."""
        return f"{self.service} {self.name}"

    def at(self, operation: str) -> Abilities | None:
        """What it can do in one operation; None where it cannot do that at all."""
        return self.abilities.get(str(operation))

    def is_retired(self, today: date) -> bool:
        """Whether it makes nothing any more."""
        return self.retired_on is not None and today >= self.retired_on


class Override(Struct, frozen=True):
    """What a film says about a model: under ``models:``, over the shipped row or without one."""

    service: str
    model: str
    row: bytes
    """The row as JSON, so that it can be compared and kept."""


UNITS: Mapping[str, str] = MappingProxyType(
    {
        "second": "second",
        "minute": "minute",
        "call": "call",
        "picture": "picture",
        "megapixel": "megapixel",
        "character": "character",
        "input_picture": "input picture",
        "input_second": "input second",
    }
)
"""What a price may be for: the field's word, and how it is written."""


def price_words(price: Price) -> str:
    """A price as it is written in a row: ``0.12 USD a second at 720p``."""
    if not price.money.micros:
        return "free"
    unit = UNITS[price.per]
    article = "an" if unit.startswith("i") else "a"
    per = f"per {price.count} {unit}s" if price.count > 1 else f"{article} {unit}"
    words = f"{amount_words(price.money)} {per}"
    if price.beyond:
        words += f" beyond {price.beyond}"
    if price.resolutions:
        words += f" at {', '.join(price.resolutions)}"
    if price.options:
        words += f" if {' and '.join(map(str, price.options))}"
    if price.least is not None:
        words += f", at least {amount_words(price.least)}"
    return words


def amount_words(money: Money) -> str:
    """An amount with as many digits as it has: ``0.12 USD``, ``12 credits``."""
    whole, part = divmod(money.micros, 1_000_000)
    digits = f"{part:06d}".rstrip("0")
    number = f"{whole}.{digits:0<2}" if digits else str(whole)
    return f"{number} {'credits' if is_credits(money) else money.currency}"


def is_credits(money: Money) -> bool:
    """Whether an amount is in a service's own credits."""
    return money.currency.startswith("credits")
