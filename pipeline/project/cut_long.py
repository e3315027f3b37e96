"""Read the long form of an event: ``{shot: sh320, take: 4, in: 10, hold: 12}``.

The keys are turned into the words of the short form, each with the place of its value, so that
both forms mean the same by construction.
"""

from __future__ import annotations

from collections.abc import Mapping as Map

from pipeline.project.cut_words import CutContext, Line, Word, did_you_mean
from pipeline.project.nodes import Mapping, Node, Scalar, Sequence

__all__ = ["line_of"]

_SHOT_KEYS = (
    "take", "in", "out", "length", "until", "speed", "reverse", "hold", "loop", "flop", "zoom",
    "frame", "gain", "mute",
)  # fmt: skip

_KEYS: Map[str, tuple[str, ...]] = {
    "shot": _SHOT_KEYS,
    "over": ("at", *_SHOT_KEYS),
    "scene": (),
    "black": (),
    "white": (),
    "colour": ("length",),
    "card": ("length", "style", "colour"),
    "credits": ("file", "colour"),
    "missing": ("text",),
    "fade": ("length", "colour"),
    "dissolve": (),
    "dip": ("colour",),
    "wipe": ("direction",),
}
_SWITCHES = ("reverse", "flop", "mute")
_ZOOM = ("by", "at")
_PLAIN = ("hold", "loop", "gain")


def line_of(node: Mapping, context: CutContext) -> Line:
    """The words that a mapping spells; what is wrong with its keys is noted on the line."""
    line = Line((), context, node.where)
    heads = [entry for entry in node if entry.name in _KEYS]
    head = heads[0] if heads else None
    if head and head.name == "colour" and len(heads) > 1:
        head = heads[1]
    if head is None:
        first = next(iter(node), None)
        word = Word(first.name, first.key.where) if first else None
        line.fault(
            word,
            f"'{word.text}' does not begin an event" if word else "an event is empty here",
            (did_you_mean(word.text, _KEYS) if word else "")
            or f"an event has one of the keys {', '.join(_KEYS)}",
        )
        return line
    allowed = _KEYS[head.name]
    for entry in node:
        if entry is not head and entry.name not in allowed:
            line.fault(
                Word(entry.name, entry.key.where),
                f"an event with '{head.name}' has no key '{entry.name}'",
                did_you_mean(entry.name, allowed),
            )
    if not line.is_faulty:
        speller = _Speller(line, node)
        speller.head(head.name, head.value)
        line.words = tuple(speller.words)
    return line


class _Speller:
    """Spell the keys of one mapping as words."""

    def __init__(self, line: Line, node: Mapping) -> None:
        self.line = line
        self.node = node
        self.words: list[Word] = []

    def head(self, name: str, value: Node) -> None:
        if name in {"shot", "over"}:
            self.shot(name, value)
        elif name == "scene":
            self.add(self.text(value), value)
        elif name == "card":
            self.add("card", value)
            self.key("length")
            self.sayings(value)
            self.key("style")
            self.key("colour")
        elif name == "colour":
            self.add("colour", value)
            self.add(self.text(value), value)
            self.key("length")
        elif name == "fade":
            self.add("fade", value)
            self.add(self.text(value), value)
            self.key("length")
            self.key("colour")
        else:
            self.add(name, value)
            self.add(self.text(value), value)
            if (file := self.node.get("file")) is not None:
                self.add(self.text(file), file, is_quoted=True)
            self.key("colour")
            self.key("direction")
            if (text := self.node.get("text")) is not None:
                self.add(self.text(text), text, is_quoted=True)

    def shot(self, name: str, value: Node) -> None:
        if name == "over":
            self.add("over", value)
        shot, take = self.text(value), self.node.get("take")
        if take is not None:
            shot += "/" + self.text(take).replace(" ", "")
        self.add(shot, value if take is None else take)
        self.window()
        self.phrase("until")
        if (speed := self.node.get("speed")) is not None:
            self.add(self.speed(speed), speed)
        for key in _PLAIN:
            self.phrase(key)
        for key in _SWITCHES:
            self.switch(key)
        if (zoom := self.node.get("zoom")) is not None:
            self.zoom(zoom)
        if (frame := self.node.get("frame")) is not None:
            for piece in self.text(frame).split():
                self.add(piece, frame)
        self.phrase("at")

    def window(self) -> None:
        start, end, length = (self.node.get(key) for key in ("in", "out", "length"))
        place = next((each for each in (end, length, start) if each is not None), None)
        if place is None:
            return
        begin = self.text(start) if start is not None else ""
        if end is not None and length is not None:
            self.line.fault(
                Word("", length.where), "the event says its end twice", "write out or length"
            )
        elif end is not None:
            self.add(f"{begin}-{self.text(end)}", end)
        elif length is not None:
            self.add(f"{begin or '0'}+{self.text(length)}", length)
        else:
            self.add(begin if "until" in self.node else f"{begin}-", place)

    def speed(self, node: Node) -> str:
        if isinstance(node, Scalar) and node.text.removeprefix("x")[:1].isdigit():
            return f"x{node.text.removeprefix('x')}"
        if isinstance(node, Sequence):
            points: list[str] = []
            for point in node.items:
                if not isinstance(point, Sequence) or len(point.items) != 2:
                    break
                frame, value = (self.text(each) for each in point.items)
                points.append(f"{value}@{frame}" if points or frame != "0" else value)
            else:
                if points:
                    return "x" + ">".join(points)
        self.line.fault(
            Word("", node.where),
            "'speed' is a number, or a list of points",
            "write speed: 0.5, or speed: [[0, 1], [24, 0.3]]",
        )
        return "x1"

    def switch(self, key: str) -> None:
        node = self.node.get(key)
        if node is None:
            return
        value = node.plain()
        if value is True:
            self.add(key, node)
        elif value is not False:
            self.line.fault(
                Word("", node.where), f"'{key}' is said with true or false", f"write {key}: true"
            )

    def zoom(self, node: Node) -> None:
        self.add("zoom", node)
        if isinstance(node, Mapping):
            for entry in node:
                if entry.name not in _ZOOM:
                    self.line.fault(
                        Word(entry.name, entry.key.where),
                        f"a zoom has no key '{entry.name}'",
                        did_you_mean(entry.name, _ZOOM) or "write zoom: {by: 1.15, at: [40, 30]}",
                    )
            by, at = node.get("by"), node.get("at")
            self.add(self.text(by) if by is not None else "", node)
            if isinstance(at, Sequence):
                self.add("@" + ",".join(self.text(each) for each in at.items), at)
            elif at is not None:
                self.add("@" + self.text(at), at)
            return
        for piece in self.text(node).split():
            self.add(piece, node)

    def sayings(self, node: Node) -> None:
        if isinstance(node, Mapping):
            for entry in node:
                self.add(entry.name, entry.key)
                self.add(self.text(entry.value), entry.value, is_quoted=True)
        else:
            self.add(self.text(node), node, is_quoted=True)

    def phrase(self, key: str) -> None:
        node = self.node.get(key)
        if node is not None:
            self.add(key, node)
            for piece in self.text(node).split():
                self.add(piece, node)

    def key(self, name: str) -> None:
        node = self.node.get(name)
        if node is not None:
            self.add(self.text(node), node)

    def text(self, node: Node) -> str:
        if isinstance(node, Scalar):
            return node.text
        self.line.fault(Word("", node.where), "a single word is due here, not a list or a block")
        return ""

    def add(self, text: str, node: Node, *, is_quoted: bool = False) -> None:
        self.words.append(Word(text.strip() or "''", node.where, is_quoted=is_quoted))
