"""Templates of what is sent: JSON with ``$values`` in it, read once and filled for every order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

__all__ = [
    "ABSENT",
    "Each",
    "Keyed",
    "Spot",
    "Template",
    "Written",
    "fill",
    "read_template",
    "spots",
]

_SPOT = re.compile(
    r"\$(?:(?P<dollar>\$)|\{(?P<held>[^{}]*)\}|(?P<bare>[A-Za-z_]\w*(?:\.[a-z]\w*)?))"
)
_NAME = re.compile(r"(?P<name>[A-Za-z_]\w*)(?:\.(?P<form>[a-z]\w*))?")
POUR = "+"
"""The key whose value, a block, is poured into the block it stands in."""


class Spot(Struct, frozen=True):
    """A place for a value."""

    name: str
    form: str = ""

    def __str__(self) -> str:
        return f"${self.name}.{self.form}" if self.form else f"${self.name}"


class Written(Struct, frozen=True):
    """A text with values in it."""

    parts: tuple[str | Spot, ...]


class Each(Struct, frozen=True):
    """A list made from a list."""

    spot: Spot
    give: Any


class Keyed(Struct, frozen=True):
    """A block, some of whose keys are values themselves."""

    entries: tuple[tuple[Any, Any], ...]


Template = Any
"""Plain data, in which `Spot`, `Written`, `Each` and `Keyed` stand."""


class _Absent:
    """What a value is that the order does not have."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()

Values = Callable[[Spot], Any]
"""The value for a place, or `ABSENT`."""


def read_template(data: Any) -> Template:
    """Read the places in plain data.

    Raises:
        ValueError: a ``$`` is followed by no name.
    """
    if isinstance(data, str):
        return _read_text(data)
    if isinstance(data, list):
        return [read_template(item) for item in data]
    if isinstance(data, dict):
        if data.keys() == {"each", "give"}:
            spot = read_template(data["each"])
            if not isinstance(spot, Spot):
                raise ValueError("'each' wants one value, as in $references")
            return Each(spot, read_template(data["give"]))
        if any("$" in name for name in data):
            return Keyed(tuple((_read_text(name), read_template(v)) for name, v in data.items()))
        return {name: read_template(value) for name, value in data.items()}
    return data


def _read_text(text: str) -> str | Spot | Written:
    parts: list[str | Spot] = []
    at = 0
    for match in re.finditer(r"\$", text):
        if match.start() < at:
            continue
        spot = _SPOT.match(text, match.start())
        if spot is None:
            raise ValueError(f"a name is missing behind the $ in '{text}' ($$ is a dollar)")
        parts.append(text[at : match.start()])
        at = spot.end()
        if spot["dollar"]:
            parts.append("$")
            continue
        name = _NAME.fullmatch(spot["held"] if spot["bare"] is None else spot["bare"])
        if name is None:
            raise ValueError(f"'{spot[0]}' is not the name of a value")
        parts.append(Spot(name["name"], name["form"] or ""))
    parts.append(text[at:])
    said = [part for part in parts if part != ""]
    if len(said) == 1 and isinstance(said[0], Spot):
        return said[0]
    if any(isinstance(part, Spot) for part in said):
        return Written(tuple(said))
    return "".join(str(part) for part in said)


def spots(template: Template) -> Iterator[Spot]:
    """Every place in a template; ``$it`` is known where it belongs."""
    if isinstance(template, Spot):
        yield template
    elif isinstance(template, Written):
        yield from (part for part in template.parts if isinstance(part, Spot))
    elif isinstance(template, Each):
        yield template.spot
        yield from (spot for spot in spots(template.give) if spot.name != "it")
    elif isinstance(template, dict):
        for value in template.values():
            yield from spots(value)
    elif isinstance(template, Keyed):
        for key, value in template.entries:
            yield from spots(key)
            yield from spots(value)
    elif isinstance(template, list):
        for item in template:
            yield from spots(item)


def fill(template: Template, values: Values) -> Any:
    """Plain data with the values in their places; `ABSENT` where none of them is there.

    A key whose value is absent goes, and so does an inner block or list that names values of
    which none is there.
    """
    how = _FILLS.get(type(template))
    return template if how is None else how(template, values)


def fill_body(template: Template, values: Values) -> Any:
    """The whole of what is sent: it stands, whatever of it is absent."""
    if isinstance(template, list):
        filled = (fill_body(one, values) for one in template)
        return [item for item in filled if item is not ABSENT]
    if isinstance(template, Keyed):
        template = dict(_named(template, values))
    return (
        _block(template, values, stands=True)
        if isinstance(template, dict)
        else fill(template, values)
    )


def _said(value: Any) -> Any:
    """A value as it is sent; a list of files is asked for each of them."""
    if isinstance(value, list):
        return [item("") if callable(item) else item for item in value]
    return value


def _list(template: list[Any], values: Values) -> Any:
    """A list; one that is made from a list is poured into it."""
    items: list[Any] = []
    for one in template:
        item = fill(one, values)
        if item is not ABSENT:
            items.extend(item if isinstance(one, Each) else (item,))
    return items if items or not any(True for _ in spots(template)) else ABSENT


def _written(template: Written, values: Values) -> Any:
    from pipeline.backends.described.later import Later, joined

    parts: list[Any] = []
    for part in template.parts:
        value = values(part) if isinstance(part, Spot) else part
        if value is ABSENT:
            return ABSENT
        parts.append(value if isinstance(value, Later) else _text(value))
    return joined(parts)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _each(template: Each, values: Values) -> Any:
    items = values(template.spot)
    if items is ABSENT or not items:
        return ABSENT
    made = []
    for item in items:
        given = fill(template.give, _within(item, values))
        if given is not ABSENT:
            made.append(given)
    return made or ABSENT


def _within(item: Any, values: Values) -> Values:
    """The values inside ``give``, where ``$it`` is one of the list."""

    def value(spot: Spot) -> Any:
        if spot.name != "it":
            return values(spot)
        return item(spot.form) if callable(item) else item

    return value


def _block(template: dict[str, Any], values: Values, *, stands: bool = False) -> Any:
    made: dict[str, Any] = {}
    missed = False
    has_value = False
    for name, inner in template.items():
        value = fill(inner, values)
        if value is ABSENT:
            missed = True
        elif name == POUR:
            if isinstance(value, dict):
                made |= value
                has_value = True
        else:
            made[name] = value
            has_value = has_value or any(True for _ in spots(inner))
    return ABSENT if missed and not has_value and not stands else made


def _keyed(template: Keyed, values: Values) -> Any:
    """A block whose keys are filled first."""
    return _block(dict(_named(template, values)), values)


def _named(template: Keyed, values: Values) -> Iterator[tuple[str, Any]]:
    for key, inner in template.entries:
        name = fill(key, values)
        if name is not ABSENT:
            yield str(name), inner


_FILLS: dict[type, Callable[[Any, Values], Any]] = {
    Spot: lambda spot, values: _said(values(spot)),
    Written: _written,
    Each: _each,
    Keyed: _keyed,
    dict: _block,
    list: _list,
}
"""How each part of a template is filled; everything else stands for itself."""
