"""What a run finds of an earlier one: strangers set aside, orders learnt, doubts decided."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.backends.base import Prepared, Ticket
from pipeline.errors import DiskFull, LedgerError
from pipeline.facts import PANEL, TakeRef
from pipeline.ledger.attempts import AttemptState
from pipeline.ledger.history import SlotState
from pipeline.ledger.ledger import Ledger
from pipeline.run.deciding import adopt_job, assume_lost, doubtful
from pipeline.run.recovery import recover
from pipeline.run.runner import Runner
from pipeline.run.work import Recovered
from pipeline.vault.bills import bills_of
from tests.run.doubles import START, Inline, Scripted, Studio, panel, work

REF = TakeRef("sh010", PANEL, 1)


@pytest.fixture
def ledger(studio: Studio) -> Iterator[Ledger]:
    """The production's ledger."""
    with studio.ledger() as opened:
        yield opened


def run(studio: Studio, ledger: Ledger, *jobs: object, **settings: object) -> Recovered:
    """A whole run, recovery first."""
    runner = Runner(studio.floor(ledger, Inline(), maker=studio.maker(**settings)))
    recovered = runner.recover()
    runner.run([work(job) for job in jobs])
    return recovered


def state(ledger: Ledger) -> str:
    """What became of the first slot of sh010."""
    return ledger.history().of("sh010", PANEL)[0].state.value


def test_after_a_run_that_ended_there_is_nothing_to_pick_up(studio: Studio, ledger: Ledger) -> None:
    """And it says so."""
    run(studio, ledger, panel())

    assert run(studio, ledger).is_empty


def test_media_without_a_slate_are_set_aside_never_deleted(
    studio: Studio, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They have a take's name and are no take; children and the author's own files stay."""
    monkeypatch.setattr("pipeline.run.recovery.time.time", lambda: 4_000_000_000.0)
    run(studio, ledger, panel())
    folder = studio.home / "takes/sh010"
    for name in ("sh010_panel_t09.png", "sh010_panel_t01_fixed.png", "notes.txt"):
        (folder / name).write_text(name)

    found = run(studio, ledger)

    kept = studio.home / ".rushes/lost+found/sh010_panel_t09.png"
    assert "sh010_panel_t09.png" == kept.read_text()
    assert 1 == len(found.set_aside)
    assert {"sh010_panel_t01_fixed.png", "notes.txt"} <= {path.name for path in folder.iterdir()}


def test_a_file_that_just_came_is_left_alone(studio: Studio, ledger: Ledger) -> None:
    """Another process may be adopting it at this very moment."""
    folder = studio.home / "takes/sh010"
    folder.mkdir()
    (folder / "sh010_panel_t09.png").write_text("young")

    assert run(studio, ledger).is_empty
    assert (folder / "sh010_panel_t09.png").exists()


def test_what_ended_attempts_left_aside_is_swept(studio: Studio, ledger: Ledger) -> None:
    """The folder of an attempt that is over goes; one that nobody knows is kept for a person."""
    run(studio, ledger, panel())
    key = ledger.history().of("sh010", PANEL)[0].attempt
    aside = studio.home / ".rushes/tmp"
    for name in (key, "unknown"):
        (aside / name).mkdir(parents=True)
        (aside / name / "file.bin").write_text(name)
    floor = studio.floor(ledger, Inline())

    recover(floor)

    assert ["unknown"] == [path.name for path in aside.iterdir()]


def test_a_colleagues_order_is_seen_and_collected_once(studio: Studio, ledger: Ledger) -> None:
    """An order file that the ledger does not know is taken in; its take comes, unbilled."""
    run(studio, ledger, panel(), polls=("fault",) * 10)
    order = studio.home / "takes/sh010/sh010_panel_t01.order.json"
    text = order.read_text()
    colleague = Studio(studio.home.parent / "colleague")
    (colleague.home / "takes/sh010").mkdir()
    (colleague.home / "takes/sh010/sh010_panel_t01.order.json").write_text(text)

    with colleague.ledger() as theirs:
        found = run(colleague, theirs)
        assert SlotState.MADE.value == state(theirs)

    assert [REF] == list(found.under_way)
    assert (1, 0) == (studio.bills, colleague.bills)
    assert "job" in json.loads(text)["ticket"]


@pytest.mark.parametrize("recovery", ["client_id", "idempotent"])
def test_an_order_that_came_as_a_file_is_never_sent_from_here(
    studio: Studio, ledger: Ledger, recovery: str
) -> None:
    """It has no ticket and this machine did not write it: to send it again would be to pay for it.

    Where it can be looked up, it is; a person decides about the rest.
    """
    lost = ("lost", *("rejected!",) * 9)
    run(studio, ledger, panel(), submits=lost, finds=("limited",) * 9, recovery=recovery)
    name = "takes/sh010/sh010_panel_t01.order.json"
    text = (studio.home / name).read_text()
    stranger = Studio(studio.home.parent / f"stranger {recovery}")
    (stranger.home / "takes/sh010").mkdir()
    (stranger.home / name).write_text(text)

    with stranger.ledger() as theirs:
        run(stranger, theirs, recovery=recovery)
        assert SlotState.IN_DOUBT.value == state(theirs)

    assert "ticket" not in json.loads(text) or json.loads(text)["ticket"] is None
    assert (1, 0) == (studio.bills, stranger.bills)


def test_a_take_that_a_colleague_brought_ends_the_doubt(studio: Studio, ledger: Ledger) -> None:
    """The slate is right: what was in doubt is there."""
    run(studio, ledger, panel(), submits=("lost",))
    attempt = ledger.in_doubt()[0]
    adopt_job(ledger, studio.vault(), doubtful(ledger, REF), Ticket("scripted", "job-1"))
    run(studio, ledger)
    ledger.attempts.move(attempt.key, AttemptState.IN_DOUBT)

    run(studio, ledger)

    assert () == ledger.in_doubt()


def test_a_job_named_by_a_person_is_collected(studio: Studio, ledger: Ledger) -> None:
    """`adopt --job`: nothing is sent, the take comes under its own number."""
    run(studio, ledger, panel(), submits=("lost",))

    adopt_job(ledger, studio.vault(), doubtful(ledger, REF), Ticket("scripted", "job-77"))
    run(studio, ledger)

    take = studio.vault().find(REF)
    assert ("job-77", 1, "made") == (take.slate.job, studio.bills, state(ledger))


@pytest.mark.parametrize(
    ("is_billed", "expected"), [(True, ("closed", 100_000, 0)), (False, ("open", 0, 0))]
)
def test_an_order_given_up_frees_or_spends_its_money(
    studio: Studio, ledger: Ledger, *, is_billed: bool, expected: tuple[str, int, int]
) -> None:
    """`assume-lost`: billed, its number stays used; not billed, the slot is open again.

    Nothing is bought by that itself.
    """
    run(studio, ledger, panel(), submits=("lost",))

    assume_lost(ledger, studio.vault(), REF, is_billed=is_billed, at=START)
    run(studio, ledger)

    sums = ledger.money.sums()[0]
    assert expected == (state(ledger), sums.settled.micros, sums.reserved.micros)
    assert 1 == studio.bills
    assert int(is_billed) == studio.vault().top_number("sh010", PANEL)
    assert not [name for name in studio.files() if "order" in name]


def test_only_what_is_in_doubt_is_decided(studio: Studio, ledger: Ledger) -> None:
    """A take that was made is not given up by mistake."""
    run(studio, ledger, panel())

    with pytest.raises(LedgerError, match="sh010 panel 1 is not in doubt"):
        assume_lost(ledger, studio.vault(), REF, is_billed=False, at=START)


def test_takes_on_another_disk_are_put_together_there(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is all it takes to publish: attempts write on the disk of the takes."""
    takes = studio.home / "takes"
    monkeypatch.setattr(
        "pipeline.vault.vault._device", lambda path: 2 if path.is_relative_to(takes) else 1
    )

    with studio.ledger() as ledger:
        run(studio, ledger, panel())
        made = studio.vault().takes("sh010", PANEL)

    assert 1 == len(made)
    assert (takes / ".aside").is_dir()
    assert not os.path.lexists(studio.home / ".rushes/tmp")


def test_a_ticket_goes_back_to_where_it_was_bought(studio: Studio, ledger: Ledger) -> None:
    """Collected with the settings that it carries, after the film has moved on to others."""
    run(studio, ledger, panel(), polls=("fault",) * 10)
    asked: list[tuple[str, object]] = []

    def again(name: str, settings: dict[str, object]) -> object:
        asked.append((name, settings["price"]))
        return studio.maker()

    floor = studio.floor(ledger, Inline())
    floor = studio.floor(ledger, Inline(), makers=type(floor.makers)({}, again))
    result = Runner(floor).run([])

    assert ([("scripted", 100_000)], 1) == (asked, len(result.made))


def test_a_ticket_without_its_backend_is_kept(studio: Studio, ledger: Ledger) -> None:
    """A plug-in that is not installed here: shown, not failed."""
    run(studio, ledger, panel(), polls=("fault",) * 10)

    floor = studio.floor(ledger, Inline())
    floor = studio.floor(ledger, Inline(), makers=type(floor.makers)({}))
    result = Runner(floor).run([])

    assert ["sh010 panel #1 by gen"] == [str(job) for job in result.under_way]
    assert result.left[0].reason.startswith("it cannot be collected here: ")
    assert 1 == len(ledger.open_attempts())


def test_nothing_of_ours_is_left_aside(studio: Studio, ledger: Ledger) -> None:
    """After a run the folder where attempts write is empty."""
    run(studio, ledger, panel(), panel("sh020"))

    assert [] == list(Path(studio.home / ".rushes/tmp").iterdir())


def test_a_renaming_that_was_cut_off_is_finished_first(studio: Studio, ledger: Ledger) -> None:
    """Before anything is planned, the shot's takes lie under its new id."""
    run(studio, ledger, panel())
    (studio.home / ".rushes/renaming.json").write_text('{"old": "sh010", "new": "sh015"}')

    run(studio, ledger)

    assert ["sh015/sh015_panel_t01.bin", "sh015/sh015_panel_t01.json"] == studio.files()


class Answering(Scripted):
    """Its answer is the picture itself."""

    def submit(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket:
        ticket = super().submit(prepared, attempt_key, into)
        (into / "take01.bin").write_text(f"picture {ticket.job} " + "x" * 2000)
        raise SystemExit(3)  # nobody is told any more

    def answered(self, prepared: Prepared, attempt_key: str, into: Path) -> Ticket | None:
        name = "take01.bin"
        return Ticket(self.name, files=(name,)) if (into / name).is_file() else None


@pytest.mark.parametrize("is_here", [True, False])
def test_an_answer_that_lies_here_settles_a_doubt(
    studio: Studio, ledger: Ledger, *, is_here: bool
) -> None:
    """It was paid for; only where its file is gone does the doubt remain."""
    maker = studio.maker(Answering)
    first = Runner(studio.floor(ledger, Inline(), maker=maker)).run([work(panel())])
    assert 1 == len(first.in_doubt)
    if not is_here:
        next((studio.home / ".rushes/tmp").glob("*/take01.bin")).unlink()

    runner = Runner(studio.floor(ledger, Inline(), maker=maker))
    found, second = runner.recover(), runner.run([])

    assert is_here == (REF in found.under_way)
    assert (1, int(is_here)) == (studio.bills, len(second.made))
    assert (SlotState.MADE if is_here else SlotState.IN_DOUBT).value == state(ledger)
    assert is_here == (() == ledger.in_doubt())


@pytest.mark.parametrize("is_full", [False, True], ids=["cut off", "disk full"])
def test_a_bill_that_was_not_written_is_written_before_its_order_goes(
    studio: Studio, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, *, is_full: bool
) -> None:
    """Whoever shares the takes sees the order, or the bill, at every moment; and one bill."""

    def die(name: str) -> None:
        if name == "ended failed" and not is_full:
            raise KeyboardInterrupt

    def no_room(*_: object) -> None:
        raise DiskFull("no room", fix="make some")

    maker = studio.maker(polls=("failed billed",))
    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
        if is_full:
            patch.setattr("pipeline.run.sharing.write_bill", no_room)
        Runner(studio.floor(ledger, Inline(), maker=maker, checkpoint=die)).run([work(panel())])
    folder = studio.home / "takes/sh010"
    before = {path.name for path in folder.iterdir()}

    for _ in range(2):
        recover(studio.floor(ledger, Inline()))

    sums = [one.settled for one in ledger.money.sums()]
    assert "sh010_panel_t01.order.json" in before
    assert "bills" not in before
    assert not (folder / "sh010_panel_t01.order.json").exists()
    assert [[one.micros, one.currency] for one in sums] == [
        bill["billed"] for bill in bills_of(studio.vault())
    ]
