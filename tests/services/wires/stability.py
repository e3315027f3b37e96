"""Stability AI: forms in, bytes out (the v2beta document in tryAGI/StabilityAI)."""

from __future__ import annotations

import base64
import uuid
from typing import ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.media import TYPES
from tests.services.wires.wire import SENTENCES, STATUS, Wire

__all__ = ["Stability"]

_NAMES = {
    "moderated": "content_moderation",
    "no-credit": "payment_required",
    "no-key": "unauthorized",
}


class Stability(Wire):
    """``/v2beta/stable-image/…``, the slow upscale behind ``/v2beta/results/ID``."""

    name: ClassVar[str] = "stability"

    def answer(self, ask: Ask, house: House) -> Reply:
        """A picture at once, or an id for the slow upscale."""
        match ask.method, ask.parts:
            case "POST", ["v2beta", "stable-image", "upscale", "creative"]:
                form = ask.form()
                words = {name: held for name, held in form.items() if isinstance(held, str)}
                job = house.order(self, Wanted(form["prompt"], "image", words, model="creative"))
                return Reply(data={"id": job.id}, job=job)
            case "POST", ["v2beta", "stable-image", *model]:
                return self._picture(ask, "/".join(model), house)
            case "GET", ["v2beta", *_, "results", job_id]:
                job = house.look(self, job_id)
                return self._result(ask, job, house)
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """An error with a name and a list of sentences."""
        status = 403 if word == "moderated" else STATUS[word]
        name = _NAMES.get(word, "bad_request")
        return Reply(status, {"id": uuid.uuid4().hex, "name": name, "errors": [SENTENCES[word]]})

    def _result(self, ask: Ask, job: Job, house: House) -> Reply:
        stage = house.stage(job)
        if stage in {"queued", "running", "odd"}:
            return Reply(202, {"id": job.id, "status": "in-progress"})
        if stage != "done":
            return self.refusal("moderated" if stage == "moderated" else "bad")
        held = house.files(job)[0]
        if ask.headers.get("accept", "").startswith("application/json"):
            return Reply(data=_said(held, "SUCCESS", 7))
        return Reply(data=held, media_type=TYPES["image"])

    def _picture(self, ask: Ask, model: str, house: House) -> Reply:
        form = ask.form()
        words = {name: held for name, held in form.items() if isinstance(held, str)}
        wanted = Wanted(words.get("prompt", ""), "image", words, model=model, is_instant=True)
        job = house.order(self, wanted)
        is_blocked = house.stage(job) == "moderated"
        reason = "CONTENT_FILTERED" if is_blocked else "SUCCESS"
        seed = int(form.get("seed", 7))
        held = house.files(job)[0]
        if ask.headers.get("accept", "").startswith("application/json"):
            return Reply(data=_said(held, reason, seed), job=job)
        headers = {"finish-reason": reason, "seed": str(seed)}
        return Reply(data=held, headers=headers, media_type=TYPES["image"], job=job)


def _said(held: bytes, reason: str, seed: int) -> dict[str, object]:
    """A picture as JSON."""
    return {"image": base64.b64encode(held).decode(), "finish_reason": reason, "seed": seed}
