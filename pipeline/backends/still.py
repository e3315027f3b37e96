"""Take the author's own picture as the panel: by path, whole or cropped."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from pipeline.backends.base import Capabilities, Operation, Order, Recovery, Refusal, Settings
from pipeline.backends.offline import Made, Offline

__all__ = ["BACKEND", "Still", "StillSettings"]

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_KEPT = frozenset({".png", ".jpg", ".jpeg"})
"""Endings that are taken over byte for byte when nothing is cropped."""


class StillSettings(Settings):
    """A still has nothing to set: the shot names its file with ``still:`` and ``crop:``."""


class Still(Offline):
    """The picture that the shot names."""

    name = "still"
    about = "your own picture, named by the shot's `still:`, whole or cropped"
    is_model = False
    Settings = StillSettings

    def capabilities(self, model: str = "") -> Capabilities:
        """One panel: the same file gives the same picture."""
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

    def check(self, order: Order) -> Sequence[str]:
        """No picture named, no such file, or a crop that is none."""
        faults = list(super().check(order))
        named = str(order.words.get("still", ""))
        if not named:
            faults.append(f"shot {order.shot} names no picture: give it `still: refs/a.png`")
        elif not (self.home / named).is_file():
            said = f"shot {order.shot} names the picture '{named}', which is not there"
            faults.append(Refusal("still", said))
        crop = str(order.words.get("crop", ""))
        if crop and _box(crop) is None:
            said = (
                f"shot {order.shot}: the crop '{crop}' is not `left,top widthxheight` in percent"
                " inside the picture, as in `10,5 80x60`"
            )
            faults.append(Refusal("crop", said))
        return faults

    def make(self, order: Order, into: Path) -> Sequence[Made]:
        """The file itself, or what the crop leaves of it as PNG."""
        source = self.home / str(order.words["still"])
        box = _box(str(order.words.get("crop", "")))
        if box is None and source.suffix.lower() in _KEPT:
            name = f"still{source.suffix.lower()}"
            shutil.copyfile(source, into / name)
            return (Made(name),)
        from pipeline.media.pictures import cropped, read_picture, write_picture

        picture = read_picture(source)
        write_picture(picture if box is None else cropped(picture, box), into / "still.png")
        return (Made("still.png"),)


def _box(crop: str) -> tuple[float, float, float, float] | None:
    """``10,5 80x60`` as (left, top, width, height) in percent; None: it is none."""
    if re.sub(r"[\d.]+|[\s,x%@]", "", crop.lower()):
        return None
    numbers = [float(number) for number in _NUMBER.findall(crop)]
    if len(numbers) != 4:
        return None
    left, top, width, height = numbers
    if width <= 0 or height <= 0 or left + width > 100 or top + height > 100:
        return None
    return left, top, width, height


BACKEND = Still
