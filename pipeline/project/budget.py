"""What a film may cost, as its author wrote it: budgets, rates, and what is bought again."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from pipeline.facts import CREDITS, Money, Rates

__all__ = ["Budget"]


class Budget(Struct, frozen=True):
    """The money of a film. None is no limit."""

    film: Money | None = None
    """The most that everything together may cost."""
    generators: Mapping[str, Money] = field(default_factory=dict)
    """The most that each named generator may cost."""
    rates: Rates = Rates()
    """What currencies and credits are worth, as stated."""
    rebuy_below: Money | None = None
    """Orders in doubt below this price are bought again by themselves, once."""

    def uncounted(self, price: Money, caps: tuple[Money | None, ...]) -> str:
        """Why ``price`` cannot be counted against one of ``caps``, with what to write; or empty."""
        for cap in caps:
            if cap is not None and self.rates.worth(price, cap.currency) is None:
                return uncounted_words(price.currency, cap)
        return ""


def uncounted_words(currency: str, cap: Money) -> str:
    """That nobody stated what a currency is worth in that of a limit, and where to state it."""
    if currency.startswith(CREDITS):
        service = currency.removeprefix(CREDITS)
        what, key = f"it is priced in credits of {service}", service
    else:
        what, key = f"it is priced in {currency}", currency
    return (
        f"{what}, which cannot be counted against {cap}: say in film.yaml what one is worth, "
        f"`rates: {{{key}: … {_unit(cap)}}}`"
    )


def _unit(cap: Money) -> str:
    return "USD" if cap.currency.startswith(CREDITS) else cap.currency
