"""Which jobs of a service's list may be a lost order: by its words, its time, its tag."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.backends.base import Operation, Order, Prepared
from pipeline.backends.described.finding import Sought, is_like, look
from pipeline.backends.described.model import Find, Request
from pipeline.backends.described.paths import Answer, read_path

SENT = datetime(2026, 11, 30, 12, tzinfo=UTC)
PATHS = {name: (read_path(name),) for name in ("prompt", "seed", "model", "voice", "began", "tag")}


def find(*words: str) -> Find:
    """A list that tells these words of its jobs."""
    match = {word: PATHS[word] for word in words}
    return Find(Request("GET", "/jobs"), (read_path("jobs[*]"),), (read_path("id"),), match)


def prepared(prompt: str = "a road", **asked: object) -> Prepared:
    """An order of these words."""
    return Prepared(Order(Operation.T2I, "sh010", prompt), {"asked": asked})


def found(rule: Find, *jobs: Mapping[str, Any], **asked: object) -> dict[str, str]:
    """What is found among the jobs: ids, and why each may be another's."""
    sought = Sought(prepared(**asked), "k" * 32, SENT, {"attempt.uuid": "u"})
    said = {"jobs": [{"id": str(number), **job} for number, job in enumerate(jobs)]}
    answer = Answer(said, {"date": "Mon, 30 Nov 2026 14:00:00 GMT"})
    made = look(rule, sought, lambda *_: answer, lambda: SENT + timedelta(hours=2))
    return {one.job: one.doubt for one in made}


def at(**passed: float) -> str:
    """A moment after the order was sent, as lists write it."""
    return (SENT + timedelta(**passed)).isoformat()


def test_what_began_before_the_order_is_not_it() -> None:
    """But for a minute by which clocks differ."""
    jobs = [{"prompt": "a road", "began": at(seconds=-far)} for far in (600, 60, 0)]

    assert {"1": "", "2": ""} == found(find("prompt", "began"), *jobs)


def test_a_job_without_a_time_proves_nothing() -> None:
    """Unless it carries our own tag; where a list tells no times at all, none of it does."""
    job = {"prompt": "a road"}

    assert {"0": "has no date"} == found(find("prompt", "began"), job)
    assert {"0": "has no date"} == found(find("prompt"), job)
    assert {"0": "has no date"} == found(find("prompt", "began"), {**job, "began": "soon"})
    assert {"0": ""} == found(find("tag", "began"), {"tag": "k" * 32}, {"tag": "x"})


def test_what_began_long_after_the_order_may_be_anothers() -> None:
    """An order is sent at once; a later one of the same words is somebody else's."""
    jobs = [{"prompt": "a road", "began": at(minutes=late)} for late in (29, 45)]

    assert {"0": "", "1": "began 45 minutes after it"} == found(find("prompt", "began"), *jobs)


@pytest.mark.parametrize(
    ("words", "asked", "is_twin"),
    [
        (("prompt",), {}, True),
        (("prompt", "seed"), {"seed": 8}, False),
        (("prompt", "seed"), {"seed": None}, True),
        (("prompt", "model"), {"model": "maker/b:y"}, False),
        (("prompt", "model"), {"model": "maker/a:z"}, True),
        (("prompt",), {"prompt": "a river"}, False),
        (("prompt", "began"), {"voice": "z"}, True),
        (("tag",), {}, False),
    ],
)
def test_orders_are_alike_where_the_list_tells_no_difference(
    words: tuple[str, ...], asked: dict[str, Any], *, is_twin: bool
) -> None:
    """What it does not tell, and what an order does not say, tells nothing apart."""
    one = prepared(seed=7, model="maker/a:x", voice="y")
    other = prepared(**{"seed": 7, "model": "maker/a:x", "voice": "y"} | asked)

    assert is_twin == is_like(find(*words), one, other) == is_like(find(*words), other, one)
