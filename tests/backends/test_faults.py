"""What refusals mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.backends.exchange import Reply
from pipeline.backends.faults import (
    Words,
    found_at,
    raise_for_ask,
    raise_for_submit,
    retry_after,
    sentence,
)
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

WORDS = Words(service="acme", variables=("ACME_KEY",), successors=("snow-2",))
HTML = b"<!doctype html><html><title>Bad gateway</title>"


def reply(status: int, body: Any = None, kind: str = "application/json", **headers: str) -> Reply:
    data = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, {"content-type": kind, **named}, data)


ORDERS: list[tuple[Reply, type[BackendError]]] = [
    (reply(401, {"error": {"message": "bad key"}}), NotConfigured),
    (reply(403, {"detail": "not allowed"}), NotConfigured),
    (reply(403, {"name": "content_moderation", "errors": ["flagged"]}), Moderated),
    (reply(403, {"detail": "User is locked. Reason: Exhausted balance."}), OutOfCredit),
    (reply(402, {"title": "Payment"}), OutOfCredit),
    (reply(400, {"error": {"code": "moderation_blocked", "message": "no"}}), Moderated),
    (reply(422, {"detail": [{"type": "content_policy_violation", "msg": "no"}]}), Moderated),
    (reply(422, {"detail": [{"type": "missing", "msg": "Field required"}]}), CannotMake),
    (reply(400, {"error": {"code": "model_not_found", "message": "no such"}}), ModelRetired),
    (reply(404, {"error": "no route"}), ModelRetired),
    (reply(410, {}), ModelRetired),
    (reply(413, HTML, "text/html"), CannotMake),
    (reply(429, {"error": {"code": "rate_limit_exceeded", "message": "slow"}}), RateLimited),
    (reply(429, {"error": {"code": "insufficient_quota", "message": "pay"}}), OutOfCredit),
    (reply(429, HTML, "text/html"), RateLimited),
    (reply(408), SubmitUnknown),
    (reply(409, {"error": "conflict"}), SubmitUnknown),
    (reply(500, {"error": "content moderation is down"}), SubmitUnknown),
    (reply(503, HTML, "text/html"), SubmitUnknown),
    (reply(301, location="https://other.example/v1"), SubmitUnknown),
    (reply(303, location="https://other.example/v1"), SubmitUnknown),
    (reply(307, location="https://other.example/v1?sig=1"), NotConfigured),
    (reply(308, location="https://other.example/v1"), NotConfigured),
    (reply(200, HTML, "text/html"), SubmitUnknown),
    (reply(200, b'{"id": "jo'), SubmitUnknown),
    (reply(200, b"[" * 100_000), SubmitUnknown),
    (reply(200, b'"words"'), SubmitUnknown),
    (reply(200, b""), SubmitUnknown),
    (reply(101), SubmitUnknown),
]


@pytest.mark.parametrize(("said", "means"), ORDERS)
def test_a_reply_to_an_order_means(said: Reply, means: type[BackendError]) -> None:
    """Only what is a refusal beyond doubt says that nothing was taken."""
    with pytest.raises(BackendError) as caught:
        raise_for_submit(said, WORDS)

    assert means is type(caught.value)
    assert "acme" in caught.value.message


@pytest.mark.parametrize("good", [reply(200, {"id": 1}), reply(201, b"[]"), reply(204, b"")])
def test_a_good_reply_raises_nothing(good: Reply) -> None:
    """It is JSON, or says that there is nothing to say."""
    raise_for_submit(good, WORDS)
    raise_for_ask(good, WORDS)


def test_a_result_is_no_page() -> None:
    """A reply that is to be the result may be bytes, and may not be a web page."""
    sound = reply(200, b"\xff\xfb", "audio/mpeg")

    raise_for_submit(sound, WORDS, is_result=True)
    with pytest.raises(SubmitUnknown):
        raise_for_submit(sound, WORDS)
    with pytest.raises(SubmitUnknown, match="a web page"):
        raise_for_submit(reply(200, HTML, "text/html"), WORDS, is_result=True)


QUESTIONS: list[tuple[Reply, type[BackendError]]] = [
    (reply(401), NotConfigured),
    (reply(404, {"detail": "no such task"}), OutputExpired),
    (reply(410), OutputExpired),
    (reply(408), Unreachable),
    (reply(429, retry_after="7"), RateLimited),
    (reply(500), Unreachable),
    (reply(502, HTML, "text/html"), Unreachable),
    (reply(200, HTML, "text/html"), Unreachable),
    (reply(302, location="https://login.example"), Unreachable),
    (reply(422, {"detail": "too wide"}), CannotMake),
    (reply(400, {"error": {"code": "moderation_blocked", "message": "no"}}), Moderated),
]


@pytest.mark.parametrize(("said", "means"), QUESTIONS)
def test_a_reply_to_a_question_means(said: Reply, means: type[BackendError]) -> None:
    """A question may be asked again: trouble is no verdict about the job."""
    with pytest.raises(BackendError) as caught:
        raise_for_ask(said, WORDS)

    assert means is type(caught.value)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "0.5"}, 0.5),
        ({"retry_after": "-3"}, 0.0),
        ({"retry_after": "1" * 400}, 2.0),
        ({"retry_after": "99999999"}, 86400.0),
        ({"retry_after": "soon"}, 2.0),
        ({"retry_after": "nan"}, 2.0),
        ({}, 2.0),
        ({"retry_after_ms": "1500", "retry_after": "9"}, 1.5),
        (
            {
                "date": "Mon, 30 Nov 2026 12:00:00 GMT",
                "retry_after": "Mon, 30 Nov 2026 12:01:30 GMT",
            },
            90.0,
        ),
        (
            {
                "date": "Mon, 30 Nov 2026 12:00:00 GMT",
                "retry_after": "Mon, 30 Nov 2026 11:00:00 GMT",
            },
            0.0,
        ),
        ({"retry_after": "Mon, 30 Nov 1970 11:00:00 -0000"}, 0.0),
        ({"retry_after": "Mon, 99 Nov 2026 11:00:00 GMT"}, 2.0),
    ],
)
def test_a_plea_for_patience_is_read(headers: dict[str, str], seconds: float) -> None:
    """Seconds, a date by the service's own clock, or nonsense; never for longer than a day."""
    assert seconds == retry_after(reply(429, **headers))


def test_the_wait_travels_with_the_error() -> None:
    """The run waits as long as was asked."""
    with pytest.raises(RateLimited) as caught:
        raise_for_submit(reply(429, retry_after="33"), WORDS)

    assert 33.0 == caught.value.retry_after_seconds


def test_a_refused_key_is_named_by_its_variable() -> None:
    """And a model that is gone by its successors."""
    with pytest.raises(NotConfigured) as refused:
        raise_for_submit(reply(401, {"error": {"message": "bad key"}}), WORDS)
    with pytest.raises(ModelRetired) as gone:
        raise_for_submit(reply(404, {"error": "no such model"}), WORDS)

    assert [
        "acme does not accept the key (401): bad key",
        "  fix: look at the key in ACME_KEY",
    ] == refused.value.lines()
    assert "  fix: take snow-2 in its place" == gone.value.lines()[-1]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"error": {"message": "too\nlong \x1b[31m"}}, "too long [31m"),
        ({"detail": [{"msg": "first"}, {"msg": "second"}]}, "first"),
        ({"errors": ["one", "two"]}, "one"),
        ({"error": "plain"}, "plain"),
        ({"error": {"message": "x" * 1000}}, "x" * 299 + "…"),
        (HTML, "a web page"),
        (b"just words", "just words"),
        (b"", "no words"),
        ({"odd": True}, '{"odd": true}'),
    ],
)
def test_the_service_is_quoted_in_one_line(body: Any, told: str) -> None:
    """Of at most 300 characters, without anything a terminal would obey."""
    assert told == sentence(reply(422, body, kind=""), WORDS)


def test_a_path_finds_what_stands_there() -> None:
    """Names and numbers; nothing is None, never an error."""
    value = {"a": [{"b": 1}], "c": "text"}

    assert [1, "text", None, None, None] == [
        found_at(value, path) for path in ("a.0.b", "c", "a.7.b", "c.d", "x")
    ]
