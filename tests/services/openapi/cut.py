"""Cut what the tests need out of a published OpenAPI document: ``cut.py DOCUMENT runway|openai``.

The document, its licence and the state it was taken from stand in ``x-source`` of the result.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCES = {
    "runway": "github.com/tryAGI/Runway src/libs/Runway/openapi.json at 042b2cad705a (2026-08-08), "
    "a copy of runwayml/openapi; MIT, (c) 2024 tryAGI",
    "openai": "github.com/openai/openai-openapi openapi.json at f85dbe223d40 (2026-08-21); "
    "MIT, (c) OpenAI",
}
PATHS = {
    "runway": (
        "/v1/image_to_video",
        "/v1/text_to_video",
        "/v1/video_to_video",
        "/v1/text_to_image",
        "/v1/image_upscale",
        "/v1/video_upscale",
        "/v1/tasks/{id}",
    ),
    "openai": ("/images/generations", "/images/edits"),
}
MODELS = {"gen4.5", "gen4_turbo", "aleph2", "gen4_image", "gen4_image_turbo"}
"""Of Runway's own models; those that it resells are left out."""
WORDS = {"description", "summary", "title", "example", "examples", "tags", "operationId"}


def plain(value: Any, parent: str = "") -> Any:
    """The same without prose and extensions."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for name, held in value.items():
        is_name = parent == "properties"
        if not is_name and (name in WORDS or name.startswith("x-")):
            if name == "description" and parent in {"200", "400", "429", "404", "204"}:
                found[name] = ""
            continue
        found[name] = plain(held, "" if is_name else name)
    if isinstance(found.get("oneOf"), list) and found.get("discriminator"):
        kept = [each for each in found["oneOf"] if model_of(each) in MODELS]
        if kept:
            found["oneOf"] = kept
    return found


def model_of(schema: Any) -> str:
    """The model that one way of asking is for."""
    said = schema.get("properties", {}).get("model", {})
    return str(said.get("const") or (said.get("enum") or [""])[0])


def refs(value: Any) -> set[str]:
    """Every component that is spoken of."""
    if isinstance(value, list):
        return {ref for each in value for ref in refs(each)}
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own | {ref for each in value.values() for ref in refs(each)}
    return set()


def cut(document: dict[str, Any], service: str) -> dict[str, Any]:
    """The paths that are needed, with the components that they need."""
    said: dict[str, Any] = {
        "openapi": document["openapi"],
        "info": {"title": document["info"]["title"], "version": document["info"]["version"]},
        "x-source": SOURCES[service],
        "servers": document["servers"],
        "paths": plain({path: document["paths"][path] for path in PATHS[service]}),
        "components": {},
    }
    for _ in range(20):
        for ref in refs(said):
            _, _, kind, name = ref.split("/")
            held = said["components"].setdefault(kind, {})
            held.setdefault(name, plain(document["components"][kind][name]))
    return said


if __name__ == "__main__":
    place, service = sys.argv[1:]
    made = cut(json.loads(Path(place).read_text("utf-8")), service)
    (HERE / f"{service}.json").write_text(json.dumps(made, indent=1) + "\n", "utf-8")
