"""The values that sibling rooms speak of: kinds, takes, slates, media, money, decisions."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.json import decode

__all__ = [
    "CLIP",
    "CREDITS",
    "HEARD",
    "LASTING",
    "MUSIC",
    "PANEL",
    "SFX",
    "UNKNOWN_PRICE",
    "VOICE",
    "Camera",
    "Decision",
    "Digest",
    "Grade",
    "Json",
    "Kind",
    "Loudness",
    "MediaInfo",
    "Money",
    "Origin",
    "Rates",
    "Slate",
    "SlateFile",
    "SlateInput",
    "Take",
    "TakeRef",
    "is_part",
]

Json = dict[str, Any]
"""Plain data that survives a round trip through JSON."""

CREDITS = "credits:"
"""How the currency of a service's credits begins: ``credits:runway``."""

Digest = str
"""Content of a file by name: ``b2:`` and 32 hex digits of BLAKE2b-128."""

UNKNOWN_PRICE = "unknown"
"""What is written where a price stands that nobody knows: it is never left out, and never 0."""

_KIND = re.compile(r"(?P<word>[a-z]+)(?:\.(?P<part>[A-Za-z0-9][\w-]*))?")
_STEM = re.compile(
    r"(?P<shot>[A-Za-z][\w-]*)_(?P<kind>[a-z]+(?:\.[A-Za-z0-9][\w-]*)?)_(?P<unit>[a-z])(?P<number>\d+)"
)


class Kind(Struct, frozen=True, order=True):
    """What a take is: a word with an optional part, as in ``clip`` or ``voice.l1``."""

    word: str
    part: str = ""

    @classmethod
    def parse(cls, text: str) -> Kind:
        """Read ``panel``, ``clip.2``, ``voice.l1``.

        Raises:
            ValueError: not a kind.
        """
        match = _KIND.fullmatch(text)
        if match is None:
            raise ValueError(f"'{text}' is not a kind of take")
        return cls(match["word"], match["part"] or "")

    def __str__(self) -> str:
        return f"{self.word}.{self.part}" if self.part else self.word


PANEL = Kind("panel")
CLIP = Kind("clip")
VOICE = "voice"
"""The word of spoken lines; their part is the line: ``voice.l1``."""
SFX = "sfx"
"""The word of sounds that belong to a shot or scene: ``sfx.s1``, ``sfx.ambience``."""
MUSIC = "music"
"""The word of pieces of music, which hold their takes themselves: ``m1 music 2``."""
HEARD = frozenset((VOICE, SFX, MUSIC))
"""The words of takes that are heard and not seen."""
LASTING = frozenset(("clip", SFX, MUSIC))
"""The words of takes that are asked for by their length."""


def is_part(kind: Kind) -> bool:
    """Whether its takes are parts of a chain: ``clip.2``."""
    return kind.word == CLIP.word and bool(kind.part)


class TakeRef(Struct, frozen=True, order=True):
    """The name of a take, given once and never again: shot, kind and number."""

    shot: str
    kind: Kind
    number: int
    unit: str = ""
    """The unit that made it (``b`` makes ``sh030/b1``); empty for the main unit."""

    @property
    def stem(self) -> str:
        """The file name without its ending: ``sh030_clip_t07``."""
        return f"{self.shot}_{self.kind}_{self.unit or 't'}{self.number:02d}"

    @classmethod
    def from_stem(cls, stem: str) -> TakeRef | None:
        """The take that a file name speaks of, or None when it is no take's name."""
        match = _STEM.fullmatch(stem)
        if match is None:
            return None
        unit = "" if match["unit"] == "t" else match["unit"]
        return cls(match["shot"], Kind.parse(match["kind"]), int(match["number"]), unit)

    def __str__(self) -> str:
        return f"{self.shot} {self.kind} {self.unit}{self.number}"


class Money(Struct, frozen=True, order=True):
    """An exact amount: millionths of one unit of a currency, or of a service's credits."""

    micros: int
    currency: str = "USD"
    """``USD``, or ``credits:runway`` for the credits of a service."""

    def __str__(self) -> str:
        whole, rest = divmod(abs(self.micros), 1_000_000)
        sign, digits = "-" * (self.micros < 0), f"{rest:06d}".rstrip("0")
        if self.currency.startswith(CREDITS):
            amount = f"{whole}.{digits}".rstrip(".")
            word = "credit" if amount == "1" else "credits"
            return f"{sign}{amount} {word} of {self.currency.removeprefix(CREDITS)}"
        return f"{sign}{whole}.{digits:0<2} {self.currency}"


class Rates(Struct, frozen=True):
    """What currencies and credits are worth in one another: only what somebody stated."""

    stated: tuple[tuple[str, Money], ...] = ()
    """(currency, what one unit of it is worth in another)."""

    def worth(self, money: Money, currency: str) -> Money | None:
        """The amount in ``currency``, rounded up to a millionth; None: nobody stated a rate."""
        if money.currency == currency:
            return money
        if not money.micros:
            return Money(0, currency)
        rate = self._rate(money.currency, currency)
        return None if rate is None else Money(ceil(money.micros * rate), currency)

    def _rate(self, start: str, end: str) -> Fraction | None:
        """How much of ``end`` one unit of ``start`` is, by as few stated rates as possible."""
        found, edge = {start: Fraction(1)}, [start]
        while edge and end not in found:
            here = edge.pop(0)
            for one, money in self.stated:
                step = Fraction(money.micros, 1_000_000)
                for a, b, rate in ((one, money.currency, step), (money.currency, one, 1 / step)):
                    if a == here and b not in found:
                        found[b] = found[here] * rate
                        edge.append(b)
        return found.get(end)


class Camera(Struct, frozen=True):
    """A camera move as the author wrote it, in the trade's words."""

    move: str
    """``push pull pan tilt truck crane roll handheld static zoom``."""
    direction: str = ""
    """``left right up down in out cw ccw``; empty where the move needs none."""
    pace: str = ""
    """``slow`` or ``fast``; empty for the usual amount."""
    zoom: tuple[Fraction, Fraction] | None = None
    """Exact start and end magnification (1 is the whole frame), as in ``100% -> 130%``."""
    focus: tuple[Fraction, Fraction] | None = None
    """The point that stays or is moved to, in percent of width and height from top left."""

    def __str__(self) -> str:
        words = [self.pace, self.move, self.direction]
        if self.zoom is not None:
            words = [f"{float(self.zoom[0] * 100):g}% -> {float(self.zoom[1] * 100):g}%"]
        if self.focus is not None:
            words.append(f"@ {float(self.focus[0]):g},{float(self.focus[1]):g}")
        return " ".join(word for word in words if word)


class Grade(Struct, frozen=True):
    """How the colours of a picture are corrected; what is None stays as it is."""

    exposure: Fraction | None = None
    """Stops: 1 is twice the light."""
    contrast: Fraction | None = None
    """About middle grey: 1 changes nothing."""
    saturation: Fraction | None = None
    """0 is black and white, 1 changes nothing."""
    temperature: Fraction | None = None
    """Mired towards warm, as colour gels are measured; below zero towards cold."""

    @property
    def is_neutral(self) -> bool:
        """Whether it changes no colour at all."""
        usual = (0, 1, 1, 0)
        said = (self.exposure, self.contrast, self.saturation, self.temperature)
        return all(
            value is None or value == plain for value, plain in zip(said, usual, strict=True)
        )

    def over(self, other: Grade) -> Grade:
        """What this one says, and for what it does not say, the other."""
        return Grade(
            other.exposure if self.exposure is None else self.exposure,
            other.contrast if self.contrast is None else self.contrast,
            other.saturation if self.saturation is None else self.saturation,
            other.temperature if self.temperature is None else self.temperature,
        )


class Loudness(Struct, frozen=True):
    """How loud a sound is, after EBU R 128."""

    integrated: float
    """LUFS; -70 for silence."""
    range: float
    """LU."""
    peak: float
    """True peak, dBTP; -120 for silence."""


class MediaInfo(Struct, frozen=True):
    """What a media file holds, as found by decoding its header and counting its frames."""

    kind: str
    """``image``, ``video`` or ``audio``."""
    width: int = 0
    """Pixels as displayed: after rotation, before pixel aspect."""
    height: int = 0
    frames: int = 0
    """Pictures in the file; 1 for an image, 0 for sound."""
    rate: Fraction | None = None
    """Pictures a second; None for images and sound."""
    seconds: Fraction = Fraction(0)
    """Playing time; 0 for an image."""
    pixel_aspect: Fraction = Fraction(1)
    rotation: int = 0
    """Degrees clockwise that the file asks to be turned by, already counted in width and height."""
    is_variable_rate: bool = False
    has_alpha: bool = False
    colour_range: str = ""
    """``full``, ``limited`` or empty where the file does not say."""
    matrix: str = ""
    """``bt709 bt601 bt2020 smpte240m fcc rgb``, or empty where the file does not say."""
    codec: str = ""
    has_sound: bool = False
    sample_rate: int = 0
    channels: int = 0
    primaries: str = ""
    """``bt2020``; empty for those that are shown as they are."""
    transfer: str = ""
    """``pq`` or ``hlg``: light beyond what a film for a screen of BT.709 can show; else empty."""
    is_interlaced: bool = False
    """Each picture is two fields, half its time apart."""
    start: Fraction = Fraction(0)
    """Seconds that the pictures begin later than the file as a whole."""


class Origin(StrEnum):
    """Where a take came from."""

    GENERATED = "generated"
    """A generator of ours made it."""
    ADOPTED = "adopted"
    """It was made elsewhere and taken in."""
    SIDE = "side"
    """Made to be looked at (compare, remaster, bin); never stands for a shot until circled."""


class SlateFile(Struct, frozen=True):
    """One file of a take."""

    name: str
    size: int
    digest: Digest
    role: str = "main"
    """``main``, or what a companion is: ``layers``, ``sound``, ``matte``."""


class SlateInput(Struct, frozen=True):
    """Something a take was made from."""

    role: str
    """``first``, ``last``, ``reference``, ``source``."""
    digest: Digest
    take: str = ""
    """The take it was, as ``sh030 panel 2``; empty for the author's own file."""
    path: str = ""
    """The author's own file, relative to the production."""


class Slate(Struct, frozen=True):
    """Everything that made a take; written beside it, last, and never changed."""

    ref: TakeRef
    uuid: str
    made: datetime
    files: tuple[SlateFile, ...]
    media: MediaInfo
    origin: Origin = Origin.GENERATED
    words: Json = field(default_factory=dict)
    """The author's own fields at the intent, joined and normalised; compared for *outdated*."""
    prompt: str = ""
    """What was really sent; recorded, never compared."""
    generator: str = ""
    """The name under ``generators:``."""
    backend: str = ""
    model: str = ""
    options: Json = field(default_factory=dict)
    seed: int | None = None
    inputs: tuple[SlateInput, ...] = ()
    order_json: bytes = b"{}"
    """The frozen order: by far the largest part and hardly ever asked for, so kept as JSON."""
    attempt: str = ""
    job: str = ""
    """The service's own id."""
    price: Money | None = None
    is_free: bool = False
    parent: str = ""
    """The take it was made from by hand (a child): ``sh030 clip 7``."""
    begins: int = 0
    """The film frame of its parent that its first frame shows, where only a stretch was sent."""
    note: str = ""
    was: tuple[str, ...] = ()
    """Earlier names of the shot."""

    @property
    def order(self) -> Json:
        """The frozen order."""
        order: Json = decode(self.order_json)
        return order


class Take(Struct, frozen=True):
    """One result for a shot: its slate, and its file where that is on this machine."""

    slate: Slate
    path: Path
    is_offline: bool = False
    """The slate is here, the main file is not, or it is not the one that was made."""
    damage: str = ""
    """What is wrong with a file that is here: emptied or cut short since; it counts as offline."""

    @property
    def ref(self) -> TakeRef:
        """The take's name."""
        return self.slate.ref


class Decision(StrEnum):
    """What the plan says about one job."""

    MAKE = "make"
    """It will be made now."""
    REUSE = "reuse"
    """It exists and fits."""
    OUTDATED = "outdated"
    """It exists, made from words or files that have changed since; kept and usable."""
    OFFLINE = "offline"
    """It is known but its file is not on this machine; never ordered again."""
    DAMAGED = "damaged"
    """Its file was emptied or cut short since it was made; never bought again unasked."""
    BLOCKED = "blocked"
    """Something that a person must mend stands in the way."""
    WAITING = "waiting"
    """A person must bring it (inbox)."""
    IN_DOUBT = "in doubt"
    """Ordered, the answer lost; a person decides."""
    UNDER_WAY = "under way"
    """Ordered and ticketed; the next run collects it."""
    PRICE_UNKNOWN = "price unknown"
    """It would be made, but nobody can say what it costs."""
    MODERATED = "moderated"
    """The service will not make it as it is; never sent again unchanged."""
    GIVEN_UP = "given up"
    """Tried as often as allowed, or refused; `retake` asks again."""
