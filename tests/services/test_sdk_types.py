"""The fake services speak as the real ones do: the official packages understand every answer.

The packages' own retries are off; what they ask and parse is the yardstick, so that the fake
cannot drift into fantasy.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from pipeline.media.probe import probe
from tests import needs
from tests.services.starting import Services

elevenlabs = needs.package("elevenlabs")
fal_client = needs.package("fal_client")
openai = needs.package("openai")
runwayml = needs.package("runwayml")

KEY = "planted-key"
ONCE = {"max_retries": 0, "_strict_response_validation": True}
"""Nothing is sent twice, and an answer that is not as described is an error."""
OPEN: list[object] = []
"""Clients that the packages leave to us to close."""


@pytest.fixture(scope="module", autouse=True)
def closed() -> Iterator[None]:
    """Close what was opened."""
    yield
    for client in OPEN:
        client.close()


def kept(client: object) -> object:
    """The client, closed in the end."""
    OPEN.append(client)
    return client


@pytest.fixture
def slow(services: Services) -> Iterator[Services]:
    """Jobs take a hundred seconds of the services' own clock."""
    services.control(seconds=100)
    yield services
    services.control(seconds=0)


# ------------------------------------------------------------------ runway


def runway(services: Services, key: str = KEY) -> object:
    return kept(runwayml.RunwayML(api_key=key, base_url=services.url("runway"), **ONCE))


def clip(services: Services, words: str = "a slow push in") -> object:
    return runway(services).image_to_video.create(
        model="gen4.5",
        prompt_image="data:image/png;base64,AAAA",
        prompt_text=words,
        ratio="1280:720",
        duration=2,
    )


def test_a_runway_task_goes_its_way(slow: Services, tmp_path: Path) -> None:
    """PENDING, RUNNING with progress, SUCCEEDED with links to a whole clip and the credits."""
    client, task = runway(slow), clip(slow)
    seen = [client.tasks.retrieve(task.id)]
    for _ in range(2):
        slow.control(ahead=50)
        seen.append(client.tasks.retrieve(task.id))
    pending, running, done = seen

    assert ["PENDING", "RUNNING", "SUCCEEDED"] == [each.status for each in seen]
    assert 24 == task.estimated_cost.credits == pending.estimated_cost.credits
    assert 0.5 == pytest.approx(running.progress, abs=0.05)
    assert 24 == done.cost.credits
    path = tmp_path / "clip.mp4"
    path.write_bytes(fetched(slow, done.output[0]))
    assert 48 == probe(path).frames
    assert client.tasks.retrieve(task.id).output != done.output  # fresh links on every look


@pytest.mark.parametrize("what", ["text_to_video", "text_to_image", "video_to_video"])
def test_every_runway_call_makes_a_task(services: Services, what: str) -> None:
    """Each gives an id that ``tasks`` knows."""
    asked = {
        "text_to_video": {"model": "gen4.5", "ratio": "1280:720", "duration": 2},
        "text_to_image": {"model": "gen4_image", "ratio": "1280:720"},
        "video_to_video": {"model": "aleph2", "video_uri": "https://example.org/a.mp4"},
    }[what]
    task = getattr(runway(services), what).create(prompt_text=f"made by {what}", **asked)

    assert "SUCCEEDED" == runway(services).tasks.retrieve(task.id).status


@pytest.mark.parametrize(
    ("word", "code"),
    [("moderated-end", "SAFETY.INPUT.TEXT"), ("failed-retryable", "INTERNAL.BAD_OUTPUT.CODE01")],
)
def test_a_runway_task_fails_with_its_code(services: Services, word: str, code: str) -> None:
    """What was moderated costs the same; what went wrong costs nothing."""
    task = runway(services).tasks.retrieve(clip(services, f"words fake-{word}").id)

    assert ("FAILED", code) == (task.status, task.failure_code)
    assert (24 if word == "moderated-end" else 0) == task.cost.credits


def test_deleting_a_runway_task_stops_it_or_erases_it(slow: Services) -> None:
    """The same call cancels what is alive and erases what is finished."""
    client, live, done = runway(slow), clip(slow, "live"), clip(slow, "done")
    client.tasks.delete(live.id)
    slow.control(ahead=200)
    client.tasks.delete(done.id)

    assert "CANCELLED" == client.tasks.retrieve(live.id).status
    with pytest.raises(runwayml.NotFoundError):
        client.tasks.retrieve(done.id)


def test_runway_takes_an_upload(services: Services) -> None:
    """An input that is too large for a data URI goes to a place of its own."""
    said = runway(services).uploads.create_ephemeral(file=("a.png", b"x" * 600))

    assert said.uri.startswith("runway://")


# ------------------------------------------------------------------ what all of them refuse

REFUSED = [
    ("limited", "RateLimitError", 429),
    ("moderated", "BadRequestError", 400),
    ("unavailable", "InternalServerError", 503),
    ("bad-gateway", "InternalServerError", 502),
    ("drop-before", "APIConnectionError", None),
    ("drop-after", "APIConnectionError", None),
]


@pytest.mark.parametrize(("word", "kind", "status"), REFUSED)
@pytest.mark.parametrize("service", ["runway", "openai"])
def test_refusals_are_the_packages_own_errors(
    services: Services, service: str, word: str, kind: str, status: int | None
) -> None:
    """Each arrives as the package's error of that name, and only what was accepted is paid."""
    package = runwayml if service == "runway" else openai
    words = f"{service} and {word} fake-{word}"
    with pytest.raises(getattr(package, kind)) as caught:
        clip(services, words) if service == "runway" else picture(services, words)

    assert status == getattr(caught.value, "status_code", None)
    assert (1 if word == "drop-after" else 0) == services.paid(words)[words]


def test_a_wrong_key_is_refused(services: Services) -> None:
    """By each in its own words."""
    from elevenlabs.core.api_error import ApiError

    with pytest.raises(runwayml.AuthenticationError):
        runway(services, "wrong-key").tasks.retrieve("x")
    with pytest.raises(openai.AuthenticationError):
        picture(services, "x", key="wrong-key")
    with pytest.raises(ApiError) as caught:
        voice(services, "wrong-key").text_to_speech.convert("v", text="x").__next__()
    assert 401 == caught.value.status_code


# ------------------------------------------------------------------ openai


def picture(services: Services, words: str, key: str = KEY, **more: object) -> object:
    url = services.url("openai") + "/v1"
    with openai.OpenAI(api_key=key, base_url=url, **ONCE) as client:
        return client.images.generate(model="gpt-image-2", prompt=words, **more)


def test_openai_answers_with_the_pictures(services: Services) -> None:
    """As many as were asked for, whole, each one of a kind, with the tokens they cost."""
    said = picture(services, "two pictures", n=2)
    held = [base64.b64decode(each.b64_json) for each in said.data]

    assert 2 == len(set(held))
    assert (128, 72) == Image.open(io.BytesIO(held[0])).size
    assert 110 == said.usage.total_tokens


def test_openai_edits_a_picture_that_comes_in_a_form(services: Services) -> None:
    """Files travel beside the words."""
    url = services.url("openai") + "/v1"
    with openai.OpenAI(api_key=KEY, base_url=url, **ONCE) as client:
        said = client.images.edit(
            model="gpt-image-2", prompt="the same at night", image=("a.png", b"x" * 9, "image/png")
        )

    assert 1 == len(said.data)


def test_an_empty_account_is_not_a_rate_limit(services: Services) -> None:
    """Both are 429 and only the code tells them apart."""
    with pytest.raises(openai.RateLimitError) as empty:
        picture(services, "fake-no-credit")
    with pytest.raises(openai.RateLimitError) as busy:
        picture(services, "fake-limited")

    assert ["insufficient_quota", "rate_limit_exceeded"] == [
        each.value.code for each in (empty, busy)
    ]
    assert "1" == busy.value.response.headers["retry-after"]


# ------------------------------------------------------------------ fal


@pytest.fixture
def fal(services: Services, monkeypatch: pytest.MonkeyPatch) -> object:
    """Fal's client, whose addresses are written into it."""
    monkeypatch.setattr("fal_client.client.QUEUE_URL_FORMAT", services.url("fal") + "/")
    client = fal_client.SyncClient(key=KEY)
    kept(client._client)
    return client


def test_a_fal_request_goes_its_way(slow: Services, fal: object) -> None:
    """IN_QUEUE, IN_PROGRESS, COMPLETED, and the result behind its own address."""
    handle = fal.submit("fal-ai/kling-video/v2.5/pro/text-to-video", {"prompt": "p", "seed": 5})
    seen = [handle.status()]
    for _ in range(2):
        slow.control(ahead=50)
        seen.append(handle.status())

    assert [fal_client.Queued(2), fal_client.InProgress([])] == seen[:2]
    assert isinstance(seen[2], fal_client.Completed)
    assert 5 == handle.get()["seed"]
    assert fetched(slow, handle.get()["video"]["url"]).startswith(b"\0\0\0")


def test_completed_may_be_a_failure(services: Services, fal: object) -> None:
    """It says COMPLETED with an error, and refuses the result."""
    handle = fal.submit("fal-ai/pika/v2.2/text-to-video", {"prompt": "a fake-failed-always"})
    status = handle.status()

    assert "it went wrong" == status.error
    with pytest.raises(fal_client.client.FalClientHTTPError) as caught:
        handle.get()
    assert 422 == caught.value.status_code


def test_fal_cancels_what_waits(slow: Services, fal: object) -> None:
    """What is queued can be called back."""
    handle = fal.submit("fal-ai/pika/v2.2/text-to-video", {"prompt": "called back"})
    handle.cancel()

    assert "cancelled" == handle.status().error


# ------------------------------------------------------------------ elevenlabs


def voice(services: Services, key: str = KEY) -> object:
    client = kept(httpx.Client())
    url = services.url("elevenlabs")
    return elevenlabs.ElevenLabs(api_key=key, base_url=url, httpx_client=client)


def test_elevenlabs_answers_with_sound(services: Services, tmp_path: Path) -> None:
    """Voices, effects and music are the bytes of the answer; effects are as long as asked."""
    client = voice(services)
    path = tmp_path / "sound.mp3"
    options = {"max_retries": 0}
    path.write_bytes(
        b"".join(
            client.text_to_sound_effects.convert(
                text="a door", duration_seconds=1.5, request_options=options
            )
        )
    )
    music = b"".join(client.music.compose(prompt="strings", music_length_ms=3000))
    speech = b"".join(client.text_to_speech.convert("ann", text="hello", request_options=options))

    assert 1.5 == pytest.approx(float(probe(path).seconds), abs=0.1)
    assert 3 == len({path.read_bytes(), music, speech})


def test_elevenlabs_remembers_voices_and_nothing_else(services: Services) -> None:
    """The history has what was spoken, and gives it again."""
    client = voice(services)
    spoken = b"".join(client.text_to_speech.convert("ann", text="remember this"))
    items = client.history.list().history

    found = [item for item in items if item.text == "remember this"]
    assert ["ann"] == [item.voice_id for item in found]
    assert spoken == b"".join(client.history.get_audio(found[0].history_item_id))
    assert not [item for item in items if item.text in {"a door", "strings"}]


def fetched(services: Services, url: str) -> bytes:
    """A result, as anybody who has the link gets it."""
    return httpx.get(url).content
