"""What an order puts into a workflow: lengths and sizes as its model makes them, files, words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from msgspec import Struct

from pipeline.backends.base import Operation, Order, OrderImage, Refusal
from pipeline.backends.comfy.workflow import Node, Workflow, saving_kind
from pipeline.errors import CannotMake
from pipeline.facts import Json

__all__ = ["Lengths", "Said", "files_of", "makes", "refusals", "take_node", "values_of"]

_LENGTHS = re.compile(r"(?:(?P<step>\d+)n\+)?(?P<offset>\d+)(?:\s+to\s+(?P<most>\d+))?")
_UNREADABLE = frozenset({"SaveAnimatedWEBP", "SaveAnimatedPNG"})
_MOST_SEED = 2**64


class Lengths(Struct, frozen=True):
    """The numbers of pictures that a model makes: ``4n+1``, ``8n+1 to 257``, ``25``."""

    step: int = 1
    offset: int = 0
    most: int | None = None

    @classmethod
    def parse(cls, text: str) -> Lengths:
        """Read them.

        Raises:
            ValueError: not such numbers.
        """
        match = _LENGTHS.fullmatch(text.strip())
        if match is None or (match["step"] is None and match["most"]):
            raise ValueError(f"'{text}' is no length: write `4n+1`, `8n+1 to 257` or `25`")
        offset = int(match["offset"])
        if match["step"] is None:
            return cls(0, offset, offset)
        most = int(match["most"]) if match["most"] else None
        return cls(int(match["step"]), offset, most)

    def covering(self, frames: int) -> int | None:
        """The least of them that is long enough; None: all are too short."""
        if self.step == 0:
            found = self.offset
        else:
            found = self.offset + self.step * max(0, math.ceil((frames - self.offset) / self.step))
        return found if found >= frames and (self.most is None or found <= self.most) else None

    def longest(self) -> int | None:
        """The most of them; None: any number."""
        if self.most is None or self.step == 0:
            return self.most
        return self.offset + self.step * ((self.most - self.offset) // self.step)


class Said(Struct, frozen=True):
    """What the author says of a workflow."""

    makes: tuple[Operation, ...] = ()
    output: str = ""
    lengths: Lengths | None = None
    """None: as many pictures as are asked for, or the number that the workflow itself says."""
    fps: float | None = None
    longest: int | None = None
    multiple: int = 8
    values: Mapping[str, object] = {}


def take_node(workflow: Workflow, said: Said) -> Node:
    """The node whose files are the take.

    Raises:
        CannotMake: the one that was named is not there, or nobody can say which of several.
    """
    if said.output:
        named = workflow.titled(said.output)
        if len(named) == 1:
            return named[0]
        raise CannotMake(
            f"the workflow '{workflow.name}' has {len(named) or 'no'} nodes '{said.output}'",
            fix=f"name one by its number; it saves at {_listed(workflow.savers)}",
        )
    kinds = [saving_kind(node) for node in workflow.savers]
    best = "video" if "video" in kinds else "audio" if "audio" in kinds else "image"
    found = [node for node in workflow.savers if saving_kind(node) == best]
    if len(found) == 1:
        return found[0]
    if not found:
        raise CannotMake(
            f"the workflow '{workflow.name}' saves nothing that stays",
            fix="end it with Save Image, Save Video or Save WEBM; a preview is not kept",
        )
    raise CannotMake(
        f"the workflow '{workflow.name}' saves at {len(found)} nodes: {_listed(found)}",
        fix=f"say which is the take: `output: {found[0].title}`",
    )


def makes(workflow: Workflow, said: Said) -> tuple[Operation, ...]:
    """What can be asked of a workflow: as its author says, else as its tags and files show.

    Raises:
        CannotMake: nobody can say which of its nodes gives the take.
    """
    if said.makes:
        return said.makes
    tags, kind = workflow.tags, saving_kind(take_node(workflow, said))
    if kind == "audio":
        return (Operation.SFX, Operation.MUSIC, Operation.TTS)
    if kind == "video":
        if "source" in tags:
            return (Operation.V2V,)
        return (Operation.I2V,) if tags & {"first", "last"} else (Operation.T2V,)
    return (Operation.I2I,) if tags & {"source", "first"} else (Operation.T2I,)


def files_of(workflow: Workflow, order: Order) -> dict[str, OrderImage]:
    """The files of an order by the tags that take them."""
    by_role: dict[str, list[OrderImage]] = {}
    for image in order.images:
        by_role.setdefault(image.role, []).append(image)
    found = {f"reference{n}": one for n, one in enumerate(by_role.get("reference", ()), start=1)}
    source = order.video or next(iter(by_role.get("source", ())), None)
    for role in ("first", "last"):
        if by_role.get(role):
            found[role] = by_role[role][0]
    if source is not None:
        found["first" if _is_its_first(workflow, found) else "source"] = source
    return found


def refusals(workflow: Workflow, said: Said, order: Order) -> Iterator[Refusal]:
    """What of an order this workflow cannot honour, one sentence each.

    Raises:
        CannotMake: nobody can say which of its nodes gives the take.
    """
    who, tags = f"the workflow '{workflow.name}'", workflow.tags
    able = makes(workflow, said)
    if order.operation not in able:
        told = f"{who} makes {', '.join(able)}, not {order.operation}"
        yield Refusal("operation", told)
        return
    saver = take_node(workflow, said)
    if saver.kind in _UNREADABLE:
        told = f"{who} saves at {saver} what no editor reads: let it end with Save Video"
        yield Refusal("workflow", told)
    yield from _about_files(workflow, order)
    given = {"negative": order.negative.strip(), "seed": order.seed, "model": order.model}
    for field in given.keys() - tags:
        if given[field] not in {None, ""}:
            yield Refusal(field, f"{who} has no place for {_ROLES[field]}: title a node '{field}'")
    if not order.model and workflow.asks("model"):
        yield Refusal("model", f"{who} asks for %model%: say `model: FILE` with its generator")
    for tag in sorted(workflow.unsaid):
        told = f"{who} asks for %{tag}%: say `values: {{{tag}: …}}` with its generator"
        yield Refusal("workflow", told)
    if saving_kind(saver) == "video":
        yield from _too_long(workflow, said, order)


def values_of(workflow: Workflow, said: Said, order: Order) -> Json:
    """What is filled in, but for files: words as text, numbers as numbers."""
    width, height = _size(said, order)
    rate, able = _rate(workflow, said, order), _lengths(workflow, said)
    frames = able.covering(_needed(order, rate)) or able.longest() or order.frames
    values: Json = {
        **said.values,
        "prompt": order.prompt,
        "negative": order.negative,
        "width": width,
        "height": height,
        "frames": frames,
        "fps": int(rate) if rate == int(rate) else rate,
        "seconds": round(frames / rate, 3),
        "shot": order.shot,
    }
    if order.seed is not None:
        values["seed"] = order.seed % _MOST_SEED
    if order.model:
        values["model"] = order.model
    return values


def _is_its_first(workflow: Workflow, found: Mapping[str, object]) -> bool:
    """Whether a picture to start from goes where the workflow takes its first one."""
    return "source" not in workflow.tags and "first" in workflow.tags and "first" not in found


def _about_files(workflow: Workflow, order: Order) -> Iterator[Refusal]:
    """Files that the workflow has no place for, and places that the shot gives no file."""
    who, files = f"the workflow '{workflow.name}'", files_of(workflow, order)
    for tag in sorted(workflow.tags & _FILE_TAGS - files.keys()):
        told = f"{who} takes a file for %{tag}%, and the shot gives none"
        yield Refusal("references" if tag.startswith("reference") else tag, told)
    for tag in sorted(files.keys() - workflow.tags):
        field = "references" if tag.startswith("reference") else tag
        told = f"{who} has no place for {_ROLES.get(tag, tag)}: title a Load node '{tag}'"
        yield Refusal(field, told)


def _too_long(workflow: Workflow, said: Said, order: Order) -> Iterator[Refusal]:
    rate, able = _rate(workflow, said, order), _lengths(workflow, said)
    needed = _needed(order, rate)
    if able.covering(needed) is None:
        longest = able.longest() or 0
        yield Refusal(
            "seconds",
            f"the workflow '{workflow.name}' makes at most {longest} pictures "
            f"({longest / rate:.4g} s at {rate:g} a second); {needed} are needed",
        )


def _lengths(workflow: Workflow, said: Said) -> Lengths:
    own = None if "frames" in workflow.tags else workflow.length()
    return said.lengths or (Lengths(0, own, own) if own else Lengths())


def _needed(order: Order, rate: float) -> int:
    """Pictures that cover the order's length at the workflow's own rate."""
    exact = Fraction(order.frames) / order.fps * Fraction(rate).limit_denominator(1001)
    return max(1, math.ceil(exact))


def _rate(workflow: Workflow, said: Said, order: Order) -> float:
    """Pictures a second: as the author says, else as the nodes say, else the film's."""
    return said.fps or workflow.rate() or float(order.fps)


def _size(said: Said, order: Order) -> tuple[int, int]:
    """The film's shape, no longer than what is allowed, in the steps that models take."""
    long_side = max(order.width, order.height)
    scale = min(1.0, said.longest / long_side) if said.longest else 1.0

    def stepped(pixels: int) -> int:
        return max(said.multiple, round(pixels * scale / said.multiple) * said.multiple)

    return stepped(order.width), stepped(order.height)


def _listed(nodes: Iterable[Node]) -> str:
    return ", ".join(str(node) for node in nodes) or "no node"


_FILE_TAGS = frozenset({"first", "last", "source", *(f"reference{n}" for n in range(1, 10))})
_ROLES = {
    "first": "the first picture",
    "last": "the last picture",
    "source": "the clip to start from",
    "negative": "negative words",
    "seed": "the seed",
    "model": "the model",
}
