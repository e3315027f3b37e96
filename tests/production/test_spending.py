"""Before money is spent somebody says yes, once; and every limit holds whatever is typed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.errors import NotAgreed
from pipeline.ledger.attempts import AttemptState
from pipeline.production import Production
from pipeline.production.agreeing import Offer
from pipeline.production.making import MakeRequest
from pipeline.production.promises import distrust
from pipeline.production.selecting import Selection
from pipeline.run.interrupt import Interrupt
from tests.production.conftest import ROOT
from tests.production.footage import Said, ran, read, typed
from tests.production.paid import installed, paid_film
from tests.run.doubles import bills

pytestmark = pytest.mark.timeout(120)


KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.production import Production
from pipeline.production.making import MakeRequest

def checkpoint(name):
    if name == "done":
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    request = MakeRequest(
        stages=("board",), workers=1, agree=lambda offer: True, checkpoint=checkpoint
    )
    Production(Path(sys.argv[1])).make(request, lambda event: None)
"""
"""A run that somebody agrees to, and that is killed when its first take is in its place."""

ONE_THEN_NONE = "price: 40000, concurrency: 1, submits: [ok, no credit]"
"""The first order is taken; then the account is empty, until the next run."""


@pytest.fixture(autouse=True, scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The paid service is installed."""
    site = installed(tmp_path_factory.mktemp("site"))
    sys.path.insert(0, str(site))
    yield
    sys.path.remove(str(site))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Three shots with a panel each, at 0.04 USD."""
    return paid_film(tmp_path / "film", "budget: 2 USD\n")


def sent(film: Path) -> int:
    """How many orders the service has billed."""
    return bills(film / "service")


def rewrite(film: Path, old: str, new: str) -> None:
    """Change words of the film by hand."""
    (film / "film.yaml").write_text(read(film / "film.yaml").replace(old, new), "utf-8")


class Asked(list):
    """Who is asked, and what: says yes or no."""

    def __init__(self, *, answer: bool = True) -> None:
        self.answer = answer

    def __call__(self, offer: Offer) -> bool:
        self.append(offer)
        return self.answer


def board(film: Path, asked: Asked | None, *shots: str) -> object:
    """Make panels, asking whoever is there."""
    request = MakeRequest(Selection(names=shots), ("board",), workers=1, agree=asked)
    return Production(film).make(request, lambda event: None)


@pytest.mark.parametrize("command", ["make", "board"])
def test_without_a_terminal_and_without_yes_nothing_is_sent(film: Path, command: str) -> None:
    """One sentence says what it would have cost, and what to say."""
    said = ran(film, command, code=10)

    assert 0 == sent(film)
    assert (
        "nothing was sent: 3 panels by mj, at most 0.12 USD, and nobody was there to agree to it"
        in said.err
    )
    assert "fix: say --yes, or give the command in a terminal" in said.err


def test_yes_says_what_it_agrees_to_and_what_it_came_to(film: Path) -> None:
    """What is bought, of which budget; and at the end what was spent and what is left."""
    said = ran(film, "board --yes")

    assert 3 == sent(film)
    assert (
        "to buy, at most 0.12 USD:\n  3 panels by mj: at most 0.12 USD (0.04 USD each)" in said.err
    )
    assert "of 2.00 USD for the film: 0.00 USD spent, 0.00 USD reserved, 2.00 USD left" in said.err
    assert "this run spent 0.12 USD\nof 2.00 USD for the film: 0.12 USD spent" in said.out


def test_a_no_sends_nothing_and_is_asked_again(film: Path) -> None:
    """Nothing is remembered of a no."""
    no = Asked(answer=False)

    for _ in range(2):
        with pytest.raises(NotAgreed, match="the answer was no to 3 panels by mj"):
            board(film, no)

    assert (2, 0) == (len(no), sent(film))


def test_the_remainder_of_an_agreed_plan_is_never_asked_about(film: Path) -> None:
    """What was agreed to and not sent is ordered later, in any part, by whoever types it."""
    rewrite(film, "price: 40000", ONE_THEN_NONE)
    yes = Asked()
    board(film, yes)
    first = sent(film)

    rest = ran(film, "board sh020")
    last = ran(film, "board")

    assert (1, 1, 3) == (len(yes), first, sent(film))
    assert "to buy" not in rest.err + last.err


def test_what_goes_beyond_an_agreed_plan_is_asked_about_alone(film: Path) -> None:
    """Another take; the agreed ones besides are only counted."""
    rewrite(film, "price: 40000", ONE_THEN_NONE)
    yes = Asked()
    board(film, yes)
    Production(film).retake(Selection(names=("sh010",)), count=1, stage="board")

    board(film, yes)

    first, then = yes
    assert (3, 0) == (first.count, first.agreed)
    assert (1, 2) == (then.count, then.agreed)
    assert 4 == sent(film)


def test_a_higher_price_is_asked_about(film: Path) -> None:
    """A lower one is not."""
    rewrite(film, "price: 40000", ONE_THEN_NONE)
    yes = Asked()
    board(film, yes)

    rewrite(film, "price: 40000", "price: 30000")
    board(film, yes, "sh020")
    rewrite(film, "price: 30000", "price: 41000")
    with pytest.raises(NotAgreed, match=r"1 panel by mj, at most 0\.041 USD, and nobody"):
        board(film, None)
    board(film, yes)

    assert ([3, 1], 3) == ([offer.count for offer in yes], sent(film))


def test_what_is_refused_by_the_service_stays_agreed(film: Path) -> None:
    """An order that was not billed is tried again without asking."""
    rewrite(film, "price: 40000", "price: 40000, polls: [failed retryable, failed retryable]")
    yes = Asked()
    board(film, yes)

    board(film, None)

    assert 1 == len(yes)
    assert {"made"} == {
        slot.state.value
        for slots in Production(film).ledger.history().slots.values()
        for slot in slots
    }


def test_a_run_that_was_killed_is_gone_on_with_without_a_question(film: Path) -> None:
    """The yes outlives a kill between two orders: every take is paid for once."""
    rewrite(film, "price: 40000", "price: 40000, concurrency: 1")
    site = next(path for path in sys.path if (Path(path) / "rushes_paid-1.0.dist-info").is_dir())
    places = os.pathsep.join([str(ROOT), site])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, film],
        env={**os.environ, "PYTHONPATH": places},
        check=False,
        timeout=60,
    )

    said = ran(film, "board")

    assert (-signal.SIGKILL, 3) == (done.returncode, sent(film))
    assert "to buy" not in said.err
    assert "agreed" in ran(film, "log").out
    assert 3 == len(list(film.glob("takes/*/*.png")))


def test_free_work_is_made_without_a_question(film: Path) -> None:
    """Only what costs money asks."""
    rewrite(film, "price: 40000", "price: 40000, is_free: true")

    ran(film, "board")

    assert 3 == sent(film)


def test_what_is_under_way_is_brought_in_although_nobody_agrees(film: Path) -> None:
    """It was paid for; only new orders wait for a yes."""
    rewrite(film, "price: 40000", "price: 40000, polls: [working]")

    def stop(name: str) -> None:
        if name == "polled":
            ctrl_c.set()

    ctrl_c = Interrupt()
    request = MakeRequest(
        Selection(names=("sh010",)), ("board",), 1, agree=Asked(), checkpoint=stop, stop=ctrl_c
    )
    left = Production(film).make(request, lambda event: None).result.under_way
    with pytest.raises(NotAgreed):
        board(film, None)

    assert (1, 1) == (len(left), sent(film))
    assert (film / "takes" / "sh010" / "sh010_panel_t01.png").exists()


def test_a_no_waits_for_nothing(film: Path) -> None:
    """What is under way stays so: it is not looked at, and one sentence says how to go on."""
    rewrite(film, "price: 40000", "price: 40000, polls: [working, working, working]")
    ran(film, "board --leave --yes sh010")
    polls: list[str] = []

    request = MakeRequest(
        Selection(names=("sh020",)),
        ("board",),
        1,
        agree=Asked(answer=False),
        checkpoint=polls.append,
    )
    with pytest.raises(NotAgreed) as said:
        Production(film).make(request, lambda event: None)

    assert [] == polls
    assert (
        "nothing was sent: the answer was no to 1 panel by mj, at most 0.04 USD; "
        "1 order is under way and stays so"
    ) == said.value.message
    assert "`rushes collect` brings what is ready" in said.value.fix
    assert 1 == len(list(film.glob("takes/*/*.order.json")))


@pytest.mark.parametrize(
    ("limit", "left"),
    [
        ("budget: 0.1 USD", "of 0.10 USD for the film"),
        ("budget: {mj: 0.1 USD}", "of 0.10 USD for mj"),
    ],
)
def test_a_limit_stops_cleanly_and_says_what_is_left(film: Path, limit: str, left: str) -> None:
    """Two of three are made; exit 5, the sum, the remedy, one line however many were not sent."""
    rewrite(film, "budget: 2 USD", limit)

    said = ran(film, "board --yes", code=5)

    assert 2 == sent(film)
    assert f"{left}: 0.08 USD spent, 0.00 USD reserved, 0.02 USD left" in said.out
    assert 2 == said.err.count("the order may cost 0.04 USD")  # at once, and at the end
    assert "0.02 USD left (fix: raise `budget:" in said.err


def test_a_shot_has_a_limit_for_all_its_attempts(film: Path) -> None:
    """`most:` counts every take of it, and says so."""
    rewrite(film, "panels: 1", "panels: 2, most: 0.07 USD")

    said = ran(film, "board --yes", code=5)

    assert 3 == sent(film)
    assert "of 0.07 USD for sh0" in said.err
    assert "(3 orders were not sent; this is the first)" in said.err
    assert 2 == said.err.count("the order may cost 0.04 USD")


def test_a_bill_above_what_was_said_pauses_that_generator(film: Path) -> None:
    """It is said, in the log too; orders under way are brought in and nothing is lost."""
    rewrite(film, "price: 40000", "price: 40000, billed: 50000")

    said = typed("-p", film, "board", "--yes")

    assert "mj pauses: it billed 0.01 USD more than it had said at most" in said.err
    assert "it billed 0.01 USD more than it had said at most" in ran(film, "log").out


def test_plan_prices_line_by_line_and_in_sums(tmp_path: Path) -> None:
    """Every order, every generator, all together; unknown is unknown, and counted."""
    more = "budget: {film: 2 USD, kling: 1 USD}\n"
    film = paid_film(
        tmp_path / "film",
        more,
        count=2,
    )
    rewrite(film, "price: 40000", "price: -1")

    said = ran(film, "plan")
    told = json.loads(ran(film, "plan --json").out)

    lines, short = said.out.splitlines(), ", which is too little for all of it"
    assert 3 == sum(
        "make x2       by kling  missing, at most 0.35 USD each" in one for one in lines
    )
    assert 3 == sum("price unknown by mj  missing" in one for one in lines)
    assert [
        "6 to make, 9 to buy, 3 price unknown; at most 2.10 USD, and 3 of unknown price",
        "  3 panels by mj: price unknown",
        "  6 clips by kling: at most 2.10 USD (0.35 USD each)",
        f"of 2.00 USD for the film: 0.00 USD spent, 0.00 USD reserved, 2.00 USD left{short}",
        f"of 1.00 USD for kling: 0.00 USD spent, 0.00 USD reserved, 1.00 USD left{short}",
        "what has no price waits for --allow-unknown-prices, or for a price under `models:`",
    ] == lines[-6:]
    assert (9, ["2.10 USD"]) == (told["to_buy"], told["price"])
    assert ["kling", "1.00 USD"] == [told["budget"][1][name] for name in ("whose", "left")]


def test_credits_without_a_rate_are_refused_with_the_line_that_mends_it(film: Path) -> None:
    """Against a budget in dollars; without a budget they are only counted apart."""
    rewrite(film, "price: 40000", 'price: 4000000, currency: "credits:paid"')
    blocked = ran(film, "board --yes", code=1)
    rewrite(film, "budget: 2 USD", "budget: 2 USD\nrates: {paid: 0.01 USD}")

    said = ran(film, "board --yes")

    assert "cannot be counted against 2.00 USD: say in film.yaml what one is worth, " in blocked.err
    assert "`rates: {paid: … USD}`" in blocked.err
    assert 3 == sent(film)
    assert "this run spent 12 credits of paid" in said.out
    assert "of 2.00 USD for the film: 0.12 USD spent" in said.out


def test_the_question_is_asked_in_a_terminal(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Yes buys; anything else does not."""
    answers = [answered(film, monkeypatch, word) for word in ("n", "", "y")]

    assert [10, 10, 0] == [said.code for said in answers]
    assert all("Buy it? [y/N]" in said.all for said in answers)
    assert 3 == sent(film)


def answered(film: Path, monkeypatch: pytest.MonkeyPatch, word: str) -> Said:
    """Type `board` as if at a terminal, and answer the question."""
    monkeypatch.setattr("pipeline.cli.asking._is_terminal", lambda: True)
    return typed("-p", film, "board", answer=f"{word}\n")


def test_status_says_what_is_spent_reserved_and_left(film: Path) -> None:
    """Of every limit; without one, of every currency; an order in doubt holds its money."""
    rewrite(film, "price: 40000", "price: 40000, concurrency: 1, submits: [lost]")
    ran(film, "board --yes", code=1)
    limited = ran(film, "status").out
    rewrite(film, "budget: 2 USD", "")

    free = ran(film, "status").out

    assert (
        "money: of 2.00 USD for the film: 0.08 USD spent, 0.04 USD reserved, 1.88 USD left"
        in limited
    )
    assert "money: 0.08 USD spent, at most 0.04 USD reserved" in free


def test_a_cheap_order_in_doubt_is_bought_again_once(film: Path) -> None:
    """In the same run; both count as spent, the log says so, and nobody has to decide."""
    rewrite(film, "price: 40000", "price: 40000, concurrency: 1, submits: [lost]")
    rewrite(film, "budget: 2 USD", "budget: 2 USD\nrebuy_below: 0.05 USD")

    said = ran(film, "board --yes")

    assert 4 == sent(film)
    line = "sh010 panel 1 is bought again: its answer was lost; 0.04 USD count as spent for it"
    assert line in said.err
    assert line in ran(film, "log").out
    assert "this run spent 0.16 USD" in said.out
    assert () == Production(film).status().in_doubt


def test_an_order_in_doubt_is_not_bought_a_third_time(film: Path) -> None:
    """What was bought again and is in doubt again waits for a person; as does anything dearer."""
    rewrite(film, "price: 40000", "price: 40000, submits: [lost, lost, lost]")
    rewrite(film, "budget: 2 USD", "budget: 2 USD\nrebuy_below: 0.05 USD")

    ran(film, "board --yes sh010", code=1)
    ran(film, "board sh010", code=0)
    rewrite(film, "rebuy_below: 0.05 USD", "rebuy_below: 0.04 USD")
    ran(film, "board --yes sh020", code=1)
    ran(film, "board sh020")

    assert 3 == sent(film)
    doubts = [one.take for one in Production(film).status().in_doubt]
    assert ["sh010 panel 2", "sh020 panel 1"] == doubts


def elsewhere(film: Path, home: Path, asked: Asked | None, *shots: str) -> Production:
    """The same folder, opened by somebody else, who makes its panels."""
    production = Production(film, {"RUSHES_HOME": str(home)})
    request = MakeRequest(Selection(names=shots), ("board",), workers=1, agree=asked)
    production.make(request, lambda event: None)
    return production


def test_what_somebody_else_agreed_to_is_asked_about(film: Path, tmp_path: Path) -> None:
    """A ledger that came along with a film says yes for nobody."""
    rewrite(film, "price: 40000", ONE_THEN_NONE)
    board(film, Asked())
    assert 1 == sent(film)

    with pytest.raises(NotAgreed, match="2 panels by mj, at most"):
        elsewhere(film, tmp_path / "somebody", None)
    assert 1 == sent(film)

    ran(film, "board")
    assert 3 == sent(film)


def test_an_order_of_somebody_elses_ledger_is_not_sent_again(film: Path, tmp_path: Path) -> None:
    """Whoever opens the film would pay for it."""
    rewrite(film, "price: 40000", "price: 40000, submits: [lost]")
    board(film, Asked(), "sh010")
    _as_if_cut_off(Production(film), "idempotent")

    theirs = elsewhere(film, tmp_path / "somebody", None, "sh010")

    assert (1, 0) == (len(theirs.ledger.in_doubt()), len(theirs.ledger.open_attempts()))
    assert 1 == sent(film)


@pytest.mark.parametrize(("own", "theirs"), [("client_id", "listed"), ("idempotent", "none")])
def test_an_order_of_ones_own_is_settled_as_it_said(
    film: Path, tmp_path: Path, own: str, theirs: str
) -> None:
    """Sent again by who agreed to it; looked up, or in doubt, with everybody else."""
    rewrite(film, "price: 40000", "price: 40000, submits: [lost]")
    board(film, Asked(), "sh010")
    _as_if_cut_off(Production(film), own)

    found = []
    for production in (Production(film), Production(film, {"RUSHES_HOME": str(tmp_path / "x")})):
        distrust(production)
        found += [one.recovery for one in production.ledger.open_attempts()]

    assert [own, theirs] == found


def test_an_old_order_of_ones_own_is_looked_for_and_not_sent_again(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody says how long a service knows a key: an hour is relied on."""
    rewrite(film, "price: 40000", "price: 40000, submits: [lost]")
    board(film, Asked(), "sh010")
    production = Production(film)
    _as_if_cut_off(production, "client_id")
    monkeypatch.setattr("pipeline.production.promises._KEY_LIFE", timedelta(0))

    distrust(production)

    assert ["listed"] == [one.recovery for one in production.ledger.open_attempts()]


def _as_if_cut_off(production: Production, recovery: str) -> None:
    """The order in doubt as it stood before anybody knew that its answer was lost."""
    (attempt,) = production.ledger.in_doubt()
    production.ledger.attempts.lower(attempt, recovery)
    production.ledger.attempts.move(attempt.key, AttemptState.INTENDED)


def test_what_nobody_knows_the_price_of_is_said_wherever_money_is(film: Path) -> None:
    """Not ordered unless that is allowed; then counted beside every sum, and never as nothing."""
    rewrite(film, "price: 40000", "price: -1")
    rewrite(film, "clips: 0", "clips: 1")

    plan = ran(film, "plan").out
    stopped = ran(film, "board --yes", code=1).err
    before = sent(film)
    allowed = ran(film, "board --yes --allow-unknown-prices")
    ran(film, "shoot --yes")
    status, takes, log, report = (
        ran(film, word).out for word in ("status", "takes", "log", "report")
    )

    assert "what has no price waits for --allow-unknown-prices" in plan
    assert "3 panels by mj not ordered: nobody knows the price (fix: say it under" in stopped
    assert (0, 6) == (before, sent(film))
    assert "this run spent an unknown amount (3 of unknown price)" in allowed.out
    least = "at least 1.05 USD (+ 3 of unknown price)"
    assert f"of 2.00 USD for the film: {least} spent, 0.00 USD reserved, at most 0.95" in status
    assert 3 == takes.count("  mj  unknown  ")
    assert "made       sh010 panel 1 by mj, price unknown" in log
    assert f"spent: {least}, at least 0.70 USD for each used second" in report


def test_what_nobody_knows_the_price_of_stands_in_every_json(film: Path) -> None:
    """As a count, and as the word; nowhere as an amount."""
    rewrite(film, "price: 40000", "price: -1, concurrency: 1, submits: [ok, ok, lost]")
    planned = json.loads(ran(film, "plan --json").out)
    ran(film, "board --yes --allow-unknown-prices", code=1)

    status, report, takes = (
        json.loads(ran(film, f"{word} --json").out) for word in ("status", "report", "takes")
    )

    assert ({"unknown"}, 3) == (
        {row["price"] for row in planned["rows"]},
        planned["of_unknown_price"],
    )
    assert {"settled": 2, "reserved": 1} == status["unpriced"]
    assert ["unknown"] == [one["price"] for one in status["in_doubt"]]
    assert (2, 1, []) == (
        report["whole"]["unpriced"],
        report["reserved_unpriced"],
        report["whole"]["spent"],
    )
    assert ["unknown", "unknown"] == [take["price"] for take in takes]


def test_what_starts_from_what_is_not_ordered_is_not_offered(film: Path) -> None:
    """Nobody is asked to buy clips whose panels have no price; it is said once, and why."""
    rewrite(film, "price: 40000", "price: -1")
    rewrite(film, "clips: 0", "clips: 1")

    said = ran(film, "make --yes", code=1)

    assert "3 clips by kling not made: what they start from is not ordered" in said.err
    assert ("to buy" in said.err, sent(film)) == (False, 0)


def test_the_report_counts_unknown_prices_by_prompt_too(film: Path) -> None:
    """Each of them where it belongs: the film, its scene, its generator, its words."""
    rewrite(film, "price: 40000", "price: -1")
    ran(film, "board --yes --allow-unknown-prices")

    told = json.loads(ran(film, "report --json").out)

    assert [1, 1, 1] == [row["unpriced"] for row in told["prompts"]]
    assert [3] == [row["unpriced"] for row in told["generators"]]


def test_a_limit_that_has_no_room_for_all_of_it_says_so_beforehand(film: Path) -> None:
    """In the plan, and beside the question; not where it has."""
    roomy = ran(film, "plan").out
    rewrite(film, "budget: 2 USD", "budget: {film: 2 USD, mj: 0.1 USD}")

    planned = ran(film, "plan").out
    said = ran(film, "board --yes", code=5).err

    short = "of 0.10 USD for mj: 0.00 USD spent, 0.00 USD reserved, 0.10 USD left, which is too"
    assert "too little" not in roomy
    assert (1, 1) == (planned.count(f"{short} little for all of it"), said.count(short))
    assert 2 == sent(film)
