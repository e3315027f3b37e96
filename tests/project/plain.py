"""Events without their place in the file, to compare with what was meant."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any


def plain(value: Any) -> Any:
    """The same value with every ``where`` taken out."""
    if isinstance(value, tuple):
        return tuple(plain(each) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    inner = {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if "where" in inner:
        inner["where"] = None
    return replace(value, **inner)
