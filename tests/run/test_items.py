"""The graph of a run: who may start, who waits, whose limit is reached."""

from __future__ import annotations

from pathlib import Path

from pipeline.backends.base import Capabilities, Operation
from pipeline.facts import CLIP
from pipeline.run.items import Item, Schedule
from tests.run.doubles import Scripted, ScriptedSettings, panel, second, work


def item(job, place: int, *, is_local: bool = True, limit: int = 2) -> Item:
    """A job on its way."""
    can = Capabilities(frozenset(Operation), is_local=is_local, concurrency=limit)
    backend = Scripted(ScriptedSettings(), Path())
    return Item(job.id, (job.id.slot, place), backend, can, work(job))


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
    schedule.add([item(panel(), 0, is_local=False), item(panel("sh020", generator="b"), 1)])

    schedule.hold("gen", 5.0)

    assert ["sh020 panel #1 by b"] == names(schedule.starts(4.9))
    assert ["sh010 panel #1 by gen"] == names(schedule.starts(5.0))
