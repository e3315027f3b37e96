"""ComfyUI: a workflow is filled in, queued once, found again whatever dies, and brought home."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytest_socket import enable_socket, socket_allow_hosts

from pipeline.backends.base import Operation, Order, OrderImage, State
from pipeline.backends.comfyui import Comfyui, ComfyuiSettings
from pipeline.errors import (
    CannotMake,
    FilmError,
    NotConfigured,
    SubmitRejected,
    SubmitUnknown,
    Unreachable,
)
from tests.backends.comfy_stand_in import StandIn, picture

KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
UUID = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
SINCE = datetime(2026, 11, 30, tzinfo=UTC)
PANEL = Order(
    Operation.T2I,
    "sh010",
    prompt="a frozen city",
    width=96,
    height=40,
    seed=7,
    model="sd15.safetensors",
)


@pytest.fixture
def server() -> Iterator[StandIn]:
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    stand_in = StandIn()
    yield stand_in
    stand_in.close()


def comfy(server: StandIn, home: Path, workflow: object = "sd", **said: object) -> Comfyui:
    """The backend; a workflow given as a graph is written into the production first."""
    if isinstance(workflow, dict):
        (home / "w.json").write_text(json.dumps(workflow), encoding="utf-8")
        workflow = "w.json"
    return Comfyui(ComfyuiSettings(workflow=workflow, base_url=server.url, **said), home)


def clip_order(home: Path, **changes: object) -> Order:
    """A clip over a panel that lies in the production."""
    (home / "first.png").write_bytes(picture(96, 40))
    first = OrderImage("first", digest="b2:abc", path=home / "first.png")
    order = Order(
        Operation.I2V,
        "sh010",
        prompt="snow drifts",
        images=(first,),
        frames=60,
        width=1920,
        height=804,
        seed=7,
        model="wan_i2v.safetensors",
    )
    return replace(order, **changes)


def sent(server: StandIn, number: int = 0) -> dict[str, dict[str, object]]:
    """The inputs of the nodes of an accepted workflow, by title."""
    graph = server.posts[number]["prompt"]
    return {node["_meta"]["title"]: node["inputs"] for node in graph.values()}


def queue(backend: Comfyui, order: Order, home: Path):
    """Prepare and submit."""
    return backend.submit(backend.prepare(order), KEY, home)


def test_words_and_numbers_go_in_as_what_they_are(server, tmp_path):
    """A prompt is a text, a seed, a width and a length are numbers."""
    queue(comfy(server, tmp_path), PANEL, tmp_path)

    told = sent(server)
    assert "a frozen city" == told["prompt"]["text"]
    assert 7 == told["seed"]["seed"]
    assert (96, 40) == (told["size"]["width"], told["size"]["height"])
    assert "sd15.safetensors" == told["loader"]["ckpt_name"]


def test_a_tag_within_a_text_leaves_the_text_around_it(server, tmp_path):
    """And a prompt that looks like a tag is not filled in again."""
    graph = {
        "1": {"class_type": "CLIPTextEncode", "inputs": {"text": "photo, %prompt%, 35 mm, %odd%"}},
        "2": {"class_type": "KSampler", "inputs": {"seed": "%seed%"}},
        "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0], "filename_prefix": "x"}},
    }
    order = replace(PANEL, prompt="a sign that says %seed%", model="")

    queue(comfy(server, tmp_path, graph), order, tmp_path)

    inputs = server.posts[0]["prompt"]
    assert "photo, a sign that says %seed%, 35 mm, %odd%" == inputs["1"]["inputs"]["text"]
    assert 7 == inputs["2"]["inputs"]["seed"]


def test_the_number_of_the_job_and_its_folder_are_ours(server, tmp_path):
    """So that it is found again after any crash."""
    ticket = queue(comfy(server, tmp_path), PANEL, tmp_path)

    assert UUID == server.posts[0]["prompt_id"] == ticket.job
    assert f"rushes/sh010/{KEY}/take" == sent(server)["Save Image"]["filename_prefix"]


def test_a_panel_is_made_and_brought(server, tmp_path):
    """Queued, worked on, ready, here."""
    server.is_eager = False
    backend = comfy(server, tmp_path)
    ticket = queue(backend, PANEL, tmp_path)
    states = [backend.poll(ticket, tmp_path).state]
    server.begin()
    states.append(backend.poll(ticket, tmp_path).state)
    server.work()
    states.append(backend.poll(ticket, tmp_path).state)

    collected = backend.collect(ticket, tmp_path)

    assert [State.QUEUED, State.WORKING, State.READY] == states
    assert picture(96, 40) == collected.outputs[0].path.read_bytes()


def test_a_batch_gives_as_many_takes(server, tmp_path):
    """Several pictures of one run are several takes."""
    server.batch = 4
    backend = comfy(server, tmp_path, outputs=4)
    ticket = queue(backend, PANEL, tmp_path)

    outputs = backend.collect(ticket, tmp_path).outputs

    assert 4 == len({output.path for output in outputs})
    assert 4 == backend.capabilities().outputs


def test_a_clip_gets_the_length_rate_and_size_that_its_model_makes(server, tmp_path):
    """2.5 s at 16 a second are 40 pictures; Wan makes 41; the film's shape is kept."""
    backend = comfy(server, tmp_path, "wan")
    server.clip = tmp_path / "clip.mp4"
    server.clip.write_bytes(b"a clip")

    queue(backend, clip_order(tmp_path), tmp_path)

    told = sent(server)["length and size"]
    assert (41, 832, 352) == (told["length"], told["width"], told["height"])
    assert 16 == sent(server)["CreateVideo"]["fps"]


def test_what_is_longer_than_the_model_makes_is_refused_before(server, tmp_path):
    """With what it makes, and what was needed."""
    backend = comfy(server, tmp_path, "svd")
    order = clip_order(tmp_path, frames=120, model="svd.safetensors")

    assert [
        "the workflow 'svd.json' makes at most 25 pictures (4.167 s at 6 a second); 30 are needed"
    ] == list(backend.check(order))
    assert () == tuple(backend.check(replace(order, frames=100)))


def test_words_that_a_workflow_takes_none_of_are_named(server, tmp_path):
    """Stable Video Diffusion moves a picture and reads nothing."""
    backend = comfy(server, tmp_path, "svd")

    assert ("snow drifts",) == backend.unknown_words(
        clip_order(tmp_path, words={"motion": "snow drifts"})
    )
    assert () == comfy(server, tmp_path).unknown_words(PANEL)


def test_files_are_uploaded_once_under_the_name_of_their_content(server, tmp_path):
    """However often they are used."""
    backend = comfy(server, tmp_path, "wan")

    for _ in range(3):
        queue(backend, clip_order(tmp_path), tmp_path)

    assert {"rushes/abc.png": picture(96, 40)} == server.inputs
    assert "rushes/abc.png" == sent(server)["first"]["image"]
    assert 1 == server.asked.count("POST /upload/image")


def test_a_lost_answer_is_found_under_our_number(server, tmp_path):
    """And not queued twice."""
    server.drops = 1
    backend = comfy(server, tmp_path)
    prepared = backend.prepare(PANEL)
    with pytest.raises(SubmitUnknown):
        backend.submit(prepared, KEY, tmp_path)

    found = backend.find(KEY, prepared, SINCE)

    assert [UUID] == [ticket.job for ticket in found]
    assert State.READY is backend.poll(found[0], tmp_path).state
    assert 1 == len(server.posts)


def test_an_order_that_never_came_is_not_found(server, tmp_path):
    """It may be queued under the same number then."""
    backend = comfy(server, tmp_path)

    assert [] == backend.find(KEY, backend.prepare(PANEL), SINCE)


def test_a_server_that_chooses_its_own_numbers_is_searched(server, tmp_path):
    """By the folder that the job saves into; waiting and ended jobs."""
    server.is_old, server.drops, server.is_eager = True, 1, False
    backend = comfy(server, tmp_path)
    prepared = backend.prepare(PANEL)
    with pytest.raises(SubmitUnknown):
        backend.submit(prepared, KEY, tmp_path)
    waiting = backend.find(KEY, prepared, SINCE)
    server.work()

    found = backend.find(KEY, prepared, SINCE)

    assert [server.posts[0]["prompt_id"]] == [ticket.job for ticket in found]
    assert found == waiting
    assert 1 == len(backend.collect(found[0], tmp_path).outputs)


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        ("SaveImage", ".png"),
        ("SaveVideo", ".mp4"),
        ("SaveWEBM", ".webm"),
        ("VHS_VideoCombine", ".mp4"),
    ],
)
def test_files_outlive_the_memory_of_the_server(server, tmp_path, kind, ending):
    """A server that was started anew has forgotten the job, and still has what it saved."""
    graph = {
        "1": {"class_type": "CLIPTextEncode", "inputs": {"text": "%prompt%"}},
        "2": {"class_type": kind, "inputs": {"images": ["1", 0], "filename_prefix": "x"}},
    }
    is_still = kind == "SaveImage"
    order = replace(PANEL, operation=Operation.T2I if is_still else Operation.T2V, seed=None)
    backend = comfy(server, tmp_path, graph)
    prepared = backend.prepare(replace(order, model=""))
    ticket = backend.submit(prepared, KEY, tmp_path)
    server.restart()

    assert [ticket] == backend.find(KEY, prepared, SINCE)
    assert State.READY is backend.poll(ticket, tmp_path).state
    assert [f"take1{ending}"] == [
        one.path.name for one in backend.collect(ticket, tmp_path).outputs
    ]


def test_a_job_that_a_restart_lost_is_made_again(server, tmp_path):
    """It was never done, and it costs nothing."""
    server.is_eager = False
    backend = comfy(server, tmp_path)
    ticket = queue(backend, PANEL, tmp_path)
    server.restart()

    progress = backend.poll(ticket, tmp_path)

    assert State.FAILED is progress.state
    assert progress.failure.is_retryable
    assert "has forgotten it" in progress.failure.reason


def test_what_answers_and_is_no_comfyui_is_not_believed(server, tmp_path):
    """A job is lost when ComfyUI says so, not when a page does."""
    backend = comfy(server, tmp_path)
    ticket = queue(backend, PANEL, tmp_path)
    server.is_strange = True

    with pytest.raises(FilmError, match="answers 404"):
        backend.poll(ticket, tmp_path)
    with pytest.raises(NotConfigured, match="no ComfyUI"):
        backend.submit(backend_body(backend), KEY, tmp_path)


def backend_body(backend: Comfyui):
    """A prepared order, without asking the server."""
    from pipeline.backends.base import Prepared

    node = {"class_type": "SaveImage", "inputs": {"filename_prefix": "rushes/sh010/%key%/take"}}
    return Prepared(PANEL, {"graph": {"1": node}, "take": "1"})


def test_a_server_that_is_not_there_is_said_with_its_address(server, tmp_path):
    """Nothing was sent."""
    backend = comfy(server, tmp_path)
    server.close()

    with pytest.raises(Unreachable, match=f"ComfyUI at {server.url} does not answer") as caught:
        backend.prepare(PANEL)
    assert "start it" in caught.value.fix
    with pytest.raises(SubmitRejected, match=r"127\.0\.0\.1"):
        backend.submit(backend_body(backend), KEY, tmp_path)


def test_a_missing_model_is_named_before_anything_is_queued(server, tmp_path):
    """With the name that may have been meant."""
    order = replace(PANEL, model="sd15.safetensor")

    with pytest.raises(CannotMake) as caught:
        comfy(server, tmp_path).prepare(order)

    assert (
        f"ComfyUI at {server.url}: node 'loader' (CheckpointLoaderSimple, node 1) names "
        "'sd15.safetensor' for ckpt_name, which is not there; did you mean 'sd15.safetensors'?"
    ) == caught.value.message
    assert [] == server.posts


def test_a_model_that_was_put_there_since_is_seen(server, tmp_path):
    """What was missing is asked for anew."""
    from tests.backends.comfy_stand_in import CHECKPOINTS

    backend = comfy(server, tmp_path)
    order = replace(PANEL, model="new.safetensors")
    with pytest.raises(CannotMake):
        backend.prepare(order)
    CHECKPOINTS.append("new.safetensors")
    try:
        backend.prepare(order)
    finally:
        CHECKPOINTS.remove("new.safetensors")


def test_a_missing_node_is_named(server, tmp_path):
    """By its title and its class: that is what its package is found by."""
    graph = {
        "1": {"class_type": "FancySampler", "inputs": {"seed": 1}, "_meta": {"title": "seed"}},
        "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": "x"}},
    }
    order = replace(PANEL, prompt="", model="")

    with pytest.raises(CannotMake, match="it has no node 'FancySampler', which node 'seed'"):
        comfy(server, tmp_path, graph).prepare(order)


def test_a_refused_workflow_names_node_and_input(server, tmp_path):
    """In the user's words: the node's title, and what the server says."""
    backend = comfy(server, tmp_path, "wan")
    prepared = backend.prepare(clip_order(tmp_path))
    server.inputs.clear()

    with pytest.raises(CannotMake) as caught:
        backend.submit(prepared, KEY, tmp_path)

    assert (
        "node 'first' (LoadImage, node 5): Custom validation failed for node: "
        "image - Invalid image file: rushes/abc.png"
    ) in caught.value.message


def test_a_take_that_is_left_out_of_what_is_taken_is_a_refusal(server, tmp_path):
    """ComfyUI takes a workflow whose other nodes are well: nothing of ours would come of it."""
    server.is_eager, server.partly = False, "7"
    backend = comfy(server, tmp_path)

    with pytest.raises(CannotMake, match="Required input is missing: images"):
        queue(backend, PANEL, tmp_path)

    assert [] == server.queue


@pytest.mark.parametrize(
    ("kind", "is_retryable"), [("torch.OutOfMemoryError", True), ("ValueError", False)]
)
def test_a_failure_names_the_node_and_goes_again_only_for_memory(
    server, tmp_path, kind, is_retryable
):
    """Another try of the same error would end the same."""
    server.fails = kind
    backend = comfy(server, tmp_path)

    progress = backend.poll(queue(backend, PANEL, tmp_path), tmp_path)

    assert State.FAILED is progress.state
    assert "node KSampler (3): Allocation on device" == progress.failure.reason
    assert is_retryable is progress.failure.is_retryable


@pytest.mark.parametrize("is_old", [False, True])
@pytest.mark.parametrize("is_running", [False, True])
def test_a_job_is_stopped_where_it_stands(server, tmp_path, is_old, is_running):
    """Waiting: out of the queue; running: interrupted; the jobs of others go on."""
    server.is_eager, server.is_old = False, is_old
    backend = comfy(server, tmp_path)
    ticket = queue(backend, PANEL, tmp_path)
    backend.submit(backend.prepare(PANEL), KEY.replace("0", "a"), tmp_path)
    if is_running:
        server.begin()

    cancelled = backend.cancel(ticket)

    assert cancelled.is_stopped
    assert 1 == len(server.queue)
    state = backend.poll(ticket, tmp_path).state
    assert (State.CANCELLED if is_running else State.FAILED) is state


def test_a_finished_job_is_not_stopped(server, tmp_path):
    """It is polled first."""
    backend = comfy(server, tmp_path)
    ticket = queue(backend, PANEL, tmp_path)

    assert not backend.cancel(ticket).is_stopped
    assert State.READY is backend.poll(ticket, tmp_path).state


def test_a_job_made_elsewhere_is_fetched_by_its_number(server, tmp_path):
    """The one that ComfyUI shows."""
    backend = comfy(server, tmp_path)
    queue(backend, PANEL, tmp_path)

    ticket = backend.ticket_of(UUID, PANEL)

    assert State.READY is backend.poll(ticket, tmp_path).state
    assert 1 == len(backend.collect(ticket, tmp_path).outputs)


def test_a_preview_is_taken_only_where_it_is_asked_for(server, tmp_path):
    """What stays on the server's disk comes first."""
    graph = {
        "1": {"class_type": "CLIPTextEncode", "inputs": {"text": "%prompt%"}},
        "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
        "3": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "x"}},
    }
    backend = comfy(server, tmp_path, graph)

    ticket = queue(backend, replace(PANEL, seed=None, model=""), tmp_path)

    assert picture(64, 36) == backend.collect(ticket, tmp_path).outputs[0].path.read_bytes()


def test_the_shape_of_the_film_survives_the_limits_of_a_model(server, tmp_path):
    """2.39 stays 2.39 as near as the steps allow."""
    queue(comfy(server, tmp_path, longest=512), replace(PANEL, width=1920, height=804), tmp_path)

    size = sent(server)["size"]
    assert (512, 216) == (size["width"], size["height"])
    assert abs(Fraction(size["width"], size["height"]) - Fraction(1920, 804)) < Fraction(2, 100)
