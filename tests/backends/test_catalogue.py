"""The data of the catalogue: every row is whole, and agrees with the services' own types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import yaml

from pipeline.backends import catalogue
from pipeline.backends.base import Operation
from pipeline.backends.catalogue import model_of, models_of, service_of, services
from pipeline.backends.model import Model
from pipeline.backends.rows import COMMON, PER_MODEL, read_row
from tests import needs

FOLDER = Path(catalogue.__file__).parent / "models"
EVERY = [model for service in services() for model in models_of(service)]
ASKED_FOR = [
    "runway",
    "fal",
    "runware",
    "google",
    "openai",
    "replicate",
    "stability",
    "elevenlabs",
    "seedance",
    "luma",
    "luma_agents",
    "xai",
    "minimax",
    "higgsfield",
    "comfyui",
    "a1111",
]

each_model = pytest.mark.parametrize("model", EVERY, ids=lambda model: model.full_name)
each_service = pytest.mark.parametrize("service", services())


def test_every_service_of_the_house_has_its_models():
    """A service without a file would sell anything at any price."""
    assert sorted(ASKED_FOR) == list(services())
    assert len(EVERY) > 100


@each_service
def test_a_file_is_read_without_a_fault(service):
    """No misspelt key, no value that is passed over, no model twice."""
    found, written = service_of(service), _written(service)
    faults = [
        (name, fault)
        for name, row in found.rows.items()
        for fault in read_row(service, name, row)[1]
    ]

    assert faults == []
    assert _twice(yaml.compose(_text(service), yaml.CBaseLoader)) == []
    head = {
        "service", "router", "free", "checked", "credit", "credit_source", "sources", "limits",
        "models",
    }  # fmt: skip
    assert set(written) <= head
    assert written["service"] == service


@each_model
def test_a_row_says_where_its_facts_come_from(model):
    """Facts and prices name a source of their file, and the day it was read."""
    known = service_of(model.service).sources

    assert model.sources
    assert set(model.sources) <= set(known)
    assert model.checked is not None
    assert date(2026, 11, 1) <= model.checked
    has_price = any(each.price for each in model.abilities.values())
    assert not has_price or model.price_source in known


@each_service
def test_a_source_is_used(service):
    """None is left over, so that none is believed to bear what it does not."""
    found = service_of(service)
    used = {name for model in models_of(service) for name in (*model.sources, model.price_source)}
    written = _written(service)
    used |= {written.get("credit_source", "")}
    used |= {"tiers"} if written.get("limits") else set()

    assert set(found.sources) <= used


@each_model
def test_a_price_is_positive_and_in_one_currency(model):
    """Zero is written as free, and only services on the author's machine are."""
    for each in model.abilities.values():
        assert len({price.money.currency for price in each.price}) <= 1
        assert not each.price or any(not price.is_extra for price in each.price)
        for price in each.price:
            assert price.money.micros > 0
            assert re.fullmatch(r"[A-Z]{3}", price.money.currency)
            named = {size.resolution for size in each.sizes if size.resolution}
            assert not named or set(price.resolutions) <= named | {"480p", "4k"}


@each_model
def test_a_shape_is_that_of_its_pixels(model):
    """21:9 is what its pixels make it; a word of two pixel counts is those pixels."""
    for each in model.abilities.values():
        assert len(set(each.sizes)) == len(each.sizes)
        for size in each.sizes:
            if size.width and not size.is_nominal:
                assert size.shape * size.height == size.width
            if size.width and size.is_nominal:
                assert abs(size.width / size.height / float(size.shape) - 1) < 0.004
            pixels = re.fullmatch(r"(\d{3,5})[:x](\d{3,5})", size.word)
            if pixels:
                assert (size.width, size.height) == (int(pixels[1]), int(pixels[2]))


@each_model
def test_a_successor_is_there_and_lives(model):
    """What is named instead of a retired model can be ordered, and outlives it."""
    assert (model.retired_on is not None) == bool(model.successors)
    for name in model.successors:
        after = _named(model, name)
        assert after is not None, name
        assert after.retired_on is None or after.retired_on > model.retired_on
        assert after.operations & model.operations


@each_model
def test_lengths_and_limits_are_possible(model):
    """Nothing is below nothing, and what makes clips says a length or nothing at all."""
    for each in model.abilities.values():
        if each.seconds is not None:
            assert 0 < each.seconds.longest <= 600
            assert each.seconds.covering(each.seconds.longest) == each.seconds.longest
        assert each.least_references <= (each.references or 99)
        assert each.outputs >= 1
    assert model.operations <= set(Operation)


def test_the_keys_of_a_row_are_told_apart():
    """None stands for two things."""
    assert not set(COMMON) & set(PER_MODEL)
    assert not {each.value for each in Operation} & {*COMMON, *PER_MODEL}


# ---------------------------------------------------------------------- the services' own types


@pytest.mark.parametrize(
    ("operation", "module", "name"),
    [
        ("t2v", "text_to_video_create_params", "TextToVideoCreateParams"),
        ("i2v", "image_to_video_create_params", "ImageToVideoCreateParams"),
        ("v2v", "video_to_video_create_params", "VideoToVideoCreateParams"),
        ("t2i", "text_to_image_create_params", "TextToImageCreateParams"),
        ("tts", "text_to_speech_create_params", "TextToSpeechCreateParams"),
        ("sfx", "sound_effect_create_params", "SoundEffectCreateParams"),
    ],
)
def test_runways_models_and_sizes_are_those_of_its_package(operation, module, name):
    """Every model that lives, and every word for a size, is one that the package knows."""
    types = _runway_types(module, name)
    ours = [model for model in models_of("runway") if operation in model.operations]
    living = [model for model in ours if model.retired_on is None]

    assert living
    for model in living:
        hints = types[model.name]
        can = model.at(operation)
        words = {size.word for size in can.sizes if size.word}
        resolutions = {size.resolution for size in can.sizes if size.resolution}
        assert words <= set(_literals(hints.get("ratio"))), model.name
        if "resolution" in hints:
            assert resolutions <= set(_literals(hints["resolution"])), model.name
        assert can.has_seed == ("seed" in hints), model.name
        assert can.has_negative == ("negative_prompt" in hints), model.name
        lengths = [each for each in _literals(hints.get("duration")) if isinstance(each, int)]
        if lengths:
            assert [*can.seconds.choices] == sorted(lengths), model.name


def test_runways_gone_models_are_unknown_to_its_package():
    """What we call retired cannot be ordered through the package either."""
    types = _runway_types("image_to_video_create_params", "ImageToVideoCreateParams")
    types |= _runway_types("video_to_video_create_params", "VideoToVideoCreateParams")
    gone = {model.name for model in models_of("runway") if model.retired_on is not None}

    assert gone
    assert not gone & set(types)


def test_openais_models_are_those_of_its_package():
    """Pictures and speech by name; what is not there any more is retired here."""
    image_model = needs.package("openai.types.image_model")
    speech = needs.package("openai.types.audio.speech_model")
    known = {*get_args(image_model.ImageModel), *get_args(speech.SpeechModel)}
    today = date(2026, 11, 30)
    ours = {model.name: model for model in models_of("openai")}

    assert {name for name, model in ours.items() if not model.is_retired(today)} <= known
    for name in ("gpt-image-1", "dall-e-2", "dall-e-3", "sora-2", "sora-2-pro"):
        assert ours[name].is_retired(today)


def test_lumas_models_lengths_and_shapes_are_those_of_its_package():
    """As the package's types of an order list them."""
    video = needs.package("lumaai.types.generation_create_params").GenerationCreateParams
    image = needs.package("lumaai.types.generations.image_create_params").ImageCreateParams
    for kind, operation in ((video, "t2v"), (image, "t2i")):
        hints = get_type_hints(kind)
        ours = [model for model in models_of("luma") if operation in model.operations]

        assert {model.name for model in ours} == set(_literals(hints["model"]))
        for model in ours:
            can = model.at(operation)
            assert {size.word for size in can.sizes} == set(_literals(hints["aspect_ratio"]))
            if operation == "t2v":
                found = set(_literals(hints["resolution"]))
                assert {size.resolution for size in can.sizes} == found
                assert [f"{each}s" for each in can.seconds.choices] == ["5s", "9s"]


def test_googles_models_and_shapes_are_those_of_its_package():
    """What lives is a model of interactions; pictures have the shapes that it lists."""
    types = "google.genai._gaos.types.interactions"
    model_type = needs.package(f"{types}.model")
    image_type = needs.package(f"{types}.imageresponseformat")
    known = set(_literals(model_type.Model))
    shapes = set(_literals(image_type.ImageResponseFormatAspectRatio))
    for model in models_of("google"):
        if not model.is_retired(date(2026, 11, 30)):
            assert model.name in known
        if "t2i" in model.operations:
            assert {size.word for size in model.at("t2i").sizes} <= shapes


def test_elevenlabs_music_is_that_of_its_package():
    """The models of music by name."""
    music = needs.package("elevenlabs.types.music_model_id")
    ours = {model.name for model in models_of("elevenlabs") if "music" in model.operations}

    assert ours == set(_literals(music.MusicModelId))


@cache
def _runway_types(module: str, name: str) -> dict[str, dict[str, Any]]:
    """The hints of an order by model."""
    found = needs.package(f"runwayml.types.{module}")
    hints: dict[str, dict[str, Any]] = {}
    for kind in get_args(getattr(found, name)):
        said = get_type_hints(kind, include_extras=False)
        for model in _literals(said["model"]):
            hints[model] = said
    return hints


def _literals(hint: object) -> Iterator[Any]:
    """Every literal value within a type."""
    for each in get_args(hint):
        if isinstance(each, str | int):
            yield each
        else:
            yield from _literals(each)


def _text(service: str) -> str:
    return (FOLDER / f"{service}.yaml").read_text(encoding="utf-8")


def _written(service: str) -> dict[str, Any]:
    written: dict[str, Any] = yaml.load(_text(service), yaml.CBaseLoader)  # noqa: S506 - texts alone
    return written


def _named(model: Model, name: str) -> Model | None:
    own = model_of(model.service, name)
    service, _, rest = name.partition("/")
    return own or model_of(service, rest)


def _twice(node: yaml.Node) -> list[str]:
    """Keys that stand in one block a second time."""
    found: list[str] = []
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        found += [key for key in keys if keys.count(key) > 1]
        for _, value in node.value:
            found += _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            found += _twice(value)
    return found


@each_model
def test_what_a_model_is_said_to_do_can_be_asked_of_it(model):
    """A description has a call for it: what cannot be asked is not promised."""
    from pipeline.backends import shelf

    if model.retired_on or not shelf.is_known(model.service):
        return
    description = getattr(shelf.find(model.service), "description", None)
    if description is None:
        return

    asked = {call.operation for call in description.calls_of(model.name)}

    assert set() == set(model.operations) - asked
