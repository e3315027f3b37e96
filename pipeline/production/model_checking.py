"""What is wrong with the models that a film chooses or describes, each with its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.backends import catalogue, shelf
from pipeline.backends.model import Model
from pipeline.errors import Problem
from pipeline.production.makers import stages_using
from pipeline.production.modelling import overrides_of

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.project.model_text import ModelText
    from pipeline.project.story import Generator

__all__ = [
    "WARNED",
    "ends_soon",
    "generators_of_wrong_models",
    "model_of_generator",
    "model_problems",
    "model_problems_of",
]

WARNED = timedelta(days=60)
"""So long before a model is retired its film is warned."""


def model_problems(production: Production, today: date) -> Iterator[Problem]:
    """Models that are unknown, gone or going, lengths that they do not make, rows of no sense."""
    project = production.project
    if project.models:
        yield from _rows_of_no_sense(production)
    for generator in project.generators.values():
        yield from model_problems_of(production, generator, today)


def generators_of_wrong_models(production: Production) -> set[str]:
    """The generators whose model is not there or is gone."""
    today, said = datetime.now(UTC).date(), overrides_of(production.project)
    found = set()
    for generator in production.project.generators.values():
        if generator.backend in catalogue.services():
            model = model_of_generator(production, generator)
            is_unknown = bool(catalogue.stranger(generator.backend, generator.model, said)[0])
            if is_unknown if model is None else model.is_retired(today):
                found.add(generator.name)
    return found


def model_problems_of(
    production: Production, generator: Generator, today: date
) -> tuple[Problem, ...]:
    """What is wrong with one generator's choice; nothing where no model is known of its service."""
    if generator.backend not in catalogue.services():
        return ()
    return tuple(_about(production, generator, today))


def model_of_generator(production: Production, generator: Generator) -> Model | None:
    """The model that a generator asks for, with what the film says of it; None: not described."""
    return catalogue.model_of(generator.backend, generator.model, overrides_of(production.project))


def ends_soon(model: Model, today: date) -> str:
    """The sentence about a model that is retired soon; empty where it is not, or already is."""
    ends = model.retired_on
    if ends is None or model.is_retired(today) or ends - today > WARNED:
        return ""
    days = (ends - today).days
    left = "tomorrow" if days == 1 else f"in {days} days"
    return f"{model.full_name} is retired {left} ({ends}); then {' or '.join(model.successors)}"


def _about(production: Production, generator: Generator, today: date) -> Iterator[Problem]:
    if not generator.model:
        return  # whether it needs one is for its backend to say
    where = generator.marks.get("model", generator.where)
    stops = frozenset(stages_using(production.project, generator.name))
    said = overrides_of(production.project)
    sentence, fix = catalogue.stranger(generator.backend, generator.model, said)
    whose = f"generator '{generator.name}': "
    if sentence:
        found = catalogue.service_of(generator.backend)
        is_warning = bool(found and found.is_router)
        none = frozenset[str]()
        yield Problem(
            whose + sentence, where, fix, none if is_warning else stops, is_warning=is_warning
        )
        return
    model = model_of_generator(production, generator)
    if model is None:
        return
    if model.is_retired(today):
        fix = _instead(model)
        yield Problem(whose + catalogue.retired_sentence(model), where, fix, stops)
        return
    going = ends_soon(model, today)
    if going:
        fix = _instead(model)
        yield Problem(whose + going, where, fix, is_warning=True)
    yield from _lengths(generator, model, stops)


def _instead(model: Model) -> str:
    """What to write in the place of a model that goes: another service's, where that follows it."""
    if not model.successors:
        return ""
    service, _, name = model.successors[0].partition("/")
    if catalogue.model_of(model.service, model.successors[0]) is not None or not name:
        return f"write model: {model.successors[0]}"
    return f"write backend: {service}, model: {name}"


def _lengths(generator: Generator, model: Model, stops: frozenset[str]) -> Iterator[Problem]:
    """A length that the author asks for and that no operation of the model makes."""
    asked = generator.seconds
    every = [each.seconds for each in model.abilities.values() if each.seconds is not None]
    if asked is None or not every or any(each.makes(Fraction(asked)) for each in every):
        return
    made = " / ".join(dict.fromkeys(str(each) for each in every))
    covering = [each.covering(Fraction(asked)) for each in every]
    nearest = min((each for each in covering if each is not None), default=every[0].longest)
    yield Problem(
        f"generator '{generator.name}': {model.full_name} makes {made}, not {float(asked):g} s",
        where=generator.marks.get("seconds", generator.where),
        fix=f"write seconds: {float(nearest):g}, or leave it to what the shots need",
        stops=stops,
    )


def _rows_of_no_sense(production: Production) -> Iterator[Problem]:
    for row in production.project.models.values():
        yield from _wrong_row(production, row)


def _described_here(production: Production) -> set[str]:
    """The services that the film describes itself: each is called as its file is."""
    described = (
        str(each.settings.get("service", ""))
        for each in production.project.generators.values()
        if each.backend == "rest"
    )
    return {PurePosixPath(file).stem for file in described}


def _wrong_row(production: Production, row: ModelText) -> Iterator[Problem]:
    users = [
        each.name
        for each in production.project.generators.values()
        if (each.backend, each.model) == (row.service, row.model)
    ]
    stages = {stage for name in users for stage in stages_using(production.project, name)}
    stops = frozenset(stages or {"board", "shoot"})
    known = shelf.is_known(row.service) or row.service in catalogue.services()
    if not known and row.service not in _described_here(production):
        names = [*shelf.names(), *catalogue.services()]
        close = difflib.get_close_matches(row.service, names, n=1)
        fix = f"did you mean {close[0]}/{row.model}?" if close else "`rushes backends list`"
        yield Problem(f"there is no backend '{row.service}'", row.where, fix, stops)
        return
    for fault in catalogue.faults_of(catalogue.override(row.service, row.model, row.row)):
        whose = f"the model {row.service}/{row.model}: "
        yield Problem(whose + fault.message, row.place(fault.path), fault.fix, stops)
