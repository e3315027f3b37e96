"""Higgsfield: a queue that takes an idempotency key (docs.higgsfield.ai, how to use API)."""

from __future__ import annotations

from typing import Any, ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.wires.wire import SENTENCES, STATUS, Wire, seconds_of

__all__ = ["Higgsfield"]

_WORDS = {
    "queued": "queued",
    "running": "in_progress",
    "odd": "rebalancing",
    "done": "completed",
    "moderated": "nsfw",
    "cancelled": "canceled",
}


class Higgsfield(Wire):
    """``POST /MODEL`` with ``Idempotency-Key``, ``/requests/ID/status`` and ``…/cancel``."""

    name: ClassVar[str] = "higgsfield"
    key_prefix: ClassVar[str] = "Key "

    def has_key(self, ask: Ask) -> bool:
        """The place of an upload is signed, and is sent no key."""
        if ask.method == "PUT":
            return "authorization" not in ask.headers
        return super().has_key(ask)

    def answer(self, ask: Ask, house: House) -> Reply:
        """A request that is queued, looked at or cancelled."""
        match ask.method, ask.parts:
            case ("POST", ["files", _]) | ("PUT", ["uploads", _]):
                place = f"{ask.base}/uploads/{house.books.count('higgsfield uploads')}"
                return Reply(data={"public_url": f"{place}.png", "upload_url": place})
            case "GET", ["requests", request, "status"]:
                job = house.look(self, request)
                return Reply(data=_status(ask, job, house.stage(job), house))
            case "POST", ["requests", request, "cancel"]:
                job = house.look(self, request)
                if house.stage(job) != "queued":
                    return self.refusal("bad")
                house.books.end(job, "cancelled")
                return Reply(202)
            case "POST", [_, *_]:
                return self._order(ask, house)
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """A detail, as a sentence."""
        status = 403 if word == "no-credit" else STATUS[word]
        sentence = "Not enough credits" if word == "no-credit" else SENTENCES[word]
        return Reply(status, {"detail": sentence})

    def _order(self, ask: Ask, house: House) -> Reply:
        body, key = ask.json(), ask.headers.get("idempotency-key", "")
        every = house.books.jobs.values()
        known = [job for job in every if job.service == self.name and key and job.key == key]
        if known:  # the same key is the same order, whatever became of it: nothing more is paid
            if known[0].body != body:
                return Reply(422, {"detail": "The key was used for another request."})
            return Reply(data=_status(ask, known[0], "queued", house))
        model = ask.path.strip("/")
        wanted = Wanted(
            prompt=body.get("prompt", ""),
            kind="video" if "video" in model or "dop" in model else "image",
            body=body,
            length=seconds_of(body.get("duration"), 5.0),
            key=key,
            model=model,
        )
        job = house.order(self, wanted)
        return Reply(data=_status(ask, job, "queued", house), job=job)


def _status(ask: Ask, job: Job, stage: str, house: House) -> dict[str, Any]:
    url = f"{ask.base}/requests/{job.id}"
    said: dict[str, Any] = {
        "status": _WORDS.get(stage, "failed"),
        "request_id": job.id,
        "status_url": f"{url}/status",
        "cancel_url": f"{url}/cancel",
    }
    if stage == "done":
        urls = [{"url": url} for url in house.links(ask, job)]
        said |= {"video": urls[0]} if job.kind == "video" else {"images": urls}
    return said
