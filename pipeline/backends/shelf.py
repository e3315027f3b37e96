"""Find backends by name: our own by file name, other people's by entry point.

    pipeline/backends/camera.py              ->  camera
    pipeline/backends/services/runway.yaml   ->  runway, read by the backend ``rest``
    entry point ``rushes.backends``          ->  whatever a plug-in calls itself
    entry point ``rushes.services``          ->  a description in a package: its path

All go through `find`; a name of our own is never taken over by a plug-in.
"""

from __future__ import annotations

import difflib
from functools import lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from pipeline.backends.base import Backend
from pipeline.errors import BackendError, ProjectError

__all__ = ["GROUP", "SERVICES", "find", "is_known", "names", "shipped", "unknown"]

GROUP = "rushes.backends"
"""The entry-point group that plug-ins use."""
SERVICES = "rushes.services"
"""The same for packages that describe a service: the entry point is the path of the YAML file."""

_FURNITURE = frozenset(
    (
        *(
            "__init__",
            "base",
            "shelf",
            "testing",
            "offline",
            "layers",
            "meanings",
            "programs",
            "gone",
        ),
        *("addresses", "exchange", "faults", "keys", "wire"),
        *("asking", "catalogue", "model", "rows", "states"),
    )
)
"""Files of this folder that are no backend."""


def names() -> tuple[str, ...]:
    """Every backend that can be asked for, sorted."""
    return tuple(sorted({*_own(), *_described(), *_plugins(), *_plugins(SERVICES)}))


def shipped() -> tuple[str, ...]:
    """The backends that come with the program, sorted."""
    return tuple(sorted(_own() | _described()))


def is_known(name: str) -> bool:
    """Whether there is such a backend; packages are looked through only for a name not ours."""
    is_ours = name in _own() or name in _described()
    return is_ours or name in _plugins() or name in _plugins(SERVICES)


def find(name: str) -> type[Backend]:
    """The backend of that name.

    Raises:
        ProjectError: there is none; says which name may have been meant.
        BackendError: a plug-in cannot be loaded, or holds no backend.
    """
    if name in _own():
        found = import_module(f"pipeline.backends.{name}").BACKEND
    elif name in _described():
        return _service(name)
    elif name in (plugins := _plugins()):
        found = _loaded(plugins[name])
    elif name in (plugins := _plugins(SERVICES)):
        return _packaged(plugins[name])
    else:
        said, fix = unknown(name)
        raise ProjectError(said, fix=fix)
    if not (isinstance(found, type) and issubclass(found, Backend)):
        raise BackendError(f"the backend '{name}' is no subclass of pipeline.backends.base.Backend")
    return found


@lru_cache(maxsize=1)
def _own() -> frozenset[str]:
    files = Path(__file__).parent.glob("*.py")
    return frozenset(file.stem for file in files) - _FURNITURE


@lru_cache(maxsize=1)
def _described() -> frozenset[str]:
    files = (Path(__file__).parent / "services").glob("*.yaml")
    return frozenset(file.stem for file in files) - _own()


@lru_cache(maxsize=64)
def _service(name: str) -> type[Backend]:
    from pipeline.backends.described.loading import shipped as described
    from pipeline.backends.rest import bound

    return bound(described(name))


def _packaged(point: EntryPoint) -> type[Backend]:
    """The backend of a description in somebody's package.

    Raises:
        ProjectError: the description cannot be read.
        BackendError: the package does not give a path.
    """
    from pipeline.backends.described.loading import load
    from pipeline.backends.rest import bound

    path = _loaded(point)
    if not isinstance(path, str | Path):
        raise BackendError(f"the service '{point.name}' ({point.value}) gives no path to a file")
    return bound(load(Path(path)))


def _plugins(group: str = GROUP) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=group)}


def _loaded(point: EntryPoint) -> object:
    try:
        return point.load()
    except Exception as err:  # a wall: whatever a plug-in does wrong is told in one sentence
        raise BackendError(
            f"the plug-in '{point.name}' ({point.value}) cannot be loaded: {err}",
            fix="reinstall it, or take its generator out of film.yaml",
        ) from err


def unknown(name: str) -> tuple[str, str]:
    """What is said of a backend that there is not: the sentence, and what to write instead."""
    from pipeline.backends.gone import gone

    found = gone(name)
    if found is not None:
        return found.sentence(name), found.fix
    known = names()
    close = difflib.get_close_matches(name, known, n=1)
    fix = f"did you mean '{close[0]}'?" if close else f"known: {', '.join(known)}"
    return f"there is no backend '{name}'", fix
