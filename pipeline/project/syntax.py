"""Say in plain words why a file cannot be read on from some place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from yaml.error import MarkedYAMLError

from pipeline.errors import Problem, Where

__all__ = ["UnreadableError", "explain"]


class _Places(Protocol):
    def where(self, offset: int) -> Where: ...


@dataclass
class UnreadableError(Exception):
    """The file cannot be read any further than ``offset``."""

    message: str
    offset: int
    fix: str = ""

    def problem(self, page: _Places) -> Problem:
        """The same as a problem with its line."""
        return Problem(self.message, where=page.where(self.offset), fix=self.fix)


_INDENT = "keys of one block begin in one column; indent with spaces, the same number each time"
_QUOTES = "put the whole value in quotes"
_TAB = "a tab stands where the line is indented"

# (what libyaml says, what is wrong, what to do), CHAR is the character at that place
_RULES: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a second ': ' stands in this line",
        "put the value in quotes, or begin a new line for the second key",
    ),
    (
        "block sequence entries are not allowed",
        "a list item ('- ') cannot begin here",
        "begin it on a line of its own",
    ),
    (
        "mapping keys are not allowed",
        "a key cannot begin here",
        "begin it on a line of its own",
    ),
    ("tab character", _TAB, "indent with spaces"),
    (
        "cannot start any token",
        "a value cannot begin with 'CHAR'",
        _QUOTES,
    ),
    (
        "could not find expected ':'",
        "this line has no ': ' after its key",
        f"write `key: value`; {_INDENT}",
    ),
    (
        "unexpected end of stream",
        "the quotes that begin here are never closed",
        "close them, or leave them out",
    ),
    (
        "unexpected document indicator",
        "the quotes that begin here are never closed",
        "close them, or leave them out",
    ),
    (
        "unknown escape character",
        r"a backslash in double quotes begins a sign like \n; this one is not known",
        r"write \\ for a backslash, or use 'single quotes'",
    ),
    (
        "hexdecimal number",
        r"a \u or \x in double quotes needs the number of a character",
        r"write \\ for a backslash, or use 'single quotes'",
    ),
    (
        "Unicode character escape",
        r"a \u or \x in double quotes needs the number of a character",
        r"write \\ for a backslash, or use 'single quotes'",
    ),
    ("expected ',' or ']'", "the list that begins here is never closed", "add a ']'"),
    ("expected ',' or '}'", "the braces that begin here are never closed", "add a '}'"),
    ("did not find expected '-' indicator", "this line does not line up with the list", _INDENT),
    (
        "did not find expected key",
        "this line does not line up with the keys before it",
        _INDENT,
    ),
    (
        "did not find expected node content",
        "'CHAR' stands where a value is due",
        "write a value, or put it in quotes",
    ),
    (
        "alphabetic or numeric character",
        "a value cannot begin with 'CHAR'",
        _QUOTES,
    ),
    (
        "expected <document start>",
        "this line does not line up with what stands above it",
        _INDENT,
    ),
    (
        "did not find expected comment or line break",
        "after '|' or '>' the text begins on the next line",
        "write the text below, indented, or put the value in quotes",
    ),
    (
        "indentation indicator",
        "after '|' or '>' the text begins on the next line",
        "write the text below, indented, or put the value in quotes",
    ),
)
_IN_BRACES = re.compile(r"\{\s*([\w-]+)\s*\}\s*$")
_BEGINS_EARLIER = re.compile(r"quoted scalar|flow (?:sequence|mapping)|anchor|alias|block scalar")


def explain(err: MarkedYAMLError, text: str) -> UnreadableError:
    """What is wrong where libyaml stopped, without its words."""
    said = str(err.problem or "")
    mark = err.problem_mark or err.context_mark
    offset = min(mark.index, len(text)) if mark is not None else 0
    began = min(err.context_mark.index, len(text)) if err.context_mark is not None else offset
    if _BEGINS_EARLIER.search(str(err.context or "")) or "could not find expected ':'" in said:
        offset = began
    before = text[max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1 : offset]
    char = text[offset : offset + 1]
    if char == "\t" and not before.strip():
        return UnreadableError(_TAB, offset, "indent with spaces")
    if "did not find expected key" in said and before.strip():
        fix = "put the whole value in quotes, in 'single' ones where it holds \"double\" ones"
        if element := _IN_BRACES.search(before):
            fix = f"write <{element[1]}>, or put the whole value in quotes"
        return UnreadableError("words stand behind the closing quote or bracket", offset, fix)
    if "mapping values" in said and ":" not in before:
        return UnreadableError("this line does not line up with the one before", offset, _INDENT)
    char = char.strip()
    if not char and "node content" in said:
        return UnreadableError(
            "the file ends inside a bracket or a value", offset, "close what was opened"
        )
    char = char or "the end of the line"
    for words, message, fix in _RULES:
        if words in said:
            return UnreadableError(message.replace("CHAR", char), offset, fix)
    return UnreadableError(
        "the file cannot be read on from here", offset, f"look at this line; {_INDENT}"
    )
