"""Load a description: a YAML file, checked whole; every fault has its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.backends.base import Operation, Recovery, State
from pipeline.backends.described.checking import SERVICES, faults_of, request_spots
from pipeline.backends.described.language import REQUEST
from pipeline.backends.described.model import (
    MOST_SEED,
    Call,
    Cancel,
    Cost,
    Description,
    Errors,
    Find,
    Inputs,
    KeyRule,
    Limits,
    Option,
    Poll,
    Request,
    Results,
    Then,
    Upload,
)
from pipeline.backends.described.reading import Reader
from pipeline.errors import ProjectError
from pipeline.project.marks import parse_text, read_source
from pipeline.project.nodes import Mapping, Node, Sequence

__all__ = ["FOLDER", "load", "load_text", "shipped"]

FOLDER = SERVICES

_METHODS = ("get", "post", "put", "delete")


@lru_cache(maxsize=64)
def shipped(name: str) -> Description:
    """A description that comes with the program.

    Raises:
        ProjectError: it cannot be read.
    """
    return load(FOLDER / f"{name}.yaml", Path("services") / f"{name}.yaml")


def load(path: Path, shown: Path | None = None, *, is_films: bool = False) -> Description:
    """Read a description from a file.

    Args:
        path: the file on disk.
        shown: its name in messages.
        is_films: it lies in a film: it may name no variable of its own.

    Raises:
        ProjectError: every fault, each with its line.
    """
    source = read_source(path, shown)
    return _load(source.root, list(source.problems), is_films=is_films)


def load_text(text: str, shown: Path, *, is_films: bool = False) -> Description:
    """Read a description from its text; as `load`."""
    source = parse_text(text, shown)
    return _load(source.root, list(source.problems), is_films=is_films)


def _load(root: Node | None, problems: list[Any], *, is_films: bool) -> Description:
    if root is None or problems:
        raise ProjectError(problems)
    loader = _Loader()
    description = loader.description(root)
    if description is not None and not loader.reader.problems:
        for node, message, fix in faults_of(description, root, is_films=is_films):
            loader.reader.error(node, message, fix)
    if description is None or loader.reader.problems:
        found = sorted(loader.reader.problems, key=lambda one: one.where.line if one.where else 0)
        raise ProjectError(found)
    return description


class _Loader:
    def __init__(self) -> None:
        self.reader = Reader()

    def description(self, root: Node) -> Description | None:
        """The whole of it; None where it cannot even be begun."""
        said = self.reader.block(root, "service")
        if not isinstance(root, Mapping):
            return None
        common = {
            "reply": said.get("reply", "job"),
            "job": said.get("job", ()),
            "keep": said.get("keep", {}),
            "recovery": said.get("recovery", Recovery.NONE),
            "poll": self.poll(said.get("poll")),
            "results": self.results(said.get("results")),
            "cancel": self.cancel(said.get("cancel")),
            "find": self.find(said.get("find")),
        }
        calls = tuple(self.calls(said.get("calls"), common))
        if not {"service", "about", "url"} <= said.keys() or not calls:
            return None
        return Description(
            name=said["service"],
            about=said["about"],
            url=said["url"],
            calls=calls,
            docs=said.get("docs", ""),
            checked=said.get("checked", ""),
            page=said.get("page", ""),
            hosts=said.get("hosts", ()),
            key=self.key(said.get("key")),
            headers=said.get("headers", {}),
            is_free=said.get("free", False),
            recovery=common["recovery"],
            limits=Limits(**self.values(said.get("limits"), "limits")),
            most_seed=said.get("most_seed", MOST_SEED),
            inputs=self.inputs(said.get("inputs")),
            options=self.options(said.get("options")),
            errors=Errors(**self.values(said.get("errors"), "errors")),
        )

    def values(self, node: Node | None, name: str) -> dict[str, Any]:
        """The plain values of a block that may be missing."""
        return {} if node is None else self.reader.block(node, name)

    def request(self, node: Node, said: dict[str, Any], *, is_needed: bool) -> Request | None:
        """Take the keys of a request out of a block's values."""
        methods = [name for name in _METHODS if name in said]
        parts = {name: said.pop(name) for name in REQUEST if name in said}
        if not methods:
            if is_needed or parts:
                self.reader.error(node, "nothing says where it goes", "write get: or post: …")
            return None
        if len(methods) > 1:
            self.reader.error(node, f"'{methods[0]}' and '{methods[1]}': only one of them counts")
        if "json" in parts and "form" in parts:
            self.reader.error(node, "'json' and 'form': only one of them can be sent")
        return Request(
            method=methods[0].upper(),
            address=parts[methods[0]],
            json=parts.get("json"),
            form=parts.get("form"),
            headers=parts.get("headers", {}),
        )

    # ------------------------------------------------------------------ blocks

    def calls(self, node: Node | None, common: dict[str, Any]) -> Iterator[Call]:
        """Every call, in the order in which they are tried."""
        if node is None:
            return
        if not isinstance(node, Mapping):
            self.reader.error(node, "'calls' wants operations: t2v, i2v …")
            return
        for entry in node:
            if entry.name not in set(Operation):
                known = ", ".join(sorted(Operation))
                self.reader.error(entry.key, f"'{entry.name}' is no operation", f"known: {known}")
                continue
            several = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
            for each in several:
                call = self.call(Operation(entry.name), each, common)
                if call is not None:
                    yield call

    def call(self, operation: Operation, node: Node, common: dict[str, Any]) -> Call | None:
        """One call, with what the service says of all of them where it says nothing."""
        said = self.reader.block(node, "call")
        request = self.request(node, said, is_needed=True)
        lengths, is_range = said.pop("lengths", ((), False))
        needs = frozenset(said.pop("with", ()))
        if wrong := sorted(needs - {"first", "last", "source", "references"}):
            self.reader.error(node, f"'{wrong[0]}' is no picture of an order")
        job = said.pop("job", common["job"])
        own = None if isinstance(job, tuple) else job
        sizes = self.reader.sizes(node, said.pop("sizes", ()))
        blocks: dict[str, Any] = {
            "poll": self.poll(said.pop("poll", None), common["poll"]),
            "results": self.results(said.pop("results", None), common["results"]),
            "cancel": self.cancel(said.pop("cancel", None)) or common["cancel"],
            "find": self.find(said.pop("find", None)) or common["find"],
        }
        if request is None:
            return None
        return Call(
            operation,
            request,
            names=frozenset(spot.name for spot in request_spots(request)),
            job=job if own is None else (),
            own_job=own,
            needs=needs,
            lengths=lengths,
            is_range=is_range,
            sizes=sizes,
            **blocks,
            **{name: common[name] for name in ("recovery", "reply", "keep")} | said,
        )

    def key(self, node: Node | None) -> KeyRule | None:
        """How an account is told."""
        if node is None:
            return None
        said = self.reader.block(node, "key")
        if "header" not in said:
            return None
        return KeyRule(said["header"], said.get("as", "$key"), said.get("variables", ()))

    def inputs(self, node: Node | None) -> Inputs:
        """How files are handed over."""
        said = self.values(node, "inputs")
        return Inputs(**{**said, "upload": self.upload(said.pop("upload", None))})

    def upload(self, node: Node | None) -> Upload | None:
        """How a file is uploaded."""
        if node is None:
            return None
        said = self.reader.block(node, "upload")
        then = self.then(said.pop("then", None))
        request = self.request(node, said, is_needed=True)
        if request is None or "uri" not in said:
            return None
        return Upload(request, then=then, **said)

    def then(self, node: Node | None) -> Then | None:
        """The second request of an upload."""
        said = self.values(node, "then")
        method = next((name for name in ("post", "put") if name in said), "")
        if node is None or not method:
            return None
        return Then(method.upper(), said[method], said.get("fields", ()))

    def options(self, node: Node | None) -> dict[str, Option]:
        """The settings that are passed on."""
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            self.reader.error(node, "'options' wants names")
            return {}
        read = ((entry.name, self.reader.block(entry.value, "option")) for entry in node)
        return {name: Option(**said) for name, said in read if {"kind", "about"} <= said.keys()}

    def poll(self, node: Node | None, usual: Poll | None = None) -> Poll:
        """How a job is looked at."""
        if node is None:
            return usual or Poll()
        said = self.reader.block(node, "poll")
        request = self.request(node, said, is_needed=False)
        cost = self.values(said.pop("cost", None), "cost")
        return Poll(request, **said, cost=Cost(**cost) if "at" in cost else None)

    def results(self, node: Node | None, usual: Results | None = None) -> Results:
        """Where the files are."""
        if node is None:
            return usual or Results()
        said = self.reader.block(node, "results")
        return Results(self.request(node, said, is_needed=False), **said)

    def cancel(self, node: Node | None) -> Cancel | None:
        """How a job is stopped."""
        if node is None:
            return None
        said = self.reader.block(node, "cancel")
        request = self.request(node, said, is_needed=True)
        words: Iterable[str] = said.get("while", ())
        wrong = [word for word in words if word not in set(State)]
        if wrong:
            self.reader.error(node, f"'{wrong[0]}' is no state", f"known: {', '.join(State)}")
            return None
        if request is None:
            return None
        return Cancel(request, frozenset(map(State, words))) if words else Cancel(request)

    def find(self, node: Node | None) -> Find | None:
        """How a lost order is looked for."""
        if node is None:
            return None
        said = self.reader.block(node, "find")
        request = self.request(node, said, is_needed=True)
        if request is None or not {"items", "job"} <= said.keys():
            return None
        return Find(request, **said)
