"""A run: fair order, what follows from each answer of a service, what is never bought twice."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from pipeline.backends.base import Prepared, Progress, Ticket
from pipeline.facts import CLIP, PANEL, Money, Origin
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.ledger.history import SlotState
from pipeline.ledger.money import Caps
from pipeline.run import events
from pipeline.run.floor import Makers
from pipeline.run.runner import Runner
from pipeline.run.work import RunResult, Work
from pipeline.run.workers import Workers
from tests.run.doubles import START, Here, Scripted, Studio, panel, second, work


@pytest.fixture
def run(studio: Studio, workers: Workers):
    """Run jobs against a service that answers as the settings say."""

    def go(*works: Work, floor: dict[str, object] | None = None, **settings: object) -> RunResult:
        kind = Here if settings.get("is_local") else None
        maker = studio.maker(kind, **settings) if kind else studio.maker(**settings)
        with studio.ledger() as ledger:
            runner = Runner(studio.floor(ledger, workers, maker=maker, **(floor or {})))
            runner.recover()
            return runner.run(works)

    return go


def slot_states(studio: Studio) -> list[str]:
    """What became of every number."""
    with studio.ledger() as ledger:
        return [slot.state.value for slots in ledger.history().slots.values() for slot in slots]


def sums(studio: Studio) -> tuple[int, int]:
    """(settled, reserved) of the film, in millionths."""
    with studio.ledger() as ledger:
        found = ledger.money.sums()
    return (found[0].settled.micros, found[0].reserved.micros) if found else (0, 0)


def test_first_takes_of_all_shots_come_before_second_takes(run, studio: Studio) -> None:
    """Whoever stops half-way has seen every shot once."""
    jobs = [panel("sh010"), panel("sh010", 2), panel("sh020"), panel("sh020", 2)]

    run(*map(work, jobs), concurrency=1)

    started = [event.ref for event in studio.events if isinstance(event, events.JobStarted)]
    assert ["sh010 panel 1", "sh020 panel 1", "sh010 panel 2", "sh020 panel 2"] == [
        str(ref) for ref in started
    ]


def test_a_clip_starts_from_the_highest_panel_of_this_run(run, studio: Studio) -> None:
    """A job that wants a panel waits until every panel job of its shot has ended."""
    run(work(second()), work(panel()), work(panel(slot=2)))

    take = studio.vault().takes("sh010", CLIP)[0]
    assert ("sh010 panel 2",) == tuple(item.take for item in take.slate.inputs)


def test_one_failed_shot_never_stops_the_others(run, studio: Studio) -> None:
    """The end says what failed and why."""
    result = run(work(panel("sh010")), work(panel("sh020")), submits=("moderated",), concurrency=1)

    assert ["sh020 panel 1"] == [str(made.ref) for made in result.made]
    assert ["the service will not make this"] == [one.reason for one in result.failed]
    assert result.failed[0].is_moderated
    assert ["moderated", "made"] == slot_states(studio)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("moderated prompt", "its words were refused: the service will not make this"),
        ("moderated first", "its first picture (sh010 panel 1) was refused: the service will"),
        ("moderated result", "what came of it was refused: the service will not make this"),
        ("moderated reference 2", "its reference 2 was refused: the service will not make this"),
    ],
)
def test_what_was_refused_is_named(run, studio: Studio, answer: str, sentence: str) -> None:
    """So that its author knows what to change; the slot remembers it."""
    result = run(work(panel()), work(second()), submits=("ok", answer))

    assert sentence in result.failed[0].reason
    with studio.ledger() as ledger:
        slot = ledger.history().of("sh010", CLIP)[0]
    assert (answer.removeprefix("moderated "), "moderated") == (slot.refused, slot.state.value)


def test_what_was_refused_is_not_sent_again_in_the_same_run(run, studio: Studio) -> None:
    """Of three takes with the same words one goes out; other words of the shot's are sent."""
    jobs = [panel(slot=n) for n in (1, 2, 3)] + [panel("sh020")]

    result = run(*map(work, jobs), concurrency=1, submits=("moderated prompt",))

    assert (3, 1, 1) == (len(result.failed), len(result.made), studio.bills)
    assert all(one.is_moderated for one in result.failed)


def test_what_was_refused_at_the_end_is_billed_as_the_service_says(run, studio: Studio) -> None:
    """The money is gone, and the shot is moderated; another seed may be tried in the same run."""
    jobs = [panel(slot=n) for n in (1, 2)]
    result = run(*map(work, jobs), concurrency=1, polls=("moderated result",))

    assert (1, 1, 2) == (len(result.failed), len(result.made), studio.bills)
    assert (200_000, 0) == sums(studio)


def test_what_was_cancelled_elsewhere_counts_as_spent(run, studio: Studio) -> None:
    """On the service's own page, or by a run that was cut off then: nobody says what it cost."""
    result = run(work(panel()), polls=("cancelled",))

    assert ["the service says: cancelled"] == [one.reason for one in result.failed]
    assert ((100_000, 0), ["closed"]) == (sums(studio), slot_states(studio))


def test_a_rejected_order_is_tried_again_under_the_same_number(run, studio: Studio) -> None:
    """Surely not accepted: the slot gets another attempt, after a pause."""
    result = run(work(panel()), submits=("rejected", "rejected"))

    assert ["sh010 panel 1"] == [str(made.ref) for made in result.made]
    assert 1 == studio.bills
    pauses = [event.seconds for event in studio.events if isinstance(event, events.JobRetried)]
    assert [2.0, 4.0] == pauses


def test_a_slot_is_tried_at_most_three_times(run, studio: Studio) -> None:
    """After that its number is used up, nothing is reserved, and nothing was billed."""
    result = run(work(panel()), polls=("failed retryable",) * 9)

    assert (3, ["closed"]) == (studio.bills, slot_states(studio))
    assert 1 == len(result.failed)
    assert (0, 0) == sums(studio)


def test_an_order_that_nobody_took_uses_up_no_number(run, studio: Studio) -> None:
    """Three times in one run; the next one makes it under the same number."""
    first = run(work(panel()), submits=("rejected",) * 3)
    states = slot_states(studio)
    second = run(work(panel(), number=1), submits=("rejected",) * 3)

    assert (1, ["open"]) == (len(first.failed), states)
    assert ["sh010 panel 1"] == [str(made.ref) for made in second.made]
    assert (1, ["made"]) == (studio.bills, slot_states(studio))


def test_a_service_that_asks_for_patience_gets_it(run, studio: Studio) -> None:
    """Being told *later* is no try, however often it is said."""
    result = run(work(panel()), submits=("limited",) * 6)

    assert (1, 1) == (len(result.made), studio.bills)
    assert studio.clock.passed >= 30


def test_an_empty_account_pauses_its_generator_and_no_other(
    studio: Studio, workers: Workers
) -> None:
    """Jobs of the other generator are made; those of this one say why they are not."""
    poor = studio.maker(submits=("no credit",), concurrency=1)
    other = studio.maker(Here, is_local=True, is_free=True, recovery="free")
    with studio.ledger() as ledger:
        floor = studio.floor(ledger, workers, makers=Makers({"gen": poor, "here": other}))
        result = Runner(floor).run(
            [work(panel(f"sh{n:03d}")) for n in (1, 2, 3)]
            + [work(panel("sh900", generator="here"))]
        )

    assert ["sh900 panel 1"] == [str(made.ref) for made in result.made]
    assert ["the account is empty"] * 3 == [one.reason for one in result.failed]


def test_the_days_orders_are_counted_across_runs(run, studio: Studio) -> None:
    """Two a day: the third waits for tomorrow, and is said to, with the hour."""
    jobs = [work(panel(f"sh{n:03d}")) for n in (1, 2, 3)]
    first = run(jobs[0], per_day=2)
    second = run(*jobs[1:], per_day=2)
    studio.clock.passed += 86_400
    third = run(jobs[2], per_day=2)

    assert [1, 1, 1] == [len(result.made) for result in (first, second, third)]
    assert ["sh003 panel #1 by gen"] == [str(job) for job in second.not_started]
    assert "scripted takes no more orders a day" in second.left[0].reason
    assert 3 == studio.bills


def test_the_minutes_orders_are_waited_for(run, studio: Studio) -> None:
    """Five orders at two a minute take two minutes."""
    result = run(*(work(panel(f"sh{n:03d}")) for n in range(5)), per_minute=2)

    assert (5, 5) == (len(result.made), studio.bills)
    assert 120 <= studio.clock.passed < 180


def test_a_service_that_fails_five_times_in_a_row_gets_nothing_more(
    studio: Studio, workers: Workers
) -> None:
    """Each of the five is in doubt; the rest stays with its money, and the other service works."""
    ill = studio.maker(submits=("lost",) * 50, concurrency=1, base_url="http://ill")
    well = studio.maker(submits=("ok",), base_url="http://well")
    with studio.ledger() as ledger:
        floor = studio.floor(ledger, workers, makers=Makers({"gen": ill, "well": well}))
        result = Runner(floor).run(
            [work(panel(f"sh{n:03d}")) for n in range(9)]
            + [work(panel(f"sh9{n}0", generator="well")) for n in range(9)]
        )

    paused = [event for event in studio.events if isinstance(event, events.MakerPaused)]
    assert (5, 4, 9) == (len(result.in_doubt), len(result.failed), len(result.made))
    assert ["scripted http://ill"] == [one.generator for one in paused]
    assert "5 orders in a row came to nothing" in result.failed[0].reason


class Heard(Scripted):
    """A service that remembers what it was asked, in order."""

    calls: ClassVar[list[str]] = []

    def poll(self, ticket: Ticket, into: Path) -> Progress:
        self.calls.append("look")
        return super().poll(ticket, into)

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        self.calls.append("order")
        return super().submit(prepared, attempt_key, into)


def test_what_was_ordered_is_looked_at_before_anything_new_is_ordered(
    studio: Studio, workers: Workers
) -> None:
    """More of it than its service takes at once: each is looked at, then the next is ordered."""
    jobs = [work(panel(f"sh{n:03d}")) for n in range(3)]
    Heard.calls.clear()
    with studio.ledger() as ledger:
        maker = studio.maker(Heard, concurrency=1, polls=("working",) * 2)
        Runner(studio.floor(ledger, workers, maker=maker, leaves=True)).run(jobs)
        first = len(Heard.calls)
        Runner(studio.floor(ledger, workers, maker=maker)).run([work(panel("sh900"))])

    assert ["order"] * 3 == Heard.calls[:first]
    assert (["look"] * 3, 1) == (Heard.calls[first : first + 3], Heard.calls[first:].count("order"))
    assert 4 == len(studio.vault().all())


def test_a_service_that_takes_no_more_now_is_left_in_peace_when_nobody_waits(
    studio: Studio, workers: Workers
) -> None:
    """`--leave` goes at once; what was not taken is named and ordered by the next command."""
    jobs = [work(panel(f"sh{n:03d}")) for n in range(4)]
    with studio.ledger() as ledger:
        maker = studio.maker(concurrency=1, submits=("ok", "limited"))
        result = Runner(studio.floor(ledger, workers, maker=maker, leaves=True)).run(jobs)

    assert (1, 3) == (len(result.under_way), len(result.not_started))
    assert {"too many at once"} == {one.reason for one in result.left}
    assert (0, 1) == (int(studio.clock.passed), studio.bills)


def test_a_service_that_is_asked_too_often_says_when_to_ask_again(run, studio: Studio) -> None:
    """However often it says so; the order is not given up for it."""
    result = run(work(panel()), polls=("limited",) * 12)

    assert (1, 1) == (len(result.made), studio.bills)
    assert studio.clock.passed >= 12 * 30


def test_until_when_a_result_is_kept_is_written_down_where_it_is_left(run, studio: Studio) -> None:
    """As its service says; counted from the order where it does not."""
    run(work(panel()), polls=("ready",), collects=("fault",) * 9, expires_hours=7)
    with studio.ledger() as ledger:
        said = ledger.open_attempts()[0]
    order = Attempt.from_json(studio.vault().orders()[0])

    assert START + timedelta(hours=7) == said.expires == order.expires


def test_what_is_left_at_its_service_is_known_to_be_made(studio: Studio, workers: Workers) -> None:
    """As the last look showed, for the cost of one commit; only its sending is known before."""
    with studio.ledger() as ledger:
        maker = studio.maker(polls=("working",) * 3)
        floor = studio.floor(ledger, workers, maker=maker, leaves=True)
        Runner(floor).run([work(panel())])
        (sent,) = ledger.open_attempts()
        commits = ledger.commits

        Runner(floor).run(())

        (seen,) = ledger.open_attempts()
        assert 1 == ledger.commits - commits
    assert (AttemptState.SUBMITTED, AttemptState.RUNNING) == (sent.state, seen.state)
    assert AttemptState.RUNNING == Attempt.from_json(studio.vault().orders()[0]).state


@pytest.mark.parametrize("answer", ["lost", "strange", "leaves"])
def test_a_lost_answer_is_in_doubt_and_stays_reserved(run, studio: Studio, answer: str) -> None:
    """Nobody can know: not bought again by this run or the next, until a person decides."""
    first = run(work(panel()), submits=(answer,))
    again = run()

    assert 1 == len(first.in_doubt)
    assert (1, ["in doubt"]) == (studio.bills, slot_states(studio))
    assert (0, 100_000) == sums(studio)
    assert again.is_whole


@pytest.mark.parametrize("recovery", ["client_id", "idempotent", "tagged", "listed"])
def test_a_lost_answer_is_found_where_the_service_can_tell(
    run, studio: Studio, recovery: str
) -> None:
    """Looked up, sent again under the same key, or searched: one bill, one take."""
    result = run(work(panel()), submits=("lost",), recovery=recovery)

    assert (1, 1) == (len(result.made), studio.bills)


@pytest.mark.parametrize("recovery", ["client_id", "idempotent"])
@pytest.mark.parametrize("second", ["rejected!", "limited!", "no credit!", "no key!"])
def test_a_lost_order_keeps_its_key_whatever_the_second_sending_meets(
    run, studio: Studio, recovery: str, second: str
) -> None:
    """The line that is down, a full queue, an empty account: none says what became of the first."""
    first = run(work(panel()), submits=("lost", second), finds=("rejected",) * 9, recovery=recovery)
    again = first if first.made else run(recovery=recovery)

    assert (1, 1) == (studio.bills, len(again.made))
    assert [] == list(again.in_doubt)


@pytest.mark.parametrize("finds", ["no", "limited", "no key", "rejected", "moderated"])
def test_a_look_up_that_is_refused_says_nothing(run, studio: Studio, finds: str) -> None:
    """What was taken is found when it can be looked up again, and is paid once."""
    first = run(work(panel()), submits=("lost",), finds=(finds,), recovery="client_id")
    again = first if first.made else run(recovery="client_id")

    assert (1, 1) == (studio.bills, len(again.made))


@pytest.mark.parametrize("second", ["moderated!", "no!"])
def test_a_second_sending_that_is_refused_for_good_leaves_the_first_in_doubt(
    run, studio: Studio, second: str
) -> None:
    """Under a key that is there to be used twice, a refusal may mean that it was used once."""
    result = run(work(panel()), submits=("lost", second), recovery="idempotent")

    assert (1, ["in doubt"]) == (studio.bills, slot_states(studio))
    assert "sent again, it was refused" in result.in_doubt[0].reason


@pytest.mark.parametrize("second", ["moderated!", "no!"])
def test_a_second_sending_of_what_is_not_there_is_refused_for_good(
    run, studio: Studio, second: str
) -> None:
    """It was looked up by our own id and is not there: the refusal counts."""
    run(work(panel()), submits=("lost", second), recovery="client_id", is_listed=False)

    assert "in doubt" not in slot_states(studio)


@pytest.mark.parametrize("trouble", ["unreachable", "limited"])
def test_an_order_that_could_not_be_made_ready_is_made_ready_again(
    run, studio: Studio, trouble: str
) -> None:
    """An upload that breaks off costs nothing but time; five times are enough."""
    result = run(work(panel()), work(panel("sh020")), prepares=(trouble,) * 3)
    assert (2, 0) == (len(result.made), len(result.failed))

    (studio.book / "scripted.prepares.read").unlink()
    result = run(work(panel("sh030")), prepares=(trouble,) * 5)
    assert (0, 1) == (len(result.made), len(result.failed))


def test_a_search_that_finds_nothing_proves_nothing(run, studio: Studio) -> None:
    """A list may lag: the order stays in doubt and is not sent again."""
    result = run(work(panel()), submits=("lost",), recovery="listed", is_listed=False)

    assert 1 == studio.bills
    assert "which proves nothing" in result.in_doubt[0].reason


def test_a_failed_job_that_was_billed_is_not_tried_again(run, studio: Studio) -> None:
    """It counts as made: its number is used up and its money is spent."""
    result = run(work(panel()), polls=("working", "failed billed retryable"))

    assert (1, ["closed"]) == (studio.bills, slot_states(studio))
    assert result.failed[0].is_billed
    assert (100_000, 0) == sums(studio)


def test_a_failed_job_that_was_not_billed_is_tried_again(run, studio: Studio) -> None:
    """The service's own fault, and free: another attempt for the same number."""
    result = run(work(panel()), polls=("failed retryable",))

    assert (["sh010 panel 1"], (100_000, 0)) == (
        [str(made.ref) for made in result.made],
        sums(studio),
    )


def test_polls_and_downloads_that_break_off_are_repeated(run, studio: Studio) -> None:
    """A bad line costs patience, never a second order."""
    result = run(work(panel()), polls=("fault", "working", "fault"), collects=("fault", "fault"))

    assert (1, 1) == (len(result.made), studio.bills)


def test_an_order_that_cannot_be_reached_keeps_its_ticket(run, studio: Studio) -> None:
    """The run ends, says so, and the next one goes on where it stood."""
    result = run(work(panel()), polls=("fault",) * 10)
    later = run(polls=("fault",) * 10)

    assert ["sh010 panel #1 by gen"] == [str(job) for job in result.under_way]
    assert ["sh010 panel #1 by gen"] == [str(one.job) for one in result.left]
    assert "" != result.left[0].reason
    assert ["sh010 panel 1"] == [str(made.ref) for made in later.made]
    assert 1 == studio.bills


def test_a_file_that_cannot_be_read_twice_is_kept_and_its_bill_too(run, studio: Studio) -> None:
    """Paid for and broken: fetched once more, then kept in lost+found for a person to look at."""
    result = run(work(panel()), collects=("broken", "broken"))

    kept = list((studio.home / ".rushes/lost+found").rglob("out0.bin"))
    assert (1, 1) == (len(kept), len(result.failed))
    assert (100_000, 0) == sums(studio)


def test_the_cap_is_never_passed(run, studio: Studio) -> None:
    """No order is sent when settled, reserved and its own maximum would pass the cap."""
    jobs = [work(panel(f"sh{n:03d}")) for n in range(8)]

    result = run(*jobs, floor={"caps": Caps(film=Money(350_000))}, concurrency=8)

    assert (3, 3, (300_000, 0)) == (len(result.made), studio.bills, sums(studio))
    assert 5 == len(result.failed)
    assert all(one.is_for_budget for one in result.failed)
    told = r"of 0.35 USD for the film, 0.(\d)0 USD spent and 0.(\d)0 USD reserved, 0.05 USD left"
    split = re.search(told, result.failed[0].reason)
    assert split is not None
    assert 3 == int(split[1]) + int(split[2])  # the last of the three may not be collected yet


def test_money_that_comes_back_is_used(run, studio: Studio) -> None:
    """A job that the cap had no room for is made after another's reservation was released."""
    result = run(
        work(panel("sh010")),
        work(panel("sh020")),
        floor={"caps": Caps(film=Money(100_000))},
        polls=("failed",),
    )

    assert (1, 1, 2) == (len(result.made), len(result.failed), studio.bills)


def test_an_unknown_price_stops_unless_it_is_allowed(run, studio: Studio) -> None:
    """What nobody can count is not sent by itself."""
    refused = run(work(panel()), price=-1)
    allowed = run(work(panel()), floor={"caps": Caps(allows_unknown=True)}, price=-1)

    assert refused.failed[0].is_for_budget
    assert 1 == len(allowed.made)


def test_one_order_may_give_several_takes(run, studio: Studio) -> None:
    """It reserved as many numbers; the money is on the first."""
    result = run(work(panel()), outputs=4)

    takes = studio.vault().takes("sh010", PANEL)
    assert [1, 2, 3, 4] == [take.ref.number for take in takes]
    assert [Money(100_000), None, None, None] == [take.slate.price for take in takes]
    assert (4, 1) == (len(result.made), studio.bills)


def test_seeds_count_up_and_a_written_seed_is_really_that(run, studio: Studio) -> None:
    """The second take of the same words differs; new words begin at the written seed again."""
    run(work(panel(seed=7)), work(panel(slot=2, seed=7)))
    run(work(panel(slot=3, seed=7, words={"panel": "new words"})))

    takes = studio.vault().takes("sh010", PANEL)
    assert [7, 8, 7] == [take.slate.seed for take in takes]


def test_a_drawn_seed_is_the_same_in_every_run_of_the_production(
    tmp_path, workers: Workers
) -> None:
    """It comes of production, shot and kind: an offline film is the same film everywhere."""
    seeds = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        studio = Studio(tmp_path / name)
        with studio.ledger() as ledger:
            Runner(studio.floor(ledger, workers, production="film")).run([work(panel())])
        seeds.append(studio.vault().takes("sh010", PANEL)[0].slate.seed)

    assert seeds[0] == seeds[1]


def test_local_work_is_made_in_workers(run, studio: Studio) -> None:
    """Free work leaves no order files and costs nothing."""
    jobs = [work(panel(f"sh{n:03d}")) for n in range(5)]

    result = run(*jobs, is_local=True, is_free=True, recovery="free")

    assert (5, (0, 0)) == (len(result.made), sums(studio))
    assert not [name for name in studio.files() if "order" in name]


def test_a_worker_that_dies_costs_one_try(run, studio: Studio) -> None:
    """The system may kill a worker for memory: a fresh one makes the take."""
    result = run(
        work(panel()), is_local=True, is_free=True, recovery="free", collects=("dies", "ok")
    )

    assert (["sh010 panel 1"], ["made"]) == (
        [str(made.ref) for made in result.made],
        slot_states(studio),
    )


def test_a_take_made_on_the_side_says_so(run, studio: Studio) -> None:
    """It never stands for its shot until it is circled."""
    run(work(panel(), is_side=True))

    assert Origin.SIDE is studio.vault().takes("sh010", PANEL)[0].slate.origin


def test_a_generator_that_is_not_there_is_named(studio: Studio, workers: Workers) -> None:
    """The sentence says which; the other jobs go on."""
    with studio.ledger() as ledger:
        result = Runner(studio.floor(ledger, workers)).run(
            [work(panel(generator="ghost")), work(panel("sh020"))]
        )

    assert ["nobody described the generator 'ghost'"] == [one.reason for one in result.failed]
    assert 1 == len(result.made)


def test_what_starts_from_an_order_that_cannot_be_reached_waits_for_it(
    run, studio: Studio, workers: Workers
) -> None:
    """The panel was sent by a generator that is not installed here: no clip of an older one."""
    run(work(panel()), work(panel("sh020")))
    run(work(panel(slot=2)), polls=("fault",) * 40)
    here = studio.maker(Here, is_local=True, is_free=True, recovery="free")

    with studio.ledger() as ledger:
        makers = Makers({"gen": "'gen' is not installed", "here": here})
        floor = studio.floor(ledger, workers, makers=makers)
        works = [work(second(generator="here")), work(second("sh020", generator="here"))]
        result = Runner(floor).run(works)

    assert ["sh020 clip 1"] == [str(one.ref) for one in result.made]
    reason = "it waits for sh010 panel 2, which 'gen' was asked for and which cannot be collected"
    assert [f"{reason} here: 'scripted' is not installed"] == [one.reason for one in result.failed]


def test_a_name_that_a_stranger_took_gives_the_next_number(run, studio: Studio) -> None:
    """Nothing is replaced, nothing is lost: the paid take is published as the next one."""
    folder = studio.home / "takes/sh010"

    def intrude(name: str) -> None:
        if name == "polled":
            (folder / "sh010_panel_t01.bin").write_text("somebody else's")

    result = run(work(panel()), floor={"checkpoint": intrude})

    assert ["sh010 panel 2"] == [str(made.ref) for made in result.made]
    assert "somebody else's" == (folder / "sh010_panel_t01.bin").read_text()


def test_an_open_slot_is_given_with_its_number(run, studio: Studio) -> None:
    """What the plan tries again keeps its number; a slot that is not open is refused."""
    run(work(panel()), collects=("failed",) * 9, is_local=True, is_free=True, recovery="free")
    assert [SlotState.CLOSED.value] == slot_states(studio)

    result = run(work(panel(), number=1))

    assert "is not open to be tried again" in result.failed[0].reason


def test_outputs_that_nobody_promised_are_takes_of_their_own(run, studio: Studio) -> None:
    """Three files where one was promised: three numbers, each with its own slot and name."""
    result = run(work(panel("sh010")), extra=2)

    names = sorted(path.name for path in (studio.home / "takes").rglob("*_t0?.json"))
    assert 1 == len(result.made) or 3 == len(result.made)
    assert [f"sh010_panel_t0{number}.json" for number in (1, 2, 3)] == names
    with studio.ledger() as ledger:
        slots = [slot for found in ledger.history().slots.values() for slot in found]
    assert [(1, "made", ""), (2, "made", ""), (3, "made", "")] == [
        (slot.number, slot.state.value, slot.reason) for slot in slots
    ]


def test_local_work_says_how_far_it_is(run, studio: Studio) -> None:
    """In bounds and on one line, whatever the generator said."""
    result = run(work(panel()), is_local=True, is_free=True, recovery="free", collects=("talks",))

    (moved,) = [event for event in studio.events if isinstance(event, events.JobMoved)]
    assert 1 == len(result.made)
    assert (1.0, "step 1 of 2 " + "x" * 47 + "…") == (moved.fraction, moved.words)
