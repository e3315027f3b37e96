"""The film's generators as backends ready to be asked, or the reason why one is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.backends.base import Backend
from pipeline.errors import FilmError, Problem, ProjectError, Where
from pipeline.project.made_sounds import is_sounding
from pipeline.project.story import Generator, Project

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["maker_problems", "makers", "stages_using"]


def makers(production: Production) -> dict[str, Backend | str]:
    """Every generator of the film by name: its backend, or the sentence that says why not."""
    found: dict[str, Backend | str] = {}
    for name, generator in production.project.generators.items():
        made = _make(production, generator)
        found[name] = made if isinstance(made, Backend) else _why_not(made[0])
    return found


def _why_not(problem: Problem) -> str:
    """Why a generator is not there; what is only to be allowed says how."""
    return f"{problem.message}: {problem.fix}" if "rushes trust" in problem.fix else problem.message


def maker_problems(production: Production) -> list[Problem]:
    """What is wrong with the generators, each with its line in ``film.yaml``."""
    problems: list[Problem] = []
    for generator in production.project.generators.values():
        made = _make(production, generator)
        if not isinstance(made, Backend):
            problems.extend(made)
    return problems


def _make(production: Production, generator: Generator) -> Backend | list[Problem]:
    from pydantic import ValidationError

    from pipeline.backends import shelf

    where = generator.marks.get("backend", generator.where)
    if not shelf.is_known(generator.backend):
        said, fix = shelf.unknown(generator.backend)
        message = f"generator '{generator.name}': {said}"
        return [Problem(message, where=where, fix=fix, stops=_stops(production, generator))]
    try:
        kind = shelf.find(generator.backend)
        kind = kind.bound_to(generator.settings, production.folder)
        settings = kind.Settings.model_validate(generator.settings)
    except ValidationError as err:
        stops = _stops(production, generator)
        return [_setting_problem(generator, dict(one), stops) for one in err.errors()]
    except ProjectError as err:
        return _told(err, generator, where, _stops(production, generator))
    except FilmError as err:
        stops = _stops(production, generator)
        return [Problem(err.message, where=where, fix=err.fix, stops=stops)]
    refused = _not_trusted(production, generator, kind)
    if refused:
        return [refused]
    made = kind(settings, production.folder)
    if production.project.models:
        from pipeline.production.modelling import overrides_of

        made.overrides = overrides_of(production.project)
    return made


def _not_trusted(
    production: Production, generator: Generator, kind: type[Backend]
) -> Problem | None:
    """Why a generator may not be used before somebody looked at it; None: it may."""
    from pipeline.production.trusting import elsewhere

    where = generator.marks.get("backend", generator.where)
    away = elsewhere(kind, generator.settings)
    if not (kind.needs_trust or away) or _is_trusted(production):
        return None
    message = f"generator '{generator.name}' {kind.trusted_with}"
    if away:
        where = generator.marks.get("base_url", where)
        message = f"generator '{generator.name}' sends its orders to {away}"
        message += f" in the place of {kind.place or generator.backend}"
    fix = "look at it and allow it with `rushes trust`"
    return Problem(message, where=where, fix=fix, stops=_stops(production, generator))


def _told(
    err: ProjectError, generator: Generator, where: Where | None, stops: frozenset[str]
) -> list[Problem]:
    """What is wrong with a description that a generator names, each fault with its own line."""
    return [
        Problem(f"generator '{generator.name}': {one.message}", one.where or where, one.fix, stops)
        for one in err.problems
    ]


def _is_trusted(production: Production) -> bool:
    from pipeline.production.trusting import is_trusted

    return is_trusted(production)


def _setting_problem(
    generator: Generator, error: dict[str, object], stops: frozenset[str]
) -> Problem:
    location = error.get("loc")
    path = [str(part) for part in location] if isinstance(location, tuple) else []
    name = path[0] if path else ""
    where: Where | None = generator.marks.get(name, generator.where)
    kind = str(error.get("type"))
    head = f"generator '{generator.name}' ({generator.backend})"
    if kind == "extra_forbidden":
        return Problem(
            f"{head} has no setting '{name}'",
            where=where,
            fix=f"`rushes backends list {generator.backend}` names its settings",
            stops=stops,
        )
    if kind == "missing":
        return Problem(f"{head} needs the setting '{name}'", where=where, stops=stops)
    sentence = str(error.get("msg", "is not understood")).removeprefix("Value error, ")
    if "password" in sentence and where is not None:
        where = replace(where, text="")  # the line holds one, and is not told
    return Problem(f"{head}: {name}: {sentence[:1].lower()}{sentence[1:]}", where, stops=stops)


def _stops(production: Production, generator: Generator) -> frozenset[str]:
    """The stages that use a generator; those of pictures where none does yet."""
    return frozenset(stages_using(production.project, generator.name))


def stages_using(project: Project, name: str) -> set[str]:
    """The stages that ask a generator for something; those of pictures where none does."""
    stages = set()
    for shot in project.holders.values():
        if any(ask.generator == name for ask in shot.panels):
            stages.add("board")
        if any(ask.generator == name for ask in shot.clips):
            stages.add("shoot")
        if any(ask.generator == name for ask in shot.voices):
            stages.add("voice")
        if is_sounding(shot) and any(ask.generator == name for ask in shot.sounds):
            stages.add("foley" if shot.scene else "score")
    return stages or {"board", "shoot"}
