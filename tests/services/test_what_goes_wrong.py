"""Whatever a service does: what the film has for it, what the user is told, and what was paid.

One run a service makes a panel for every word; the second run must not order anything again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.backends import shelf
from pipeline.backends.base import Operation, Order
from pipeline.ledger.attempts import Attempt
from tests.crash.processes import left_alive
from tests.services.accounts import accounts, unbalanced
from tests.services.filming import Film, Said
from tests.services.starting import Services
from tests.services.warm import Warm

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through /proc"),
    pytest.mark.timeout(120),
]

MADE = (1, 1, "done", "")
"""(paid, takes, how the last attempt stands, what is said)."""
UNSENT, SENT = (0, 0, "in_doubt", "answer was lost"), (1, 0, "in_doubt", "answer was lost")

ANY = {
    "limited": MADE,
    "limited-plain": MADE,
    "limited-date": MADE,
    "moderated": (0, 0, "moderated", "content policy"),
    "retired": (0, 0, "refused", ""),
    "bad": (0, 0, "refused", "not valid"),
}
"""What every service says when it takes nothing."""
LOST = ("broken", "bad-gateway", "unavailable", "gateway-timeout")
POLLED = {
    "unknown-word-x3": MADE,
    "poll-limited": MADE,
    "poll-unavailable-x2": MADE,
    "poll-html": MADE,
    "poll-drop": MADE,
    "failed-retryable": (2, 1, "done", ""),
    "failed": (1, 0, "failed", "went wrong"),
    "moderated-end": (1, 0, "moderated", "oderated|policy"),
    "link-expired": MADE,
    "truncated": MADE,
    "mislabelled": MADE,
    "odd-type": MADE,
    "moved": MADE,
    "mislabelled-always": (1, 0, "failed", ""),
}
"""What happens between the order and its picture, where a job is looked at."""
TAKEN = (*(f"{word}-taken" for word in LOST), "drop-after", "html", "half", "redirect")
"""The order was accepted, and the answer does not say so."""
UNTAKEN = (*LOST, "drop-before")
DOUBTED = {**dict.fromkeys(UNTAKEN, UNSENT), **dict.fromkeys(TAKEN, SENT)}
TABLES = {
    "runway": {
        **ANY,
        **POLLED,
        **DOUBTED,
        "forgets": (1, 0, "expired", ""),
        "link-gone-always": (1, 0, "expired", ""),
    },
    "fal": {
        **ANY,
        **POLLED,
        **dict.fromkeys(UNTAKEN, UNSENT),
        **dict.fromkeys(TAKEN, MADE),
        "drop-after lists-late-x2": MADE,
        "drop-after lists-late-always": SENT,
        "failed": (1, 0, "failed", "went wrong"),
    },
    "runware": {
        **ANY,
        **dict.fromkeys((*UNTAKEN, *TAKEN), MADE),
        "link-gone-always": (1, 0, "expired", ""),
    },
    "openai": {**ANY, **DOUBTED},
    "replicate": {**ANY, **dict.fromkeys(UNTAKEN, UNSENT), **dict.fromkeys(TAKEN, MADE)},
}
"""What every service may do, and what comes of it."""


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A server of this test's own: its books hold this film alone."""
    with Services(tmp_path / "services") as running:
        yield running
        assert "" == running.log()


def film_of(services: Services, folder: Path, maker: str, words: list[str]) -> Film:
    """A film with a shot for every word."""
    shots = {
        f"sh{number:03d}": f"it is {word} " + " ".join(f"fake-{each}" for each in word.split())
        for number, word in enumerate(words)
    }
    film = Film(folder, services, shots, makers=(maker,))
    film.write()
    return film


def stands(film: Film, shot: str) -> tuple[int, int, str]:
    """(paid, takes, how the last attempt stands)."""
    account = accounts(film).get(shot)
    last = [each for each in film.attempts() if each.ref.shot == shot][-1:]
    state = last[0].state.value if last else ""
    return (len(account.paid), account.takes.total(), state) if account else (0, 0, state)


def reason_of(film: Film, shot: str) -> str:
    """What the last attempt of a shot says of its end."""
    last: list[Attempt] = [each for each in film.attempts() if each.ref.shot == shot]
    return last[-1].reason if last else ""


@pytest.mark.parametrize("maker", TABLES)
def test_whatever_a_service_does_is_paid_once_and_said(
    services: Services, tmp_path: Path, maker: str
) -> None:
    """A panel for every word; what is not made is told with its shot, and not ordered again."""
    table = TABLES[maker]
    calm = [f"calm-{number}" for number in range(len(table))]  # or five in a row would pause it
    words = [word for pair in zip(table, calm, strict=True) for word in pair]
    film = film_of(services, tmp_path / "film", maker, words)
    first = film.board()
    shots = {word: shot for word, shot in zip(words, film.shots, strict=True) if word in table}
    found = {word: stands(film, shot) for word, shot in shots.items()}
    asked = services.control()["counts"][f"asked {maker}"]
    second = film.board()

    assert {word: said[:3] for word, said in table.items()} == found
    assert [] == unbalanced(film)
    for word, (_, takes, _, said) in table.items():
        shot = shots[word]
        assert re.search(said, reason_of(film, shot)), word
        assert takes or re.search(rf"^{shot} panel\b.+", first.text, re.MULTILINE), (word, first)
    assert asked == services.control()["counts"][f"asked {maker}"], second
    assert [] == left_alive(film.folder)
    assert [] == services.control()["keys"]


@pytest.mark.parametrize(("word", "said"), [("no-credit", "credits"), ("elsewhere", "/elsewhere")])
def test_what_stops_a_generator_stops_no_other(
    services: Services, tmp_path: Path, word: str, said: str
) -> None:
    """Nothing more is sent to a generator without credit; what another one makes is made."""
    shots = {"sh010": f"one fake-{word}", "sh020": "two", "sh030": f"three fake-{word}"}
    film = Film(tmp_path / "film", services, shots, makers=("runway", "openai"))
    film.write()
    found = film.board()

    assert [(0, 0), (1, 1), (0, 0)] == [stands(film, shot)[:2] for shot in shots]
    assert told(found, said), found


def test_what_nobody_had_priced_is_settled_at_the_services_figure(
    services: Services, tmp_path: Path
) -> None:
    """Nothing is billed beyond an estimate where there was none, and nothing is called missing."""
    shots = {"sh010": "one", "sh020": "two"}
    film = Film(tmp_path / "film", services, shots, makers=("runware",))
    film.write()
    said = film.board()

    assert 0 == said.code, said
    assert "2 made" in said.out
    assert not told(said, "missing"), said
    assert not told(said, "more than it had said"), said


def told(said: Said, word: str) -> bool:
    """Whether a word is in what was said, whatever its case."""
    return word.lower() in said.text.lower()


@pytest.mark.parametrize(
    ("maker", "ends"),
    [
        ("runway", UNSENT),
        ("fal", UNSENT),
        ("runware", MADE),
        ("higgsfield", MADE),
        ("stability", UNSENT),
        ("elevenlabs", UNSENT),
    ],
)
def test_a_line_that_breaks_under_the_order_is_told_from_a_refusal(
    services: Services, tmp_path: Path, warm: Warm, maker: str, ends: tuple[int, int, str, str]
) -> None:
    """Nobody read the order, and nobody here can know: asked for again under its key, or doubt."""
    film = Film(tmp_path / "film", services, {"sh010": "a harbour"}, makers=(maker,), warm=warm)
    film.write()
    services.control(next=[maker, "drop-before-body"])
    said = film.board()

    assert ends[:3] == stands(film, "sh010"), said
    assert bool(ends[1]) == (not told(said, "in doubt"))
    assert [] == unbalanced(film)


def test_an_order_that_nobody_sent_is_seen(
    services: Services, tmp_path: Path, warm: Warm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is in doubt excuses its own payment, and no second one."""
    film = Film(tmp_path / "film", services, {"sh010": "a harbour fake-late"}, warm=warm)
    film.write()
    film.board(patience=0.5)
    before = unbalanced(film)
    kind = shelf.find("runway")
    other = kind(kind.Settings(base_url=services.url("runway")), tmp_path)
    order = Order(Operation.T2I, "sh010", film.shots["sh010"], width=96, height=54, seed=5)
    monkeypatch.setenv("RUSHES_KEY_RUNWAY", "any")
    other.submit(other.prepare(replace(order, model="gen4_image")), "k" * 32, tmp_path)

    assert [] == before
    assert 2 == len(unbalanced(film))


@pytest.mark.parametrize("word", ["late", "stalled"])
def test_what_stands_still_is_not_awaited_for_ever(
    services: Services, tmp_path: Path, word: str
) -> None:
    """An answer that never comes is in doubt; a download that stands still is begun again."""
    film = film_of(services, tmp_path / "film", "runway", [word])
    film.board(patience=1.0)

    assert (SENT if word == "late" else MADE)[:3] == stands(film, "sh000")
    assert [] == unbalanced(film)


def test_a_download_that_leads_to_a_private_address_is_refused(
    services: Services, tmp_path: Path
) -> None:
    """The order keeps its ticket and is not paid again; the address is not followed."""
    film = film_of(services, tmp_path / "film", "runway", ["to-private-always"])
    said = film.board()

    assert (1, 0) == stands(film, "sh000")[:2]
    assert told(said, "169.254.169.254")
    assert [] == unbalanced(film)
