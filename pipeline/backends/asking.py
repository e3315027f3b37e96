"""What a model's row says about one order: whether it can, how long, how large, for how much."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import lru_cache

from msgspec.structs import replace

from pipeline.backends.base import Capabilities, Operation, Order, Recovery, Refusal
from pipeline.backends.model import Abilities, Lengths, Model, Price, Size, short_side
from pipeline.facts import Money

__all__ = [
    "MADE_WORDS",
    "capabilities",
    "estimate",
    "refusals",
    "retired_sentence",
    "seconds_for",
    "size_for",
    "unheeded",
]

_MOVING = frozenset((Operation.T2V, Operation.I2V, Operation.V2V, Operation.EXTEND))
_TIMED = _MOVING | {Operation.SFX, Operation.MUSIC}
MADE_WORDS = {
    Operation.T2I: "pictures from words",
    Operation.I2I: "pictures from a picture",
    Operation.T2V: "clips from words",
    Operation.I2V: "clips from a picture",
    Operation.V2V: "clips from a clip",
    Operation.EXTEND: "clips that go on from a clip",
    Operation.UPSCALE: "larger pictures",
    Operation.TTS: "speech",
    Operation.SFX: "sounds",
    Operation.MUSIC: "music",
}
"""What comes of an operation, in the words of a refusal."""
_SHAPES_ALIKE = Fraction(101, 100)
"""Shapes that differ by less than a hundredth are the same shape."""
_MOST_CHOICES = 128
_MANY = 16
"""Reference pictures that a model takes where nobody says how many."""


def capabilities(model: Model, base: Capabilities) -> Capabilities:
    """What can be asked of the model at a service that can do ``base``.

    What differs between the model's operations is told for all of them together; `refusals` looks
    at the operation of an order.
    """
    every = tuple(model.abilities.values())
    seconds, is_range = _lengths(each.seconds for each in every if each.seconds is not None)
    can = model.operations & base.operations if base.operations else model.operations
    prices = [price for each in every for price in each.price]
    return replace(
        base,
        operations=can,
        seconds=seconds or base.seconds,
        seconds_are_a_range=is_range if seconds else base.seconds_are_a_range,
        has_seed=any(each.has_seed for each in every),
        has_negative=any(each.has_negative for each in every),
        has_first_frame=any(each.has_first_frame for each in every),
        has_last_frame=any(each.has_last_frame for each in every),
        references=max((_some(each.references) for each in every), default=0),
        is_free=base.is_free or (bool(prices) and not any(one.money.micros for one in prices)),
        outputs=max((each.outputs for each in every), default=1),
        concurrency=model.concurrency or base.concurrency,
        recovery=Recovery(model.recovery) if model.recovery else base.recovery,
        per_minute=model.per_minute or base.per_minute,
        per_day=model.per_day or base.per_day,
        retired_on=model.retired_on.isoformat() if model.retired_on else "",
        successors=model.successors,
    )


def refusals(model: Model, order: Order, today: date | None = None) -> list[Refusal]:
    """What of an order the model cannot honour, each with the part of the order it is about.

    ``today`` decides what is retired.
    """
    if model.is_retired(today or datetime.now(UTC).date()):
        return [Refusal("model", retired_sentence(model))]
    can = model.at(order.operation)
    if can is None:
        made = " and ".join(MADE_WORDS[each] for each in MADE_WORDS if each in model.operations)
        said = f"{model.full_name} makes {made}, not {MADE_WORDS[order.operation]}"
        return [Refusal("operation", said)]
    found = [
        *_wrong_length(model, can, order),
        *_wrong_pictures(can, order),
        *_wrong_words(can, order),
    ]
    return [Refusal(part, f"{model.full_name} {sentence}") for part, sentence in found]


def unheeded(model: Model, order: Order) -> list[str]:
    """What of an order changes nothing in the result and is no reason to refuse it."""
    can = model.at(order.operation)
    if can is None or can.has_seed or order.seed is None:
        return []
    return [f"the seed {order.seed} ({model.full_name} takes none)"]


def retired_sentence(model: Model) -> str:
    """What is said of a model that is gone."""
    instead = f"; use {' or '.join(model.successors)}" if model.successors else ""
    return f"{model.full_name} was retired on {model.retired_on}{instead}"


def seconds_for(model: Model, order: Order) -> Fraction | None:
    """The length that is asked for: the shortest that the model makes and that covers the order.

    None where length means nothing (stills, speech), or where it makes nothing so long. Where the
    lengths are unknown: whole seconds; for what is made from a clip, that clip's own length.
    """
    can = model.at(order.operation)
    if can is None or order.operation not in _TIMED or order.frames < 1:
        return None
    wanted = Fraction(order.frames) / order.fps
    if can.seconds is not None:
        return can.seconds.covering(wanted)
    return wanted if order.operation is Operation.V2V else Fraction(math.ceil(wanted))


def size_for(model: Model, order: Order) -> Size | None:
    """The size that is asked for: of the nearest true shape, the smallest that is large enough.

    None where the model's sizes are unknown. An option ``resolution`` of the order leaves only
    the sizes of that resolution.
    """
    can = model.at(order.operation)
    if can is None or not can.sizes:
        return None
    wished = str(order.options.get("resolution", ""))
    return _chosen(can, order.width, order.height, wished)


@lru_cache(maxsize=4096)
def _chosen(can: Abilities, width: int, height: int, wished: str) -> Size:
    """The size for a frame; asked for anew by every order of a film, and always the same."""
    sizes = [size for size in can.sizes if not wished or size.resolution == wished] or can.sizes
    shape = Fraction(width, height)
    off = {size: _mismatch(size.shape or shape, shape) for size in sizes}
    nearest = min(off.values())
    alike = [size for size in sizes if off[size] <= nearest * _SHAPES_ALIKE]
    pixels = {size: _pixels(size, shape) for size in alike}
    enough = [size for size in alike if _covers(pixels[size], width, height)]
    if enough:
        return min(enough, key=lambda size: (_area(pixels[size]), off[size]))
    return max(alike, key=lambda size: (_area(pixels[size]), -off[size]))


def estimate(model: Model, order: Order) -> Money | None:
    """The most that the order can cost; None where nobody knows.

    Of prices that may hold, the highest counts. One for an option that the order says goes before
    those that hold whatever is said.
    """
    can = model.at(order.operation)
    if can is None or not can.price:
        return None
    size = size_for(model, order)
    resolution = size.resolution if size is not None else ""
    holding = [price for price in can.price if price.is_at(resolution)]
    sums: list[Money] = []
    for price in _of_options([one for one in holding if not one.is_extra], order):
        units = _units(price, (model, can), order, size)
        if units is None:
            return None
        sums.append(price.of(units))
    if not sums or len({money.currency for money in sums}) > 1:
        return None
    most = max(sums)
    for price in holding:
        if price.is_extra:
            units = _units(price, (model, can), order, size)
            if units is None or price.money.currency != most.currency:
                return None
            most = Money(most.micros + price.of(units).micros, most.currency)
    return most


# ------------------------------------------------------------------ what an order asks


def _wrong_length(model: Model, can: Abilities, order: Order) -> Iterable[tuple[str, str]]:
    is_asked = order.operation in _TIMED and order.frames > 0  # 0: as long as it likes
    if is_asked and can.seconds is not None and seconds_for(model, order) is None:
        asked = float(Fraction(order.frames) / order.fps)
        yield "seconds", f"makes {can.seconds}, not {asked:.3g} s"


def _wrong_pictures(can: Abilities, order: Order) -> Iterable[tuple[str, str]]:
    roles = [image.role for image in order.images]
    if "last" in roles and not can.has_last_frame:
        yield "last", "takes no last picture"
    if "first" in roles and not can.has_first_frame and order.operation is not Operation.T2V:
        yield "first", "takes no first picture"
    count, most, least = roles.count("reference"), can.references, can.least_references
    if most is not None and count > most:
        takes = f"at most {_pictures(most)}" if most else "no pictures"
        yield "references", f"takes {takes} for reference, not {count}"
    elif count < least:
        yield (
            "references",
            f"needs {_pictures(least)} for reference, and there is {count or 'none'}",
        )


def _wrong_words(can: Abilities, order: Order) -> Iterable[tuple[str, str]]:
    if order.negative and not can.has_negative:
        yield "negative", "cannot be told what must not be seen"
    length, most = _characters(order.prompt), can.prompt_characters
    if most is not None and length > most:
        yield "prompt", f"takes at most {most} characters of words, not {length}"


def _some(references: int | None) -> int:
    return _MANY if references is None else references


def _pictures(count: int) -> str:
    return f"{count} picture{'s' * (count != 1)}"


def _characters(text: str) -> int:
    """As most services count: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _mismatch(one: Fraction, other: Fraction) -> Fraction:
    """How many times longer one shape is than the other; 1 where they are the same."""
    return max(one / other, other / one)


def _pixels(size: Size, shape: Fraction) -> tuple[Fraction, Fraction]:
    """Width and height of the result; of one that follows its picture, as its resolution says."""
    if size.width:
        return Fraction(size.width), Fraction(size.height)
    short = Fraction(short_side(size.resolution))
    return (short * shape, short) if shape >= 1 else (short, short / shape)


def _covers(pixels: tuple[Fraction, Fraction], width: int, height: int) -> bool:
    """Whether pictures of this size fill the frame without being enlarged."""
    return pixels[0] >= width and pixels[1] >= height


def _area(pixels: tuple[Fraction, Fraction]) -> Fraction:
    return pixels[0] * pixels[1]


def _units(
    price: Price, of: tuple[Model, Abilities], order: Order, size: Size | None
) -> Fraction | None:
    """How many units of a price the order asks for; None where nobody knows."""
    model, can = of
    if price.per in {"second", "minute"}:
        seconds = seconds_for(model, order)
        if seconds is None:
            return None
        return seconds / 60 if price.per == "minute" else seconds
    if price.per == "input_second":
        return Fraction(order.frames) / order.fps if order.video is not None else Fraction(0)
    if price.per == "megapixel":
        if size is None or not size.width:
            return None
        return Fraction(size.width * size.height * can.outputs, 1_000_000)
    counts = {
        "call": 1,
        "picture": can.outputs,
        "character": _characters(order.prompt),
        "input_picture": len(order.images),
    }
    return Fraction(counts[price.per])


def _of_options(prices: Sequence[Price], order: Order) -> Sequence[Price]:
    """The prices that hold for the order's options: those it names, else those without options."""
    named = [
        price
        for price in prices
        if price.options and all(each.holds(order.options) for each in price.options)
    ]
    return named or [price for price in prices if not price.options] or prices


def _lengths(every: Iterable[Lengths]) -> tuple[tuple[Fraction, ...], bool]:
    """Lengths of all operations together: choices where they can be listed, else a range."""
    choices: set[Fraction] = set()
    least: set[Fraction] = set()
    is_range = False
    for each in every:
        if each.choices:
            choices.update(each.choices)
            continue
        count = (each.most - each.least) / each.step + 1
        least.update((each.least, each.most))
        if count > _MOST_CHOICES:
            is_range = True
        else:
            choices.update(each.least + each.step * step for step in range(int(count)))
    if is_range:
        return (min(choices | least), max(choices | least)), True
    return tuple(sorted(choices)), False
