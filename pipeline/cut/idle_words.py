"""Words of an event that do nothing to the picture they stand behind, and sound that they lose."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.cut.timeline import Clip, Footage
from pipeline.errors import Problem
from pipeline.project.edit import ShotEvent

__all__ = ["idle_words"]


def idle_words(event: ShotEvent, clip: Clip) -> Iterator[Problem]:
    """A warning for what ``event`` says in vain of the picture it came to show.

    A still that stands in for a clip is left alone: the words are meant for the clip.
    """
    media = clip.media
    if not isinstance(media, Footage) or (media.is_still and clip.stand_in):
        return
    if media.is_still:
        for word in _idle_on_a_still(event):
            yield _warning(
                clip,
                f"'{word}' does nothing to {media.take}: a still is shown once, with its move",
                "take the word out, or name a clip",
            )
        return
    if media.info.has_sound and not event.is_muted and not clip.window.is_plain:
        how = "looped" if event.loop > 1 else "of changing speed"
        how = "reversed" if event.is_reversed else how
        yield _warning(
            clip,
            f"the sound of {media.take} is not heard here, where it is {how}",
            "write mute to say that it is meant",
        )


def _idle_on_a_still(event: ShotEvent) -> Iterator[str]:
    """A constant speed at least tells how long a still with a window stands."""
    if event.is_reversed:
        yield "reverse"
    if event.loop > 1:
        yield f"loop {event.loop}"
    if event.speed and (len(event.speed) > 1 or event.end is None):
        yield "x" + ">".join(f"{float(speed):g}" for _, speed in event.speed)


def _warning(clip: Clip, message: str, fix: str) -> Problem:
    return Problem(message, where=clip.where, fix=fix, is_warning=True, shot=clip.shot)
