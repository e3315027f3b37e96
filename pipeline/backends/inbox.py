"""Ask a person: prompt cards go out, pictures and clips made elsewhere come in through `adopt`.

For Midjourney, a phone, Photoshop, a colleague. No attempt is made and no number reserved: the
plan says *waiting*, the card is written, and everything else goes on.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from pipeline.backends.base import (
    Backend,
    Capabilities,
    Collected,
    Operation,
    Order,
    Prepared,
    Progress,
    Recovery,
    Refusal,
    Settings,
    State,
    Ticket,
    frozen_settings,
)
from pipeline.errors import CannotMake
from pipeline.facts import Money

__all__ = ["BACKEND", "Inbox", "InboxSettings", "PromptCard", "prompt_card", "prompts", "table"]

_GOES_WITH = {"last": "ends with", "source": "made from", "reference": "looks like"}
_PANELS = frozenset({Operation.T2I, Operation.I2I})


class InboxSettings(Settings):
    """What is added to every prompt."""

    flags: str = ""
    """Copied behind every prompt, as in ``--ar 21:9 --v 7``."""
    note: str = ""
    """For the person who makes them; stands once above the cards."""


class PromptCard(Struct, frozen=True):
    """What one shot asks of a person."""

    shot: str
    kind: str
    """``panel`` or ``clip``."""
    prompt: str
    """Ready to be copied: the shot's own words first, flags last."""
    negative: str = ""
    length: str = ""
    """Of a clip, in seconds."""
    first: str = ""
    """The picture a clip begins with, by path."""
    about: tuple[str, ...] = ()
    """The other pictures and clips that go with it: ``ends with refs/end.png``."""

    @property
    def folder(self) -> str:
        """Where the answer is to be put."""
        return f"inbox/{self.shot}/"


class Inbox(Backend):
    """Files from elsewhere."""

    name = "inbox"
    about = "a person makes it elsewhere: prompt cards out, files in through `adopt`"
    Settings = InboxSettings

    def capabilities(self, model: str = "") -> Capabilities:
        """Anything, whenever it comes."""
        del model
        return Capabilities(
            frozenset({Operation.T2I, Operation.I2I, Operation.T2V, Operation.I2V, Operation.V2V}),
            has_seed=False,
            has_negative=True,
            has_first_frame=True,
            has_last_frame=True,
            references=16,
            is_free=True,
            waits_for_person=True,
            recovery=Recovery.FREE,
        )

    def check(self, order: Order) -> Sequence[str]:
        """Only pictures and clips can be brought."""
        if order.operation in self.capabilities().operations:
            return ()
        said = f"'inbox' waits for pictures and clips, not for {order.operation.value}"
        return (Refusal("operation", said),)

    def estimate(self, order: Order) -> Money | None:
        """Nothing that is paid through this program."""
        del order
        return Money(0)

    def prepare(self, order: Order) -> Prepared:
        """The card."""
        card = prompt_card(order, self.settings)
        return Prepared(order, {"shot": card.shot, "kind": card.kind, "prompt": card.prompt})

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        """Never sends anything.

        Raises:
            CannotMake: always: a person brings the file.
        """
        del attempt_key, into
        shot = prepared.order.shot
        raise CannotMake(
            f"shot {shot} waits for a file",
            fix=f"put it into inbox/{shot}/ and give `rushes adopt`",
        )

    def poll(self, ticket: Ticket, into: Path) -> Progress:
        """Queued until somebody brings it."""
        del ticket, into
        return Progress(State.QUEUED)

    def collect(self, ticket: Ticket, into: Path) -> Collected:
        """Nothing comes by this way.

        Raises:
            CannotMake: always: `adopt` takes the file in.
        """
        del ticket, into
        raise CannotMake("files of the inbox are taken in by `rushes adopt`")

    def ticket(self) -> Ticket:
        """The ticket of something awaited."""
        return Ticket(self.name, settings=dict(frozen_settings(self.settings)))


def prompt_card(order: Order, settings: Settings) -> PromptCard:
    """The card of an order, with the flags of its generator."""
    flags = settings.flags if isinstance(settings, InboxSettings) else ""
    words = " ".join(order.prompt.split())
    first = next((image for image in order.images if image.role == "first"), None)
    others = [*order.images, *((order.video,) if order.video is not None else ())]
    is_panel = order.operation in _PANELS
    return PromptCard(
        order.shot,
        "panel" if is_panel else "clip",
        f"{words} {flags}".strip(),
        " ".join(order.negative.split()),
        "" if is_panel else f"{float(Fraction(order.frames) / order.fps):.4g} s",
        first.path.as_posix() if first is not None and first.path is not None else "",
        tuple(
            f"{_GOES_WITH[image.role]} `{image.path.as_posix() if image.path else image.wanted}`"
            for image in others
            if image.role in _GOES_WITH
        ),
    )


def prompts(cards: Iterable[PromptCard], *, note: str = "") -> str:
    """``inbox/prompts.md``: one copy-ready prompt a shot, and where its answer goes."""
    lines = [
        "# Prompts",
        "",
        "Copy a prompt, make the picture or clip, put the file into the folder that is named,",
        "then give `rushes adopt`.",
        "",
    ]
    if note:
        lines += [note, ""]
    for card in cards:
        lines += [f"## {card.shot} {card.kind}", ""]
        lines += ["```text", card.prompt.replace("```", "'''"), "```", ""]
        if card.negative:
            lines += [f"Not: {card.negative}", ""]
        about = [f"{card.length} long" if card.length else ""]
        about.append(f"begins with `{card.first}`" if card.first else "")
        about.extend(card.about)
        if any(about):
            lines += [", ".join(part for part in about if part), ""]
        lines += [f"Answer into `{card.folder}`", ""]
    return "\n".join(lines)


def table(cards: Iterable[PromptCard]) -> str:
    """``inbox/prompts.csv``: the same for tools that read tables."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["shot", "kind", "prompt", "negative", "length", "first", "with", "folder"])
    for card in cards:
        row = (card.shot, card.kind, card.prompt, card.negative, card.length, card.first)
        writer.writerow([*row, "; ".join(card.about), card.folder])
    return file.getvalue()


BACKEND = Inbox
