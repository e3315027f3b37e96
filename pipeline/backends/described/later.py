"""What is put into a frozen order only when it is sent: the attempt's key, and files.

A frozen order is kept in the ledger and beside the takes. It stays small, because a picture in it
is the digest of a file: ``{"$later": [["file", 0, "data"]]}``; and it is the same to the byte
whenever it is sent, because the digest is compared.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

__all__ = ["MARK", "Later", "attempt_in", "finish", "freeze", "joined"]

MARK = "$later"
"""The one key of a block that stands for something that is put in later."""

Part = str | tuple[str, int, str]
"""Text, or (``attempt`` or ``file``, number of the file, form)."""


class Later(Struct, frozen=True):
    """A value that is not known before the order is sent, perhaps with text around it."""

    parts: tuple[Part, ...]


def joined(parts: Sequence[Any]) -> str | Later:
    """Text from its parts, some of which may come later."""
    if not any(isinstance(part, Later) for part in parts):
        return "".join(parts)
    flat: list[Part] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Later) else (part,))
    return Later(tuple(flat))


def freeze(value: Any) -> Any:
    """The same as plain JSON."""
    if isinstance(value, Later):
        return {MARK: [list(part) if isinstance(part, tuple) else part for part in value.parts]}
    if isinstance(value, dict):
        return {name: freeze(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [freeze(inner) for inner in value]
    return value


def finish(value: Any, known: Callable[[str, int, str], Any]) -> Any:
    """The same with everything put in; ``known`` gives the value for (word, number, form)."""
    if isinstance(value, dict):
        if value.keys() == {MARK}:
            return _finished(value[MARK], known)
        return {name: finish(inner, known) for name, inner in value.items()}
    if isinstance(value, list):
        return [finish(inner, known) for inner in value]
    return value


def _finished(parts: Sequence[Any], known: Callable[[str, int, str], Any]) -> Any:
    said = [part if isinstance(part, str) else known(part[0], part[1], part[2]) for part in parts]
    return said[0] if len(said) == 1 else "".join(map(str, said))


def attempt_in(form: str, key: str) -> str:
    """The key of an attempt as it stands, or as a ``uuid`` with dashes."""
    if form != "uuid":
        return key
    is_whole = len(key) == 32
    return str(uuid.UUID(hex=key) if is_whole else uuid.uuid5(uuid.NAMESPACE_OID, key))
