"""Reports as plain data, for JSON."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from fractions import Fraction
from pathlib import PurePath

from msgspec import Struct

__all__ = ["plain", "said_name"]


def plain(value: object) -> object:
    """The value as dicts, lists, strings and numbers; takes, kinds and paths by their names."""
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return _plain_object(value)


def said_name(path: PurePath) -> str:
    """The file's name as text: what is no UTF-8 on the disk cannot be written into any file."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def _plain_object(value: object) -> object:
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Struct) and type(value).__str__ is object.__str__:
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    return str(value)
