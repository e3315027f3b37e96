"""What a model's row says about an order: refused or not, how long, how large, at most how much."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.backends import catalogue
from pipeline.backends.base import Capabilities, Operation, Order, OrderImage, Recovery
from pipeline.backends.catalogue import (
    capabilities,
    estimate,
    model_of,
    override,
    refusals,
    seconds_for,
    size_for,
    stranger,
    unheeded,
)
from pipeline.facts import Money

TODAY = date(2026, 11, 30)


def order(operation=Operation.I2V, seconds=4, **said):
    pictures = (OrderImage("first", wanted="sh010 panel"),) if operation == Operation.I2V else ()
    usual = {
        "prompt": "snow",
        "images": pictures,
        "frames": round(seconds * 24),
        "width": 1920,
        "height": 804,
    }
    return Order(operation, "sh010", **{**usual, **said})


def runway(name="gen4.5", **row):
    said = (override("runway", name, row),) if row else ()
    return model_of("runway", name, said)


def told(model, asked):
    return [(refusal.field, str(refusal)) for refusal in refusals(model, asked, TODAY)]


def test_an_order_that_it_can_make_is_not_refused():
    assert told(runway(), order()) == []
    assert told(runway(), order(Operation.T2V)) == []


def test_what_a_model_cannot_honour_is_one_sentence_each():
    """Each names the model, and the part of the order that its line is found by."""
    pictures = tuple(OrderImage(role) for role in ("first", "last", "reference", "reference"))
    asked = order(seconds=12, images=pictures, negative="people", prompt="x" * 1001)

    assert told(runway("gen4_turbo"), asked) == [
        ("seconds", "runway gen4_turbo makes 2 to 10 s, not 12 s"),
        ("last", "runway gen4_turbo takes no last picture"),
        ("references", "runway gen4_turbo takes no pictures for reference, not 2"),
        ("negative", "runway gen4_turbo cannot be told what must not be seen"),
        ("prompt", "runway gen4_turbo takes at most 1000 characters of words, not 1001"),
    ]


def test_an_operation_that_it_does_not_do_is_told_with_those_it_does():
    assert told(runway("gen4_turbo"), order(Operation.T2V)) == [
        ("operation", "runway gen4_turbo makes clips from a picture, not clips from words")
    ]


def test_pictures_for_reference_are_counted_both_ways():
    def asked(count):
        return order(Operation.T2I, frames=1, images=(OrderImage("reference"),) * count)

    turbo = runway("gen4_image_turbo")
    assert told(turbo, asked(0)) == [
        ("references", "runway gen4_image_turbo needs 1 picture for reference, and there is none")
    ]
    assert told(turbo, asked(3)) == []
    assert told(turbo, asked(4)) == [
        ("references", "runway gen4_image_turbo takes at most 3 pictures for reference, not 4")
    ]
    many = runway("many", does="t2i", references="unknown")
    assert told(many, asked(40)) == []  # nobody says how many it takes


def test_a_retired_model_names_its_successors_and_nothing_else():
    """From the day itself; until then it can be ordered."""
    gone = runway("gen3a_turbo")

    assert told(gone, order(seconds=99)) == [
        ("model", "runway gen3a_turbo was retired on 2026-07-30; use gen4_turbo or gen4.5")
    ]
    assert refusals(gone, order(), date(2026, 7, 29)) == []
    assert refusals(gone, order(), date(2026, 7, 30))


def test_a_written_seed_that_is_not_heeded_is_told_and_not_refused():
    """One declared exception: a picture without its seed is another picture, not a wrong one."""
    luma = model_of("luma", "ray-2")

    assert told(luma, order(Operation.T2V, seed=7)) == []
    assert unheeded(luma, order(Operation.T2V, seed=7)) == ["the seed 7 (luma ray-2 takes none)"]
    assert unheeded(luma, order(Operation.T2V)) == []
    assert unheeded(runway(), order(seed=7)) == []


def test_the_words_are_counted_as_the_services_do():
    """In UTF-16 units: a character beyond the basic plane is two."""
    assert told(runway(), order(prompt="字" * 1000)) == []
    assert told(runway(), order(prompt="🎬" * 501))[0][0] == "prompt"


# ---------------------------------------------------------------------- length and size


@pytest.mark.parametrize(
    ("model", "asked", "made"),
    [
        ("gen4.5", "2.1", 3),
        ("gen4.5", "1", 2),
        ("gen4.5", "11", None),
        ("veo3.1", "4.5", 6),
        ("kling2.5_turbo_pro", "5.5", 10),
        ("kling3.0_pro", "4.5", 5),
    ],
)
def test_the_shortest_length_that_covers_is_asked_for(model, asked, made):
    """Whole seconds where nobody says which lengths there are."""
    frames = round(Fraction(asked) * 24)

    assert seconds_for(runway(model), order(frames=frames)) == made


def test_a_still_has_no_length():
    assert seconds_for(runway("gen4_image"), order(Operation.T2I, frames=1)) is None


@pytest.mark.parametrize(
    ("model", "frame", "word"),
    [
        ("gen4.5", (1920, 804), "1584:672"),
        ("gen4.5", (1920, 1080), "1280:720"),
        ("gen4.5", (1080, 1920), "720:1280"),
        ("seedance2", (1920, 804), "2206:946"),
        ("seedance2", (1280, 536), "1470:630"),
        ("seedance2", (960, 418), "992:432"),
        ("seedance2", (4096, 1716), "3840:1646"),
        ("veo3.1", (1920, 804), "1920:1080"),
        ("happyhorse_1_0", (1920, 804), ""),
        ("wan3", (1280, 536), "auto_720p"),
        ("hailuo3", (1920, 804), "adaptive"),
    ],
)
def test_the_size_is_the_nearest_true_shape_then_large_enough(model, frame, word):
    """Not the nearest by name: what is called 21:9 is 2.357, 2.333 or 2.296."""
    size = size_for(runway(model), order(width=frame[0], height=frame[1]))

    assert size.word == word


def test_a_resolution_may_be_wished_for():
    """An option of the generator: a draft at 480p."""
    size = size_for(runway("seedance2"), order(options={"resolution": "480p"}))

    assert (size.word, size.resolution) == ("992:432", "480p")


@given(st.integers(64, 4096), st.integers(64, 4096))
def test_no_other_size_has_a_nearer_shape(width, height):
    asked = order(width=width, height=height)
    shape = Fraction(width, height)

    def off(size):
        return max(size.shape / shape, shape / size.shape)

    for name in ("gen4.5", "seedance2"):
        model = runway(name)
        nearest = min(off(size) for size in model.at("i2v").sizes)
        assert off(size_for(model, asked)) <= nearest * Fraction(101, 100)


# ---------------------------------------------------------------------- money


@pytest.mark.parametrize(
    ("model", "said", "price"),
    [
        ("gen4.5", {}, 480_000),
        ("gen4.5", {"seconds": 4.1}, 600_000),
        ("gen4.5", {"options": {"output_format": "prores"}}, 2_080_000),
        ("gen4.5", {"options": {"output_format": "mp4"}}, 480_000),
        ("veo3.1", {}, 1_600_000),
        ("veo3.1", {"options": {"audio": False}}, 800_000),
        ("seedance2", {}, 1_600_000),
        ("seedance2", {"options": {"resolution": "480p"}}, 1_440_000),
        ("seedance2_mini", {"seconds": 4}, 640_000),
        ("hailuo3", {"seconds": 5, "width": 1280, "height": 536}, 520_000),
        ("klingO3_pro", {}, None),
        ("gen4.5", {"seconds": 12}, None),
    ],
)
def test_the_most_that_an_order_can_cost(model, said, price):
    """By the length asked, the size chosen, what is said, and what it starts from."""
    asked = estimate(runway(model), order(**said))

    assert asked == (None if price is None else Money(price))


def test_an_order_costs_no_less_than_the_least():
    model = runway("aleph2")
    clip = order(Operation.V2V, seconds=1, images=(), video=OrderImage("source"))

    assert estimate(model, clip) == Money(560_000)
    assert estimate(model, replace(clip, frames=240)) == Money(2_800_000)


def test_words_are_paid_by_the_character():
    line = order(Operation.TTS, prompt="Don't look back.", frames=1)

    assert estimate(model_of("elevenlabs", "eleven_v4"), line) == Money(16 * 80)


def test_pictures_that_come_together_are_paid_as_one_order():
    still = order(Operation.T2I, frames=1, images=())
    model = model_of("runware", "midjourney:3@1")

    assert estimate(model, still) == Money(30_000)
    assert model.at("t2i").outputs == 4
    assert size_for(model, still).word == "1680x720"


def test_pictures_beyond_the_free_ones_are_paid():
    model = model_of("minimax", "MiniMax-H3")
    asked = order(
        Operation.T2V, seconds=5, images=(OrderImage("reference"),) * 7, width=768, height=768
    )

    assert estimate(model, asked) == Money(5 * 80_000 + 2 * 40_000)


def test_megapixels_are_those_of_the_size_asked_for():
    model = runway("flat", does="t2i", sizes="1000x1000", price="0.05 USD a megapixel")

    assert estimate(model, order(Operation.T2I, frames=1)) == Money(50_000)


@given(st.integers(24, 240))
def test_a_longer_clip_never_costs_less(frames):
    for name in ("gen4.5", "veo3.1", "seedance2"):
        costs = [estimate(runway(name), order(frames=each)) for each in (frames, frames + 24)]
        assert all(
            first <= second for first, second in pairwise([c for c in costs if c is not None])
        )


# ---------------------------------------------------------------------- a model as a whole


def test_capabilities_are_those_of_the_model_at_its_service():
    """What the service's description can do bounds what the model can."""
    base = Capabilities(
        frozenset((Operation.I2V, Operation.T2I)), recovery=Recovery.LISTED, poll_seconds=5
    )
    can = capabilities(runway(), base)

    assert can.operations == {Operation.I2V}
    assert can.seconds == tuple(Fraction(each) for each in range(2, 11))
    assert not can.seconds_are_a_range
    assert (can.has_seed, can.has_negative, can.has_last_frame) == (True, False, False)
    assert (can.recovery, can.poll_seconds, can.concurrency) == (Recovery.LISTED, 5, 5)
    assert capabilities(runway("gen3a_turbo"), base).retired_on == "2026-07-30"


def test_a_film_says_what_it_pays():
    """Over the shipped row, or for a model that has none."""
    cheaper = runway(price="0.08 USD a second", concurrency="12", per_day="300")
    own = model_of(
        "fal", "my/own", (override("fal", "my/own", {"does": "i2v", "price": "1 USD a call"}),)
    )

    assert estimate(cheaper, order()) == Money(320_000)
    assert (cheaper.concurrency, cheaper.per_day) == (12, 300)
    assert size_for(cheaper, order()).word == "1584:672"
    assert estimate(own, order()) == Money(1_000_000)


def test_a_model_that_nobody_described():
    """Refused by a service that sells only its own; a warning at a router."""
    assert model_of("runway", "gen4-5") is None
    said, fix = stranger("runway", "gen4-5")
    assert said == "'runway' has no model 'gen4-5'"
    assert fix.startswith("did you mean gen4.5")
    assert stranger("runway", "")[0] == "'runway' needs a model"
    said, fix = stranger("fal", "fal-ai/new")
    assert said == "nobody described the model 'fal-ai/new' of 'fal': its price is unknown"
    assert "models: `fal/fal-ai/new: {price: …}`" in fix
    assert stranger("runway", "gen4.5") == ("", "")
    assert stranger("comfyui", "wan.json") == ("", "")
    assert stranger("nobody", "x") == ("", "")


def test_a_service_is_read_once(monkeypatch):
    """Ten thousand orders ask the same values."""
    first = runway()
    monkeypatch.setattr(catalogue, "_read", lambda name: pytest.fail(f"{name} was read again"))

    assert all(runway() is first for _ in range(3))
    said = (override("runway", "gen4.5", {"price": "1 USD a call"}),)
    assert model_of("runway", "gen4.5", said) is model_of("runway", "gen4.5", said)
