"""How a job stands, read out of a service's answer."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from typing import Any

from pipeline.backends.base import Failure, Progress, State
from pipeline.backends.described.model import Cost, Poll
from pipeline.backends.described.paths import Answer, first, found
from pipeline.backends.programs import shown
from pipeline.facts import Money

__all__ = ["cost_of", "instant", "progress_of", "says"]

log = logging.getLogger(__name__)

_MOST_WORDS = 300
_MOST_WAIT = 3600.0
_BAD = frozenset({State.FAILED, State.MODERATED, State.EXPIRED, State.CANCELLED})
_EARLY, _LATE = 1_000_000_000, 20_000_000_000
"""Seconds since 1970 that can be a date of a job; above them the number is in milliseconds."""


def progress_of(poll: Poll, answer: Answer, tell: Callable[[str], None]) -> Progress:
    """What an answer says of the job; ``tell`` hears a word that nobody knows.

    A word that the description does not know means that the job is being made: to take it for a
    failure could buy it again.
    """
    state = _state(poll, answer, tell)
    cost = cost_of(poll.cost, answer)
    failure = None
    if state in _BAD:
        failure = _failure(poll, answer, state, cost)
        codes = _texts(poll, answer)
        if state is State.FAILED and says(poll.moderated, codes):
            state = State.MODERATED
    return Progress(
        state,
        fraction=_fraction(poll, answer),
        retry_after_seconds=_wait(poll, answer),
        failure=failure,
        cost=cost if state in _BAD or state is State.READY else None,
        expires=instant(first(poll.expires, answer)),
    )


def _state(poll: Poll, answer: Answer, tell: Callable[[str], None]) -> State:
    if answer.status in poll.http:
        return poll.http[answer.status]
    if found(poll.failed_by, answer):
        return State.FAILED
    if first(poll.gone_by, answer) not in (None, False):
        return State.EXPIRED
    word = first(poll.state, answer)
    if word is not None:
        state = poll.states.get(str(word))
        if state is not None:
            return state
    if found(poll.ready_by, answer):
        return State.READY
    if word is not None:
        tell(shown(str(word), 60))
    return State.WORKING


def cost_of(cost: Cost | None, answer: Answer) -> Money | None:
    """What the service says it took, rounded up to a millionth; None where it says nothing."""
    if cost is None:
        return None
    try:
        number = Decimal(str(first(cost.at, answer)))
    except InvalidOperation:
        return None
    if not number.is_finite() or number < 0:
        return None
    return Money(math.ceil(number * cost.unit.micros / cost.of), cost.unit.currency)


def says(words: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether one of the words, in which ``*`` may stand, is found anywhere in the texts."""
    heard = [text.lower() for text in texts]
    return any(fnmatchcase(text, f"*{word.lower()}*") for word in words for text in heard)


def instant(value: Any) -> datetime | None:
    """A moment as services write it: ISO 8601, or seconds or milliseconds since 1970."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if number > _LATE:
        number /= 1000
    return datetime.fromtimestamp(number, UTC) if _EARLY < number < _LATE else None


def _failure(poll: Poll, answer: Answer, state: State, cost: Money | None) -> Failure:
    texts = _texts(poll, answer)
    reason = "; ".join(dict.fromkeys(reversed(texts))) or f"the service says: {state}"
    refused = first(poll.refused, answer)
    return Failure(
        shown(reason, _MOST_WORDS),
        is_retryable=says(poll.retryable, texts),
        is_billed=says(poll.billed, texts) if cost is None else cost.micros > 0,
        refused=shown(str(refused), _MOST_WORDS) if refused else "",
    )


def _texts(poll: Poll, answer: Answer) -> list[str]:
    """Code, reason, and whatever stands where only failures write something."""
    values = (
        *found(poll.code, answer),
        *found(poll.reason, answer),
        *found(poll.failed_by, answer),
    )
    return [text for value in values if (text := _text(value))]


def _text(value: Any) -> str:
    """A failure's text; services put it into a block as often as not."""
    if isinstance(value, dict):
        inner = (value.get(name) for name in ("message", "msg", "detail", "type", "code"))
        return " ".join(text for text in map(_text, inner) if text)
    if isinstance(value, list):
        return "; ".join(text for text in map(_text, value[:3]) if text)
    return "" if value is None or isinstance(value, bool) else str(value)


def _fraction(poll: Poll, answer: Answer) -> float | None:
    try:
        fraction = float(first(poll.fraction, answer)) / poll.whole
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return min(1.0, max(0.0, fraction)) if math.isfinite(fraction) else None


def _wait(poll: Poll, answer: Answer) -> float | None:
    from pipeline.backends.faults import retry_after
    from pipeline.backends.wire import Reply

    said = first(poll.wait, answer)
    try:
        seconds = float(said)
    except (TypeError, ValueError):
        if "retry-after" not in answer.headers and "retry-after-ms" not in answer.headers:
            return None
        seconds = retry_after(Reply(answer.status, answer.headers))
    return min(_MOST_WAIT, max(0.0, seconds)) if math.isfinite(seconds) else None
