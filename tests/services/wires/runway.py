"""Runway: a task for everything (types: runwayml 5.24)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.wires.wire import SENTENCES, STATUS, Wire, seconds_of

__all__ = ["Runway"]

_KINDS = {
    "image_to_video": "video",
    "text_to_video": "video",
    "video_to_video": "video",
    "video_upscale": "video",
    "character_performance": "video",
    "text_to_image": "image",
    "image_upscale": "image",
    "text_to_speech": "audio",
    "sound_effect": "audio",
}
_CREDITS = {"gen4.5": 12, "gen4_turbo": 5, "aleph2": 28, "veo3.1": 40}


class Runway(Wire):
    """``/v1/image_to_video`` and its sisters, ``/v1/tasks/ID``, ``/v1/uploads``."""

    name: ClassVar[str] = "runway"

    def has_key(self, ask: Ask) -> bool:
        """An upload goes to a place that asks for no key; everything else wants the version too."""
        return ask.path.startswith("/put/") or (
            super().has_key(ask) and "x-runway-version" in ask.headers
        )

    def answer(self, ask: Ask, house: House) -> Reply:
        """A task that is ordered, looked at or deleted."""
        match ask.method, ask.parts:
            case "POST", ["v1", "uploads"]:
                return _upload(ask, house)
            case "POST", ["put", _]:
                return Reply(204)
            case "POST", ["v1", what] if what in _KINDS:
                return self._order(what, ask.json(), house)
            case "GET", ["v1", "tasks", task]:
                return self._look(ask, house.look(self, task), house)
            case "DELETE", ["v1", "tasks", task]:
                job = house.look(self, task)
                is_over = house.stage(job) not in {"queued", "running"}
                house.books.end(job, "deleted" if is_over else "cancelled")
                return Reply(204)
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """An error, as a sentence."""
        said: dict[str, Any] = {"error": SENTENCES[word]}
        if word == "no-credit":
            return Reply(400, said)  # https://docs.dev.runwayml.com/errors/errors/
        return Reply(STATUS[word], said)

    def _order(self, what: str, body: dict[str, Any], house: House) -> Reply:
        kind = _KINDS[what]
        wanted = Wanted(
            prompt=body.get("promptText", ""),
            kind=kind,
            body=body,
            length=seconds_of(body.get("duration"), 5.0 if kind == "video" else 2.0),
            model=body["model"],
        )
        job = house.order(self, wanted)
        return Reply(data={"id": job.id, "estimatedCost": {"credits": _credits(job)}}, job=job)

    def _look(self, ask: Ask, job: Job, house: House) -> Reply:
        at = datetime.fromtimestamp(job.at, UTC).isoformat().replace("+00:00", "Z")
        task: dict[str, Any] = {"id": job.id, "createdAt": at}
        cost, estimate = {"cost": {"credits": _credits(job)}}, {"credits": _credits(job)}
        match house.stage(job):
            case "queued":
                task |= {"status": "PENDING", "estimatedCost": estimate}
            case "running":
                done = (house.now() - job.at) / job.seconds
                task |= {"status": "RUNNING", "progress": done, "estimatedCost": estimate}
            case "odd":
                task |= {"status": "REBALANCING", "estimatedCost": estimate}
            case "moderated":
                code = "SAFETY.INPUT.TEXT"
                task |= cost | {"status": "FAILED", "failure": "Moderated.", "failureCode": code}
            case "failed-retryable":
                code = "INTERNAL.BAD_OUTPUT.CODE01"
                task |= {"cost": {"credits": 0}, "status": "FAILED", "failure": "Bad output."}
                task |= {"failureCode": code}
            case "failed" | "expired":
                task |= {"cost": {"credits": 0}, "status": "FAILED", "failure": "It went wrong."}
                task |= {"failureCode": "ASSET.INVALID"}
            case "cancelled":
                task |= cost | {"status": "CANCELLED"}
            case _:
                task |= cost | {"status": "SUCCEEDED", "output": house.links(ask, job)}
        return Reply(data=task)


def _credits(job: Job) -> int:
    if job.kind == "image":
        return 5
    return max(1, round(job.length * _CREDITS.get(job.model, 5)))


def _upload(ask: Ask, house: House) -> Reply:
    number = house.books.count("runway uploads")
    return Reply(
        data={
            "uploadUrl": f"{ask.base}/put/{number}",
            "fields": {"key": str(number)},
            "runwayUri": f"runway://upload-{number}",
        }
    )
