"""The ledger: numbers once, caps never passed, every step one commit, nothing forgotten."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.errors import BudgetReached, JobHeld, LedgerError
from pipeline.facts import CLIP, PANEL, Money, TakeRef
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.ledger.history import SlotState
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.money import Caps
from pipeline.ledger.rebuild import Evidence, learn_orders, rebuild
from tests.ledger.builders import NOW, WANTED, attempt, slate, states, total


def test_numbers_are_given_out_once(ledger: Ledger) -> None:
    """One more than the ledger, the folder and every number that was ever reserved."""
    first = ledger.intend(attempt("a"), WANTED, Caps())
    second = ledger.intend(attempt("b"), replace(WANTED, floor=6), Caps())
    adopted = ledger.slots.reserve_number("sh010", PANEL)
    third = ledger.intend(attempt("c"), WANTED, Caps())

    assert [1, 7, 8, 9] == [first.ref.number, second.ref.number, adopted, third.ref.number]


def test_units_and_kinds_count_for_themselves(ledger: Ledger) -> None:
    """The second unit's first clip is b1."""
    numbers = [
        ledger.intend(attempt(str(place)), wanted, Caps()).ref
        for place, wanted in enumerate(
            (WANTED, replace(WANTED, unit="b"), replace(WANTED, kind=CLIP), WANTED)
        )
    ]

    assert ["sh010 panel 1", "sh010 panel b1", "sh010 clip 1", "sh010 panel 2"] == [
        str(ref) for ref in numbers
    ]


def test_an_order_may_reserve_several_numbers(ledger: Ledger) -> None:
    """Four pictures a call: four slots, one attempt."""
    kept = ledger.intend(attempt("a"), replace(WANTED, outputs=4), Caps())

    assert [1, 2, 3, 4] == [ref.number for ref in kept.refs]
    assert kept.refs == ledger.attempts.get("a").refs


def test_the_intent_is_all_or_nothing(ledger: Ledger) -> None:
    """Where the cap refuses, no number is used up and nothing is written."""
    with pytest.raises(BudgetReached) as said:
        ledger.intend(attempt("a"), WANTED, Caps(film=Money(99_999)))

    assert ([], None, (0, 0)) == (states(ledger), ledger.attempts.get("a"), total(ledger))
    assert (
        "the order may cost 0.10 USD; of 0.099999 USD for the film, 0.00 USD spent and "
        "0.00 USD reserved, 0.099999 USD left"
    ) == said.value.message


@pytest.mark.parametrize(
    ("caps", "words"),
    [
        (Caps(film=Money(50_000)), "raise `budget:` in film.yaml"),
        (Caps(generators={"kling": Money(50_000)}), "raise `budget: {kling: …}` in film.yaml"),
        (Caps(shot=Money(50_000)), "raise `most:` of sh010 in film.yaml"),
        (Caps(film=Money(50_000_000, "CNY")), "`rates: {USD: … CNY}`"),
    ],
)
def test_each_cap_says_how_it_is_raised(ledger: Ledger, caps: Caps, words: str) -> None:
    """The film's, the generator's, the shot's, and one in another currency."""
    with pytest.raises(BudgetReached) as said:
        ledger.intend(attempt("a"), WANTED, caps)

    assert words in said.value.fix


def test_money_goes_from_reserved_to_settled_at_the_services_own_figure(ledger: Ledger) -> None:
    """The film's sum and the run's sum agree."""
    kept = ledger.intend(attempt("a"), WANTED, Caps())
    before = total(ledger)

    over = ledger.finish(kept, {kept.ref: True}, cost=Money(80_000), at=NOW)

    assert ((0, 100_000), (80_000, 0), (80_000, 0), None) == (
        before,
        total(ledger),
        total(ledger, "run-1"),
        over,
    )


def test_a_bill_above_the_most_is_told(ledger: Ledger) -> None:
    """What was billed beyond the estimate comes back, so that the generator can be paused."""
    kept = ledger.intend(attempt("a"), WANTED, Caps())

    assert Money(50_000) == ledger.finish(kept, {kept.ref: True}, cost=Money(150_000), at=NOW)


@pytest.mark.parametrize(
    ("state", "flags", "slot", "money"),
    [
        (AttemptState.FAILED, {"is_retryable": True}, SlotState.OPEN, (0, 0)),
        (AttemptState.FAILED, {}, SlotState.CLOSED, (0, 0)),
        (AttemptState.FAILED, {"is_billed": True}, SlotState.CLOSED, (100_000, 0)),
        (
            AttemptState.FAILED,
            {"is_billed": True, "is_retryable": True},
            SlotState.CLOSED,
            (100_000, 0),
        ),
        (AttemptState.REFUSED, {}, SlotState.CLOSED, (0, 0)),
        (AttemptState.MODERATED, {}, SlotState.MODERATED, (0, 0)),
        (AttemptState.IN_DOUBT, {}, SlotState.IN_DOUBT, (0, 100_000)),
        (AttemptState.EXPIRED, {"is_billed": True}, SlotState.CLOSED, (100_000, 0)),
        (AttemptState.CANCELLED, {}, SlotState.CLOSED, (0, 0)),
    ],
)
def test_each_end_has_its_slot_and_its_money(
    ledger: Ledger,
    state: AttemptState,
    flags: dict[str, bool],
    slot: SlotState,
    money: tuple[int, int],
) -> None:
    """Unbilled and retryable opens again; in doubt stays reserved; billed is spent."""
    kept = ledger.intend(attempt("a"), WANTED, Caps())

    ledger.end(replace(kept, state=state, reason="so", ended=NOW, **flags))

    assert ([slot], money) == (states(ledger), total(ledger))


def test_an_open_slot_keeps_its_number_and_takes_the_present_words(ledger: Ledger) -> None:
    """Tries are counted; after the last one it is closed."""
    words = [{"panel": "old"}, {"panel": "new"}]
    first = ledger.intend(attempt("a", words=words[0], tries=2), WANTED, Caps())
    ledger.end(replace(first, state=AttemptState.FAILED, is_retryable=True, ended=NOW))

    again = ledger.intend(attempt("b", words=words[1], tries=2), replace(WANTED, number=1), Caps())
    slot = ledger.history().of("sh010", PANEL)[0]
    ledger.end(replace(again, state=AttemptState.FAILED, is_retryable=True, ended=NOW))

    assert (first.ref, words[1], 2) == (again.ref, slot.words, slot.tries)
    assert [SlotState.CLOSED] == states(ledger)


def test_work_that_was_cut_off_here_is_no_try(ledger: Ledger) -> None:
    """A power cut costs free work nothing but its time."""
    for key in "abcde":
        number = 1 if key != "a" else None
        kept = ledger.intend(attempt(key), replace(WANTED, number=number), Caps())
        ledger.reopen(kept, NOW)

    assert [SlotState.OPEN] == states(ledger)
    assert 0 == ledger.history().of("sh010", PANEL)[0].tries


def test_only_open_slots_are_tried_again(ledger: Ledger) -> None:
    """What was made is made."""
    kept = ledger.intend(attempt("a"), WANTED, Caps())
    ledger.finish(kept, {kept.ref: True}, cost=None, at=NOW)

    with pytest.raises(LedgerError, match="sh010 panel 1 is not open"):
        ledger.intend(attempt("b"), replace(WANTED, number=1), Caps())


def test_of_an_order_with_several_takes_only_the_open_ones_are_tried_again(
    ledger: Ledger,
) -> None:
    """One take of two was in its place when the power went."""
    kept = ledger.intend(attempt("a"), replace(WANTED, outputs=2), Caps())
    ledger.reopen(kept, NOW)
    ledger.slots.end(kept.refs[0], SlotState.MADE)

    again = ledger.intend(attempt("b"), replace(WANTED, number=2), Caps())

    assert (kept.refs[1],) == again.refs


@pytest.mark.parametrize(
    "change",
    [
        {"key": "../../home"},
        {"takes": [{"shot": "../sh010", "kind": "panel", "number": 1, "unit": ""}]},
    ],
)
def test_an_order_file_that_leads_elsewhere_is_not_taken_in(
    ledger: Ledger, change: dict[str, object]
) -> None:
    """Keys and takes name folders and files."""
    order = attempt("o", refs=(TakeRef("sh010", PANEL, 4),)).to_json()

    assert 0 == learn_orders(ledger, [{**order, **change}])


def test_an_attempt_comes_back_as_it_was(ledger: Ledger) -> None:
    """Order, body, ticket and numbers, oldest first."""
    kept = ledger.intend(
        attempt(
            "a", order={"frames": 3}, body={"p": [1]}, files=(("r.png", "b2:1"),), inputs=("t",)
        ),
        WANTED,
        Caps(),
    )
    ledger.intend(attempt("b", intended=NOW + timedelta(seconds=1)), WANTED, Caps())
    kept = ledger.keep_ticket(kept, {"job": "j1"}, NOW)

    assert kept == ledger.open_attempts()[0]
    assert ["a", "b"] == [one.key for one in ledger.open_attempts()]
    assert kept == Attempt.from_json(kept.to_json())


def test_history_holds_what_was_frozen_and_what_is_owed(ledger: Ledger) -> None:
    """Slots in order of number; retakes add up and never fall below nothing."""
    ledger.intend(attempt("a", inputs=("sh010 panel 2",), frames=48), WANTED, Caps())
    ledger.slots.owe("sh010", CLIP, "kling", 3)
    ledger.slots.owe("sh010", CLIP, "kling", -1)
    ledger.slots.owe("sh020", CLIP, "kling", 1)
    ledger.slots.owe("sh020", CLIP, "kling", -5)

    history = ledger.history()

    slot = history.of("sh010", PANEL)[0]
    assert (("sh010 panel 2",), 48, {"panel": "x"}, "a") == (
        slot.inputs,
        slot.frames,
        slot.words,
        slot.attempt,
    )
    assert {("sh010", CLIP, "kling"): 2} == dict(history.owed)


def test_the_history_of_some_shots_is_that_of_all_without_the_others(ledger: Ledger) -> None:
    """Asked for one by one, or beyond a few in one pass."""
    for name, shot in (("a", "sh010"), ("b", "sh020"), ("c", "sh030")):
        ledger.intend(attempt(name), replace(WANTED, shot=shot), Caps())
    whole = ledger.history()

    some = ledger.history({"sh030", "sh010"})
    many = ledger.history({f"sh{number:03d}" for number in range(100)})

    of = {key: slots for key, slots in whole.slots.items() if key[0] != "sh020"}
    assert of == some.slots
    assert whole.slots == many.slots


def test_slots_with_the_same_words_are_counted(ledger: Ledger) -> None:
    """However their fields are ordered; only those before the number that is asked for."""
    for key in "ab":
        ledger.intend(attempt(key, words={"b": 1, "a": [2]}), WANTED, Caps())
    ledger.intend(attempt("c"), WANTED, Caps())

    name = ("sh010", PANEL, "kling")
    assert (2, 1, 0) == (
        ledger.slots.with_words(name, {"a": [2], "b": 1}, None),
        ledger.slots.with_words(name, {"a": [2], "b": 1}, 2),
        ledger.slots.with_words(name, {"a": [3]}, None),
    )


def test_takes_from_elsewhere_become_slots(ledger: Ledger) -> None:
    """A folder copied from a colleague is not ordered again; the slate is right."""
    learnt = ledger.slots.learn([slate(1), slate(2)])
    again = ledger.slots.learn([slate(1), slate(2)])

    assert (2, 0) == (learnt, again)
    assert [SlotState.MADE] * 2 == states(ledger, CLIP)
    assert 3 == ledger.slots.next_number("sh010", CLIP, "", 0)


def test_a_ledger_is_rebuilt_from_slates_orders_and_numbers(tmp_path: Path) -> None:
    """Takes, what they cost, orders under way with their reservations, and used numbers."""
    path = tmp_path / "ledger.sqlite"
    path.write_text("this is no database")
    order = attempt("o", refs=(TakeRef("sh010", PANEL, 4),), ticket={"job": "j"}).to_json()
    evidence = Evidence(
        slates=[slate(1, price=Money(300_000))],
        orders=[order, {"key": "broken"}],
        numbers=[TakeRef("sh010", CLIP, 9)],
    )

    found = rebuild(path, evidence, NOW)

    with Ledger.open(path) as ledger:
        assert (1, 1, (300_000, 100_000)) == (found.takes, found.under_way, total(ledger))
        assert ["j"] == [one.ticket["job"] for one in ledger.open_attempts()]
        assert 10 == ledger.slots.next_number("sh010", CLIP, "", 0)
    assert "this is no database" == found.kept_aside.read_text()


def test_a_renamed_shot_keeps_its_history(ledger: Ledger) -> None:
    """Slots, numbers, its log and what is owed go along."""
    ledger.intend(attempt("a"), WANTED, Caps())
    ledger.slots.reserve_number("sh010", PANEL)
    ledger.slots.owe("sh010", CLIP, "kling", 1)
    ledger.notes.log(NOW, "made", shot="sh010", sentence="sh010 clip 1", data={})

    ledger.rename_shot("sh010", "sh015")

    assert [1] == [slot.number for slot in ledger.history().of("sh015", PANEL)]
    assert 3 == ledger.slots.next_number("sh015", PANEL, "", 0)
    assert ["made"] == [line.verb for line in ledger.notes.lines("sh015")]
    assert {("sh015", CLIP, "kling"): 1} == dict(ledger.history().owed)
    assert "sh015" == ledger.attempts.get("a").ref.shot


def test_a_renamed_shots_clips_are_made_from_its_own_panels(ledger: Ledger) -> None:
    """The takes a slot was made from get the new name too; said twice, nothing changes."""
    before = replace(attempt("a"), inputs=("sh010 panel 2",))
    ledger.intend(before, replace(WANTED, kind=CLIP), Caps())

    for _ in range(2):
        ledger.rename_shot("sh010", "sh015")

    assert ("sh015 panel 2",) == ledger.history().of("sh015", CLIP)[0].inputs


def test_what_was_learned_of_moved_takes_is_no_other_history(ledger: Ledger) -> None:
    """A renaming that was cut off after the files is finished, whoever looked in between."""
    made = slate(1)
    ledger.slots.learn([made, replace(made, ref=replace(made.ref, shot="sh015"))])

    ledger.rename_shot(made.ref.shot, "sh015")

    assert () == ledger.history().of(made.ref.shot, made.ref.kind)
    assert 1 == len(ledger.history().of("sh015", made.ref.kind))


def test_two_histories_never_become_one(ledger: Ledger) -> None:
    """The new id had a panel 1 of its own."""
    ledger.intend(attempt("a"), WANTED, Caps())
    ledger.intend(attempt("b"), replace(WANTED, shot="sh015"), Caps())

    with pytest.raises(LedgerError, match="sh015 has a panel 1 of its own, as sh010 has"):
        ledger.rename_shot("sh010", "sh015")


def test_the_log_tells_the_latest_in_order(ledger: Ledger) -> None:
    """The oldest of the last ones first; of one shot where one is asked for."""
    for place in range(5):
        shot = f"sh{place % 2}"
        ledger.notes.log(NOW, "made", shot=shot, sentence=f"s{place}", data={"n": place})

    assert ["s3", "s4"] == [line.sentence for line in ledger.notes.lines(limit=2)]
    assert ["s1", "s3"] == [line.sentence for line in ledger.notes.lines("sh1")]
    assert {"n": 4} == ledger.notes.lines(limit=1)[0].data


def test_a_request_is_taken_once(ledger: Ledger) -> None:
    """Another process asks, the run under way hears it."""
    ledger.notes.ask(NOW, "cancel", {"shot": "sh010"})

    heard = ledger.notes.has_requests(), ledger.notes.take_requests(NOW)

    assert (True, "cancel", {"shot": "sh010"}) == (heard[0], heard[1][0].verb, heard[1][0].data)
    assert (False, ()) == (ledger.notes.has_requests(), ledger.notes.take_requests(NOW))


@pytest.mark.parametrize("how", ["open", "done"])
def test_one_job_is_one_orders(ledger: Ledger, how: str) -> None:
    """Under way or made: nobody else gets it, and nothing is written."""
    first, second = (ledger.intend(attempt(key), WANTED, Caps()) for key in "ab")
    ledger.keep_ticket(first, {"job": "j1"}, NOW)
    if how == "done":
        ledger.finish(first, {first.ref: True}, cost=None, at=NOW)

    with pytest.raises(JobHeld, match="job j1 of fal is sh010 panel 1 already"):
        ledger.keep_ticket(second, {"job": "j1"}, NOW)

    assert ledger.attempts.get("b") == second
    assert ledger.keep_ticket(second, {"job": "j2"}, NOW).ticket == {"job": "j2"}


def test_a_job_without_an_id_or_of_another_service_is_free(ledger: Ledger) -> None:
    """Answers that are the result have none; two services may count alike."""
    said = [{"job": ""}, {"job": ""}, *({"job": "1", "settings": {"service": one}} for one in "xy")]
    kept = [
        ledger.keep_ticket(ledger.intend(attempt(key), WANTED, Caps()), ticket, NOW)
        for key, ticket in zip("abcd", said, strict=True)
    ]

    assert said == [one.ticket for one in kept]


def test_the_job_of_an_order_that_came_to_nothing_may_be_taken_over(ledger: Ledger) -> None:
    """It expired for us, and a person found it after all."""
    first, second = (ledger.intend(attempt(key), WANTED, Caps()) for key in "ab")
    kept = ledger.keep_ticket(first, {"job": "j1"}, NOW)
    ledger.end(replace(kept, state=AttemptState.EXPIRED, is_billed=True, ended=NOW))

    assert ledger.keep_ticket(second, {"job": "j1"}, NOW).ticket == {"job": "j1"}
    assert {"j1"} == ledger.jobs.of_others("fal", "c")


def test_an_order_file_with_anothers_job_is_not_taken_in(ledger: Ledger) -> None:
    """A copy under another number would bring the same picture twice."""
    first = ledger.keep_ticket(ledger.intend(attempt("a"), WANTED, Caps()), {"job": "j1"}, NOW)
    copy = replace(first, key="b", refs=(TakeRef("sh020", PANEL, 1),))

    assert 0 == learn_orders(ledger, [copy.to_json()])
