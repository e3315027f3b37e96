"""The slate as JSON: what is written beside a take, and how it is read back.

Exact: fractions as ``24000/1001``, dates as ISO 8601 in UTC, money in millionths. Read tolerantly:
fields of a newer version are passed over, missing ones take their defaults. Never a secret.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from msgspec import Raw, Struct, ValidationError, convert
from msgspec.json import Decoder, encode
from msgspec.json import format as laid_out

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
    "SlateRecord",
    "fraction_in",
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


_ORIGINS = {origin.value: origin for origin in Origin}
"""One of a newer version is missing here: it never stands for its shot by itself."""


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
        "begins": slate.begins,
        "note": slate.note,
        "was": list(slate.was),
    }


def slate_text(slate: Slate) -> str:
    """The slate as the file beside the take holds it."""
    return lines_of(slate_to_json(slate))


def lines_of(data: Json) -> str:
    """Plain data as JSON with a line for each field: read by people, written fast."""
    fields_of = (
        f' "{name}": {laid_out(encode(value), indent=0).decode()}' for name, value in data.items()
    )
    return "{\n" + ",\n".join(fields_of) + "\n}\n"


class SlateRecord(Struct, frozen=True):
    """A slate as JSON has it, field by field."""

    shot: str
    kind: str
    number: int
    uuid: str
    made: datetime
    files: tuple[SlateFile, ...]
    unit: str = ""
    media: MediaInfo = MediaInfo("image")
    origin: str = Origin.GENERATED.value
    words: Json = {}
    prompt: str = ""
    generator: str = ""
    backend: str = ""
    model: str = ""
    options: Json = {}
    seed: int | None = None
    inputs: tuple[SlateInput, ...] = ()
    order: Raw = Raw(b"{}")
    attempt: str = ""
    job: str = ""
    price: Money | None = None
    is_free: bool = False
    parent: str = ""
    begins: int = 0
    note: str = ""
    was: tuple[str, ...] = ()

    def slate(self) -> Slate:
        """The slate.

        Raises:
            MediaError: its name is no name of a take.
        """
        made = self.made if self.made.tzinfo else self.made.replace(tzinfo=UTC)
        return Slate(
            ref=self._ref(),
            uuid=self.uuid,
            made=made,
            files=self.files,
            media=self.media,
            origin=_ORIGINS.get(self.origin, Origin.SIDE),
            words=self.words,
            prompt=self.prompt,
            generator=self.generator,
            backend=self.backend,
            model=self.model,
            options=self.options,
            seed=self.seed,
            inputs=self.inputs,
            order_json=bytes(self.order),
            attempt=self.attempt,
            job=self.job,
            price=self.price,
            is_free=self.is_free,
            parent=self.parent,
            begins=self.begins,
            note=self.note,
            was=self.was,
        )

    def _ref(self) -> TakeRef:
        with suppress(ValueError):
            ref = TakeRef(self.shot, Kind.parse(self.kind), self.number, self.unit)
            if TakeRef.from_stem(ref.stem) == ref:
                return ref
        name = f"{self.shot} {self.kind} {self.unit}{self.number}"
        raise MediaError(f"not a slate that can be read: '{name}' is no name of a take")


def slate_from_json(data: Json) -> Slate:
    """The slate that plain data describes.

    Raises:
        MediaError: it is no slate: name, number, files or date are missing or misshapen.
    """
    try:
        record = _decoder().decode(encode(data))
    except (ValidationError, ValueError) as err:
        raise MediaError(f"not a slate that can be read: {err}") from err
    return record.slate()


def without_secrets(data: Any) -> Any:
    """The same data without the entries whose name says that they are a key or a password."""
    if isinstance(data, dict):
        return {
            name: without_secrets(value)
            for name, value in data.items()
            if not (isinstance(name, str) and _is_secret(name))
        }
    if isinstance(data, list | tuple):
        return [without_secrets(item) for item in data]
    return data


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    return _SECRET.fullmatch(name) is not None


def _plain(value: SlateFile | SlateInput | MediaInfo | Money) -> Json:
    found: Json = {}
    for name in value.__struct_fields__:
        content = getattr(value, name)
        found[name] = str(content) if isinstance(content, Fraction) else content
    return found


@lru_cache(maxsize=1)
def _decoder() -> Decoder[SlateRecord]:
    return Decoder(SlateRecord, dec_hook=fraction_in)


def media_to_json(media: MediaInfo) -> Json:
    """What a file holds, as plain data."""
    return _plain(media)


def media_from_json(data: Json) -> MediaInfo:
    """What a file holds, from plain data; fields of a newer version are passed over."""
    return convert(data, MediaInfo, dec_hook=fraction_in)


def fraction_in(kind: type, value: Any) -> Any:
    """What msgspec asks for a type that JSON does not have: fractions, as ``24000/1001``."""
    if kind is not Fraction:
        raise TypeError(f"{kind} is not written in slates")
    return _fraction(value)


@lru_cache(maxsize=1024)
def _fraction(text: str) -> Fraction:
    return Fraction(text)
