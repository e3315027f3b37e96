"""What stands on the screen while a film is made: the phase by name, n of m, time for the whole."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from pipeline.cli.away import Away
from pipeline.cli.lines import event_line
from pipeline.cli.progress import Progress
from pipeline.facts import CLIP, PANEL, Kind, TakeRef
from pipeline.plan.jobs import JobId
from pipeline.run import events
from pipeline.run.events import Event
from pipeline.run.pace import ORDER, Effort
from pipeline.run.work import RunResult


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """As a person sits before it."""
        return True


class Screen:
    """A screen, and a clock that is set by hand."""

    def __init__(self, stream: io.StringIO) -> None:
        self.stream = stream
        self.now = 0.0
        self.progress = Progress(stream=stream, now=lambda: self.now)

    def hear(self, *told: Event, after: float = 0.0) -> None:
        """Events, after so many seconds."""
        self.now += after
        for event in told:
            self.progress(event)

    def wait(self, seconds: int) -> None:
        """Nothing happens; the screen is looked after twice a second."""
        for _ in range(2 * seconds):
            self.now += 0.5
            self.progress.look()

    @property
    def lines(self) -> Sequence[str]:
        """Everything that was printed."""
        return self.stream.getvalue().splitlines()

    @property
    def line(self) -> str:
        """The line that moves, as it stands now, without its mark."""
        return self.stream.getvalue().replace("\n", "\r").rpartition("\r")[2].rpartition(" ")[0]


def job(kind: Kind, number: int) -> JobId:
    """A job of a shot."""
    return JobId(f"sh{number:03d}", kind, "draw" if kind == PANEL else "move", 1)


def outlined(count: int = 3) -> events.Outlined:
    """So many panels and clips, and a film of two parts."""
    jobs = [(job(PANEL, n), Effort("panel", 1.0)) for n in range(count)]
    jobs += [(job(CLIP, n), Effort("clip", 60.0)) for n in range(count)]
    film = (Effort("sound", 9.0), Effort("part", 90.0), Effort("join", 9.0))
    return events.Outlined(tuple(jobs), film, seconds=9.0)


def made(kind: Kind, number: int) -> tuple[Event, Event]:
    """A take that is begun and one that is there; the counts of the run are those of all kinds."""
    one = job(kind, number)
    ref = TakeRef(one.shot, kind, 1)
    return events.JobStarted(one, ref), events.JobMade(one, ref, 1, 6)


def whole(screen: Screen) -> list[str]:
    """A whole make, a second for a panel and fifteen for a clip; the line after every event."""
    seen = []
    screen.hear(outlined())
    for kind, seconds in ((PANEL, 1.0), (CLIP, 15.0)):
        for number in range(3):
            begun, there = made(kind, number)
            screen.hear(begun, after=0.2)
            seen.append(screen.line)
            screen.hear(there, after=seconds)
            seen.append(screen.line)
    efforts = (("s", Effort("sound", 9.0)), ("a", Effort("part", 90.0)))
    screen.hear(events.RunEnded(RunResult()))
    screen.hear(events.PiecesStarted(2, 0, efforts), after=1.0)
    for done, key in enumerate(("s", "a"), 1):
        screen.hear(events.PieceStarted(key))
        screen.hear(events.PieceMade(key, "cut.reel", done, 2), after=5.0)
        seen.append(screen.line)
    screen.hear(events.JoinStarted(Effort("join", 9.0)), after=1.0)
    seen.append(screen.line)
    screen.hear(events.JoinEnded(), after=2.0)
    return seen


def seconds_of(line: str) -> int:
    """The time left that a line names."""
    words = line.partition("about ")[2].split()
    return int(words[0]) * 60 + int(words[2]) if "min" in words else int(words[0])


def test_the_first_line_says_what_will_be_made_and_how_long_it_takes() -> None:
    """Before anything else, in one line."""
    screen = Screen(io.StringIO())

    screen.hear(outlined())

    assert "to make: 3 panels, 3 clips, the film (9.0 s): about 60 seconds" == screen.lines[0]


def test_every_phase_has_its_name_and_its_own_count() -> None:
    """Panels of all panels, clips of all clips, parts of the film; then they are joined."""
    seen = whole(Screen(Terminal()))

    phases = dict.fromkeys(line.partition(",")[0] for line in seen)
    assert [
        *(f"panels  {done} of 3" for done in range(3)),
        *(f"clips  {done} of 3" for done in range(4)),
        *(f"rendering the film  {done} of 2" for done in (1, 2)),
        "joining the film",
    ] == list(phases)


def test_two_kinds_that_are_made_at_once_are_both_counted() -> None:
    """A shot's clip may begin while another shot waits for its second panel."""
    screen = Screen(Terminal())
    screen.hear(outlined(), *made(PANEL, 0), made(CLIP, 0)[0])

    screen.wait(1)

    assert screen.line.startswith("panels  1 of 3, clips  0 of 3, about ")


def test_the_time_left_is_that_of_the_whole_and_never_jumps_up() -> None:
    """Not at the first clip either, nor when the film is begun."""
    times = [seconds_of(line) for line in whole(Screen(Terminal())) if "about" in line]

    assert 45 <= times[0] <= 75
    assert times == sorted(times, reverse=True)


def test_on_a_terminal_something_changes_every_second_however_long_a_clip_takes() -> None:
    """From the last panel to the first clip."""
    screen = Screen(Terminal())
    screen.hear(outlined(1), *made(PANEL, 0), made(CLIP, 0)[0])

    for _ in range(15):
        before = screen.stream.getvalue()
        screen.wait(1)
        assert before != screen.stream.getvalue()

    assert screen.line.startswith("clips  0 of 1, about ")


def test_elsewhere_a_line_comes_every_ten_seconds_and_not_for_every_panel() -> None:
    """A log stays short; a log that stands still has an end."""
    screen = Screen(io.StringIO())
    screen.hear(outlined(200))
    for number in range(200):
        screen.hear(*made(PANEL, number), after=0.1)
    short = len(screen.lines)
    screen.hear(made(CLIP, 0)[0])
    screen.wait(60)

    assert short <= 6
    assert 5 <= len(screen.lines) - short <= 7


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (events.PiecesStarted(1, 0), "1 part of the film to render: a few seconds"),
        (events.PiecesStarted(2, 1), "2 parts of the film to render, 1 kept: a few seconds"),
        (
            events.PiecesStarted(0, 2),
            "nothing to render: all 2 parts of the film are as they should be",
        ),
        (
            events.PiecesStarted(0, 1),
            "nothing to render: the one part of the film is as it should be",
        ),
    ],
)
def test_one_part_is_not_parts(event: Event, line: str) -> None:
    """Nor two part."""
    screen = Screen(io.StringIO())

    screen.hear(event)

    assert [line] == screen.lines


def test_the_line_is_gone_when_the_film_lies_there() -> None:
    """What is printed next begins at the left edge."""
    screen = Screen(Terminal())

    whole(screen)

    assert screen.stream.getvalue().endswith("\r")


@pytest.mark.parametrize(
    "over",
    [
        events.JobEnded(job(CLIP, 0), "no luck", 1, 4),
        events.JobRetried(job(CLIP, 0), "no luck", 2.0),
        events.RunEnded(RunResult()),
    ],
)
def test_what_a_job_said_of_itself_goes_with_it(over: Event) -> None:
    """However it ends: the line speaks of what goes on."""
    screen = Screen(Terminal())
    screen.hear(outlined(2), made(CLIP, 0)[0], after=1.0)

    screen.hear(events.JobMoved(job(CLIP, 0), "working", 0.7), after=1.0)
    before = screen.line
    screen.hear(over, after=1.0)
    screen.wait(1)

    assert "70%" in before
    assert "70%" not in screen.line


def far(number: int, state: str, fraction: float | None, seconds: float) -> events.JobMoved:
    """What a service says of an order that was sent so long ago."""
    return events.JobMoved(job(CLIP, number), state, fraction, seconds=seconds)


def test_orders_at_services_are_counted_by_how_far_they_are() -> None:
    """Queued, at work, the furthest, the longest; what is made or over is not among them."""
    away = Away()
    for told in (far(0, "queued", None, 5.0), far(1, "working", 0.4, 80.0)):
        away.hear(told, 100.0)
    away.hear(far(2, "working", 0.1, 20.0), 101.0)
    both = away.words(101.0)
    away.hear(far(1, "ready", None, 90.0), 102.0)
    away.hear(events.JobEnded(job(CLIP, 2), "no", 1, 4), 102.0)

    assert "at services: 1 queued, 2 at work (furthest 40%, longest 1 min 20 s)" == both
    assert "at services: 1 queued (longest 7 s)" == away.words(102.0)
    assert "" == Away().words(0.0)


def test_orders_of_an_earlier_run_are_counted_though_nobody_outlined_them() -> None:
    """`collect` says how many there are, and how many are here."""
    screen = Screen(Terminal())

    screen.hear(far(0, "working", None, 60.0), far(1, "working", None, 60.0), after=1.0)
    screen.hear(*made(CLIP, 0), after=1.0)
    screen.wait(1)

    assert screen.line.startswith("clips  1 of 2")


def test_every_event_is_a_line_of_json() -> None:
    """With its name and its date, for programs that listen."""
    at = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)

    line = json.loads(event_line(far(1, "working", 0.4, 80.0), at))
    over = json.loads(event_line(events.RunEnded(RunResult()), at))

    assert {
        "event": "JobMoved",
        "at": "2026-11-30T12:00:00+00:00",
        "job": "sh001 clip #1 by move",
        "state": "working",
        "fraction": 0.4,
        "words": "",
        "seconds": 80.0,
    } == line
    assert ("RunEnded", []) == (over["event"], over["result"]["made"])


def test_a_narrow_terminal_gets_a_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that wraps could not be wiped out again."""
    monkeypatch.setenv("COLUMNS", "20")
    screen = Screen(Terminal())

    screen.hear(outlined(1), *made(PANEL, 0)[:1], after=1.0)

    assert len(screen.lines[-1]) < 20


def test_chinese_words_take_two_columns_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line does not wrap for them, and is wiped out whole."""
    monkeypatch.setenv("COLUMNS", "80")
    screen = Screen(Terminal())
    screen.hear(outlined(1), *made(PANEL, 0)[:1], after=1.0)

    told = events.JobMoved(job(PANEL, 0), "working", 0.5, "正在画" * 20)
    screen.hear(told, after=1.0)
    narrow = screen.lines[-1].rpartition("\r")[2]
    screen.hear(told, after=1.0)
    wiped = screen.stream.getvalue().split("\r")[-2]

    wide = len(narrow) + sum("\u4e00" <= char for char in narrow)
    assert "正在画" in narrow
    assert 76 <= wide < 80
    assert " " * wide == wiped


def test_a_terminal_that_cannot_go_back_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the shells inside editors say they are."""
    monkeypatch.setenv("TERM", "dumb")

    screen = Screen(Terminal())
    whole(screen)

    assert "\r" not in screen.stream.getvalue()


def test_nothing_is_shown_where_json_is_wanted() -> None:
    """Not a line."""
    stream = Terminal()
    progress = Progress(is_quiet=True, stream=stream)

    with progress:
        progress(outlined())

    assert not stream.getvalue()


def test_what_services_take_is_never_guessed() -> None:
    """At first only its name is said; once something has come, what the time left stands on."""
    screen = Screen(Terminal())
    jobs = tuple((job(CLIP, number), Effort(ORDER)) for number in range(4))
    screen.hear(events.Outlined(jobs))
    screen.hear(events.JobStarted(jobs[0][0], TakeRef("sh000", CLIP, 1)), after=1.0)
    screen.wait(60)
    silent = screen.line
    screen.hear(events.JobMade(jobs[0][0], TakeRef("sh000", CLIP, 1), 1, 4))
    screen.wait(1)

    assert "to make: 4 clips: as long as move takes" == screen.lines[0]
    assert "left" not in silent
    assert "about 3 min 00 s left (going by 1 order of move)" in screen.line


def test_orders_that_are_left_are_not_waited_for() -> None:
    """What is made here has its time; what services make is said to be left there."""
    screen = Screen(Terminal())
    jobs = ((job(PANEL, 0), Effort("panel", 1.0)), (job(CLIP, 0), Effort(ORDER)))
    screen.hear(events.Outlined(jobs, leaves=True))

    assert [
        "to make: 1 panel, 1 clip: a few seconds here, and orders are left at move"
    ] == screen.lines[:1]


def test_an_order_of_an_earlier_run_teaches_nothing() -> None:
    """It may have been made long before anybody looked; of what is left nothing is said at all."""
    screen = Screen(Terminal())
    first, second = job(CLIP, 0), job(CLIP, 1)
    for one in (first, second):
        screen.hear(events.JobMoved(one, "working", seconds=600.0))
    screen.hear(events.JobMade(first, TakeRef("sh000", CLIP, 1), 1, 2), after=2.0)
    screen.wait(1)

    assert "clips  1 of 2" in screen.line
    assert "left" not in screen.line
