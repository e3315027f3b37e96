"""Worker processes: used again, replaced when they die, errors whole, gone with their parent."""

from __future__ import annotations

import errno
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import JobFailed, RateLimited
from pipeline.run.worker import Answer, Call, fault_of
from pipeline.run.workers import Workers

UNGUARDED = """
import queue
from pipeline.run.worker import Call
from pipeline.run.workers import Workers

with Workers(2) as pool:
    answers = queue.SimpleQueue()
    for _ in range(20):
        pool.submit(Call("os:getpid"), answers.put)
    kinds = {answers.get(timeout=50).fault.kind for _ in range(20)}
    pool.submit(Call("os:getpid"), answers.put)
    print(*kinds, answers.get(timeout=5).fault.message)
"""
"""A script of one's own, read from standard input: no worker can find it and begin."""


def ask(workers: Workers, *calls: Call) -> list[Answer]:
    """The answers to some calls, in the order they came."""
    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    for call in calls:
        workers.submit(call, answers.put)
    return [answers.get(timeout=30) for _ in calls]


def test_workers_are_used_again(workers: Workers) -> None:
    """Twenty calls are answered by no more processes than were asked for."""
    answers = ask(workers, *[Call("os:getpid")] * 20)

    assert len({answer.value for answer in answers}) <= workers.count


def test_an_error_travels_whole(workers: Workers) -> None:
    """Its class, its sentence and its flags; a program's own mistake brings its trace."""
    known, unknown = (
        ask(workers, Call("tests.run.test_workers:fail", (word,)))[0].fault
        for word in ("job", "bug")
    )

    assert ("JobFailed", "no picture", True, False) == (
        known.kind,
        known.message,
        known.is_retryable,
        known.is_billed,
    )
    assert ("Exception", "ValueError: a mistake") == (unknown.kind, unknown.message)
    assert "in fail" in unknown.trace


def test_a_worker_that_dies_is_replaced(workers: Workers) -> None:
    """Its call is answered with a fault; the next call gets a fresh process."""
    lost, fine = (
        ask(workers, Call("os:_exit", (3,)))[0],
        ask(workers, Call("builtins:len", ("four",)))[0],
    )

    assert ("Lost", True) == (lost.fault.kind, lost.fault.is_retryable)
    assert "ended by the system (status 3)" in lost.fault.message
    assert 4 == fine.value


def test_a_call_that_wants_to_leave_is_a_fault_and_its_process_stays(workers: Workers) -> None:
    """Somebody's library ends the program: that is an error of the call, not lost memory."""
    (left,) = ask(workers, Call("sys:exit", ("no such model",)))

    assert ("Exception", "SystemExit: no such model") == (left.fault.kind, left.fault.message)


def test_workers_that_end_before_they_begin_are_not_started_for_ever() -> None:
    """After three in a row every call is told so, those that come later at once."""
    done = subprocess.run(
        [sys.executable, "-"],
        input=UNGUARDED,
        capture_output=True,
        text=True,
        check=True,
        timeout=55,
        cwd=Path(__file__).resolve().parents[2],
    )

    assert done.stdout == (
        "NoWorkers the processes that do the work end before they begin: 3 in a row, the last "
        "with status 1; nothing is lost\n"
    )
    assert done.stderr.count("Traceback") <= 5  # three, and those begun beside them


def test_a_faults_wait_is_kept() -> None:
    """What the service asked for is still there on the other side."""
    fault = fault_of(RateLimited("slowly", retry_after_seconds=12, fix="wait"))

    assert (12, "wait") == (fault.retry_after_seconds, fault.fix)


def test_a_full_disk_is_known_whoever_met_it() -> None:
    """A picture library's own error becomes the sentence that an author can act on."""
    fault = fault_of(OSError(errno.ENOSPC, "No space left on device", "/films/a.png"))

    assert ("DiskFull", "there is no room for 'a.png' in /films") == (
        fault.kind,
        fault.message.split(": ")[1].partition(";")[0],
    )


def test_a_call_reports_a_little_however_much_it_says(workers: Workers) -> None:
    """The newest is heard, a flood is not, and nothing of a call is heard after its answer."""
    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    said: list[object] = []

    call = Call("tests.run.test_workers:chatter", (20_000,), reports=True)
    workers.submit(call, answers.put, said.append)
    count = answers.get(timeout=30).value
    heard = list(said)
    ask(workers, *[Call("time:sleep", (0.4,))] * workers.count)

    assert 20_000 == count
    assert 19_999 == heard[-1]
    assert len(heard) < 10
    assert heard == said


def test_a_worker_that_dies_while_it_reports_is_replaced(workers: Workers) -> None:
    """What it had said does not hurt."""
    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()

    call = Call("tests.run.test_workers:chatter", (-1,), reports=True)
    workers.submit(call, answers.put, lambda value: None)

    assert "Lost" == answers.get(timeout=30).fault.kind
    assert 4 == ask(workers, Call("builtins:len", ("four",)))[0].value


def test_what_a_call_leaves_behind_is_not_heard_as_the_next(workers: Workers) -> None:
    """A thread of it goes on reporting while other calls are in hand: they said nothing."""
    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    said: list[object] = []
    ask(workers, *[Call("tests.run.test_workers:linger", reports=True)] * workers.count)

    for _ in range(workers.count):
        workers.submit(Call("tests.run.test_workers:quiet", reports=True), answers.put, said.append)

    assert ["quiet"] * workers.count == [
        answers.get(timeout=30).value for _ in range(workers.count)
    ]
    assert [] == said


def linger(report: Callable[[object], None]) -> None:
    """Leave a thread that reports for ever."""

    def go_on() -> None:
        while True:
            report("late")
            time.sleep(0.01)

    threading.Thread(target=go_on, daemon=True).start()


def quiet(report: Callable[[object], None]) -> str:
    """Work for a while and report nothing."""
    del report
    time.sleep(0.6)
    return "quiet"


def chatter(times: int, report: Callable[[object], None]) -> int:
    """Report more than anybody can read; die of it where ``times`` is below 0."""
    for number in range(abs(times)):
        report(number)
    time.sleep(0.6)
    if times < 0:
        os._exit(3)
    return times


def fail(word: str) -> None:
    """Raise what a test asks for."""
    if word == "job":
        raise JobFailed("no picture", is_retryable=True)
    raise ValueError("a mistake")
