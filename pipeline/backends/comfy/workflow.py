"""Read a workflow file of ComfyUI: its nodes, where an order goes in, and which node saves.

    {"6": {"class_type": "CLIPTextEncode",              node 6
           "inputs": {"text": "%prompt%, cinematic",    a tag: the order's words go in here
                      "clip": ["4", 1]},                a wire from node 4
           "_meta": {"title": "prompt"}}}               a title: the same, without a tag

That is the API format of docs.comfy.org/development/api-development/workflow-api-format; the
other one, of ComfyUI's own window, is told apart and named.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from pipeline.errors import CannotMake
from pipeline.facts import Json

__all__ = ["TAGS", "Node", "Place", "Workflow", "read_workflow", "saving_kind"]

TAGS = (
    "prompt",
    "negative",
    "seed",
    "width",
    "height",
    "frames",
    "fps",
    "seconds",
    "first",
    "last",
    "source",
    "shot",
    "model",
    *(f"reference{number}" for number in range(1, 10)),
)
"""What an order can fill in."""

_TAG = re.compile(r"%([a-z][a-z0-9_]*)%")
_MOST_BYTES = 20_000_000
_EXPORT = "in ComfyUI, open it and choose File, Export Workflow (API); name that file instead"

_USUAL_INPUTS: Mapping[str, Sequence[str]] = {
    "prompt": ("text", "prompt", "positive", "string", "value"),
    "negative": ("text", "negative", "negative_prompt", "string", "value"),
    "seed": ("seed", "noise_seed", "value"),
    "width": ("width", "value"),
    "height": ("height", "value"),
    "frames": ("length", "num_frames", "video_frames", "frames", "frame_count", "batch_size"),
    "fps": ("fps", "frame_rate", "value"),
    "seconds": ("seconds", "duration", "value"),
    "first": ("image",),
    "last": ("image",),
    "source": ("file", "video", "image", "audio"),
    "model": ("ckpt_name", "unet_name", "model_name", "model"),
}
"""Where a node that is found by its title takes a value, the likeliest first."""


class Node(Struct, frozen=True):
    """One node of a workflow."""

    id: str
    kind: str
    """Its class: ``KSampler``."""
    title: str
    """As its author named it; the class where nobody did."""
    inputs: Json

    def __str__(self) -> str:
        """How it is spoken of: ``'Sampler' (KSampler, node 3)``."""
        return f"'{self.title}' ({self.kind}, node {self.id})"


class Place(Struct, frozen=True):
    """Where a value goes in."""

    tag: str
    node: str
    input: str
    is_whole: bool
    """The whole input is the value, which stays a number; else it stands within a text."""


class Workflow(Struct, frozen=True):
    """A workflow that can be filled in."""

    name: str
    nodes: dict[str, Node]
    places: tuple[Place, ...]
    savers: tuple[Node, ...]
    """Nodes that write files where they stay."""
    tags: frozenset[str] = frozenset()
    """What it takes."""

    @property
    def unsaid(self) -> frozenset[str]:
        """Tags that are a whole input and that nobody knows."""
        filled = {(place.node, place.input) for place in self.places}
        return frozenset(
            tag[1]
            for node in self.nodes.values()
            for name, value in node.inputs.items()
            if isinstance(value, str) and (node.id, name) not in filled
            for tag in (_TAG.fullmatch(value.strip()),)
            if tag
        )

    def asks(self, tag: str) -> bool:
        """Whether a tag stands in it and has no value beneath it."""
        return any(
            place.tag == tag and f"%{tag}%" in str(self.nodes[place.node].inputs[place.input])
            for place in self.places
        )

    @property
    def references(self) -> int:
        """How many reference pictures it takes."""
        return sum(tag.startswith("reference") for tag in self.tags)

    def node(self, said: str) -> Node | None:
        """The node of that title or number."""
        found = self.titled(said)
        return found[0] if found else None

    def titled(self, said: str) -> list[Node]:
        """The nodes of that title, else the one of that number."""
        wanted = said.strip().strip("%").casefold()
        found = [node for node in self.nodes.values() if _plain(node.title) == wanted]
        return found or ([self.nodes[said]] if said in self.nodes else [])

    def rate(self) -> float | None:
        """Pictures a second, where a node says it as a number and all that do agree."""
        return self._agreed("fps", "frame_rate")

    def length(self) -> int | None:
        """Pictures of a clip, where a node says it as a number and all that do agree."""
        found = self._agreed("length", "num_frames", "video_frames")
        return None if found is None else int(found)

    def _agreed(self, *names: str) -> float | None:
        said = {
            float(value)
            for node in self.nodes.values()
            for name, value in node.inputs.items()
            if name in names and isinstance(value, int | float) and value > 0
        }
        return said.pop() if len(said) == 1 else None

    def filled(self, values: Mapping[str, object]) -> Json:
        """The graph to be sent, with every place filled in; places without a value stay.

        A value that holds a tag itself is not filled in again.
        """
        graph = {
            node.id: {
                "class_type": node.kind,
                "inputs": dict(node.inputs),
                "_meta": {"title": node.title},
            }
            for node in self.nodes.values()
        }
        for place in self.places:
            if place.tag not in values:
                continue
            inputs: Json = graph[place.node]["inputs"]  # type: ignore[assignment]
            if place.is_whole:
                inputs[place.input] = values[place.tag]
        for id_, name in dict.fromkeys(
            (place.node, place.input) for place in self.places if not place.is_whole
        ):
            inputs = graph[id_]["inputs"]  # type: ignore[assignment]
            inputs[name] = _TAG.sub(lambda tag: _text(tag, values), str(inputs[name]))
        return graph


def read_workflow(path: Path, wanted: Mapping[str, Sequence[str]], own: Sequence[str]) -> Workflow:
    """The workflow in a file, with the places that its tags, its titles and ``wanted`` name.

    ``wanted`` says for a tag which nodes take it, by title or number, with the input behind a dot
    where it is not the usual one; ``own`` names further tags.

    Raises:
        CannotMake: no such file, not a workflow in the API format, or a node is not found.
    """
    try:
        stat = path.stat()
    except OSError as err:
        raise CannotMake(f"the workflow '{path.name}' is not there") from err
    if stat.st_size > _MOST_BYTES:
        raise CannotMake(f"the workflow '{path.name}' is too large: {stat.st_size // 10**6} MB")
    written = tuple((tag, tuple(names)) for tag, names in wanted.items())
    return _read(path, (stat.st_mtime_ns, stat.st_size), written, tuple(own))


@lru_cache(maxsize=64)
def _read(
    path: Path,
    state: tuple[int, int],
    written: tuple[tuple[str, tuple[str, ...]], ...],
    own: tuple[str, ...],
) -> Workflow:
    """The same for one state of the file: asked for every shot of a film, read once."""
    wanted, nodes = dict(written), _nodes(path, *state)
    workflow = Workflow(path.name, nodes, (), tuple(n for n in nodes.values() if saving_kind(n)))
    known = {*TAGS, *own}
    places = [
        *_tagged(nodes.values(), known),
        *_by_title(workflow, known, wanted),
        *_by_setting(workflow, wanted),
    ]
    found = tuple(dict.fromkeys(places))
    tags = frozenset(place.tag for place in found)
    return Workflow(path.name, nodes, found, workflow.savers, tags)


def saving_kind(node: Node) -> str:
    """``image``, ``video`` or ``audio`` for a node that keeps files; empty for any other."""
    if "filename_prefix" not in node.inputs:
        return ""
    word = node.kind.casefold()
    if any(part in word for part in ("latent", "checkpoint", "lora", "glb", "model", "text")):
        return ""
    if any(part in word for part in ("video", "webm", "animated", "gif", "movie")):
        return "video"
    return "audio" if "audio" in word else "image"


@lru_cache(maxsize=64)
def _nodes(path: Path, changed: int, size: int) -> dict[str, Node]:
    """The nodes of a file, read once for every state of it."""
    del changed, size
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as err:
        raise CannotMake(f"the workflow '{path.name}' cannot be read as JSON", fix=_EXPORT) from err
    if isinstance(data, dict) and isinstance(data.get("prompt"), dict):
        data = data["prompt"]  # a whole request, as it is sent to a server
    if isinstance(data, dict) and isinstance(data.get("nodes"), list):
        raise CannotMake(
            f"the workflow '{path.name}' was saved for ComfyUI's own window, not for programs",
            fix=_EXPORT,
        )
    if not isinstance(data, dict) or not data or not all(_is_node(one) for one in data.values()):
        raise CannotMake(f"'{path.name}' is no workflow of ComfyUI", fix=_EXPORT)
    return {id_: _node(id_, one) for id_, one in data.items()}


def _is_node(data: object) -> bool:
    return (
        isinstance(data, dict)
        and isinstance(data.get("class_type"), str)
        and isinstance(data.get("inputs"), dict)
    )


def _node(id_: str, data: dict[str, Any]) -> Node:
    meta = data.get("_meta")
    title = meta.get("title") if isinstance(meta, dict) else None
    return Node(id_, data["class_type"], str(title or data["class_type"]), data["inputs"])


def _tagged(nodes: Iterable[Node], known: set[str]) -> Iterator[Place]:
    for node in nodes:
        for name, value in node.inputs.items():
            if not isinstance(value, str):
                continue
            for tag in dict.fromkeys(_TAG.findall(value)):
                if tag in known and not (name == "filename_prefix" and saving_kind(node)):
                    yield Place(tag, node.id, name, value.strip() == f"%{tag}%")


def _by_title(
    workflow: Workflow, known: set[str], wanted: Mapping[str, Sequence[str]]
) -> Iterator[Place]:
    """Nodes that are called like a tag, as in ``first`` or ``%first%``."""
    for node in workflow.nodes.values():
        tag = _plain(node.title)
        if tag in known and tag not in wanted and not saving_kind(node):
            name = _usual_input(node, tag)
            if name:
                yield Place(tag, node.id, name, is_whole=True)


def _by_setting(workflow: Workflow, wanted: Mapping[str, Sequence[str]]) -> Iterator[Place]:
    for tag, names in wanted.items():
        for said in names:
            nodes, name = workflow.titled(said), ""
            if not nodes and "." in said:
                title, _, name = said.rpartition(".")
                nodes = workflow.titled(title)
            if not nodes:
                titles = ", ".join(sorted({f"'{n.title}'" for n in workflow.nodes.values()}))
                raise CannotMake(
                    f"the workflow '{workflow.name}' has no node '{said}' for '{tag}'; "
                    f"it has {titles}"
                )
            for node in nodes:
                yield Place(tag, node.id, _input(workflow, node, tag, name), is_whole=True)


def _input(workflow: Workflow, node: Node, tag: str, name: str) -> str:
    """The input of a node that a tag goes into.

    Raises:
        CannotMake: it has none such, or something is wired to it.
    """
    found = name or _usual_input(node, tag)
    if not found or found not in node.inputs:
        free = ", ".join(key for key, value in node.inputs.items() if not _is_wire(value))
        raise CannotMake(
            f"the workflow '{workflow.name}': node {node} has no input "
            f"'{name or tag}'; it has {free or 'none'}",
            fix=f"write `{tag}: {node.title}.INPUT`",
        )
    if _is_wire(node.inputs[found]):
        raise CannotMake(
            f"the workflow '{workflow.name}': the input '{found}' of node {node} "
            "is wired to another node",
            fix="name the node at the other end of the wire",
        )
    return found


def _usual_input(node: Node, tag: str) -> str:
    usual = _USUAL_INPUTS.get(tag, ("image",) if tag.startswith("reference") else ("value",))
    for name in (tag, *usual):
        if name in node.inputs and not _is_wire(node.inputs[name]):
            return name
    return ""


def _is_wire(value: object) -> bool:
    return isinstance(value, list)


def _plain(title: str) -> str:
    return title.strip().strip("%").casefold()


def _text(tag: re.Match[str], values: Mapping[str, object]) -> str:
    return str(values[tag[1]]) if tag[1] in values else tag[0]
