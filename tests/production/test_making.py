"""From nothing to a film, and again: what is made, what is kept, what follows the author."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.facts import PANEL, TakeRef
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.money import Caps
from pipeline.media.probe import probe
from pipeline.production import Production
from pipeline.production.making import picked_up
from pipeline.run.work import Recovered
from tests.doubles import tiny_film
from tests.ledger.builders import NOW, WANTED, attempt
from tests.production.conftest import ROOT, Rushes

pytestmark = pytest.mark.timeout(120)


UNGUARDED = """
import sys
from pathlib import Path
from pipeline.errors import NoWorkers
from pipeline.production import Production
from pipeline.production.filming import FilmRequest
from pipeline.production.making import MakeRequest

production = Production(Path(sys.argv[1]))
for verb, request in (("make", MakeRequest()), ("film", FilmRequest(is_delivery=False))):
    try:
        getattr(production, verb)(request, lambda event: None)
    except NoWorkers as err:
        print(verb, err.message)
print(production.ledger.open_attempts(), production.ledger.history().slots)
"""
"""A script of one's own, read from standard input: no worker process can find it and begin."""


def stamps(folder: Path) -> dict[str, int]:
    """Every file of a folder with its time."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_was_picked_up_is_said_until_the_next_run(film: Path, rushes: Rushes) -> None:
    """The sentence of a run that went on is no news any more after a run that had nothing to."""
    with Ledger.open(film / ".rushes" / "ledger.sqlite") as ledger:
        now = datetime.now(UTC)
        ledger.notes.log(now, "recovered", shot="", sentence="picked up: 2", data={})
        ledger.notes.set_meta("picked up", "picked up: 2")
    before = rushes("-p", film, "status").stdout

    rushes("-p", film, "board")

    assert "picked up: 2" in before
    assert "picked up: 2" not in rushes("-p", film, "status").stdout


def test_make_gives_a_film_and_making_again_does_nothing(film: Path, rushes: Rushes) -> None:
    """The film has the cut's frames; the second time nothing is written anywhere."""
    first = rushes("-p", film, "make")
    path = Path(re.search(r"^(\S+\.mp4)", first.stdout, re.MULTILINE)[1])
    media = probe(path)
    before = stamps(film / "takes") | stamps(film / "out")

    second = rushes("-p", film, "make")

    assert (36, 96, 54) == (media.frames, media.width, media.height)
    assert str(path) in second.stdout
    assert before == stamps(film / "takes") | stamps(film / "out")


def test_one_changed_line_makes_only_what_it_touches(film: Path, rushes: Rushes) -> None:
    """A changed move makes one new clip beside the old one, and a new film; the panel stays."""
    rushes("-p", film, "make")
    takes = stamps(film / "takes")
    parts = set((film / ".rushes" / "derived").iterdir())
    text = (film / "film.yaml").read_text("utf-8").replace("WS, push in", "WS, pull out")
    (film / "film.yaml").write_text(text, "utf-8")

    rushes("-p", film, "make")

    now = stamps(film / "takes")
    new = sorted(set(now) - set(takes))
    fresh = set((film / ".rushes" / "derived").iterdir()) - parts
    assert ["sh010/sh010_clip_t02.json", "sh010/sh010_clip_t02.mp4"] == new
    assert takes == {name: now[name] for name in takes}
    assert 1 == len([path for path in fresh if path.suffix == ".mp4"])
    assert 2 == len(list((film / "out").glob("*.mp4")))


def test_an_error_stops_the_shot_and_not_the_film(tmp_path: Path, rushes: Rushes) -> None:
    """One shot names an element that nobody described: the others are made, a draft is shown."""
    film = tiny_film(tmp_path / "f", sh020="CU | <nobody> looks up")

    done = rushes("-p", film, "make", code=1)

    assert {"sh010", "sh030"} == {path.name for path in (film / "takes").iterdir()}
    assert "film.yaml:12:" in done.stderr
    assert "'nobody'" in done.stderr
    assert list((film / "out").glob("*_draft.mp4"))
    assert not list((film / "out").glob("*_v01.mp4"))


def test_a_draft_never_refuses(film: Path, rushes: Rushes) -> None:
    """With nothing made at all the film plays, in slate cards, at its full length."""
    done = rushes("-p", film, "cut")

    path = Path(re.search(r"^(\S+_draft\.mp4)", done.stdout, re.MULTILINE)[1])
    assert 36 == probe(path).frames


@pytest.mark.parametrize("text", ["cut: empty\n", "events: []\n", "events:\n- fade in 12\n"])
def test_a_draft_of_a_cut_without_events_says_so(film: Path, rushes: Rushes, text: str) -> None:
    """One second of a red slate, and the line to write; a delivery waits for it."""
    (film / "cuts").mkdir(exist_ok=True)
    (film / "cuts" / "empty.yaml").write_text(text, "utf-8")

    done = rushes("-p", film, "cut", "--cut", "empty")

    path = Path(re.search(r"^(\S+_empty_draft\.mp4)", done.stdout, re.MULTILINE)[1])
    assert 24 == probe(path).frames
    assert re.search(r"cuts/empty\.yaml:\d+:\d+: .*no (events|picture)", done.stdout)


def test_a_draft_names_the_lines_that_cannot_be_read(film: Path, rushes: Rushes) -> None:
    """A red slate stands in the film, and its line and the remedy on the terminal."""
    (film / "cuts").mkdir(exist_ok=True)
    (film / "cuts" / "main.yaml").write_text("events:\n- sh010/1 5-5\n", "utf-8")

    done = rushes("-p", film, "cut")

    assert "cuts/main.yaml:2:" in done.stdout
    assert "the window 5-5 holds no frame" in done.stdout


def test_a_draft_stands_in_for_what_cannot_be_read(film: Path, rushes: Rushes) -> None:
    """A take spoilt by a bad copy and a song that is none: a red slate, silence, both named."""
    rushes("-p", film, "make")
    spoilt = film / "takes" / "sh020" / "sh020_clip_t01.mp4"
    spoilt.write_bytes(bytes(spoilt.stat().st_size))
    (film / "song.wav").write_text("no song", "utf-8")
    (film / "cuts").mkdir(exist_ok=True)
    cut = "events: [sh010, sh020/1, sh030]\nsound:\n- song.wav at 0\n"
    (film / "cuts" / "main.yaml").write_text(cut, "utf-8")

    done = rushes("-p", film, "cut")
    refused = rushes("-p", film, "export", code=6)

    path = Path(re.search(r"^(\S+_draft\.mp4)", done.stdout, re.MULTILINE)[1])
    assert 36 == probe(path).frames
    assert "sh020 could not be rendered" in done.stdout
    assert "song.wav" in done.stdout
    assert "(sound)" in refused.stderr


def test_a_delivery_refuses_stand_ins_and_as_is_overrules(film: Path, rushes: Rushes) -> None:
    """`export` names every shot that is not there; `--as-is` delivers all the same."""
    refused = rushes("-p", film, "export", code=2)
    rushes("-p", film, "export", "--as-is")

    assert "sh010" in refused.stderr
    assert 1 == len(list((film / "out").glob("*_v01.mp4")))


def test_a_film_with_an_error_in_its_files_is_not_delivered(film: Path, rushes: Rushes) -> None:
    """However whole it lies there: `make` says so last, `export` says which; the draft plays."""
    rushes("-p", film, "make")
    board = film / "film.yaml"
    board.write_text(board.read_text("utf-8").replace("push in", "puhs in"), "utf-8")

    made = rushes("-p", film, "make", code=1)
    refused = rushes("-p", film, "export", code=2)
    as_is = rushes("-p", film, "export", "--as-is")
    draft = rushes("-p", film, "cut")

    assert "'puhs in' is not a word" in draft.stdout
    assert "not delivered: 1 to mend, `rushes check` says which" == made.stderr.splitlines()[-1]
    assert "_v01.mp4" not in made.stdout
    assert "_draft.mp4" in made.stdout
    assert 1 == (made.stdout + made.stderr).count("fix: did you mean 'push in'?")
    assert "'puhs in' is not a word" in refused.stderr
    assert "'puhs in' is not a word" in as_is.stdout


def test_an_export_is_never_overwritten(film: Path, rushes: Rushes) -> None:
    """Another film gets the next number; the first one stays as it was."""
    new = rushes("-p", film, "export", "--as-is").stdout
    first = stamps(film / "out")
    again = rushes("-p", film, "export", "--as-is").stdout
    assert ("nothing has changed since" in new, "nothing has changed since" in again) == (
        False,
        True,
    )
    assert first == stamps(film / "out")
    text = (film / "film.yaml").read_text("utf-8").replace("seconds: 12f", "seconds: 10f")
    (film / "film.yaml").write_text(text, "utf-8")

    rushes("-p", film, "export", "--as-is")

    now = stamps(film / "out")
    assert first == {name: now[name] for name in first}
    assert 2 == len([name for name in now if name.endswith(".mp4")])


def test_plan_says_what_would_happen_and_why_explains(film: Path, rushes: Rushes) -> None:
    """Six takes are missing; after them nothing is."""
    before = rushes("-p", film, "plan", "--json")
    rushes("-p", film, "board")
    after = json.loads(rushes("-p", film, "plan", "--json").stdout)
    why = rushes("-p", film, "why", "sh020")

    assert ["make"] * 6 == [row["decision"] for row in json.loads(before.stdout)["rows"]]
    decisions = sorted(row["decision"] for row in after["rows"])
    assert ["make"] * 3 + ["reuse"] * 3 == decisions
    assert "draw is sent: a child looks up" in why.stdout


def test_the_selector_means_the_same_everywhere(film: Path, rushes: Rushes) -> None:
    """One shot named: one shot made."""
    rushes("-p", film, "board", "sh020")
    rushes("-p", film, "board", "sh02", code=2)

    assert ["sh020"] == [path.name for path in (film / "takes").iterdir()]


def test_retake_is_owed_until_it_is_made(film: Path, rushes: Rushes) -> None:
    """Two more panels of one shot, asked for, then made by the next run."""
    rushes("-p", film, "board")
    rushes("-p", film, "retake", "sh010", "-n", "2", "--stage", "board")

    rushes("-p", film, "board")
    rushes("-p", film, "board")

    assert 3 == len(list((film / "takes" / "sh010").glob("*.png")))


def test_status_tells_where_the_film_stands(film: Path, rushes: Rushes) -> None:
    """Counts, what is missing, and the newest files."""
    rushes("-p", film, "board")

    said = json.loads(rushes("-p", film, "status", "--json").stdout)

    assert (3, 0) == (said["panels"], said["clips"])
    assert ["missing"] * 3 == [shot["state"] for shot in said["shots"]]
    assert [["clip"]] * 3 == [shot["lacks"] for shot in said["shots"]]
    assert 3 == rushes("-p", film, "status").stdout.count("stands in: the clip is still to be made")


def test_a_lost_ledger_is_rebuilt_from_the_takes(film: Path, rushes: Rushes) -> None:
    """Without its ledger the film makes nothing anew, numbers go on where they stood."""
    rushes("-p", film, "board")
    for path in (film / ".rushes").glob("ledger*"):
        path.unlink()

    rebuilt = rushes("-p", film, "status", "--rebuild")
    plan = json.loads(rushes("-p", film, "plan", "--json").stdout)
    rushes("-p", film, "retake", "sh010", "--stage", "board")
    rushes("-p", film, "board")

    assert "3 takes" in rebuilt.stdout
    assert 3 == sum(row["decision"] == "reuse" for row in plan["rows"])
    assert (film / "takes" / "sh010" / "sh010_panel_t02.png").exists()


def test_everything_works_beside_a_run_but_a_second_run(film: Path, rushes: Rushes) -> None:
    """The second buyer is told who holds the film; looking and drafting go on."""
    from pipeline.run.lock import hold

    (film / ".rushes").mkdir()
    with hold(film / ".rushes", "rushes make"):
        refused = rushes("-p", film, "make", code=7)
        status = rushes("-p", film, "status")
        rushes("-p", film, "cut")

    assert "another run holds this film: rushes make" in refused.stderr
    assert "a run is under way" in status.stdout


def test_where_no_worker_can_begin_everything_stays_as_it_was(film: Path, rushes: Rushes) -> None:
    """The run and the draft end with a sentence; no try is used up, and the next run makes all."""
    done = subprocess.run(
        [sys.executable, "-", film],
        input=UNGUARDED,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT,
    )

    made, filmed, left = done.stdout.splitlines()
    assert made.startswith("make the processes that do the work end before they begin")
    assert filmed.startswith("film the processes that do the work end before they begin")
    assert left.startswith(("[] ", "() ")), left
    assert "the next" not in rushes("-p", film, "status").stdout
    assert "3 made" in rushes("-p", film, "board").stdout


@pytest.mark.parametrize("command", ["make", "board"])
def test_what_would_be_made_can_be_had_as_json(command: str, film: Path, rushes: Rushes) -> None:
    """`-n --json` prints the rows that `plan --json` prints, and makes nothing."""
    planned = json.loads(rushes("-p", film, "plan", "--json").stdout)["rows"]

    told = json.loads(rushes("-p", film, command, "-n", "--json").stdout)

    assert told["rows"] == [row for row in planned if command == "make" or row["kind"] == "panel"]
    assert not (film / "takes").exists()


def test_an_order_that_was_left_with_its_ticket_is_no_run_that_was_cut_off(film: Path) -> None:
    """Ctrl-C leaves what a service is at; only what has no ticket was cut off."""
    production = Production(film)
    sent = production.ledger.intend(attempt("a"), WANTED, Caps())
    production.ledger.keep_ticket(sent, {"id": "7"}, NOW)
    left = production.status().news

    production.ledger.intend(attempt("b"), WANTED, Caps())
    both = production.status().news

    waits = "ordered and not here yet: sh010 panel 1; `rushes collect` brings what is ready"
    assert (waits,) == left
    assert (
        "a run was cut off with 1 in hand (sh010 panel 2): nothing is lost, "
        "`rushes make` goes on with it"
    ) == both[0]
    assert waits == both[1]


def test_going_on_with_orders_is_no_rescue() -> None:
    """What a run does about orders with tickets is said without a word of a run cut off."""
    one = TakeRef("sh010", PANEL, 1)

    assert ("went on with 1 order that was under way; nothing was ordered twice") == picked_up(
        Recovered(under_way=(one,))
    )
    assert picked_up(Recovered(under_way=(one,), reopened=(one,))).startswith(
        "picked up after a run that was cut off"
    )


def test_an_export_stands_in_the_log(film: Path, rushes: Rushes) -> None:
    """With its file and its frames, once: the same film made again is no news."""
    rushes("-p", film, "make")
    rushes("-p", film, "make")

    rows = [row for row in Production(film).log(50) if row.verb == "exported"]

    assert ["tiny_main_96x54_v01.mp4, 36 frames of the cut 'main'"] == [
        row.sentence for row in rows
    ]
