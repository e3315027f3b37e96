"""Pictures and clips of takes: small copies that are made once, and the files themselves."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from pipeline.errors import ProjectError
from pipeline.review.answers import desk_of, looking

__all__ = ["routes"]

_TYPES = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp",
    ".gif": "image/gif", ".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/quicktime",
    ".webm": "video/webm", ".wav": "audio/wav", ".flac": "audio/flac", ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg", ".m4a": "audio/mp4",
}  # fmt: skip
"""What a browser may show; everything else is a file to be kept, whatever is in it."""
_PLAIN = "application/octet-stream"
_FOR_EVER = "private, max-age=31536000, immutable"
"""A take never changes; its address holds the beginning of its content's digest."""
_MAKING = threading.BoundedSemaphore(2)
"""So many small copies are made at once; the others wait, and the page goes on answering."""


def routes() -> list[Route]:
    """``/take/STEM/still.jpg``, ``small.mp4`` and ``whole``."""
    return [
        Route("/take/{stem}/still.jpg", looking(_still)),
        Route("/take/{stem}/small.mp4", looking(_small)),
        Route("/take/{stem}/whole", looking(_whole)),
    ]


def _still(request: Request) -> Response:
    asked = request.query_params
    width, frame = _number(asked.get("w", "320")), _number(asked.get("at", "0"))
    production, stem = desk_of(request).production, request.path_params["stem"]
    return _file(production.small_still(stem, width=width, frame=frame, turn=_MAKING))


def _small(request: Request) -> Response:
    desk, stem = desk_of(request), request.path_params["stem"]
    before = time.time()
    path = desk.production.small_clip(stem, turn=_MAKING)
    if path.stat().st_mtime >= before - 1:
        desk.forget()
    return _file(path)


def _whole(request: Request) -> Response:
    return _file(desk_of(request).production.take_file(request.path_params["stem"]))


def _file(path: Path) -> Response:
    kind = _TYPES.get(path.suffix.lower(), _PLAIN)
    name = path.name if kind == _PLAIN else None
    return FileResponse(path, media_type=kind, filename=name, headers={"Cache-Control": _FOR_EVER})


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 7:
        raise ProjectError(f"'{text[:20]}' is no number of pixels or frames")
    return int(text)
