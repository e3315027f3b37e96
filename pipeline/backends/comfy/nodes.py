"""What a ComfyUI server lacks of a workflow, and what it says against one, in the user's words."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.backends.programs import shown
from pipeline.facts import Json

if TYPE_CHECKING:
    from pipeline.backends.comfy.server import Server

__all__ = ["absent", "refused"]

_UPLOADS = ("image_upload", "video_upload", "audio_upload", "file_upload", "animated_image_upload")
_MOST_WORDS = 300
_MOST_TOLD = 4
"""So many faults are told; the rest is counted."""


def absent(graph: Json, server: Server) -> list[str]:
    """Nodes that the server does not have, and models that it does not list, one sentence each.

    Files that were uploaded are not looked for: lists of them are made when a server begins.
    """
    found: list[str] = []
    for id_, node in graph.items():
        kind = node["class_type"]
        known = server.node(kind)
        if known is None:
            found.append(
                f"it has no node '{kind}', which {_named(id_, graph)} is: install the package of "
                "nodes that it belongs to"
            )
            continue
        faults = list(_unlisted(id_, graph, known))
        if faults:
            server.forget(kind)  # it may be put there before the next look
        found += faults
    return _few(found)


def refused(said: object, graph: Json, place: str) -> str:
    """Why the server does not take a workflow: the node by its title, the input, the reason."""
    told = said if isinstance(said, dict) else {}
    errors = told.get("node_errors")
    faults = [
        fault
        for id_, one in (errors.items() if isinstance(errors, dict) else ())
        for fault in _node_faults(str(id_), one, graph)
    ]
    if not faults:
        error = told.get("error")
        text = error.get("message") if isinstance(error, dict) else error
        details = error.get("details") if isinstance(error, dict) else ""
        faults = [shown(f"{text or 'no reason given'} {details or ''}".strip(), _MOST_WORDS)]
    return f"ComfyUI at {place} does not take the workflow: {'; '.join(_few(faults))}"


def _unlisted(id_: str, graph: Json, known: Json) -> Iterator[str]:
    """Inputs whose value is not one of those that the server offers."""
    inputs = known.get("input")
    for group in ("required", "optional"):
        specs = inputs.get(group) if isinstance(inputs, dict) else None
        for name, spec in specs.items() if isinstance(specs, dict) else ():
            value = graph[id_]["inputs"].get(name)
            offered = _offered(spec)
            if offered is None or not isinstance(value, str) or value in offered:
                continue
            close = difflib.get_close_matches(value, offered, n=1, cutoff=0.5)
            few = f"it has {', '.join(offered[:6])}" if offered else "it has none"
            meant = f"did you mean '{close[0]}'?" if close else few
            yield f"{_named(id_, graph)} names '{value}' for {name}, which is not there; {meant}"


def _offered(spec: Any) -> list[str] | None:
    """The values of a list to choose from; None: it is none, or is filled by uploads."""
    if not isinstance(spec, list) or not spec:
        return None
    more = spec[1] if len(spec) > 1 and isinstance(spec[1], dict) else {}
    if any(more.get(word) for word in _UPLOADS):
        return None
    choices = spec[0] if isinstance(spec[0], list) else more.get("options")
    if spec[0] != "COMBO" and not isinstance(spec[0], list):
        return None
    if not isinstance(choices, list) or not all(isinstance(one, str) for one in choices):
        return None
    return choices


def _node_faults(id_: str, said: Any, graph: Json) -> Iterator[str]:
    reasons = said.get("errors") if isinstance(said, dict) else None
    for reason in reasons if isinstance(reasons, list) else ():
        if not isinstance(reason, dict):
            continue
        words = f"{reason.get('message', '')}: {reason.get('details', '')}".strip(": ")
        yield f"{_named(id_, graph)}: {shown(words, _MOST_WORDS)}"


def _named(id_: str, graph: Json) -> str:
    node = graph.get(id_) or {}
    kind = node.get("class_type", "?")
    title = (node.get("_meta") or {}).get("title") or kind
    return f"node '{title}' ({kind}, node {id_})" if title != kind else f"node {kind} ({id_})"


def _few(faults: list[str]) -> list[str]:
    if len(faults) <= _MOST_TOLD:
        return faults
    return [*faults[:_MOST_TOLD], f"and {len(faults) - _MOST_TOLD} more"]
