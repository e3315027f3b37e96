"""fal: one queue for every model, and the list of what was asked of it.

Types: fal-client 1.0.3; the list: fal.ai/docs/platform-apis/v1/models/requests/by-endpoint.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.media import TYPES
from tests.services.wires.wire import SENTENCES, STATUS, Wire, seconds_of

__all__ = ["Fal"]

_SOUND = ("audio", "music", "sound", "tts", "speech")
_MOVING = ("video", "pika", "veo", "minimax", "hailuo", "seedance", "ltx", "wan", "extend")


class Fal(Wire):
    """``POST /OWNER/MODEL…``, ``/OWNER/MODEL/requests/ID``, ``/v1/models/requests/by-endpoint``."""

    name: ClassVar[str] = "fal"
    key_prefix: ClassVar[str] = "Key "

    def answer(self, ask: Ask, house: House) -> Reply:
        """A request that is queued, looked at, fetched, cancelled or listed."""
        match ask.method, ask.parts:
            case "GET", ["v1", "models", "requests", "by-endpoint"]:
                return self._list(ask, house)
            case "GET", [*_, "requests", request, "status"]:
                return self._status(ask, house.look(self, request), house)
            case "PUT", [*_, "requests", request, "cancel"]:
                return self._cancel(house.look(self, request), house)
            case "GET", [*_, "requests", request]:
                return self._result(ask, house.look(self, request), house)
            case "POST", [_, _, *_]:
                return self._order(ask, house)
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """A sentence, or FastAPI's list for what is wrong with the input."""
        if word in {"bad", "moderated"}:
            kind = "content_policy_violation" if word == "moderated" else "value_error"
            where = {"loc": ["body", "prompt"], "msg": SENTENCES[word], "type": kind}
            return Reply(422, {"detail": [where]})
        if word == "no-credit":
            return Reply(403, {"detail": "User is locked. Reason: Exhausted balance."})
        return Reply(STATUS[word], {"detail": SENTENCES[word]})

    def _order(self, ask: Ask, house: House) -> Reply:
        body, endpoint = ask.json(), ask.path.strip("/")
        wanted = Wanted(
            prompt=body.get("prompt") or body.get("text") or "",
            kind=_kind(endpoint),
            body=body,
            length=seconds_of(body.get("duration"), 5.0),
            count=int(body.get("num_images", 1)),
            model=endpoint,
        )
        job = house.order(self, wanted)
        return Reply(data={"status": "IN_QUEUE", **_urls(ask, job), "queue_position": 0}, job=job)

    def _status(self, ask: Ask, job: Job, house: House) -> Reply:
        said: dict[str, Any] = _urls(ask, job)
        match house.stage(job):
            case "queued":
                return Reply(202, said | {"status": "IN_QUEUE", "queue_position": 2})
            case "running" | "odd" as stage:
                word = "IN_PROGRESS" if stage == "running" else "REBALANCING"
                return Reply(202, said | {"status": word, "logs": []})
            case stage:
                return Reply(data=said | _DONE | _ENDS.get(stage, {}))

    def _result(self, ask: Ask, job: Job, house: House) -> Reply:
        stage = house.stage(job)
        if stage in {"queued", "running", "odd"}:
            return Reply(400, {"detail": "Request is still in progress"})
        if stage != "done":
            return self.refusal("moderated" if "moderated" in str(job.words) else "bad")
        return Reply(data=_output(ask, job, house))

    def _cancel(self, job: Job, house: House) -> Reply:
        if house.stage(job) != "queued":
            return Reply(400, {"status": "ALREADY_COMPLETED"})
        house.books.end(job, "cancelled")
        return Reply(202, {"status": "CANCELLATION_REQUESTED"})

    def _list(self, ask: Ask, house: House) -> Reply:
        items = []
        for job in house.listed(self.name):
            at = datetime.fromtimestamp(job.at, UTC)
            start = ask.query.get("start", "1970-01-01T00:00:00Z")
            if job.model not in ask.query["endpoint_id"].split(","):
                continue
            if at < datetime.fromisoformat(start):
                continue
            stamp = at.isoformat().replace("+00:00", "Z")
            item = {"request_id": job.id, "endpoint_id": job.model, "sent_at": stamp}
            item |= {"started_at": stamp, "ended_at": stamp, "status_code": 200, "duration": 1.0}
            if ask.query.get("expand") == "payloads":
                item["json_input"] = job.body
            items.append(item)
        most = int(ask.query.get("limit", "50"))
        return Reply(data={"items": items[:most], "next_cursor": None, "has_more": False})


_DONE = {"status": "COMPLETED", "logs": [], "metrics": {"inference_time": 1.0}}


_ENDS = {
    "cancelled": {"error": "cancelled", "error_type": "cancelled"},
    "moderated": {"error": SENTENCES["moderated"], "error_type": "content_policy_violation"},
    "failed": {"error": "it went wrong", "error_type": "value_error"},
    "failed-retryable": {"error": "a worker was lost", "error_type": "internal_server_error"},
    "expired": {"error": "the result is gone", "error_type": "expired"},
}
"""COMPLETED says that it is over, and not that it went well."""


def _kind(endpoint: str) -> str:
    if any(word in endpoint for word in _SOUND):
        return "audio"
    return "video" if any(word in endpoint for word in _MOVING) else "image"


def _urls(ask: Ask, job: Job) -> dict[str, Any]:
    owner, alias = job.model.split("/")[:2]
    url = f"{ask.base}/{owner}/{alias}/requests/{job.id}"
    return {
        "request_id": job.id,
        "response_url": url,
        "status_url": f"{url}/status",
        "cancel_url": f"{url}/cancel",
    }


def _output(ask: Ask, job: Job, house: House) -> dict[str, Any]:
    files = [
        {"url": url, "content_type": TYPES[job.kind], "file_name": url.rpartition("/")[2]}
        for url in house.links(ask, job)
    ]
    if job.kind == "image":
        images = [{**file, "width": 128, "height": 72} for file in files]
        return {"images": images, "seed": job.body.get("seed", 7), "prompt": job.prompt}
    return {job.kind: files[0], "seed": job.body.get("seed", 7)}
