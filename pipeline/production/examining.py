"""The generators that can be used, and an examination of this machine and the film's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.backends import shelf
from pipeline.backends.addresses import shown_url
from pipeline.backends.base import Backend
from pipeline.backends.keys import variable_words, why_missing
from pipeline.backends.meanings import meanings
from pipeline.errors import FilmError, NotConfigured
from pipeline.production.model_checking import model_problems_of
from pipeline.production.modelling import has_models

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["BackendRow", "Finding", "Setting", "backend_rows", "examine", "missing_key"]

LEAST_ROOM = 2_000_000_000
"""Bytes free below which a person is warned: a 75 s trailer with its takes needs about a tenth."""


class Setting(Struct, frozen=True):
    """One setting of a backend."""

    name: str
    default: str
    meaning: str


class BackendRow(Struct, frozen=True):
    """One backend."""

    name: str
    about: str
    makes: str
    cost: str
    settings: tuple[Setting, ...]


class Finding(Struct, frozen=True):
    """One thing that was examined."""

    what: str
    said: str
    is_well: bool = True
    fix: str = ""


def backend_rows(name: str = "") -> tuple[BackendRow, ...]:
    """Every backend that is installed, or the one of that name.

    Raises:
        ProjectError: there is none of that name.
    """
    if name and not shelf.is_known(name) and has_models(name):
        return ()  # its models alone are known
    names = (name,) if name else shelf.names()
    return tuple(_row(one) for one in names)


def examine(production: Production) -> tuple[Finding, ...]:
    """What is set up and what is missing: ffmpeg, fonts, room, the film's generators."""
    return (
        _ffmpeg(),
        _fonts(),
        _room(production),
        *(
            finding
            for name, maker in production.makers.items()
            for finding in _generator(production, name, maker)
        ),
    )


def _row(name: str) -> BackendRow:
    from pathlib import Path

    kind = shelf.find(name)
    can = kind(kind.Settings.model_construct(), Path()).capabilities()
    meant = meanings(kind.Settings)
    settings = tuple(
        Setting(
            key,
            "required"
            if field.is_required()
            else _written(field.get_default(call_default_factory=True)),
            meant[key],
        )
        for key, field in kind.Settings.model_fields.items()
    )
    makes = " ".join(sorted(str(one) for one in can.operations))
    return BackendRow(name, kind.about, makes, "free" if can.is_free else "paid", settings)


def _written(default: object) -> str:
    """A default as one would write it in ``film.yaml``."""
    if isinstance(default, tuple | list | frozenset):
        return f"[{', '.join(_written(item) for item in default)}]"
    if isinstance(default, bool):
        return "true" if default else "false"
    if default is None or default == {}:
        return "nothing"
    return str(default) or "nothing"


def _ffmpeg() -> Finding:
    from pipeline.media.ffmpeg import build

    try:
        return Finding("ffmpeg", build())
    except FilmError as err:
        return Finding("ffmpeg", err.message, is_well=False, fix=err.fix)


def _fonts() -> Finding:
    from pipeline.media.fonts import font_shelf

    try:
        files = font_shelf().files
    except FilmError as err:
        return Finding("fonts", err.message, is_well=False, fix=err.fix)
    return Finding("fonts", ", ".join(sorted({font.path.name for font in files})))


def _room(production: Production) -> Finding:
    free = shutil.disk_usage(production.folder).free
    said = f"{free / 1e9:.1f} GB free"
    if free < LEAST_ROOM:
        return Finding("disk", said, is_well=False, fix="`rushes sweep` removes derived files")
    return Finding("disk", said)


def _generator(production: Production, name: str, maker: Backend | str) -> Iterator[Finding]:
    """What is to be said of a generator: its model, its key; or that it is ready."""
    if isinstance(maker, str):
        yield Finding(name, maker, is_well=False, fix="`rushes check` shows the line")
        return
    generator = production.project.generators[name]
    today = datetime.now(UTC).date()
    problems = model_problems_of(production, generator, today)
    for problem in sorted(problems, key=lambda one: one.is_warning):
        said = problem.message.removeprefix(f"generator '{name}': ")
        yield Finding(name, said, is_well=problem.is_warning, fix=problem.fix)
    missing = missing_key(maker)
    if missing is not None:
        yield Finding(name, missing.message, is_well=False, fix=missing.fix)
    if problems or missing is not None:
        return
    where = getattr(maker.settings, "base_url", "")
    which = f" {generator.model}" if generator.model else ""
    which += f" at {shown_url(where)}" if where and where != maker.place else ""
    place = maker.key_place()
    found = place.found if place is not None else ""
    source = "the keyring" if found == "keyring" else variable_words(found)
    key = f", key from {source}" if source else ""
    yield Finding(name, f"{maker.name}{which}, ready{key}")


def missing_key(maker: Backend) -> NotConfigured | None:
    """Why nothing can be sent to a service: there is no key for it; None where there is."""
    place = maker.key_place()
    if place is None or place.found:
        return None
    return why_missing(maker.name, place, getattr(maker.settings, "base_url", ""))
