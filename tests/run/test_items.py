"""The graph of a run: who may start, who waits, whose limit is reached."""

from __future__ import annotations

from pathlib import Path

from pipeline.backends.base import Capabilities, Operation
from pipeline.facts import CLIP, TakeRef
from pipeline.ledger.attempts import Attempt
from pipeline.run.items import Item, Schedule
from tests.run.doubles import START, Scripted, ScriptedSettings, panel, second, work


def item(job, place: int, *, is_local: bool = True, limit: int = 2, **can_do: object) -> Item:
    """A job on its way."""
    can = Capabilities(frozenset(Operation), is_local=is_local, concurrency=limit, **can_do)
    backend = Scripted(ScriptedSettings(), Path())
    return Item(job.id, (job.id.slot, place), backend, can, work(job))


def attempt(one: Item) -> Attempt:
    """What an earlier run sent."""
    ref = TakeRef(one.job.shot, one.job.kind, 1)
    return Attempt(one.job.shot, (ref,), one.job.generator, "scripted", START)


def names(items: list[Item]) -> list[str]:
    """The jobs as a person reads them."""
    return [str(one.job) for one in items]


def test_local_jobs_share_this_machines_limit() -> None:
    """Two workers: two jobs in hand, whatever generators they are of."""
    schedule = Schedule(2)
    jobs = [panel("sh010"), panel("sh020", generator="other"), panel("sh030")]
    schedule.add(item(job, place) for place, job in enumerate(jobs))

    first = schedule.starts(0)
    schedule.ended(first[0])

    assert ["sh010 panel #1 by gen", "sh020 panel #1 by other"] == names(first)
    assert ["sh030 panel #1 by gen"] == names(schedule.starts(0))


def test_a_job_waits_for_every_job_of_the_kind_it_wants() -> None:
    """Two panels are in this run: the clip starts after both, however they ended."""
    schedule = Schedule(4)
    items = [item(job, place) for place, job in enumerate([second(), panel(), panel(slot=2)])]
    schedule.add(items)

    panels = schedule.starts(0)
    schedule.ended(panels[0])
    before = schedule.starts(0)
    schedule.ended(panels[1])

    assert ([], [CLIP]) == (before, [one.job.kind for one in schedule.starts(0)])


def test_numbers_of_one_shot_are_given_out_one_after_the_other() -> None:
    """Far away, the second take begins when the first one's intent is written."""
    schedule = Schedule(1)
    jobs = [panel(), panel(slot=2), panel("sh020")]
    schedule.add(item(job, place, is_local=False, limit=3) for place, job in enumerate(jobs))

    first = schedule.starts(0)
    schedule.intended(first[0])

    assert ["sh010 panel #1 by gen", "sh020 panel #1 by gen"] == names(first)
    assert ["sh010 panel #2 by gen"] == names(schedule.starts(0))


def test_a_held_generator_starts_nothing_until_then() -> None:
    """The others go on."""
    schedule = Schedule(1)
    elsewhere = item(panel("sh020", generator="b", model="b"), 1, is_local=False)
    schedule.add([item(panel(), 0, is_local=False), elsewhere])

    schedule.hold("scripted", 5.0)

    assert ["sh020 panel #1 by b"] == names(schedule.starts(4.9))
    assert ["sh010 panel #1 by gen"] == names(schedule.starts(5.0))


def far(count: int, **can_do: object) -> list[Item]:
    """So many jobs for one service, of different shots."""
    return [
        item(panel(f"sh{place:03d}"), place, is_local=False, **can_do) for place in range(count)
    ]


def send(schedule: Schedule, items: list[Item], now: float) -> None:
    """Write their intents, and send them."""
    for one in items:
        schedule.intended(one)
        schedule.sent(one, now)


def test_two_generators_of_one_model_share_what_it_takes_at_once() -> None:
    """The account is the same, whatever the film calls it; another model has its own limit."""
    schedule = Schedule(1)
    jobs = [panel("sh010", model="m"), panel("sh020", generator="too", model="m")]
    jobs += [panel("sh030", generator="third", model="other")]
    schedule.add(item(job, place, is_local=False, limit=1) for place, job in enumerate(jobs))

    assert ["sh010 panel #1 by gen", "sh030 panel #1 by third"] == names(schedule.starts(0))


def test_no_more_orders_are_sent_within_a_minute_than_a_model_takes() -> None:
    """The third goes out when the first is a minute old."""
    schedule = Schedule(1)
    items = far(3, limit=9, per_minute=2)
    schedule.add(items)

    first = schedule.starts(0.0)
    send(schedule, first, 1.0)

    assert (2, []) == (len(first), schedule.starts(60.9))
    assert (61.0, "scripted") == schedule.next_opening(2.0)
    assert [items[2]] == schedule.starts(61.0)


def test_orders_of_earlier_runs_count_within_the_day() -> None:
    """Two of three were sent before this run began."""
    schedule = Schedule(1, sent=lambda _: [-80_000.0, -10.0])
    items = far(3, limit=9, per_day=3)
    schedule.add(items)

    first = schedule.starts(0.0)
    send(schedule, first, 0.0)

    assert items[:1] == first
    assert (6_400.0, "scripted") == schedule.next_opening(5.0)
    assert items[1:] == [*schedule.starts(6_400.0), *schedule.waiting("scripted")]


def test_nothing_new_is_sent_before_every_older_order_was_looked_at() -> None:
    """What is paid for is brought first; it waits for no place at its service."""
    schedule = Schedule(1)
    older = [
        Item(one.job, (0, place), one.backend, one.can, attempt=attempt(one))
        for place, one in enumerate(far(3, limit=1))
    ]
    new = item(panel("sh900"), 9, is_local=False, limit=9)
    schedule.add([new, *older])

    assert older == schedule.starts(0)
    for one in older:
        assert [] == schedule.starts(0)
        schedule.seen(one)
        schedule.ended(one)
    assert [new] == schedule.starts(0)
