"""What is cropped, enlarged or converted in the film as it is delivered: information, no fault."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.cut.assemble import assemble
from pipeline.cut.fitting import LEAST_KEPT, Shape, effective_rule, place
from pipeline.cut.looks import delivery_look
from pipeline.cut.timeline import Clip, Footage
from pipeline.production.planning import cut_of
from pipeline.project.edit import Picks
from pipeline.project.frame_rule import FrameRule
from pipeline.project.story import Delivery

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["framing_notes"]

NAMED = 5
"""Pictures that are told one by one, the worst first."""
CROPPED = Fraction(5, 100)
"""Less of a side that is cropped is nobody's concern."""
ENLARGED = Fraction(5, 4)
"""More than that makes a picture soft."""
LEAST_WIDTH = 320
"""Pixels; that a smaller picture is soft is seen without being told."""
_ALONG = {"tilt": 1, "crane": 1, "pan": 0, "truck": 0}
"""Moves that show all of a still along its height, or its width."""
_HDR = {"pq": "HDR (PQ) mapped to BT.709", "hlg": "HDR (HLG) mapped to BT.709"}


def framing_notes(production: Production) -> tuple[str, ...]:
    """A line for each picture of the main cut that loses, for its first delivery; worst first.

    ``sh030 clip 1: 12 % of the width is cropped; enlarged 1.6 times``
    """
    project = production.project
    if not project.shots:
        return ()
    takes = [take for found in production.vault.all().values() for take in found]
    cut = cut_of(project)
    timeline = assemble(project, cut, project.picks or Picks(), takes)
    delivery = next(iter(project.deliveries.values()), Delivery("main"))
    look = delivery_look(project, delivery)
    shape = Shape(look.width, look.height, project.fps)
    worst: dict[str, Fraction] = {}
    for track in (timeline.picture, *timeline.overlays):
        for _, clip in track.placed():
            for line, loss in _told(clip, shape):
                worst[line] = max(loss, worst.get(line, loss))
    lines = sorted(worst, key=lambda line: -worst[line])
    more = len(lines) - NAMED
    if more <= 0:
        return tuple(lines)
    others = "1 more picture is" if more == 1 else f"{more} more pictures are"
    return (*lines[:NAMED], f"{others} cropped, enlarged or converted by less")


def _told(clip: Clip, shape: Shape) -> Iterator[tuple[str, Fraction]]:
    """The line of a picture, and how much it loses."""
    if not isinstance(clip.media, Footage):
        return
    info = clip.media.info
    rule = _rule(clip, shape)
    size = (info.width * info.pixel_aspect, Fraction(info.height))
    lost = list(place(size, shape, rule, None).lost)
    camera = clip.media.camera
    if clip.media.is_still and camera is not None and camera.move in _ALONG:
        lost[_ALONG[camera.move]] = Fraction(0)
    enlarged = place(size, shape, rule, clip.zoom).enlarged
    words = [
        f"{round(100 * part)} % of the {side} is cropped"
        for side, part in zip(("width", "height"), lost, strict=True)
        if part >= CROPPED
    ]
    if enlarged > ENLARGED and info.width >= LEAST_WIDTH:
        words.append(f"enlarged {float(enlarged):.1f} times")
    words += [_HDR[info.transfer]] if info.transfer in _HDR else []
    words += ["interlaced, made whole from its fields"] if info.is_interlaced else []
    if words:
        yield f"{clip.take}: {'; '.join(words)}", max(*lost, 1 - 1 / max(enlarged, Fraction(1)))


def _rule(clip: Clip, shape: Shape) -> FrameRule | None:
    """As ``effective_rule``; a still that is shown whole without being told is ``fit``."""
    assert isinstance(clip.media, Footage)  # noqa: S101 - asked for footage alone
    info = clip.media.info
    rule = effective_rule(clip.frame, clip.zoom, info, shape)
    if rule is not None or clip.frame is not None or clip.zoom is not None:
        return rule
    across = Fraction(shape.width, info.width) / Fraction(shape.height, info.height)
    kept = min(across, 1 / across)
    return FrameRule("fit") if clip.media.is_still and kept < LEAST_KEPT else None
