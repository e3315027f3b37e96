"""AUTOMATIC1111: pictures in the answer, nothing else kept (modules/api of its source)."""

from __future__ import annotations

import base64
import json
from typing import Any, ClassVar

from tests.services.exchange import Ask, Reply
from tests.services.house import House, Wanted
from tests.services.wires.wire import SENTENCES, STATUS, Wire

__all__ = ["A1111"]


class A1111(Wire):
    """``/sdapi/v1/txt2img``, ``/sdapi/v1/img2img``, ``/sdapi/v1/extra-single-image``."""

    name: ClassVar[str] = "a1111"

    def has_key(self, ask: Ask) -> bool:
        """It asks for none."""
        del ask
        return True

    def answer(self, ask: Ask, house: House) -> Reply:
        """A picture."""
        match ask.method, ask.parts:
            case "POST", ["sdapi", "v1", "txt2img" | "img2img" | "extra-single-image" as way]:
                body = ask.json()
                wanted = Wanted(body.get("prompt", ""), "image", body, is_instant=True)
                job = house.order(self, wanted)
                held = base64.b64encode(house.files(job)[0]).decode()
                return Reply(data=_said(way, body, held), job=job)
        return self.refusal("unknown")

    def refusal(self, word: str) -> Reply:
        """As FastAPI says it."""
        return Reply(STATUS[word], {"detail": SENTENCES[word]})


def _said(way: str, body: dict[str, Any], held: str) -> dict[str, Any]:
    if way == "extra-single-image":
        return {"html_info": "", "image": held}
    info = {"prompt": body.get("prompt"), "seed": body.get("seed", -1)}
    return {"images": [held], "parameters": body, "info": json.dumps(info)}
