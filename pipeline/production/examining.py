"""The generators that can be used, and an examination of this machine and the film's own."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.backends import shelf
from pipeline.backends.addresses import shown_url
from pipeline.backends.base import Backend
from pipeline.backends.keys import why_missing
from pipeline.backends.meanings import meanings
from pipeline.errors import FilmError
from pipeline.production.model_checking import model_problems_of
from pipeline.production.modelling import has_models

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["BackendRow", "Finding", "Setting", "backend_rows", "examine"]

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
        *(_generator(production, name, maker) for name, maker in production.makers.items()),
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


def _generator(production: Production, name: str, maker: Backend | str) -> Finding:
    if isinstance(maker, str):
        return Finding(name, maker, is_well=False, fix="`rushes check` shows the line")
    generator = production.project.generators[name]
    today = datetime.now(UTC).date()
    problems = model_problems_of(production, generator, today)
    place = maker.key_place()
    where = getattr(maker.settings, "base_url", "")
    missing = why_missing(maker.name, place, where) if place and not place.found else None
    for problem in sorted(problems, key=lambda one: one.is_warning):
        if problem.is_warning and missing:
            break
        said = problem.message.removeprefix(f"generator '{name}': ")
        return Finding(name, said, is_well=problem.is_warning, fix=problem.fix)
    if missing:
        return Finding(name, missing.message, is_well=False, fix=missing.fix)
    which = f" {generator.model}" if generator.model else ""
    which += f" at {shown_url(where)}" if where and where != maker.place else ""
    source = "the keyring" if place and place.found == "keyring" else place and place.found
    return Finding(name, f"{maker.name}{which}, ready" + (f", key from {source}" if source else ""))
