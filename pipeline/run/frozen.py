"""Orders as plain data: what is frozen at the intent, and what a later process sends again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from pipeline.backends.base import Operation, Order, OrderImage, Prepared, Ticket
from pipeline.facts import Camera, Json

__all__ = [
    "order_from_json",
    "order_to_json",
    "prepared_from_json",
    "ticket_from_json",
    "ticket_to_json",
]


def order_to_json(order: Order, home: Path) -> Json:
    """The order as plain data; paths inside the production are written relative to it."""

    def written(value: object) -> str:
        if isinstance(value, Path):
            inside = value.is_absolute() and value.is_relative_to(home)
            return (value.relative_to(home) if inside else value).as_posix()
        if isinstance(value, Fraction):
            return str(value)
        raise TypeError(f"{value!r} cannot be frozen")

    found: Json = to_builtins(order, enc_hook=written)
    return found


def order_from_json(data: Json, home: Path) -> Order:
    """The order that plain data describes."""
    known: dict[str, Any] = {name: data[name] for name in Order.__struct_fields__ if name in data}
    known["operation"] = Operation(known["operation"])
    known["images"] = tuple(_image(item, home) for item in known.get("images", ()))
    if known.get("video") is not None:
        known["video"] = _image(known["video"], home)
    if "fps" in known:
        known["fps"] = Fraction(known["fps"])
    if known.get("camera") is not None:
        known["camera"] = _camera(known["camera"])
    return Order(**known)


def prepared_from_json(order: Json, body: Json, home: Path) -> Prepared:
    """What was ready to be sent."""
    return Prepared(order_from_json(order, home), body)


def ticket_to_json(ticket: Ticket) -> Json:
    """The ticket as plain data."""
    return {
        "backend": ticket.backend,
        "job": ticket.job,
        "settings": ticket.settings,
        "data": ticket.data,
        "files": list(ticket.files),
    }


def ticket_from_json(data: Json) -> Ticket:
    """The ticket that plain data describes.

    It may come from an order file, and so from anybody: its files are names in the attempt's own
    folder, and nothing else is taken for one.
    """
    return Ticket(
        backend=data["backend"],
        job=data.get("job", ""),
        settings=data.get("settings", {}),
        data=data.get("data", {}),
        files=tuple(name for name in data.get("files", ()) if _is_plain(name)),
    )


def _is_plain(name: object) -> bool:
    is_word = isinstance(name, str) and name not in {"", ".", ".."}
    return is_word and not any(mark in str(name) for mark in "/\\:")


def _image(data: Json, home: Path) -> OrderImage:
    known = {name: value for name, value in data.items() if name in OrderImage.__struct_fields__}
    if known.get("path") is not None:
        known["path"] = home / known["path"]
    return OrderImage(**known)


def _camera(data: Json) -> Camera:
    known = {name: value for name, value in data.items() if name in Camera.__struct_fields__}
    for name in ("zoom", "focus"):
        if known.get(name) is not None:
            first, second = known[name]
            known[name] = (Fraction(first), Fraction(second))
    return Camera(**known)
