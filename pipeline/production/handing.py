"""The verbs of handing a film to other programs and people: a part of the production."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.interchange.parcel import Tell
    from pipeline.production.archiving import Archived
    from pipeline.production.coming_back import CameBack
    from pipeline.production.disclosing import Disclosed
    from pipeline.production.handoff import Handoff, HandoffRequest
    from pipeline.production.production import Production
    from pipeline.production.spotting import Spotting, SpottingRequest
    from pipeline.production.timelines import Timelines
    from pipeline.run.events import Listener

__all__ = ["Handing"]


class Handing:
    """What goes out of the house, and comes back."""

    def archive(self, tell: Tell, *, is_used_only: bool, to: Path | None = None) -> Archived:
        """Put the whole film into one zip."""
        from pipeline.production.archiving import archive

        return archive(cast("Production", self), tell, is_used_only=is_used_only, to=to)

    def sound_cues(self, request: SpottingRequest, listener: Listener) -> Spotting | None:
        """Write every sound of a cut as a file that spots itself, and the list of them."""
        from pipeline.production.spotting import write_sound_cues

        return write_sound_cues(cast("Production", self), request, listener)

    def disclose(self, cut: str) -> Disclosed:
        """Write down what a cut is made of, for whoever asks how it was made."""
        from pipeline.production.disclosing import write_disclosure

        return write_disclosure(cast("Production", self), cut)

    def write_timelines(
        self, formats: Sequence[str], listener: Listener, *, cut: str
    ) -> Timelines | None:
        """Write a cut as timelines for other programs, and say what they cannot carry."""
        from pipeline.production.timelines import write_timelines

        return write_timelines(cast("Production", self), formats, cut, listener)

    def readback(self, files: Sequence[Path], name: str = "") -> CameBack:
        """Read what an editor made of a cut, and write the cut that plays it."""
        from pipeline.production.coming_back import readback

        return readback(cast("Production", self), files, name)

    def hand_off(self, request: HandoffRequest, listener: Listener) -> Handoff | None:
        """Make the folder that another program and another person open."""
        from pipeline.production.handoff import hand_off

        return hand_off(cast("Production", self), request, listener)
