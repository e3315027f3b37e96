"""The values of an order that templates name: words, numbers, sizes and files."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct

from pipeline.backends.base import Operation, Order, OrderImage
from pipeline.backends.described.later import Later
from pipeline.backends.described.model import Call, Description
from pipeline.backends.described.templates import ABSENT, Spot

__all__ = ["Asked", "Pictures", "asked_of", "length_of", "model_forms", "pictures_of", "value_of"]

Pictures = Callable[[OrderImage, str], Any]
"""The value of a file in a form (``data base64 type name file``; empty: as the service wants)."""

_TIMED = frozenset(
    {
        Operation.T2V, Operation.I2V, Operation.V2V,
        Operation.EXTEND, Operation.SFX, Operation.MUSIC,
    }
)  # fmt: skip
"""What is asked for by its length."""
_RATIOS = {
    "16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0, "4:3": 4 / 3, "3:4": 3 / 4,
    "21:9": 21 / 9, "9:21": 9 / 21, "3:2": 1.5, "2:3": 2 / 3,
}  # fmt: skip


class Asked(Struct, frozen=True):
    """What an order asks of one model, in the model's own measures."""

    model: str
    seconds: Fraction | None
    """None where length means nothing."""
    width: int
    height: int
    ratio: str
    resolution: str = ""
    seed: int | None = None


def length_of(call: Call, order: Order) -> Fraction | None:
    """The shortest length that the call makes and that covers the order; None: none does."""
    wanted = Fraction(order.frames) / order.fps
    if not call.lengths:
        return wanted if order.operation is Operation.V2V else Fraction(math.ceil(wanted))
    if call.is_range:
        least, most = call.lengths
        return None if wanted > most else max(least, Fraction(math.ceil(wanted)))
    return next((one for one in sorted(call.lengths) if one >= wanted), None)


def asked_of(description: Description, call: Call, order: Order) -> Asked:
    """What the order asks for where no catalogue knows the model."""
    wished = str(order.options.get("resolution", ""))
    is_timed = order.operation in _TIMED and order.frames > 1
    width, height = _size(call, order)
    return Asked(
        model=order.model or call.model,
        seconds=length_of(call, order) if is_timed else None,
        width=width,
        height=height,
        ratio=f"{width}:{height}" if call.sizes else _usual_ratio(order),
        resolution=wished,
        seed=None if order.seed is None else order.seed % (description.most_seed + 1),
    )


def _usual_ratio(order: Order) -> str:
    """The word for the nearest of the shapes that most models know."""
    shape = order.width / order.height
    return min(_RATIOS, key=lambda word: abs(math.log(_RATIOS[word] / shape)))


def _size(call: Call, order: Order) -> tuple[int, int]:
    """Of the nearest shape the smallest that is large enough, else the largest."""
    if not call.sizes:
        return order.width, order.height
    shape = order.width / order.height
    off = {size: abs(math.log(size[0] / size[1] / shape)) for size in call.sizes}
    alike = [size for size in call.sizes if off[size] <= min(off.values()) + 0.01]
    enough = [size for size in alike if size[0] >= order.width and size[1] >= order.height]
    return min(enough) if enough else max(alike)


def value_of(
    order: Order, asked: Asked, settings: Mapping[str, Any], pictures: Pictures
) -> Callable[[Spot], Any]:
    """What fills the places of a template."""
    is_over = order.operation is Operation.UPSCALE
    first = _one(order, "first", "source" if order.operation is Operation.I2I else "")
    source = order.video or _one(order, "source", "first" if is_over else "")
    files: dict[str, OrderImage | None] = {
        "first": first,
        "last": _one(order, "last"),
        "source": source,
    }
    references = [image for image in order.images if image.role == "reference"]
    plain = _plain(order, asked, settings)

    def value(spot: Spot) -> Any:
        if spot.name in files:
            image = files[spot.name]
            return ABSENT if image is None else pictures(image, spot.form)
        if spot.name == "references":
            return _list(references, spot.form, pictures)
        if spot.name == "attempt":
            return Later((("attempt", 0, spot.form),))
        found = plain.get(spot.name)
        if found is None or found == "":
            return ABSENT
        return _formed(spot, found)

    return value


def pictures_of(order: Order) -> frozenset[str]:
    """Which pictures an order has, by the names of the values."""
    roles = {image.role for image in order.images}
    names = {"references" if role == "reference" else role for role in roles}
    return frozenset(names | ({"source"} if order.video is not None else set()))


def _list(images: Sequence[OrderImage], form: str, pictures: Pictures) -> Any:
    """A list of files: each can be asked for its forms by ``$it.form``."""
    if not images:
        return ABSENT
    if form:
        return [pictures(image, form) for image in images]
    return [_Held(image, pictures) for image in images]


class _Held:
    """One file of a list, which ``$it`` asks for a form."""

    def __init__(self, image: OrderImage, pictures: Pictures) -> None:
        self._image = image
        self._pictures = pictures

    def __call__(self, form: str) -> Any:
        return self._pictures(self._image, form)


def _one(order: Order, *roles: str) -> OrderImage | None:
    return next((image for role in roles for image in order.images if image.role == role), None)


def _plain(order: Order, asked: Asked, settings: Mapping[str, Any]) -> dict[str, Any]:
    who = str(order.words.get("who", ""))
    voices = settings.get("voices") or {}
    return {
        **settings,
        **{name: value for name, value in order.options.items() if name in settings},
        "prompt": order.prompt,
        "negative": order.negative,
        "seed": asked.seed,
        "seconds": asked.seconds,
        "frames": None if asked.seconds is None else math.ceil(asked.seconds * order.fps),
        "fps": order.fps,
        "width": asked.width,
        "height": asked.height,
        "ratio": asked.ratio,
        "resolution": asked.resolution,
        "model": asked.model,
        "voice": voices.get(who) or settings.get("voice"),
        "language": str(order.words.get("language", "")),
    }


def model_forms(model: str) -> dict[str, str]:
    """Parts of a model's name."""
    parts = model.split("/")
    return {"app": "/".join(parts[:2]), "version": model.rpartition(":")[2]}


def _formed(spot: Spot, value: Any) -> Any:
    if spot.name == "model" and spot.form:
        return model_forms(value)[spot.form]
    if spot.form == "milliseconds":
        return math.floor(value * 1000 + Fraction(1, 2))
    if isinstance(value, Fraction):
        value = int(value) if value.denominator == 1 else float(value)
    return str(value) if spot.form == "text" else value
