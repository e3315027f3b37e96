"""The board as it is looked at: every shot in order with its chosen picture, state and price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.facts import CLIP, PANEL, Decision, Money, Take
from pipeline.production.budgeting import summed
from pipeline.production.planning import choose, cut_of
from pipeline.production.reporting import shot_row, shown_take
from pipeline.production.selecting import Selection
from pipeline.project.edit import Picks

if TYPE_CHECKING:
    from pipeline.plan.decide import Decided
    from pipeline.production.production import Production
    from pipeline.project.story import Shot

__all__ = ["BoardReport", "BoardRow", "BoardScene", "board", "board_rows", "content_of"]

_BRIEF = 16
"""Hex digits of a file's digest that tell it from the others in an address."""


class BoardRow(Struct, frozen=True):
    """One shot on the board."""

    shot: str
    scene: str
    frames: int
    """Planned for it in the film."""
    state: str
    """As in the status; empty where nothing is to be said."""
    take: str
    """The take that the film shows, as its files are named; empty: a slate card."""
    content: str
    """The beginning of that file's digest."""
    panels: int
    clips: int
    lacks: tuple[str, ...]
    words: str
    """Of the picture, as the author wrote them."""
    about: str
    framing: str
    spent: str
    """What was billed for it."""
    to_pay: str
    """The most that making what is missing can cost."""


class BoardScene(Struct, frozen=True):
    """One scene on the board."""

    scene: str
    about: str


class BoardReport(Struct, frozen=True):
    """The whole board."""

    title: str
    fps: float
    aspect: float
    seconds: float
    """Planned for all shots."""
    cuts: tuple[str, ...]
    scenes: tuple[BoardScene, ...]
    rows: tuple[BoardRow, ...]
    played: dict[str, int]
    """Film frames that the main cut plays of each shot that it plays."""
    spent: str
    to_pay: str


def board(production: Production) -> BoardReport:
    """Every shot of the film that is not omitted, in order."""
    project = production.project
    shots = tuple(shot for shot in project.shots.values() if not shot.is_omitted)
    decided = production.plan(Selection()).rows
    rows = _rows(production, shots, decided)
    return BoardReport(
        title=project.title.first or production.folder.name,
        fps=float(project.fps),
        aspect=float(project.aspect),
        seconds=float(sum(shot.frames for shot in shots) / project.fps),
        cuts=tuple(dict.fromkeys(("main", *project.cuts))),
        scenes=tuple(BoardScene(scene.id, scene.about) for scene in project.scenes),
        rows=rows,
        played=_played(production),
        spent=_words(money for _, _, money in production.ledger.money.settled()),
        to_pay=_words(_prices(decided)),
    )


def board_rows(production: Production, shots: Sequence[str]) -> tuple[BoardRow, ...]:
    """The rows of some shots, as they stand now."""
    selection = Selection(names=tuple(shots))
    found = tuple(shot for shot in choose(production, selection) if not shot.is_omitted)
    return _rows(production, found, production.plan(selection).rows)


def content_of(take: Take) -> str:
    """What tells the take's file from every other, short enough for an address."""
    main = next((file.digest for file in take.slate.files if file.role == "main"), "")
    return main.rpartition(":")[2][:_BRIEF]


def _rows(
    production: Production, shots: Sequence[Shot], decided: Iterable[Decided]
) -> tuple[BoardRow, ...]:
    by_shot: dict[str, list[Decided]] = {}
    for row in decided:
        by_shot.setdefault(row.job.id.shot, []).append(row)
    spent: dict[str, list[Money]] = {}
    for name, _, money in production.ledger.money.settled():
        spent.setdefault(name, []).append(money)
    return tuple(
        _row(production, shot, by_shot.get(shot.id, []), spent.get(shot.id, [])) for shot in shots
    )


def _row(
    production: Production,
    shot: Shot,
    decided: Sequence[Decided],
    spent: Sequence[Money],
) -> BoardRow:
    said = shot_row(production, shot, decided)
    pick = (production.project.picks or Picks()).of(shot.id)
    vault = production.vault
    take = shown_take(pick, vault.takes(shot.id, PANEL), vault.takes(shot.id, CLIP))
    return BoardRow(
        shot=shot.id,
        scene=shot.scene,
        frames=shot.frames,
        state=said.state,
        take=take.ref.stem if take else "",
        content=content_of(take) if take else "",
        panels=said.panels,
        clips=said.clips,
        lacks=said.lacks,
        words=" ".join(shot.panel.split()),
        about=shot.about,
        framing=shot.framing,
        spent=_words(spent),
        to_pay=_words(_prices(decided)),
    )


def _played(production: Production) -> dict[str, int]:
    """Film frames that the main cut plays of each shot."""
    from pipeline.cut.assemble import assemble

    project = production.project
    takes = [take for found in production.vault.all().values() for take in found]
    timeline = assemble(project, cut_of(project), project.picks or Picks(), takes)
    used: Counter[str] = Counter()
    for record, clip in timeline.clips():
        if clip.shot:
            used[clip.shot] += len(record)
    return dict(used)


def _prices(decided: Iterable[Decided]) -> Iterable[Money]:
    return (
        row.price
        for row in decided
        if row.decision is Decision.MAKE and row.price is not None and row.price.micros
    )


def _words(amounts: Iterable[Money]) -> str:
    return ", ".join(map(str, summed(money for money in amounts if money.micros)))
