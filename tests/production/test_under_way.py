"""Orders under way: left at their service, brought later, here or on a colleague's machine."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from click.testing import CliRunner

from pipeline.cli.main import program
from pipeline.errors import FilmError
from pipeline.production import Production
from pipeline.production.making import MakeRequest
from pipeline.production.selecting import Selection
from pipeline.run import events
from tests.production.far import far_film, install
from tests.run.doubles import bills

WORKING = ("working",) * 500
YES = {"agree": lambda _: True}


@pytest.fixture(autouse=True)
def _service(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


class Said(NamedTuple):
    """What the program wrote."""

    stdout: str
    output: str
    """Both streams, and the error it ended with."""


def typed(film: Path, *words: str, code: int | None = 0) -> Said:
    """The program as a person types it."""
    command = program.get_command(click.Context(program), words[0])
    asks = any("--yes" in param.opts for param in command.params)
    more = ["--yes"] if asks and words[0] in {"board", "shoot", "make"} else []
    done = CliRunner().invoke(program, ["-p", str(film), *words, *more])
    output, got = done.output, done.exit_code
    if isinstance(done.exception, FilmError):  # as the program's own wall says it
        output, got = f"{output}{done.exception}", done.exception.exit_code
    else:
        assert done.exception is None or isinstance(done.exception, SystemExit), output
    if code is not None:
        assert code == got, output
    return Said(done.stdout, output)


def takes(film: Path, ending: str = ".mp4") -> list[str]:
    """What lies in the takes folder under such names."""
    return sorted(path.name for path in (film / "takes").rglob(f"*{ending}"))


def test_shoot_leave_orders_everything_and_goes(tmp_path: Path) -> None:
    """Three tickets, three order files, no clip; ordering again orders nothing."""
    film = far_film(tmp_path / "film", polls=WORKING, concurrency=1)
    typed(film, "board")

    first = typed(film, "shoot", "--leave")
    second = typed(film, "shoot", "--leave")

    assert "ordered and not here yet: sh010 clip #1 by far, sh020" in first.output
    assert 3 == bills(tmp_path / "book")
    assert ([], 3) == (takes(film), len(takes(film, ".order.json")))
    assert "ordered and not here yet" in second.output


def test_make_leave_orders_everything_and_renders_what_is_here(tmp_path: Path) -> None:
    """A draft, with panels in the place of what is under way; that is no failure."""
    film = far_film(tmp_path / "film", polls=WORKING)

    first = typed(film, "make", "--leave")
    (tmp_path / "book/made").touch()
    typed(film, "collect")
    whole = json.loads(typed(film, "make", "--json").stdout)

    assert "ordered and not here yet: sh010 clip #1 by far, sh020" in first.output
    assert "_draft.mp4" in first.output
    assert 3 == bills(tmp_path / "book") == len(takes(film))
    assert ([], [], False) == (whole["left"], whole["under_way"], "_draft" in whole["film"]["path"])


def test_collect_brings_what_is_ready_and_orders_nothing(tmp_path: Path) -> None:
    """What is not ready stays where it is, with its state said."""
    film = far_film(tmp_path / "film", polls=WORKING)
    typed(film, "board")
    typed(film, "shoot", "sh010", "sh020", "--leave")

    early = typed(film, "collect")
    (tmp_path / "book/made").touch()
    late = typed(film, "collect", "sh010")
    rest = json.loads(typed(film, "collect", "--json").stdout)
    nothing = typed(film, "collect")

    assert "sh010 clip #1 by far: working; not here yet" in early.output
    assert "sh010 clip 1" in late.output.splitlines()
    assert {"made": ["sh020 clip 1"], "under_way": {}, "placed": [], "left": []} == rest
    assert "nothing is under way" in nothing.output
    assert ["sh010_clip_t01.mp4", "sh020_clip_t01.mp4"] == takes(film)
    assert ([], 2) == (takes(film, ".order.json"), bills(tmp_path / "book"))


def test_a_colleague_collects_from_a_clone_without_a_ledger(tmp_path: Path) -> None:
    """The order files are enough; the one who ordered hears of it when the takes come back."""
    film = far_film(tmp_path / "film", polls=WORKING)
    typed(film, "board")
    typed(film, "shoot", "--leave")
    clone = tmp_path / "clone"
    shutil.copytree(film, clone, ignore=shutil.ignore_patterns(".rushes", "*.png"))
    (tmp_path / "book/made").touch()

    brought = typed(clone, "collect")
    shutil.copytree(clone / "takes", film / "takes", dirs_exist_ok=True)
    for order in (film / "takes").rglob("*.order.json"):
        order.unlink()
    status = typed(film, "status")
    again = typed(film, "collect")

    assert ["sh010 clip 1", "sh020 clip 1", "sh030 clip 1"] == sorted(brought.stdout.splitlines())
    assert "not here yet" not in status.output
    assert 3 == bills(tmp_path / "book")
    assert 3 == len(takes(film))
    with Production(film).ledger as ledger:
        assert () == ledger.open_attempts()
    assert "sh010 clip 1" in again.output


def test_status_says_until_when_results_are_kept(tmp_path: Path) -> None:
    """Counted from the order where the service has not said; the soonest first."""
    film = far_film(tmp_path / "film", polls=WORKING, result_hours=24)
    typed(film, "board")
    typed(film, "shoot", "--leave")

    report = Production(film).status()

    assert 3 == len(report.under_way)
    ends = [row.expires for row in report.under_way]
    assert sorted(ends) == ends
    assert {86_400} == {(row.expires - row.sent).total_seconds() for row in report.under_way}
    assert "by far: kept there until" in typed(film, "status").stdout


@pytest.mark.parametrize(
    ("cancels", "said", "spent"),
    [
        ("free", "cancelled; it costs nothing", 0),
        ("billed", "cancelled; 0.04 USD is billed all the same", 40_000),
        ("unknown", "does not say what that costs: at most 0.10 USD counts as spent", 100_000),
    ],
)
def test_cancel_stops_an_order_and_says_what_it_costs(
    tmp_path: Path, cancels: str, said: str, spent: int
) -> None:
    """It is not ordered again unasked; the others go on."""
    film = far_film(tmp_path / "film", polls=WORKING, cancels=cancels)
    typed(film, "board")
    typed(film, "shoot", "sh010", "sh020", "--leave")

    done = typed(film, "cancel", "sh010")
    typed(film, "shoot", "sh010", "--leave")

    with Production(film).ledger as ledger:
        sums = ledger.money.sums()[0]
        left = [str(one.ref) for one in ledger.open_attempts()]
    assert f"sh010 clip #1 by far: {said}" in done.output or said in done.output
    assert (spent, 100_000) == (sums.settled.micros, sums.reserved.micros)
    assert (["sh020 clip 1"], 2) == (left, bills(tmp_path / "book"))


def test_cancel_looks_first_and_brings_what_is_made(tmp_path: Path) -> None:
    """At some services the same call erases a finished job."""
    film = far_film(tmp_path / "film", polls=WORKING)
    typed(film, "board")
    typed(film, "shoot", "sh010", "--leave")
    (tmp_path / "book/made").touch()

    done = typed(film, "cancel")

    assert "sh010 clip 1 is made already, and is here" in done.stdout
    assert ["sh010_clip_t01.mp4"] == takes(film)
    assert not (tmp_path / "book/cancelled").exists()


def test_an_order_that_cannot_be_stopped_goes_on(tmp_path: Path) -> None:
    """It is said, and its ticket stays."""
    film = far_film(tmp_path / "film", polls=WORKING, cancels="no")
    typed(film, "board")
    typed(film, "shoot", "sh010", "--leave")

    done = typed(film, "cancel", code=1)

    assert "sh010 clip 1 is not stopped by its service" in done.output
    assert 1 == len(takes(film, ".order.json"))


def test_a_run_under_way_hears_that_it_is_to_cancel(tmp_path: Path) -> None:
    """The order at its service is stopped, and the one that waits for its place is not sent."""
    film = far_film(tmp_path / "film", polls=WORKING, concurrency=1, cancels="free")
    typed(film, "board")
    told: list[str] = []
    asked: list[object] = []

    def hear(event: object) -> None:
        told.append(f"{event}")
        if isinstance(event, events.JobMoved) and not asked:
            asked.append(Production(film).cancel(Selection(), hear))

    report = Production(film).make(MakeRequest(stages=("shoot",), **YES), hear)

    assert "the run under way was asked to cancel: sh010 clip 1" in str(asked[0])
    assert 1 == bills(tmp_path / "book")
    assert ["cancelled; it costs nothing"] == [one.reason for one in report.result.cancelled]
    assert () == report.result.under_way


def test_a_retake_of_what_was_refused_says_what_to_change(tmp_path: Path) -> None:
    """Nothing is ordered for it until the words are others."""
    film = far_film(tmp_path / "film", submits=("moderated prompt",))
    typed(film, "board")
    typed(film, "shoot", "sh010", code=1)

    said = typed(film, "retake", "sh010").stdout
    typed(film, "shoot", "sh010")
    text = (film / "film.yaml").read_text().replace("snow over", "rain over")
    (film / "film.yaml").write_text(text)
    typed(film, "board", "sh010")
    typed(film, "shoot", "sh010")

    assert "sh010 clip 1: its words were refused: the service will not make this" in said
    assert "change its words: it is not sent again as it is" in said
    assert 2 == bills(tmp_path / "book")
    assert ["sh010_clip_t02.mp4", "sh010_clip_t03.mp4"] == takes(film)


def test_events_are_written_as_lines_while_orders_are_made(tmp_path: Path) -> None:
    """State, fraction and time of every order, beside what the command prints."""
    film = far_film(tmp_path / "film", polls=("queued", "working"))
    typed(film, "board")

    CliRunner().invoke(
        program,
        ["--events", str(tmp_path / "run.jsonl"), "-p", str(film), "shoot", "sh010", "--yes"],
    )

    lines = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
    moved = [line for line in lines if line["event"] == "JobMoved"]
    assert ["queued", "working", "ready"] == [line["state"] for line in moved]
    assert all(line["seconds"] >= 0 for line in moved)
    assert "JobMade" in [line["event"] for line in lines]


def in_doubt(tmp_path: Path) -> Path:
    """A film one of whose orders got no answer."""
    film = far_film(tmp_path / "film", submits=("lost",))
    typed(film, "board")
    typed(film, "shoot", "sh010", code=None)
    return film


def test_status_says_what_to_look_for_where_an_answer_was_lost(tmp_path: Path) -> None:
    """The service's page, the minute, the words, the seed, the money; and what to type."""
    film = in_doubt(tmp_path)

    said = typed(film, "status").stdout

    assert re.search(r"in doubt: sh010 clip 1: sent to far on \d\d \w+ at \d\d:\d\d:\d\d", said)
    assert re.search(
        r'look at https://far.example/jobs for a job of that minute: "[^"]+", seed \d+', said
    )
    assert "`rushes adopt --job ID sh010 clip 1`" in said
    assert "until then 0.10 USD counts as spent" in said


def test_a_job_in_doubt_is_adopted_by_its_id_and_brought(tmp_path: Path) -> None:
    """It is here at once where it is made; nothing is ordered."""
    film = in_doubt(tmp_path)

    done = typed(film, "adopt", "--job", "job-77", "sh010")
    twice = typed(film, "adopt", "--job", "job-77", "sh020", "--with", "far", code=2)

    assert "sh010 clip 1 is here" in done.stdout
    assert (["sh010_clip_t01.mp4"], 1) == (takes(film), bills(tmp_path / "book"))
    assert "job job-77 is sh010 clip 1 already" in twice.output


def test_a_job_ordered_elsewhere_becomes_a_paid_take(tmp_path: Path) -> None:
    """Its words are unknown, its price what the service says; the shot does not want another."""
    film = far_film(tmp_path / "film")
    typed(film, "board")

    nobody = typed(film, "adopt", "--job", "abc", "sh020", code=2)
    done = typed(film, "adopt", "--job", "abc", "sh020", "--with", "far")
    plan = typed(film, "plan", "sh020").stdout

    slate = json.loads((film / "takes/sh020/sh020_clip_t01.json").read_text())
    assert "ordered elsewhere is adopted with --with GENERATOR" in nobody.output
    assert "sh020 clip 1 is job abc of far, ordered elsewhere" in done.stdout
    assert ("abc", "", "far") == (slate["job"], slate["prompt"], slate["generator"])
    assert 0 == bills(tmp_path / "book")
    assert "0 to make" in plan
    with Production(film).ledger as ledger:
        assert 100_000 == ledger.money.sums()[0].settled.micros


def test_what_is_given_up_counts_as_spent_unless_nothing_was_billed(tmp_path: Path) -> None:
    """The one is not ordered again unasked, the other is missing again."""
    film = in_doubt(tmp_path)
    (tmp_path / "second").mkdir()
    other = in_doubt(tmp_path / "second")

    lost = typed(film, "assume-lost", "sh010").stdout
    free = typed(other, "assume-lost", "sh010 clip 1", "--not-billed").stdout

    assert "0.10 USD of it count as spent; `rushes retake sh010` asks anew" in lost
    assert "its money is free, and `rushes make` orders it anew" in free
    assert "0 to make" in typed(film, "plan", "sh010").stdout
    assert "1 to make" in typed(other, "plan", "sh010").stdout
    with Production(film).ledger as ledger, Production(other).ledger as free_ledger:
        assert 100_000 == ledger.money.sums()[0].settled.micros
        assert 0 == free_ledger.money.sums()[0].reserved.micros
