"""Google, Replicate, Luma and Stability: the official packages understand every answer."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator

import httpx
import pytest

from tests import needs
from tests.services.starting import Services

genai = needs.package("google.genai")
lumaai = needs.package("lumaai")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    replicate = needs.package("replicate")

KEY = "planted-key"
ONCE = {"max_retries": 0, "_strict_response_validation": True}
"""Nothing is sent twice, and an answer that is not as described is an error."""


@pytest.fixture
def slow(services: Services) -> Iterator[Services]:
    """Jobs take a hundred seconds of the services' own clock."""
    services.control(seconds=100)
    yield services
    services.control(seconds=0)


# ------------------------------------------------------------------ google


@pytest.fixture
def google(services: Services) -> Iterator[object]:
    """Google's client, which tries once."""
    options = genai.types.HttpOptions(
        base_url=services.url("google"), retry_options=genai.types.HttpRetryOptions(attempts=1)
    )
    with genai.Client(api_key=KEY, http_options=options) as client:
        yield client


def test_a_google_interaction_goes_its_way(slow: Services, google: object) -> None:
    """Queued, in progress, completed with the address of a clip."""
    made = google.interactions.create(
        model="gemini-omni-1.2-flash",
        input=[{"type": "text", "text": "a slow push in"}],
        background=True,
        response_format={"type": "video", "aspect_ratio": "16:9", "delivery": "uri"},
    )
    seen = [google.interactions.get(made.id)]
    for _ in range(2):
        slow.control(ahead=50)
        seen.append(google.interactions.get(made.id))

    assert ["queued", "in_progress", "completed"] == [each.status for each in seen]
    assert httpx.get(seen[2].output_video.uri).content[4:8] == b"ftyp"
    assert ["a slow push in"] == [each["prompt"] for each in slow.orders()]


def test_a_blocked_interaction_failed_with_a_sentence(services: Services, google: object) -> None:
    """The word is failed; what says why is a list of errors."""
    made = google.interactions.create(
        model="gemini-omni-1.2-flash", input="x fake-moderated-end", background=True
    )
    found = google.interactions.get(made.id)

    assert ("failed", "Blocked by safety filters.") == (found.status, found.errors[0].message)


def test_google_answers_with_the_picture(services: Services, google: object) -> None:
    """Inline, with what it cost in tokens; a blocked one comes without."""
    words = ("a lighthouse", "a lighthouse fake-moderated-end")
    good, blocked = (
        google.models.generate_content(model="gemini-3.1-flash-image", contents=each)
        for each in words
    )

    assert good.candidates[0].content.parts[0].inline_data.data.startswith(b"\x89PNG")
    assert 1300 == good.usage_metadata.total_token_count
    assert "IMAGE_SAFETY" == blocked.candidates[0].finish_reason.value


def test_google_refuses_in_its_own_words(services: Services, google: object) -> None:
    """A quota that is used up and too many at once are both 429."""
    with pytest.raises(genai.errors.ClientError) as caught:
        google.models.generate_content(model="gemini-3.1-flash-image", contents="fake-no-credit")

    assert (429, "RESOURCE_EXHAUSTED") == (caught.value.code, caught.value.status)


# ------------------------------------------------------------------ replicate


@pytest.fixture
def predictions(services: Services) -> Iterator[object]:
    """Replicate's predictions."""
    client = replicate.Client(api_token=KEY, base_url=services.url("replicate"))
    yield client.predictions
    client._client.close()


def test_a_prediction_goes_its_way(slow: Services, predictions: object) -> None:
    """Starting, processing, succeeded; the list has it with its input."""
    asked = {"prompt": "snow", "seed": 5}
    made = predictions.create(model="wan-video/wan-2.5", input=asked)
    seen = [made.status]
    for _ in range(2):
        slow.control(ahead=50)
        seen.append(predictions.get(made.id).status)

    assert ["starting", "processing", "succeeded"] == seen
    assert httpx.get(predictions.get(made.id).output[0]).content[4:8] == b"ftyp"
    assert [(made.id, asked)] == [(each.id, each.input) for each in predictions.list().results]


def test_a_prediction_is_cancelled(slow: Services, predictions: object) -> None:
    """Its word is *canceled*."""
    made = predictions.create(model="wan-video/wan-2.5", input={"prompt": "called back"})

    assert "canceled" == predictions.cancel(made.id).status


# ------------------------------------------------------------------ luma


@pytest.fixture
def luma(services: Services) -> Iterator[object]:
    """Luma's client, which tries once."""
    url = services.url("luma") + "/dream-machine/v1"
    with lumaai.LumaAI(auth_token=KEY, base_url=url, **ONCE) as client:
        yield client.generations


def test_a_luma_generation_goes_its_way(slow: Services, luma: object) -> None:
    """Queued, dreaming, completed; the list has it with its request."""
    made = luma.create(model="ray-2", prompt="rain", duration="5s", aspect_ratio="16:9")
    seen = [made.state]
    for _ in range(2):
        slow.control(ahead=50)
        seen.append(luma.get(made.id).state)

    assert ["queued", "dreaming", "completed"] == seen
    assert httpx.get(luma.get(made.id).assets.video).content[4:8] == b"ftyp"
    assert "rain" in [each.request.prompt for each in luma.list(limit=10).generations]


def test_luma_makes_pictures_and_says_what_failed(services: Services, luma: object) -> None:
    """A picture has an address of its own; a failure has a reason."""
    made = luma.image.create(model="photon-1", prompt="a still")
    failed = luma.create(model="ray-2", prompt="x fake-failed-always")

    assert luma.get(made.id).assets.image.endswith(".png")
    assert ("failed", "it failed") == (failed.state, failed.failure_reason)


# ------------------------------------------------------------------ stability


@pytest.mark.parametrize("accept", ["image/*", "application/json"])
def test_stability_answers_with_the_picture(services: Services, accept: str) -> None:
    """As bytes with headers, or as JSON; there is no official package to ask."""
    said = httpx.post(
        services.url("stability") + "/v2beta/stable-image/generate/core",
        headers={"Authorization": f"Bearer {KEY}", "Accept": accept},
        files={"prompt": (None, "a barn"), "seed": (None, "5")},
    )
    if accept == "image/*":
        held, found = said.content, (said.headers["finish-reason"], said.headers["seed"])
    else:
        held = base64.b64decode(said.json()["image"])
        found = (said.json()["finish_reason"], str(said.json()["seed"]))

    assert ("SUCCESS", "5") == found
    assert held.startswith(b"\x89PNG")
