"""BytePlus Ark (Seedance): tasks that echo the client's tag, and the list of them.

Shapes: providers' SDK byteplus-python-sdk-v2 3.0.63 (``content_generation.tasks``).
"""

from __future__ import annotations

from typing import Any, ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.wires.wire import SENTENCES, STATUS, Wire, seconds_of

__all__ = ["Seedance"]

_WORDS = {
    "queued": "queued",
    "running": "running",
    "odd": "rebalancing",
    "done": "succeeded",
    "cancelled": "cancelled",
}
_CODES = {
    "no-key": "AuthenticationError",
    "no-credit": "AccountOverdueError",
    "moderated": "InputTextSensitiveContentDetected",
    "limited": "RateLimitExceeded.EndpointRPMExceeded",
    "unknown": "ResourceNotFound",
    "retired": "InvalidEndpointOrModel.NotFound",
}


class Seedance(Wire):
    """``/contents/generations/tasks`` and ``/contents/generations/tasks/ID``."""

    name: ClassVar[str] = "seedance"

    def answer(self, ask: Ask, house: House) -> Reply:
        """A task that is made, looked at, listed, or cancelled where it waits and else erased."""
        ways = ask.parts[ask.parts.index("tasks") + 1 :]
        match ask.method, ways:
            case "POST", []:
                return self._order(ask, house)
            case "GET", []:
                return self._list(ask, house)
            case "GET", [task]:
                return Reply(data=_task(ask, house.look(self, task), house))
            case "DELETE", [task]:
                job = house.look(self, task)
                is_waiting = house.stage(job) == "queued"
                house.books.end(job, "cancelled" if is_waiting else "deleted")
                return Reply(data={})
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """An error with its code."""
        status = 403 if word == "no-credit" else STATUS[word]
        code = _CODES.get(word, "InvalidParameter")
        return Reply(status, {"error": {"code": code, "message": SENTENCES[word], "type": ""}})

    def _order(self, ask: Ask, house: House) -> Reply:
        body = ask.json()
        texts = [part["text"] for part in body["content"] if part["type"] == "text"]
        wanted = Wanted(
            prompt=" ".join(texts),
            kind="video",
            body=body,
            length=seconds_of(body.get("duration"), 5.0),
            key=body.get("safety_identifier", ""),
            model=body["model"],
        )
        job = house.order(self, wanted)
        return Reply(data={"id": job.id}, job=job)

    def _list(self, ask: Ask, house: House) -> Reply:
        jobs = house.listed(self.name)
        size = int(ask.query.get("page_size", "20"))
        first = (int(ask.query.get("page_num", "1")) - 1) * size
        items = [_task(ask, job, house) for job in jobs[first : first + size]]
        return Reply(data={"items": items, "total": len(jobs)})


def _task(ask: Ask, job: Job, house: House) -> dict[str, Any]:
    stage = house.stage(job)
    said: dict[str, Any] = {
        "id": job.id,
        "model": job.model,
        "status": _WORDS.get(stage, "failed"),
        "created_at": int(job.at),
        "updated_at": int(job.at),
        "seed": job.body.get("seed", 7),
        "duration": round(job.length),
        "ratio": job.body.get("ratio", "16:9"),
        "resolution": job.body.get("resolution", "720p"),
        "framespersecond": 24,
        "service_tier": "default",
    }
    if job.key:
        said["safety_identifier"] = job.key
    if stage == "done":
        said["content"] = {"video_url": house.links(ask, job)[0]}
        said["usage"] = {"completion_tokens": 108900, "total_tokens": 108900}
    elif said["status"] == "failed":
        code = "OutputVideoSensitiveContentDetected" if stage == "moderated" else "InternalError"
        said["error"] = {
            "code": code,
            "message": SENTENCES["moderated"] if stage == "moderated" else "It went wrong.",
        }
    return said
