"""The models of services, as they are listed: what each can do, what it costs, until when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.backends import catalogue
from pipeline.backends.model import Abilities, Model, Override

if TYPE_CHECKING:
    from pipeline.facts import Json
    from pipeline.project.story import Project

__all__ = ["ModelList", "ModelRow", "has_models", "model_list", "overrides_of"]


class ModelRow(Struct, frozen=True):
    """One model."""

    name: str
    operations: tuple[str, ...]
    lengths: str
    """``2 to 10 s``; empty where nobody says, or where length means nothing."""
    price: tuple[str, ...]
    """Empty: unknown."""
    price_source: str
    """Short word of a source."""
    checked: str
    """The day the sources were read."""
    sources: tuple[str, ...]
    retired_on: str = ""
    is_retired: bool = False
    successors: tuple[str, ...] = ()
    about: str = ""
    can: Json = {}
    """Everything that is known, by operation."""


class ModelList(Struct, frozen=True):
    """A service's models, and where the facts about them were read."""

    service: str
    models: tuple[ModelRow, ...]
    is_router: bool
    """Models that are not listed can be named, too."""
    sources: tuple[tuple[str, str], ...]
    """(short word, what it is)."""
    credit: str = ""
    """What one credit costs."""


def has_models(service: str) -> bool:
    """Whether anything is known about the models of a backend of that name."""
    return service in catalogue.services()


def overrides_of(project: Project) -> tuple[Override, ...]:
    """What the film says of models, as the catalogue takes it; the same value every time."""
    return tuple(
        catalogue.override(each.service, each.model, each.row) for each in project.models.values()
    )


def model_list(service: str, today: date) -> ModelList | None:
    """A service's models, those that live first; None where nothing is known about it."""
    found = catalogue.service_of(service)
    if found is None:
        return None
    rows = [_row(model, today) for model in catalogue.models_of(service)]
    rows.sort(key=lambda row: row.is_retired)
    credit = catalogue.price_words_of(found.credit) if found.credit is not None else ""
    return ModelList(service, tuple(rows), found.is_router, tuple(found.sources.items()), credit)


def _row(model: Model, today: date) -> ModelRow:
    every = tuple(model.abilities.values())
    lengths = dict.fromkeys(str(each.seconds) for each in every if each.seconds is not None)
    prices = dict.fromkeys(str(price) for each in every for price in each.price)
    return ModelRow(
        model.name,
        tuple(model.abilities),
        " / ".join(lengths),
        tuple(prices),
        model.price_source,
        model.checked.isoformat() if model.checked else "",
        model.sources,
        model.retired_on.isoformat() if model.retired_on else "",
        model.is_retired(today),
        model.successors,
        model.about,
        {operation: _plain(each) for operation, each in model.abilities.items()},
    )


def _plain(can: Abilities) -> Json:
    """What a model can do in one operation, as plain data; null is unknown."""
    return {
        "seconds": str(can.seconds) if can.seconds is not None else None,
        "sizes": [
            {
                "word": size.word,
                "resolution": size.resolution,
                "width": size.width or None,
                "height": size.height or None,
                "shape": round(float(size.shape), 4) or None,
                "as_picture": size.follows_picture,
            }
            for size in can.sizes
        ],
        "fps": str(can.fps) if can.fps is not None else None,
        "seed": can.has_seed,
        "negative": can.has_negative,
        "first": can.has_first_frame,
        "last": can.has_last_frame,
        "references": can.references,
        "prompt": can.prompt_characters,
        "outputs": can.outputs,
        "price": [str(price) for price in can.price] or None,
    }
