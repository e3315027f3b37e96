"""OpenAI: pictures and speech in the answer itself (types: openai 3.54)."""

from __future__ import annotations

import base64
from typing import Any, ClassVar

from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.media import TYPES
from tests.services.wires.wire import SENTENCES, STATUS, Wire

__all__ = ["OpenAI"]

_ERRORS = {
    "no-key": ("invalid_request_error", "invalid_api_key"),
    "no-credit": ("insufficient_quota", "insufficient_quota"),
    "moderated": ("image_generation_user_error", "moderation_blocked"),
    "retired": ("invalid_request_error", "model_not_found"),
    "limited": ("requests", "rate_limit_exceeded"),
}


class OpenAI(Wire):
    """``/v1/images/generations``, ``/v1/images/edits``, ``/v1/audio/speech``."""

    name: ClassVar[str] = "openai"

    def answer(self, ask: Ask, house: House) -> Reply:
        """A picture or a voice, at once."""
        parts = ask.parts[1:] if ask.parts[:1] == ["v1"] else ask.parts
        match ask.method, parts:
            case "POST", ["images", "generations"]:
                return self._picture(ask.json(), house)
            case "POST", ["images", "edits"]:
                form = {name: held for name, held in ask.form().items() if isinstance(held, str)}
                return self._picture(form, house)
            case "POST", ["audio", "speech"]:
                body = ask.json()
                wanted = Wanted(body["input"], "audio", body, model=body["model"], is_instant=True)
                job = house.order(self, wanted)
                return Reply(data=house.files(job)[0], media_type=TYPES["audio"], job=job)
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """An error with its type and code."""
        kind, code = _ERRORS.get(word, ("invalid_request_error", None))
        status = 429 if word == "no-credit" else STATUS[word]
        error = {"message": SENTENCES[word], "type": kind, "param": None, "code": code}
        return Reply(status, {"error": error})

    def _picture(self, body: dict[str, Any], house: House) -> Reply:
        wanted = Wanted(
            prompt=body["prompt"],
            kind="image",
            body=body,
            count=int(body.get("n", 1)),
            model=body["model"],
            is_instant=True,
        )
        job = house.order(self, wanted)
        data = [{"b64_json": base64.b64encode(held).decode()} for held in house.files(job)]
        usage = {
            "input_tokens": 10,
            "output_tokens": 100,
            "total_tokens": 110,
            "input_tokens_details": {"image_tokens": 0, "text_tokens": 10},
        }
        said = {"created": int(job.at), "data": data, "output_format": "png", "usage": usage}
        return Reply(data=said, job=job)
