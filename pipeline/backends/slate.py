"""Draw a slate for every panel: shot, framing, length and words on grey, at once and offline.

What a professional wants to cut with before there is a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.backends.base import Capabilities, Operation, Order, Recovery, Settings
from pipeline.backends.offline import Made, Offline

__all__ = ["BACKEND", "Slate", "SlateSettings"]


class SlateSettings(Settings):
    """A slate has nothing to set."""


class Slate(Offline):
    """Words on grey."""

    name = "slate"
    about = "words on grey: shot, framing, length; instant"
    is_model = False
    Settings = SlateSettings

    def capabilities(self, model: str = "") -> Capabilities:
        """One panel for the same words."""
        del model
        return Capabilities(
            frozenset({Operation.T2I}),
            has_seed=False,
            has_negative=True,
            is_free=True,
            is_local=True,
            distinct=1,
            recovery=Recovery.FREE,
        )

    def make(self, order: Order, into: Path) -> Sequence[Made]:
        """One PNG."""
        from pipeline.media.cards import Card, draw_card
        from pipeline.media.pictures import PictureNote, write_picture

        words = order.words
        fields = (words.get(name, "") for name in ("framing", "angle", "lens"))
        seconds = words.get("seconds")
        length = f"{float(seconds):.4g} s" if seconds else ""
        camera = str(words.get("camera", ""))
        card = Card(
            order.shot,
            str(words.get("panel") or words.get("about") or order.prompt),
            tuple(str(fact) for fact in (*fields, camera, length) if fact),
        )
        picture = draw_card(card, order.width, order.height)
        write_picture(picture, into / "slate.png", PictureNote(order.prompt, tool="rushes"))
        return (Made("slate.png"),)


BACKEND = Slate
