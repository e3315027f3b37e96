"""MiniMax: tasks and their list, second version (litellm's adapter for it)."""

from __future__ import annotations

from typing import Any, ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.wires.wire import SENTENCES, STATUS, Wire, seconds_of

__all__ = ["MiniMax"]

_WORDS = {
    "queued": "queued",
    "running": "running",
    "odd": "rebalancing",
    "done": "succeeded",
    "cancelled": "cancelled",
}


class MiniMax(Wire):
    """``/v2/video_generation``, ``/v2/query/video_generation[/ID]``."""

    name: ClassVar[str] = "minimax"

    def answer(self, ask: Ask, house: House) -> Reply:
        """A task that is made, looked at, listed or deleted."""
        match ask.method, ask.parts:
            case "POST", ["v2", "video_generation"]:
                return self._order(ask, house)
            case "GET", ["v2", "query", "video_generation"]:
                jobs = house.listed(self.name)
                return Reply(data={"items": [_task(ask, each, house) for each in jobs]})
            case "GET", ["v2", "query", "video_generation", job_id]:
                return Reply(data={"task": _task(ask, house.look(self, job_id), house)})
            case "DELETE", ["v2", "video_generation", job_id]:
                job = house.look(self, job_id)
                is_waiting = house.stage(job) == "queued"
                house.books.end(job, "cancelled" if is_waiting else "deleted")
                return Reply(data={"task_id": job.id, "status": "deleted"})
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """An error with its code."""
        return Reply(STATUS[word], {"error": {"code": word, "message": SENTENCES[word]}})

    def _order(self, ask: Ask, house: House) -> Reply:
        body = ask.json()
        texts = [part["text"] for part in body["content"] if part["type"] == "text"]
        length = seconds_of(body.get("duration"), 5.0)
        wanted = Wanted(" ".join(texts), "video", body, length, model=body["model"])
        job = house.order(self, wanted)
        return Reply(data={"task_id": job.id}, job=job)


def _task(ask: Ask, job: Job, house: House) -> dict[str, Any]:
    stage = house.stage(job)
    content: dict[str, Any] = {"prompt": job.prompt}
    said: dict[str, Any] = {
        "id": job.id,
        "model": job.model,
        "status": _WORDS.get(stage, "failed"),
        "created_at": int(job.at),
        "updated_at": int(job.at),
        "duration": round(job.length),
        "content": content,
    }
    if stage == "done":
        content["url"] = house.links(ask, job)[0]
        said["usage"] = {"total_seconds": round(job.length), "output_seconds": round(job.length)}
    elif said["status"] == "failed":
        is_blocked = stage == "moderated"
        sentence = SENTENCES["moderated"] if is_blocked else "It went wrong."
        said["error"] = {"code": "sensitive" if is_blocked else "internal", "message": sentence}
    return said
