"""Worker processes, started when first needed and used again for one call after the other.

Always ``spawn``: a forked child would inherit locks and threads. A script of one's own that opens
workers needs the usual ``if __name__ == "__main__":`` guard; without, every worker would end before
it serves, and after a few of those in a row the pool starts no more.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Self

from pipeline.errors import NoWorkers
from pipeline.run.worker import Answer, Call, Fault, Report, end_session, fault_of, serve

__all__ = ["Answer", "Call", "Fault", "Workers"]

_PATIENCE_SECONDS = 5.0
"""How long an idle worker may take to leave before it is killed."""

_STILLBORN = 3
"""Workers in a row that may end before they serve; after that the pool gives up."""

Then = Callable[[Answer], None]
Meanwhile = Callable[[object], None]
Task = tuple[Call, Then, Meanwhile | None]


class _Worker:
    """One process and the call it has in hand."""

    def __init__(self, name: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.calls, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=serve, args=(theirs,), name=name, daemon=True
        )
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.serves = False
        """Whether it was ever heard: one that was not has begun nothing."""


class Workers:
    """A pool of ``count`` processes. Answers come on a thread of the pool's own."""

    def __init__(self, count: int) -> None:
        self.count = max(1, count)
        self._lock = threading.Lock()
        self._waiting: deque[Task] = deque()
        self._workers: dict[Connection, _Worker] = {}
        self._idle: list[_Worker] = []
        self._thread: threading.Thread | None = None
        self._wake, self._woken = multiprocessing.Pipe()
        self._is_closing = False
        self._stillborn = 0
        self._given_up: Answer | None = None
        """The answer to every call once no worker can be started."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(at_once=error is not None)

    def submit(self, call: Call, then: Then, meanwhile: Meanwhile | None = None) -> None:
        """Have a call answered by the next idle worker; ``then`` gets the answer and must be quick.

        ``meanwhile`` gets what the call reports while it is worked on, and must be quick too.

        A worker that dies (killed for memory, a crash in a library) gives a fault of kind
        ``Lost``; the next call gets a fresh one. Where workers end before they serve, each call
        gets a fault of kind ``NoWorkers``, and surely was not begun.
        """
        with self._lock:
            given_up = self._given_up
            if given_up is None:
                self._waiting.append((call, then, meanwhile))
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="workers", daemon=True)
                self._thread.start()
        if given_up is not None:
            then(given_up)
        elif self._hand_out():
            self._stir()

    @property
    def has_room(self) -> bool:
        """Whether a call would be begun at once, before nobody who waits."""
        with self._lock:
            is_free = bool(self._idle) or len(self._workers) < self.count
            return is_free and not self._waiting and not self._is_closing

    def close(self, *, at_once: bool = False) -> None:
        """Let idle workers leave; ``at_once`` kills those that are busy, with all they started."""
        with self._lock:
            self._is_closing = True
            self._waiting.clear()
            workers = list(self._workers.values())
        self._stir()
        if self._thread is not None:
            self._thread.join()
        for worker in workers:
            self._let_go(worker, at_once=at_once or worker.task is not None)
        self._wake.close()
        self._woken.close()

    def _stir(self) -> None:
        try:
            self._wake.send_bytes(b"x")
        except OSError:
            return  # closing: nobody listens any more

    def _listen(self) -> None:
        while True:
            with self._lock:
                if self._is_closing:
                    return
                connections = list(self._workers)
            for ready in wait([self._woken, *connections]):
                if ready is self._woken:
                    self._woken.recv_bytes()
                else:
                    self._hear(ready)  # type: ignore[arg-type]
            self._hand_out()

    def _hear(self, connection: Connection) -> None:
        worker = self._workers[connection]
        try:
            answer: Any = connection.recv()
        except (EOFError, OSError):
            self._bury(worker)
            self._mourn(worker)
            return
        if answer is None:
            worker.serves = True
            self._stillborn = 0
            return
        if isinstance(answer, Report):
            task = worker.task
            if task is not None and task[2] is not None:
                task[2](answer.value)
            return
        with self._lock:
            task, worker.task = worker.task, None
            self._idle.append(worker)
        if task is not None:
            task[1](answer)

    def _mourn(self, worker: _Worker) -> None:
        """Answer for a worker that is gone; one that never served leaves its call to the next."""
        code = worker.process.exitcode
        with self._lock:
            task, worker.task = worker.task, None
        if worker.serves:
            if task is not None:
                task[1](_lost(code))
            return
        self._stillborn += 1
        with self._lock:
            if task is not None:
                self._waiting.appendleft(task)
            if self._stillborn < _STILLBORN:
                return
            given_up = self._given_up = Answer(fault=fault_of(NoWorkers.after(_STILLBORN, code)))
            tasks = list(self._waiting)
            self._waiting.clear()
        for _, then, _ in tasks:
            then(given_up)

    def _bury(self, worker: _Worker) -> None:
        worker.process.join()
        if worker.process.pid is not None:
            end_session(worker.process.pid)
        with self._lock:
            del self._workers[worker.calls]
            if worker in self._idle:
                self._idle.remove(worker)
        worker.calls.close()

    def _hand_out(self) -> bool:
        """Give waiting calls to idle workers, on whatever thread; True where it started one.

        One that died unheard is left to the listening thread, which hears its end, and its call
        goes to the next.
        """
        has_new = False
        while True:
            with self._lock:
                if not self._waiting or self._is_closing:
                    return has_new
                if not self._idle:
                    if len(self._workers) >= self.count:
                        return has_new
                    self._idle.append(self._start())
                    has_new = True
                worker = self._idle.pop()
                task = worker.task = self._waiting.popleft()
            try:
                worker.calls.send(task[0])
            except OSError:
                with self._lock:
                    if worker.task is task and self._given_up is None:  # nobody answered for it
                        worker.task = None
                        self._waiting.appendleft(task)

    def _start(self) -> _Worker:
        worker = _Worker(f"worker {len(self._workers) + 1} of {os.getpid()}")
        self._workers[worker.calls] = worker
        return worker

    def _let_go(self, worker: _Worker, *, at_once: bool) -> None:
        process = worker.process
        if not at_once:
            try:
                worker.calls.send(None)
            except OSError:
                at_once = True
        process.join(0 if at_once else _PATIENCE_SECONDS)
        if process.is_alive():
            if process.pid is not None:
                end_session(process.pid)
            process.kill()
            process.join()
        worker.calls.close()


def _lost(code: int | None) -> Answer:
    return Answer(
        fault=Fault(
            "Lost",
            f"the process that worked on it was ended by the system (status {code})",
            fix="it may have run out of memory: run it again with fewer workers",
            is_retryable=True,
        )
    )
