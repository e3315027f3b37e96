"""Runware: arrays of tasks under ids that the client chose, all through one door.

Shapes: runware.ai/docs (task polling, task details, errors); the official package is not at hand.
"""

from __future__ import annotations

from typing import Any, ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Refused, Reply
from tests.services.house import House, Wanted
from tests.services.wires.wire import SENTENCES, STATUS, Wire, seconds_of

__all__ = ["Runware"]

_KINDS = {
    "imageInference": "image",
    "imageUpscale": "image",
    "videoInference": "video",
    "audioInference": "audio",
}
_CODES = {
    "no-key": "invalidApiKey",
    "no-credit": "insufficientCredits",
    "unknown": "taskNotFound",
    "retired": "invalidModel",
    "bad": "invalidParameter",
    "moderated": "contentModerated",
    "limited": "rateLimitExceeded",
    "conflict": "conflictTaskUUID",
}


class Runware(Wire):
    """``POST /v1`` with ``[{taskType, taskUUID, …}]``."""

    name: ClassVar[str] = "runware"

    def answer(self, ask: Ask, house: House) -> Reply:
        """One task, or several of the asking kind."""
        tasks = ask.json()
        if ask.method != "POST" or not isinstance(tasks, list):
            return self.refusal("bad")
        data: list[dict[str, Any]] = []
        for task in tasks:
            match task["taskType"]:
                case "getResponse":
                    data += self._response(ask, task["taskUUID"], house)
                case "getTaskDetails":
                    data.append(self._details(ask, task["taskUUID"], house))
                case "imageUpload":
                    number = house.books.count("runware uploads")
                    data.append({**_named(task), "imageUUID": f"upload-{number}"})
                case what if what in _KINDS:
                    return self._order(ask, task, house)
                case _:
                    return self.refusal("bad")
        return Reply(data={"data": data})

    def refusal(self, word: str) -> Reply:
        """A list of errors."""
        error = {"code": _CODES[word], "message": SENTENCES[word]}
        return Reply(STATUS[word], {"errors": [error]})

    def _order(self, ask: Ask, task: dict[str, Any], house: House) -> Reply:
        if ("runware", task["taskUUID"]) in house.books.jobs:
            return self.refusal("conflict")
        is_instant = task.get("deliveryMethod", "sync") == "sync"
        wanted = Wanted(
            prompt=task.get("positivePrompt", ""),
            kind=_KINDS[task["taskType"]],
            body=task,
            length=seconds_of(task.get("duration"), 5.0),
            count=int(task.get("numberResults", 1)),
            key=task["taskUUID"],
            model=task["model"],
            id=task["taskUUID"],
            is_instant=is_instant,
        )
        job = house.order(self, wanted)
        return Reply(
            data={"data": _results(ask, job, house) if is_instant else [_named(task)]}, job=job
        )

    def _response(self, ask: Ask, task: str, house: House) -> list[dict[str, Any]]:
        job = house.look(self, task)
        match house.stage(job):
            case "queued" | "running":
                return [{**_named(job.body), "status": "processing"}]
            case "odd":
                return [{**_named(job.body), "status": "rebalancing"}]
            case "done":
                return _results(ask, job, house)
            case stage:
                word = "moderated" if stage == "moderated" else "bad"
                error = {"code": _CODES[word], "message": SENTENCES[word], **_named(job.body)}
                raise Refused(Reply(200, {"data": [], "errors": [{**error, "status": "error"}]}))

    def _details(self, ask: Ask, task: str, house: House) -> dict[str, Any]:
        job = house.books.find(self.name, task)
        if job is None or house.happens(job, "lists-late"):
            raise Refused(self.refusal("unknown"))
        said = {"taskType": "getTaskDetails", "taskUUID": job.id, "request": job.body}
        return {**said, "response": {"data": [_named(job.body)]}}


def _named(task: dict[str, Any]) -> dict[str, Any]:
    return {"taskType": task["taskType"], "taskUUID": task["taskUUID"]}


def _results(ask: Ask, job: Job, house: House) -> list[dict[str, Any]]:
    return [
        {
            **_named(job.body),
            "status": "success",
            f"{job.kind}UUID": f"{job.id}-{number}",
            f"{job.kind}URL": url,
            "seed": job.body.get("seed", 7),
            "cost": 0.05,
        }
        for number, url in enumerate(house.links(ask, job))
    ]
