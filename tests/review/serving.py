"""A film's page served on this machine while a test looks at it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from pipeline.production import Production
from pipeline.review.serving import Served, Serving

__all__ = ["entered", "served"]


@contextmanager
def served(film: Path) -> Iterator[Served]:
    """The page of a film, until the block ends."""
    page = Served(Production(film), Serving())
    began = threading.Event()
    thread = threading.Thread(target=page.run, args=(began.set,), daemon=True)
    thread.start()
    assert began.wait(20)
    try:
        yield page
    finally:
        page.stop()
        thread.join(timeout=10)
        assert not thread.is_alive()


@contextmanager
def entered(page: Served) -> Iterator[httpx.Client]:
    """A client that came in by the door, and says where its posts come from."""
    origin = page.address.rstrip("/")
    asking = httpx.Client(
        base_url=page.address, headers={"Origin": origin}, trust_env=False, timeout=20
    )
    with asking as client:
        assert 303 == client.get(page.door).status_code
        yield client
