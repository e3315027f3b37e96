"""What is decided for every job: the arithmetic that spends money, and who follows the author."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.backends.base import (
    Backend,
    Capabilities,
    Collected,
    Operation,
    Order,
    Prepared,
    Progress,
    Settings,
    Ticket,
)
from pipeline.backends.camera import CameraMan, CameraSettings
from pipeline.facts import (
    CLIP,
    PANEL,
    Decision,
    Kind,
    MediaInfo,
    Money,
    Origin,
    Slate,
    SlateInput,
    Take,
    TakeRef,
)
from pipeline.ledger.history import History, Slot, SlotState
from pipeline.plan.decide import Decided, decide
from pipeline.plan.group import Knowledge
from pipeline.plan.jobs import Job, JobId, Wanted
from pipeline.project.edit import Pick, Picks, TakeChoice

WORDS = {"panel": "snow over a city"}
OTHER = {"panel": "rain over a city"}


class Maker(Backend):
    """A generator that is asked and never used."""

    name = "maker"

    def __init__(
        self,
        *,
        is_free: bool = False,
        waits: bool = False,
        price: int | None = 50,
        fault: str = "",
        distinct: int | None = None,
        outputs: int = 1,
    ) -> None:
        super().__init__(Settings(), Path())
        self._can = Capabilities(
            frozenset({Operation.T2I, Operation.I2V}),
            is_free=is_free,
            waits_for_person=waits,
            distinct=distinct,
            outputs=outputs,
        )
        self._price, self._fault = price, fault

    def capabilities(self, model: str = "") -> Capabilities:
        return self._can

    def check(self, order: Order) -> Sequence[str]:
        return (self._fault,) if self._fault else ()

    def estimate(self, order: Order) -> Money | None:
        return None if self._price is None else Money(self._price)

    def prepare(self, order: Order) -> Prepared:
        raise AssertionError("a plan prepares nothing")

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        raise AssertionError("a plan sends nothing")

    def poll(self, ticket: Ticket, into: Path) -> Progress:
        raise AssertionError("a plan asks nobody")

    def collect(self, ticket: Ticket, into: Path) -> Collected:
        raise AssertionError("a plan collects nothing")


def job(slot: int = 1, *, kind: Kind = PANEL, by: str = "gen", words: dict = WORDS) -> Job:
    operation = Operation.T2I if kind == PANEL else Operation.I2V
    return Job(JobId("sh010", kind, by, slot), Order(operation, "sh010"), words)


def slot(
    number: int,
    state: SlotState = SlotState.MADE,
    *,
    by: str = "gen",
    words: dict = WORDS,
    kind: Kind = PANEL,
) -> Slot:
    return Slot("sh010", kind, number, by, state, words=words)


def take(number: int, *, kind: Kind = PANEL, words: dict = WORDS, **more: object) -> Take:
    slate = Slate(
        TakeRef("sh010", kind, number),
        f"uuid{number}",
        datetime(2026, 1, 1, tzinfo=UTC),
        (),
        MediaInfo("image"),
        words=words,
    )
    slate = replace(
        slate, **{name: value for name, value in more.items() if name not in ("offline", "damage")}
    )
    damage = str(more.get("damage", ""))
    return Take(slate, Path("x"), bool(more.get("offline")) or bool(damage), damage)


def known(
    *slots: Slot,
    takes: Sequence[Take] = (),
    pick: Pick | None = None,
    maker: Backend | str | None = None,
    **more: object,
) -> Knowledge:
    by_kind: dict[tuple[str, Kind], tuple[Slot, ...]] = {}
    for one in slots:
        by_kind[one.shot, one.kind] = (*by_kind.get((one.shot, one.kind), ()), one)
    found: dict[tuple[str, Kind], tuple[Take, ...]] = {}
    for one in takes:
        found["sh010", one.ref.kind] = (*found.get(("sh010", one.ref.kind), ()), one)
    owed = more.pop("owed", {})
    return Knowledge(
        History(by_kind, owed),
        found,
        Picks({"sh010": pick} if pick else {}),
        {"gen": maker or Maker(), "free": Maker(is_free=True)},
        **more,
    )


def counts(rows: Sequence[Decided]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[str(row.decision)] = found.get(str(row.decision), 0) + 1
    return found


def test_what_is_missing_is_made() -> None:
    """Two asked, none there: two to make, each with its price."""
    rows = decide([job(1), job(2)], known())

    assert {"make": 2} == counts(rows)
    assert [Money(50), Money(50)] == [row.price for row in rows]


def test_a_work_of_this_machine_that_was_cut_off_waits_for_no_answer() -> None:
    """Nobody was sent an order: the next run begins it again."""
    here, elsewhere = (
        decide([job(1)], known(slot(1, SlotState.UNDER_WAY), maker=maker))[0]
        for maker in (CameraMan(CameraSettings(), Path()), Maker())
    )

    assert ("begun; where its run was cut off, the next one begins it again",) == here.reasons
    assert ("ordered; the answer is collected",) == elsewhere.reasons


def test_a_slot_stays_counted_whatever_became_of_it() -> None:
    """Rejected, closed and doubtful slots are not filled again."""
    states = (SlotState.MADE, SlotState.CLOSED, SlotState.IN_DOUBT, SlotState.UNDER_WAY)

    for state in states:
        rows = decide([job(1)], known(slot(1, state)))

        assert 0 == counts(rows).get("make", 0), state


@pytest.mark.parametrize(("asked", "have", "orders"), [(4, 0, 1), (5, 0, 2), (5, 4, 1), (4, 4, 0)])
def test_an_order_that_gives_four_is_bought_once_for_four(
    asked: int, have: int, orders: int
) -> None:
    """Never once for each of the four."""
    slots = [slot(number) for number in range(1, have + 1)]
    jobs = [job(number) for number in range(1, asked + 1)]

    rows = decide(jobs, known(*slots, maker=Maker(outputs=4)))

    assert orders == counts(rows).get("make", 0)
    assert [have + 1 + 4 * number for number in range(orders)] == [
        row.job.id.slot for row in rows if row.decision is Decision.MAKE
    ]


def test_an_order_of_four_that_failed_is_tried_again_as_one() -> None:
    """Its four open numbers are one order; what is missing beside them is another."""
    failed = [replace(slot(n, SlotState.OPEN), attempt="a") for n in (1, 2, 3, 4)]
    jobs = [job(number) for number in range(1, 6)]

    rows = decide(jobs, known(*failed, maker=Maker(outputs=4)))

    assert [1, None] == [row.number for row in rows if row.decision is Decision.MAKE]


def test_a_child_is_none_of_the_takes_that_a_shot_asks_for() -> None:
    """One made larger or going on, by whatever generator; unless takes are made from takes."""
    child = replace(slot(2, by="up"), inputs=("sh010 panel 1",))
    own = replace(slot(2), inputs=("sh010 panel 1",))
    again = replace(slot(2, SlotState.OPEN), inputs=("sh010 panel 1",))
    from_own = replace(job(1), wanted=(Wanted("sh010", PANEL, "be made from", "1"),))

    for one in (child, own, again):
        rows = decide([job(1), job(2)], known(slot(1), one, takes=[take(1)]))
        assert (1, None) == (counts(rows)["make"], rows[-1].number)
    rows = decide([from_own, from_own], known(slot(1), own, takes=[take(1)]))
    assert {"reuse": 1} == counts(rows)


def test_rejecting_orders_nothing() -> None:
    """A shot whose only take is rejected has nothing to make."""
    rejected = Pick(rejected={TakeChoice(PANEL, 1): "melts"})

    rows = decide([job(1)], known(slot(1), takes=[take(1)], pick=rejected))

    assert {} == counts(rows)


def test_an_open_slot_is_tried_again_under_its_number() -> None:
    """Ended unbilled and retryable: the same number goes again, and no new one beside it."""
    rows = decide([job(1)], known(slot(1, SlotState.OPEN)))

    assert [(Decision.MAKE, 1)] == [(row.decision, row.number) for row in rows]


def test_a_damaged_take_that_was_paid_for_is_named_and_not_bought_again() -> None:
    """Nor does a clip start from it; `retake` buys another, which counts as ever."""
    torn = take(1, damage="its file has 0 bytes, and 9 when it was made")

    rows = decide([job(1)], known(slot(1), takes=[torn]))
    owed = decide([job(1)], known(slot(1), takes=[torn], owed={("sh010", PANEL, "gen"): 1}))

    assert {"damaged": 1} == counts(rows)
    anew = "`rushes retake sh010 --stage board` asks for another"
    assert (f"{torn.damage}: put the file back; {anew}",) == rows[0].reasons
    assert {"damaged": 1, "make": 1} == counts(owed)


def test_a_damaged_take_that_cost_nothing_is_made_anew_beside_it() -> None:
    """Even by a generator that gives one result for its words, and even when it is circled."""
    torn = take(1, damage="its file has 0 bytes", is_free=True, generator="gen")
    maker = Maker(is_free=True, distinct=1)

    rows = decide([job(1)], known(slot(1), takes=[torn], maker=maker))
    picked = Pick(panel=TakeChoice(PANEL, 1))
    circled = decide([job(1)], known(slot(1), takes=[torn], maker=maker, pick=picked))
    again = decide([job(1)], known(slot(1), slot(2), takes=[torn, take(2)], maker=maker))
    approved = Pick(panel=TakeChoice(PANEL, 1), is_approved=True)
    closed = decide([job(1)], known(slot(1), takes=[torn], maker=maker, pick=approved))

    assert {"damaged": 1, "make": 1} == counts(rows) == counts(circled)
    assert (
        "put the file back; another is made beside it, to be circled then"
        in (circled[0].reasons[0])
    )
    assert {"reuse": 1} == counts(again)
    assert {"damaged": 1} == counts(closed)


def test_nothing_starts_from_a_damaged_take() -> None:
    """The clip is blocked, with the name of the panel."""
    torn = take(1, damage="its file has 0 bytes")
    clip = Job(
        JobId("sh010", CLIP, "gen", 1),
        Order(Operation.I2V, "sh010"),
        WORDS,
        wanted=(Wanted("sh010", PANEL),),
    )

    (row,) = decide([clip], known(slot(1), takes=[torn]))

    assert Decision.BLOCKED is row.decision
    assert ("sh010 panel 1, which it starts from, is damaged: its file has 0 bytes",) == row.reasons


def test_paid_footage_never_follows_the_author() -> None:
    """Other words make a paid take outdated, and order nothing."""
    rows = decide([job(1)], known(slot(1, words=OTHER), takes=[take(1, words=OTHER)]))

    assert {"outdated": 1} == counts(rows)
    assert ("panel changed since",) == rows[0].reasons


def test_free_footage_follows_the_author() -> None:
    """Other words make a new take beside the old one, when it costs nothing."""
    state = known(slot(1, by="free", words=OTHER), takes=[take(1, words=OTHER)])

    rows = decide([job(1, by="free")], state)

    assert {"outdated": 1, "make": 1} == counts(rows)


def test_words_changed_back_are_made_again_where_the_take_between_stands() -> None:
    """A, B, A: the film would show B for ever, because A has its slot already."""
    slots = [slot(1, by="free"), slot(2, by="free", words=OTHER)]
    takes = [take(1), take(2, words=OTHER)]

    between = decide([job(1, by="free")], known(*slots, takes=takes))
    after = known(*slots, slot(3, by="free"), takes=[*takes, take(3)])

    assert {"outdated": 1, "make": 1} == counts(between)
    assert {"reuse": 1} == counts(decide([job(1, by="free")], after))


def test_nothing_is_drawn_over_what_a_person_brought_in() -> None:
    """An adopted take with the present words is the one that was asked for."""
    state = known(slot(1, by=""), takes=[take(1, origin=Origin.ADOPTED)])

    assert {"reuse": 1} == counts(decide([job(1, by="free")], state))


def test_a_slot_that_another_generator_could_not_fill_is_for_the_one_of_now() -> None:
    """Unbilled and retryable: asked of another generator, the shot still gets its take."""
    rows = decide([job(1)], known(slot(1, SlotState.OPEN, by="old")))

    assert {"make": 1} == counts(rows)


def test_free_footage_that_was_circled_or_approved_does_not_follow() -> None:
    """A decision pins: nothing is made beside it."""
    for pick in (Pick(panel=TakeChoice(PANEL, 1)), Pick(is_approved=True)):
        state = known(slot(1, by="free", words=OTHER), takes=[take(1, words=OTHER)], pick=pick)

        rows = decide([job(1, by="free")], state)

        assert {"outdated": 1} == counts(rows)


def test_follow_never_and_always_overrule_the_price() -> None:
    """`follow: never` keeps free footage, `always` lets paid footage follow."""
    there = [take(1, words=OTHER)]
    free = known(slot(1, by="free", words=OTHER), takes=there, follow={"sh010": "never"})
    paid = known(slot(1, words=OTHER), takes=there, follow={"sh010": "always"})

    assert {"outdated": 1} == counts(decide([job(1, by="free")], free))
    assert {"outdated": 1, "make": 1} == counts(decide([job(1)], paid))


def test_white_space_and_generator_outdate_nothing() -> None:
    """Made by another generator with the same words, a take fits."""
    rows = decide([job(1)], known(slot(1), takes=[take(1, generator="another", model="x")]))

    assert {"reuse": 1} == counts(rows)


def test_swapping_the_generator_buys_nothing_again() -> None:
    """Asked of another generator now, a shot that has its takes is left alone."""
    rows = decide([job(1), job(2)], known(slot(1, by="old"), slot(2, by="old")))

    assert 0 == counts(rows).get("make", 0)


def test_two_generators_are_counted_apart() -> None:
    """`{gen: 2, free: 1}` with one by gen there: one more of each."""
    rows = decide([job(1), job(2), job(1, by="free")], known(slot(1)))

    made = [row.job.id.generator for row in rows if row.decision is Decision.MAKE]
    assert ["gen", "free"] == made


def test_owed_takes_are_made_until_they_are_there() -> None:
    """`retake -n 2` on a full shot makes two more; after one of them, one."""
    owed = {("sh010", PANEL, "gen"): 2}

    assert 2 == counts(decide([job(1)], known(slot(1), owed=owed)))["make"]
    assert 1 == counts(decide([job(1)], known(slot(1), slot(2), owed=owed)))["make"]


def test_raising_the_count_makes_the_difference() -> None:
    """From two to four: two more."""
    jobs = [job(number) for number in range(1, 5)]

    assert 2 == counts(decide(jobs, known(slot(1), slot(2))))["make"]


def test_lowering_the_count_does_nothing() -> None:
    """From two to one: nothing is made and nothing is lost."""
    there = known(slot(1), slot(2), takes=[take(1), take(2)])

    assert {"reuse": 1} == counts(decide([job(1)], there))


def test_moderated_words_are_not_sent_again_and_other_words_are() -> None:
    """The slot opens when the author changes the words."""
    same = known(slot(1, SlotState.MODERATED))
    changed = known(slot(1, SlotState.MODERATED, words=OTHER))

    assert {"moderated": 1} == counts(decide([job(1)], same))
    assert {"make": 1} == counts(decide([job(1)], changed))


def test_what_was_refused_is_not_sent_again_though_more_is_asked_for() -> None:
    """Neither the other takes of the shot nor a retake: the plan says what to change."""
    refused = replace(
        slot(1, SlotState.MODERATED), refused="prompt", reason="its words were refused"
    )
    rows = decide([job(1), job(2)], known(refused, owed={("sh010", PANEL, "gen"): 3}))

    assert {"moderated": 1} == counts(rows)
    assert ("its words were refused; change its words: it is not sent again as it is",) == rows[
        0
    ].reasons


def test_a_larger_take_that_was_refused_says_nothing_of_the_shots_own_clips() -> None:
    """It was asked for by itself; the next clip is sent all the same."""
    child = replace(slot(2, SlotState.MODERATED, kind=CLIP), inputs=("sh010 clip 1",))
    there = known(slot(1, kind=CLIP), child, takes=[take(1, kind=CLIP)])

    rows = decide([job(1, kind=CLIP), job(2, kind=CLIP)], there)

    assert {"reuse": 1, "make": 1} == counts(rows)


def test_a_larger_clip_is_outdated_with_the_panel_of_the_one_it_was_made_from() -> None:
    """It shows the same picture, however often it was made larger."""
    wanted = (Wanted("sh010", PANEL),)
    first = take(1, kind=CLIP, inputs=(SlateInput("first", "b2:1", "sh010 panel 1"),))
    made = [first]
    for number in (2, 3):
        parent = f"sh010 clip {number - 1}"
        inputs = (SlateInput("source", "b2:2", parent),)
        made.append(take(number, kind=CLIP, parent=parent, inputs=inputs))
    largest = TakeChoice(CLIP, 3)
    circled = Pick(panel=TakeChoice(PANEL, 2), clip=largest)
    mine = replace(job(1, kind=CLIP), wanted=wanted)
    slots = [slot(1, kind=CLIP)]

    (fine,) = decide([mine], known(*slots, takes=made, pick=Pick(clip=largest)))
    (old,) = decide([mine], known(*slots, takes=made, pick=circled))

    assert (Decision.REUSE, Decision.OUTDATED) == (fine.decision, old.decision)
    assert ("made from sh010 panel 1, and sh010 panel 2 is circled",) == old.reasons


def test_what_came_of_the_words_may_be_asked_for_again() -> None:
    """Another seed gives another picture; it is ordered where somebody asks for it."""
    refused = replace(slot(1, SlotState.MODERATED), refused="result", reason="what came of it")

    assert {"moderated": 1} == counts(decide([job(1)], known(refused)))
    again = decide([job(1)], known(refused, owed={("sh010", PANEL, "gen"): 1}))
    assert {"moderated": 1, "make": 1} == counts(again)


@pytest.mark.parametrize(
    ("refused", "what"), [("first", "make"), ("", "make"), ("prompt", "moderated")]
)
def test_another_panel_opens_a_shot_whose_picture_was_refused(refused: str, what: str) -> None:
    """Where the words were, it does not: the same words would be sent again."""
    gone = replace(
        slot(1, SlotState.MODERATED), kind=CLIP, refused=refused, inputs=("sh010 panel 1",)
    )
    panels = [take(1), take(2)]

    rows = decide([job(1, kind=CLIP)], known(gone, takes=panels))

    assert [what] == [str(row.decision) for row in rows]


def test_what_is_given_up_says_what_to_type() -> None:
    """`retake` asks for clips unless it is told the stage: a panel's line names it."""
    lines = {
        kind: decide([job(1, kind=kind)], known(replace(slot(1, SlotState.CLOSED), kind=kind)))[
            0
        ].reasons[0]
        for kind in (PANEL, CLIP)
    }

    assert "`rushes retake sh010 --stage board` asks again" in lines[PANEL]
    assert "`rushes retake sh010` asks again" in lines[CLIP]


def test_a_take_named_by_the_cut_that_is_not_here_is_offline_and_never_ordered() -> None:
    """A fresh clone of a finished film plans to buy nothing."""
    rows = decide([job(1)], known(named={"sh010": frozenset({TakeChoice(PANEL, 1)})}))

    assert {"offline": 1} == counts(rows)


def test_a_slate_without_its_file_is_offline_and_never_ordered() -> None:
    """The slate came along and the picture did not."""
    rows = decide([job(1)], known(slot(1), takes=[take(1, offline=True)]))

    assert {"offline": 1} == counts(rows)


def test_takes_that_only_the_ledger_knows_are_offline_and_named() -> None:
    """The folder went before anybody looked into it: so says the plan of panels and of clips."""
    clip = replace(job(kind=CLIP), wanted=(Wanted("sh010", PANEL),))

    rows = decide([job(), clip], known(slot(1), slot(2)))

    assert [(Decision.OFFLINE, "sh010 panel 2"), (Decision.OFFLINE, "")] == [
        (row.decision, row.take) for row in rows
    ]
    assert ("sh010 panel 2, which it starts from, is offline",) == rows[1].reasons


def test_an_unknown_price_is_shown_as_unknown() -> None:
    """Nobody can say what it costs: it is not made by itself, and not shown as nothing."""
    rows = decide([job(1)], known(maker=Maker(price=None)))

    assert [(Decision.PRICE_UNKNOWN, None)] == [(row.decision, row.price) for row in rows]


def test_what_a_generator_cannot_honour_blocks_before_money() -> None:
    """The sentence of the backend is the reason."""
    rows = decide([job(1)], known(maker=Maker(fault="it makes at most 10 s")))

    assert [(Decision.BLOCKED, ("it makes at most 10 s",))] == [
        (row.decision, row.reasons) for row in rows
    ]


def test_a_generator_that_is_not_there_blocks_with_its_reason() -> None:
    """No backend, no order."""
    rows = decide([job(1)], known(maker="generator 'gen' asks for a backend that does not exist"))

    assert {"blocked": 1} == counts(rows)


def test_a_person_is_waited_for() -> None:
    """The inbox makes no attempt; what was adopted counts."""
    inbox = Maker(waits=True)
    adopted = take(1, origin=Origin.ADOPTED)

    assert {"waiting": 2} == counts(decide([job(1), job(2)], known(maker=inbox)))
    half = decide([job(1), job(2)], known(maker=inbox, takes=[adopted]))
    assert {"reuse": 1, "waiting": 1} == counts(half)


def test_a_clip_needs_a_panel_or_one_that_is_coming() -> None:
    """Priced with its input open when the panel is made in the same run; blocked without."""
    clip = replace(job(1, kind=CLIP), wanted=(Wanted("sh010", PANEL),))

    assert {"blocked": 1} == counts(decide([clip], known()))
    assert {"make": 2} == counts(decide([job(1), clip], known()))
    assert {"reuse": 1, "make": 1} == counts(
        decide([job(1), clip], known(slot(1), takes=[take(1)]))
    )


def test_another_circled_panel_outdates_the_clip() -> None:
    """Made from panel 1 while panel 2 is circled; a newer panel that nobody circled does not."""
    clip = replace(job(1, kind=CLIP), wanted=(Wanted("sh010", PANEL),))
    made = take(1, kind=CLIP, inputs=(SlateInput("first", "b2:0", take="sh010 panel 1"),))
    there = [take(1), take(2), made]
    slots = (slot(1), slot(2), slot(1, kind=CLIP))

    calm = decide([clip], known(*slots, takes=there))
    pinned = decide([clip], known(*slots, takes=there, pick=Pick(panel=TakeChoice(PANEL, 2))))

    assert [Decision.REUSE] == [row.decision for row in calm]
    assert [Decision.OUTDATED] == [row.decision for row in pinned]
    assert ("made from sh010 panel 1, and sh010 panel 2 is circled",) == pinned[0].reasons


def test_a_clip_shorter_than_the_cut_needs_is_outdated_and_a_longer_one_is_not() -> None:
    """Length in the film outdates only what is too short."""
    media = MediaInfo("video", frames=48, rate=Fraction(24))
    made = take(1, kind=CLIP, media=media)
    clip = job(1, kind=CLIP)

    long = decide([replace(clip, needed_frames=40)], known(slot(1, kind=CLIP), takes=[made]))
    short = decide([replace(clip, needed_frames=60)], known(slot(1, kind=CLIP), takes=[made]))

    assert [Decision.REUSE] == [row.decision for row in long]
    assert ("it has 48 frames and the cut needs 60",) == short[0].reasons


def test_kept_takes_are_fine_although_outdated() -> None:
    """`keep` says so, and nothing is made beside them."""
    pick = Pick(kept={"because": "coat not seen"})
    state = known(slot(1, by="free", words=OTHER), takes=[take(1, words=OTHER)], pick=pick)

    rows = decide([job(1, by="free")], state)

    assert [(Decision.REUSE, ("kept: coat not seen",))] == [
        (row.decision, row.reasons) for row in rows
    ]


def test_takes_made_on_the_side_never_stand() -> None:
    """A comparison's take does not stand for the shot until it is circled."""
    side = take(2, origin=Origin.SIDE)

    rows = decide([job(1)], known(slot(1), slot(2), takes=[take(1), side]))

    assert ["sh010 panel 1"] == [row.take for row in rows]


def test_a_renamed_shot_is_told_instead_of_bought_again() -> None:
    """New id, words of a shot that is gone: blocked with the command that mends it."""
    rows = decide([job(1)], known(renamed={"sh010": "sh005"}))

    assert [
        "its words are those of sh005, which is gone: renamed? `rushes rename sh005 sh010`"
    ] == [row.reasons[0] for row in rows]


def test_an_approved_shot_is_remade_only_by_force() -> None:
    """Raising the count of an approved shot makes nothing, unless the shot is forced."""
    pick = Pick(is_approved=True)

    assert {} == counts(decide([job(1)], known(pick=pick)))
    assert {"make": 1} == counts(decide([job(1)], known(pick=pick, forced=frozenset({"sh010"}))))


def test_a_problem_of_the_author_stops_its_shot_alone() -> None:
    """The reason is the problem's own sentence."""
    rows = decide([job(1)], known(stopped={("panel", "sh010"): "film.yaml:3:1: no such element"}))

    assert [(Decision.BLOCKED, ("film.yaml:3:1: no such element",))] == [
        (row.decision, row.reasons) for row in rows
    ]


def test_no_more_is_asked_than_a_generator_can_give_that_differ() -> None:
    """Four of the author's own still would be four times the same picture: one is made."""
    still = Maker(distinct=1)

    rows = decide([job(number) for number in range(1, 5)], known(maker=still))

    assert {"make": 1} == counts(rows)


def test_work_from_elsewhere_is_not_buried_under_a_newer_drawing() -> None:
    """An adopted picture stands: a free generator makes nothing over it unless it is asked to."""
    painted = take(1, origin=Origin.ADOPTED)
    jobs = [job(1, by="free"), job(2, by="free")]

    assert {"reuse": 1} == counts(decide(jobs, known(takes=[painted])))
    owed = {("sh010", PANEL, "free"): 1}
    assert 1 == counts(decide(jobs, known(takes=[painted], owed=owed)))["make"]


def test_a_clip_whose_panel_is_named_and_not_here_is_offline() -> None:
    """It is not told to make a panel that exists elsewhere."""
    clip = replace(job(1, kind=CLIP), wanted=(Wanted("sh010", PANEL),))
    state = known(named={"sh010": frozenset({TakeChoice(PANEL, 3)})})

    rows = decide([job(1), clip], state)

    assert {"offline": 2} == counts(rows)
    assert ("sh010 panel 3, which it starts from, is offline",) == rows[-1].reasons
