"""What an earlier command left is taken up by every command that talks to services, never twice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.backends.base import Ticket
from pipeline.facts import CLIP
from pipeline.ledger.attempts import AttemptState
from pipeline.production import Production
from pipeline.production.collecting import CollectRequest, collect
from pipeline.production.rebuying import cheap_doubts
from pipeline.production.selecting import Selection
from pipeline.run.deciding import adopt_job
from tests.production.footage import ran, read, typed
from tests.production.paid import installed, paid_film
from tests.run.doubles import bills

LOST = ", submits: [ok, ok, lost]"
"""A panel, a clip, and then an order whose answer does not come."""


@pytest.fixture(autouse=True, scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The paid service is installed."""
    site = installed(tmp_path_factory.mktemp("site"))
    sys.path.insert(0, str(site))
    yield
    sys.path.remove(str(site))


def sent(film: Path) -> int:
    """How many orders the service has billed."""
    return bills(film / "service")


@pytest.fixture
def larger(tmp_path: Path) -> Path:
    """A film whose first clip was ordered larger, and the answer was lost."""
    film = paid_film(tmp_path / "film", panels=LOST, clips=LOST, count=1)
    ran(film, "board sh010 --yes")
    ran(film, "shoot sh010 --yes")
    ran(film, "upscale sh010 --with kling --width 192 --yes", code=1)
    assert 3 == sent(film)
    return film


def test_a_larger_take_that_is_in_doubt_is_not_ordered_again(larger: Path) -> None:
    """Whoever types the command again would pay twice."""
    said = ran(larger, "upscale sh010 --with kling --width 192 --yes").all

    assert "sh010 clip 1 is not ordered again: sh010 clip 2, made from it, is in doubt" in said
    assert 3 == sent(larger)


@pytest.fixture
def under_way(larger: Path) -> Path:
    """The same film, its larger clip found at the service: it has a ticket."""
    production = Production(larger)
    (attempt,) = production.ledger.in_doubt()
    frames = attempt.order["frames"]
    data = {"key": attempt.key, "operation": "upscale", "frames": frames}
    ticket = Ticket("paid", "job-1", attempt.settings, data)
    adopt_job(production.ledger, production.vault, attempt, ticket)
    return larger


@pytest.mark.parametrize(
    "line", ["upscale sh010 --with kling --width 192", "collect", "shoot sh010", "make sh010 --yes"]
)
def test_a_larger_take_that_is_under_way_is_brought_and_takes_its_place(
    under_way: Path, line: str
) -> None:
    """Whichever command brings it; nothing new is sent for it, and nobody is asked."""
    said = typed("-p", under_way, *line.split()).all

    takes = Production(under_way).vault.takes("sh010", CLIP)
    assert [("", 1), ("sh010 clip 1", 2)] == [(one.slate.parent, one.ref.number) for one in takes]
    assert "sh010 clip 2 takes the place of sh010 clip 1: circled sh010 clip 2" in said
    assert "is not in the film" not in said
    assert "sh010: {clip: 2}" in read(under_way / "picks.yaml")
    assert 3 == sent(under_way)


def test_a_larger_take_that_was_refused_is_not_sent_again(tmp_path: Path) -> None:
    """Typed again it is refused here, with the reason; the shot's own clips are no part of it."""
    refused = LOST.replace("lost", "moderated")
    film = paid_film(tmp_path / "film", panels=refused, clips=refused, count=1)
    ran(film, "board sh010 --yes")
    ran(film, "shoot sh010 --yes")
    ran(film, "upscale sh010 --with kling --width 192 --yes", code=1)
    before = sent(film)

    said = ran(film, "upscale sh010 --with kling --width 192 --yes", code=2).all
    ran(film, "retake sh010")

    assert "it is not sent again as it is" in said
    assert "fix: name another take of the shot, or another generator" in said
    assert before == sent(film)
    assert "moderated" not in ran(film, "plan sh010").out
    assert "1 made" in ran(film, "shoot sh010 --yes").out


def test_what_somebody_else_ordered_is_not_sent_by_collecting(tmp_path: Path) -> None:
    """It is looked up, or in doubt: whoever opens the film would pay for it."""
    film = paid_film(tmp_path / "film", panels=", submits: [lost]")
    ran(film, "board sh010 --yes", code=1)
    production = Production(film)
    (attempt,) = production.ledger.in_doubt()
    production.ledger.attempts.lower(attempt, "idempotent")
    production.ledger.attempts.move(attempt.key, AttemptState.INTENDED)

    theirs = Production(film, {"RUSHES_HOME": str(tmp_path / "somebody")})
    collect(theirs, CollectRequest(), lambda event: None)

    assert (1, 0) == (len(theirs.ledger.in_doubt()), len(theirs.ledger.open_attempts()))
    assert 1 == sent(film)


def test_what_is_bought_again_is_asked_about(tmp_path: Path) -> None:
    """Of the shots meant alone, and only with a yes; of a film from elsewhere it is not offered."""
    film = paid_film(tmp_path / "film", panels=", submits: [lost]")
    ran(film, "board sh010 --yes", code=1)
    board = film / "film.yaml"
    board.write_text(read(board) + "rebuy_below: 0.05 USD\n", "utf-8")

    theirs = Production(film, {"RUSHES_HOME": str(tmp_path / "somebody")})
    assert () == cheap_doubts(theirs, Selection(), ())
    ran(film, "board sh020 --yes")
    ran(film, "shoot --yes")
    ran(film, "board sh010")
    assert (2, 1) == (sent(film), len(Production(film).ledger.in_doubt()))

    said = ran(film, "board sh010 --yes")
    assert "1 panel by mj once more, its answer was lost (`rebuy_below`): at most 0.04" in said.err
    assert 3 == sent(film)
    assert () == Production(film).status().in_doubt
