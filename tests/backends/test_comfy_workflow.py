"""A workflow file is read: where words go in, what saves, and what is wrong with it in words."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace
from pydantic import ValidationError

from pipeline.backends.base import Operation, Order, OrderImage
from pipeline.backends.comfy.filling import Lengths
from pipeline.backends.comfy.shipped import SHIPPED
from pipeline.backends.comfyui import Comfyui, ComfyuiSettings

PANEL = Order(Operation.T2I, "sh010", prompt="a city", seed=7)


def node(kind: str, title: str = "", **inputs: object) -> dict[str, object]:
    """One node of a file."""
    return {"class_type": kind, "inputs": inputs, "_meta": {"title": title or kind}}


SAVE = node("SaveImage", filename_prefix="x", images=["2", 0])
TEXT = node("CLIPTextEncode", "Positive", text="")
SAMPLER = node("KSampler", "Sampler v1.5", seed=3, steps=20, positive=["1", 0])


def comfy(home: Path, graph: object, **said: object) -> Comfyui:
    """A backend whose workflow is this file."""
    text = graph if isinstance(graph, str) else json.dumps(graph)
    (home / "w.json").write_text(text, encoding="utf-8")
    return Comfyui(ComfyuiSettings(workflow="w.json", **said), home)


def only(home: Path, graph: object, order: Order = PANEL, **said: object) -> list[str]:
    """What is wrong with an order."""
    return [str(fault) for fault in comfy(home, graph, **said).check(order)]


def places(backend: Comfyui) -> set[tuple[str, str, str]]:
    """(tag, node, input)."""
    return {(place.tag, place.node, place.input) for place in backend._workflow().places}


def test_settings_name_nodes_by_title_with_or_without_the_input(tmp_path):
    """A title may hold a dot itself."""
    graph = {"1": TEXT, "2": SAMPLER, "3": SAVE}
    inputs = {"prompt": "positive", "seed": "Sampler v1.5"}

    found = places(comfy(tmp_path, graph, inputs=inputs, values={"steps": 30}))
    named = places(comfy(tmp_path, graph, inputs={"seed": "Sampler v1.5.seed", "prompt": "1.text"}))

    assert {("prompt", "1", "text"), ("seed", "2", "seed")} == found == named


def test_nodes_that_are_called_like_a_tag_are_found(tmp_path):
    """Every one of them: a model in two steps has two samplers."""
    graph = {
        "1": node("CLIPTextEncode", "Prompt", text=""),
        "2": node("KSamplerAdvanced", "%seed%", noise_seed=1),
        "3": node("KSamplerAdvanced", "seed", noise_seed=1),
        "4": SAVE,
    }

    found = places(comfy(tmp_path, graph))

    assert {
        ("prompt", "1", "text"),
        ("seed", "2", "noise_seed"),
        ("seed", "3", "noise_seed"),
    } == found


def test_a_node_that_is_not_there_is_named_with_those_that_are(tmp_path):
    """So that the title can be put right."""
    assert [
        (
            "the workflow 'w.json' has no node 'Negative' for 'negative'; "
            "it has 'Positive', 'Sampler v1.5', 'SaveImage'"
        )
    ] == only(tmp_path, {"1": TEXT, "2": SAMPLER, "3": SAVE}, inputs={"negative": "Negative"})


def test_an_input_that_is_not_there_or_is_wired_is_named(tmp_path):
    """With what to write."""
    graph = {"1": TEXT, "2": SAMPLER, "3": SAVE}

    absent = only(tmp_path, graph, inputs={"width": "Sampler v1.5"})
    wired = only(tmp_path, graph, inputs={"prompt": "Sampler v1.5.positive"})

    assert [
        (
            "the workflow 'w.json': node 'Sampler v1.5' (KSampler, node 2) has no input 'width'; "
            "it has seed, steps; write `width: Sampler v1.5.INPUT`"
        )
    ] == absent
    assert "is wired to another node" in wired[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"nodes": [], "links": []}', "was saved for ComfyUI's own window, not for programs"),
        ("{", "cannot be read as JSON"),
        ("[]", "is no workflow of ComfyUI"),
        ('{"1": {"inputs": {}}}', "is no workflow of ComfyUI"),
        ("[" * 5000, "cannot be read as JSON"),
    ],
)
def test_a_file_that_is_no_workflow_says_how_to_export_one(tmp_path, text, sentence):
    """The way in ComfyUI's own menu."""
    [fault] = only(tmp_path, text)

    assert sentence in fault
    assert "File, Export Workflow (API)" in fault


def test_a_whole_request_is_read_too(tmp_path):
    """As it was sent to a server by hand."""
    graph = {"1": node("CLIPTextEncode", text="%prompt%"), "2": node("K", seed="%seed%"), "3": SAVE}

    assert [] == only(tmp_path, {"prompt": graph, "client_id": "x"})


def test_a_workflow_is_read_again_when_its_file_changes(tmp_path):
    """Between two orders."""
    backend = comfy(tmp_path, {"1": node("CLIPTextEncode", text="%prompt%"), "3": SAVE})
    before = places(backend)
    (tmp_path / "w.json").write_text(json.dumps({"1": node("K", seed="%seed%"), "30": SAVE}))

    assert [("prompt", "1", "text")] == list(before)
    assert [("seed", "1", "seed")] == list(places(backend))


def test_several_nodes_that_save_have_to_be_chosen_from(tmp_path):
    """By title; one that saves a clip goes before those that save pictures."""
    two = {"1": node("SaveImage", "Low", filename_prefix="a"), "2": SAVE}
    clip = {**two, "3": node("SaveVideo", filename_prefix="c", video=["2", 0])}

    [unsaid] = only(tmp_path, two, replace(PANEL, seed=None))
    [wrong] = only(tmp_path, two, output="High")
    assert "saves at 2 nodes: 'Low' (SaveImage, node 1), 'SaveImage' (SaveImage, node 2)" in unsaid
    assert "has no nodes 'High'" in wrong
    assert {Operation.T2V} == comfy(tmp_path, clip).capabilities().operations
    assert {Operation.T2I} == comfy(tmp_path, clip, output="low").capabilities().operations


def test_a_workflow_that_keeps_nothing_is_refused(tmp_path):
    """A preview is lost with the server."""
    [fault] = only(tmp_path, {"1": node("PreviewImage", images=["2", 0])})

    assert "saves nothing that stays" in fault


def test_an_animated_picture_is_refused_for_what_editors_read(tmp_path):
    """ComfyUI's examples end so."""
    graph = {"1": node("K", seed="%seed%"), "2": node("SaveAnimatedWEBP", filename_prefix="x")}

    assert [
        (
            "the workflow 'w.json' saves at 'SaveAnimatedWEBP' (SaveAnimatedWEBP, node 2) what no "
            "editor reads: let it end with Save Video"
        )
    ] == only(tmp_path, graph, replace(PANEL, operation=Operation.T2V, prompt=""))


def test_what_the_shot_gives_and_the_workflow_has_no_place_for_is_refused(tmp_path):
    """Nothing is dropped silently, and each is laid at what asks for it."""
    graph = {
        "1": node("CLIPTextEncode", text="%prompt%"),
        "3": node("SaveVideo", filename_prefix="x"),
    }
    last = OrderImage("last", path=Path("a.png"))
    order = replace(
        PANEL, operation=Operation.T2V, negative="rain", images=(last,), model="m", frames=24
    )

    faults = comfy(tmp_path, graph).check(order)

    assert {"last", "model", "negative", "seed"} == {fault.field for fault in faults}
    assert "has no place for the last picture: title a Load node 'last'" in faults[0]


def test_what_the_workflow_asks_and_nobody_gives_is_refused(tmp_path):
    """A picture, a model, a tag of the author's own."""
    graph = {
        "1": node("LoadImage", image="%first%"),
        "2": node("KSampler", steps="%steps%", seed="%seed%", model="%model%"),
        "3": node("SaveVideo", filename_prefix="x"),
    }
    order = replace(PANEL, operation=Operation.I2V)

    assert [
        "the workflow 'w.json' takes a file for %first%, and the shot gives none",
        "the workflow 'w.json' asks for %model%: say `model: FILE` with its generator",
        "the workflow 'w.json' asks for %steps%: say `values: {steps: …}` with its generator",
    ] == only(tmp_path, graph, order)
    assert 1 == len(only(tmp_path, graph, replace(order, model="m"), values={"steps": 20}))


@pytest.mark.parametrize(
    ("written", "frames", "expected"),
    [
        ("4n+1 to 81", 60, 61),
        ("4n+1 to 81", 81, 81),
        ("4n+1 to 81", 82, None),
        ("8n+1", 1000, 1001),
        ("25", 1, 25),
        ("25", 26, None),
        ("16n+0", 17, 32),
    ],
)
def test_lengths_are_the_next_that_the_model_makes(written, frames, expected):
    """Never shorter than what is needed."""
    assert expected == Lengths.parse(written).covering(frames)


@pytest.mark.parametrize("written", ["4n", "n+1", "81 to 4", "long", "4n+1 to"])
def test_lengths_that_cannot_be_read_are_an_error(written):
    """With the forms that can."""
    with pytest.raises(ValidationError, match="is no length: write `4n"):
        ComfyuiSettings(workflow="w.json", frames=written)


@pytest.mark.parametrize(
    "said",
    [
        {"workflow": "/etc/passwd"},
        {"workflow": "../w.json"},
        {"workflow": ""},
        {"base_url": "http://example.com"},
        {"base_url": "https://me:secret@example.com"},
        {"values": {"prompt": "x"}},
        {"values": {"Not a tag": 1}},
        {"outputs": 0},
        {"longest": 10},
    ],
)
def test_settings_that_lead_elsewhere_or_nowhere_are_refused(said):
    """Before anything is read or asked."""
    with pytest.raises(ValidationError):
        ComfyuiSettings(**{"workflow": "w.json", **said})


def test_a_link_out_of_the_production_is_not_followed(tmp_path):
    """The workflow lies in the film."""
    (tmp_path / "else.json").write_text(json.dumps({"1": SAVE}))
    home = tmp_path / "film"
    home.mkdir()
    (home / "w.json").symlink_to(tmp_path / "else.json")

    [fault] = Comfyui(ComfyuiSettings(workflow="w.json"), home).check(PANEL)

    assert "lies outside this production" in fault


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_workflow_that_comes_along_takes_a_shot(name, tmp_path):
    """With the lengths, rates and sizes of its model."""
    backend = Comfyui(ComfyuiSettings(workflow=name), tmp_path)
    can = backend.capabilities()
    [operation] = can.operations
    first = (OrderImage("first", path=Path("a.png")),) if operation is Operation.I2V else ()
    order = replace(PANEL, operation=operation, images=first, model="m", frames=36)

    assert [] == list(backend.check(order))
    assert can.has_seed
    assert SHIPPED[name].about
    if can.seconds is not None:
        assert can.seconds[1] >= Fraction(2)


def test_numbers_that_the_workflow_says_itself_count(tmp_path):
    """A rate and a length that no tag fills in: 14 pictures, 7 a second."""
    graph = {
        "1": node("LoadImage", "first", image=""),
        "2": node("SVD", "seed", seed=1, video_frames=14),
        "3": node("VHS_VideoCombine", filename_prefix="x", frame_rate=7),
    }
    first = OrderImage("first", path=Path("a.png"))
    order = replace(PANEL, operation=Operation.I2V, images=(first,), prompt="")

    assert [] == only(tmp_path, graph, replace(order, frames=48))
    assert [
        "the workflow 'w.json' makes at most 14 pictures (2 s at 7 a second); 15 are needed"
    ] == only(tmp_path, graph, replace(order, frames=49))
