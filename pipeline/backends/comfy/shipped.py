"""Workflows that come with the program, and what their models make.

Each is a plain graph of the nodes that ComfyUI itself has (AnimateDiff: and those of
ComfyUI-AnimateDiff-Evolved), to be used as it is or copied and changed:

    wan: {backend: comfyui, workflow: wan, model: wan2.1_i2v_480p_14B_fp16.safetensors}

Lengths, rates and sizes are those of comfyanonymous/ComfyUI_examples (svd, wan, ltxv) and of the
nodes' own steps (comfy_extras/nodes_wan.py, nodes_lt.py).
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

__all__ = ["SHIPPED", "Shipped"]

_HERE = Path(__file__).parent / "workflows"


class Shipped(Struct, frozen=True):
    """One of them."""

    about: str
    frames: str = ""
    fps: float | None = None
    longest: int | None = None
    multiple_of: int = 8
    file: str = ""

    @property
    def path(self) -> Path:
        """Its file."""
        return _HERE / self.file


SHIPPED = {
    "sd": Shipped("Stable Diffusion 1.5 or XL: a panel from words", longest=1024, file="sd.json"),
    "svd": Shipped(
        "Stable Video Diffusion: 25 pictures from a panel, no words",
        frames="25",
        fps=6,
        longest=1024,
        multiple_of=64,
        file="svd.json",
    ),
    "wan": Shipped(
        "Wan 2.1: a clip of up to 5 s from a panel and words",
        frames="4n+1 to 81",
        fps=16,
        longest=832,
        multiple_of=16,
        file="wan.json",
    ),
    "ltx": Shipped(
        "LTX-Video: a clip of up to 10 s from a panel and words",
        frames="8n+1 to 257",
        fps=25,
        longest=768,
        multiple_of=32,
        file="ltx.json",
    ),
    "animatediff": Shipped(
        "AnimateDiff over Stable Diffusion 1.5: a clip of 2 s from words",
        frames="16",
        fps=8,
        longest=768,
        file="animatediff.json",
    ),
}
