"""Why takes are outdated, each cause once: how many shots, which line, what anew would cost."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.backends.base import Backend
from pipeline.errors import FilmError, Where
from pipeline.facts import Decision, Money
from pipeline.plan.decide import Decided
from pipeline.production.budgeting import cost_words, summed
from pipeline.project.marks import read_source
from pipeline.project.nodes import Mapping

if TYPE_CHECKING:
    from pipeline.facts import Take
    from pipeline.production.production import Production

__all__ = ["Cause", "causes_of"]

FILM = Path("film.yaml")

_SHOWN = 6
"""Takes that are named; of more, how many."""


class Cause(Struct, frozen=True):
    """One change of the film, and the takes that it outdated."""

    reason: str
    """``made with the old style``, ``panel, style changed since``."""
    takes: tuple[str, ...]
    shots: int
    where: Where | None = None
    """The line that was changed, where one line did it."""
    price: tuple[Money, ...] = ()
    """The most that making them anew can cost, a sum for each currency."""
    unknown: int = 0
    """Takes of which nobody can say what they would cost."""

    @property
    def sentence(self) -> str:
        """As it is listed, with what to type."""
        head = ", ".join(self.takes[:_SHOWN])
        rest = len(self.takes) - _SHOWN
        named = head + (f" and {rest} more" if rest > 0 else "")
        place = f", {self.where.file}:{self.where.line}" if self.where else ""
        said = f"outdated, kept and usable ({self.reason}{place}): {named}"
        if self.shots > 1:
            said = f"{self.shots} shots are {said}"
        is_bought = self.unknown or any(money.micros for money in self.price)
        cost = cost_words(self.price, self.unknown)
        return f"{said}; made anew: {cost}" if is_bought else said


def causes_of(production: Production, rows: Iterable[Decided]) -> tuple[Cause, ...]:
    """The outdated takes of a plan by what made them so, in board order."""
    grouped: dict[tuple[str, Where | None], list[Decided]] = {}
    places = _Places(production)
    for row in rows:
        if row.decision is Decision.OUTDATED:
            grouped.setdefault(places.cause(row), []).append(row)
    return tuple(_cause(production, key, found) for key, found in grouped.items())


def _cause(production: Production, key: tuple[str, Where | None], rows: list[Decided]) -> Cause:
    prices = [_price(production, row) for row in rows]
    return Cause(
        reason=key[0],
        takes=tuple(row.take for row in rows),
        shots=len({row.job.id.shot for row in rows}),
        where=key[1],
        price=summed(price for price in prices if price is not None),
        unknown=sum(price is None for price in prices),
    )


def _price(production: Production, row: Decided) -> Money | None:
    maker = production.makers.get(row.job.id.generator)
    if not isinstance(maker, Backend):
        return None
    is_free = maker.capabilities(row.job.work.model).is_free
    return Money(0) if is_free else maker.estimate(row.job.work)


class _Places:
    """Where the words stand that are joined to those of many shots."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.takes: dict[str, Take] = {}
        self.root: Mapping | None = None
        self.is_read = False

    def cause(self, row: Decided) -> tuple[str, Where | None]:
        """The cause in words, with the line that was changed where one line did it."""
        reason = "; ".join(row.reasons)
        take = self._take(row.take)
        if take is None or len(row.reasons) != 1 or not reason.endswith(" changed since"):
            return reason, None
        old, now = take.slate.words, row.job.words
        changed = [name for name in {*old, *now} if old.get(name) != now.get(name)]
        if changed == ["style"]:
            return self._style(str(old.get("style", "")), row) or (reason, None)
        if set(changed) <= {"panel", "motion"}:
            text = " ".join(str(old.get(name, "")) for name in changed)
            return self._element(text, row) or (reason, None)
        return reason, None

    def _take(self, name: str) -> Take | None:
        if not self.takes:
            found = self.production.vault.all().values()
            self.takes = {str(take.ref): take for takes in found for take in takes}
        return self.takes.get(name)

    def _style(self, old: str, row: Decided) -> tuple[str, Where | None] | None:
        """The film's or the scene's style, if that alone is not what it was."""
        project = self.production.project
        shot = project.shots[row.job.id.shot]
        scene = next((one for one in project.scenes if one.id == shot.scene), None)
        steps: list[tuple[str, tuple[str, ...]]] = [(project.style, ("style",))]
        if scene is not None:
            steps.append((scene.style, ("scenes", scene.id, "style")))
        new = [path for text, path in steps if text and " ".join(text.split()) not in old]
        if len(new) != 1:
            return None
        whose = "" if new[0] == ("style",) else f" of {shot.scene}"
        return f"made with the old style{whose}", self._where(new[0])

    def _element(self, old: str, row: Decided) -> tuple[str, Where | None] | None:
        """The description of an element, if that alone is not what it was."""
        project = self.production.project
        shot = project.shots[row.job.id.shot]
        named = [name for name in shot.elements if name in project.elements]
        texts = {name: " ".join(project.elements[name].text.split()) for name in named}
        new = [name for name, text in texts.items() if text and text not in old]
        if len(new) != 1:
            return None
        where = project.elements[new[0]].where
        return f"made with the old description of <{new[0]}>", where

    def _where(self, path: tuple[str, ...]) -> Where | None:
        node: object = self._read()
        where = None
        for name in path:
            entry = node.entries.get(name) if isinstance(node, Mapping) else None
            if entry is None:
                return None
            node, where = entry.value, entry.key.where
        return where

    def _read(self) -> Mapping | None:
        if not self.is_read:
            self.is_read = True
            try:
                root = read_source(self.production.folder / FILM, FILM).root
            except (FilmError, OSError):
                return None
            self.root = root if isinstance(root, Mapping) else None
        return self.root
