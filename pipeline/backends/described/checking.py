"""What the parts of a description must have in common; each fault with the place it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Named
from pathlib import Path
from typing import Any

from pipeline.backends.base import Recovery
from pipeline.backends.described.language import FORMS, PICTURES, VALUES
from pipeline.backends.described.model import Call, Description, Request
from pipeline.backends.described.templates import Spot, Template, spots
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Mapping, Node, Scalar, Sequence

__all__ = ["OWN_SETTINGS", "SERVICES", "faults_of", "request_spots"]

Fault = tuple[Node, str, str]
"""(Place, sentence, remedy)."""

SERVICES = Path(__file__).resolve().parent.parent / "services"
"""The descriptions that come with the program."""

OWN_SETTINGS = frozenset({"base_url", "service", "voice", "voices"})
"""Settings that every description has; no option may be called so."""

_ELSEWHERE = frozenset({"key", "job", "since", "file", "it"})
"""Values that an order does not have."""
_NEED_ATTEMPT = {Recovery.CLIENT_ID, Recovery.IDEMPOTENT, Recovery.TAGGED}
_NEED_FIND = {Recovery.CLIENT_ID, Recovery.TAGGED, Recovery.LISTED}


def request_spots(request: Request | None) -> Iterator[Spot]:
    """Every place for a value in a request."""
    if request is not None:
        for template in (request.address, request.json, request.form, request.headers):
            yield from spots(template)


def faults_of(description: Description, root: Node, *, is_films: bool) -> Iterator[Fault]:
    """Everything that is wrong with a description whose keys can all be read."""
    if not isinstance(root, Mapping):
        return
    if is_films and (SERVICES / f"{description.name}.yaml").exists():
        said = f"'{description.name}' comes with rushes: a film calls its own service otherwise"
        yield _at(root, "service"), said, "choose another name"
    yield from _account(description, root, is_films=is_films)
    yield from _settings(description, root)
    order = frozenset(VALUES) - _ELSEWHERE | description.options.keys()
    upload = description.inputs.upload
    place = _at(root, "inputs")
    if "upload" in description.inputs.send and upload is None:
        yield place, "files go by 'upload', and nothing says how", "write upload: …"
    if upload is not None:
        yield from _names(place, upload.request, frozenset({"file"}))
    yield from _values(_at(root, "headers"), description.headers, frozenset())
    if description.is_free != (description.recovery is Recovery.FREE):
        at = _at(root, "recovery", "free")
        yield (
            at,
            "what is free is simply made again: 'free: yes' and 'recovery: free' go together",
            "",
        )
    whole: set[str] = set()
    for call, node in zip(description.calls, _call_nodes(root), strict=True):
        if call.operation in whole:
            yield (
                node,
                f"no order comes here: a call of {call.operation} above takes every model",
                "",
            )
        if not call.models and not call.needs:
            whole.add(call.operation)
        yield from _call(call, node, order)


def _account(description: Description, root: Mapping, *, is_films: bool) -> Iterator[Fault]:
    key = description.key
    if key is None:
        return
    node = _at(root, "key")
    if "$key" not in key.written:
        yield _at(node, "as"), "the key has no place here", "write $key where it belongs"
    if key.variables and is_films:
        name = "RUSHES_KEY_" + description.name.replace("-", "_").upper()
        yield (
            _at(node, "variables"),
            "a description in a film names no variables: it could ask for anybody's key",
            f"take it out; the key is read from {name}",
        )


def _settings(description: Description, root: Mapping) -> Iterator[Fault]:
    for name, option in description.options.items():
        node = _at(root, "options", name)
        if name in VALUES or name in OWN_SETTINGS or not name.isidentifier():
            yield node, f"an option cannot be called '{name}'", "choose another name"
        if option.one_of and option.kind != "text":
            yield node, f"'one_of' belongs to texts, and '{name}' is a {option.kind}", ""


def _call(call: Call, node: Node, order: frozenset[str]) -> Iterator[Fault]:
    yield from _names(node, call.request, order)
    if call.own_job is not None:
        yield from _values(_at(node, "job"), call.own_job, frozenset({"attempt"}))
    yield from _follows(call, node)
    later = order | {"job"} | call.keep.keys()
    yield from _names(_at(node, "poll"), call.poll.request, later)
    yield from _names(_at(node, "results"), call.results.request, later)
    if call.cancel is not None:
        yield from _names(_at(node, "cancel"), call.cancel.request, later)
    used = call.names
    if call.recovery in _NEED_ATTEMPT and "attempt" not in used:
        yield node, f"'{call.recovery}' needs our own key: $attempt stands nowhere in the order", ""
    if call.recovery in _NEED_FIND and call.find is None:
        yield node, f"'{call.recovery}' needs to be told how a job is found", "write find: …"
    if call.find is not None:
        place = _at(node, "find")
        yield from _names(place, call.find.request, order | {"since"})
        yield from _values(place, call.find.make, later)
        words = ("prompt", "seed", "model", "voice", "tag", "began")
        for word in [one for one in call.find.match if one not in words]:
            yield place, f"nothing of an order is called '{word}'", f"known: {', '.join(words)}"
        if not call.find.match and call.recovery is not Recovery.CLIENT_ID:
            yield place, "what is found would be taken for any order", "write match: …"


def _follows(call: Call, node: Node) -> Iterator[Fault]:
    """A job has to be looked at; whatever is made has to be brought."""
    poll, results = call.poll, call.results
    is_job = call.reply == "job"
    if is_job and not (call.job or call.own_job is not None or call.keep):
        yield node, "the answer is a job, and nothing says what its id is", "write job: id"
    if is_job and poll.request is None:
        yield node, "the answer is a job, and nothing says how it is looked at", "write poll: …"
    if poll.request is not None and not (poll.state or poll.http or poll.ready_by):
        yield _at(node, "poll"), "nothing says how the job stands", "write state: … and states: …"
    if poll.state and not poll.states:
        yield _at(node, "poll"), "nothing says what the words of 'state' mean", "write states: …"
    is_file = results.file or call.reply == "file"
    if not (results.urls or results.base64 or is_file):
        yield node, "nothing says where the files are", "write results: {urls: …}"


def _names(node: Node, request: Request | None, known: Iterable[str]) -> Iterator[Fault]:
    """Places of a request for values that there are not."""
    if request is not None:
        for template in (request.address, request.json, request.form, request.headers):
            yield from _values(node, template, frozenset(known))


def _values(node: Node, template: Template, known: frozenset[str] | Any) -> Iterator[Fault]:
    allowed = frozenset(known)
    for spot in spots(dict(template) if isinstance(template, Named) else template):
        if spot.name not in allowed:
            place = _where(node, spot)
            what = f"'{spot}' is no value here"
            yield place, what, did_you_mean(spot.name, sorted(allowed))
        elif spot.form and spot.form not in _forms(spot.name):
            forms = ", ".join(_forms(spot.name)) or "none"
            yield _where(node, spot), f"'${spot.name}' has no form '{spot.form}'", f"known: {forms}"


def _forms(name: str) -> tuple[str, ...]:
    return tuple(FORMS.get("picture" if name in PICTURES else name, {}))


# ------------------------------------------------------------------ places


def _at(node: Node, *names: str) -> Node:
    """The inner node of that name, as deep as there is one."""
    for name in names:
        inner = node.get(name) if isinstance(node, Mapping) else None
        if inner is not None:
            node = inner
    return node


def _where(node: Node, spot: Spot) -> Node:
    """The text in which a place stands."""
    for text in _texts(node):
        if f"${spot.name}" in text.text or f"{{{spot.name}" in text.text:
            return text
    return node


def _texts(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _texts(item)
    else:
        for entry in node:
            yield from _texts(entry.value)


def _call_nodes(root: Mapping) -> Iterator[Node]:
    block = root.get("calls")
    for entry in block if isinstance(block, Mapping) else ():
        yield from entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
