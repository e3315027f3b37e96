"""What a ticket of a described service holds, and what later requests are written with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.backends.base import Prepared, Settings, Ticket, frozen_settings
from pipeline.backends.described.later import attempt_in
from pipeline.backends.described.settings import passed_on
from pipeline.backends.described.values import model_forms, pictures_of
from pipeline.facts import Json

__all__ = ["is_here", "searched_with", "ticket_for", "written_with"]


def ticket_for(name: str, settings: Settings, prepared: Prepared, job: str) -> Ticket:
    """The ticket of an order: plain data, without secrets, enough for any later process."""
    asked = prepared.body.get("asked", {})
    data: Json = {
        "operation": prepared.order.operation.value,
        "model": prepared.order.model,
        "with": sorted(pictures_of(prepared.order)),
        "seed": asked.get("seed"),
        "asked": {"model": asked.get("model", "")},
    }
    return Ticket(name, job, settings=dict(frozen_settings(settings)), data=data)


def written_with(settings: Settings, ticket: Ticket) -> dict[str, Any]:
    """What a request about a job may be written with."""
    asked = ticket.data.get("asked", {})
    model = asked.get("model") or ticket.data.get("model", "")
    known = {**passed_on(settings), **asked, **ticket.data, **_forms(model)}
    return {**known, "model": model, "job": ticket.job or None}


def searched_with(asked: Mapping[str, Any], attempt_key: str, job: str) -> dict[str, Any]:
    """What a search for a lost order may be written with."""
    known = {**asked, **_forms(asked.get("model", "")), "job": job or None}
    return {**known, "attempt": attempt_key, "attempt.uuid": attempt_in("uuid", attempt_key)}


def is_here(ticket: Ticket, into: Path) -> bool:
    """Whether the result lies here since the answer."""
    return bool(ticket.files) and all((into / name).is_file() for name in ticket.files)


def _forms(model: str) -> dict[str, str]:
    return {f"model.{form}": part for form, part in model_forms(model).items()}
