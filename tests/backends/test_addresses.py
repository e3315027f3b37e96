"""Which addresses are spoken to."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from pipeline.backends.addresses import Way, base_url, is_loopback, is_public, shown_url, way_to
from pipeline.errors import Unreachable

SERVICE = "https://api.acme.example/v1"
HERE = "http://127.0.0.1:8188"
Names = Callable[..., None]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """What each name means; without the fixture only numbers mean something."""

    def say(**known: list[str]) -> None:
        def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
            found = known.get(host.partition(".")[0])
            if found is None:
                raise socket.gaierror(-2, "unknown")
            return [(0, 0, 0, "", (one, port)) for one in found]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)

    say()
    return say


NOWHERE = "0.0.0.0"  # noqa: S104 - nothing is bound to it
PRIVATE = [
    NOWHERE,
    *("127.0.0.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "0.0.0.1"),
    *("100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1"),
    *("::1", "::", "fe80::1", "fd00::1", "ff02::1", "fec0::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"),
    *("2002:7f00:1::", "2002:a9fe:a9fe::1", "64:ff9b::7f00:1", "2001:0:4136:e378::"),
    *("", "localhost", "2130706433", "1.2.3"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_is_not_public(address: str) -> None:
    """Neither plainly, nor wrapped into IPv6 in one of its four ways."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    """Also behind a translator of a telephone's network."""
    assert is_public(address)


def test_the_addresses_that_were_looked_at_are_kept(names: Names) -> None:
    """They are what is connected to: the name is not looked up again."""
    names(cdn=["93.184.216.34", "2606:4700::1111"])

    way = way_to("https://cdn.example/a/b.mp4?sig=1", SERVICE)

    assert Way("https", "cdn.example", 443, ("93.184.216.34", "2606:4700::1111")) == way


@pytest.mark.parametrize("address", [one for one in PRIVATE if one][:-3])
def test_a_name_that_leads_inside_is_not_asked(address: str, names: Names) -> None:
    """Whatever else it leads to."""
    names(cdn=["93.184.216.34", address])

    with pytest.raises(Unreachable, match="lies inside a private network: it is not asked"):
        way_to("https://cdn.example/a.mp4", SERVICE)


@pytest.mark.parametrize(
    "url",
    [
        *("http://cdn.example/a.mp4", "ftp://cdn.example/a.mp4", "file:///etc/passwd"),
        *(
            "https://10.0.0.1/a",
            "https://[::1]/a",
            "https://[::ffff:127.0.0.1]/",
            "https://0.0.0.0/",
        ),
        *("https://2130706433/", "https://0177.0.0.1/", "https://0x7f.1/", "https://127.1/"),
        *("https://017700000001/", "https://[fe80::1%25eth0]/", "https://user:pw@cdn.example/a"),
        *("https://cdn.example\\@10.0.0.1/", "https:// cdn.example/", "https://", "https:///a", ""),
        *("//cdn.example/a", "data:video/mp4;base64,AAAA", "https://cdn.example:99999/a"),
        *("https://127.0.0.1\r\nHost: x/", "https://１２７.０.０.１/", "https://localhost/a"),
        *("http://127.0.0.1:8188/a", "http://169.254.169.254/latest/meta-data"),
    ],
)
def test_a_link_of_a_service_elsewhere_is_not_followed_inside(url: str, names: Names) -> None:
    """Nor where it is written so that two readers read two hosts."""
    names(cdn=["93.184.216.34"], localhost=["127.0.0.1"], **{"10": ["10.0.0.1"], "0": ["10.0.0.2"]})

    with pytest.raises(Unreachable):
        way_to(url, SERVICE)


def test_a_service_on_this_machine_gives_links_on_this_machine(names: Names) -> None:
    """And to the internet; not to the network beside it."""
    names(
        cdn=["93.184.216.34"], **{"127": ["127.0.0.1"], "192": ["192.168.1.1"]}, localhost=["::1"]
    )

    assert ("127.0.0.1",) == way_to("http://127.0.0.1:9000/a", HERE).addresses
    assert ("::1",) == way_to("http://localhost/a", HERE).addresses
    assert ("93.184.216.34",) == way_to("https://cdn.example/a", HERE).addresses
    for url in ("http://192.168.1.1/a", "https://192.168.1.1/a", "http://cdn.example/a"):
        with pytest.raises(Unreachable):
            way_to(url, HERE)


def test_a_service_in_the_house_gives_links_to_itself_alone(names: Names) -> None:
    """A ComfyUI on the machine with the card: its own host and port."""
    names(**{"192": ["192.168.1.20"], "127": ["127.0.0.1"]})
    near = "http://192.168.1.20:8188"

    assert ("192.168.1.20",) == way_to(f"{near}/view?filename=a.png", near).addresses
    for url in ("http://192.168.1.20:22/", "http://192.168.1.21:8188/", "http://127.0.0.1:8188/"):
        with pytest.raises(Unreachable):
            way_to(url, near)


def test_a_name_nobody_knows_has_no_addresses(names: Names) -> None:
    """Behind a proxy the proxy may know it."""
    assert () == way_to("https://nowhere.example/a", SERVICE).addresses


@pytest.mark.parametrize(
    "text",
    [
        *("https://api.acme.example", "https://api.acme.example:8443/v1", "http://127.0.0.1:8188"),
        *(
            "http://localhost:8188",
            "http://[::1]:80",
            "http://192.168.1.20:8188",
            "http://gpu:8188",
        ),
        *("http://gpu.local:8188", "https://10.0.0.1"),
    ],
)
def test_a_service_may_be_there(text: str) -> None:
    """Https anywhere; plain http on this machine and in the house."""
    assert text == base_url(text + "/")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("http://api.acme.example", "it begins with https://"),
        ("http://93.184.216.34", "it begins with https://"),
        ("http://169.254.169.254", "it begins with https://"),
        ("http://0.0.0.0", "it begins with https://"),
        ("https://user:pw@api.acme.example", "it holds no name and no password"),
        ("https://api.acme.example@evil.example", "it holds no name and no password"),
        ("https://api.acme.example?x=1", "it ends before any"),
        ("https://api.acme.example#x", "it ends before any"),
        ("https://2130706433", "its host is no name and no address"),
        ("https://0x7f.1", "its host is no name and no address"),
        ("https://", "its host is no name and no address"),
        ("https://a b", "it holds blanks"),
        ("https://api.acme.example:x", "it is no address"),
        ("ftp://api.acme.example", "it begins with https://"),
        ("api.acme.example", "it begins with https://"),
        ("https://api.аcme.example", "it holds blanks or signs"),
    ],
)
def test_a_service_may_not_be_there(text: str, why: str) -> None:
    """One sentence says why."""
    with pytest.raises(ValueError, match=why):
        base_url(text)


def test_this_machine_is_known_by_its_names() -> None:
    """By number and by ``localhost``; by nothing that only looks like it."""
    here = ["http://127.0.0.1", "http://127.9.9.9:1/a", "https://localhost", "http://[::1]:8188"]
    there = ["http://localhost.evil.example", "http://127.0.0.1.evil.example", "x", "http://0/"]

    assert [True] * 4 + [False] * 4 == [is_loopback(url) for url in (*here, *there)]


def test_a_link_is_told_without_what_lets_one_in() -> None:
    """The query of a signed link is as good as a key."""
    assert "https://cdn.example/a.mp4" == shown_url("https://cdn.example/a.mp4?X-Sig=secret#x")
    assert "http://127.0.0.1:81/" == shown_url("http://127.0.0.1:81/")
    assert "an address that cannot be read" == shown_url("https://u:p@cdn.example/")
    assert 100 == len(shown_url("https://cdn.example/" + "a" * 500))
