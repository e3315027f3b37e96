"""Find every value of a kind in a value, however deep: paths of a film, takes of a timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

__all__ = ["all_in"]

T = TypeVar("T")


def all_in(value: object, kind: type[T], skip: Sequence[str] = ()) -> Iterator[T]:
    """Every ``kind`` in a value of ours, in order; fields named in ``skip`` are passed over."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            if name not in skip:
                yield from all_in(getattr(value, name), kind, skip)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from all_in(one, kind, skip)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from all_in(one, kind, skip)
