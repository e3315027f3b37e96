"""Somebody else's backend: installed, found through the entry point, and held to the contract."""

from __future__ import annotations

import sys

import pytest

from pipeline.backends import shelf
from pipeline.backends.base import Operation, Order
from pipeline.backends.testing import BackendContract
from pipeline.errors import BackendError

CARD = '''\
"""Draw a plain card for every order, at once and offline."""

from PIL import Image

from pipeline.backends.base import (
    Backend, Capabilities, Collected, Operation, Output, Prepared, Progress, Recovery, Settings,
    State, Ticket,
)
from pipeline.facts import Money


class CardSettings(Settings):
    colour: str = "#203040"


class Card(Backend):
    name = "card"
    about = "a plain card of one colour"
    Settings = CardSettings

    def capabilities(self, model=""):
        return Capabilities(
            frozenset({Operation.T2I}), is_free=True, is_local=True, recovery=Recovery.FREE
        )

    def check(self, order):
        can = self.capabilities(order.model).operations
        return () if order.operation in can else ("'card' draws panels only",)

    def estimate(self, order):
        return Money(0)

    def prepare(self, order):
        return Prepared(order, {"colour": self.settings.colour})

    def submit(self, prepared, attempt_key, into):
        size = (prepared.order.width, prepared.order.height)
        Image.new("RGB", size, self.settings.colour).save(into / "card.png")
        return Ticket(backend=self.name, files=("card.png",))

    def poll(self, ticket, into):
        return Progress(State.READY)

    def collect(self, ticket, into):
        return Collected(outputs=(Output(into / "card.png"),))


BACKEND = Card
'''


@pytest.fixture(scope="module", autouse=True)
def installed(tmp_path_factory):
    """A distribution with one entry point, as pip would leave it."""
    site = tmp_path_factory.mktemp("site")
    (site / "rushes_card.py").write_text(CARD, encoding="utf-8")
    info = site / "rushes_card-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rushes-card\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[rushes.backends]\ncard = rushes_card:BACKEND\nlost = no_such_module:BACKEND\n"
        "odd = json:dumps\nslate = rushes_card:BACKEND\n"
    )
    sys.path.insert(0, str(site))
    yield
    sys.path.remove(str(site))
    sys.modules.pop("rushes_card", None)


class TestCard(BackendContract):
    """The plug-in passes what ours pass."""

    def backend(self, home):
        kind = shelf.find("card")
        return kind(kind.Settings(), home)

    def order(self, home):
        return Order(Operation.T2I, "sh010", prompt="a card", width=96, height=54)


def test_a_plugin_stands_on_the_shelf_with_ours():
    """One list, one door."""
    assert {"card", "camera", "sketch"} <= set(shelf.names())


def test_a_plugin_never_takes_over_a_name_of_ours():
    """``slate`` stays ours whatever is installed."""
    assert "pipeline.backends.slate" == shelf.find("slate").__module__


def test_a_broken_plugin_is_one_sentence():
    """It says which one, and why."""
    with pytest.raises(BackendError, match=r"'lost' \(no_such_module:BACKEND\) cannot be loaded"):
        shelf.find("lost")
    with pytest.raises(BackendError, match="'odd' is no subclass of"):
        shelf.find("odd")
