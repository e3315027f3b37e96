"""What an event says, as plain data that a format keeps beside it and that comes back with it."""

from __future__ import annotations

from fractions import Fraction

import msgspec
from msgspec import structs

from pipeline.facts import Json
from pipeline.interchange.sequence import Event

__all__ = ["told"]

_APART = {"name", "record", "media", "rendered", "into", "out", "cells"}
"""What a format says in its own words."""


def told(event: Event) -> Json:
    """Every word of the event that is not as it would be unless said; fractions as ``1/2``."""
    said: Json = {}
    for field in structs.fields(event):
        value = getattr(event, field.name)
        if field.name not in _APART and value != field.default:
            said[field.name] = msgspec.to_builtins(value, enc_hook=_plain)
    if event.rendered is not None:
        said["rendered"] = event.rendered.name
    if event.cells:
        said["cells"] = [{"name": cell.name, **told(cell)} for cell in event.cells]
    return said


def _plain(value: object) -> str:
    """A fraction as text; of any other kind msgspec wants to hear that it is not known."""
    if isinstance(value, Fraction):
        return str(value)
    raise NotImplementedError
