"""What backends on this machine share: the whole work is done when an order is submitted.

A subclass says what it can do and makes files; everything else follows. Nothing costs anything,
so an attempt that was cut off is simply made again.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec import Struct

from pipeline.backends.base import (
    Backend,
    Collected,
    Operation,
    Order,
    OrderImage,
    Output,
    Prepared,
    Progress,
    Refusal,
    State,
    Ticket,
    frozen_settings,
)
from pipeline.errors import DiskFull, JobFailed
from pipeline.facts import Camera, Json, Money
from pipeline.project.make_key import MUSIC_MADE_BY, SOUNDS_MADE_BY

__all__ = ["Made", "Offline", "order_document"]


class Made(Struct, frozen=True):
    """One take's files, by their names in the folder they were made in."""

    name: str
    companions: tuple[tuple[str, str], ...] = ()
    """(role, name)."""
    seed: int | None = None


class Offline(Backend):
    """A backend that is free, local and done when ``submit`` returns."""

    @abstractmethod
    def make(self, order: Order, into: Path) -> Sequence[Made]:
        """Make the files of an order in ``into``."""

    def check(self, order: Order) -> Sequence[str]:
        """What of this order cannot be honoured, one sentence each."""
        can = self.capabilities(order.model).operations
        faults: list[str] = []
        if order.operation not in can:
            asked, offered = _KINDS[order.operation], sorted({_KINDS[each] for each in can})
            said = f"'{self.name}' makes {' and '.join(offered)}, not {asked}"
            said += _ELSEWHERE.get(order.operation, "")
            faults.append(Refusal("operation", said))
        if order.model:
            said = f"'{self.name}' has no models, so it cannot use '{order.model}'"
            faults.append(Refusal("model", said))
        capable = self.capabilities(order.model)
        if not capable.has_last_frame and any(one.role == "last" for one in order.images):
            faults.append(Refusal("last", f"'{self.name}' cannot end on a picture"))
        return faults

    def estimate(self, order: Order) -> Money | None:
        """Nothing: it is made here."""
        del order
        return Money(0)

    def prepare(self, order: Order) -> Prepared:
        """Freeze the order as it is; there is nothing to upload."""
        return Prepared(order, {"order": order_document(order)})

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        """Make the whole of it, now, into ``into``."""
        del attempt_key
        into.mkdir(parents=True, exist_ok=True)
        try:
            made = tuple(self.make(prepared.order, into))
        except OSError as err:
            raise (DiskFull.from_os(err, into) or err) from err
        takes = [
            {"main": one.name, "seed": one.seed, "companions": [list(c) for c in one.companions]}
            for one in made
        ]
        files = [name for one in made for name in (one.name, *(n for _, n in one.companions))]
        settings = dict(frozen_settings(self.settings))
        return Ticket(self.name, settings=settings, data={"takes": takes}, files=tuple(files))

    def poll(self, ticket: Ticket, into: Path) -> Progress:
        """Ready: it was made before there was a ticket."""
        del ticket, into
        return Progress(State.READY, fraction=1.0)

    def collect(self, ticket: Ticket, into: Path) -> Collected:
        """Name the files that lie in ``into``; may be repeated.

        Raises:
            JobFailed: a file was taken away in between; the order may be made again.
        """
        for name in ticket.files:
            if not (into / name).is_file():
                raise JobFailed(
                    f"'{name}', which '{self.name}' made, is no longer in {into}", is_retryable=True
                )
        outputs = []
        for take in ticket.data["takes"]:
            companions = tuple((role, into / name) for role, name in take["companions"])
            outputs.append(Output(into / take["main"], companions, seed=take["seed"]))
        return Collected(tuple(outputs))


_KINDS = {
    Operation.T2I: "panels",
    Operation.I2I: "panels over a picture",
    Operation.T2V: "clips from words",
    Operation.I2V: "clips over a picture",
    Operation.V2V: "clips over a clip",
    Operation.EXTEND: "longer clips",
    Operation.UPSCALE: "larger pictures",
    Operation.TTS: "speech",
    Operation.SFX: "sounds",
    Operation.MUSIC: "music",
}


_ELSEWHERE = {Operation.SFX: f"; {SOUNDS_MADE_BY}", Operation.MUSIC: f"; {MUSIC_MADE_BY}"}
"""Who makes what nobody on this machine does."""


def order_document(order: Order) -> Json:
    """The order as plain JSON: fractions as ``24000/1001``, paths as they are written."""
    return {name: _plain(getattr(order, name)) for name in order.__struct_fields__}


def _plain(value: Any) -> Any:
    if isinstance(value, OrderImage | Camera):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Operation):
        return value.value
    if isinstance(value, Path):
        return value.as_posix()
    return str(value) if isinstance(value, Fraction) else value
