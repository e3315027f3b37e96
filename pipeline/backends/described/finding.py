"""Look for an order whose answer was lost, in the service's own list of jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from msgspec import Struct

from pipeline.backends.base import Prepared
from pipeline.backends.described.model import Find, Request
from pipeline.backends.described.paths import Answer, first, found

__all__ = ["Found", "Sought", "look"]

_BEFORE = timedelta(seconds=90)
"""So much earlier than the order may a job seem to begin: clocks differ."""

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
            if job is not None and _is_same(find, one, sought, begin):
                kept = {name: first(paths, one) for name, paths in find.keep.items()}
                made.append(Found(str(job), {n: v for n, v in kept.items() if v is not None}))
        onward = first(find.next, answer)
        if not isinstance(onward, str):
            break
        from pipeline.backends.described.templates import Spot

        request = Request(find.request.method, Spot("next"), headers=find.request.headers)
        values = {**values, "next": onward}
    return list({one.job: one for one in made}.values())


def _is_same(find: Find, item: Answer, sought: Sought, begin: datetime) -> bool:
    """Whether everything that the description compares is the same."""
    from pipeline.backends.described.states import instant

    asked = sought.prepared.body.get("asked", {})
    wanted = {
        "prompt": sought.prepared.order.prompt,
        "seed": asked.get("seed"),
        "model": asked.get("model"),
        "voice": asked.get("voice"),
    }
    for word, paths in find.match.items():
        values = found(paths, item)
        if word == "tag":
            keys = {sought.attempt_key, str(sought.values.get("attempt.uuid"))}
            if not any(str(value) in keys for value in values):
                return False
        elif word == "began":
            moment = instant(values[0]) if values else None
            if moment is not None and moment < begin:
                return False
        elif wanted[word] not in (None, "") and not _spellings(wanted[word]) & set(
            map(str, values)
        ):
            return False
    return True


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
