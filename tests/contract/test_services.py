"""Every described service holds the contract, against a server that answers as it does."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.backends import shelf
from pipeline.backends.base import Operation, Order, OrderImage
from pipeline.backends.testing import BackendContract
from tests.services.conftest import services, this_machine_only
from tests.services.described import Described, picture

__all__ = ["services", "this_machine_only"]


class TestRunway(Described, BackendContract):
    """A clip over a picture."""

    service = "runway"

    def order(self, home):
        images = (OrderImage("first", path=picture(home)),)
        return Order(Operation.I2V, "sh010", "a push in", images=images, frames=120,
                     seed=7, model="gen4.5")  # fmt: skip


class TestRunwayPicture(Described, BackendContract):
    """A picture from words, with one to go by."""

    service = "runway"

    def order(self, home):
        images = (OrderImage("reference", path=picture(home)),)
        return Order(Operation.T2I, "sh010", "a road", images=images, seed=7, model="gen4_image")


class TestFal(Described, BackendContract):
    """A clip over a picture, through the queue."""

    service = "fal"

    def order(self, home):
        images = (OrderImage("first", path=picture(home)),)
        model = "fal-ai/kling-video/v2.5-turbo/pro/image-to-video"
        return Order(Operation.I2V, "sh010", "a push in", images=images, frames=120, model=model)


class TestFalPicture(Described, BackendContract):
    """A picture, whose answer names several."""

    service = "fal"

    def order(self, home):
        return Order(Operation.T2I, "sh010", "a road", seed=7, model="fal-ai/flux/schnell")


class TestRunware(Described, BackendContract):
    """An array of one task, under an id of ours."""

    service = "runware"

    def order(self, home):
        images = (OrderImage("first", path=picture(home)), OrderImage("last", path=picture(home)))
        return Order(Operation.I2V, "sh010", "a push in", images=images, frames=120, seed=7,
                     model="klingai:5@3")  # fmt: skip


class TestOpenAI(Described, BackendContract):
    """The answer is the picture, in base64."""

    service = "openai"

    def order(self, home):
        return Order(Operation.T2I, "sh010", "a road", width=1536, height=1024,
                     model="gpt-image-2.5-flare")  # fmt: skip


class TestOpenAIWithReferences(Described, BackendContract):
    """A picture from words, with one to go by: it goes by the other door."""

    service = "openai"

    def order(self, home):
        images = (OrderImage("reference", path=picture(home)),)
        return Order(Operation.T2I, "sh010", "a road", images=images, width=1536, height=1024,
                     model="gpt-image-2.5-flare")  # fmt: skip

    def test_it_goes_by_the_door_for_pictures(self, tmp_path, services):
        """And the file with it, as a field of its own."""
        backend, order = self.backend(tmp_path), self.order(tmp_path)

        body = backend.prepare(order).body

        assert "/images/edits" == body["address"]
        assert ["image[]", [{"$later": [["file", 0, "file"]]}]] in body["form"]
        assert "/images/generations" == backend.prepare(replace(order, images=())).body["address"]


class TestOpenAIEdit(Described, BackendContract):
    """A picture over a picture: a form with files."""

    service = "openai"

    def order(self, home):
        images = (OrderImage("first", path=picture(home)),
                  OrderImage("reference", path=picture(home, "b.png")))  # fmt: skip
        return Order(Operation.I2I, "sh010", "at night", images=images, width=1536, height=1024,
                     model="gpt-image-2.5-flare")  # fmt: skip


class Spoken(Described):
    """A service that is told whose voice it is."""

    def backend(self, home):
        kind = shelf.find(self.service)
        return kind(kind.Settings(base_url=self.address, voices={"liu": "voice-1"}), home)

    def order(self, home):
        words = {"who": "liu", "language": "en"}
        return Order(Operation.TTS, "sh010", "Don't look back.", seed=7, words=words)


class TestOpenAISpeech(Spoken, BackendContract):
    """The answer is the sound."""

    service = "openai"

    def order(self, home):
        return replace(super().order(home), model="gpt-4o-mini-tts", seed=None)


class TestElevenLabs(Spoken, BackendContract):
    """A line, and its id in a header."""

    service = "elevenlabs"


class TestElevenLabsMusic(Described, BackendContract):
    """Ten seconds."""

    service = "elevenlabs"

    def order(self, home):
        return Order(Operation.MUSIC, "sh010", "low strings", frames=240, model="music_v1")


class TestElevenLabsEffects(Described, BackendContract):
    """A door."""

    service = "elevenlabs"

    def order(self, home):
        return Order(Operation.SFX, "sh010", "a heavy door", frames=48)


class TestReplicate(Described, BackendContract):
    """A prediction."""

    service = "replicate"

    def order(self, home):
        images = (OrderImage("first", path=picture(home)),)
        return Order(Operation.I2V, "sh010", "a push in", images=images, frames=120, seed=7,
                     model="kwaivgi/kling-v2.1")  # fmt: skip
