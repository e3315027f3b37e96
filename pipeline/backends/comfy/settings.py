"""What a film says of a generator that is a workflow of ComfyUI."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from pipeline.backends.base import Operation, Settings
from pipeline.backends.comfy.filling import Lengths
from pipeline.backends.comfy.workflow import TAGS

__all__ = ["ComfyuiSettings"]


class ComfyuiSettings(Settings):
    """Which workflow, where it runs, and what its model makes."""

    workflow: str
    """A file in the production (File, Export Workflow (API)), or `sd svd wan ltx animatediff`."""
    base_url: str = "http://127.0.0.1:8188"
    """Where the ComfyUI server answers."""
    inputs: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    """Which node takes what, by title or number, as in `{prompt: Positive, seed: Sampler.seed}`."""
    output: str = ""
    """The node whose files are the take, by title or number, where several save."""
    makes: tuple[Operation, ...] = ()
    """What can be asked of it (`t2i i2v v2v upscale …`) where tags and nodes do not show it."""
    frames: str = ""
    """The numbers of pictures that its model makes: `4n+1`, `8n+1 to 257`, `25`."""
    fps: Annotated[float, Field(gt=0, le=240)] | None = None
    """Pictures a second that its model makes; unless said, what its nodes say, else the film's."""
    longest: Annotated[int, Field(ge=64, le=16384)] | None = None
    """Pixels of the longer side at most; the film's shape is kept."""
    multiple_of: Annotated[int, Field(ge=1, le=256)] = 8
    """Width and height are multiples of it."""
    values: dict[str, str | int | float | bool] = Field(default_factory=dict)
    """Tags of your own: `{steps: 20}` fills in `%steps%`."""
    outputs: Annotated[int, Field(ge=1, le=64)] = 1
    """Takes that one run gives (the workflow's batch size)."""

    @field_validator("workflow")
    @classmethod
    def _inside(cls, path: str) -> str:
        if not path.strip() or Path(path).is_absolute() or ".." in Path(path).parts:
            raise ValueError(f"the workflow '{path}' is not a file of this production")
        return path

    @field_validator("base_url")
    @classmethod
    def _address(cls, text: str) -> str:
        from pipeline.backends.addresses import base_url

        return base_url(text)

    @field_validator("frames", mode="before")
    @classmethod
    def _lengths(cls, value: object) -> object:
        text = str(value) if isinstance(value, int) else value
        if isinstance(text, str) and text:
            Lengths.parse(text)
        return text

    @field_validator("values")
    @classmethod
    def _own_tags(
        cls, values: dict[str, str | int | float | bool]
    ) -> dict[str, str | int | float | bool]:
        for name in values:
            if name in TAGS:
                raise ValueError(f"'{name}' comes from the shot; give yours another name")
            if not (name.isascii() and name.isidentifier() and name == name.lower()):
                raise ValueError(f"'{name}' is no name for a tag: letters, digits and _ alone")
        return values
