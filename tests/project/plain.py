"""Events without their place in the file, to compare with what was meant."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace


def plain(value: Any) -> Any:
    """The same value with every ``where`` taken out."""
    if isinstance(value, tuple):
        return tuple(plain(each) for each in value)
    if not isinstance(value, Struct):
        return value
    inner = {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if "where" in inner:
        inner["where"] = None
    return replace(value, **inner)
