"""Worker processes, started when first needed and used again for one call after the other.

Always ``spawn``: a forked child would inherit locks and threads. A script of one's own that opens
workers needs the usual ``if __name__ == "__main__":`` guard.
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

from pipeline.run.worker import Answer, Call, Fault, end_session, serve

__all__ = ["Answer", "Call", "Fault", "Workers"]

_PATIENCE_SECONDS = 5.0
"""How long an idle worker may take to leave before it is killed."""

Then = Callable[[Answer], None]


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
        self.then: Then | None = None


class Workers:
    """A pool of ``count`` processes. Answers come on a thread of the pool's own."""

    def __init__(self, count: int) -> None:
        self.count = max(1, count)
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Call, Then]] = deque()
        self._workers: dict[Connection, _Worker] = {}
        self._idle: list[_Worker] = []
        self._thread: threading.Thread | None = None
        self._wake, self._woken = multiprocessing.Pipe()
        self._is_closing = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(at_once=error is not None)

    def submit(self, call: Call, then: Then) -> None:
        """Have a call answered by the next idle worker; ``then`` gets the answer and must be quick.

        A worker that dies (killed for memory, a crash in a library) gives a fault of kind
        ``Lost``; the next call gets a fresh one.
        """
        with self._lock:
            self._waiting.append((call, then))
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="workers", daemon=True)
                self._thread.start()
        if self._hand_out():
            self._stir()

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
            self._let_go(worker, at_once=at_once or worker.then is not None)
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
            answer = self._bury(worker)
            with self._lock:
                then, worker.then = worker.then, None
        else:
            with self._lock:
                then, worker.then = worker.then, None
                self._idle.append(worker)
        if then is not None:
            then(answer)

    def _bury(self, worker: _Worker) -> Answer:
        worker.process.join()
        if worker.process.pid is not None:
            end_session(worker.process.pid)
        with self._lock:
            del self._workers[worker.calls]
            if worker in self._idle:
                self._idle.remove(worker)
        worker.calls.close()
        code = worker.process.exitcode
        return Answer(
            fault=Fault(
                "Lost",
                f"the process that worked on it was ended by the system (status {code})",
                fix="it may have run out of memory: run it again with fewer workers",
                is_retryable=True,
            )
        )

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
                call, then = self._waiting.popleft()
                worker.then = then
            try:
                worker.calls.send(call)
            except OSError:
                with self._lock:
                    if worker.then is then:  # nobody has answered for it yet
                        worker.then = None
                        self._waiting.appendleft((call, then))

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
