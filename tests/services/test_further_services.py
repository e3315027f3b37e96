"""The further services: what is sent, what is found again, what is never paid twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.backends import shelf
from pipeline.backends.base import Backend, Operation, Order, OrderImage, State, Ticket
from pipeline.errors import CannotMake, Moderated, OutOfCredit, SubmitUnknown
from pipeline.facts import Money
from tests import needs
from tests.services.described import picture
from tests.services.starting import Services

MODELS = {
    "google": "gemini-omni-1.1-flash",
    "seedance": "doubao-seedance-2-0-260128",
    "luma": "ray-2",
    "luma_agents": "ray-3.2",
    "xai": "grok-imagine-video-1.5",
    "minimax": "MiniMax-H3",
    "higgsfield": "kling-video/v2.1/pro/text-to-video",
}
JOBS = sorted(MODELS)
SEEDLESS = {"luma", "luma_agents", "xai", "minimax"}


@pytest.fixture(autouse=True)
def keys(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*MODELS, "stability", "a1111"):
        monkeypatch.setenv(f"RUSHES_KEY_{name.upper()}", "planted-key")


def backend_of(name: str, services: Services, home: Path, **said: object) -> Backend:
    kind = shelf.find(name)
    return kind(kind.Settings(base_url=services.url(name), **said), home)


def words(name: str, prompt: str, **more: object) -> Order:
    """A clip of five seconds from words."""
    seed = None if name in SEEDLESS else 7
    order = Order(Operation.T2V, "sh010", prompt, frames=120, seed=seed, model=MODELS[name])
    return replace(order, **more)


def paid(services: Services, prompt: str) -> int:
    return sum(prompt == order["prompt"] for order in services.orders())


def ordered(backend: Backend, order: Order, home: Path) -> Ticket:
    """Prepare and send, under a key of its own."""
    return backend.submit(backend.prepare(order), key_of(order.prompt), home)


def key_of(prompt: str) -> str:
    return blake2b(prompt.encode(), digest_size=16).hexdigest()


def since() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=5)


def body(services: Services, prompt: str) -> dict[str, object]:
    """What was sent for the order with that prompt."""
    known = services.control()
    places = [n for n, order in enumerate(known["orders"]) if order["prompt"] == prompt]
    return known["bodies"][places[-1]]


@pytest.mark.parametrize("name", JOBS)
def test_a_job_ends_with_a_clip(name: str, services: Services, tmp_path: Path) -> None:
    """Ordered once, looked at, brought."""
    backend = backend_of(name, services, tmp_path)
    prompt = f"a clip of {name}"
    ticket = ordered(backend, words(name, prompt), tmp_path)

    assert State.READY is backend.poll(ticket, tmp_path).state
    assert [".mp4"] == [one.path.suffix for one in backend.collect(ticket, tmp_path).outputs]
    assert 1 == paid(services, prompt)


@pytest.mark.parametrize("name", JOBS)
def test_what_was_blocked_in_the_end_is_a_state_of_its_own(
    name: str, services: Services, tmp_path: Path
) -> None:
    """And the service's reason is told."""
    backend = backend_of(name, services, tmp_path)
    order = words(name, f"{name} fake-moderated-end")

    progress = backend.poll(ordered(backend, order, tmp_path), tmp_path)

    assert State.MODERATED is progress.state
    assert progress.failure is not None
    assert progress.failure.reason


@pytest.mark.parametrize("name", JOBS)
def test_a_word_that_nobody_knows_is_work(name: str, services: Services, tmp_path: Path) -> None:
    """It is never a failure: that would buy it again."""
    backend = backend_of(name, services, tmp_path)
    order = words(name, f"{name} fake-unknown-word-x9")

    progress = backend.poll(ordered(backend, order, tmp_path), tmp_path)

    assert State.WORKING is progress.state


@pytest.mark.parametrize("name", JOBS)
def test_an_empty_account_is_told_from_a_refusal(
    name: str, services: Services, tmp_path: Path
) -> None:
    """The generator pauses, and the shot is not given up."""
    backend = backend_of(name, services, tmp_path)
    order = words(name, f"{name} fake-no-credit")

    with pytest.raises(OutOfCredit):
        ordered(backend, order, tmp_path)


@pytest.mark.parametrize("name", ["seedance", "luma", "minimax"])
def test_a_lost_answer_is_found_in_the_list(name: str, services: Services, tmp_path: Path) -> None:
    """By our own tag, or by what was asked; nobody else's order is taken for it."""
    backend = backend_of(name, services, tmp_path)
    prompt = f"{name} fake-drop-after"
    other = ordered(backend, words(name, f"{name} other"), tmp_path)
    prepared = backend.prepare(words(name, prompt))
    with pytest.raises(SubmitUnknown):
        backend.submit(prepared, key_of(prompt), tmp_path)

    found = backend.find(key_of(prompt), prepared, since())

    assert 1 == len(found)
    assert other.job != found[0].job
    assert State.READY is backend.poll(found[0], tmp_path).state
    assert 1 == paid(services, prompt)


def test_a_tag_tells_equal_orders_apart(services: Services, tmp_path: Path) -> None:
    """Two orders with the same words and seed: each attempt finds its own."""
    backend = backend_of("seedance", services, tmp_path)
    prepared = backend.prepare(words("seedance", "twice the same"))
    one = backend.submit(prepared, "1" * 32, tmp_path)
    two = backend.submit(prepared, "2" * 32, tmp_path)

    assert [one.job] == [each.job for each in backend.find("1" * 32, prepared, since())]
    assert [two.job] == [each.job for each in backend.find("2" * 32, prepared, since())]


def test_the_same_key_is_the_same_order(services: Services, tmp_path: Path) -> None:
    """Higgsfield takes a key: the identical body goes out again and is paid once."""
    backend = backend_of("higgsfield", services, tmp_path)
    prompt = "keyed fake-drop-after"
    prepared = backend.prepare(words("higgsfield", prompt))
    key = "3" * 32
    with pytest.raises(SubmitUnknown):
        backend.submit(prepared, key, tmp_path)

    ticket = backend.submit(prepared, key, tmp_path)

    assert State.READY is backend.poll(ticket, tmp_path).state
    assert 1 == paid(services, prompt)


@pytest.mark.parametrize("name", ["seedance", "minimax", "higgsfield"])
def test_stopping_erases_nothing(name: str, services: Services, tmp_path: Path) -> None:
    """What waits is stopped; what is finished is left alone: the same call would erase it."""
    backend = backend_of(name, services, tmp_path)
    done = ordered(backend, words(name, f"{name} done"), tmp_path)
    services.control(seconds=100)
    waiting = ordered(backend, words(name, f"{name} waits"), tmp_path)
    try:
        assert backend.cancel(waiting).is_stopped
        assert State.CANCELLED is backend.poll(waiting, tmp_path).state
    finally:
        services.control(seconds=0)

    assert not backend.cancel(done).is_stopped
    assert State.READY is backend.poll(done, tmp_path).state


def test_what_xai_says_it_took_is_told_exactly(services: Services, tmp_path: Path) -> None:
    """Ten thousand million ticks are a dollar: five seconds at 0.08 USD."""
    backend = backend_of("xai", services, tmp_path)

    ticket = ordered(backend, words("xai", "counted"), tmp_path)

    assert Money(400_000) == backend.poll(ticket, tmp_path).cost


def test_the_pictures_of_a_shot_are_sent_each_in_its_place(
    services: Services, tmp_path: Path
) -> None:
    """First, last and references are told apart by their roles."""
    first = OrderImage("first", path=picture(tmp_path, "a.png"))
    last = OrderImage("last", path=picture(tmp_path, "b.png"))
    for name, path in (("seedance", "content"), ("minimax", "content")):
        backend = backend_of(name, services, tmp_path)
        order = words(name, f"{name} places", operation=Operation.I2V, images=(first, last))
        ordered(backend, order, tmp_path)

        parts = body(services, f"{name} places")[path]
        assert [None, "first_frame", "last_frame"] == [part.get("role") for part in parts]
        assert parts[1]["image_url"]["url"].startswith("data:image/png;base64,")
        assert parts[1] != {**parts[2], "role": "first_frame"}


def test_google_is_asked_in_its_own_types(services: Services, tmp_path: Path) -> None:
    """The types of google-genai read every body that is sent."""
    interactions = needs.package("google.genai._gaos.types.interactions")
    backend = backend_of("google", services, tmp_path)
    clip = OrderImage("source", path=Path("a.mp4"))
    (tmp_path / "a.mp4").write_bytes(b"a clip")
    first = OrderImage("first", path=picture(tmp_path, "a.png"))
    asked = {
        Operation.T2V: {},
        Operation.I2V: {"images": (first,)},
        Operation.V2V: {"video": clip},
        Operation.EXTEND: {"video": clip},
        Operation.UPSCALE: {"video": clip},
    }
    tasks = []
    for operation, more in asked.items():
        prompt = "" if operation is Operation.UPSCALE else f"google {operation}"
        ordered(backend, words("google", prompt, operation=operation, **more), tmp_path)
        sent = interactions.CreateModelInteraction.model_validate(body(services, prompt))
        video = sent.generation_config.video_config if sent.generation_config else None
        tasks.append(video.task if video else None)
        kinds = {type(part).__name__ for part in sent.input}
        assert kinds <= {"TextContent", "ImageContent", "VideoContent"}

    assert [None, None, "edit", "extend", "upscale"] == tasks


def test_a_picture_of_gemini_that_is_blocked_is_moderated(
    services: Services, tmp_path: Path
) -> None:
    """The answer comes with 200 and without a picture."""
    backend = backend_of("google", services, tmp_path)
    order = Order(
        Operation.T2I, "sh010", "gemini fake-moderated-end", seed=7, model="gemini-3-pro-image"
    )

    progress = backend.poll(ordered(backend, order, tmp_path), tmp_path)

    assert State.MODERATED is progress.state


def test_a_blurred_picture_of_stability_is_moderated(services: Services, tmp_path: Path) -> None:
    """It comes with 200 too: only the answer as JSON says that it was blurred."""
    backend = backend_of("stability", services, tmp_path)
    order = Order(Operation.T2I, "sh010", "stable fake-moderated-end", seed=7, model="core")

    progress = backend.poll(ordered(backend, order, tmp_path), tmp_path)

    assert State.MODERATED is progress.state


def test_stability_blocks_words_before_anything_is_made(services: Services, tmp_path: Path) -> None:
    """403 is a refusal for content there, and no matter of keys."""
    backend = backend_of("stability", services, tmp_path)
    order = Order(Operation.T2I, "sh010", "stable fake-moderated", seed=7, model="ultra")

    with pytest.raises(Moderated):
        ordered(backend, order, tmp_path)


def test_a1111_takes_a_checkpoint_or_the_one_that_is_loaded(
    services: Services, tmp_path: Path
) -> None:
    """And a size of the shape nearest to the film's."""
    backend = backend_of("a1111", services, tmp_path)
    order = Order(Operation.T2I, "sh010", "loaded", width=1920, height=804, seed=7)

    ordered(backend, order, tmp_path)
    named = replace(order, prompt="named", model="sdxl.safetensors")
    ordered(backend, named, tmp_path)

    sent = body(services, "loaded")
    assert "override_settings" not in sent
    assert (1536, 640) == (sent["width"], sent["height"])
    assert f"task({key_of('loaded')})" == sent["force_task_id"]
    assert {"sd_model_checkpoint": "sdxl.safetensors"} == body(services, "named")[
        "override_settings"
    ]
    assert Money(0) == backend.estimate(order)


def test_luma_takes_no_picture_of_this_machine(services: Services, tmp_path: Path) -> None:
    """It reads pictures from public addresses alone: refused in the plan, with who takes them."""
    backend = backend_of("luma", services, tmp_path)
    first = OrderImage("first", path=picture(tmp_path, "a.png"))

    faults = backend.check(words("luma", "x", operation=Operation.I2V, images=(first,)))

    [fault] = faults
    assert "makes clips from words, not clips from a picture" in fault


def test_higgsfield_is_told_what_else_its_model_takes(services: Services, tmp_path: Path) -> None:
    """The author's own fields go beside ours."""
    backend = backend_of("higgsfield", services, tmp_path, input={"camera_fixed": True})
    order = words("higgsfield", "with more")

    ordered(backend, order, tmp_path)

    assert body(services, "with more")["camera_fixed"] is True


@pytest.mark.parametrize("name", JOBS)
def test_an_order_beyond_a_service_is_refused_before_money(
    name: str, services: Services, tmp_path: Path
) -> None:
    """Speech, of a service that makes clips."""
    backend = backend_of(name, services, tmp_path)
    order = words(name, "a word", operation=Operation.TTS)

    assert backend.check(order)
    with pytest.raises(CannotMake):
        backend.prepare(order)
