"""What money is counted under, and what may be spent of it: scopes, limits, sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from pipeline.facts import Money, Rates
from pipeline.ledger.attempts import Attempt

__all__ = ["FILM", "Caps", "Charge", "Sum", "Unpriced", "at_least", "scope_of"]

FILM = "film"
"""The scope of everything ever ordered for the film; a run's own scope is its key."""


class Caps(Struct, frozen=True):
    """What may be spent; None is no cap."""

    film: Money | None = None
    """The author's ``budget:``."""
    generators: Mapping[str, Money] = field(default_factory=dict)
    """The author's budget of each named generator that has one."""
    shot: Money | None = None
    """The author's ``most:`` of the shot that is ordered for."""
    rates: Rates = Rates()
    """What amounts of other currencies count as."""
    allows_unknown: bool = False
    """Whether orders may be sent of which nobody can say what they cost."""

    def of(self, charge: Charge) -> Iterator[tuple[str, str, Money, str]]:
        """(scope, what it is called, cap, how it is raised) of every cap that an order is under."""
        if self.film is not None:
            yield FILM, "for the film", self.film, "raise `budget:` in film.yaml"
        own = self.generators.get(charge.generator)
        if own is not None:
            raised = f"raise `budget: {{{charge.generator}: …}}` in film.yaml"
            yield scope_of("generator", charge.generator), f"for {charge.generator}", own, raised
        if self.shot is not None:
            raised = f"raise `most:` of {charge.shot} in film.yaml"
            yield scope_of("shot", charge.shot), f"for {charge.shot}", self.shot, raised


class Charge(Struct, frozen=True):
    """What an order's money is counted under."""

    key: str
    """The attempt's key."""
    generator: str = ""
    shot: str = ""
    kind: str = ""
    run: str = ""
    plan: str = ""
    """The agreed plan it belongs to; empty: nobody was asked."""

    @classmethod
    def of(cls, attempt: Attempt) -> Charge:
        """What an attempt's money is counted under."""
        ref = attempt.refs[0] if attempt.refs else None
        return cls(
            attempt.key,
            attempt.generator,
            ref.shot if ref else "",
            str(ref.kind) if ref else "",
            attempt.run,
            attempt.plan,
        )

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope it is counted in."""
        named = (("generator", self.generator), ("shot", self.shot), ("plan", self.plan))
        more = [scope_of(word, name) for word, name in named if name]
        return tuple(dict.fromkeys((FILM, self.run or FILM, *more)))


class Sum(Struct, frozen=True):
    """What a scope came to in one currency."""

    settled: Money
    reserved: Money
    """Of orders under way and in doubt: the most they can cost."""


class Unpriced(Struct, frozen=True):
    """How many orders of a scope are in none of its sums, because nobody knows their price."""

    settled: int = 0
    """That have ended, and were or may have been billed."""
    reserved: int = 0
    """That are under way or in doubt."""


def at_least(amount: str, unpriced: int) -> str:
    """``at least 1.20 USD (+ 2 of unknown price)``; the amount alone where all of it is known."""
    return f"at least {amount} (+ {unpriced} of unknown price)" if unpriced else amount


def scope_of(word: str, name: str) -> str:
    """The scope of a ``generator``, a ``shot`` or a ``plan``."""
    return f"{word}:{name}"
