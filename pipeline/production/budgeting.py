"""What the film may cost: its limits as the run checks them, and what is left of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.ledger.money import Caps

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["caps_of"]


def caps_of(production: Production, *, may_cost_unknown: bool = False) -> Caps:
    """The author's limits, checked in the ledger before every single order."""
    budget = production.project.budget
    return Caps(
        film=budget.film,
        generators=budget.generators,
        rates=budget.rates,
        allows_unknown=may_cost_unknown,
    )
