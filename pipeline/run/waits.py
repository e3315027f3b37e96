"""How long orders at services will still take: known only from orders that have come meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from statistics import median

from pipeline.errors import listed

__all__ = ["Waits"]

_LEAST_LEFT = 0.1
"""Of what an order was expected to take: it never counts as all but finished."""


class Waits:
    """What is ordered, of whom, and how long it took. Pure: the time is handed in.

    Nothing is guessed: what a service takes depends on its model, its queue and the hour. Of a
    generator none of whose orders has come yet in this run, nobody can say anything.
    """

    def __init__(self) -> None:
        self._of: dict[Hashable, str] = {}
        self._began: dict[Hashable, float] = {}
        self._took: dict[str, list[float]] = {}
        self._most: Counter[str] = Counter()

    def __contains__(self, name: Hashable) -> bool:
        return name in self._of

    def expect(self, name: Hashable, generator: str) -> None:
        """Something that a service is still to make."""
        self._of[name] = generator

    def begin(self, name: Hashable, now: float) -> None:
        """It is ordered, or was at that time."""
        if name in self._of:
            self._began[name] = now
            generator = self._of[name]
            at_once = sum(self._of[one] == generator for one in self._began)
            self._most[generator] = max(self._most[generator], at_once)

    def end(self, name: Hashable, now: float, *, is_made: bool) -> None:
        """It is over; of what was made, how long that took is learnt."""
        generator, began = self._of.pop(name, None), self._began.pop(name, None)
        if generator is not None and began is not None and is_made:
            self._took.setdefault(generator, []).append(now - began)

    @property
    def generators(self) -> tuple[str, ...]:
        """Of whom something is still to come."""
        return tuple(dict.fromkeys(self._of.values()))

    @property
    def known_from(self) -> str:
        """What the time left stands on: ``4 orders of kling``; empty where nothing is to come."""
        counts = [(len(self._took.get(name, ())), name) for name in self.generators]
        return listed(
            f"{count} order{'s' * (count != 1)} of {name}" for count, name in counts if count
        )

    def left(self, now: float) -> float | None:
        """Seconds until the last of them is made; 0 where none is, None where nobody knows."""
        longest = 0.0
        for generator in self.generators:
            took = self._took.get(generator)
            if not took:
                return None
            usual = median(took)
            names = [name for name, of in self._of.items() if of == generator]
            rests = [
                max(usual - (now - self._began[name]), usual * _LEAST_LEFT)
                for name in names
                if name in self._began
            ]
            total = sum(rests) + usual * (len(names) - len(rests))
            longest = max(longest, total / max(1, self._most[generator]), *rests)
        return longest
