"""Read ``rights:`` and ``licence:`` of the film and of its parts."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.project.nodes import Mapping, Node
from pipeline.project.reading import Reader
from pipeline.project.rights import NOTHING_STATED, Rights

__all__ = ["read_rights"]

_REPORT = frozenset({"report"})
"""What a fault in them stops: no picture waits for a lawyer."""


def read_rights(
    reader: Reader, root: Mapping, parts: Iterable[tuple[str, Node]]
) -> dict[str, Rights]:
    """The film's own under ``""``, those of ``parts`` under ``music/m1``."""
    reader = reader.to(_REPORT)
    found = {"": _rights(reader, root)}
    for section, node in parts:
        if isinstance(node, Mapping):
            for name, entry in node.entries.items():
                if isinstance(entry.value, Mapping):
                    found[f"{section}/{name}"] = _rights(reader, entry.value)
    return {name: rights for name, rights in found.items() if rights != NOTHING_STATED}


def _rights(reader: Reader, block: Mapping) -> Rights:
    return Rights(
        reader.prose(block.get("rights"), "rights"), reader.prose(block.get("licence"), "licence")
    )
