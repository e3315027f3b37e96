"""The inbox holds the contract: it promises nothing and sends nothing."""

from __future__ import annotations

from pipeline.backends.base import Operation, Order
from pipeline.backends.inbox import Inbox, InboxSettings
from pipeline.backends.testing import BackendContract


class TestInbox(BackendContract):
    """A person brings it."""

    def backend(self, home):
        return Inbox(InboxSettings(flags="--ar 21:9"), home)

    def order(self, home):
        return Order(Operation.T2I, "sh010", prompt="a frozen city")
