"""How long what lies ahead will take: guessed by kind of work, mended by what was finished."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from types import MappingProxyType

from msgspec import Struct

__all__ = ["ORDER", "Effort", "Pace"]

ORDER = "order"
"""The word of what a service makes: how long that takes nobody can guess."""

_GUESSED: Mapping[str, float] = MappingProxyType(
    {
        "panel": 0.8,
        "clip": 0.25,
        "voice": 0.5,
        "sfx": 0.5,
        "music": 2.0,
        "part": 0.1,
        "draft": 0.05,
        "sound": 0.05,
        "join": 0.07,
    }
)
"""Seconds of one process for a unit of each kind of work, on the machine the guess was made on."""
_WEIGHT = 8.0
"""Seconds of finished work after which what was measured counts as much as the guess."""
_LEAST_LEFT = 0.1
"""Of what a piece of work was expected to take: it never counts as all but finished."""


class Effort(Struct, frozen=True):
    """How much work one thing is."""

    word: str
    """Its kind: ``panel``, ``clip``, ``voice``, ``sfx``, ``music``; ``part``, ``draft``, ``sound``,
    ``join``; ``order`` of what a service makes."""
    amount: float = 1.0
    """Millions of pixels, all pictures together; of sound and joining, seconds; 1 of a voice."""


class Pace:
    """What lies ahead, what is in hand, and how fast it goes. Pure: the time is handed in.

    A kind of which nothing was finished yet is as much slower or faster than the guess as
    everything finished so far, so that a slow machine shows before the last kind begins.
    """

    def __init__(self, lanes: int = 1) -> None:
        self.lanes = max(1, lanes)
        self._efforts: dict[Hashable, Effort] = {}
        self._ahead: defaultdict[str, float] = defaultdict(float)
        self._in_hand: dict[Hashable, float] = {}
        self._ended = 0
        self._took: defaultdict[str, float] = defaultdict(float)
        self._did: defaultdict[str, float] = defaultdict(float)

    def expect(self, name: Hashable, effort: Effort) -> None:
        """Something that is still to be made."""
        self.forget(name)
        self._efforts[name] = effort
        self._ahead[effort.word] += effort.amount

    def forget(self, name: Hashable) -> None:
        """It will not be made, or not as it was expected."""
        effort = self._efforts.pop(name, None)
        self._in_hand.pop(name, None)
        if effort is not None:
            self._ahead[effort.word] -= effort.amount

    def begin(self, name: Hashable, now: float) -> None:
        """It is in hand."""
        if name in self._efforts:
            self._in_hand[name] = now

    def end(self, name: Hashable, now: float) -> None:
        """It is over; how long it took is learnt, unless its process had to be begun first."""
        effort, began = self._efforts.get(name), self._in_hand.get(name)
        if effort is not None and began is not None:
            self._ended += 1
        if effort is not None and began is not None and self._ended > self.lanes:
            self._took[effort.word] += max(0.0, now - began)
            self._did[effort.word] += effort.amount
        self.forget(name)

    def left(self, now: float) -> float:
        """Seconds until everything that is known of is made."""
        words = [word for word, amount in self._ahead.items() if amount > 0]
        costs = {word: self._cost(word) for word in words}
        total = sum(costs[word] * self._ahead[word] for word in words)
        longest = 0.0
        for name, began in self._in_hand.items():
            effort = self._efforts[name]
            whole = costs.get(effort.word, 0.0) * effort.amount
            rest = max(whole - (now - began), whole * _LEAST_LEFT)
            total -= whole - rest
            longest = max(longest, rest)
        return max(total / self.lanes, longest, 0.0)

    def _cost(self, word: str) -> float:
        """Seconds for a unit of that kind of work."""
        known = [each for each in self._did if self._did[each]]
        guessed = sum(_GUESSED[each] * self._did[each] for each in known)
        took = sum(self._took[each] for each in known)
        usual = _GUESSED[word] * (took + _WEIGHT) / (guessed + _WEIGHT)
        if word not in known:
            return usual
        weight = _WEIGHT / usual if usual else 0.0
        return (self._took[word] + _WEIGHT) / (self._did[word] + weight)
