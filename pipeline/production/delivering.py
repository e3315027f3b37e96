"""Several named outputs, one after the other; what looks the same is rendered once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.errors import ProjectError
from pipeline.production.filming import FilmReport, FilmRequest, film
from pipeline.run.events import Listener

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["deliver", "wanted_names"]


def wanted_names(production: Production, names: Sequence[str], *, is_all: bool) -> tuple[str, ...]:
    """The deliveries meant, each once; ``""`` is the first one.

    Raises:
        ProjectError: one of them is not written; nothing is rendered then.
    """
    known = tuple(production.project.deliveries)
    for name in names:
        if name not in known:
            listed = ", ".join(known) or "none is written"
            raise ProjectError(f"there is no delivery '{name}'", fix=f"known: {listed}")
    if is_all:
        return known or ("",)
    return tuple(dict.fromkeys(names)) or ("",)


def deliver(
    production: Production, request: FilmRequest, names: Sequence[str], listener: Listener
) -> Iterator[FilmReport | None]:
    """Each delivery as it is finished; parts that two of them share are rendered once.

    A None, last, says that Ctrl-C ended it. What is finished stays.
    """
    for name in names:
        report = film(production, replace(request, delivery=name), listener)
        yield report
        if report is None:
            return
