"""What follows a fault at the moment of sending."""

from __future__ import annotations

import pytest

from pipeline.backends.base import Recovery
from pipeline.run.retry import After, after_submit, pause_seconds
from pipeline.run.worker import Fault


@pytest.mark.parametrize("recovery", list(Recovery))
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("SubmitRejected", After.RETRY),
        ("Moderated", After.MODERATED),
        ("OutOfCredit", After.PAUSE),
        ("NotConfigured", After.PAUSE),
        ("CannotMake", After.REFUSED),
        ("ModelRetired", After.REFUSED),
        ("RateLimited", After.LATER),
        ("DiskFull", After.STOP),
    ],
)
def test_only_named_refusals_prove_that_nothing_was_accepted(
    recovery: Recovery, kind: str, expected: After
) -> None:
    """They mean the same whatever the service can recover."""
    assert expected is after_submit(Fault(kind, "no"), recovery, 1).after


@pytest.mark.parametrize("kind", ["SubmitUnknown", "Exception", "MediaError", "JobFailed"])
@pytest.mark.parametrize(
    ("recovery", "expected"),
    [
        (Recovery.FREE, After.RETRY),
        (Recovery.CLIENT_ID, After.SAME_KEY),
        (Recovery.IDEMPOTENT, After.SAME_KEY),
        (Recovery.TAGGED, After.SEARCH),
        (Recovery.LISTED, After.SEARCH),
        (Recovery.NONE, After.DOUBT),
    ],
)
def test_anything_else_is_an_answer_that_was_lost(
    recovery: Recovery, kind: str, expected: After
) -> None:
    """Only what the service can tell decides what follows."""
    assert expected is after_submit(Fault(kind, "?"), recovery, 1).after


def test_pauses_grow_and_end_at_a_minute() -> None:
    """2, 4, 8 seconds and so on, never more than 60."""
    assert [2, 4, 8, 16, 32, 60, 60] == [pause_seconds(count) for count in range(1, 8)]


def test_a_services_own_wish_counts_when_it_is_longer() -> None:
    """Asked for 30 s, we wait 30 s."""
    fault = Fault("RateLimited", "slowly", retry_after_seconds=30)

    assert 30 == after_submit(fault, Recovery.NONE, 1).seconds
