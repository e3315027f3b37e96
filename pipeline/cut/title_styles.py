"""Title styles as data: the kinds of title that are shipped, read once from their table."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

import msgspec
from msgspec import Struct

__all__ = ["TitleStyle", "title_styles"]


class TitleStyle(Struct, frozen=True, forbid_unknown_fields=True):
    """How a kind of title looks; lengths in parts of the frame's *unit* (see ``cut.titles``)."""

    size: float
    second_size: float
    """The other languages, below the first."""
    weight: int
    second_weight: int
    tracking: float
    second_tracking: float
    place: Literal["centre", "lower-left"]
    fade_seconds: Fraction
    grow: float = 0.0
    """How much larger it is at its end than at its beginning; above 0 it moves."""
    shade: float = 0.0
    """Strength of a soft dark cloud behind the words."""
    has_rule: bool = False
    """A thin upright line at the left."""
    is_upper: bool = False
    """Small second lines in capitals."""
    latin: tuple[float, int, float, bool] | None = None
    """Size, weight, tracking and capitals of a first line in Latin letters, where they differ."""


@cache
def title_styles() -> MappingProxyType[str, TitleStyle]:
    """Every shipped style by its name."""
    written = resources.files("pipeline.cut").joinpath("title_styles.toml").read_text("utf-8")
    kinds = dict[str, TitleStyle]
    return MappingProxyType(msgspec.convert(tomllib.loads(written), kinds, dec_hook=_exact))


def _exact(kind: type, value: Any) -> Any:
    if kind is Fraction:
        return Fraction(value)
    raise NotImplementedError(kind)  # as msgspec asks of a hook for a type that is not its own
