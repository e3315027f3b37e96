"""The books of the fake services: every order, in a file, so that a kill forgets nothing."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Books", "Job"]


@dataclass
class Job:
    """One order that a service accepted."""

    service: str
    id: str
    prompt: str
    kind: str
    """``video``, ``image`` or ``audio``."""
    body: Any
    at: float
    """When it was accepted, by the clock of the services."""
    seconds: float
    """How long it takes to make."""
    length: float = 2.0
    """Seconds of the clip or sound."""
    count: int = 1
    key: str = ""
    """The client's own id, idempotency key or tag."""
    model: str = ""
    words: tuple[str, ...] = ()
    """What goes wrong with it: the scenario words of its prompt."""
    ended: str = ""
    """``cancelled`` or ``deleted``, where somebody asked for it."""
    is_forgotten: bool = False


@dataclass
class Books:
    """Jobs by (service, id), and how often each thing happened."""

    path: Path
    jobs: dict[tuple[str, str], Job] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Read what an earlier server wrote, then go on behind it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists():
            for line in self.path.read_text("utf-8").splitlines():
                self._learn(json.loads(line))
        self._file = self.path.open("a", encoding="utf-8")

    def accept(self, job: Job) -> None:
        """A paid order: written down before anybody is told."""
        self._write({"job": asdict(job)})

    def count(self, what: str) -> int:
        """One more of ``what``; how many that makes."""
        self._write({"count": what})
        return self.counts[what]

    def end(self, job: Job, how: str) -> None:
        """A job was cancelled or deleted."""
        self._write({"end": [job.service, job.id, how]})

    def forget(self, service: str, *, keys: bool = False) -> None:
        """The service was started anew and knows nothing of its jobs; the bills stay.

        With ``keys`` it breaks its word as well, and knows no key that it was sent.
        """
        self._write({"forget": service, "keys": keys})

    def find(self, service: str, job: str) -> Job | None:
        """The job, where the service still knows it."""
        found = self.jobs.get((service, job))
        return None if found is None or found.is_forgotten or found.ended == "deleted" else found

    def of(self, service: str) -> list[Job]:
        """The jobs that a service knows, newest first."""
        found = [job for job in self.jobs.values() if job.service == service]
        return [job for job in reversed(found) if self.find(service, job.id)]

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
        self._learn(line)

    def _learn(self, line: dict[str, Any]) -> None:
        match line:
            case {"job": said}:
                job = Job(**{**said, "words": tuple(said["words"])})
                self.jobs[job.service, job.id] = job
            case {"count": what}:
                self.counts[what] += 1
            case {"end": [service, job, how]}:
                self.jobs[service, job].ended = how
            case {"forget": service, "keys": keys}:
                for job in self.jobs.values():
                    if job.service == service:
                        job.is_forgotten, job.key = True, "" if keys else job.key
