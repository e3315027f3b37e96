"""Two people at one film: one takes folder, a letter for the second, one budget."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pipeline.production import Production
from pipeline.production.making import MakeRequest
from pipeline.production.selecting import Selection
from pipeline.vault import claims
from pipeline.vault.claims import Claimed, claim
from pipeline.vault.shelf import ORDER_ENDING
from tests.production.far import far_film, install
from tests.production.test_under_way import WORKING, typed
from tests.run.doubles import bills

Two = Callable[..., tuple[Path, Path]]
BOTH = "takes: ../mine/takes\nunit: b\n"


@pytest.fixture(autouse=True)
def _service(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


@pytest.fixture(scope="module")
def panels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The takes folder of the film with its panels, drawn once."""
    with pytest.MonkeyPatch.context() as patch:
        install(patch)
        film = far_film(tmp_path_factory.mktemp("drawn") / "film")
        typed(film, "board")
    return film / "takes"


@pytest.fixture
def two(tmp_path: Path, panels: Path) -> Two:
    """Makes my film with its panels, and hers, whose takes lie in mine."""
    return partial(_two, tmp_path, panels)


def _two(tmp_path: Path, panels: Path, more: str = "", **settings: object) -> tuple[Path, Path]:
    mine = far_film(tmp_path / "mine", **settings)
    with (mine / "film.yaml").open("a", encoding="utf-8") as file:
        file.write(more)
    hers = tmp_path / "hers"
    shutil.copytree(mine, hers)
    (hers / "local.yaml").write_text(BOTH, "utf-8")
    shutil.copytree(panels, mine / "takes")
    return mine, hers


def names(film: Path, ending: str) -> list[str]:
    """What lies in the shared folder under such names."""
    return sorted(path.name for path in (film / "takes").rglob(f"*{ending}"))


def test_her_takes_have_her_letter_in_files_cuts_and_picks(tmp_path: Path, two: Two) -> None:
    """Made, circled, trimmed, rejected and played by the name that she types: ``b1``."""
    mine, hers = two()
    typed(mine, "shoot", "sh010")
    typed(hers, "shoot", "sh020")
    typed(hers, "retake", "sh010")
    typed(hers, "shoot", "sh010")

    typed(mine, "circle", "sh010", "b1")
    typed(mine, "reject", "sh010", "1", "melts")
    (mine / "cuts").mkdir()
    (mine / "cuts/main.yaml").write_text(
        "cut: main\nevents:\n- sh010/b1 0-8\n- sh020/b1\n", "utf-8"
    )
    typed(mine, "trim", "sh010", "2-6")

    assert ["sh010_clip_b01.mp4", "sh010_clip_t01.mp4", "sh020_clip_b01.mp4"] == names(mine, ".mp4")
    assert "clip: b1" in (mine / "picks.yaml").read_text("utf-8")
    assert "- sh010/b1 2-6" in (mine / "cuts/main.yaml").read_text("utf-8")
    assert "sh010 clip b1" in typed(mine, "takes", "sh010").output
    shown = " ".join(str(row) for row in Production(mine).cut_rows("main"))
    assert "b1" in shown


def test_what_is_under_way_at_hers_is_seen_and_not_ordered_again(tmp_path: Path, two: Two) -> None:
    """Its order file counts in my plan and in my budget; `collect` brings it here."""
    mine, hers = two("budget: 0.25 USD\n", polls=WORKING)
    typed(hers, "shoot", "sh010", "sh020", "--leave")

    plan = typed(mine, "plan", "--json").stdout
    said = typed(mine, "why", "sh010").output
    refused = typed(mine, "shoot", "sh010", "sh020", "sh030", code=None).output
    orders = bills(tmp_path / "book")
    (tmp_path / "book/made").touch()
    brought = typed(mine, "collect").output
    again = typed(hers, "collect").output

    assert "ordered by unit b, which brings it" in said
    assert 2 == orders, "0.20 of 0.25 USD are hers"
    assert "0.20 USD reserved" in refused
    assert "0.05 USD left" in refused
    assert 2 == plan.count('"under way"')
    assert ["sh010_clip_b01.mp4", "sh020_clip_b01.mp4"] == names(mine, ".mp4")
    assert "sh010 clip b1" in brought
    assert [] == names(mine, ORDER_ENDING)
    assert 2 == bills(tmp_path / "book"), again
    for film in (mine, hers):
        spent = Production(film).ledger.money.sums()
        assert [(200_000, 0)] == [(one.settled.micros, one.reserved.micros) for one in spent]


def test_what_she_paid_for_counts_in_my_budget_though_i_never_saw_the_order(
    tmp_path: Path, two: Two
) -> None:
    """Slates carry prices; a result that was billed and failed is in the bills beside them."""
    mine, hers = two("budget: 0.20 USD\n", polls=("failed billed",))
    typed(hers, "shoot", "sh010", code=None)
    typed(hers, "shoot", "sh020")

    rooms = Production(mine).plan(Selection(), ("shoot",)).rooms
    left = typed(mine, "shoot", "sh030", code=None).output

    assert "0.20 USD spent" in str(rooms[0])
    assert "0.00 USD left" in left
    assert 2 == bills(tmp_path / "book")


def test_an_order_that_failed_at_hers_and_cost_nothing_is_forgotten_here_after_a_while(
    two: Two,
) -> None:
    """Ten minutes: a synced folder may show that an order is gone before its take comes."""
    mine, hers = two(polls=WORKING, cancels="free")
    typed(hers, "shoot", "sh010", "--leave")
    typed(mine, "plan")
    typed(hers, "cancel", "sh010")

    early = Production(mine)
    was_free = early.plan(Selection(names=("sh010",)), ("shoot",)).to_buy
    marks = early.ledger.open_attempts()
    early.ledger.notes.set_meta(f"gone {marks[0].key}", "2026-01-01T00:00:00+00:00")
    late = Production(mine).plan(Selection(names=("sh010",)), ("shoot",)).to_buy

    assert (0, 1) == (was_free, late)
    assert 0 == sum(one.reserved.micros for one in Production(mine).ledger.money.sums())


def test_an_order_that_came_back_is_waited_for_anew_when_it_is_gone_again(two: Two) -> None:
    """A synced folder that blinked once: the first absence says nothing about the next."""
    mine, hers = two(polls=WORKING)
    typed(hers, "shoot", "sh010", "--leave")
    typed(mine, "plan")
    order = next((mine / "takes/sh010").glob(f"*{ORDER_ENDING}"))
    away = order.with_name("away")

    order.rename(away)
    typed(mine, "plan")
    film = Production(mine)
    key = film.ledger.open_attempts()[0].key
    film.ledger.notes.set_meta(f"gone {key}", "2026-01-01T00:00:00+00:00")
    away.rename(order)
    typed(mine, "plan")
    order.rename(away)
    again = Production(mine).plan(Selection(names=("sh010",)), ("shoot",)).to_buy

    assert 0 == again


def test_two_who_plan_at_once_order_a_shot_once(tmp_path: Path, two: Two) -> None:
    """Both planned before either ordered: the second sees the order when it writes its own."""
    mine, hers = two()
    first = Production(mine)
    ordered: list[str] = []

    def checkpoint(name: str) -> None:
        if name == "before the intent" and not ordered:
            ordered.append(name)
            typed(hers, "shoot")

    request = MakeRequest(stages=("shoot",), agree=lambda _: True, checkpoint=checkpoint)
    report = first.make(request, lambda _: None)

    assert 3 == bills(tmp_path / "book")
    assert ["sh010_clip_b01.mp4", "sh020_clip_b01.mp4", "sh030_clip_b01.mp4"] == names(mine, ".mp4")
    assert () == report.result.failed


def test_a_budget_holds_for_both_of_them_together(tmp_path: Path, two: Two) -> None:
    """She planned before I bought; her order looks at mine, of another shot, before it is sent."""
    mine, hers = two("budget: 0.15 USD\n")
    bought: list[str] = []

    def checkpoint(name: str) -> None:
        if name == "before the intent" and not bought:
            bought.append(name)
            typed(mine, "shoot", "sh030")

    request = MakeRequest(
        Selection(names=("sh010",)), ("shoot",), agree=lambda _: True, checkpoint=checkpoint
    )
    report = Production(hers).make(request, lambda _: None)

    assert 1 == bills(tmp_path / "book")
    assert report.is_over_budget
    assert "0.10 USD spent" in " ".join(report.left)


def test_status_tells_what_another_unit_is_just_ordering(two: Two) -> None:
    """An order that she has written down and not sent yet is no run of mine that was cut off."""
    mine, hers = two(polls=WORKING)
    typed(hers, "shoot", "sh010", "--leave")
    order = next((mine / "takes/sh010").glob(f"*{ORDER_ENDING}"))
    data = json.loads(order.read_text("utf-8"))
    order.write_text(json.dumps({**data, "ticket": None, "state": "intended"}), "utf-8")

    said = typed(mine, "status").output
    order.write_text(json.dumps(data), "utf-8")
    then = typed(mine, "status").output

    assert "being ordered by another unit, which brings it: sh010 clip b1" in said
    assert "was cut off" not in said
    assert "ordered and not here yet: sh010 clip b1" in then


def test_what_a_late_sync_let_both_buy_is_named_and_kept(two: Two) -> None:
    """Neither saw the other's order in time; both takes stand, and both count as spent."""
    mine, hers = two()
    shutil.copytree(mine / "takes", hers / "takes")
    (hers / "local.yaml").write_text("unit: b\n", "utf-8")
    typed(mine, "shoot", "sh010", "sh020")
    typed(hers, "shoot", "sh010")
    before = typed(mine, "status").output
    shutil.copytree(hers / "takes", mine / "takes", dirs_exist_ok=True)

    said = typed(mine, "status").output

    assert "perhaps bought twice" not in before
    spent = Production(mine).ledger.money.sums()
    assert [300_000] == [one.settled.micros for one in spent]
    line = "perhaps bought twice, by two units at once: sh010 clip 1 and sh010 clip b1"
    assert line in " ".join(said.split())
    assert ["sh010_clip_b01.mp4", "sh010_clip_t01.mp4", "sh020_clip_t01.mp4"] == names(mine, ".mp4")


def test_a_claim_keeps_others_out_and_one_that_was_left_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is gone, or a minute of silence; who comes back sees that it was lost."""
    monkeypatch.setattr(claims, "_PATIENCE_SECONDS", 0.1)
    with claim(tmp_path, "clip") as own:
        own.path.write_text(own.path.read_text("utf-8"), "utf-8")
        with pytest.raises(Claimed, match="is just ordering there"), claim(tmp_path, "clip"):
            pass
        os.utime(own.path, (time.time() - 120, time.time() - 120))
        with claim(tmp_path, "clip") as other:
            assert (False, True) == (own.is_held, other.is_held)
    said = {"token": "x", "pid": 2**22 + 1, "host": os.uname().nodename}
    (tmp_path / ".clip.claim").write_text(json.dumps(said), "utf-8")
    with claim(tmp_path, "clip") as then:
        assert then.is_held
    assert [] == list(tmp_path.iterdir())


def test_nobody_tidies_what_another_unit_is_writing(tmp_path: Path, two: Two) -> None:
    """A picture whose slate has not come yet is no stray; what lies aside is its writer's."""
    mine, hers = two()
    folder = mine / "takes/sh010"
    (folder / "sh010_clip_b01.mp4").write_bytes(b"on its way")
    old = time.time() - 600
    os.utime(folder / "sh010_clip_b01.mp4", (old, old))

    typed(mine, "shoot", "sh010")
    own = Production(hers).vault.places.aside

    assert (folder / "sh010_clip_b01.mp4").exists()
    assert own != Production(mine).vault.places.aside
