"""Keys of services: from the environment or the system's keyring, and never to another host.

At the address that ships with a service, the service's own variables count, then the keyring
(service ``rushes``, user: the service's name). At any other address only ``RUSHES_KEY_<SERVICE>``
does: a film that points a service elsewhere gets none of the keys that belong to it. Where the
programs of a service read its key in two parts, ``ID_VARIABLE:SECRET_VARIABLE`` names the pair, and
the key is ``id:secret``.
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NoReturn
from urllib.parse import quote

from msgspec import Struct

from pipeline.backends.addresses import origin, shown_url
from pipeline.errors import NotConfigured

__all__ = [
    "KEYRING",
    "KeyPlace",
    "Secret",
    "elsewhere_variable",
    "key_for",
    "key_place",
    "variable_words",
    "why_missing",
]

KEYRING = "rushes"
"""The service's name in the system's keyring."""

_LEAST_HIDDEN = 8
"""Characters below which a key is not looked for in what a service says: it would hide words."""
_PAIR = ":"
"""Between the two parts of a key, and between the two variables that hold one."""
_KEY = re.compile(r"[\x21-\x7e]+")


class Secret:
    """A key that shows itself to nobody: not in text, not as JSON, not to another process."""

    __slots__ = ("_shape", "_value")

    def __init__(self, value: str, shape: str = "{}") -> None:
        self._value = value
        self._shape = shape

    def within(self, shape: str) -> Secret:
        """The same key as a header says it: ``Bearer {}``, ``Key {}``."""
        return Secret(self._value, shape)

    def basic(self, user: str = "") -> Secret:
        """The same key as the password of ``Authorization: Basic``."""
        return Secret(self._value, f"Basic {user}:{{}}")

    def reveal(self) -> str:
        """The header's value; for `pipeline.backends.wire` alone."""
        if self._shape.startswith("Basic "):
            pair = self._shape.removeprefix("Basic ").format(self._value)
            return "Basic " + base64.b64encode(pair.encode()).decode()
        return self._shape.format(self._value)

    def spellings(self) -> tuple[str, ...]:
        """What must not be seen in what comes back: the key plain, escaped and encoded.

        Of a key of two parts, ``id:secret``, each part as well.
        """
        parts = [self._value, *(self._value.split(_PAIR, 1) if _PAIR in self._value else ())]
        found = [each for part in parts for each in _spelt(part)]
        if len(self._value) >= _LEAST_HIDDEN:
            found.append(self.reveal().removeprefix("Basic ").strip())
        return tuple(sorted(dict.fromkeys(found), key=len, reverse=True))

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key does not travel")


def _spelt(value: str) -> tuple[str, ...]:
    """The ways in which a key, or a part of one, may be written; none where it is too short."""
    if len(value) < _LEAST_HIDDEN:
        return ()
    encoded = base64.b64encode(value.encode()).decode().rstrip("=")
    escaped = json.dumps(value)[1:-1]
    return value, escaped, escaped.replace("/", "\\/"), quote(value, safe=""), encoded


class KeyPlace(Struct, frozen=True):
    """Where a key is looked for, and where it was found."""

    variables: tuple[str, ...]
    """The variables that count for the address, the first of them the usual one."""
    found: str = ""
    """The variable that holds it (``ID:SECRET``, a pair), or ``keyring``; empty: there is none."""
    is_elsewhere: bool = False
    """The address is not the one that ships with the service."""


def key_for(service: str, variables: Sequence[str], base_url: str, shipped_url: str) -> Secret:
    """The key that may be sent to ``base_url``.

    Raises:
        NotConfigured: there is none, or it is no key; names the variable, never what it holds.
    """
    place = key_place(service, variables, base_url, shipped_url)
    if place.found == "keyring":
        return _secret(_from_keyring(service) or "", "the keyring")
    if place.found:
        held = [os.environ[name].strip() for name in place.found.split(_PAIR)]
        return _secret(_PAIR.join(held), variable_words(place.found))
    raise why_missing(service, place, base_url)


def why_missing(service: str, place: KeyPlace, base_url: str) -> NotConfigured:
    """The error for a key that was found nowhere; names the variables that count.

    A service that a film describes has no address in the place of its own (``base_url`` is empty).
    """
    if place.is_elsewhere and not base_url:
        return NotConfigured(
            "there is no key for the service that the film describes",
            fix=f"put it into {place.variables[0]}",
        )
    if place.is_elsewhere:
        return NotConfigured(
            f"{service} is pointed at {shown_url(base_url)}, which gets none of its own keys",
            fix=f"put a key for that address into {place.variables[0]}",
        )
    variables = " or ".join(map(variable_words, place.variables))
    return NotConfigured(
        f"there is no key for {service}",
        fix=f"put it into {variables}, or into the keyring: `keyring set {KEYRING} {service}`",
    )


def key_place(service: str, variables: Sequence[str], base_url: str, shipped_url: str) -> KeyPlace:
    """Where the key for ``base_url`` comes from; its value is looked at and not told."""
    if not _is_same(base_url, shipped_url):
        only = elsewhere_variable(service)
        return KeyPlace((only,), only if _is_set(os.environ, only) else "", is_elsewhere=True)
    for variable in variables:
        if _is_set(os.environ, variable):
            return KeyPlace(tuple(variables), variable)
    return KeyPlace(tuple(variables), "keyring" if _from_keyring(service) else "")


def variable_words(name: str) -> str:
    """How a variable is named to a person; a pair is ``FAL_KEY_ID with FAL_KEY_SECRET``."""
    return " with ".join(name.split(_PAIR))


def elsewhere_variable(service: str) -> str:
    """The variable that holds a key for an address of the user's own."""
    return "RUSHES_KEY_" + re.sub(r"\W", "_", service, flags=re.ASCII).upper()


def _is_same(one: str, other: str) -> bool:
    try:
        return origin(one) == origin(other)
    except ValueError:
        return False


def _is_set(environment: Mapping[str, str], name: str) -> bool:
    return all(environment.get(one, "").strip() for one in name.split(_PAIR))


def _secret(value: str, place: str) -> Secret:
    """The key without the blanks around it that pasting leaves."""
    value = value.strip()
    if not _KEY.fullmatch(value):
        raise NotConfigured(
            f"what {place} holds is no key: there are blanks or signs in it that no key has",
            fix="copy the key again from the service's own page",
        )
    return Secret(value)


def _from_keyring(service: str) -> str | None:
    """The key in the system's keyring; none where there is no keyring, or it stays locked."""
    try:
        return _asked(service)
    except LookupError:
        return None


@lru_cache(maxsize=64)
def _asked(service: str) -> str:
    """Ask the keyring; only what was found is remembered for the process.

    Raises:
        LookupError: nothing was found.
    """
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as err:
        raise LookupError(service) from err
    try:
        found = keyring.get_password(KEYRING, service)
    except (KeyringError, OSError, RuntimeError) as err:
        raise LookupError(service) from err
    if not (found or "").strip():
        raise LookupError(service)
    return str(found)
