"""The settings of a described service, as ``film.yaml`` may write them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, create_model, field_validator

from pipeline.backends.addresses import base_url
from pipeline.backends.base import Settings
from pipeline.backends.described.language import OPTION_KINDS
from pipeline.backends.described.later import MARK
from pipeline.backends.described.model import Description, Option

__all__ = ["RestSettings", "passed_on", "settings_of"]


class RestSettings(Settings):
    """What every described service can be told."""

    base_url: str = Field(
        "",
        description="Another address in the service's place; its key is RUSHES_KEY_<SERVICE> then.",
    )

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        return base_url(value) if value else value


def settings_of(description: Description, *, needs_file: bool = False) -> type[RestSettings]:
    """The settings of one service: its address, its voices, and what it passes on.

    ``needs_file``: the description lies in the film, and the setting ``service`` names it.
    """
    fields: dict[str, Any] = {}
    if needs_file:
        fields["service"] = (str, Field(description="The description, a file of this film."))
    if any("voice" in call.names for call in description.calls):
        voices = "The service's voice for each person: {liu: 21m00Tcm4TlvDq8ikWAM}."
        fields["voice"] = (str, Field("", description="The voice of everybody else."))
        fields["voices"] = (dict[str, str], Field(default_factory=dict, description=voices))
    if any("resolution" in call.names for call in description.calls):
        about = "How fine the pictures are, in the model's own word: `720p`, `2K`."
        fields["resolution"] = (str, Field("", description=about))
    for name, option in description.options.items():
        fields[name] = (_kind(option), Field(option.default, description=option.about))
    name = f"{description.name.title().replace('-', '').replace('_', '')}Settings"
    made: type[RestSettings] = create_model(name, __base__=RestSettings, **fields)
    return made


def passed_on(settings: Settings) -> dict[str, Any]:
    """The values that templates may name: what is set and not empty."""
    said = settings.model_dump(mode="json")
    return {name: value for name, value in said.items() if value is not None and value != ""}


def _kind(option: Option) -> Any:
    if option.one_of:
        return Literal[option.one_of] | None
    kind: Any = OPTION_KINDS[option.kind]
    if option.least is not None or option.most is not None:
        kind = Annotated[kind, Field(ge=option.least, le=option.most)]
    if option.kind in {"block", "list"}:
        kind = Annotated[kind, AfterValidator(_unmarked)]
    return kind | None


def _unmarked(value: Any) -> Any:
    """The value; what a film writes never stands for something that is put in later."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict) and MARK in value:
        raise ValueError(f"'{MARK}' is a word of ours")
    for one in inner:
        _unmarked(one)
    return value
