"""xAI: deferred clips and pictures at once (docs.x.ai, REST reference of videos and images)."""

from __future__ import annotations

import base64
from typing import Any, ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.wires.wire import SENTENCES, STATUS, Wire, seconds_of

__all__ = ["XAI"]

_WORDS = {"queued": "pending", "running": "pending", "odd": "rebalancing", "done": "done"}
_TICKS = 800_000_000
"""What a second costs: ten thousand million are a dollar."""


class XAI(Wire):
    """``/videos/generations``, ``/videos/edits``, ``/videos/extensions``, ``/images/…``."""

    name: ClassVar[str] = "xai"

    def answer(self, ask: Ask, house: House) -> Reply:
        """A clip that is deferred and looked at, or a picture."""
        match ask.method, ask.parts:
            case "POST", ["videos", "generations" | "edits" | "extensions"]:
                body = ask.json()
                length = seconds_of(body.get("duration"), 8.0)
                wanted = Wanted(body["prompt"], "video", body, length, model=body["model"])
                job = house.order(self, wanted)
                return Reply(data={"request_id": job.id}, job=job)
            case "GET", ["videos", job_id]:
                job = house.look(self, job_id)
                status = 202 if house.stage(job) in {"queued", "running"} else 200
                return Reply(status, _video(ask, job, house))
            case "POST", ["images", "generations" | "edits"]:
                body = ask.json()
                wanted = Wanted(body["prompt"], "image", body, model=body["model"], is_instant=True)
                job = house.order(self, wanted)
                held = base64.b64encode(house.files(job)[0]).decode()
                data = [{"b64_json": held, "revised_prompt": "", "mime_type": "image/png"}]
                return Reply(data={"data": data, "usage": {"cost_in_usd_ticks": _TICKS}}, job=job)
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """A sentence and a code beside it."""
        return Reply(STATUS[word], {"code": word, "error": SENTENCES[word]})


def _video(ask: Ask, job: Job, house: House) -> dict[str, Any]:
    stage = house.stage(job)
    status = "expired" if stage == "expired" else _WORDS.get(stage, "failed")
    said: dict[str, Any] = {"status": status, "model": job.model}
    if stage == "done":
        link = house.links(ask, job)[0]
        said["video"] = {"url": link, "duration": round(job.length), "respect_moderation": True}
        said["usage"] = {"cost_in_usd_ticks": _TICKS * round(job.length)}
        said["progress"] = 100
    elif status == "failed":
        is_blocked = stage == "moderated"
        code = "content_policy_violation" if is_blocked else "internal_error"
        sentence = SENTENCES["moderated"] if is_blocked else "It went wrong."
        said["error"] = {"code": code, "message": sentence}
    return said
