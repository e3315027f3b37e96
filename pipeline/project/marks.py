"""Read an author's YAML file into nodes that know their place in the text.

The rules are those of YAML 1.2, made for people: ``010`` and ``1:30`` are text, ``no``, ``yes``
and ``on`` are words, keys are always text, a key may stand once. Anchors, aliases, tags and
merges are refused, so that a few lines can never stand for a billion.

Offsets count characters of the decoded text (without a byte order mark, with its line ends as
they are), so that a splice of ``text[start:end]`` touches nothing else.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct
from yaml.error import MarkedYAMLError, YAMLError

from pipeline.errors import Problem, Where
from pipeline.facts import Digest
from pipeline.project.builder import build
from pipeline.project.nodes import Entry, Mapping, Node, Page, Scalar, Sequence
from pipeline.project.syntax import UnreadableError, explain

__all__ = [
    "Entry",
    "Mapping",
    "Node",
    "Page",
    "Scalar",
    "Sequence",
    "Source",
    "cut_short",
    "parse_text",
    "read_source",
]

MAX_BYTES = 64 * 1024 * 1024
"""A larger file is not an author's text (10,000 shots are 3 MB)."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ufeff]")
_LOST = re.compile(r"[ \t]+(#[^\s#][^\r\n]*)")

_MERGE = re.compile(r"^<{7} .*$(?=[\s\S]*^={7}\s*$[\s\S]*^>{7} )", re.MULTILINE)
"""What a merge leaves where two people changed the same lines."""


class Source(Struct, frozen=True):
    """One file as it was read."""

    page: Page
    root: Node | None
    """None where nothing could be read; an empty file is an empty block of keys."""
    problems: tuple[Problem, ...] = ()
    newline: str = "\n"
    has_bom: bool = False
    digest: Digest = ""
    """Of the bytes on disk; empty where they could not be read."""

    @property
    def text(self) -> str:
        """The decoded text, without a byte order mark, with its own line ends."""
        return self.page.text

    @property
    def is_whole(self) -> bool:
        """Every character was understood: the file may be edited by splices."""
        return self.root is not None and not any(not each.is_warning for each in self.problems)

    def where(self, offset: int = 0) -> Where:
        """The place of a character."""
        return self.page.where(offset)


def read_source(path: Path, shown: Path | None = None) -> Source:
    """Read a file; whatever is wrong with it is in ``problems``, nothing is raised.

    Args:
        path: the file on disk.
        shown: its name in messages, usually relative to the production.
    """
    name = shown or path
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES and path.is_file() else None
    except (OSError, ValueError) as err:
        reason = getattr(err, "strerror", None) or str(err)
        is_absent = isinstance(err, FileNotFoundError)
        fix = "write it, or put it there" if is_absent else "see who may read it"
        return _unread(name, f"cannot be read: {reason.lower()}", fix)
    if data is None:
        is_folder = path.is_dir()
        what = "a folder" if is_folder else "no text file that an author can have written"
        return _unread(name, f"is {what}", "move it away: a text file belongs there")
    digest = "b2:" + blake2b(data, digest_size=16).hexdigest()
    has_bom = data.startswith(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        return _undecoded(name, data, err)
    return parse_text(text, name, has_bom=has_bom, digest=digest)


def parse_text(text: str, shown: Path, *, has_bom: bool = False, digest: Digest = "") -> Source:
    """Read the text of a file; whatever is wrong with it is in ``problems``."""
    page = Page(shown, text)
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    problems: list[Problem] = []
    readable = text
    if control := _CONTROL.search(text):
        problems.append(
            Problem(
                f"the file holds the invisible character U+{ord(control[0]):04X} here",
                where=page.where(control.start()),
                fix="delete it and write the line again",
            )
        )
        readable = _CONTROL.sub("\ufffd", text)
    root: Node | None = None
    if merge := _MERGE.search(text):
        problems.append(
            Problem(
                "two versions of these lines stand here since a merge",
                where=page.where(merge.start()),
                fix="keep the lines that are meant, and take out the lines of <<<<<<<, ======= "
                "and >>>>>>>",
            )
        )
        return Source(page, None, tuple(problems), newline, has_bom, digest)
    try:
        root = build(page, readable, problems)
    except UnreadableError as err:
        problems.append(err.problem(page))
    except MarkedYAMLError as err:
        problems.append(explain(err, text).problem(page))
    except (YAMLError, ValueError, RecursionError):
        problems.append(Problem("the file cannot be read as text with keys", where=page.where(0)))
    return Source(page, root, tuple(problems), newline, has_bom, digest)


def cut_short(node: Scalar) -> str:
    """What YAML took for a comment right behind a plain value: ``#1 seller, rain``, or nothing.

    Only a ``#`` that is glued to the next word counts; ``# a remark`` is a remark.
    """
    if node.style or node.start == node.end:
        return ""
    match = _LOST.match(node.page.text, node.end)
    return match[1].rstrip() if match else ""


def _unread(name: Path, reason: str, fix: str) -> Source:
    problem = Problem(f"'{name}' {reason}", where=Where(name), fix=fix)
    return Source(Page(name, ""), None, (problem,))


def _undecoded(name: Path, data: bytes, err: UnicodeDecodeError) -> Source:
    page = Page(name, data.decode("utf-8-sig", errors="replace"))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        message, place = "the file is saved as UTF-16", Where(name)
    else:
        before = err.object[: err.start].decode("utf-8", errors="replace")
        message = f"the byte {err.object[err.start]:#04x} here is not UTF-8"
        place = page.where(len(before))
    problem = Problem(message, where=place, fix="save the file as UTF-8 in your editor")
    return Source(page, None, (problem,))
