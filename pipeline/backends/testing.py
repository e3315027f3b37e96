"""What every backend must hold: a pytest class to subclass, for ours and for plug-ins.

    class TestCard(BackendContract):
        def backend(self, home):
            return Card(CardSettings(), home)

        def order(self, home):
            return Order(Operation.T2I, "sh010", prompt="a card", width=96, height=54)

Nothing is sent anywhere: a backend of a paid service hands in one that talks to a double.
"""

# ruff: noqa: S101 - these are tests, shipped for the authors of plug-ins

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import asdict, replace
from pydantic import BaseModel, ValidationError

from pipeline.backends.base import (
    Backend,
    Operation,
    Order,
    Prepared,
    Recovery,
    State,
    Ticket,
    frozen_settings,
)
from pipeline.facts import Json, Money
from pipeline.media.digests import digest_of

__all__ = ["BackendContract"]

_SECRETS = ("api_key", "apikey", "token", "secret", "password", "authorization")
_LATER = """
import json, pathlib, sys
from importlib import import_module
from operator import attrgetter
from pipeline.backends.base import Ticket
said = json.loads(sys.stdin.read())
module, name = said["class"].split(":")
kind = attrgetter(name)(import_module(module))
backend = kind(kind.Settings.model_validate(said["ticket"]["settings"]), pathlib.Path(said["home"]))
ticket = Ticket(**{**said["ticket"], "files": tuple(said["ticket"]["files"])})
into = pathlib.Path(said["into"])
state = backend.poll(ticket, into).state.value
outputs = backend.collect(ticket, into).outputs
print(json.dumps([state, [output.path.name for output in outputs]]))
"""


class BackendContract:
    """The claims; subclass it as ``Test…`` and give ``backend`` and ``order``."""

    __test__ = False

    def __init_subclass__(cls, **words: object) -> None:
        super().__init_subclass__(**words)
        cls.__test__ = True

    # ------------------------------------------------------------------ given by the subclass

    def backend(self, home: Path) -> Backend:
        """A backend with valid settings, at home in ``home``."""
        raise NotImplementedError

    def order(self, home: Path) -> Order:
        """An order that it can honour; its files are made in ``home``."""
        raise NotImplementedError

    # ------------------------------------------------------------------ what it says of itself

    def test_it_has_a_name_and_one_sentence(self, tmp_path: Path) -> None:
        """Shown by ``rushes backends list``."""
        backend = self.backend(tmp_path)

        assert backend.name.replace("-", "_").isidentifier()
        assert backend.name == backend.name.lower()
        assert backend.about.strip()
        assert "\n" not in backend.about

    def test_a_misspelt_setting_is_an_error(self, tmp_path: Path) -> None:
        """Settings are frozen and take nothing that they do not know."""
        backend = self.backend(tmp_path)
        said = dict(frozen_settings(backend.settings))

        refused: list[tuple[int | str, ...]] = []
        try:
            type(backend.settings).model_validate({**said, "no_such_setting": 1})
        except ValidationError as err:
            refused = [error["loc"] for error in err.errors()]

        assert refused == [("no_such_setting",)]
        assert issubclass(backend.Settings, BaseModel)
        assert isinstance(backend.settings, backend.Settings)

    def test_its_capabilities_are_possible(self, tmp_path: Path) -> None:
        """Operations, limits and recovery make sense together, and are always the same."""
        backend, order = self.backend(tmp_path), self.order(tmp_path)
        can = backend.capabilities(order.model)

        assert can == backend.capabilities(order.model)
        assert can.operations
        assert order.operation in can.operations
        assert can.outputs >= 1
        assert can.concurrency >= 1
        assert can.poll_seconds > 0
        assert can.distinct is None or can.distinct >= 1
        assert not can.is_local or can.is_free
        assert can.recovery is not Recovery.FREE or can.is_free

    def test_it_honours_its_own_order(self, tmp_path: Path) -> None:
        """Nothing is wrong with the order it was given here."""
        assert not self.backend(tmp_path).check(self.order(tmp_path))

    def test_what_it_cannot_make_is_said_not_dropped(self, tmp_path: Path) -> None:
        """An operation beyond its capabilities is refused with a plain sentence."""
        backend, order = self.backend(tmp_path), self.order(tmp_path)
        can = backend.capabilities(order.model).operations
        beyond = [each for each in Operation if each not in can]

        for operation in beyond:
            faults = list(backend.check(replace(order, operation=operation)))
            assert faults
            assert all(fault.strip() and not fault.endswith(".") for fault in faults)

    def test_a_price_is_exact_or_unknown(self, tmp_path: Path) -> None:
        """Whole millionths; nothing for what is free."""
        backend, order = self.backend(tmp_path), self.order(tmp_path)
        price = backend.estimate(order)

        assert price is None or (isinstance(price.micros, int) and price.micros >= 0)
        if backend.capabilities(order.model).is_free:
            assert price == Money(0)

    # ------------------------------------------------------------------ making

    def test_preparing_changes_nothing(self, tmp_path: Path) -> None:
        """The body is plain JSON, the same every time, and the order stays what it is."""
        backend, order = self.backend(tmp_path), self.order(tmp_path)
        first, second = backend.prepare(order), backend.prepare(order)

        assert order == first.order
        assert first.body == second.body
        assert first.body == json.loads(json.dumps(first.body, allow_nan=False))

    def test_no_secret_is_ever_written_down(self, tmp_path: Path) -> None:
        """Neither body, settings nor ticket hold anything named like a key."""
        backend, order = self.backend(tmp_path), self.order(tmp_path)
        prepared = backend.prepare(order)

        assert not _secrets(prepared.body)
        assert not _secrets(dict(frozen_settings(backend.settings)))
        if not backend.capabilities(order.model).waits_for_person:
            assert not _secrets(_plain(self._submitted(backend, prepared, tmp_path / "into")))

    def test_a_ticket_survives_json(self, tmp_path: Path) -> None:
        """Whatever happens to this process, the ticket can be read again."""
        backend, order = self.backend(tmp_path), self.order(tmp_path)
        if backend.capabilities(order.model).waits_for_person:
            return
        ticket = self._submitted(backend, backend.prepare(order), tmp_path / "into")
        again = json.loads(json.dumps(_plain(ticket), allow_nan=False))

        assert backend.name == ticket.backend
        assert ticket == Ticket(**{**again, "files": tuple(again["files"])})
        assert all((tmp_path / "into" / name).is_file() for name in ticket.files)

    def test_a_finished_job_may_be_collected_twice(self, tmp_path: Path) -> None:
        """Ready stays ready, and the files are the same."""
        backend, order = self.backend(tmp_path), self.order(tmp_path)
        if backend.capabilities(order.model).waits_for_person:
            return
        into = tmp_path / "into"
        ticket = self._submitted(backend, backend.prepare(order), into)
        self._wait(backend, ticket, into)
        first, second = backend.collect(ticket, into), backend.collect(ticket, into)

        assert first == second
        assert first.outputs
        for output in first.outputs:
            for path in (output.path, *(path for _, path in output.companions)):
                assert path.is_file()
                assert path.stat().st_size > 0

    def test_another_process_collects_it(self, tmp_path: Path) -> None:
        """Class, settings, ticket and folder are all that a later process needs."""
        backend, order = self.backend(tmp_path), self.order(tmp_path)
        if not backend.capabilities(order.model).is_local:
            return
        into, kind = tmp_path / "into", type(backend)
        ticket = self._submitted(backend, backend.prepare(order), into)
        here = [output.path.name for output in backend.collect(ticket, into).outputs]
        said = {
            "class": f"{kind.__module__}:{kind.__qualname__}",
            "home": str(tmp_path),
            "into": str(into),
            "ticket": _plain(ticket),
        }
        if kind.__module__ not in sys.modules or not _is_importable(kind.__module__):
            return
        there = subprocess.run(
            [sys.executable, "-c", _LATER],
            input=json.dumps(said),
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

        assert [State.READY.value, here] == json.loads(there.stdout)

    def test_a_free_result_is_the_same_every_time(self, tmp_path: Path) -> None:
        """Order and seed decide everything, so that cut-off work is simply made again."""
        backend, order = self.backend(tmp_path), self.order(tmp_path)
        can = backend.capabilities(order.model)
        if not can.is_local:
            return
        digests = []
        for name in ("one", "two"):
            into = tmp_path / name
            ticket = self._submitted(backend, backend.prepare(order), into)
            outputs = backend.collect(ticket, into).outputs
            digests.append([digest_of(output.path) for output in outputs])

        assert digests[0] == digests[1]

    # ------------------------------------------------------------------ helpers

    def _submitted(self, backend: Backend, prepared: Prepared, into: Path) -> Ticket:
        into.mkdir(parents=True, exist_ok=True)
        return backend.submit(prepared, "0f1e2d3c", into)

    def _wait(self, backend: Backend, ticket: Ticket, into: Path) -> None:
        for _ in range(1000):
            if backend.poll(ticket, into).state is State.READY:
                return
        raise AssertionError("it was never ready")


def _plain(ticket: Ticket) -> Json:
    said = asdict(ticket)
    return {**said, "files": list(ticket.files)}


def _secrets(value: object) -> Sequence[str]:
    """Names in plain data that speak of keys and hold something."""
    if isinstance(value, dict):
        found = [
            str(name)
            for name, held in value.items()
            if held and str(name).lower().replace("-", "_") in _SECRETS
        ]
        return [*found, *(name for held in value.values() for name in _secrets(held))]
    if isinstance(value, list | tuple):
        return [name for held in value for name in _secrets(held)]
    return []


def _is_importable(module: str) -> bool:
    """Whether another process would find the module by its name."""
    from importlib.util import find_spec

    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False
