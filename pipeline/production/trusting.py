"""Which programs and addresses named by a film are allowed; forgotten when the film changes them.

An address of a service's own, and one on this machine, need no leave. Any other is a stranger's
until it was looked at: orders, pictures and the key for that address go there.

``local.yaml`` belongs to one machine, but whoever packs a folder up may pack one in: the player
that it names is a program like the others.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.backends.addresses import is_loopback, origin
from pipeline.errors import FilmError, ProjectError
from pipeline.production.home import user_folder

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.backends.base import Backend
    from pipeline.production.production import Production
    from pipeline.project.story import Generator

__all__ = ["elsewhere", "is_trusted", "player_of", "programs", "trust"]

PLAYER = "player in local.yaml"


def programs(production: Production) -> dict[str, object]:
    """What would be run or asked, by generator name: shown before it is allowed."""
    from pipeline.backends import shelf

    found: dict[str, object] = {}
    for name, generator in production.project.generators.items():
        if not shelf.is_known(generator.backend):
            continue
        kind = shelf.find(generator.backend)
        if kind.needs_trust or elsewhere(kind, generator.settings):
            said: dict[str, object] = {"backend": generator.backend, **generator.settings}
            if place := _place(production, generator):
                said["sends orders to"] = place
            found[name] = said
    player = player_of(production)
    if player:
        found[PLAYER] = player
    return found


def _place(production: Production, generator: Generator) -> str:
    """Where orders go: what the film says, else the description; empty where nobody can tell."""
    from pipeline.backends import shelf

    try:
        kind = shelf.find(generator.backend).bound_to(generator.settings, production.folder)
        return elsewhere(kind, generator.settings) or kind.place
    except FilmError:
        return ""


def elsewhere(kind: type[Backend], settings: Mapping[str, Any]) -> str:
    """The address that stands in a service's place, where that needs leave; else empty."""
    written = settings.get("base_url")
    field = kind.Settings.model_fields.get("base_url")
    if not isinstance(written, str) or not written or field is None:
        return ""
    shipped = kind.place or field.default
    try:
        is_own = bool(shipped) and origin(written) == origin(shipped)
    except ValueError:  # it is no address, and is told as such
        return ""
    return "" if is_own or is_loopback(written) else written


def player_of(production: Production) -> list[str]:
    """The player's argument list, as ``local.yaml`` names it; empty where it names none.

    Raises:
        ProjectError: its quotes do not match.
    """
    written = production.project.local.player
    try:
        return shlex.split(written)
    except ValueError as err:
        raise ProjectError(
            f"local.yaml: the player {written} is not a command line: {str(err).lower()}",
            fix="write it as in `player: mpv --fs`, with quotes around names with spaces",
        ) from err


def is_trusted(production: Production) -> bool:
    """Whether exactly these programs, with these files, were allowed on this machine."""
    allowed = _read(_file(production)).get(str(production.folder))
    return allowed == _digest(production)


def trust(production: Production) -> dict[str, object]:
    """Allow the programs that the film names, as they are now."""
    path = _file(production)
    known = _read(path)
    known[str(production.folder)] = _digest(production)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    aside.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
    aside.replace(path)
    return programs(production)


def _file(production: Production) -> Path:
    return user_folder(production.environment) / "trusted.json"


def _read(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _digest(production: Production) -> str:
    """Of the settings, and of every file of the production that they name."""
    named = programs(production)
    summary = hashlib.blake2b(json.dumps(named, sort_keys=True, default=str).encode())
    for word in sorted(set(_words(named))):
        path = production.folder / word
        if word and path.is_file() and path.resolve().is_relative_to(production.folder):
            summary.update(path.read_bytes())
    return summary.hexdigest()


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [word for item in value.values() for word in _words(item)]
    if isinstance(value, list | tuple):
        return [word for item in value for word in _words(item)]
    return []
