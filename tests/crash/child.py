"""A whole run in a process of its own, which the crash tests kill: ``child.py FOLDER WHAT …``."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.ledger.history import SlotState
from pipeline.run.clock import SystemClock
from pipeline.run.interrupt import EXIT_INTERRUPTED, Interrupt
from pipeline.run.lock import hold
from pipeline.run.runner import Runner
from pipeline.run.work import Recovered, RunResult
from pipeline.run.workers import Workers
from tests.run.doubles import Here, Scripted, Studio, panel, work


def say(word: object) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def die_at(name: str) -> Callable[[str], None]:
    """A checkpoint that ends this process as a power cut would, where it is called ``name``."""

    def checkpoint(called: str) -> None:
        if called == name:
            os.kill(os.getpid(), signal.SIGKILL)

    return checkpoint


def settings_of(level: str) -> tuple[type[Scripted], dict[str, object]]:
    """The scripted service of a recovery level; ``here`` is free and local."""
    if level == "here":
        return Here, {"recovery": "free", "is_local": True, "is_free": True, "has_companion": True}
    return Scripted, {"recovery": level, "has_companion": True}


def film(folder: Path, level: str, shot: str, name: str) -> None:
    """Go on with what was left, then make one more shot and die at the checkpoint ``name``."""
    studio = Studio(folder)
    kind, settings = settings_of(level)
    maker = studio.maker(kind, **settings)
    with (
        hold(folder / ".rushes", "rushes make"),
        studio.ledger() as ledger,
        Workers(1) as workers,
    ):
        floor = studio.floor(ledger, workers, maker=maker)
        runner = Runner(floor)
        recovered = runner.recover()
        result = runner.run(
            [
                work(panel(slot.shot), number=slot.number)
                for slots in ledger.history().slots.values()
                for slot in slots
                if slot.state is SlotState.OPEN
            ]
        )
        note(folder, recovered, result)
        if shot:
            dying = studio.floor(ledger, workers, maker=maker, checkpoint=die_at(name))
            Runner(dying).run([work(panel(shot))])


def note(folder: Path, recovered: Recovered, result: RunResult) -> None:
    """Write down what this run found and did."""
    line = {
        "published": [str(ref) for ref in recovered.published],
        "in_doubt": [str(ref) for ref in recovered.in_doubt],
        "reopened": [str(ref) for ref in recovered.reopened],
        "under_way": [str(ref) for ref in recovered.under_way],
        "sent_again": [str(ref) for ref in recovered.sent_again],
        "set_aside": list(recovered.set_aside),
        "made": [str(made.ref) for made in result.made],
        "failed": [one.reason for one in result.failed],
        "left": [str(job) for job in (*result.under_way, *result.not_started)],
        "interrupted": result.is_interrupted,
    }
    with (folder / "report.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")


def interrupted(folder: Path) -> int:
    """Run slow local work beside an order that a service takes its time with, until Ctrl-C."""
    studio = Studio(folder)
    slow = studio.maker(Here, recovery="free", is_local=True, is_free=True)
    patient = studio.maker(Scripted, polls=("working",) * 100)
    with (
        hold(folder / ".rushes", "rushes make"),
        Interrupt() as stop,
        studio.ledger() as ledger,
        Workers(1) as workers,
    ):
        floor = studio.floor(
            ledger,
            workers,
            measure="tests.run.doubles:slow_measure",
            stop=stop,
            clock=SystemClock(),
            tell=lambda event: say(type(event).__name__),
            maker=slow,
        )
        makers = type(floor.makers)({"gen": slow, "far": patient})
        floor = studio.floor(
            ledger,
            workers,
            measure=floor.measure,
            stop=stop,
            clock=floor.clock,
            tell=floor.tell,
            makers=makers,
        )
        works = [work(panel("sh900", generator="far"))]
        works += [work(panel(f"sh{number:03d}")) for number in range(10, 60, 10)]
        result = Runner(floor).run(works)
        note(folder, Recovered(), result)
    return EXIT_INTERRUPTED if result.is_interrupted else 0


def hold_it(folder: Path) -> None:
    """Hold the production with a worker at its side until the end of stdin."""
    from pipeline.run.worker import Call

    with hold(folder / ".rushes", "rushes make"), Workers(1) as workers:
        workers.submit(Call("os:getpid"), lambda answer: say(answer.value))
        sys.stdin.read()


if __name__ == "__main__":
    place, what, *rest = sys.argv[1:]
    if what == "film":
        film(Path(place), *rest)
    elif what == "interrupted":
        sys.exit(interrupted(Path(place)))
    elif what == "hold":
        hold_it(Path(place))
