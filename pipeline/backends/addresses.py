"""Where may be spoken to: the addresses of services, and of the results that they give.

A service's own address is https, or http on this machine. What a service gives (a link to a
result, a redirect) is a stranger's word: https to a public address only, and the address that was
looked at is the one that is connected to, so that a name cannot point elsewhere a moment later.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from pipeline.errors import Unreachable

__all__ = ["Way", "base_url", "is_loopback", "is_public", "origin", "shown_url", "way_to"]

_PORTS = {"http": 80, "https": 443}
_NUMBERS = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+)){0,3}\.?", re.IGNORECASE)
"""Hosts that a resolver may take for numbers: ``2130706433``, ``0177.0.0.1``, ``0x7f.1``."""
_HOST = re.compile(r"[\w.-]+", re.ASCII)
_ODD = re.compile(r"[\s\\\x00-\x20\x7f-\uffff]")
_MOST_SHOWN = 100
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Way(Struct, frozen=True):
    """How a host is reached."""

    scheme: str
    host: str
    port: int
    addresses: tuple[str, ...]
    """The addresses that were looked at; none where nobody here can resolve the name."""


def base_url(text: str) -> str:
    """The address of a service as written in a film, without its last slash.

    Raises:
        ValueError: a sentence that says what it may not be.
    """
    parts, host, _ = _parts(text)
    if parts.query or parts.fragment:
        raise ValueError("it ends before any ? or #")
    if parts.scheme == "http" and not (_is_loopback_host(host) or _is_near(host)):
        raise ValueError("it begins with https://; plain http is for this machine and its network")
    return text.rstrip("/")


def is_loopback(url: str) -> bool:
    """Whether an address names this machine itself: 127.0.0.0/8, ``::1`` or ``localhost``."""
    try:
        return _is_loopback_host(_parts(url)[1])
    except ValueError:
        return False


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port: what has to be the same for a key to go there.

    Raises:
        ValueError: it is no address.
    """
    parts, host, port = _parts(url)
    return parts.scheme, host, port


def shown_url(url: str) -> str:
    """An address as errors tell it: without the query, which may let anybody in."""
    try:
        parts, host, port = _parts(url)
    except ValueError:
        return "an address that cannot be read"
    place = host if port == _PORTS[parts.scheme] else f"{host}:{port}"
    told = f"{parts.scheme}://{place}{parts.path}"
    return told if len(told) <= _MOST_SHOWN else told[: _MOST_SHOWN - 1] + "…"


def way_to(url: str, base: str) -> Way:
    """How to reach an address that a service gave, looked up once.

    ``base`` is the service's own address: its own host is allowed as that is, and this machine
    where the service itself is on this machine. Otherwise https and public addresses only.

    Raises:
        Unreachable: it is neither, and is not asked.
    """
    told = shown_url(url)
    try:
        parts, host, port = _parts(url)
        own = base != "" and origin(base) == (parts.scheme, host, port)
    except ValueError as err:
        raise Unreachable(
            f"the service gave the address {told}, which is not asked: {err}"
        ) from err
    near = own or (is_loopback(base) and _is_loopback_host(host))
    if parts.scheme != "https" and not near:
        raise Unreachable(
            f"the service gave the address {told}, which is not https: it is not asked"
        )
    addresses = _resolved(host, port)
    if not near and not all(is_public(one) for one in addresses):
        raise Unreachable(
            f"the service gave the address {told}, which lies inside a private network: "
            "it is not asked"
        )
    return Way(parts.scheme, host, port, addresses)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet at large."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address):
        inner = one.ipv4_mapped or one.sixtofour
        if inner is None and one in _NAT64:
            inner = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if one.teredo is not None or one.is_reserved or one.is_site_local:
            return False
    return one.is_global and not one.is_multicast


def _parts(url: str) -> tuple[SplitResult, str, int]:
    """The parts of an address, its host in lower case, its port."""
    if _ODD.search(url):
        raise ValueError("it holds blanks or signs that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as err:
        raise ValueError("it is no address") from err
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS:
        raise ValueError("it begins with https://")
    if "@" in parts.netloc:
        raise ValueError("it holds no name and no password: keys come from the environment")
    if ":" in host:
        try:
            ipaddress.IPv6Address(host if "%" not in host else "")
        except ValueError as err:
            raise ValueError("its host is no address") from err
    elif not _HOST.fullmatch(host) or _is_odd_number(host):
        raise ValueError("its host is no name and no address")
    return parts, host, _PORTS[parts.scheme] if port is None else port


def _is_odd_number(host: str) -> bool:
    """Whether it is a number that is not written as an address is."""
    if not _NUMBERS.fullmatch(host):
        return False
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return True
    return False


def _is_loopback_host(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_near(host: str) -> bool:
    """Whether it is written as one of a network at home: 10.x, 192.168.x, fd…, gpu, gpu.local."""
    try:
        one = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(".local")
    return one.is_private and not (one.is_link_local or one.is_unspecified or one.is_loopback)


def _resolved(host: str, port: int) -> tuple[str, ...]:
    """Every address of a host, in the system's order; none where the name is not known here."""
    with suppress(ValueError):
        return (str(ipaddress.ip_address(host)),)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
