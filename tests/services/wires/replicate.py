"""Replicate: predictions, and the list of them with what was asked (types: replicate 1.0)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.wires.wire import SENTENCES, STATUS, Wire, seconds_of

__all__ = ["Replicate"]

_WORDS = {
    "queued": "starting",
    "running": "processing",
    "odd": "rebalancing",
    "done": "succeeded",
    "cancelled": "canceled",
}
_MOVING = ("video", "kling", "wan", "veo", "seedance", "hailuo", "ltx", "svd")


class Replicate(Wire):
    """``/v1/predictions``, ``/v1/models/OWNER/NAME/predictions``."""

    name: ClassVar[str] = "replicate"

    def answer(self, ask: Ask, house: House) -> Reply:
        """A prediction that is made, looked at, cancelled or listed."""
        match ask.method, ask.parts:
            case "POST", ["v1", "predictions"]:
                return self._order(ask, ask.json()["version"], house)
            case "POST", ["v1", "models", owner, model, "predictions"]:
                return self._order(ask, f"{owner}/{model}", house)
            case "GET", ["v1", "predictions"]:
                jobs = house.listed(self.name)[:100]
                results = [_prediction(ask, job, house) for job in jobs]
                return Reply(data={"previous": None, "next": None, "results": results})
            case "GET", ["v1", "predictions", job]:
                return Reply(data=_prediction(ask, house.look(self, job), house))
            case "POST", ["v1", "predictions", job_id, "cancel"]:
                job = house.look(self, job_id)
                if house.stage(job) in {"queued", "running"}:
                    house.books.end(job, "cancelled")
                return Reply(data=_prediction(ask, job, house))
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """A problem with its title and detail."""
        status = 422 if word in {"bad", "moderated"} else STATUS[word]
        return Reply(status, {"title": word, "detail": SENTENCES[word], "status": status})

    def _order(self, ask: Ask, model: str, house: House) -> Reply:
        body = ask.json()
        asked = body["input"]
        wanted = Wanted(
            prompt=asked.get("prompt", ""),
            kind="video" if any(word in model for word in _MOVING) else "image",
            body=body,
            length=seconds_of(asked.get("duration"), 5.0),
            model=model,
        )
        job = house.order(self, wanted)
        return Reply(201, _prediction(ask, job, house), job=job)


def _prediction(ask: Ask, job: Job, house: House) -> dict[str, Any]:
    at = datetime.fromtimestamp(job.at, UTC).isoformat().replace("+00:00", "Z")
    stage, url = house.stage(job), f"{ask.base}/v1/predictions/{job.id}"
    error = {"moderated": "The input or output was flagged as sensitive. (E005)"}
    said = {
        "id": job.id,
        "model": job.model,
        "version": "hidden",
        "input": job.body["input"],
        "logs": "",
        "output": house.links(ask, job) if stage == "done" else None,
        "data_removed": False,
        "error": None,
        "status": _WORDS.get(stage, "failed"),
        "created_at": at,
        "urls": {"get": url, "cancel": f"{url}/cancel"},
    }
    if stage == "done":
        said |= {"started_at": at, "completed_at": at, "metrics": {"predict_time": 1.5}}
    elif said["status"] == "failed":
        said |= {"error": error.get(stage, "the model went wrong"), "completed_at": at}
    return said
