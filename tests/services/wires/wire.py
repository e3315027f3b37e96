"""What every service's format gives the server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from tests.services.exchange import Ask, Reply
from tests.services.house import House

__all__ = ["SENTENCES", "STATUS", "Wire", "seconds_of"]

STATUS = {
    "no-key": 401,
    "no-credit": 402,
    "unknown": 404,
    "retired": 404,
    "bad": 400,
    "moderated": 400,
    "limited": 429,
    "conflict": 409,
}
"""The status that most services give to a refusal."""
SENTENCES = {
    "no-key": "The API key is missing or wrong.",
    "no-credit": "You do not have enough credits to run this task.",
    "unknown": "There is no such task.",
    "retired": "The model does not exist.",
    "bad": "The request is not valid.",
    "moderated": "The prompt was blocked by our content policy.",
    "limited": "Too many requests.",
    "conflict": "The id was used before.",
}


class Wire(ABC):
    """One service."""

    name: ClassVar[str]
    key_header: ClassVar[str] = "authorization"
    key_prefix: ClassVar[str] = "Bearer "

    def has_key(self, ask: Ask) -> bool:
        """Whether the request carries a key that could be right."""
        said = ask.headers.get(self.key_header, "")
        key = said.removeprefix(self.key_prefix)
        return bool(key) and said.startswith(self.key_prefix) and key != "wrong-key"

    @abstractmethod
    def answer(self, ask: Ask, house: House) -> Reply:
        """What the service says.

        Raises:
            Refused: with its answer.
        """

    @abstractmethod
    def refusal(self, word: str) -> Reply:
        """A refusal, in the service's own words; a word of ``STATUS``."""


def seconds_of(said: Any, default: float) -> float:
    """A length as services write it: 5, "5", "5s"."""
    return float(str(said).removesuffix("s")) if said else default
