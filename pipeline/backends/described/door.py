"""Where requests of a description may go: its own hosts, or the one address a film puts instead."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipeline.backends.addresses import origin
from pipeline.errors import BackendError

__all__ = ["Door"]


class Door:
    """Turns addresses of a description, and those that a service gives, into real ones.

    Where the film puts another ``base_url`` in the service's place, every host of the description
    is reached there: nothing goes to the real one.
    """

    def __init__(self, shipped: str, hosts: tuple[str, ...] = (), base: str = "") -> None:
        self.base = (base or shipped).rstrip("/")
        is_elsewhere = origin(self.base) != origin(shipped)
        self._own = {origin(self.base)}
        self.is_elsewhere = is_elsewhere
        if not is_elsewhere:
            self._own |= {origin(f"https://{host}") for host in hosts}

    def written(self, address: str) -> str:
        """A description's own address: a path below the service's, or a whole one."""
        if "://" not in address:
            return self.base + "/" + address.lstrip("/")
        if not self.is_elsewhere:
            return self.given(address)
        parts = urlsplit(address)
        return self.base + parts.path + (f"?{parts.query}" if parts.query else "")

    def given(self, address: str) -> str:
        """An address that the service named, for a request that carries the key.

        Raises:
            BackendError: it lies at a host that is none of the service's.
        """
        try:
            is_own = origin(address) in self._own
        except ValueError:
            is_own = False
        if not is_own:
            host = urlsplit(address).hostname or "nowhere"
            raise BackendError(
                f"the service named an address at '{host}', which is none of its own hosts: "
                "the key is not sent there",
            )
        return address
