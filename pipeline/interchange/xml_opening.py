"""The one door for XML that others made: no entities, nothing outside it, and not endless."""

from __future__ import annotations

from xml.parsers import expat

from pipeline.errors import ProjectError
from pipeline.interchange.reading import refused
from pipeline.interchange.xml_text import Node

__all__ = ["opened_xml"]

_DEEPEST = 100
_MOST_NODES = 2_000_000


def opened_xml(data: bytes, what: str) -> Node:
    """The root of an XML document.

    Raises:
        ProjectError: it is no XML, declares entities, or is deeper or larger than any timeline.
    """
    reader = _Reader(what)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.say
    parser.EntityDeclHandler = reader.refuse_entity
    parser.ExternalEntityRefHandler = reader.refuse_outside
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError as err:
        raise refused(what, f"it is no whole XML (line {err.lineno})") from err
    except (ValueError, LookupError) as err:  # an encoding that nobody knows
        raise refused(what, "it is no XML") from err
    return reader.root


class _Reader:
    """Nodes as they are met."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.root = Node("")
        self.open: list[Node] = []
        self.count = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= _DEEPEST or self.count > _MOST_NODES:
            raise refused(self.what, "it is deeper or larger than any timeline")
        node = Node(tag, attributes)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, tag: str) -> None:
        del tag
        self.open.pop()

    def say(self, text: str) -> None:
        if self.open:
            self.open[-1].text += text

    def refuse_entity(self, *declared: object) -> None:
        del declared
        raise self._strange("it declares entities, as no timeline does")

    def refuse_outside(self, *named: object) -> int:
        del named
        raise self._strange("it asks for other files")

    def _strange(self, why: str) -> ProjectError:
        return refused(self.what, why)
