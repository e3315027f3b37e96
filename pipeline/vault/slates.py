"""The slate as JSON: what is written beside a take, and how it is read back.

Exact: fractions as ``24000/1001``, dates as ISO 8601 in UTC, money in millionths. Read tolerantly:
fields of a newer version are passed over, missing ones take their defaults. Never a secret.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from pipeline.errors import MediaError
from pipeline.facts import (
    Json,
    Kind,
    MediaInfo,
    Money,
    Origin,
    Slate,
    SlateFile,
    SlateInput,
    TakeRef,
)

__all__ = [
    "VERSION",
    "lines_of",
    "media_from_json",
    "media_to_json",
    "slate_from_json",
    "slate_text",
    "slate_to_json",
    "without_secrets",
]

VERSION = 1
"""Raised when a reader of the old version would misread the new one."""

_SECRET = re.compile(
    r"(.*[_-])?(api[_-]?key|access[_-]?key|secret|secret[_-].*|password|passwd|authorization"
    r"|auth[_-]?token|access[_-]?token|bearer|credentials?)",
    re.IGNORECASE,
)


def slate_to_json(slate: Slate) -> Json:
    """The slate as plain data; ``slate_from_json`` gives an equal slate back."""
    return {
        "slate": VERSION,
        "take": str(slate.ref),
        "shot": slate.ref.shot,
        "kind": str(slate.ref.kind),
        "number": slate.ref.number,
        "unit": slate.ref.unit,
        "uuid": slate.uuid,
        "made": slate.made.astimezone(UTC).isoformat(),
        "origin": slate.origin.value,
        "files": [_plain(file) for file in slate.files],
        "media": media_to_json(slate.media),
        "words": slate.words,
        "prompt": slate.prompt,
        "generator": slate.generator,
        "backend": slate.backend,
        "model": slate.model,
        "options": without_secrets(slate.options),
        "seed": slate.seed,
        "inputs": [_plain(item) for item in slate.inputs],
        "order": without_secrets(slate.order),
        "attempt": slate.attempt,
        "job": slate.job,
        "price": _plain(slate.price) if slate.price else None,
        "is_free": slate.is_free,
        "parent": slate.parent,
        "note": slate.note,
        "was": list(slate.was),
    }


def slate_text(slate: Slate) -> str:
    """The slate as the file beside the take holds it."""
    return lines_of(slate_to_json(slate))


def lines_of(data: Json) -> str:
    """Plain data as JSON with a line for each field: read by people, written fast."""
    fields_of = (
        f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in data.items()
    )
    return "{\n" + ",\n".join(fields_of) + "\n}\n"


def slate_from_json(data: Json) -> Slate:
    """The slate that plain data describes.

    Raises:
        MediaError: it is no slate: name, number, files or date are missing or misshapen.
    """
    try:
        price = data.get("price")
        return Slate(
            ref=_ref(data),
            uuid=data["uuid"],
            made=_date(data["made"]),
            files=tuple(SlateFile(**_known(SlateFile, item)) for item in data["files"]),
            media=media_from_json(data.get("media", {"kind": "image"})),
            origin=_origin(data.get("origin", "generated")),
            words=data.get("words", {}),
            prompt=data.get("prompt", ""),
            generator=data.get("generator", ""),
            backend=data.get("backend", ""),
            model=data.get("model", ""),
            options=data.get("options", {}),
            seed=data.get("seed"),
            inputs=tuple(SlateInput(**_known(SlateInput, item)) for item in data.get("inputs", ())),
            order=data.get("order", {}),
            attempt=data.get("attempt", ""),
            job=data.get("job", ""),
            price=Money(price["micros"], price["currency"]) if price else None,
            is_free=bool(data.get("is_free", False)),
            parent=data.get("parent", ""),
            note=data.get("note", ""),
            was=tuple(data.get("was", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as err:
        raise MediaError(f"not a slate that can be read: {err}") from err


def _ref(data: Json) -> TakeRef:
    kind = Kind.parse(data["kind"])
    ref = TakeRef(data["shot"], kind, int(data["number"]), data.get("unit", ""))
    if TakeRef.from_stem(ref.stem) != ref:
        raise ValueError(f"'{ref}' is no name of a take")
    return ref


def without_secrets(data: Any) -> Any:
    """The same data without the entries whose name says that they are a key or a password."""
    if isinstance(data, dict):
        return {
            name: without_secrets(value)
            for name, value in data.items()
            if not (isinstance(name, str) and _SECRET.fullmatch(name))
        }
    if isinstance(data, list | tuple):
        return [without_secrets(item) for item in data]
    return data


def _plain(value: SlateFile | SlateInput | MediaInfo | Money) -> Json:
    found: Json = {}
    for name in value.__struct_fields__:
        content = getattr(value, name)
        found[name] = str(content) if isinstance(content, Fraction) else content
    return found


def _known(kind: type[SlateFile | SlateInput | MediaInfo], data: Json) -> Json:
    names = kind.__struct_fields__
    return {name: value for name, value in data.items() if name in names}


def media_to_json(media: MediaInfo) -> Json:
    """What a file holds, as plain data."""
    return _plain(media)


def media_from_json(data: Json) -> MediaInfo:
    """What a file holds, from plain data; fields of a newer version are passed over."""
    known = _known(MediaInfo, data)
    for name in ("rate", "seconds", "pixel_aspect"):
        if known.get(name) is not None:
            known[name] = _fraction(known[name])
    return MediaInfo(**known)


@lru_cache(maxsize=1024)
def _fraction(text: str) -> Fraction:
    return Fraction(text)


def _origin(word: str) -> Origin:
    """An origin of a newer version never stands for its shot by itself."""
    try:
        return Origin(word)
    except ValueError:
        return Origin.SIDE


def _date(text: str) -> datetime:
    date = datetime.fromisoformat(text)
    return date if date.tzinfo else date.replace(tzinfo=UTC)
