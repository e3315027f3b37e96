"""The catalogue of models: what each service's models can do and cost, as data in ``models/``.

    services()                      every service that has a file, sorted
    service_of("runway")            its models, its rate of credits, its sources
    model_of("runway", "gen4.5")    one model; None where nobody described it
    stranger("runway", "gen4.6")    the sentence about a model that nobody described

A service's file is read when it is first asked for, once a process. A film says more, or says it
differently, under ``models:``; its rows come as `Override` and are laid over the shipped ones.
What a model's row says about an order is in `pipeline.backends.asking`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct
from msgspec.json import decode, encode

from pipeline.backends.asking import (
    capabilities,
    estimate,
    refusals,
    retired_sentence,
    seconds_for,
    size_for,
    unheeded,
)
from pipeline.backends.model import Model, Override, amount_words
from pipeline.backends.rows import Fault, merged, read_money, read_row
from pipeline.errors import BackendError
from pipeline.facts import Json, Money

__all__ = [
    "Override",
    "Rate",
    "Service",
    "capabilities",
    "estimate",
    "faults_of",
    "model_of",
    "models_of",
    "override",
    "price_words_of",
    "refusals",
    "retired_sentence",
    "seconds_for",
    "service_of",
    "services",
    "size_for",
    "stranger",
    "unheeded",
]

_FOLDER = Path(__file__).parent / "models"


class Rate(Struct, frozen=True):
    """What one of a service's credits costs."""

    money: Money
    source: str
    checked: str
    """The day its source was read: 2026-11-30."""


class Service(Struct, frozen=True, eq=False):
    """One service's part of the catalogue."""

    name: str
    rows: Mapping[str, Json]
    """What is written about each model, by its name, in the order of the file."""
    is_router: bool = False
    """It makes with models that are not listed here, too."""
    is_free: bool = False
    """It runs on a machine of the author's own."""
    credit: Rate | None = None
    sources: Mapping[str, str] = MappingProxyType({})
    """Where facts were read, by the short word that rows use."""


def price_words_of(rate: Rate) -> str:
    """What one credit costs, with its source and day: ``0.01 USD (…, 2026-11-30)``."""
    return f"{amount_words(rate.money)} ({rate.source}, {rate.checked})"


def override(service: str, model: str, row: Json) -> Override:
    """What a film says about a model, from plain texts."""
    return Override(service, model, encode(row, order="deterministic"))


@lru_cache(maxsize=1)
def services() -> tuple[str, ...]:
    """Every service whose models are described, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


@lru_cache(maxsize=64)
def service_of(name: str) -> Service | None:
    """A service's models; None where there is no file about it."""
    return _read(name) if name in services() else None


@lru_cache(maxsize=4096)
def model_of(service: str, name: str, overrides: tuple[Override, ...] = ()) -> Model | None:
    """One model, with what the film says of it; None where nobody described it."""
    row = _row(service, name, overrides)
    return None if row is None else read_row(service, name, row)[0]


def models_of(service: str) -> tuple[Model, ...]:
    """All shipped models of a service, in the order of its file."""
    found = service_of(service)
    names = found.rows if found is not None else ()
    return tuple(model for name in names if (model := model_of(service, name)) is not None)


def faults_of(said: Override) -> tuple[Fault, ...]:
    """What is wrong with what a film says about a model."""
    row = _row(said.service, said.model, (said,))
    return read_row(said.service, said.model, row)[1] if row is not None else ()


def stranger(service: str, name: str, overrides: tuple[Override, ...] = ()) -> tuple[str, str]:
    """What is to be said of a model that nobody described: the sentence, and what to do.

    Two empty texts where it is described, or where nothing is known about the service. A router
    sells more models than are described: there it is a warning.
    """
    found = service_of(service)
    if found is None or found.is_free or _row(service, name, overrides) is not None:
        return "", ""
    own = [each.model for each in overrides if each.service == service]
    known = [*found.rows, *own]
    sure = 0.85 if found.is_router else 0.5  # a router has many names that are alike
    close = difflib.get_close_matches(name, known, n=3, cutoff=sure)
    listed = f"`rushes backends list {service}` names them"
    if not name:
        first = f"add model: {known[0]}; " if known else "add model: …; "
        return f"'{service}' needs a model", first + listed
    meant = f"did you mean {', '.join(close)}? {listed}" if close else listed
    if found.is_router:
        price = "the price of one second or one picture"
        fix = f"say it under models: `{service}/{name}: {{price: …}}` ({price}); or {meant}"
        return f"nobody described the model '{name}' of '{service}': its price is unknown", fix
    return f"'{service}' has no model '{name}'", meant


def _row(service: str, name: str, overrides: tuple[Override, ...]) -> Json | None:
    found = service_of(service)
    row = found.rows.get(name) if found is not None else None
    for each in overrides:
        if (each.service, each.model) == (service, name):
            said: Json = decode(each.row)
            row = merged(row or {}, said)
    return row


def _read(name: str) -> Service:
    """Read a service's file; every value stays the text that is written."""
    import yaml
    from yaml.cyaml import CBaseLoader

    path = _FOLDER / f"{name}.yaml"
    try:
        written: Json = CBaseLoader(path.read_text(encoding="utf-8")).get_single_data()
    except (OSError, yaml.YAMLError) as err:
        raise BackendError(
            f"the catalogue of '{name}' cannot be read: {err}", fix="install rushes again"
        ) from err
    head = {key: written[key] for key in ("checked", "limits") if key in written}
    usual = {"checked": head.get("checked", ""), **head.get("limits", {})}
    sources: dict[str, str] = written.get("sources", {})
    rows = {model: {**usual, **row} for model, row in written.get("models", {}).items()}
    credit = None
    if "credit" in written:
        source = sources.get(written.get("credit_source", ""), "")
        credit = Rate(read_money(written["credit"]), source, usual["checked"])
    is_router, is_free = (written.get(key) == "yes" for key in ("router", "free"))
    return Service(name, rows, is_router, is_free, credit, sources)
