"""What came of a job: its files, wherever they are found, or how it ended badly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline.backends.base import Failure, Progress, State
from pipeline.backends.comfy.server import Saved
from pipeline.backends.programs import shown
from pipeline.facts import Json

if TYPE_CHECKING:
    from pipeline.backends.comfy.server import Server

__all__ = ["dropped", "ended", "ending_of", "on_disk", "saved_by"]

_MOST_WORDS = 300
_MOST_FILES = 64
_ENDINGS = frozenset(
    (
        *(".png", ".jpg", ".jpeg", ".webp", ".mp4", ".webm", ".mkv", ".mov", ".gif"),
        *(".flac", ".mp3", ".opus", ".ogg", ".wav"),
    )
)
_SAVED_AS = {
    "SaveImage": ("take_{:05}_.png",),
    "SaveVideo": ("take_{:05}_.mp4",),
    "SaveWEBM": ("take_{:05}_.webm",),
    "VHS_VideoCombine": ("take_{:05}-audio.{}", "take_{:05}.{}"),
}
"""How nodes name their files behind the prefix: read in nodes.py, comfy_extras/nodes_video.py and
VideoHelperSuite's nodes.py. Others are tried as most do it."""
_USUAL = ("take_{:05}_.{}",)
_TRIED = ("mp4", "webm", "png", "webp", "jpg", "flac", "mp3", "opus", "mkv", "mov")


def ended(record: Json, data: Json) -> Progress:
    """How a job ended, from what the history holds of it."""
    status = record.get("status")
    status = status if isinstance(status, dict) else {}
    messages = {
        message[0]: message[1]
        for message in status.get("messages") or ()
        if isinstance(message, list) and len(message) > 1 and isinstance(message[1], dict)
    }
    if "execution_interrupted" in messages:
        return Progress(State.CANCELLED)
    error = messages.get("execution_error")
    if error is not None or status.get("status_str") == "error":
        return Progress(State.FAILED, failure=_failure(error or {}))
    if not saved_by(record, data["take"]):
        reason = "it ended well and its node saved no file"
        return Progress(State.FAILED, failure=Failure(reason))
    return Progress(State.READY, fraction=1.0)


def saved_by(record: Json, take: str) -> list[Saved]:
    """The files of the take's node: those that stay, else those of a preview."""
    outputs = record.get("outputs")
    node = outputs.get(take) if isinstance(outputs, dict) else None
    found = [saved for saved in _files(node) if ending_of(saved.name)]
    kept = [saved for saved in found if saved.type == "output"]
    return list(dict.fromkeys(kept or found))[:_MOST_FILES]


def on_disk(server: Server, data: Json) -> list[Saved]:
    """The files of a job that the server has forgotten: they lie in a folder of our own name.

    None, where there are fewer than were asked for: a server that ended while it saved.
    """
    found: list[Saved] = []
    if not data["folder"]:
        return found
    for pattern in _SAVED_AS.get(str(data["saves"]), _USUAL):
        for ending in _TRIED if "{}" in pattern else ("",):
            while len(found) < _MOST_FILES:
                name = pattern.format(len(found) + 1, ending)
                saved = Saved(name, str(data["folder"]))
                if not server.has(saved):
                    break
                found.append(saved)
            if found:
                return found if len(found) >= int(data.get("outputs", 1)) else []
    return []


def dropped(node_errors: object) -> frozenset[str]:
    """The saving nodes that a server left out of a job it took."""
    faults = node_errors.values() if isinstance(node_errors, dict) else ()
    return frozenset(
        str(output)
        for fault in faults
        if isinstance(fault, dict)
        for output in fault.get("dependent_outputs") or ()
    )


def ending_of(name: str) -> str:
    """``.mp4`` of a server's file name; empty for one that no take has."""
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    return ending if ending in _ENDINGS else ""


def _files(node: Any) -> Iterator[Saved]:
    for items in node.values() if isinstance(node, dict) else ():
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and isinstance(item.get("filename"), str):
                folder, type_ = item.get("subfolder"), item.get("type")
                yield Saved(item["filename"], str(folder or ""), str(type_ or "output"))


def _failure(error: Json) -> Failure:
    """An error of a node, named by its class: what it said, and whether it may go another time."""
    said = shown(str(error.get("exception_message") or "it gave no reason"), _MOST_WORDS)
    kind = error.get("node_type")
    where = f"node {kind} ({error.get('node_id')}): " if kind else ""
    is_memory = "OutOfMemory" in str(error.get("exception_type"))
    return Failure(f"{where}{said}", is_retryable=is_memory)
