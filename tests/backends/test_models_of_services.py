"""What a described service asks of its models: lengths, sizes and prices as the catalogue says."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.backends import catalogue, shelf
from pipeline.backends.base import Operation, Order, OrderImage, Recovery
from pipeline.backends.catalogue import override
from pipeline.facts import Money


def runway(home: Path, *said, **settings):
    kind = shelf.find("runway")
    made = kind(kind.Settings.model_validate(settings), home)
    made.overrides = said
    return made


def order(model, operation=Operation.T2V, **said):
    usual = {
        "prompt": "snow",
        "frames": 60,
        "width": 1920,
        "height": 804,
        "model": model,
        "seed": 7,
    }
    return Order(operation, "sh010", **{**usual, **said})


def sent(backend, asked):
    """The body as it would be sent."""
    return json.loads(json.dumps(backend.prepare(asked).body))["json"]


@pytest.mark.parametrize(
    ("model", "body"),
    [
        ("gen4.5", {"ratio": "1280:720", "duration": 3, "seed": 7}),
        ("veo3.1", {"ratio": "1920:1080", "duration": 4, "seed": 7}),
        ("hailuo3", {"ratio": "21:9", "resolution": "2k", "duration": 5}),
        ("kling2.5_turbo_pro", {"ratio": "1920:1080", "duration": 5}),
        ("seedance2", {"ratio": "2206:946", "duration": 4, "seed": 7}),
    ],
)
def test_a_body_is_in_the_models_own_words(tmp_path, model, body):
    """A resolution only where it is told beside the shape, a seed only where it is taken."""
    found = sent(runway(tmp_path), order(model))

    assert {"model": model, "promptText": "snow", **body} == found


def test_a_wished_resolution_is_kept_to(tmp_path):
    asked = order("seedance2", options={"resolution": "480p"})

    assert sent(runway(tmp_path), asked)["ratio"] == "992:432"


def test_what_the_model_cannot_do_goes_before_what_no_call_has_a_place_for(tmp_path):
    asked = order(
        "gen4.5", Operation.I2V, negative="people", images=(OrderImage("first"), OrderImage("last"))
    )

    assert [(each.field, str(each)) for each in runway(tmp_path).check(asked)] == [
        ("last", "runway gen4.5 takes no last picture"),
        ("negative", "runway gen4.5 cannot be told what must not be seen"),
    ]


def test_an_unknown_model_is_refused_by_a_service_that_sells_its_own(tmp_path):
    (said,) = runway(tmp_path).check(order("gen5"))

    assert said.field == "model"
    assert str(said).startswith("'runway' has no model 'gen5'")


def test_the_price_is_that_of_the_length_and_the_options(tmp_path):
    """Settings of the generator count, and what the film says of the model."""
    plain, silent = runway(tmp_path), runway(tmp_path, audio=False)
    cheap = runway(tmp_path, override("runway", "veo3.1", {"price": "0.10 USD a second"}))

    assert plain.estimate(order("veo3.1")) == Money(1_600_000)
    assert silent.estimate(order("veo3.1")) == Money(800_000)
    assert cheap.estimate(order("veo3.1")) == Money(400_000)
    assert plain.estimate(order("klingO3_pro")) is None
    assert runway(tmp_path, output_format="prores").estimate(order("gen4.5")) == Money(1_560_000)


def test_the_length_asked_is_told(tmp_path):
    backend = runway(tmp_path)

    assert backend.seconds_asked(order("veo3.1")) == Fraction(4)
    assert backend.seconds_asked(order("gen4_image", Operation.T2I, frames=1)) is None
    assert backend.seconds_asked(order("aleph2", Operation.V2V, video=OrderImage("source"))) is None


def test_capabilities_are_those_of_the_model(tmp_path):
    can = runway(tmp_path).capabilities("gen4_turbo")

    assert can.operations == {Operation.I2V}
    assert can.seconds == tuple(map(Fraction, range(2, 11)))
    assert (can.has_last_frame, can.has_negative, can.has_seed) == (False, False, True)
    assert (can.recovery, can.poll_seconds) == (Recovery.NONE, 5)
    assert runway(tmp_path).capabilities("gen3a_turbo").successors == ("gen4_turbo", "gen4.5")


def test_a_seed_that_is_not_taken_is_said(tmp_path):
    said = runway(tmp_path).unknown_words(order("kling3.0_pro"))

    assert said == ["the seed 7 (runway kling3.0_pro takes none)"]


def test_a_price_asked_ten_thousand_times_reads_nothing(tmp_path, monkeypatch):
    """The catalogue is read once, and a model's sizes are compared once a frame."""
    backend = runway(tmp_path)
    first = backend.estimate(order("seedance2"))
    monkeypatch.setattr(catalogue, "_read", lambda name: pytest.fail(f"{name} was read again"))
    monkeypatch.setattr(catalogue, "read_row", lambda *row: pytest.fail("a row was read again"))

    assert {backend.estimate(order("seedance2")) for _ in range(10)} == {first}
    assert backend.capabilities("seedance2") is backend.capabilities("seedance2")
