"""Where keys come from, where they go, and that nothing shows them."""

from __future__ import annotations

import copy
import json
import pickle
import sys
import traceback
from collections.abc import Iterator
from types import ModuleType

import msgspec
import pytest

from pipeline.backends import keys
from pipeline.backends.keys import KeyPlace, Secret, key_for, key_place
from pipeline.errors import NotConfigured

VALUE = "sk-planted-0123456789"
SHIPPED = "https://api.acme.example/v1"


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test asks the keyring of whoever runs it."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    keys._asked.cache_clear()
    yield
    keys._asked.cache_clear()


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """A keyring with nothing in it yet."""
    held: dict[tuple[str, str], str] = {}
    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]

    def get_password(service: str, user: str) -> str | None:
        if ("locked", "") in held:
            raise errors.KeyringError(held["locked", ""])
        return held.get((service, user))

    module.get_password = get_password  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return held


def _key(base_url: str = SHIPPED) -> Secret:
    return key_for("acme", ("ACME_KEY", "ACME_TOKEN"), base_url, SHIPPED)


def test_a_key_shows_itself_to_nobody() -> None:
    """Not in text, not in JSON, not in a traceback, not to another process."""
    secret = Secret(VALUE)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>40}", f"{[secret]}"]
    shown += [repr(secret.within("Bearer {}")), str(vars(Secret))]
    for write in (
        json.dumps,
        msgspec.json.encode,
        pickle.dumps,
        copy.deepcopy,
        msgspec.to_builtins,
    ):
        with pytest.raises(TypeError) as caught:
            write(secret)
        shown.append("".join(traceback.format_exception(caught.value)))

    assert [] == [text for text in shown if "planted" in text]
    assert (VALUE, f"Bearer {VALUE}") == (secret.reveal(), secret.within("Bearer {}").reveal())
    assert "Basic OnNrLXBsYW50ZWQtMDEyMzQ1Njc4OQ==" == secret.basic().reveal()


def test_the_first_variable_that_holds_something_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty one is none; the line end that pasting leaves is taken off."""
    monkeypatch.setenv("ACME_KEY", " \n")
    monkeypatch.setenv("ACME_TOKEN", f"{VALUE}\n")

    assert VALUE == _key().reveal()
    assert KeyPlace(("ACME_KEY", "ACME_TOKEN"), "ACME_TOKEN") == key_place(
        "acme", ("ACME_KEY", "ACME_TOKEN"), SHIPPED, SHIPPED
    )


def test_a_pair_of_variables_is_one_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both halves, or it is none; the key in one piece comes first, and both names are told."""
    names = ("FAL_KEY", "FAL_KEY_ID:FAL_KEY_SECRET")

    def held() -> str:
        return key_for("fal", names, SHIPPED, SHIPPED).reveal()

    monkeypatch.setattr("os.environ", environment := {"FAL_KEY_ID": "id-planted\n"})
    with pytest.raises(NotConfigured) as half:
        held()
    environment |= {"FAL_KEY_SECRET": " secret-planted"}
    pair, place = held(), key_place("fal", names, SHIPPED, SHIPPED)
    environment["FAL_KEY"] = VALUE

    assert "put it into FAL_KEY or FAL_KEY_ID with FAL_KEY_SECRET, or" in half.value.fix
    assert ("id-planted:secret-planted", names[1]) == (pair, place.found)
    assert VALUE == held()


def test_the_halves_of_a_key_are_looked_for_as_well() -> None:
    """A service that tells the secret alone back tells it to nobody; a short one hides no words."""
    spellings = Secret("id-planted-1:half/planted-2").within("Key {}").spellings()

    assert {"id-planted-1", "half/planted-2", "half%2Fplanted-2"} <= set(spellings)
    assert sorted(spellings, key=len, reverse=True) == list(spellings)
    assert "me" not in Secret("me:half/planted-2").spellings()


def test_without_a_key_the_variables_are_named() -> None:
    """And where else it may lie."""
    with pytest.raises(NotConfigured) as caught:
        _key()

    assert [
        "there is no key for acme",
        "  fix: put it into ACME_KEY or ACME_TOKEN, or into the keyring: `keyring set rushes acme`",
    ] == caught.value.lines()


@pytest.mark.parametrize("value", ["two words", "clé-de-service", "line\nbreak", "a\x00b"])
def test_what_is_no_key_is_not_sent_and_not_shown(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would break the header, or come back in an error of a library."""
    monkeypatch.setattr("os.environ", {"ACME_KEY": value})

    with pytest.raises(NotConfigured, match="what ACME_KEY holds is no key") as caught:
        _key()

    assert value not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("https://api.acme.example.evil.example", "https://api.acme.example:8443/v1"),
        *("http://api.acme.example/v1", "https://API.acme.example@evil.example/v1"),
        *("http://127.0.0.1:8080", "https://api.acme.examp1e/v1", "nonsense", ""),
    ],
)
def test_a_key_does_not_go_to_another_host(
    elsewhere: str, monkeypatch: pytest.MonkeyPatch, keyring: dict[tuple[str, str], str]
) -> None:
    """The service's own variables and the keyring count for the shipped address alone."""
    monkeypatch.setenv("ACME_KEY", VALUE)
    keyring["rushes", "acme"] = VALUE

    with pytest.raises(NotConfigured) as caught:
        _key(elsewhere)

    what = "put a key for that address into" if elsewhere else "put it into"
    assert f"  fix: {what} RUSHES_KEY_ACME" == caught.value.lines()[-1]
    assert "evil.example@" not in str(caught.value)


def test_another_address_has_a_variable_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """On this machine too."""
    monkeypatch.setenv("RUSHES_KEY_ACME", "for-the-proxy")
    monkeypatch.setenv("ACME_KEY", VALUE)

    assert "for-the-proxy" == _key("http://127.0.0.1:8080").reveal()
    assert VALUE == _key("https://API.ACME.example:443/v2/").reveal()
    assert "RUSHES_KEY_MY_OWN_ONE" == keys.elsewhere_variable("my own-one")


def test_the_keyring_comes_after_the_variables(
    monkeypatch: pytest.MonkeyPatch, keyring: dict[tuple[str, str], str]
) -> None:
    """It is asked once a process."""
    keyring["rushes", "acme"] = "from-the-keyring"
    assert "from-the-keyring" == _key().reveal()
    assert "keyring" == key_place("acme", ("ACME_KEY",), SHIPPED, SHIPPED).found

    keyring.clear()
    assert "from-the-keyring" == _key().reveal()

    monkeypatch.setenv("ACME_KEY", VALUE)
    assert VALUE == _key().reveal()


def test_a_locked_keyring_is_no_key(keyring: dict[tuple[str, str], str]) -> None:
    """What it says is nobody's to read."""
    keyring["locked", ""] = VALUE

    with pytest.raises(NotConfigured, match="there is no key for acme") as caught:
        _key()

    assert VALUE not in str(caught.value)
