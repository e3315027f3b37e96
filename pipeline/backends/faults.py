"""What a service's refusal means: the errors of the contract, by status and by the service's words.

    401 403        NotConfigured    402              OutOfCredit     404 410   ModelRetired
    400 422 other  CannotMake       429              RateLimited     307 308   NotConfigured
    408 409 5xx    SubmitUnknown    other redirects  SubmitUnknown   a page, half a reply: the same

Words come before numbers: a refusal for content is `Moderated` and an empty account is
`OutOfCredit` whatever the status (429 at OpenAI, 403 at fal and Stability). Only a refusal that is
one beyond doubt says that nothing was taken; everything else leaves the order in doubt.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from msgspec import Struct

from pipeline.backends.addresses import shown_url
from pipeline.backends.exchange import Reply
from pipeline.backends.keys import variable_words
from pipeline.backends.programs import shown
from pipeline.errors import (
    BackendError,
    CannotMake,
    ModelRetired,
    Moderated,
    NotConfigured,
    OutOfCredit,
    OutputExpired,
    RateLimited,
    SubmitUnknown,
    Unreachable,
)

__all__ = [
    "MODERATED",
    "NO_CREDIT",
    "Words",
    "found_at",
    "meaning",
    "raise_for_ask",
    "raise_for_submit",
    "retry_after",
    "sentence",
]

MODERATED = (
    *("content_policy", "content policy", "moderation", "moderated", "content_filter"),
    *("safety system", "safety_violation", "nsfw", "sensitive content", "sensitivecontent"),
)
"""What services say when they will not make something, in lower case.

OpenAI ``moderation_blocked``, fal ``content_policy_violation``, Stability ``content_moderation``,
Luma ``content_moderated``, BytePlus ``InputTextSensitiveContentDetected``.
"""

NO_CREDIT = (
    *("insufficient_quota", "insufficient credit", "insufficient_credit", "not enough credit"),
    *("insufficient balance", "insufficientbalance", "exhausted balance", "balance exhausted"),
    *("budget_exhausted", "payment_required", "billing_hard_limit", "charging_failed"),
    *("quota_exceeded", "accountoverdue"),
)
"""What services say when an account is empty, in lower case.

OpenAI ``insufficient_quota``, fal ``Exhausted balance``, Luma ``budget_exhausted``, ElevenLabs
``quota_exceeded`` and ``charging_failed``.
"""

_MOST_WORDS = 300
_MOST_WAIT = 24 * 3600.0
_DEFAULT_WAIT = 2.0
_ABOUT_KEYS = (401, 403)
_PERHAPS_TAKEN = (408, 409)


class Words(Struct, frozen=True):
    """Where a service says what, and which of its words mean what; lower case, found anywhere."""

    service: str = "the service"
    sentence: tuple[str, ...] = (
        *("error.message", "message", "detail.message", "detail.0.msg", "detail", "error_message"),
        *("errors.0.message", "errors.0", "failure_reason", "error", "title"),
    )
    """Paths into the reply, the first that holds words counts: ``error.message``."""
    code: tuple[str, ...] = (
        *("error.code", "error.type", "error.status", "code", "name", "detail.status"),
        *("detail.code", "detail.0.type", "errors.0.code", "failureCode", "error_type"),
    )
    moderated: tuple[str, ...] = MODERATED
    no_credit: tuple[str, ...] = NO_CREDIT
    retired: tuple[str, ...] = (
        *("model_not_found", "model_retired", "model_deprecated", "has been deprecated"),
        *("no longer available",),
    )
    successors: tuple[str, ...] = ()
    """Models to take in place of one that is gone."""
    variables: tuple[str, ...] = ()
    """Where the key comes from, told when it is refused."""


def raise_for_submit(reply: Reply, words: Words, *, is_result: bool = False) -> None:
    """Say what a reply to an order means, unless it is good.

    ``is_result``: a good reply is the result itself, and need not be JSON.

    Raises:
        BackendError: as the table above says.
    """
    who, said = words.service, sentence(reply, words)
    if 200 <= reply.status < 300:
        if _is_readable(reply, is_result=is_result):
            return
        raise SubmitUnknown(
            f"{who} answered {reply.status} with something that nobody can read: {said}"
        )
    if reply.status in {307, 308}:
        there = shown_url(reply.headers.get("location", ""))
        raise NotConfigured(
            f"{who} has moved to {there}; nothing was sent there",
            fix="write the new address as its base_url, if you trust it",
        )
    if reply.status < 400 or reply.status >= 500 or reply.status in _PERHAPS_TAKEN:
        raise SubmitUnknown(f"{who} answered {reply.status} to the order: {said}")
    found = meaning(reply, words)
    if found is not None:
        raise found
    if reply.status in {404, 410}:
        raise _retired(words, said)
    raise CannotMake(f"{who} refuses the order ({reply.status}): {said}")


def raise_for_ask(reply: Reply, words: Words, *, is_result: bool = False) -> None:
    """Say what a reply to a question (poll, look-up, upload) means, unless it is good.

    Raises:
        OutputExpired: 404 or 410: the service knows no such job any more.
        NotConfigured, RateLimited, OutOfCredit, Moderated: as for an order.
        CannotMake: the question itself is refused: 400, 413, 415, 422.
        Unreachable: everything else: ask again later.
    """
    who, said = words.service, sentence(reply, words)
    if 200 <= reply.status < 300:
        if _is_readable(reply, is_result=is_result):
            return
        raise Unreachable(f"{who} answered with something that nobody can read: {said}")
    if not 400 <= reply.status < 500 or reply.status in {408, 409, 425}:
        raise Unreachable(f"{who} answered {reply.status}: {said}")
    if reply.status in {404, 410}:
        raise OutputExpired(f"{who} does not know it any more ({reply.status}): {said}")
    raise meaning(reply, words) or CannotMake(f"{who} refuses ({reply.status}): {said}")


def meaning(reply: Reply, words: Words) -> BackendError | None:
    """What a refusal means by its words, then by its status; None where it only says no.

    Good too for a reply of 200 whose body is a refusal.
    """
    said, codes = sentence(reply, words), " ".join(_texts(reply, words.code))
    heard = f"{codes} {said}".lower()
    who = words.service
    if any(word in heard for word in words.moderated):
        return Moderated(f"{who} will not make this: {said}")
    if reply.status == 402 or any(word in heard for word in words.no_credit):
        return OutOfCredit(
            f"the account at {who} is empty: {said}", fix="top it up, then make again"
        )
    if reply.status == 429:
        return RateLimited(
            f"{who} asks for patience: {said}", retry_after_seconds=retry_after(reply)
        )
    if reply.status in _ABOUT_KEYS:
        place = " or ".join(map(variable_words, words.variables))
        return NotConfigured(
            f"{who} does not accept the key ({reply.status}): {said}",
            fix=f"look at the key in {place}" if place else "look at the key",
        )
    if any(word in heard for word in words.retired):
        return _retired(words, said)
    return None


def sentence(reply: Reply, words: Words) -> str:
    """What the service itself says, in one line of at most 300 characters."""
    for text in _texts(reply, words.sentence):
        return shown(text, _MOST_WORDS)
    if reply.media_type == "text/html" or reply.body.lstrip()[:1] == b"<":
        return "a web page"
    text = " ".join(reply.body[:2000].decode("utf-8", "replace").split())
    return shown(text, _MOST_WORDS) if text else "no words"


def retry_after(reply: Reply, default: float = _DEFAULT_WAIT) -> float:
    """Seconds that the service asks to wait, at most a day; ``default`` where it says nothing.

    ``Retry-After`` is seconds or a date, which is read against the service's own clock;
    ``retry-after-ms`` is what OpenAI's and Runway's clients read first.
    """
    in_ms = _number(reply.headers.get("retry-after-ms", ""))
    said = reply.headers.get("retry-after", "")
    seconds = in_ms / 1000 if in_ms is not None else _number(said)
    if seconds is None:
        then = _date(said)
        if then is None:
            return default
        seconds = (
            then - (_date(reply.headers.get("date", "")) or datetime.now(UTC))
        ).total_seconds()
    return min(max(seconds, 0.0), _MOST_WAIT)


def found_at(value: Any, path: str) -> Any:
    """What stands at ``error.0.message`` in JSON; None where nothing does."""
    for name in path.split("."):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _retired(words: Words, said: str) -> ModelRetired:
    after = ", ".join(words.successors)
    return ModelRetired(
        f"{words.service} knows no such model any more: {said}",
        fix=f"take {after} in its place" if after else "choose another model",
    )


def _is_readable(reply: Reply, *, is_result: bool) -> bool:
    """Whether a good reply is what was asked for: a result, JSON, or nothing at all (204)."""
    if is_result and not reply.is_text:
        return reply.file is not None or bool(reply.body)
    if reply.status == 204:
        return True
    try:
        return isinstance(reply.json(), dict | list)
    except ValueError:
        return False


def _texts(reply: Reply, paths: tuple[str, ...]) -> Iterator[str]:
    """The words at these paths of a reply, blank ones left out."""
    try:
        value = reply.json()
    except ValueError:
        return
    for path in paths:
        found = found_at(value, path)
        if isinstance(found, int | str) and not isinstance(found, bool) and str(found).strip():
            yield " ".join(str(found).split())


def _number(text: str) -> float | None:
    if not re.fullmatch(r"\s*-?\d+(\.\d*)?\s*", text):
        return None
    seconds = float(text)
    return seconds if math.isfinite(seconds) else None


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
