"""A whole film through ComfyUI: trusted, planned, made once whatever answer is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from tests.backends.comfy_stand_in import StandIn
from tests.production.footage import clip, typed

FILM = """\
film: 1
title: Tiny
fps: 24
aspect: 16:9
generators:
  draw: {{backend: comfyui, workflow: sd, model: sd15.safetensors, base_url: "{url}"}}
  wan: {{backend: comfyui, workflow: workflows/own.json, base_url: "{url}"}}
use: {{panels: draw, clips: wan}}
defaults: {{seconds: 12f, panels: 1, clips: 1}}
shots:
  sh010: WS, push in | snow over a frozen city, night => snow drifts
  sh020: CU | a child looks up => the glow leaves her face
deliveries:
  main: {{width: 96, crf: 30, preset: ultrafast}}
"""
OWN = """\
{"1": {"class_type": "LoadImage", "inputs": {"image": "a.png"}, "_meta": {"title": "First"}},
 "2": {"class_type": "WanImageToVideo", "inputs": {"length": "%frames%", "start_image": ["1", 0],
       "positive": ["3", 0]}},
 "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "%prompt%"}},
 "4": {"class_type": "KSampler", "inputs": {"seed": "%seed%", "latent_image": ["2", 2]}},
 "5": {"class_type": "SaveVideo", "inputs": {"video": ["4", 0], "filename_prefix": "x"}}}
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[StandIn]:
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    stand_in = StandIn(clip(tmp_path / "material" / "clip.mp4"))
    yield stand_in
    stand_in.close()


def film(folder: Path, server: StandIn) -> Path:
    folder.mkdir()
    (folder / "film.yaml").write_text(FILM.format(url=server.url), encoding="utf-8")
    (folder / "workflows").mkdir()
    (folder / "workflows" / "own.json").write_text(OWN, encoding="utf-8")
    return folder


def test_a_film_is_made_and_a_lost_answer_queues_nothing_twice(
    server: StandIn, tmp_path: Path
) -> None:
    """Two panels and two clips are four workflows, though two answers never came."""
    folder = film(tmp_path / "film", server)
    before = typed("plan", at=folder).all
    typed("trust", "--yes", at=folder)
    server.drops = 2

    typed("board", at=folder)
    typed("shoot", at=folder)

    assert "2 clips of 2 shots blocked" in before  # the panels' workflow comes with the program
    assert "2 panels" not in before
    takes = sorted(path.name for path in (folder / "takes").rglob("*.[mp][pn]*"))
    assert [
        f"sh0{n}0_{kind}" for n in (1, 2) for kind in ("clip_t01.mp4", "panel_t01.png")
    ] == takes
    assert 4 == len(server.posts)
    assert 4 == len({post["prompt_id"] for post in server.posts})
    assert "4 reuse" in typed("status", at=folder).out


def test_a_changed_workflow_has_to_be_trusted_again(server: StandIn, tmp_path: Path) -> None:
    """Its nodes are programs."""
    folder = film(tmp_path / "film", server)
    typed("trust", "--yes", at=folder)
    (folder / "workflows" / "own.json").write_text(OWN.replace("CLIPTextEncode", "RunPython"))

    assert "2 to make" in typed("plan", at=folder).all
    assert "rushes trust" in typed("check", at=folder).all


def test_a_file_that_was_saved_for_the_window_says_how_to_export_it(
    server: StandIn, tmp_path: Path
) -> None:
    """With the line that names it."""
    folder = film(tmp_path / "film", server)
    (folder / "workflows" / "own.json").write_text('{"nodes": [], "links": [], "version": 0.4}')
    typed("trust", "--yes", at=folder)

    said = typed("check", at=folder).all

    assert "was saved for ComfyUI's own window, not for programs" in said
    assert "File, Export Workflow (API)" in said
    assert "film.yaml:7:" in said
