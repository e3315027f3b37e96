"""XML as it is written: nodes, and nothing in them that XML forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

__all__ = ["Node", "add", "document", "every", "node"]

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Node:
    """An element, as it grows."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def find(self, *tags: str) -> Node | None:
        """The first child of that name, and so on downwards; None where there is none."""
        node = self
        for tag in tags:
            found = next((each for each in node.children if each.tag == tag), None)
            if found is None:
                return None
            node = found
        return node

    def all(self, tag: str) -> Iterator[Node]:
        """The children of that name."""
        return (each for each in self.children if each.tag == tag)

    def word(self, *tags: str) -> str:
        """The text of the child found so; empty where there is none."""
        node = self.find(*tags)
        return "" if node is None else node.text.strip()


def node(tag: str, **attributes: object) -> Node:
    """An element by itself; its attributes as those of ``add``."""
    return Node(tag, {key: _plain(each) for key, each in attributes.items()})


def add(parent: Node, tag: str, text: object = None, **attributes: object) -> Node:
    """A new child of ``parent``; booleans are written ``TRUE`` and ``FALSE``."""
    child = node(tag, **attributes)
    child.text = "" if text is None else _plain(text)
    parent.children.append(child)
    return child


def every(root: Node, tag: str) -> Iterator[Node]:
    """All elements of that name, however deep, in the order of the document."""
    waiting = [root]
    while waiting:
        found = waiting.pop()
        if found.tag == tag:
            yield found
        waiting += reversed(found.children)


def document(root: Node, doctype: str) -> bytes:
    """The whole file, indented."""
    head = ['<?xml version="1.0" encoding="UTF-8"?>', f"<!DOCTYPE {doctype}>"]
    return "\n".join([*head, *_lines(root, 0), ""]).encode()


def _lines(node: Node, depth: int) -> Iterator[str]:
    begin = "  " * depth + f"<{node.tag}{_attributes(node.attributes)}"
    text = escape(node.text)
    if not node.children:
        yield f"{begin}>{text}</{node.tag}>" if text else f"{begin}/>"
        return
    yield f"{begin}>{text}"
    for child in node.children:
        yield from _lines(child, depth + 1)
    yield "  " * depth + f"</{node.tag}>"


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return _FORBIDDEN.sub("", str(value))
