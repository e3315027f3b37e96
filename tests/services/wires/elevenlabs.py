"""ElevenLabs: voices, effects and music as bytes (types: elevenlabs 2.78)."""

from __future__ import annotations

from typing import Any, ClassVar

from tests.services.books import Job
from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.media import TYPES
from tests.services.wires.wire import SENTENCES, STATUS, Wire

__all__ = ["ElevenLabs"]

_WORDS = {
    "no-key": (401, "invalid_api_key"),
    "no-credit": (401, "quota_exceeded"),
    "moderated": (400, "content_moderated"),
    "limited": (429, "too_many_concurrent_requests"),
    "retired": (400, "model_not_found"),
}


class ElevenLabs(Wire):
    """``/v1/text-to-speech/VOICE``, ``/v1/sound-generation``, ``/v1/music``, ``/v1/history``."""

    name: ClassVar[str] = "elevenlabs"
    key_header: ClassVar[str] = "xi-api-key"
    key_prefix: ClassVar[str] = ""

    def answer(self, ask: Ask, house: House) -> Reply:
        """A sound, at once; of voices there is a history."""
        match ask.method, ask.parts:
            case "POST", ["v1", "text-to-speech", voice, *_]:
                body = ask.json()
                return self._sound(f"voice {voice}", body["text"], body, house)
            case "POST", ["v1", "sound-generation"]:
                body = ask.json()
                return self._sound("sfx", body["text"], body, house)
            case "POST", ["v1", "music", *_]:
                body = ask.json()
                return self._sound("music", body["prompt"], body, house)
            case "GET", ["v1", "history"]:
                return Reply(data=_history(house))
            case "GET", ["v1", "history", item, "audio"]:
                job = house.look(self, item)
                return Reply(data=house.files(job)[0], media_type=TYPES["audio"])
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """A detail with its status word."""
        status, code = _WORDS.get(word, (STATUS[word], word))
        return Reply(status, {"detail": {"status": code, "message": SENTENCES[word]}})

    def _sound(self, what: str, text: str, body: dict[str, Any], house: House) -> Reply:
        length = body.get("duration_seconds") or body.get("music_length_ms", 2000) / 1000
        wanted = Wanted(text, "audio", body, length=length, model=what, is_instant=True)
        job = house.order(self, wanted)
        headers = {"request-id": job.id, "character-cost": str(len(text))}
        if what.startswith("voice "):
            headers["history-item-id"] = job.id
        return Reply(data=house.files(job)[0], headers=headers, media_type=TYPES["audio"], job=job)


def _history(house: House) -> dict[str, Any]:
    voices = [job for job in house.listed("elevenlabs") if job.model.startswith("voice ")]
    last = voices[-1].id if voices else None
    return {
        "history": [_item(job) for job in voices],
        "has_more": False,
        "last_history_item_id": last,
    }


def _item(job: Job) -> dict[str, Any]:
    return {
        "history_item_id": job.id,
        "request_id": job.id,
        "voice_id": job.model.removeprefix("voice "),
        "model_id": job.body.get("model_id", "eleven_multilingual_v2"),
        "text": job.prompt,
        "date_unix": int(job.at),
        "character_count_change_from": 0,
        "character_count_change_to": len(job.prompt),
        "content_type": TYPES["audio"],
        "state": "created",
        "settings": {},
    }
