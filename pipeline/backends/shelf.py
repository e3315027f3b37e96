"""Find backends by name: our own by file name, other people's by entry point.

    pipeline/backends/camera.py          ->  camera
    entry point ``rushes.backends``      ->  whatever a plug-in calls itself

Both go through `find`; a name of our own is never taken over by a plug-in.
"""

from __future__ import annotations

import difflib
from functools import lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from pipeline.backends.base import Backend
from pipeline.errors import BackendError, ProjectError

__all__ = ["GROUP", "find", "is_known", "names", "shipped"]

GROUP = "rushes.backends"
"""The entry-point group that plug-ins use."""

_FURNITURE = frozenset(
    (
        *("__init__", "base", "shelf", "testing", "offline", "layers", "meanings", "programs"),
        *("addresses", "exchange", "faults", "keys", "wire"),
    )
)
"""Files of this folder that are no backend."""


def names() -> tuple[str, ...]:
    """Every backend that can be asked for, sorted."""
    return tuple(sorted({*_own(), *_plugins()}))


def shipped() -> tuple[str, ...]:
    """The backends that come with the program, sorted."""
    return tuple(sorted(_own()))


def is_known(name: str) -> bool:
    """Whether there is such a backend; packages are looked through only for a name not ours."""
    return name in _own() or name in _plugins()


def find(name: str) -> type[Backend]:
    """The backend of that name.

    Raises:
        ProjectError: there is none; says which name may have been meant.
        BackendError: a plug-in cannot be loaded, or holds no backend.
    """
    if name in _own():
        found = import_module(f"pipeline.backends.{name}").BACKEND
    else:
        plugins = _plugins()
        if name not in plugins:
            raise ProjectError(f"there is no backend '{name}'", fix=_meant(name))
        found = _loaded(plugins[name])
    if not (isinstance(found, type) and issubclass(found, Backend)):
        raise BackendError(f"the backend '{name}' is no subclass of pipeline.backends.base.Backend")
    return found


@lru_cache(maxsize=1)
def _own() -> frozenset[str]:
    files = Path(__file__).parent.glob("*.py")
    return frozenset(file.stem for file in files) - _FURNITURE


def _plugins() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def _loaded(point: EntryPoint) -> object:
    try:
        return point.load()
    except Exception as err:  # a wall: whatever a plug-in does wrong is told in one sentence
        raise BackendError(
            f"the plug-in '{point.name}' ({point.value}) cannot be loaded: {err}",
            fix="reinstall it, or take its generator out of film.yaml",
        ) from err


def _meant(name: str) -> str:
    known = names()
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean '{close[0]}'?" if close else f"known: {', '.join(known)}"
