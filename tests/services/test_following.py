"""Described services, followed through what services do: lost answers, odd words, dead links."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.backends import shelf
from pipeline.backends.base import Backend, Operation, Order, OrderImage, Recovery, State
from pipeline.errors import (
    CannotMake,
    ModelRetired,
    Moderated,
    NotConfigured,
    OutOfCredit,
    OutputExpired,
    RateLimited,
    SubmitUnknown,
)
from tests.services.described import picture
from tests.services.starting import Services

KEY = "0f1e2d3c4b5a49788695a4b3c2d1e0f1"
MODELS = {
    "runway": "gen4.5",
    "fal": "bytedance/seedance-2.5/text-to-video",
    "runware": "klingai:5@3",
    "openai": "gpt-image-2.5-flare",
    "elevenlabs": "eleven_v3",
    "replicate": "wan-video/wan-2.2-t2v-fast",
}
WORDS = {"who": "liu"}


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key for every service here, and none of its own."""
    for service in MODELS:
        monkeypatch.setenv(f"RUSHES_KEY_{service.upper()}", "planted-key")


@pytest.fixture
def at(services: Services, tmp_path: Path):
    """A service by its name."""

    def found(service: str, **settings: object) -> Backend:
        kind = shelf.find(service)
        said = {"base_url": services.url(service), **settings}
        if "voice" in kind.Settings.model_fields:
            said.setdefault("voice", "voice-1")
        return kind(kind.Settings.model_validate(said), tmp_path)

    return found


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """Where results are brought to."""
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def seen(service: str, word: str) -> str:
    """A scenario that is seen by the first look; Replicate's answer to an order is one already."""
    return f"fake-{word}-x2" if service == "replicate" else f"fake-{word}"


def order_of(service: str, words: str) -> Order:
    """An order that the service can honour."""
    operation = {"openai": Operation.T2I, "elevenlabs": Operation.TTS}.get(service, Operation.T2V)
    return Order(operation, "sh010", words, frames=48 if operation is Operation.T2V else 1,
                 width=1536, height=1024, seed=7, model=MODELS[service], words=WORDS)  # fmt: skip


def key_of(words: str) -> str:
    """An attempt's key, its own for all words."""
    return md5(words.encode(), usedforsecurity=False).hexdigest()


def sent(backend: Backend, words: str, into: Path):
    """The ticket of an order."""
    order = order_of(backend.name, words)
    return backend.submit(backend.prepare(order), key_of(words), into)


@pytest.mark.parametrize("service", MODELS)
@pytest.mark.parametrize("how", ["drop-after", "html", "half", "unavailable-taken"])
def test_a_lost_answer_may_have_been_taken(at, services, into, service, how) -> None:
    """And it was: nobody may send it again as if nothing had been."""
    words = f"a lost road {service} fake-{how}"

    with pytest.raises(SubmitUnknown):
        sent(at(service), words, into)

    assert 1 == services.paid(words)[words]


@pytest.mark.parametrize("service", ["fal", "elevenlabs", "runware", "replicate"])
def test_a_lost_order_is_found_again(at, services, into, service) -> None:
    """By its words and its time, or by our own id; what is found can be brought."""
    backend = at(service)
    since = datetime.now(UTC)
    prepared = backend.prepare(order_of(service, f"a found road {service} fake-drop-after"))
    others = backend.prepare(order_of(service, f"another road {service}"))
    backend.submit(others, key_of(service), into)
    with pytest.raises(SubmitUnknown):
        backend.submit(prepared, key_of(f"found {service}"), into)

    (ticket,) = backend.find(key_of(f"found {service}"), prepared, since)

    assert State.READY is backend.poll(ticket, into).state
    (output,) = backend.collect(ticket, into).outputs
    assert output.path.stat().st_size > 100


@pytest.mark.parametrize("service", ["fal", "elevenlabs", "runware", "replicate"])
def test_what_was_never_taken_is_not_found(at, into, service) -> None:
    """Other orders are in the list, and are not taken for it."""
    backend = at(service)
    prepared = backend.prepare(order_of(service, f"a road to nowhere {service}"))
    sent(backend, f"a road to somewhere {service}", into) if service != "runware" else None

    assert [] == backend.find("a" * 32, prepared, datetime.now(UTC))


def test_an_order_of_long_ago_is_not_taken_for_this_one(at, services, into) -> None:
    """By the clock of the service, which goes an hour ahead of ours."""
    backend = at("fal")
    words = "the same road twice"
    services.control(ahead=3600)
    sent(backend, words, into)
    services.control(ahead=600)
    again = backend.prepare(order_of("fal", words))

    found = backend.find(KEY, again, datetime.now(UTC))
    services.control(ahead=-4200)

    assert [] == found


def test_our_own_id_that_is_known_is_no_refusal(at, services, into) -> None:
    """The same order again: the service refuses the id, and the job is ours."""
    backend = at("runware")
    prepared = backend.prepare(order_of("runware", "the same order again"))

    first = backend.submit(prepared, KEY, into)
    second = backend.submit(prepared, KEY, into)

    assert first.job == second.job == "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f1"
    assert 1 == services.paid("the same order again").total()


@pytest.mark.parametrize("service", ["runway", "fal", "runware", "replicate"])
def test_an_unknown_word_means_working(at, into, service) -> None:
    """And is told; after it the job is ready as ever."""
    backend = at(service)
    heard: list[str] = []
    backend.tell = lambda _, words: heard.append(words)
    ticket = sent(backend, f"an odd road {seen(service, 'unknown-word')}", into)

    states = [backend.poll(ticket, into).state for _ in range(2)]

    assert [State.WORKING, State.READY] == states
    assert 1 == len(heard)
    assert heard[0].lower().endswith("says 'rebalancing'")


@pytest.mark.parametrize("service", ["runway", "fal", "runware", "replicate"])
@pytest.mark.parametrize(
    ("word", "state"),
    [("moderated-end", State.MODERATED), ("failed", State.FAILED)],
)
def test_a_job_that_is_over_has_not_always_gone_well(at, into, service, word, state) -> None:
    """Fal says COMPLETED in either case."""
    backend = at(service)
    ticket = sent(backend, f"a bad road {seen(service, word)}", into)

    progress = backend.poll(ticket, into)

    assert state is progress.state
    assert progress.failure is not None
    assert progress.failure.reason


def test_runway_says_what_a_failure_cost(at, into) -> None:
    """A refusal for its content costs what the clip would have; a bad one costs nothing."""
    backend = at("runway")

    moderated = backend.poll(sent(backend, "a fake-moderated-end road", into), into)
    failed = backend.poll(sent(backend, "a fake-failed-retryable road", into), into)

    assert moderated.failure.is_billed
    assert moderated.cost.micros == 240_000
    assert not failed.failure.is_billed
    assert failed.failure.is_retryable
    assert 0 == failed.cost.micros


@pytest.mark.parametrize("service", ["runway", "fal", "runware", "replicate"])
def test_a_job_that_is_forgotten_has_expired(at, into, service) -> None:
    """Only the service's own word for it counts."""
    backend = at(service)
    ticket = sent(backend, f"a forgotten road {service} fake-forgets", into)

    assert State.EXPIRED is backend.poll(ticket, into).state


def test_a_dead_link_is_asked_for_anew(at, into) -> None:
    """The first link has ended; a second look gives another."""
    backend = at("runway")
    ticket = sent(backend, "a fake-link-expired road", into)

    with pytest.raises(OutputExpired):
        backend.collect(ticket, into)

    assert 1 == len(backend.collect(ticket, into).outputs)


REFUSALS = {
    "limited": RateLimited,
    "no-credit": OutOfCredit,
    "moderated": Moderated,
    "bad": CannotMake,
    "retired": ModelRetired,
}


@pytest.mark.parametrize("service", MODELS)
@pytest.mark.parametrize("word", REFUSALS)
def test_a_refusal_is_what_the_service_means(at, services, into, service, word) -> None:
    """In its own words; nothing was taken."""
    words = f"a refused road {service} fake-{word}"

    with pytest.raises(REFUSALS[word]):
        sent(at(service), words, into)

    assert 0 == services.paid(words).total()


def test_stopping_looks_first(at, services, into) -> None:
    """At Runway the same call erases a finished task with its clip."""
    backend = at("runway")
    services.control(seconds=100)
    waiting = sent(backend, "a road to be stopped", into)
    services.control(seconds=0)
    done = sent(backend, "a road that is done", into)

    assert backend.cancel(waiting).is_stopped
    assert not backend.cancel(done).is_stopped
    assert State.CANCELLED is backend.poll(waiting, into).state
    assert State.READY is backend.poll(done, into).state


def test_a_large_picture_is_uploaded_once(at, services, tmp_path) -> None:
    """And named in the order by where it lies; a small one goes along."""
    backend = at("runway")
    (tmp_path / "large.png").write_bytes(b"\x89PNG" + bytes(4_000_000))
    large = OrderImage("first", path=Path("large.png"))
    small = OrderImage("first", path=picture(tmp_path))
    order = replace(order_of("runway", "from a picture"), operation=Operation.I2V, images=(large,))

    bodies = [backend.prepare(order).body for _ in range(2)]
    along = backend.prepare(replace(order, images=(small,))).body

    assert bodies[0] == bodies[1]
    assert bodies[0]["json"]["promptImage"][0]["uri"].startswith("runway://upload-")
    assert 1 == services.control()["counts"]["runway uploads"]
    assert {"$later": [["file", 0, "data"]]} == along["json"]["promptImage"][0]["uri"]


def test_a_key_goes_nowhere_else(at, into, monkeypatch) -> None:
    """The service's own variable is not for another address."""
    monkeypatch.delenv("RUSHES_KEY_RUNWAY")
    monkeypatch.setenv("RUNWAYML_API_SECRET", "the-real-one")

    with pytest.raises(NotConfigured, match="RUSHES_KEY_RUNWAY"):
        sent(at("runway"), "a road", into)


@pytest.mark.parametrize("service", ["runway", "fal", "runware", "replicate"])
def test_a_job_of_the_services_own_page_is_picked_up_by_its_id(
    at, into, service, monkeypatch
) -> None:
    """Without a key the ticket is written; with one the result is brought."""
    backend = at(service)
    job = sent(backend, f"a road of the page {service}", into).job
    monkeypatch.delenv(f"RUSHES_KEY_{service.upper()}")

    ticket = backend.ticket_of(job, replace(order_of(service, ""), prompt=""))
    monkeypatch.setenv(f"RUSHES_KEY_{service.upper()}", "planted-key")

    assert State.READY is backend.poll(ticket, into).state
    assert 1 == len(backend.collect(ticket, into).outputs)


def test_a_service_without_jobs_has_none_to_pick_up(at) -> None:
    """OpenAI's answer was the picture itself."""
    with pytest.raises(CannotMake, match="'openai' keeps no jobs"):
        at("openai").ticket_of("some-id", order_of("openai", "a road"))


def test_speech_is_found_again_whether_or_not_a_model_is_named(at) -> None:
    """Effects and music are in no list, and they are other orders."""
    backend = at("elevenlabs")
    said = replace(order_of("elevenlabs", "a line"), model="")
    effect = Order(Operation.SFX, "sh010", "a bang", frames=24)

    assert Recovery.LISTED is backend.recovery_of(said)
    assert Recovery.NONE is backend.recovery_of(effect)
