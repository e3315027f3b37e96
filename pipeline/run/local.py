"""A whole attempt of a backend that works on this machine: runs in a worker process."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from copy import copy
from functools import lru_cache, partial
from pathlib import Path

from msgspec import Struct

from pipeline.backends.base import Backend, Order, State, frozen_settings
from pipeline.backends.programs import shown
from pipeline.errors import JobFailed, Moderated
from pipeline.run.gathered import Gathered, gather
from pipeline.run.worker import named

__all__ = ["LocalTask", "Moved", "local_task", "make_take"]


_MOST_WORDS = 60
"""Characters of a backend's words that are shown."""


class Moved(Struct, frozen=True):
    """How far an attempt is."""

    fraction: float | None
    words: str


class LocalTask(Struct, frozen=True):
    """Everything a worker needs to make one attempt's takes."""

    backend: str
    """The class, as ``module:name``."""
    settings: str
    """JSON."""
    home: str
    order: Order
    key: str
    into: Path
    measure: str


def local_task(backend: Backend, order: Order, *, key: str, into: Path, measure: str) -> LocalTask:
    """The task that makes ``order`` with a backend like this one."""
    kind = type(backend)
    return LocalTask(
        backend=f"{kind.__module__}:{kind.__qualname__}",
        settings=json.dumps(dict(frozen_settings(backend.settings)), sort_keys=True),
        home=str(backend.home),
        order=order,
        key=key,
        into=into,
        measure=measure,
    )


def _unheard(moved: object) -> None:
    del moved


def make_take(task: LocalTask, report: Callable[[object], None] = _unheard) -> Gathered:
    """Prepare, submit, wait and collect; then sync, decode and digest.

    ``report`` is told how far it is (``Moved``).

    Raises:
        JobFailed: the backend could not make it.
        Moderated: the backend will not make it.
        MediaError: what it made is not what was ordered.
    """
    backend = copy(_backend(task.backend, task.settings, task.home))  # what tells is this order's
    backend.tell = partial(_tell, report)
    task.into.mkdir(parents=True, exist_ok=True)
    prepared = backend.prepare(task.order)
    ticket = backend.submit(prepared, task.key, task.into)
    least = backend.capabilities(task.order.model).poll_seconds
    while True:
        progress = backend.poll(ticket, task.into)
        if progress.state is State.READY:
            break
        reason = progress.failure.reason if progress.failure else f"it ended as {progress.state}"
        if progress.state is State.MODERATED:
            raise Moderated(reason, refused=progress.failure.refused if progress.failure else "")
        if progress.state in {State.FAILED, State.CANCELLED, State.EXPIRED}:
            failure = progress.failure
            raise JobFailed(
                reason,
                is_retryable=bool(failure and failure.is_retryable),
                is_billed=bool(failure and failure.is_billed),
            )
        backend.tell(progress.fraction, "")
        time.sleep(progress.retry_after_seconds or least)
    collected = backend.collect(ticket, task.into)
    return gather(collected, task.into, task.order, task.measure)


def _tell(report: Callable[[object], None], fraction: float | None, words: str) -> None:
    """Report how far this attempt is: whatever a backend says, in bounds."""
    if fraction is not None:
        fraction = min(1.0, max(0.0, float(fraction))) if math.isfinite(fraction) else None
    report(Moved(fraction, shown(words, _MOST_WORDS)))


@lru_cache(maxsize=32)
def _backend(name: str, settings: str, home: str) -> Backend:
    kind: type[Backend] = named(name)
    return kind(kind.Settings.model_validate(json.loads(settings)), Path(home))
