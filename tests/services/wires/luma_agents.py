"""Luma's newer API: generations without a list (the types of luma-agents 0.5.0)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.wires.wire import SENTENCES, STATUS, Wire, seconds_of

__all__ = ["LumaAgents"]

_WORDS = {"queued": "queued", "running": "processing", "odd": "rebalancing", "done": "completed"}


class LumaAgents(Wire):
    """``/generations``, ``/generations/ID``."""

    name: ClassVar[str] = "luma_agents"

    def answer(self, ask: Ask, house: House) -> Reply:
        """A generation that is made or looked at."""
        match ask.method, ask.parts:
            case "POST", ["generations"]:
                body = ask.json()
                length = seconds_of((body.get("video") or {}).get("duration"), 5.0)
                kind = "image" if "image" in body["type"] else "video"
                wanted = Wanted(body["prompt"], kind, body, length, model=body["model"])
                job = house.order(self, wanted)
                return Reply(201, _generation(ask, job, house), job=job)
            case "GET", ["generations", job_id]:
                return Reply(data=_generation(ask, house.look(self, job_id), house))
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """A detail, as a sentence."""
        code = {"no-credit": "budget_exhausted", "moderated": "content_moderated"}.get(word, word)
        return Reply(STATUS[word], {"detail": SENTENCES[word], "error": {"code": code}})


def _generation(ask: Ask, job: Job, house: House) -> dict[str, Any]:
    stage = house.stage(job)
    said: dict[str, Any] = {
        "id": job.id,
        "type": job.body["type"],
        "model": job.model,
        "state": _WORDS.get(stage, "failed"),
        "created_at": datetime.fromtimestamp(job.at, UTC).isoformat(),
        "output": None,
        "failure_code": None,
        "failure_reason": None,
    }
    if stage == "done":
        said["output"] = [{"type": job.kind, "url": url} for url in house.links(ask, job)]
    elif said["state"] == "failed":
        is_blocked = stage == "moderated"
        said["failure_code"] = "content_moderated" if is_blocked else "generation_failed"
        said["failure_reason"] = SENTENCES["moderated"] if is_blocked else "It went wrong."
    return said
