"""Look for an order whose answer was lost, in the service's own list of jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from msgspec import Struct

from pipeline.backends.base import Prepared
from pipeline.backends.described.model import Find, Request
from pipeline.backends.described.paths import Answer, first, found

__all__ = ["Found", "Sought", "is_like", "look"]

_BEFORE = timedelta(seconds=90)
"""So much earlier than the order may a job seem to begin: clocks differ."""
_AFTER = timedelta(minutes=30)
"""So much later it may have been sent, behind others; what began after that may be another's."""

Ask = Callable[[Request, Mapping[str, Any]], Answer | None]
"""Ask the service; None where its answer means that there is nothing."""


class Sought(Struct, frozen=True):
    """What the lost order was."""

    prepared: Prepared
    attempt_key: str
    since: datetime
    values: Mapping[str, Any]
    """What the search may be written with: ``attempt``, ``model``, ``job`` …"""


class Found(Struct, frozen=True):
    """A job that could be it."""

    job: str
    kept: Mapping[str, Any]
    doubt: str = ""
    """Why it may be another's."""


def look(find: Find, sought: Sought, ask: Ask, now: Callable[[], datetime]) -> list[Found]:
    """Every job in the list that could be the lost order, page by page."""
    since = sought.since - _BEFORE
    request, values = find.request, {**sought.values, **_moments(since)}
    made: list[Found] = []
    for _ in range(max(1, find.pages)):
        answer = ask(request, values)
        if answer is None:
            break
        begin = since + (_server_time(answer, now()) - now())
        for item in found(find.items, answer):
            one = Answer(item)
            job = first(find.job, one)
            if job is not None and _is_same(find, one, sought):
                kept = {name: first(paths, one) for name, paths in find.keep.items()}
                known = {name: value for name, value in kept.items() if value is not None}
                doubt = _doubt(find, one, begin)
                if doubt is not None:
                    made.append(Found(str(job), known, doubt))
        onward = first(find.next, answer)
        if not isinstance(onward, str):
            break
        from pipeline.backends.described.templates import Spot

        request = Request(find.request.method, Spot("next"), headers=find.request.headers)
        values = {**values, "next": onward}
    return list({one.job: one for one in made}.values())


def is_like(find: Find, one: Prepared, other: Prepared) -> bool:
    """Whether what the list tells of the one order might be the other's as well."""
    if "tag" in find.match:
        return False
    first_wanted, other_wanted = _wanted(one), _wanted(other)
    return all(
        _may_be(first_wanted[word], other_wanted[word]) for word in find.match if word != "began"
    )


def _may_be(one: Any, other: Any) -> bool:
    """Whether two values may be the same; what an order does not say, may be anything."""
    return one in _NOTHING or other in _NOTHING or bool(_spellings(one) & _spellings(other))


def _may_be_among(one: Any, values: Iterable[Any]) -> bool:
    """Whether a value of an order is among those of a job; what it does not say, is."""
    return one in _NOTHING or bool(_spellings(one) & set(map(str, values)))


_NOTHING = (None, "")


def _wanted(prepared: Prepared) -> dict[str, Any]:
    """What an order says of itself, by the words that a description compares."""
    asked = prepared.body.get("asked", {})
    known = {word: asked.get(word) for word in ("seed", "model", "voice")}
    return {"prompt": prepared.order.prompt, **known}


def _is_same(find: Find, item: Answer, sought: Sought) -> bool:
    """Whether everything that the description compares is the same; its time is another matter."""
    wanted = _wanted(sought.prepared)
    for word, paths in find.match.items():
        values = found(paths, item)
        if word == "tag":
            keys = {sought.attempt_key, str(sought.values.get("attempt.uuid"))}
            if not any(str(value) in keys for value in values):
                return False
        elif word != "began" and not _may_be_among(wanted[word], values):
            return False
    return True


def _doubt(find: Find, item: Answer, begin: datetime) -> str | None:
    """Why a job of the same words may be another's; None: it began before, and surely is.

    A tag of ours is proof; without one, a job without a time proves nothing.
    """
    from pipeline.backends.described.states import instant

    if not find.match or "tag" in find.match:
        return ""
    values = found(find.match.get("began", ()), item)
    moment = instant(values[0]) if values else None
    if moment is None:
        return "has no date"
    if moment < begin:
        return None
    late = moment - begin - _BEFORE
    return f"began {late.total_seconds() / 60:.0f} minutes after it" if late > _AFTER else ""


def _spellings(value: Any) -> set[str]:
    """A value as lists say it: of ``owner/name:version`` either half, too."""
    text = str(value)
    owner, _, version = text.rpartition(":")
    return {text, owner, version} if "/" in owner else {text}


def _moments(since: datetime) -> dict[str, Any]:
    moment = since.astimezone(UTC)
    written = moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"since": written, "since.unix": int(moment.timestamp())}


def _server_time(answer: Answer, here: datetime) -> datetime:
    """What the service's clock says; ours where it does not say."""
    try:
        moment = parsedate_to_datetime(answer.headers.get("date", ""))
    except (TypeError, ValueError):
        return here
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
