"""What is sent to a service is what the service's own package sends for the same order."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.backends import shelf
from pipeline.backends.base import Operation, Order, OrderImage
from tests import needs
from tests.services.described import picture
from tests.services.starting import Services

elevenlabs = needs.package("elevenlabs")
openai = needs.package("openai")
replicate = needs.package("replicate")
runwayml = needs.package("runwayml")

KEY = "planted-key"


@pytest.fixture
def ours(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Send an order as we do; the body that the service saw."""

    def send(service: str, order: Order, **settings: object) -> Any:
        monkeypatch.setenv(f"RUSHES_KEY_{service.upper()}", KEY)
        kind = shelf.find(service)
        said = {"base_url": services.url(service), **settings}
        backend = kind(kind.Settings.model_validate(said), tmp_path)
        into = tmp_path / "into"
        into.mkdir(exist_ok=True)
        assert not backend.check(order)
        backend.submit(backend.prepare(order), "0f1e2d3c4b5a49788695a4b3c2d1e0f1", into)
        return services.control()["bodies"][-1]

    return send


@pytest.fixture
def theirs(services: Services):
    """Have a package send; the body that the service saw."""

    def send(call: Callable[[], object]) -> Any:
        call()
        return services.control()["bodies"][-1]

    return send


def uri(path: Path) -> str:
    """A picture as a data URI."""
    return f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"


def test_runway_clip(services, ours, theirs, tmp_path) -> None:
    """A clip over a picture, with its seed."""
    path = picture(tmp_path)
    order = Order(Operation.I2V, "sh010", "a push in", images=(OrderImage("first", path=path),),
                  frames=96, width=1280, height=720, seed=7, model="gen4.5")  # fmt: skip

    with runwayml.RunwayML(api_key=KEY, base_url=services.url("runway"), max_retries=0) as client:
        sent = theirs(
            lambda: client.image_to_video.create(
                model="gen4.5",
                prompt_text="a push in",
                prompt_image=[{"uri": uri(tmp_path / path), "position": "first"}],
                ratio="1280:720",
                duration=4,
                seed=7,
            )
        )

    assert sent == ours("runway", order)


def test_runway_clip_from_a_clip(services, ours, theirs, tmp_path) -> None:
    """Aleph 2."""
    (tmp_path / "plate.mp4").write_bytes(b"a clip")
    order = Order(Operation.V2V, "sh010", "at night", frames=96, seed=7, model="aleph2",
                  video=OrderImage("source", path=Path("plate.mp4")))  # fmt: skip
    held = base64.b64encode(b"a clip").decode()

    with runwayml.RunwayML(api_key=KEY, base_url=services.url("runway"), max_retries=0) as client:
        sent = theirs(
            lambda: client.video_to_video.create(
                model="aleph2",
                video_uri=f"data:video/mp4;base64,{held}",
                prompt_text="at night",
                seed=7,
            )
        )

    assert sent == ours("runway", order)


def test_openai_picture(services, ours, theirs) -> None:
    """A picture from words."""
    order = Order(Operation.T2I, "sh010", "a road", width=1536, height=1024,
                  model="gpt-image-2.5-flare")  # fmt: skip

    with openai.OpenAI(
        api_key=KEY, base_url=services.url("openai") + "/v1", max_retries=0
    ) as client:
        sent = theirs(
            lambda: client.images.generate(
                model="gpt-image-2.5-flare",
                prompt="a road",
                size="1536x1024",
                n=1,
                quality="low",
            )
        )

    assert sent == ours("openai", order, quality="low")


def test_openai_line(services, ours, theirs) -> None:
    """A line that is spoken."""
    order = Order(Operation.TTS, "sh010", "Don't look back.", model="gpt-4o-mini-tts")

    with openai.OpenAI(
        api_key=KEY, base_url=services.url("openai") + "/v1", max_retries=0
    ) as client:
        sent = theirs(
            lambda: client.audio.speech.create(
                model="gpt-4o-mini-tts",
                input="Don't look back.",
                voice="onyx",
                response_format="wav",
            )
        )

    assert sent == ours("openai", order, voice="onyx")


def test_elevenlabs_line(services, ours, theirs) -> None:
    """A line in a voice, with its manner."""
    order = Order(Operation.TTS, "sh010", "Don't look back.", seed=7, model="eleven_v3",
                  words={"language": "en"})  # fmt: skip

    with httpx.Client() as own:
        client = elevenlabs.ElevenLabs(
            api_key=KEY, base_url=services.url("elevenlabs"), httpx_client=own
        )
        sent = theirs(
            lambda: b"".join(
                client.text_to_speech.convert(
                    "voice-1",
                    text="Don't look back.",
                    model_id="eleven_v3",
                    seed=7,
                    language_code="en",
                    voice_settings=elevenlabs.VoiceSettings(stability=0.5),
                )
            )
        )

    assert sent == ours("elevenlabs", order, voice="voice-1", stability=0.5)


def test_elevenlabs_music_and_effects(services, ours, theirs) -> None:
    """Lengths are milliseconds there, and seconds here."""
    music = Order(Operation.MUSIC, "sh010", "low strings", frames=240, model="music_v1")
    door = Order(Operation.SFX, "sh010", "a door", frames=48, model="eleven_text_to_sound_v2")

    with httpx.Client() as own:
        client = elevenlabs.ElevenLabs(
            api_key=KEY, base_url=services.url("elevenlabs"), httpx_client=own
        )
        strings = theirs(
            lambda: b"".join(
                client.music.compose(
                    prompt="low strings", music_length_ms=10_000, model_id="music_v1"
                )
            )
        )
        bang = theirs(
            lambda: b"".join(
                client.text_to_sound_effects.convert(
                    text="a door", duration_seconds=2, model_id="eleven_text_to_sound_v2"
                )
            )
        )

    assert strings == ours("elevenlabs", music)
    assert bang == ours("elevenlabs", door)


def test_replicate_prediction(services, ours, theirs) -> None:
    """A prediction of an official model."""
    order = Order(Operation.T2I, "sh010", "a road", seed=7, width=1920, height=1080,
                  model="black-forest-labs/flux-schnell")  # fmt: skip

    client = replicate.Client(api_token=KEY, base_url=services.url("replicate"))
    said = {"prompt": "a road", "seed": 7, "aspect_ratio": "16:9"}
    sent = theirs(
        lambda: client.predictions.create(version="black-forest-labs/flux-schnell", input=said)
    )
    client._client.close()

    assert sent == ours("replicate", order)
