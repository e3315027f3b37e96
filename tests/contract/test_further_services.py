"""The further services hold the contract, against a server that answers as they do."""

from __future__ import annotations

import pytest

from pipeline.backends import shelf
from pipeline.backends.base import Operation, Order, OrderImage
from pipeline.backends.catalogue import models_of
from pipeline.backends.catalogue import services as known
from pipeline.backends.testing import BackendContract
from tests.services.conftest import services, this_machine_only
from tests.services.described import Described, picture

__all__ = ["services", "this_machine_only"]

WORDS = {"prompt": "snow over a frozen city", "frames": 120, "seed": 7}


def clip(home, model, operation=Operation.I2V, **more):
    """A clip of five seconds over a picture."""
    images = (OrderImage("first", path=picture(home)),) if operation is Operation.I2V else ()
    return Order(operation, "sh010", images=images, model=model, **{**WORDS, **more})


def still(home, model, **more):
    """A panel from words."""
    del home
    return Order(Operation.T2I, "sh010", model=model, **{**WORDS, "frames": 1, **more})


@pytest.mark.parametrize("service", [name for name in known() if shelf.is_known(name)])
def test_what_a_model_is_said_to_do_can_be_asked_of_it(service):
    """A description has a call for it: what cannot be asked is not promised."""
    description = getattr(shelf.find(service), "description", None)
    if description is None:
        return
    promised = {
        (model.name, operation)
        for model in models_of(service)
        if not model.retired_on
        for operation in model.operations
    }

    assert set() == {
        (name, operation)
        for name, operation in promised
        if description.call(operation, name) is None
    }


class TestGoogle(Described, BackendContract):
    """A clip over a picture."""

    service = "google"

    def order(self, home):
        return clip(home, "gemini-omni-1.1-flash")


class TestGooglePictures(Described, BackendContract):
    """A picture in the answer."""

    service = "google"

    def order(self, home):
        return still(home, "gemini-3.1-flash-image")


class TestGoogleSpeech(Described, BackendContract):
    """A line, by a job."""

    service = "google"

    def order(self, home):
        del home
        options = {"voice": "Kore"}
        return Order(Operation.TTS, "sh010", "Go.", model="gemini-3.8-flash-tts", options=options)


class TestStability(Described, BackendContract):
    """A form, and a picture in the answer."""

    service = "stability"

    def order(self, home):
        return still(home, "core", negative="rain")


class TestStabilityUpscale(Described, BackendContract):
    """A job that ends with a picture."""

    service = "stability"

    def order(self, home):
        source = OrderImage("source", path=picture(home))
        return Order(Operation.UPSCALE, "sh010", "a city", images=(source,), model="creative")


class TestA1111(Described, BackendContract):
    """A picture in the answer, for nothing."""

    service = "a1111"

    def order(self, home):
        return still(home, "", negative="rain", width=1920, height=804)


class TestSeedance(Described, BackendContract):
    """A clip over a picture."""

    service = "seedance"

    def order(self, home):
        return clip(home, "doubao-seedance-2-0-260128")


class TestLuma(Described, BackendContract):
    """A clip from words."""

    service = "luma"

    def order(self, home):
        return clip(home, "ray-2", Operation.T2V, seed=None)


class TestLumaAgents(Described, BackendContract):
    """A clip over a picture."""

    service = "luma_agents"

    def order(self, home):
        return clip(home, "ray-3.2", seed=None)


class TestXAI(Described, BackendContract):
    """A clip over a picture."""

    service = "xai"

    def order(self, home):
        return clip(home, "grok-imagine-video-1.5", seed=None)


class TestMiniMax(Described, BackendContract):
    """A clip over a picture."""

    service = "minimax"

    def order(self, home):
        return clip(home, "MiniMax-H3", seed=None)


class TestHiggsfield(Described, BackendContract):
    """A clip over a picture that is uploaded."""

    service = "higgsfield"

    @pytest.fixture(autouse=True)
    def forgotten(self, services):
        """Every claim sends under the same key, and a key is the same order for ever."""
        services.control(forget="higgsfield", keys=True)

    def order(self, home):
        return clip(home, "kling-video/v2.1/pro/image-to-video")
