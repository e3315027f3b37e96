"""The desk that the film's sounds run over: five buses, what each does, and who wins. Values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from msgspec import Struct, field

from pipeline.errors import Where

__all__ = ["BUSES", "NO_BUS", "STEMS", "Bus", "Duck", "MixDesk"]

_Said = TypeVar("_Said")

BUSES = ("lines", "effects", "ambience", "music", "own")
"""Spoken lines; effects; the sound of the place; music; the clips' own sound."""


STEMS: Mapping[str, str] = MappingProxyType(
    {"lines": "DX", "music": "MX", "effects": "FX", "ambience": "FX", "own": "OWN"}
)
"""The stem that each bus leaves in, unless it is said otherwise: dialogue, music, effects, and the
clips' own sound."""


class Duck(Struct, frozen=True):
    """How a bus makes room for the spoken lines.

    level  ------.                      .------
                  `----------------'            depth
              attack  | a line |   release
    """

    depth: float
    """Decibels it goes down by."""
    attack: int
    """Film frames on the way down; it is down when the line begins."""
    release: int
    """Film frames on the way up, from the line's end."""


class Bus(Struct, frozen=True):
    """What is said of a bus; None where nothing is said of it."""

    gain: float | None = None
    """Decibels."""
    pan: float | None = None
    """-100 (left) to 100 (right)."""
    is_muted: bool | None = None
    fade_in: int | None = None
    """Film frames from the film's first."""
    fade_out: int | None = None
    """Film frames to the film's end."""
    duck: Duck | None = None
    is_undipped: bool = False
    """``duck: no``: a cut takes back what the film says."""
    stem: str = ""
    """The stem it leaves in; empty: the usual one."""
    where: Where | None = None

    def over(self, other: Bus) -> Bus:
        """This bus, and what ``other`` says where it says nothing."""
        return Bus(
            _said(self.gain, other.gain),
            _said(self.pan, other.pan),
            _said(self.is_muted, other.is_muted),
            _said(self.fade_in, other.fade_in),
            _said(self.fade_out, other.fade_out),
            None if self.is_undipped else _said(self.duck, other.duck),
            stem=self.stem or other.stem,
            where=self.where or other.where,
        )


def _said(own: _Said | None, others: _Said | None) -> _Said | None:
    return others if own is None else own


NO_BUS = Bus()


class MixDesk(Struct, frozen=True):
    """Every bus that anything is said of."""

    buses: Mapping[str, Bus] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, name: str) -> Bus:
        """The bus of that name; one that changes nothing where nothing is said."""
        return self.buses.get(name, NO_BUS)

    def over(self, other: MixDesk) -> MixDesk:
        """This desk laid over another: a cut's own over the film's, key by key."""
        names = dict.fromkeys((*other.buses, *self.buses))
        return MixDesk({name: self.of(name).over(other.of(name)) for name in names})
