"""What all fake services share: the clock, the books, the scenario words, the links.

A scenario is chosen by words in the prompt: ``fake-late`` happens once to that prompt,
``fake-late-x3`` three times, ``fake-late-always`` for ever. Or for the next request, whatever it
says, by ``POST /control {"next": ["runway", "drop-before"]}``.
"""

from __future__ import annotations

import re
import time
import uuid
from collections import defaultdict, deque
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from typing import Any

from tests.services.books import Books, Job
from tests.services.exchange import Ask, Refused, Reply
from tests.services.media import ENDINGS, TYPES, media_of

__all__ = ["House", "Wanted"]

_WORD = re.compile(r"\bfake-([a-z]+(?:-[a-z]+)*?)(?:-(x\d+|always))?(?![\w-])")

REFUSALS = ("limited", "limited-plain", "limited-date", "no-credit", "moderated", "retired", "bad")
"""Surely not accepted: no order, no bill."""
GATES = {"broken": 500, "bad-gateway": 502, "unavailable": 503, "gateway-timeout": 504}
"""A gateway's answer in place of the service's; with ``-taken``, the order was accepted."""
AFTER = ("drop-after", "late", "html", "half", "redirect")
"""Accepted, and the answer is lost."""
FOREVER = frozenset({"no-credit", "moderated", "moderated-end", "retired", "bad", "forgets"})
"""Words that hold for ever by themselves."""


@dataclass
class Wanted:
    """What a service makes of a request, before it is accepted."""

    prompt: str
    kind: str
    body: Any
    length: float = 2.0
    count: int = 1
    key: str = ""
    model: str = ""
    id: str = ""
    is_instant: bool = False
    """The answer is the result."""


@dataclass
class House:
    """One for the whole server."""

    books: Books
    folder: Path
    seconds: float = 0.0
    """How long a job takes, where its prompt says nothing."""
    late_seconds: float = 30.0
    lag: float = 0.0
    """How long every answer to an order is on its way."""
    ahead: float = 0.0
    """How far the services' clock was put forward."""
    next: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    key_seen_at: list[str] = field(default_factory=list)
    """Downloads that came with a key."""
    polled: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def now(self) -> float:
        """Seconds, by the clock of the services."""
        return time.time() + self.ahead

    # -- ordering -------------------------------------------------------------------------------

    def order(self, wire: Any, wanted: Wanted) -> Job:
        """Accept an order and write the bill, or refuse it.

        Raises:
            Refused: with the answer in the service's own words.
        """
        words = tuple(found.group(0) for found in _WORD.finditer(wanted.prompt))
        if self.next[wire.name]:
            word = self.next[wire.name].popleft()
            before = self.books.counts[f"{wire.name} {wanted.prompt} {word}"]
            words = (f"fake-{word}-x{before + 1}", *words)
        self.books.count(f"asked {wire.name}")
        job = Job(
            service=wire.name,
            id=wanted.id or str(uuid.uuid4()),
            prompt=wanted.prompt,
            kind=wanted.kind,
            body=wanted.body,
            at=self.now(),
            seconds=0.0 if wanted.is_instant else self.seconds,
            length=wanted.length,
            count=wanted.count,
            key=wanted.key,
            model=wanted.model,
            words=words,
        )
        if self.happens(job, "drop-before"):
            raise Refused(Reply(drop=True))
        for word in REFUSALS:
            if self.happens(job, word):
                raise Refused(self._refusal(wire, word))
        for word, status in GATES.items():
            if self.happens(job, word):
                raise Refused(page(status))
        if self.happens(job, "elsewhere"):
            raise Refused(Reply(307, None, {"Location": "http://127.0.0.1:9/elsewhere"}))
        self.books.accept(job)
        return job

    def _refusal(self, wire: Any, word: str) -> Reply:
        reply: Reply = wire.refusal(word.partition("-")[0] if "limited" in word else word)
        if word == "limited":
            reply.headers["Retry-After"] = "1"
        elif word == "limited-date":
            reply.headers["Retry-After"] = formatdate(time.time() + 1, usegmt=True)
        return reply

    def spoil(self, reply: Reply) -> Reply:
        """The answer to an accepted order, with what its words do to it."""
        job = reply.job
        if job is None:
            return reply
        reply.wait = self.lag
        for word, status in GATES.items():
            if self.happens(job, f"{word}-taken"):
                return page(status)
        if self.happens(job, "drop-after"):
            reply.drop = True
        elif self.happens(job, "late"):
            reply.wait = self.late_seconds
        elif self.happens(job, "html"):
            return page(200)
        elif self.happens(job, "half"):
            reply.cut = len(reply.body()) // 2
        elif self.happens(job, "redirect"):
            return Reply(303, None, {"Location": "http://127.0.0.1:9/elsewhere"})
        return reply

    # -- looking --------------------------------------------------------------------------------

    def look(self, wire: Any, job_id: str) -> Job:
        """The job, for one look at it.

        Raises:
            Refused: it is forgotten, or the look itself goes wrong.
        """
        job = self.books.find(wire.name, job_id)
        if job is None or self.happens(job, "forgets"):
            raise Refused(wire.refusal("unknown"))
        self.polled[f"{job.service} {job.id}"].append(self.now())
        if self.happens(job, "poll-limited"):
            reply = wire.refusal("limited")
            reply.headers["Retry-After"] = "1"
            raise Refused(reply)
        for word, status in GATES.items():
            if self.happens(job, f"poll-{word}"):
                raise Refused(page(status))
        if self.happens(job, "poll-html"):
            raise Refused(page(200))
        if self.happens(job, "poll-drop"):
            raise Refused(Reply(drop=True))
        return job

    def stage(self, job: Job) -> str:
        """Where a job stands: a word that every service says in its own way."""
        if job.ended:
            return job.ended
        age = self.now() - job.at
        if age < job.seconds / 4:
            return "queued"
        if age < job.seconds:
            return "running"
        if self.happens(job, "unknown-word"):
            return "odd"
        for word in ("moderated-end", "failed-retryable", "failed", "expired"):
            if self.happens(job, word):
                return word.removesuffix("-end")
        return "done"

    def listed(self, service: str) -> list[Job]:
        """The jobs as a list shows them, newest first; some come late."""
        return [job for job in self.books.of(service) if not self.happens(job, "lists-late")]

    def happens(self, job: Job, word: str) -> bool:
        """Whether ``word`` is said of this job, and its time has not passed."""
        for said in job.words:
            match = _WORD.fullmatch(said)
            if match is None or match[1] != word:
                continue
            times = match[2] or ("always" if word in FOREVER else "x1")
            if times == "always":
                return True
            what = f"{job.service} {job.prompt} {word}"
            if self.books.counts[what] < int(times[1:]):
                self.books.count(what)
                return True
        return False

    # -- results --------------------------------------------------------------------------------

    def links(self, ask: Ask, job: Job) -> list[str]:
        """Links to the results; every look gives fresh ones."""
        root = ask.base.rpartition("/")[0]
        issue = self.books.count(f"links {job.service} {job.id}")
        ending = ENDINGS[job.kind]
        return [
            f"{root}/media/{job.service}/{job.id}/{issue}/{number}.{ending}"
            for number in range(job.count)
        ]

    def files(self, job: Job) -> list[bytes]:
        """The results themselves."""
        return [
            media_of(self.folder / "media", job.kind, job.length, f"{job.service} {job.id} {each}")
            for each in range(job.count)
        ]

    def media(self, ask: Ask) -> Reply:
        """Hand out a result, as well as its job's words allow."""
        service, job_id, issue, name = ask.parts
        job = self.books.jobs.get((service, job_id))
        if any(word in ask.headers for word in ("authorization", "x-api-key", "xi-api-key")):
            self.key_seen_at.append(ask.path)
        if job is None or job.ended == "deleted":
            return page(404)
        if self.happens(job, "link-gone") or (issue == "1" and self.happens(job, "link-expired")):
            return page(403)
        if self.happens(job, "to-private"):
            return Reply(302, None, {"Location": "http://169.254.169.254/latest/meta-data"})
        if self.happens(job, "moved"):
            return Reply(302, None, {"Location": f"{ask.base}{ask.path}"})
        if self.happens(job, "mislabelled"):
            return Reply(200, page(200).data, media_type=TYPES[job.kind])
        held = self.files(job)[int(name.partition(".")[0])]
        reply = Reply(200, held, media_type=TYPES[job.kind])
        if self.happens(job, "truncated"):
            reply.cut = len(held) // 2
        reply.stall = self.happens(job, "stalled")
        if self.happens(job, "odd-type"):
            reply.media_type = "text/plain"
        return reply


def page(status: int) -> Reply:
    """What a gateway says in a service's place."""
    text = f"<html><body><h1>{status}</h1><hr>a gateway</body></html>"
    return Reply(status, text.encode(), media_type="text/html")
