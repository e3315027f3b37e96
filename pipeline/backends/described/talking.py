"""Speak to one described service: from templates to requests, from replies to answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from pipeline.backends import wire
from pipeline.backends.described.door import Door
from pipeline.backends.described.inputs import Posted, unpacked
from pipeline.backends.described.later import Later, attempt_in, finish, freeze
from pipeline.backends.described.model import Description, Find, KeyRule, Request
from pipeline.backends.described.paths import Answer, first, found
from pipeline.backends.described.paths import Path as Place
from pipeline.backends.described.states import says
from pipeline.backends.described.templates import ABSENT, Spot, Template, Written, fill, fill_body
from pipeline.backends.faults import MODERATED, NO_CREDIT, Words, raise_for_ask
from pipeline.backends.keys import KeyPlace, elsewhere_variable, key_for, key_place
from pipeline.errors import BackendError, CannotMake
from pipeline.facts import Json

__all__ = ["Talk", "answer_of", "frozen"]

_SAFE_IN_PATH = "/:@,"


class Talk:
    """One service at one address, with the key that may be sent there."""

    def __init__(self, description: Description, base_url: str) -> None:
        self.description = description
        self.door = Door(description.url, description.hosts, base_url)
        own = description.key.variables if description.key else ()
        is_own = bool(own) and not self.door.is_elsewhere
        variables = own if is_own else (elsewhere_variable(description.name),)
        self.words = msgspec.structs.replace(_words(description), variables=variables)

    # ------------------------------------------------------------------ requests

    def ordered(self, body: Json, attempt_key: str, home: Path) -> wire.Request:
        """The request of a frozen order, with the attempt's key and the files put in."""

        def known(word: str, number: int, form: str) -> Any:
            if word == "attempt":
                return attempt_in(form, attempt_key)
            return unpacked(body["files"][number], home, form)

        finished = finish(body, known)
        form = tuple(
            part for name, value in finished.get("form", []) for part in _parts(name, value)
        )
        return wire.Request(
            finished["method"],
            self.door.written(finished["address"]),
            {**self._headers({}), **finished.get("headers", {})},
            json=finished.get("json"),
            form=form,
            seconds=finished.get("timeout", 60.0),
        )

    def request(self, template: Request, values: Mapping[str, Any]) -> wire.Request:
        """A request about a job: ``values`` are ``job`` and what was kept of earlier answers.

        Raises:
            BackendError: it would go to a host that is none of the service's, or what it is made
                of is not known.
        """
        value = _values(values)
        return wire.Request(
            template.method,
            self._address(template.address, value),
            self._headers(template.headers, value),
            json=None if template.json is None else fill_body(template.json, value),
        )

    def address(self, template: Template, values: Mapping[str, Any]) -> str:
        """Where a request about a job would go; needs no key.

        Raises:
            BackendError: to a host that is none of the service's, or what it is made of is unknown.
        """
        return self._address(template, _values(values))

    def is_taken(self, answer: Answer) -> bool:
        """Whether a refusal says that our own id is known: the order was accepted before."""
        said = self.description.errors
        if answer.status < 400 or not said.taken:
            return False
        return says(said.taken, map(str, (*found(said.code, answer), *found(said.message, answer))))

    def look_up(self, find: Find, template: Request, values: Mapping[str, Any]) -> Answer | None:
        """Ask for a lost job; None where the service itself says that it has none.

        Neither a gateway's page nor a refusal that may mean other things says so.

        Raises:
            BackendError: as `pipeline.backends.faults.raise_for_ask`.
        """
        reply = wire.ask(self.request(template, values))
        answer = answer_of(reply)
        codes = map(str, found(self.description.errors.code, answer))
        is_absent = answer.status in find.absent or any(code in find.absent_by for code in codes)
        if is_absent and answer.data is not None:
            return None
        raise_for_ask(reply, self.words)
        return answer

    def upload(self, path: Path, media_type: str) -> Posted:
        """Upload a file: free, and may be done again.

        Raises:
            CannotMake: the service refuses it.
            BackendError: it could not be brought there.
        """
        rule = self.description.inputs.upload
        if rule is None:
            raise CannotMake(f"'{self.description.name}' takes no uploads")
        values = {"file.file": path, "file.name": path.name, "file.type": media_type}

        def value(spot: Spot) -> Any:
            return values.get(f"{spot.name}.{spot.form}", ABSENT)

        form = fill_body(rule.request.form, value)
        json = fill_body(rule.request.json, value)
        sent = wire.Request(
            rule.request.method,
            self._address(rule.request.address, value),
            self._headers(rule.request.headers, value),
            json=json,
            form=tuple(
                part
                for name, one in (form if isinstance(form, dict) else {}).items()
                for part in _parts(name, one, media_type)
            ),
        )
        reply = wire.ask(sent)
        raise_for_ask(reply, self.words)
        answer = answer_of(reply)
        if rule.then is not None:
            self._carry(answer, path, media_type)
        uri = first(rule.uri, answer)
        if not isinstance(uri, str):
            raise BackendError(f"'{self.description.name}' took {path.name} and gave it no name")
        return Posted(uri, time.monotonic() + rule.lasts * 0.9)

    def _carry(self, answer: Answer, path: Path, media_type: str) -> None:
        """The second half of an upload, to a host that the service named: without the key."""
        rule = self.description.inputs.upload
        then = rule.then if rule is not None else None
        if then is None:
            return
        address, fields = first(then.to, answer), first(then.fields, answer) or {}
        if not isinstance(address, str) or not isinstance(fields, dict):
            raise BackendError(f"'{self.description.name}' does not say where {path.name} goes")
        base = self.door.base
        if then.method == "PUT":
            headers = {"content-type": media_type}
            sent = wire.Request("PUT", address, headers, body=path, given_by=base)
        else:
            parts = [wire.Part(name, str(value)) for name, value in fields.items()]
            parts.append(wire.Part("file", path, path.name, media_type))
            sent = wire.Request("POST", address, form=tuple(parts), given_by=base)
        raise_for_ask(wire.ask(sent), self.words, is_result=True)

    # ------------------------------------------------------------------ parts of a request

    def _headers(
        self, own: Mapping[str, Template], value: Callable[[Spot], Any] | None = None
    ) -> dict[str, Any]:
        said = value or (lambda _: ABSENT)
        filled = {
            name: fill(template, said)
            for name, template in {**self.description.headers, **own}.items()
        }
        headers: dict[str, Any] = {
            name: str(text) for name, text in filled.items() if text is not ABSENT
        }
        rule = self.description.key
        if rule is not None:
            secret = key_for(*self._about_key(rule))
            headers[rule.header] = secret.within(rule.written.replace("$key", "{}"))
        return headers

    @property
    def key_place(self) -> KeyPlace | None:
        """Where the service's key is looked for, and found; None: it needs none."""
        rule = self.description.key
        return None if rule is None else key_place(*self._about_key(rule))

    def _about_key(self, rule: KeyRule) -> tuple[str, tuple[str, ...], str, str]:
        """Whose key, in which variables, for which address, and which one ships with it.

        A description in a film ships with nothing: its key is ``RUSHES_KEY_<SERVICE>`` alone, and
        no keyring is asked for what a film calls itself.
        """
        shipped = self.description.url if rule.variables else ""
        return self.description.name, rule.variables, self.door.base, shipped

    def _address(self, template: Template, value: Callable[[Spot], Any]) -> str:
        """An address: one that a reply gave, or the description's own with values in it."""
        if isinstance(template, Spot):
            given = value(template)
            if not isinstance(given, str):
                raise BackendError(
                    f"'{self.description.name}' named no address for '{template.name}'"
                )
            return self.door.given(given)
        filled = fill(template, lambda spot: quoted(value(spot)))
        if filled is ABSENT:
            raise BackendError(f"what the service is asked by is not known: {_shown(template)}")
        return self.door.written(str(filled))


def _values(values: Mapping[str, Any]) -> Callable[[Spot], Any]:
    """What fills the places of a request about a job."""

    def value(spot: Spot) -> Any:
        found = values.get(f"{spot.name}.{spot.form}" if spot.form else spot.name)
        return ABSENT if found is None else found

    return value


def quoted(value: Any) -> Any:
    """A value as it stands in an address: no ``?``, ``#`` or ``..`` of a value changes it.

    Raises:
        CannotMake: it would lead to another place.
    """
    if isinstance(value, Later) or value is ABSENT:
        return value
    text = str(value)
    if ".." in text.split("/"):
        raise CannotMake(f"'{text}' does not belong in an address")
    return quote(text, safe=_SAFE_IN_PATH)


def frozen(request: Request, value: Callable[[Spot], Any]) -> Json:
    """A request as it is kept in the ledger: plain JSON, without the key.

    Raises:
        CannotMake: its address cannot be made of this order.
    """
    address = fill(request.address, lambda spot: quoted(value(spot)))
    if address is ABSENT:
        missed = _shown(request.address)
        raise CannotMake(f"the order does not say what its address is made of: {missed}")
    body: Json = {"method": request.method, "address": freeze(address)}
    headers = {name: fill(text, value) for name, text in request.headers.items()}
    if kept := {name: freeze(text) for name, text in headers.items() if text is not ABSENT}:
        body["headers"] = kept
    if request.json is not None:
        body["json"] = freeze(fill_body(request.json, value))
    if request.form is not None:
        form = fill_body(request.form, value)
        body["form"] = [[name, freeze(one)] for name, one in form.items()]
    return body


def answer_of(reply: wire.Reply) -> Answer:
    """A good reply, to be read by paths; what is no JSON has no body here."""
    try:
        data = reply.json() if reply.body else None
    except ValueError:
        data = None
    return Answer(data, reply.headers, reply.status)


def _parts(name: str, value: Any, media_type: str = "") -> list[wire.Part]:
    """Fields of a form: a list is the same field again and again."""
    if isinstance(value, list):
        return [part for one in value for part in _parts(name, one, media_type)]
    if isinstance(value, Path):
        from pipeline.backends.described.inputs import media_type_of

        return [wire.Part(name, value, value.name, media_type or media_type_of(value))]
    if isinstance(value, bool):
        return [wire.Part(name, "true" if value else "false")]
    return [wire.Part(name, str(value))]


def _shown(template: Template) -> str:
    if isinstance(template, Written):
        return "".join(str(part) for part in template.parts)
    return str(template)


def _words(description: Description) -> Words:
    """What the service's refusals say, beside what all services say."""
    said, usual = description.errors, Words()
    return Words(
        service=description.name,
        sentence=(*_dotted(said.message), *usual.sentence),
        code=(*_dotted(said.code), *usual.code),
        moderated=(*MODERATED, *(word.lower() for word in said.moderated)),
        no_credit=(*NO_CREDIT, *(word.lower() for word in said.no_credit)),
        retired=(*usual.retired, *(word.lower() for word in said.retired)),
    )


def _dotted(paths: tuple[Place, ...]) -> tuple[str, ...]:
    return tuple(".".join("0" if s is None else str(s) for s in path.steps) for path in paths)
