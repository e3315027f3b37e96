"""Read a place between the left and the right loudspeaker."""

from __future__ import annotations

from pipeline.project.nodes import Node, Scalar
from pipeline.project.reading import Reader

__all__ = ["FULL_PAN", "PAN_WORDS", "read_pan"]

FULL_PAN = 100
PAN_WORDS = {"left": -100.0, "centre": 0.0, "center": 0.0, "right": 100.0}


def read_pan(reader: Reader, node: Node | None) -> float | None:
    """A place between left (-100) and right (100)."""
    if isinstance(node, Scalar) and node.text.strip().lower() in PAN_WORDS:
        return PAN_WORDS[node.text.strip().lower()]
    pan = reader.number(node, "pan", (-FULL_PAN, FULL_PAN))
    return None if pan is None else float(pan)
