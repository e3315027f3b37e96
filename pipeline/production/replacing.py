"""Put a child of a take in its place, in every window that it is long enough for.

Whatever is made from a take by hand, by an upscaler, an editor or another program comes here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.facts import Take
from pipeline.plan.standing import choice_of, standing
from pipeline.production.choosing import Change, apply_change, picks_path, together
from pipeline.production.locked import locked_with
from pipeline.production.windows import Use, film_frames, uses_of
from pipeline.project import picks_edits
from pipeline.project.cut_anchors import anchor_sounds
from pipeline.project.cut_places import slip_at, swap_at
from pipeline.project.edit import Picks
from pipeline.project.splices import Edit
from pipeline.project.take_text import pick_take, typed_take

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["taken_over"]


def taken_over(production: Production, parent: Take, child: Take) -> str:
    """Put a child where its parent is shown, as far as it is long enough, and say what was done.

    That is: wherever a cut names the parent; and circled, where the parent stands. Where the child
    begins later than its parent, the windows move with it.
    """
    change = _Change(production, parent, child)
    why = change.hindrance()
    if why:
        use = f"`rushes circle {typed_take(parent.ref.shot, choice_of(child))}` uses it"
        if change.pick.is_approved:
            use = f"`rushes open {parent.ref.shot}`, then {use}"
        return f"{child.ref}, made from {parent.ref}, is kept beside the film: {why}; {use}"
    done = change.make()
    said = "; ".join(filter(None, (done.sentence, *done.news)))
    return f"{child.ref} takes the place of {parent.ref}: {said}"


class _Change:
    """What becomes of one parent's windows."""

    def __init__(self, production: Production, parent: Take, child: Take) -> None:
        self.production, self.parent, self.child = production, parent, child
        shot, kind = parent.ref.shot, parent.ref.kind
        self.pick = (production.project.picks or Picks()).of(shot)
        others = [take for take in production.vault.takes(shot, kind) if take.ref != child.ref]
        self.stands = standing(others, self.pick, kind)
        self.moved = -child.slate.begins
        fps = production.project.fps
        found = uses_of(production, parent.ref)
        self.here = [use for use in found if self._is_written(use)]
        self.fitting = [use for use in self.here if use.fits(child, fps, moved=self.moved)]
        self.short = [use for use in self.here if use not in self.fitting]
        loose = [use for use in found if not use.is_named]
        self.follows = self._is_standing() and all(
            use.fits(child, fps, moved=self.moved) and not (self.moved and use.place is None)
            for use in loose
        )
        """Whether it can be circled: what names no take plays it then."""
        if self._is_standing() and not found:
            self.follows = self._is_as_long()

    def _is_written(self, use: Use) -> bool:
        return use.place is not None and (use.is_named or self._is_standing())

    def _is_standing(self) -> bool:
        return self.stands is not None and self.stands.ref == self.parent.ref

    def _is_as_long(self) -> bool:
        fps = self.production.project.fps
        have, need = film_frames(self.child, fps), film_frames(self.parent, fps)
        return have is None or need is None or (not self.moved and have >= need)

    def hindrance(self) -> str:
        """Why it takes no place at all; empty where it takes one."""
        if self.pick.is_approved:
            return f"{self.parent.ref.shot} is approved"
        if self.child.ref.kind != self.parent.ref.kind:
            return f"it is a {self.child.ref.kind}, and {self.parent.ref} is not"
        named = [use for use in self.here if use.is_named]
        if not self._is_standing() and not named:
            return f"{self.stands.ref if self.stands else 'another take'} stands"
        if self.follows or any(use in self.fitting for use in named):
            return ""
        return self._shortness(self.short[0]) if self.short else "it is shorter"

    def _shortness(self, use: Use) -> str:
        fps = self.production.project.fps
        have, begin = film_frames(self.child, fps) or 0, self.child.slate.begins
        until = f"{begin} to {begin + have}" if begin else f"up to {have}"
        return (
            f"the cut '{use.cut}' uses frames {use.source.start}-{use.source.end}, "
            f"and it has them {until}"
        )

    def make(self) -> Change:
        """Swap, slip and circle, as one decision."""
        shot, now = self.parent.ref.shot, choice_of(self.child)
        said = [f"circled {shot} {pick_take(now)}"] if self.follows else []
        edits: dict[Path, Edit] = {}
        if self.follows:
            edits[picks_path(self.production)] = picks_edits.circle(shot, now)
        news = [f"{self._shortness(use)}: it stays as it is" for use in self.short]
        for cut, group in groupby(self.fitting, key=lambda use: use.cut):
            mine = [use for use in group if use.is_named or (self.moved and self.follows)]
            shut = locked_with(self.production, cut, shot) if mine else ""
            if shut:
                news.append(f"the cut '{shut}' is locked and plays {self.parent.ref}")
            elif mine:
                path = self.production.folder / "cuts" / f"{cut}.yaml"
                edits[path] = self._edit(mine)
                said.append(f"{cut}: {len(mine)} of {shot} swapped, {self._windows()}")
        sentence = "; ".join(said)
        change = apply_change(self.production, edits, sentence, shot=shot)
        return replace(change, news=tuple(dict.fromkeys(news)))

    def _windows(self) -> str:
        if not self.moved:
            return "same windows"
        return f"the windows {-self.moved} frames earlier in it, the same pictures"

    def _edit(self, mine: Sequence[Use]) -> Edit:
        places = [use.place for use in mine if use.place is not None]
        swap = swap_at(places, choice_of(self.parent), choice_of(self.child))
        windows = {use.place: use.moved(self.moved) for use in mine if use.place is not None}
        old, new = choice_of(self.parent), choice_of(self.child)
        heard = anchor_sounds(self.parent.ref.shot, old, new, moved=self.moved)
        return together("take over", [swap, *([slip_at(windows)] if self.moved else []), heard])
