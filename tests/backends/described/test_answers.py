"""What is read out of answers: paths, states, costs, moments, and where a key may go."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.backends.base import State
from pipeline.backends.described.door import Door
from pipeline.backends.described.model import Cost, Poll
from pipeline.backends.described.paths import Answer, first, found, read_path
from pipeline.backends.described.states import cost_of, instant, progress_of, says
from pipeline.errors import BackendError
from pipeline.facts import Money

DATA = {
    "output": ["a", "b"],
    "data": [{"url": "x", "n": 1}, {"url": "y"}],
    "error": None,
    "empty": "",
    "no": False,
    "a-b": {"c_d": 5},
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("output[*]", ["a", "b"]),
        ("output[1]", ["b"]),
        ("output[7]", []),
        ("data[*].url", ["x", "y"]),
        ("data[0].n", [1]),
        ("error", []),
        ("empty", []),
        ("no", [False]),
        ("a-b.c_d", [5]),
        ("nobody.knows", []),
        ("output.a", []),
        ("@seed", ["7"]),
        (".", [DATA]),
    ],
)
def test_a_path_leads_to_what_is_there(path: str, expected: list[Any]) -> None:
    """What is null or empty is not there."""
    assert expected == found((read_path(path),), Answer(DATA, {"seed": "7"}))


def test_the_first_path_that_finds_something_counts() -> None:
    """Whatever stands behind the others."""
    paths = tuple(map(read_path, ("error", "empty", "data[*].url", "output[*]")))

    assert "x" == first(paths, Answer(DATA))


@pytest.mark.parametrize("text", ["", "a..b", ".a", "a[", "a[x]", "a[*", "@", "a b", "[0"])
def test_a_path_that_cannot_be_read_is_a_fault(text: str) -> None:
    """When the description is loaded."""
    with pytest.raises(ValueError, match=r"path|header"):
        read_path(text)


def paths(*written: str) -> tuple[Any, ...]:
    return tuple(map(read_path, written))


POLL = Poll(
    state=paths("status"),
    states={"DONE": State.READY, "BAD": State.FAILED, "WAIT": State.QUEUED},
    http={202: State.WORKING},
    failed_by=paths("error"),
    gone_by=paths("removed"),
    fraction=paths("progress"),
    whole=100,
    code=paths("code"),
    reason=paths("why"),
    moderated=("safety", "nsfw*found"),
    billed=("safety",),
    retryable=("internal",),
    cost=Cost(paths("cost"), Money(10_000)),
)


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"status": "DONE"}, State.READY),
        ({"status": "WAIT"}, State.QUEUED),
        ({"status": "something new"}, State.WORKING),
        ({}, State.WORKING),
        ({"status": 3}, State.WORKING),
        ({"status": "BAD"}, State.FAILED),
        ({"status": "DONE", "error": "it fell over"}, State.FAILED),
        ({"status": "BAD", "code": "SAFETY.INPUT"}, State.MODERATED),
        ({"status": "BAD", "why": "NSFW content was found"}, State.MODERATED),
        ({"status": "DONE", "removed": True}, State.EXPIRED),
        ({"status": "DONE", "removed": False}, State.READY),
        ([], State.WORKING),
        (None, State.WORKING),
    ],
)
def test_a_word_nobody_knows_means_working(data: Any, state: State) -> None:
    """Only the service's own words end a job."""
    assert state is progress_of(POLL, Answer(data), lambda _: None).state


def test_how_far_it_is_and_what_it_cost() -> None:
    """A fraction between nothing and all; a cost only when it is over."""
    working = progress_of(POLL, Answer({"progress": 40, "cost": 9}), lambda _: None)
    done = progress_of(POLL, Answer({"status": "DONE", "progress": 140, "cost": "2.5"}), print)

    assert (0.4, None) == (working.fraction, working.cost)
    assert (1.0, Money(25_000)) == (done.fraction, done.cost)


@pytest.mark.parametrize(
    ("data", "billed", "retryable"),
    [
        ({"status": "BAD", "code": "SAFETY.X"}, True, False),
        ({"status": "BAD", "code": "INTERNAL"}, False, True),
        ({"status": "BAD", "code": "INTERNAL", "cost": 5}, True, True),
        ({"status": "BAD", "code": "SAFETY.X", "cost": 0}, False, False),
        ({"status": "BAD"}, False, False),
    ],
)
def test_what_a_failure_means(data: Any, *, billed: bool, retryable: bool) -> None:
    """What the service says it billed goes before what its words mean."""
    failure = progress_of(POLL, Answer(data), lambda _: None).failure

    assert failure is not None
    assert (billed, retryable) == (failure.is_billed, failure.is_retryable)


@pytest.mark.parametrize("written", ["x", "NaN", "-1", "Infinity", [], {}, True, None])
def test_a_cost_that_is_no_number_is_unknown(written: Any) -> None:
    """Never nothing."""
    assert cost_of(POLL.cost, Answer({"cost": written})) is None


@pytest.mark.parametrize(
    "written",
    ["2026-11-30T12:00:00Z", "2026-11-30T13:00:00+01:00", 1796040000, "1796040000", 1796040000000],
)
def test_moments_are_read_as_services_write_them(written: Any) -> None:
    """ISO, seconds, milliseconds."""
    assert datetime(2026, 11, 30, 12, tzinfo=UTC) == instant(written)


@pytest.mark.parametrize("written", ["soon", 5, "", None, True, {}, "2026-99-99"])
def test_what_is_no_moment_is_none(written: Any) -> None:
    """And is not compared with."""
    assert instant(written) is None


def test_words_are_found_anywhere() -> None:
    """In any case, with a star between."""
    assert says(("content*policy",), ["it hurts our Content and safety POLICY"])
    assert not says(("policy",), ["fine"])


def test_a_key_goes_to_the_services_own_hosts() -> None:
    """And to those that its description names; nowhere near them."""
    door = Door("https://queue.fal.run", ("api.fal.ai",))

    assert "https://queue.fal.run/a/b" == door.written("/a/b")
    assert "https://api.fal.ai/x?y=1" == door.written("https://api.fal.ai/x?y=1")
    for address in ("https://queue.fal.run.evil.com/x", "http://queue.fal.run/x", "nowhere",
                    "https://user@queue.fal.run/x", "https://queue.fal.run:444/x"):  # fmt: skip
        with pytest.raises(BackendError, match="the key is not sent there"):
            door.given(address)


def test_elsewhere_nothing_goes_to_the_real_hosts() -> None:
    """A film that points a service elsewhere speaks with that place alone."""
    door = Door("https://queue.fal.run", ("api.fal.ai",), "http://127.0.0.1:8000/fal")

    assert "http://127.0.0.1:8000/fal/v1/x?y=1" == door.written("https://api.fal.ai/v1/x?y=1")
    with pytest.raises(BackendError, match=r"'queue\.fal\.run', which is none of its own"):
        door.given("https://queue.fal.run/x")
