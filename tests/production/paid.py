"""A scripted paid service that gives real pictures and clips, installed as a plug-in's package."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace
from PIL import Image

from pipeline.backends.base import (
    Capabilities,
    Collected,
    Output,
    Prepared,
    Settings,
    Ticket,
)
from pipeline.facts import Money
from tests.production.footage import clip
from tests.run.doubles import Scripted, ScriptedSettings

__all__ = ["BACKEND", "Paid", "installed", "paid_film"]

BOARD = """\
film: 1
title: Paid
fps: 24
aspect: 16:9
generators:
  mj: {{backend: paid, book: "{book}", price: 40000{panels}}}
  kling: {{backend: paid, book: "{book}", price: 350000{clips}}}
use: {{panels: mj, clips: kling}}
defaults: {{seconds: 12f, panels: 1, clips: {count}}}
shots:
  sh010: WS, push in | snow over a frozen city, night
  sh020: CU | a child looks up => the glow leaves her face
  sh030: EWS, pan left | a bridge over the ice, dusk
deliveries:
  main: {{width: 96, crf: 30, preset: ultrafast}}
"""


class PaidSettings(ScriptedSettings):
    """What the service is told."""

    currency: str = "USD"
    billed: int = -1
    """What it bills for an order, in millionths; -1: what it had said."""


class Paid(Scripted):
    """Panels and clips for money."""

    name: ClassVar[str] = "paid"
    Settings: ClassVar[type[Settings]] = PaidSettings

    settings: PaidSettings

    def capabilities(self, model: str = "") -> Capabilities:
        return replace(super().capabilities(model), poll_seconds=0.01)

    def estimate(self, order: object) -> Money | None:
        price = self.settings.price
        return Money(price, self.settings.currency) if price >= 0 else None

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        ticket = super().submit(prepared, attempt_key, into)
        operation = prepared.order.operation.value
        data = {**ticket.data, "operation": operation, "frames": prepared.order.frames}
        return replace(ticket, data=data)

    def collect(self, ticket: Ticket, into: Path) -> Collected:
        if ticket.data["operation"] == "t2i":
            path = into / "panel.png"
            Image.new("RGB", (96, 54), "navy").save(path)
        else:
            path = clip(into / "clip.mp4", frames=ticket.data["frames"])
        settings = self.settings
        bill = settings.billed if settings.billed >= 0 else settings.price
        cost = Money(bill, settings.currency) if bill >= 0 else None
        return Collected((Output(path, job=ticket.job),), cost)


BACKEND = Paid


def installed(site: Path) -> Path:
    """Write the package that names the service, as pip would leave it; put it on the path."""
    info = site / "rushes_paid-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rushes-paid\nVersion: 1.0\n")
    points = "[rushes.backends]\npaid = tests.production.paid:BACKEND\n"
    (info / "entry_points.txt").write_text(points)
    return site


def paid_film(folder: Path, more: str = "", *, panels: str = "", clips: str = "", count: int = 0):
    """A film of three shots whose panels (and ``count`` clips each) cost money.

    Args:
        folder: where it is written; the service's book lies in ``service`` inside it.
        more: further lines of film.yaml.
        panels: further settings of the panels' generator ``mj``, as ``, polls: [failed]``.
        clips: the same of the clips' generator ``kling``.
        count: clips of each shot.
    """
    book = folder / "service"
    book.mkdir(parents=True)
    text = BOARD.format(book=book, panels=panels, clips=clips, count=count)
    (folder / "film.yaml").write_text(text + more, "utf-8")
    return folder
