"""The yield of a production: stills made, clips made, clips used, seconds used; and what it cost.

    stills made  →  clips made  →  clips used  →  seconds used
       693            185            60            a minute and a half

Worked out for the film, and for each scene, generator and prompt. Money is what the ledger settled,
failures and lost orders that were billed included. Where a rate is stated, other currencies and
credits are counted by it; where none is, they stand apart. What an order cost that nobody knows the
price of is in no sum: such orders are counted beside it, and every sum beside them is a least one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pipeline.facts import CLIP, PANEL, Money, Take, TakeRef
from pipeline.plan.needs import shots_shown
from pipeline.production.binning import each_once
from pipeline.production.budgeting import budget_of, summed
from pipeline.production.matching import BIN
from pipeline.production.planning import cut_of
from pipeline.project.edit import Picks

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.project.story import Project

__all__ = ["Finishing", "YieldReport", "YieldRow", "production_yield"]

BINNED_SCENE = "(bin)"
"""The scene of takes that have no shot."""
GONE = "(gone)"
"""The scene of shots that are not on the board any more."""
BY_HAND = "(by hand)"
"""The generator of takes that were brought in from elsewhere."""
_CENTS = 4
"""Places that an amount below ten cents is rounded to; two above."""


class YieldRow(Struct, frozen=True):
    """What the film, or a part of it, came to."""

    name: str
    stills: int = 0
    """Panels made."""
    clips: int = 0
    """Clips made."""
    used: int = 0
    """Clips that the cut plays."""
    made_seconds: float = 0.0
    """Of all clips made."""
    used_seconds: float = 0.0
    """That clips fill in the cut."""
    attempts: int = 0
    """Orders of clips that came to something, or were billed, or may have been."""
    shots: int = 0
    """Shots that a clip plays for in the cut: the accepted ones."""
    spent: tuple[Money, ...] = ()
    unpriced: int = 0
    """Orders that are not in ``spent``, because nobody knows their price."""
    a_second: tuple[Money, ...] = ()
    """Spent for each used second."""
    attempts_a_shot: float | None = None
    """Attempts for each accepted shot; None while there is none."""


class Finishing(Struct, frozen=True):
    """What is still to be shot, and what that comes to at the present yield."""

    shots: int
    """Shots that ask for clips and that no clip plays for yet."""
    seconds: float
    """Planned for them."""
    attempts: int | None = None
    """At the present attempts for each accepted shot, rounded up; None: there is no yield yet."""
    cost: tuple[Money, ...] | None = None
    """At what each accepted shot has cost; None: there is no yield yet."""
    is_least: bool = False
    """Some of what they cost is unknown: it costs more than that."""


class YieldReport(Struct, frozen=True):
    """The yield, as a table, as JSON and as a picture."""

    title: str
    cut: str
    """The cut whose windows count as used."""
    whole: YieldRow
    scenes: tuple[YieldRow, ...]
    generators: tuple[YieldRow, ...]
    prompts: tuple[YieldRow, ...]
    """By what was really sent, the dearest first, then those with most takes."""
    paid: tuple[Money, ...]
    """What was spent as it was billed, before any rate."""
    reserved: tuple[Money, ...]
    """The most that orders under way and in doubt can still cost."""
    reserved_unpriced: int
    """Orders under way and in doubt that nobody knows the price of."""
    finishing: Finishing


class _Group(Struct):
    """What is counted under one name."""

    takes: list[Take] = field(default_factory=list)
    attempts: set[str] = field(default_factory=set)
    spent: list[Money] = field(default_factory=list)
    unpriced: set[str] = field(default_factory=set)


class _Books(Struct):
    """Everything that was made, tried and paid, under every name that it counts for."""

    scene_of: Mapping[str, str]
    scenes: dict[str, _Group]
    generators: dict[str, _Group] = field(default_factory=dict)
    prompts: dict[str, _Group] = field(default_factory=dict)
    whole: _Group = field(default_factory=_Group)

    def of(self, shot: str, generator: str) -> tuple[_Group, ...]:
        """The film, the scene and the generator that something counts for."""
        gone = BINNED_SCENE if shot == BIN else GONE
        scene = self.scenes.setdefault(self.scene_of.get(shot, gone), _Group())
        return self.whole, scene, self.generators.setdefault(generator or BY_HAND, _Group())

    def of_take(self, take: Take) -> tuple[_Group, ...]:
        """The same of a take, and its prompt where it had one."""
        slate = take.slate
        groups = self.of(take.ref.shot, slate.generator)
        if not slate.prompt:
            return groups
        return (*groups, self.prompts.setdefault(slate.prompt, _Group()))


def production_yield(production: Production, cut: str = "main") -> YieldReport:
    """The yield of everything that was ever made, measured by one cut.

    Raises:
        ProjectError: there is no cut of that name.
    """
    project = production.project
    takes = [take for found in production.vault.all().values() for take in found]
    used = _used(production, cut, takes)
    books = _books(production, each_once(takes))
    row = _row_maker(used, _counting(production))
    film = row("film", books.whole)
    money = production.ledger.money
    return YieldReport(
        title=project.title.first or production.folder.name,
        cut=cut,
        whole=film,
        scenes=_rows(books.scenes, row),
        generators=_rows(books.generators, row),
        prompts=_dearest(_rows(books.prompts, row)),
        paid=summed(money for money in books.whole.spent if money.micros),
        reserved=summed(one.reserved for one in money.sums() if one.reserved.micros),
        reserved_unpriced=money.unpriced().reserved,
        finishing=_finishing(project, cut, film, {ref.shot for ref in used}),
    )


def _books(production: Production, takes: Iterable[Take]) -> _Books:
    project, takes = production.project, tuple(takes)
    books = _Books(
        {shot.id: shot.scene or "film" for shot in project.holders.values()},
        {scene.id: _Group() for scene in project.scenes},
    )
    for take in takes:
        for group in books.of_take(take):
            group.takes.append(take)
            if take.ref.kind.word == CLIP.word:
                group.attempts.add(take.slate.attempt or take.slate.uuid)
        if take.slate.prompt and take.slate.price is not None:
            books.prompts[take.slate.prompt].spent.append(take.slate.price)
    for key, shot, kind, generator in production.ledger.attempts.counted():
        if kind.partition(".")[0] == CLIP.word:
            for group in books.of(shot, generator):
                group.attempts.add(key)
    for shot, generator, money in production.ledger.money.settled():
        for group in books.of(shot, generator):
            group.spent.append(money)
    _count_unpriced(books, production.ledger.money.settled_unpriced(), takes)
    return books


def _count_unpriced(
    books: _Books, orders: Iterable[tuple[str, str, str]], takes: Iterable[Take]
) -> None:
    """Count the orders that nobody knows the price of under every name, and under prompts."""
    keys = set()
    for shot, generator, key in orders:
        keys.add(key)
        for group in books.of(shot, generator):
            group.unpriced.add(key)
    for take in takes:
        if take.slate.prompt and take.slate.attempt in keys:
            books.prompts[take.slate.prompt].unpriced.add(take.slate.attempt)


def _used(production: Production, name: str, takes: Sequence[Take]) -> dict[TakeRef, Fraction]:
    """Seconds that each clip fills in the cut."""
    from pipeline.cut.assemble import assemble

    project = production.project
    timeline = assemble(project, cut_of(project, name), project.picks or Picks(), takes)
    seconds: dict[TakeRef, Fraction] = {}
    for record, clip in timeline.clips():
        if clip.take is not None and clip.take.kind.word == CLIP.word:
            length = (record.end - record.start) / timeline.rate
            seconds[clip.take] = seconds.get(clip.take, Fraction(0)) + length
    return seconds


def _counting(production: Production) -> Callable[[Money], Money]:
    """An amount in the currency of the film's budget, where a rate is stated for it."""
    budget = budget_of(production)
    currency = budget.film.currency if budget.film is not None else "USD"
    return lambda money: budget.rates.worth(money, currency) or money


def _row_maker(
    used: Mapping[TakeRef, Fraction], counted: Callable[[Money], Money]
) -> Callable[[str, _Group], YieldRow]:
    def row(name: str, group: _Group) -> YieldRow:
        clips = [take for take in group.takes if take.ref.kind.word == CLIP.word]
        played = [take.ref for take in clips if take.ref in used]
        seconds = sum((used[ref] for ref in played), Fraction(0))
        shots = len({ref.shot for ref in played})
        spent = summed(counted(money) for money in group.spent if money.micros)
        return YieldRow(
            name,
            sum(take.ref.kind.word == PANEL.word for take in group.takes),
            len(clips),
            len(played),
            float(sum((take.slate.media.seconds for take in clips), Fraction(0))),
            float(seconds),
            len(group.attempts),
            shots,
            spent,
            len(group.unpriced),
            tuple(_part(money, seconds) for money in spent) if seconds else (),
            len(group.attempts) / shots if shots else None,
        )

    return row


def _rows(
    groups: Mapping[str, _Group], row: Callable[[str, _Group], YieldRow]
) -> tuple[YieldRow, ...]:
    """Of every name under which something was made, tried or paid."""
    return tuple(
        row(name, group)
        for name, group in groups.items()
        if group.takes or group.attempts or group.spent or group.unpriced
    )


def _dearest(rows: Iterable[YieldRow]) -> tuple[YieldRow, ...]:
    def cost(row: YieldRow) -> tuple[int, int]:
        return -sum(money.micros for money in row.spent), -(row.stills + row.clips)

    return tuple(sorted(rows, key=cost))


def _finishing(project: Project, name: str, film: YieldRow, done: set[str]) -> Finishing:
    """The shots of the cut without a clip, at the present yield."""
    shown = shots_shown(project, cut_of(project, name))
    wanting = [
        shot
        for shot in project.shots.values()
        if shot.id in shown and shot.clips and not shot.is_omitted and shot.id not in done
    ]
    count = len(wanting)
    seconds = float(sum(shot.frames for shot in wanting) / project.fps)
    if not film.shots:
        return Finishing(count, seconds, None if count else 0, None if count else ())
    return Finishing(
        count,
        seconds,
        -(-film.attempts * count // film.shots),
        tuple(_part(money, Fraction(film.shots, count)) for money in film.spent) if count else (),
        is_least=bool(count and film.unpriced),
    )


def _part(money: Money, by: Fraction) -> Money:
    """An amount divided, to the cent where it is ten of them, else to a hundredth of a cent."""
    exact = money.micros / by
    step = 10_000 if exact >= 100_000 else 10 ** (6 - _CENTS)
    return Money(round(exact / step) * step, money.currency)
