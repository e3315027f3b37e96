"""Google: interactions for clips, pictures in the answer itself (types: google-genai 3.4)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.media import TYPES
from tests.services.wires.wire import SENTENCES, STATUS, Wire, seconds_of

__all__ = ["Google"]

_WORDS = {
    "queued": "queued",
    "running": "in_progress",
    "odd": "rebalancing",
    "done": "completed",
    "cancelled": "cancelled",
}
_CODES = {
    "no-key": "UNAUTHENTICATED",
    "no-credit": "RESOURCE_EXHAUSTED",
    "limited": "RESOURCE_EXHAUSTED",
    "unknown": "NOT_FOUND",
    "retired": "NOT_FOUND",
    "conflict": "ALREADY_EXISTS",
}


class Google(Wire):
    """``/v1beta/interactions``, ``/v1beta/models/MODEL:generateContent``."""

    name: ClassVar[str] = "google"
    key_header: ClassVar[str] = "x-goog-api-key"
    key_prefix: ClassVar[str] = ""

    def answer(self, ask: Ask, house: House) -> Reply:
        """An interaction, or a picture at once."""
        match ask.method, ask.parts:
            case "POST", [_, "interactions"]:
                return self._order(ask, house)
            case "GET", [_, "interactions", job]:
                return Reply(data=_interaction(ask, house.look(self, job), house))
            case "POST", [_, "interactions", job_id, "cancel"]:
                job = house.look(self, job_id)
                if house.stage(job) in {"queued", "running"}:
                    house.books.end(job, "cancelled")
                return Reply(data=_interaction(ask, job, house))
            case "POST", [_, "models", call] if call.endswith(":generateContent"):
                return self._picture(call.partition(":")[0], ask.json(), house)
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """An error with Google's own status word."""
        status = 429 if word == "no-credit" else STATUS[word]
        sentence = SENTENCES[word]
        if word == "no-credit":
            sentence = "You exceeded your current quota, please check your plan and billing."
        code = _CODES.get(word, "INVALID_ARGUMENT")
        return Reply(status, {"error": {"code": status, "message": sentence, "status": code}})

    def _order(self, ask: Ask, house: House) -> Reply:
        body = ask.json()
        said = body.get("response_format") or {}
        formats = said if isinstance(said, list) else [said]
        kinds = [each.get("type") for each in formats if isinstance(each, dict)]
        lengths = [each["duration"] for each in formats if each.get("duration")]
        wanted = Wanted(
            prompt=" ".join(_texts(body["input"])),
            kind=next((kind for kind in ("image", "audio") if kind in kinds), "video"),
            body=body,
            length=seconds_of(lengths[0] if lengths else None, 5.0),
            model=body["model"],
        )
        job = house.order(self, wanted)
        return Reply(data=_interaction(ask, job, house), job=job)

    def _picture(self, model: str, body: dict[str, Any], house: House) -> Reply:
        prompt = " ".join(_texts(body["contents"]))
        wanted = Wanted(prompt, "image", body, model=model, is_instant=True)
        job = house.order(self, wanted)
        usage = {"promptTokenCount": 10, "candidatesTokenCount": 1290, "totalTokenCount": 1300}
        said: dict[str, Any] = {"modelVersion": model, "responseId": job.id, "usageMetadata": usage}
        if house.stage(job) == "moderated":
            said["candidates"] = [{"finishReason": "IMAGE_SAFETY", "index": 0}]
        else:
            held = base64.b64encode(house.files(job)[0]).decode()
            part = {"inlineData": {"mimeType": TYPES["image"], "data": held}}
            content = {"role": "model", "parts": [part]}
            said["candidates"] = [{"content": content, "finishReason": "STOP", "index": 0}]
        return Reply(data=said, job=job)


def _texts(said: Any) -> list[str]:
    """Every text in an input, however deep it lies."""
    if isinstance(said, str):
        return [said]
    if isinstance(said, list):
        return [text for each in said for text in _texts(each)]
    deeper = [_texts(said[name]) for name in ("parts", "content") if name in said]
    return [
        *([said["text"]] if "text" in said else []),
        *(text for each in deeper for text in each),
    ]


def _interaction(ask: Ask, job: Job, house: House) -> dict[str, Any]:
    at = datetime.fromtimestamp(job.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    stage = house.stage(job)
    said: dict[str, Any] = {
        "id": job.id,
        "object": "interaction",
        "model": job.model,
        "status": _WORDS.get(stage, "failed"),
        "created": at,
        "updated": at,
    }
    if stage == "done":
        content: dict[str, Any] = {"type": job.kind, "mime_type": TYPES[job.kind]}
        if job.kind == "video":
            content["uri"] = house.links(ask, job)[0]
        else:
            content["data"] = base64.b64encode(house.files(job)[0]).decode()
        said["steps"] = [{"type": "model_output", "content": [content]}]
        said["usage"] = {"total_input_tokens": 10, "total_output_tokens": 100}
    elif said["status"] == "failed":
        sentence = "Blocked by safety filters." if stage == "moderated" else "It went wrong."
        code = 3 if stage == "moderated" else 13
        said["errors"] = [{"code": code, "message": sentence}]
    return said
