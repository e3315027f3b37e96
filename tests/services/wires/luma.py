"""Luma Dream Machine: generations, and the list of them with what was asked (lumaai 1.21)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.wires.wire import SENTENCES, STATUS, Wire, seconds_of

__all__ = ["Luma"]

_WORDS = {"queued": "queued", "running": "dreaming", "odd": "rebalancing", "done": "completed"}


class Luma(Wire):
    """``/generations``, ``/generations/image``, ``/generations/ID``."""

    name: ClassVar[str] = "luma"

    def answer(self, ask: Ask, house: House) -> Reply:
        """A generation that is made, looked at, deleted or listed."""
        ways = ask.parts[ask.parts.index("generations") + 1 :]
        match ask.method, ways:
            case "POST", [("video" | "image") as kind, *_]:
                return self._order(ask, kind, house)
            case "POST", [] | [_, "upscale"]:
                return self._order(ask, "video", house)
            case "GET", []:
                return self._list(ask, house)
            case "GET", [job]:
                return Reply(data=_generation(ask, house.look(self, job), house))
            case "DELETE", [job]:
                house.books.end(house.look(self, job), "deleted")
                return Reply(204)
        return self.refusal("unknown")

    def _list(self, ask: Ask, house: House) -> Reply:
        jobs = house.listed(self.name)
        first, most = int(ask.query.get("offset", 0)), int(ask.query.get("limit", 100))
        page = [_generation(ask, job, house) for job in jobs[first : first + most]]
        more = {"has_more": first + most < len(jobs), "count": len(page)}
        return Reply(data={"generations": page, "limit": most, "offset": first, **more})

    def refusal(self, word: str) -> Reply:
        """A detail, as a sentence."""
        sentence = "Insufficient credits" if word == "no-credit" else SENTENCES[word]
        return Reply(400 if word == "no-credit" else STATUS[word], {"detail": sentence})

    def _order(self, ask: Ask, kind: str, house: House) -> Reply:
        body = ask.json()
        length = seconds_of(body.get("duration"), 5.0)
        model = body.get("model", "ray-2")
        job = house.order(self, Wanted(body.get("prompt", ""), kind, body, length, model=model))
        return Reply(201, _generation(ask, job, house), job=job)


def _generation(ask: Ask, job: Job, house: House) -> dict[str, Any]:
    stage = house.stage(job)
    state = _WORDS.get(stage, "failed")
    said: dict[str, Any] = {
        "id": job.id,
        "state": state,
        "generation_type": job.kind,
        "model": job.model,
        "created_at": datetime.fromtimestamp(job.at, UTC).isoformat(),
        "request": {"generation_type": job.kind, **job.body},
        "assets": None,
        "failure_reason": None,
    }
    if stage == "done":
        said["assets"] = {job.kind: house.links(ask, job)[0]}
    elif state == "failed":
        said["failure_reason"] = SENTENCES["moderated"] if stage == "moderated" else "it failed"
    return said
